/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One function words each distance to the start, everywhere: app, page, overlay, message. */

#include "usher-types.h"

G_BEGIN_DECLS

/* "in 12 days", "tomorrow at 20:00", "today at 20:00 (in 5 hours)", "in 15 minutes", "now", "started 10 minutes ago".
 * "tomorrow" and "today" are days of the reader's @zone. @language: BCP 47; English where there is no other. */
char *usher_wording_starts_in  (UsherInstant starts_at, UsherInstant now, GTimeZone *zone, const char *language);
/* The same for a clock that runs: "02:14:09" in the last twelve hours, else as above */
char *usher_wording_countdown  (UsherInstant starts_at, UsherInstant now, GTimeZone *zone, const char *language);
char *usher_wording_date       (UsherInstant instant, GTimeZone *zone, const char *language);   /* "Sunday, 6 December 2026" */
char *usher_wording_time       (UsherInstant instant, GTimeZone *zone, const char *language);   /* "20:00" */
char *usher_wording_zone       (UsherInstant instant, GTimeZone *zone);     /* "Europe/Berlin (CET, UTC+1)" of that date */
char *usher_wording_duration   (int minutes, const char *language);         /* "1 h 30 min" */
/* "2 weeks", "1 day 2 hours", "at start": a planned distance before the start */
char *usher_wording_interval   (int days, int seconds, const char *language);

G_END_DECLS
