/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wording.h"

#include <string.h>

#include "usher-time.h"

/* All words of this room stand in one table for each language, so that a translation is one more table. Sentences are
 * whole patterns and never glued from pieces, since word order differs; counts go through plural forms. */

typedef enum { UNIT_WEEK, UNIT_DAY, UNIT_HOUR, UNIT_MINUTE, UNIT_SECOND, N_UNITS } Unit;

#define MAX_PLURALS 4

typedef struct {
  const char *language;                        /* BCP 47 primary language */
  int       (*plural) (int n);                 /* which form a count takes (Unicode CLDR plural rules) */
  const char *units[N_UNITS][MAX_PLURALS];     /* "%d hours" */
  const char *units_away[N_UNITS][MAX_PLURALS]; /* the same behind "in" and "ago", where grammar wants it otherwise */
  const char *now;
  const char *in;                              /* distance */
  const char *ago;                             /* distance */
  const char *today;                           /* time, distance */
  const char *tomorrow;                        /* time */
  const char *tomorrow_soon;                   /* time, distance */
  const char *at_start;
  const char *date;                            /* weekday (1), day (2), month (3), year (4) */
  const char *hours_short;
  const char *minutes_short;
  const char *hours_minutes_short;
  const char *weekdays[7];                     /* from Monday */
  const char *months[12];
} Words;

static int
plural_english (int n)
{
  return n == 1 ? 0 : 1;
}

static const Words english = {
  .language = "en",
  .plural = plural_english,
  .units = {
    [UNIT_WEEK] = { "%d week", "%d weeks" },
    [UNIT_DAY] = { "%d day", "%d days" },
    [UNIT_HOUR] = { "%d hour", "%d hours" },
    [UNIT_MINUTE] = { "%d minute", "%d minutes" },
    [UNIT_SECOND] = { "%d second", "%d seconds" },
  },
  .now = "now",
  .in = "in %s",
  .ago = "started %s ago",
  .today = "today at %s (in %s)",
  .tomorrow = "tomorrow at %s",
  .tomorrow_soon = "tomorrow at %s (in %s)",
  .at_start = "at start",
  .date = "%1$s, %2$d %3$s %4$d",
  .hours_short = "%d h",
  .minutes_short = "%d min",
  .hours_minutes_short = "%d h %d min",
  .weekdays = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
  .months = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December" },
};

static const Words german = {
  .language = "de",
  .plural = plural_english,
  .units = {
    [UNIT_WEEK] = { "%d Woche", "%d Wochen" },
    [UNIT_DAY] = { "%d Tag", "%d Tage" },
    [UNIT_HOUR] = { "%d Stunde", "%d Stunden" },
    [UNIT_MINUTE] = { "%d Minute", "%d Minuten" },
    [UNIT_SECOND] = { "%d Sekunde", "%d Sekunden" },
  },
  .units_away = {
    [UNIT_DAY] = { "%d Tag", "%d Tagen" },
  },
  .now = "jetzt",
  .in = "in %s",
  .ago = "vor %s begonnen",
  .today = "heute um %s Uhr (in %s)",
  .tomorrow = "morgen um %s Uhr",
  .tomorrow_soon = "morgen um %s Uhr (in %s)",
  .at_start = "zum Beginn",
  .date = "%1$s, %2$d. %3$s %4$d",
  .hours_short = "%d h",
  .minutes_short = "%d min",
  .hours_minutes_short = "%d h %d min",
  .weekdays = { "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag" },
  .months = { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
              "Dezember" },
};

static const Words *
words_for (const char *language)
{
  static const Words * const all[] = { &english, &german };

  for (gsize i = 0; language != NULL && i < G_N_ELEMENTS (all); i++)
    {
      const char *rest = language;

      if (g_str_has_prefix (language, all[i]->language))
        rest += strlen (all[i]->language);
      if (rest != language && (*rest == '\0' || *rest == '-'))
        return all[i];
    }
  return &english;
}

static char *
count (const Words *words, Unit unit, gint64 n)
{
  int shown = (int) CLAMP (n, 0, G_MAXINT);

  return g_strdup_printf (words->units[unit][words->plural (shown)], shown);
}

/* The distance from now: "12 days" in "in 12 days" */
static char *
count_away (const Words *words, Unit unit, gint64 n)
{
  int shown = (int) CLAMP (n, 0, G_MAXINT);
  const char *pattern = words->units_away[unit][words->plural (shown)];

  return pattern != NULL ? g_strdup_printf (pattern, shown) : count (words, unit, n);
}

static char *
join (const char *pattern, char *distance)
{
  g_autofree char *owned = distance;

  return g_strdup_printf (pattern, owned);
}

/* --- dates ------------------------------------------------------------------------------------------------------- */

static GDateTime *
local_date_time (UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

/* The number of a day on the calendar of @zone, to count days between dates. */
static gint64
day_number (UsherInstant instant, GTimeZone *zone)
{
  gint64 local = instant / G_USEC_PER_SEC + usher_time_offset (instant, zone);
  gint64 seconds_per_day = USHER_DAY / G_USEC_PER_SEC;

  return local / seconds_per_day - (local % seconds_per_day < 0 ? 1 : 0);
}

/**
 * usher_wording_date:
 * @instant: a moment in the years 1 to 9999
 * @zone: the reader's zone
 * @language: (nullable): BCP 47
 *
 * Returns: (transfer full): the date there: "Sunday, 6 December 2026"
 */
char *
usher_wording_date (UsherInstant instant, GTimeZone *zone, const char *language)
{
  const Words *words = words_for (language);
  g_autoptr (GDateTime) local = NULL;

  g_return_val_if_fail (zone != NULL, NULL);
  local = local_date_time (instant, zone);
  g_return_val_if_fail (local != NULL, NULL);
  return g_strdup_printf (words->date, words->weekdays[g_date_time_get_day_of_week (local) - 1],
                          g_date_time_get_day_of_month (local), words->months[g_date_time_get_month (local) - 1],
                          g_date_time_get_year (local));
}

/**
 * usher_wording_time:
 * @instant: a moment in the years 1 to 9999
 * @zone: the reader's zone
 * @language: (nullable): BCP 47
 *
 * Returns: (transfer full): the time of day there: "20:00"
 */
char *
usher_wording_time (UsherInstant instant, GTimeZone *zone, const char *language)
{
  g_autoptr (GDateTime) local = NULL;

  g_return_val_if_fail (zone != NULL, NULL);
  local = local_date_time (instant, zone);
  g_return_val_if_fail (local != NULL, NULL);
  return g_strdup_printf ("%02d:%02d", g_date_time_get_hour (local), g_date_time_get_minute (local));
}

static char *
utc_offset (int seconds)
{
  int minutes = ABS (seconds) / 60;
  char sign = seconds < 0 ? '-' : '+';

  if (minutes % 60 == 0)
    return g_strdup_printf ("UTC%c%d", sign, minutes / 60);
  return g_strdup_printf ("UTC%c%d:%02d", sign, minutes / 60, minutes % 60);
}

/**
 * usher_wording_zone:
 * @instant: the moment whose offset counts: it differs between summer and winter
 * @zone: a zone made from a name
 *
 * Returns: (transfer full): the zone with its abbreviation, where it has one in letters, and its offset then:
 *   "Europe/Berlin (CET, UTC+1)", "Asia/Kathmandu (UTC+5:45)", "UTC"
 */
char *
usher_wording_zone (UsherInstant instant, GTimeZone *zone)
{
  g_autofree char *offset = NULL;
  const char *name, *abbreviation;
  int interval;

  g_return_val_if_fail (zone != NULL && instant != USHER_NEVER, NULL);

  name = g_time_zone_get_identifier (zone);
  interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant / G_USEC_PER_SEC);
  abbreviation = g_time_zone_get_abbreviation (zone, interval);
  if (g_str_equal (name, "UTC"))
    return g_strdup (name);
  offset = utc_offset (usher_time_offset (instant, zone));
  if (!g_ascii_isalpha (abbreviation[0]) || g_str_equal (abbreviation, "UTC"))
    return g_strdup_printf ("%s (%s)", name, offset);
  return g_strdup_printf ("%s (%s, %s)", name, abbreviation, offset);
}

/* --- distances --------------------------------------------------------------------------------------------------- */

static char *
since_start (const Words *words, gint64 minutes)
{
  gint64 hours = minutes / 60;

  if (minutes < 60)
    return join (words->ago, count_away (words, UNIT_MINUTE, minutes));
  if (hours < 24)
    return join (words->ago, count_away (words, UNIT_HOUR, hours));
  return join (words->ago, count_away (words, UNIT_DAY, hours / 24));
}

/* An hour or more before the start: the reader's calendar decides between "today", "tomorrow" and days. */
static char *
before_start (const Words *words, UsherInstant starts_at, UsherInstant now, GTimeZone *zone, gint64 minutes,
              const char *language)
{
  gint64 days = day_number (starts_at, zone) - day_number (now, zone);
  g_autofree char *time = usher_wording_time (starts_at, zone, language);
  g_autofree char *distance = count_away (words, UNIT_HOUR, (minutes + 30) / 60);

  if (days > 1)
    return join (words->in, count_away (words, UNIT_DAY, days));
  if (days < 1)
    return g_strdup_printf (words->today, time, distance);
  /* "Tomorrow" alone would mislead somebody who reads it in the evening about a start soon after midnight. */
  if (minutes <= 12 * 60)
    return g_strdup_printf (words->tomorrow_soon, time, distance);
  return g_strdup_printf (words->tomorrow, time);
}

/**
 * usher_wording_starts_in:
 * @starts_at: the start
 * @now: the moment at which the words are read
 * @zone: the reader's zone: "today" and "tomorrow" are days of its calendar
 * @language: (nullable): BCP 47; English where there is no table for it
 *
 * Under an hour: minutes, rounded to the nearest, never 0 ("now" from half a minute before to a minute after). From an
 * hour on: by calendar days. After the start: whole minutes, hours or days that have passed.
 *
 * Returns: (transfer full): "in 12 days", "tomorrow at 20:00", "tomorrow at 00:30 (in 2 hours)",
 *   "today at 20:00 (in 5 hours)", "in 15 minutes", "now", "started 10 minutes ago"
 */
char *
usher_wording_starts_in (UsherInstant starts_at, UsherInstant now, GTimeZone *zone, const char *language)
{
  const Words *words = words_for (language);
  UsherInstant minute = USHER_MINUTE;
  gint64 minutes;

  g_return_val_if_fail (starts_at != USHER_NEVER && now != USHER_NEVER && zone != NULL, NULL);

  if (starts_at - now <= -minute)
    return since_start (words, (now - starts_at) / minute);
  if (starts_at - now < minute / 2)
    return g_strdup (words->now);
  minutes = (starts_at - now + minute / 2) / minute;
  if (minutes < 60)
    return join (words->in, count_away (words, UNIT_MINUTE, minutes));
  return before_start (words, starts_at, now, zone, minutes, language);
}

/* From here on a running clock says more than words. */
#define CLOCK_FROM (12 * USHER_HOUR)

/**
 * usher_wording_countdown:
 * @starts_at: the start
 * @now: the moment
 * @zone: the reader's zone
 * @language: (nullable): BCP 47
 *
 * Seconds are rounded up, so that 00:00:01 is the last one before the start.
 *
 * Returns: (transfer full): "02:14:09" in the last twelve hours before the start; as usher_wording_starts_in() before that and
 *   from the start on
 */
char *
usher_wording_countdown (UsherInstant starts_at, UsherInstant now, GTimeZone *zone, const char *language)
{
  gint64 seconds;

  g_return_val_if_fail (starts_at != USHER_NEVER && now != USHER_NEVER && zone != NULL, NULL);

  if (now >= starts_at || starts_at - now >= CLOCK_FROM)
    return usher_wording_starts_in (starts_at, now, zone, language);
  seconds = (starts_at - now + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  return g_strdup_printf ("%02d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
}

/**
 * usher_wording_duration:
 * @minutes: a length of time
 * @language: (nullable): BCP 47
 *
 * Returns: (transfer full): "45 min", "2 h", "1 h 30 min"
 */
char *
usher_wording_duration (int minutes, const char *language)
{
  const Words *words = words_for (language);

  minutes = MAX (minutes, 0);
  if (minutes < 60)
    return g_strdup_printf (words->minutes_short, minutes);
  if (minutes % 60 == 0)
    return g_strdup_printf (words->hours_short, minutes / 60);
  return g_strdup_printf (words->hours_minutes_short, minutes / 60, minutes % 60);
}

/**
 * usher_wording_interval:
 * @days: calendar days before the start
 * @seconds: seconds before that
 * @language: (nullable): BCP 47
 *
 * Returns: (transfer full): the name of a planned distance: "2 weeks", "1 day 2 hours", "at start"
 */
char *
usher_wording_interval (int days, int seconds, const char *language)
{
  const Words *words = words_for (language);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) joined = NULL;
  const gint64 amounts[N_UNITS] = {
    [UNIT_WEEK] = days % 7 == 0 ? days / 7 : 0,
    [UNIT_DAY] = days % 7 == 0 ? 0 : days,
    [UNIT_HOUR] = seconds / 3600,
    [UNIT_MINUTE] = seconds / 60 % 60,
    [UNIT_SECOND] = seconds % 60,
  };

  if (days == 0 && seconds == 0)
    return g_strdup (words->at_start);
  for (Unit unit = UNIT_WEEK; unit < N_UNITS; unit++)
    if (amounts[unit] > 0)
      g_strv_builder_take (parts, count (words, unit, amounts[unit]));
  joined = g_strv_builder_end (parts);
  return g_strjoinv (" ", joined);
}
