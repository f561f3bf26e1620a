/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What people type for a day, a time and a length, in the forms that the model takes. Reads, and does not judge: whether an event
 * may start then is usher_event_draft_check()'s to say. All (transfer full), NULL where it reads as nothing. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  USHER_TYPED_DAY_FIRST,     /* 6/12/2026 is in December */
  USHER_TYPED_MONTH_FIRST,   /* 12/6/2026 is in December */
} UsherTypedOrder;

char            *usher_typed_date        (const char *text, UsherTypedOrder order);   /* "2026-12-06": a day that exists */
char            *usher_typed_time        (const char *text);                          /* "20:00" */
/* "90", "1:30", "1 h 30 min"; minutes */
gboolean         usher_typed_duration    (const char *text, int *minutes);
gboolean         usher_typed_number      (const char *text, int *number);             /* digits only, 0 to G_MAXINT */
/* A distance before the start: a number of minutes, hours, days or weeks ('M', 'H', 'D', 'W'); ISO 8601. @error: on "intervals" */
char            *usher_typed_interval    (const char *number, char unit, GError **error);

/* The other way round. @wall: "20:00"; @minutes: a step to add, over midnight and round */
char            *usher_typed_show_time   (const char *wall, int minutes, gboolean twelve_hours);
/* What the streamer's language settings ask for */
UsherTypedOrder  usher_typed_local_order (void);
gboolean         usher_typed_local_twelve_hours (void);

G_END_DECLS
