/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-event.h"
#include "usher-event-draft.h"

G_BEGIN_DECLS

/* How a streamer's draft becomes an event, and back. Pure. */

/**
 * UsherDraftChanges:
 * @any: something is different at all
 * @schedule: start, zone, or duration: the calendar entry is another one (SEQUENCE)
 * @fixed: something that cannot change while the event is live
 */
typedef struct {
  gboolean any;
  gboolean schedule;
  gboolean fixed;
} UsherDraftChanges;

/* Writes a checked draft into @event (which must not be shared). Empty language: as it is. */
void             usher_draft_apply       (const UsherEventDraft *draft, UsherInstant starts_at, UsherEvent *event);
/* usher_event_draft_check() of an edit: a start that stays may be past, and a quick start need not have one. @before: (nullable):
 * the edited event */
gboolean         usher_draft_check       (const UsherEventDraft *draft, const UsherEvent *before, UsherInstant now,
                                          UsherInstant *starts_at, GError **error);
UsherDraftChanges usher_draft_compare    (const UsherEvent *before, const UsherEvent *after);
/* A draft of what @event is, with no list of intervals */
UsherEventDraft *usher_draft_from_event  (const UsherEvent *event);
/* The same for equal drafts: what an idempotency key stands for */
char            *usher_draft_fingerprint (const UsherEventDraft *draft);

G_END_DECLS
