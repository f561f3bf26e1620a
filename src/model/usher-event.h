/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherEvent:
 * @id: the row's id; 0 before it is stored
 * @uid: a UUID that never changes: iCalendar UID, passthrough at the streamer
 * @slug: the last part of the registration address: lower-case ASCII, digits, hyphens
 * @description: Markdown (CommonMark); shown only through cmark's safe mode
 * @local_start: the wall time at the event's place, "YYYY-MM-DDTHH:MM"; empty for a quick start
 * @starts_at: @local_start in @time_zone as an instant (derived; again when zone data changes)
 * @channels: how registrants are told; e-mail is the default, SMS opt-in
 * @capacity: how many may register; 0 for no limit
 * @opens_at, @closes_at: when registration opens and closes, or %USHER_NEVER
 * @language: language of the event's messages where the viewer has none, BCP 47
 * @sequence: iCalendar SEQUENCE; raised when start, duration or status change
 * @version: raised by every change; the ETag
 * @started_at, @ended_at: when it really went live and ended, or %USHER_NEVER
 *
 * One scheduled show. Immutable once it is shared between threads; counted references.
 */
typedef struct {
  gint64           id;
  char            *uid;
  char            *slug;
  char            *title;
  char            *description;
  char            *local_start;
  char            *time_zone;
  UsherInstant     starts_at;
  int              duration_minutes;
  UsherEventStatus status;
  UsherChannels    channels;
  char            *custom_message;
  gboolean         registration_enabled;
  int              capacity;
  UsherInstant     opens_at;
  UsherInstant     closes_at;
  char            *privacy_url;   /* (nullable) */
  char            *language;
  int              sequence;
  int              version;
  UsherInstant     started_at;
  UsherInstant     ended_at;
  UsherInstant     created_at;
  UsherInstant     updated_at;
} UsherEvent;

UsherEvent  *usher_event_new    (void);              /* every string "", every instant USHER_NEVER but starts_at 0 */
UsherEvent  *usher_event_copy   (const UsherEvent *self);
UsherEvent  *usher_event_ref    (UsherEvent *self);
void         usher_event_unref  (UsherEvent *self);
UsherInstant usher_event_ends_at (const UsherEvent *self);   /* expected end: start + duration, or the real end */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEvent, usher_event_unref)

/**
 * UsherEventPhase:
 * @USHER_PHASE_SCHEDULED: an hour or more to go
 * @USHER_PHASE_SOON: less than an hour to go
 * @USHER_PHASE_OVERDUE: its start has passed, and it is not live
 * @USHER_PHASE_LIVE: on air
 * @USHER_PHASE_COMPLETED: over
 * @USHER_PHASE_CANCELLED: called off
 *
 * An event's status as it looks at a given moment: what lists, chips and countdowns show.
 */
typedef enum {
  USHER_PHASE_SCHEDULED,
  USHER_PHASE_SOON,
  USHER_PHASE_OVERDUE,
  USHER_PHASE_LIVE,
  USHER_PHASE_COMPLETED,
  USHER_PHASE_CANCELLED,
} UsherEventPhase;

#define USHER_SOON USHER_HOUR

UsherEventPhase usher_event_phase (const UsherEvent *self, UsherInstant now);

G_END_DECLS
