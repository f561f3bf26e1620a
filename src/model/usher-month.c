/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-month.h"

#include <string.h>

#include "usher-time.h"

#define MONDAY   1
#define THURSDAY 4

static void
to_date (UsherDay day, GDate *date)
{
  g_date_clear (date, 1);
  g_date_set_julian (date, (guint32) MAX (day, 1));
}

/**
 * usher_day_new:
 * @year: 1 to 9999
 * @month: 1 to 12
 * @day: of the month
 *
 * Returns: the day, or %USHER_DAY_NONE where the month has no such day
 */
UsherDay
usher_day_new (int year, int month, int day)
{
  GDate date;

  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return USHER_DAY_NONE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return (UsherDay) g_date_get_julian (&date);
}

/**
 * usher_day_split:
 * @day: a day
 * @year: (out) (optional): its year
 * @month: (out) (optional): 1 to 12
 * @day_of_month: (out) (optional): 1 to 31
 */
void
usher_day_split (UsherDay day, int *year, int *month, int *day_of_month)
{
  GDate date;

  g_return_if_fail (day > USHER_DAY_NONE);

  to_date (day, &date);
  if (year)
    *year = g_date_get_year (&date);
  if (month)
    *month = (int) g_date_get_month (&date);
  if (day_of_month)
    *day_of_month = g_date_get_day (&date);
}

int
usher_day_weekday (UsherDay day)
{
  g_return_val_if_fail (day > USHER_DAY_NONE, MONDAY);
  return (day - 1) % 7 + 1;   /* the first day of the year 1 was a Monday */
}

/**
 * usher_day_parse:
 * @text: (nullable): what somebody gave
 *
 * Returns: the day, or %USHER_DAY_NONE when @text is not a day in the form "2026-12-06"
 */
UsherDay
usher_day_parse (const char *text)
{
  if (!text || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return USHER_DAY_NONE;
  for (int i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !g_ascii_isdigit (text[i]))
      return USHER_DAY_NONE;
  return usher_day_new (atoi (text), atoi (text + 5), atoi (text + 8));
}

char *
usher_day_format (UsherDay day)
{
  int year, month, day_of_month;

  g_return_val_if_fail (day > USHER_DAY_NONE, NULL);

  usher_day_split (day, &year, &month, &day_of_month);
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day_of_month);
}

/**
 * usher_day_of:
 * @instant: a moment in the years 1 to 9999
 * @zone: whose days
 *
 * Returns: the day that a calendar in @zone shows then
 */
UsherDay
usher_day_of (UsherInstant instant, GTimeZone *zone)
{
  g_autofree char *wall = NULL;

  g_return_val_if_fail (zone != NULL, USHER_DAY_NONE);

  wall = usher_time_to_wall (instant, zone);
  g_return_val_if_fail (wall != NULL, USHER_DAY_NONE);
  wall[10] = '\0';
  return usher_day_parse (wall);
}

/**
 * usher_day_start:
 * @day: a day
 * @zone: whose day
 *
 * Returns: the first moment of @day in @zone: midnight, or the clock change that skips it
 */
UsherInstant
usher_day_start (UsherDay day, GTimeZone *zone)
{
  g_autofree char *date = usher_day_format (day);
  g_autofree char *wall = NULL;
  UsherInstant start = USHER_NEVER;

  g_return_val_if_fail (date != NULL && zone != NULL, USHER_NEVER);

  wall = g_strconcat (date, "T00:00", NULL);
  usher_time_from_wall (wall, zone, &start, NULL, "day", NULL);
  return start;
}

/* --- months -------------------------------------------------------------------------------------------------------- */

UsherDay
usher_month_first (UsherDay day)
{
  int year, month;

  usher_day_split (day, &year, &month, NULL);
  return usher_day_new (year, month, 1);
}

UsherDay
usher_month_last (UsherDay day)
{
  int year, month;

  usher_day_split (day, &year, &month, NULL);
  return usher_day_new (year, month, g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year));
}

/**
 * usher_month_add:
 * @day: a day
 * @months: how many months later; negative: earlier
 *
 * Returns: the same day of that month, its last one where it is shorter; @day where the calendar ends (years 1 and 9999)
 */
UsherDay
usher_month_add (UsherDay day, int months)
{
  int year, month, day_of_month, count;

  g_return_val_if_fail (day > USHER_DAY_NONE, USHER_DAY_NONE);

  usher_day_split (day, &year, &month, &day_of_month);
  count = year * 12 + month - 1 + months;
  if (count < 12 || count >= 10000 * 12)
    return day;
  year = count / 12;
  month = count % 12 + 1;
  return usher_day_new (year, month, MIN (day_of_month, g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year)));
}

/**
 * usher_month_weeks:
 * @day: any day of the month
 * @first_weekday: with which weeks begin, 1 Monday … 7 Sunday
 * @first: (out): the first day of the first week, in this month or the one before
 *
 * Returns: how many weeks the month touches
 */
int
usher_month_weeks (UsherDay day, int first_weekday, UsherDay *first)
{
  UsherDay last = usher_month_last (day);

  g_return_val_if_fail (first != NULL, 0);

  *first = usher_week_first (usher_month_first (day), first_weekday);
  return (last - *first) / 7 + 1;
}

/* --- weeks --------------------------------------------------------------------------------------------------------- */

UsherDay
usher_week_first (UsherDay day, int first_weekday)
{
  UsherDay first;

  g_return_val_if_fail (first_weekday >= 1 && first_weekday <= 7, day);

  first = day - (usher_day_weekday (day) - first_weekday + 7) % 7;
  return MAX (first, 1);
}

int
usher_week_number (UsherDay day, int first_weekday)
{
  UsherDay first = usher_week_first (day, first_weekday);
  UsherDay thursday = first + (THURSDAY - usher_day_weekday (first) + 7) % 7;
  int year;

  usher_day_split (thursday, &year, NULL, NULL);
  return (thursday - usher_day_new (year, 1, 1)) / 7 + 1;
}

/**
 * usher_week_first_day:
 * @week_1stday: the locale's reference day as digits, such as 19971130
 * @first_weekday: which day counted from there begins a week, from 1
 *
 * Returns: 1 Monday … 7 Sunday; Monday (ISO 8601) where the locale says nothing of sense
 */
int
usher_week_first_day (int week_1stday, int first_weekday)
{
  UsherDay reference = usher_day_new (week_1stday / 10000, week_1stday / 100 % 100, week_1stday % 100);

  if (reference == USHER_DAY_NONE || first_weekday < 1 || first_weekday > 7)
    return MONDAY;
  return usher_day_weekday (reference + first_weekday - 1);
}
