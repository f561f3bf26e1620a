/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is said of an event where it is shown in little room: tooltips and screen readers. All (transfer full). */

#include "usher-event-overview.h"
#include "usher-month.h"

G_BEGIN_DECLS

/* "Winter Show, Scheduled, Sun 6 Dec, 20:00, 12 registrations"; @zone (nullable): a calendar's, whose time comes first and only
 * the time, the event's own is named where it is another */
char *usher_event_words_describe (const UsherEventOverview *overview, GTimeZone *zone, UsherInstant now);
/* (nullable): "3 messages failed", "A reminder could not be sent"; NULL: all is well */
char *usher_event_words_problem  (const UsherEventOverview *overview);
/* "Sunday, 6 December 2026, 2 events" */
char *usher_event_words_day      (UsherDay day, GTimeZone *zone, guint n_events, gboolean today);
/* "December 2026", in the form that stands alone; brief: "Dec 2026" */
char *usher_event_words_month    (UsherDay day, gboolean brief);
/* "6 – 12 December 2026", "28 December 2026 – 3 January 2027"; brief: "6 – 12 Dec", "28 Dec – 3 Jan" */
char *usher_event_words_days     (UsherDay first, UsherDay last, gboolean brief);
/* In the streamer's language by g_date_time_format() */
char *usher_event_words_date     (UsherDay day, const char *format);

G_END_DECLS
