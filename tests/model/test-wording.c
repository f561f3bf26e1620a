/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-time.h"
#include "usher-wording.h"

static UsherInstant
moment (const char *text)
{
  UsherInstant instant;

  g_assert_true (usher_time_from_rfc3339 (text, &instant, "t", NULL));
  return instant;
}

static void
test_starts_in (void)
{
  static const struct { const char *zone, *start, *now, *words; } cases[] = {
    /* days are days of the calendar */
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-11-22T19:00:00Z", "in 14 days" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-11-24T22:59:00Z", "in 12 days" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-11-24T23:00:00Z", "in 11 days" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-04T22:59:59Z", "in 2 days" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-04T23:00:00Z", "tomorrow at 20:00" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-05T19:00:00Z", "tomorrow at 20:00" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-05T22:59:59Z", "tomorrow at 20:00" },
    /* nobody is told "tomorrow" on the day */
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-05T23:00:00Z", "today at 20:00 (in 20 hours)" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T07:00:00Z", "today at 20:00 (in 12 hours)" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T14:00:00Z", "today at 20:00 (in 5 hours)" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T17:29:00Z", "today at 20:00 (in 2 hours)" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:00:00Z", "today at 20:00 (in 1 hour)" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:00:30Z", "today at 20:00 (in 1 hour)" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:00:31Z", "in 59 minutes" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:45:00Z", "in 15 minutes" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:45:29Z", "in 15 minutes" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:58:30Z", "in 2 minutes" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:58:31Z", "in 1 minute" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:59:30Z", "in 1 minute" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T18:59:31Z", "now" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T19:00:00Z", "now" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T19:00:59.999Z", "now" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T19:01:00Z", "started 1 minute ago" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T19:10:59Z", "started 10 minutes ago" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-06T20:00:00Z", "started 1 hour ago" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-07T18:59:00Z", "started 23 hours ago" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2026-12-07T19:00:00Z", "started 1 day ago" },
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "2027-12-06T19:00:00Z", "started 365 days ago" },
    /* the same two moments, read elsewhere */
    { "Asia/Tokyo", "2026-12-06T19:00:00Z", "2026-12-06T14:00:00Z", "tomorrow at 04:00 (in 5 hours)" },
    { "Asia/Tokyo", "2026-12-06T19:00:00Z", "2026-12-06T15:00:00Z", "today at 04:00 (in 4 hours)" },
    { "America/Los_Angeles", "2026-12-06T19:00:00Z", "2026-12-06T07:59:00Z", "tomorrow at 11:00 (in 11 hours)" },
    { "America/Los_Angeles", "2026-12-06T19:00:00Z", "2026-12-06T08:00:00Z", "today at 11:00 (in 11 hours)" },
    { "Asia/Kathmandu", "2026-12-06T19:00:00Z", "2026-12-06T12:00:00Z", "tomorrow at 00:45 (in 7 hours)" },
    { "UTC", "2026-12-06T19:00:00Z", "2026-12-05T19:00:00Z", "tomorrow at 19:00" },
    /* soon after midnight */
    { "Europe/Berlin", "2026-12-05T23:15:00Z", "2026-12-05T22:59:00Z", "in 16 minutes" },
    { "Europe/Berlin", "2026-12-05T23:30:00Z", "2026-12-05T21:30:00Z", "tomorrow at 00:30 (in 2 hours)" },
    { "Europe/Berlin", "2026-12-06T09:59:00Z", "2026-12-05T22:00:00Z", "tomorrow at 10:59 (in 12 hours)" },
    { "Europe/Berlin", "2026-12-06T10:01:00Z", "2026-12-05T22:00:00Z", "tomorrow at 11:01" },
    /* clock changes: 23 and 25 hours are "tomorrow at the same time"; the hours in brackets are real ones */
    { "Europe/Berlin", "2026-03-29T18:00:00Z", "2026-03-28T19:00:00Z", "tomorrow at 20:00" },
    { "Europe/Berlin", "2026-10-25T19:00:00Z", "2026-10-24T18:00:00Z", "tomorrow at 20:00" },
    { "Europe/Berlin", "2026-03-29T02:00:00Z", "2026-03-28T23:30:00Z", "today at 04:00 (in 3 hours)" },
    { "Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-24T22:00:00Z", "today at 04:00 (in 5 hours)" },
    { "Europe/Berlin", "2026-04-05T18:00:00Z", "2026-03-22T19:00:00Z", "in 14 days" },
    { "Europe/Berlin", "2026-11-01T19:00:00Z", "2026-10-18T18:00:00Z", "in 14 days" },
    { "Australia/Lord_Howe", "2026-04-05T09:30:00Z", "2026-04-04T09:00:00Z", "tomorrow at 20:00" },
    /* year end and leap day */
    { "UTC", "2027-01-01T12:00:00Z", "2026-12-31T12:00:00Z", "tomorrow at 12:00" },
    { "UTC", "2028-03-01T12:00:00Z", "2028-02-28T12:00:00Z", "in 2 days" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (cases[i].zone, "zone", NULL);
      g_autofree char *words = usher_wording_starts_in (moment (cases[i].start), moment (cases[i].now), zone, "en");

      g_test_message ("%s: %s seen at %s", cases[i].zone, cases[i].start, cases[i].now);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Each half minute of sixteen days around a start, read in zones around the world. */
static void
test_countdown (void)
{
  static const struct { const char *start, *now, *words; } cases[] = {
    { "2026-12-06T19:00:00Z", "2026-11-24T12:00:00Z", "in 12 days" },
    { "2026-12-06T19:00:00Z", "2026-12-05T12:00:00Z", "tomorrow at 20:00" },
    { "2026-12-06T19:00:00Z", "2026-12-06T07:00:00Z", "today at 20:00 (in 12 hours)" },
    { "2026-12-06T19:00:00Z", "2026-12-06T07:00:00.001Z", "12:00:00" },
    { "2026-12-06T19:00:00Z", "2026-12-06T07:00:01Z", "11:59:59" },
    { "2026-12-06T19:00:00Z", "2026-12-06T16:45:51Z", "02:14:09" },
    { "2026-12-06T19:00:00Z", "2026-12-06T18:59:59Z", "00:00:01" },
    { "2026-12-06T19:00:00Z", "2026-12-06T18:59:59.999Z", "00:00:01" },
    { "2026-12-06T19:00:00Z", "2026-12-06T19:00:00Z", "now" },
    { "2026-12-06T19:00:00Z", "2026-12-06T19:10:00Z", "started 10 minutes ago" },
  };
  g_autoptr (GTimeZone) zone = usher_time_zone_new ("Europe/Berlin", "zone", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = usher_wording_countdown (moment (cases[i].start), moment (cases[i].now), zone, "en");

      g_test_message ("%s seen at %s", cases[i].start, cases[i].now);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_never_wrong (void)
{
  static const char * const names[] = { "Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Berlin", "Pacific/Niue" };
  UsherInstant start = moment ("2026-03-29T18:00:00Z");

  for (gsize z = 0; z < G_N_ELEMENTS (names); z++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (names[z], "zone", NULL);
      g_autofree char *start_day = usher_wording_date (start, zone, NULL);

      for (UsherInstant now = start - 14 * USHER_DAY; now < start + 2 * USHER_DAY; now += 30 * G_USEC_PER_SEC)
        {
          g_autofree char *words = usher_wording_starts_in (start, now, zone, NULL);
          g_autofree char *day = usher_wording_date (now, zone, NULL);

          g_assert_null (strchr (words, '-'));
          g_assert_null (strstr (words, " 0 "));
          g_assert_null (strstr (words, " 1 minutes"));
          g_assert_null (strstr (words, " 1 hours"));
          g_assert_null (strstr (words, " 1 days"));
          if (g_str_has_prefix (words, "today"))
            g_assert_cmpstr (day, ==, start_day);
          if (g_str_has_prefix (words, "tomorrow"))
            g_assert_cmpstr (day, !=, start_day);
          g_assert_cmpint (g_str_has_prefix (words, "started"), ==, now - start >= USHER_MINUTE);
        }
    }
}

static void
test_date_and_time (void)
{
  static const struct { const char *zone, *instant, *date, *time, *zone_words; } cases[] = {
    { "Europe/Berlin", "2026-12-06T19:00:00Z", "Sunday, 6 December 2026", "20:00", "Europe/Berlin (CET, UTC+1)" },
    { "Europe/Berlin", "2026-07-06T18:00:00Z", "Monday, 6 July 2026", "20:00", "Europe/Berlin (CEST, UTC+2)" },
    { "Asia/Tokyo", "2026-12-06T19:00:00Z", "Monday, 7 December 2026", "04:00", "Asia/Tokyo (JST, UTC+9)" },
    { "Asia/Kathmandu", "2026-12-06T18:15:00Z", "Monday, 7 December 2026", "00:00", "Asia/Kathmandu (UTC+5:45)" },
    { "America/St_Johns", "2026-12-06T19:00:00Z", "Sunday, 6 December 2026", "15:30",
      "America/St_Johns (NST, UTC-3:30)" },
    { "America/New_York", "2027-01-01T00:00:00Z", "Thursday, 31 December 2026", "19:00",
      "America/New_York (EST, UTC-5)" },
    { "Europe/London", "2026-12-06T19:00:00Z", "Sunday, 6 December 2026", "19:00", "Europe/London (GMT, UTC+0)" },
    { "America/Sao_Paulo", "2026-12-06T19:00:00Z", "Sunday, 6 December 2026", "16:00", "America/Sao_Paulo (UTC-3)" },
    { "UTC", "2028-02-29T00:00:00Z", "Tuesday, 29 February 2028", "00:00", "UTC" },
    { "Etc/UTC", "2028-02-29T23:59:59Z", "Tuesday, 29 February 2028", "23:59", "Etc/UTC (UTC+0)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (cases[i].zone, "zone", NULL);
      UsherInstant instant = moment (cases[i].instant);
      g_autofree char *date = usher_wording_date (instant, zone, "en-GB");
      g_autofree char *time = usher_wording_time (instant, zone, "en-GB");
      g_autofree char *zone_words = usher_wording_zone (instant, zone);

      g_assert_cmpstr (date, ==, cases[i].date);
      g_assert_cmpstr (time, ==, cases[i].time);
      g_assert_cmpstr (zone_words, ==, cases[i].zone_words);
    }
}

static void
test_duration (void)
{
  static const struct { int minutes; const char *words; } cases[] = {
    { -5, "0 min" }, { 0, "0 min" }, { 1, "1 min" }, { 45, "45 min" }, { 59, "59 min" }, { 60, "1 h" },
    { 61, "1 h 1 min" }, { 90, "1 h 30 min" }, { 120, "2 h" }, { 10080, "168 h" }, { G_MAXINT, "35791394 h 7 min" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = usher_wording_duration (cases[i].minutes, NULL);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* A language without a table reads English; a tag that is none does no harm. */
static void
test_languages (void)
{
  static const char * const tags[] = { NULL, "", "en", "en-US", "fr", "fr-CA", "english", "deutsch", "x", "-", "\377" };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autofree char *words = usher_wording_starts_in (USHER_DAY, 0, utc, tags[i]);
      g_autofree char *interval = usher_wording_interval (14, 0, tags[i]);

      g_assert_cmpstr (words, ==, "tomorrow at 00:00");
      g_assert_cmpstr (interval, ==, "2 weeks");
    }
}

static void
test_german (void)
{
  static const struct { const char *now, *words; } cases[] = {
    { "2026-11-24T22:59:00Z", "in 12 Tagen" },
    { "2026-12-05T19:00:00Z", "morgen um 20:00 Uhr" },
    { "2026-12-06T14:00:00Z", "heute um 20:00 Uhr (in 5 Stunden)" },
    { "2026-12-06T18:00:00Z", "heute um 20:00 Uhr (in 1 Stunde)" },
    { "2026-12-06T18:45:00Z", "in 15 Minuten" },
    { "2026-12-06T19:00:00Z", "jetzt" },
    { "2026-12-06T19:01:00Z", "vor 1 Minute begonnen" },
    { "2026-12-07T19:00:00Z", "vor 1 Tag begonnen" },
    { "2026-12-09T19:00:00Z", "vor 3 Tagen begonnen" },
  };
  static const struct { int days, seconds; const char *words; } intervals[] = {
    { 14, 0, "2 Wochen" }, { 7, 0, "1 Woche" }, { 3, 0, "3 Tage" }, { 1, 7200, "1 Tag 2 Stunden" },
    { 0, 900, "15 Minuten" }, { 0, 0, "zum Beginn" },
  };
  g_autoptr (GTimeZone) zone = usher_time_zone_new ("Europe/Berlin", "zone", NULL);
  UsherInstant start = moment ("2026-12-06T19:00:00Z");
  g_autofree char *date = usher_wording_date (start, zone, "de-AT");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = usher_wording_starts_in (start, moment (cases[i].now), zone, "de");

      g_assert_cmpstr (words, ==, cases[i].words);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      g_autofree char *words = usher_wording_interval (intervals[i].days, intervals[i].seconds, "de");

      g_assert_cmpstr (words, ==, intervals[i].words);
    }
  g_assert_cmpstr (date, ==, "Sonntag, 6. Dezember 2026");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wording/starts-in", test_starts_in);
  g_test_add_func ("/wording/countdown", test_countdown);
  g_test_add_func ("/wording/never-wrong", test_never_wrong);
  g_test_add_func ("/wording/date-and-time", test_date_and_time);
  g_test_add_func ("/wording/duration", test_duration);
  g_test_add_func ("/wording/languages", test_languages);
  g_test_add_func ("/wording/german", test_german);
  return g_test_run ();
}
