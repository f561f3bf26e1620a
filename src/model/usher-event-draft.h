/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-interval.h"
#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherEventDraft:
 * @intervals: (element-type utf8) (nullable): ISO 8601 durations before the start; %NULL for the recommended ones
 * @starts_at: local wall time "YYYY-MM-DDTHH:MM[:SS]"
 *
 * What a streamer asks for: the input of creating and editing an event. usher_event_draft_check() is the one place
 * that knows what is allowed.
 */
typedef struct {
  char         *title;
  char         *description;
  char         *starts_at;
  char         *time_zone;
  int           duration_minutes;
  UsherChannels channels;
  GPtrArray    *intervals;
  char         *custom_message;
  gboolean      registration_enabled;
  int           capacity;
  UsherInstant  opens_at;
  UsherInstant  closes_at;
  char         *privacy_url;
  char         *language;
} UsherEventDraft;

/* Limits, in characters where it is text */
#define USHER_TITLE_MAX          200
#define USHER_DESCRIPTION_MAX    20000
#define USHER_CUSTOM_MESSAGE_MAX 2000
#define USHER_DURATION_MAX       (7 * 24 * 60)   /* minutes */
#define USHER_DURATION_DEFAULT   60              /* minutes */
#define USHER_CAPACITY_MAX       1000000
#define USHER_INTERVALS_MAX      32
#define USHER_START_MAX_DAYS     3653            /* ten years: nobody knows the clock changes of later ones */

UsherEventDraft *usher_event_draft_new   (void);   /* e-mail on, registration on, 60 minutes */
UsherEventDraft *usher_event_draft_copy  (const UsherEventDraft *self);
void             usher_event_draft_free  (UsherEventDraft *self);
/* Fields are named as in the JSON: title, description, custom_message, time_zone, starts_at, duration_minutes, channels,
 * intervals, registration.max, registration.opens_at, registration.closes_at, registration.privacy_url, language */
gboolean         usher_event_draft_check (const UsherEventDraft *self,
                                          UsherInstant           now,
                                          UsherInstant          *starts_at,
                                          GError               **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEventDraft, usher_event_draft_free)

/* "Späte Show, Teil 2!" → "spate-show-teil-2"; never empty ("event"), at most 60 bytes. The store makes it unique. */
char            *usher_slug_from_title   (const char *title);

G_END_DECLS
