/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Days, weeks and months as a calendar on the wall has them. */

#include "usher-types.h"

G_BEGIN_DECLS

/* A day of the Gregorian calendar, whatever the zone: its number since 1 January of the year 1, which is day 1. 0 is no day. */
typedef int UsherDay;

#define USHER_DAY_NONE 0

UsherDay     usher_day_new         (int year, int month, int day);                     /* USHER_DAY_NONE: there is no such day */
void         usher_day_split       (UsherDay day, int *year, int *month, int *day_of_month);
int          usher_day_weekday     (UsherDay day);                                     /* 1 Monday … 7 Sunday */
UsherDay     usher_day_parse       (const char *text);                                 /* "2026-12-06" and nothing else */
char        *usher_day_format      (UsherDay day);                                     /* "2026-12-06" (transfer full) */
UsherDay     usher_day_of          (UsherInstant instant, GTimeZone *zone);
UsherInstant usher_day_start       (UsherDay day, GTimeZone *zone);                    /* its first moment */

UsherDay     usher_month_first     (UsherDay day);
UsherDay     usher_month_last      (UsherDay day);
/* The same day of the month, or its last one where the month is shorter */
UsherDay     usher_month_add       (UsherDay day, int months);
/* How many weeks a page of the calendar needs, 4 to 6; @first (out): the day in its first corner */
int          usher_month_weeks     (UsherDay day, int first_weekday, UsherDay *first);

UsherDay     usher_week_first      (UsherDay day, int first_weekday);
/* ISO 8601: of the week in which the row's Thursday lies, whatever day the row begins with */
int          usher_week_number     (UsherDay day, int first_weekday);
/* From nl_langinfo (_NL_TIME_WEEK_1STDAY) (19971130: a Sunday) and _NL_TIME_FIRST_WEEKDAY (1: that day): 1 Monday … 7 Sunday */
int          usher_week_first_day  (int week_1stday, int first_weekday);

G_END_DECLS
