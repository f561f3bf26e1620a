/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-time.h"

static UsherInstant
moment (const char *text)
{
  UsherInstant instant;

  g_assert_true (usher_time_from_rfc3339 (text, &instant, "t", NULL));
  return instant;
}

static void
test_good (void)
{
  static const struct { const char *text; int days, seconds; const char *canonical, *label; } cases[] = {
    { "P14D", 14, 0, "P14D", "2 weeks" },
    { "P2W", 14, 0, "P14D", "2 weeks" },
    { "P7D", 7, 0, "P7D", "1 week" },
    { "P3D", 3, 0, "P3D", "3 days" },
    { "P1D", 1, 0, "P1D", "1 day" },
    { "P10D", 10, 0, "P10D", "10 days" },
    { "P21D", 21, 0, "P21D", "3 weeks" },
    { "PT12H", 0, 43200, "PT12H", "12 hours" },
    { "PT1H", 0, 3600, "PT1H", "1 hour" },
    { "PT15M", 0, 900, "PT15M", "15 minutes" },
    { "PT1M", 0, 60, "PT1M", "1 minute" },
    { "PT90M", 0, 5400, "PT1H30M", "1 hour 30 minutes" },
    { "PT1S", 0, 1, "PT1S", "1 second" },
    { "PT90S", 0, 90, "PT1M30S", "1 minute 30 seconds" },
    { "PT0S", 0, 0, "PT0S", "at start" },
    { "P0D", 0, 0, "PT0S", "at start" },
    { "P0W", 0, 0, "PT0S", "at start" },
    { "PT24H", 0, 86400, "PT24H", "24 hours" },        /* a day of the clock is not a day of the calendar */
    { "P1DT2H", 1, 7200, "P1DT2H", "1 day 2 hours" },
    { "P1DT2H3M4S", 1, 7384, "P1DT2H3M4S", "1 day 2 hours 3 minutes 4 seconds" },
    { "PT1H1S", 0, 3601, "PT1H1S", "1 hour 1 second" },
    { "P014D", 14, 0, "P14D", "2 weeks" },
    { "P2147483647D", G_MAXINT, 0, "P2147483647D", NULL },
    { "PT2147483647S", 0, G_MAXINT, "PT596523H14M7S", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *canonical = NULL;
      g_autofree char *label = NULL;
      UsherInterval interval, again;

      g_test_message ("%s", cases[i].text);
      g_assert_true (usher_interval_parse (cases[i].text, &interval, &error));
      g_assert_no_error (error);
      g_assert_cmpint (interval.days, ==, cases[i].days);
      g_assert_cmpint (interval.seconds, ==, cases[i].seconds);
      canonical = usher_interval_format (&interval);
      g_assert_cmpstr (canonical, ==, cases[i].canonical);
      g_assert_true (usher_interval_parse (canonical, &again, NULL));
      g_assert_cmpint (usher_interval_compare (&interval, &again), ==, 0);
      label = usher_interval_label (&interval);
      if (cases[i].label != NULL)
        g_assert_cmpstr (label, ==, cases[i].label);
    }
}

static void
test_bad (void)
{
  static const char * const bad[] = {
    NULL, "", "P", "PT", "P1DT", "14D", "D", "1", "P1", "PD", "PT1", "PTH", "P1H", "PT1D", "P1M", "P1Y", "P1Y2D", "P1W2D",
    "P1D2W", "P1WT1H", "P-1D", "-P1D", "+P1D", "P+1D", "P1.5D", "PT0.5H", "PT1,5H", "p14d", "P14d", "Pt1H", " P1D", "P1D ",
    "P 1D", "P1D\n", "PT1H1H", "PT1M1H", "PT1S1M", "P1DP1D", "P1DT1HT1M", "P1D1D", "P٣D", "\377", "P1D\377", "two weeks",
    /* too large */
    "P2147483648D", "PT2147483648S", "PT596523H15M", "PT596524H", "P306783379W", "P99999999999999999999999999999D",
    "PT99999999999999999999H99999999999999999999M99999999999999999999S",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      UsherInterval interval = { 42, 42 };

      if (usher_interval_parse (bad[i], &interval, &error))
        g_test_message ("accepted: %s", bad[i]);
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "intervals");
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpint (interval.days, ==, 42);
      g_assert_cmpint (interval.seconds, ==, 42);
    }
}

static void
test_compare (void)
{
  static const char * const longest_first[] = { "P366D", "P14D", "P7D", "P1DT1S", "P1D", "PT24H", "PT23H", "PT1S", "PT0S" };

  for (gsize a = 0; a < G_N_ELEMENTS (longest_first); a++)
    for (gsize b = 0; b < G_N_ELEMENTS (longest_first); b++)
      {
        UsherInterval x, y;
        int order;

        g_assert_true (usher_interval_parse (longest_first[a], &x, NULL));
        g_assert_true (usher_interval_parse (longest_first[b], &y, NULL));
        order = usher_interval_compare (&x, &y);
        g_assert_cmpint ((order > 0) - (order < 0), ==, (a > b) - (a < b));
      }
}

static void
test_due_at (void)
{
  static const struct { const char *zone, *start, *interval, *due; } cases[] = {
    { "UTC", "2026-12-06T20:00", "PT0S", "2026-12-06T20:00:00Z" },
    { "UTC", "2026-12-06T20:00", "P14D", "2026-11-22T20:00:00Z" },
    { "Europe/Berlin", "2026-12-06T20:00", "P1DT2H", "2026-12-05T17:00:00Z" },
    /* across the spring change: the same wall clock, so 23 hours; hours are exact */
    { "Europe/Berlin", "2026-03-29T20:00", "P1D", "2026-03-28T19:00:00Z" },
    { "Europe/Berlin", "2026-03-29T20:00", "PT24H", "2026-03-28T18:00:00Z" },
    { "Europe/Berlin", "2026-03-29T20:00", "PT12H", "2026-03-29T06:00:00Z" },
    { "Europe/Berlin", "2026-03-29T03:00", "PT1H", "2026-03-29T00:00:00Z" },
    { "Europe/Berlin", "2026-04-05T20:00", "P14D", "2026-03-22T19:00:00Z" },
    /* the due day's wall time falls into the gap: what clocks call 03:30 */
    { "Europe/Berlin", "2026-03-30T02:30", "P1D", "2026-03-29T01:30:00Z" },
    { "Europe/Berlin", "2026-04-12T02:30", "P14D", "2026-03-29T01:30:00Z" },
    /* ... into the fold: the first */
    { "Europe/Berlin", "2026-10-26T02:30", "P1D", "2026-10-25T00:30:00Z" },
    { "Europe/Berlin", "2026-10-25T20:00", "P1D", "2026-10-24T18:00:00Z" },      /* 25 hours */
    { "Europe/Berlin", "2026-10-25T20:00", "PT24H", "2026-10-24T19:00:00Z" },
    { "Europe/Berlin", "2026-10-25T03:30", "PT1H", "2026-10-25T01:30:00Z" },     /* the second 02:30 */
    { "Europe/Berlin", "2026-10-25T03:30", "PT2H", "2026-10-25T00:30:00Z" },     /* the first one */
    { "Australia/Sydney", "2026-10-04T20:00", "P1D", "2026-10-03T10:00:00Z" },
    { "Australia/Sydney", "2026-04-05T20:00", "P1D", "2026-04-04T09:00:00Z" },
    { "Australia/Lord_Howe", "2026-10-05T02:15", "P1D", "2026-10-03T15:45:00Z" },
    { "Australia/Lord_Howe", "2026-04-05T20:00", "P1D", "2026-04-04T09:00:00Z" },   /* 24.5 hours */
    { "Asia/Tokyo", "2026-03-29T20:00", "P14D", "2026-03-15T11:00:00Z" },
    { "Asia/Kathmandu", "2026-06-01T05:45", "P1D", "2026-05-31T00:00:00Z" },
    /* midnights */
    { "Africa/Cairo", "2026-04-25T00:00", "P1D", "2026-04-23T22:00:00Z" },
    { "America/Sao_Paulo", "2018-11-05T00:30", "P1D", "2018-11-04T03:30:00Z" },
    { "Europe/Berlin", "2026-12-06T00:00", "P1D", "2026-12-04T23:00:00Z" },
    /* the calendar */
    { "UTC", "2028-03-01T12:00", "P1D", "2028-02-29T12:00:00Z" },
    { "UTC", "2027-03-01T12:00", "P1D", "2027-02-28T12:00:00Z" },
    { "UTC", "2028-02-29T12:00", "P366D", "2027-02-28T12:00:00Z" },
    { "UTC", "2027-01-01T00:00", "P1D", "2026-12-31T00:00:00Z" },
    { "Pacific/Kiritimati", "2027-01-01T00:10", "PT15M", "2026-12-31T09:55:00Z" },
    { "Pacific/Apia", "2011-12-31T12:00", "P1D", "2011-12-30T22:00:00Z" },       /* a day that never was */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (cases[i].zone, "zone", NULL);
      g_autofree char *due = NULL;
      UsherInterval interval;

      g_test_message ("%s %s %s", cases[i].zone, cases[i].start, cases[i].interval);
      g_assert_true (usher_interval_parse (cases[i].interval, &interval, NULL));
      due = usher_time_to_rfc3339 (usher_interval_due_at (&interval, cases[i].start, zone));
      g_assert_cmpstr (due, ==, cases[i].due);
    }
}

static void
test_due_at_without_start (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  UsherInterval interval = { 1, 0 };

  g_assert_true (usher_interval_due_at (&interval, "", zone) == USHER_NEVER);
  g_assert_true (usher_interval_due_at (&interval, "tomorrow", zone) == USHER_NEVER);
  g_assert_false (usher_interval_fits (USHER_NEVER, 0));
}

static void
test_recommend (void)
{
  static const struct { const char *zone, *start, *now, *expected; } cases[] = {
    { "Europe/Berlin", "2026-12-06T20:00", "2026-01-01T00:00:00Z", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-11-22T19:00:00Z", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-11-22T19:04:00Z", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-11-22T19:04:59.999999Z", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-11-22T19:05:00Z", "P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-11-23T19:00:00Z", "P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-11-29T19:06:00Z", "P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-05T20:00:00Z", "PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:04:59Z", "PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:05:00Z", "PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:30:00Z", "PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:45:00Z", "PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:49:59Z", "PT15M PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:50:00Z", "PT0S" },              /* ten minutes */
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T18:55:00Z", "PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:00:00Z", "PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:04:59Z", "PT0S" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:05:00Z", "" },
    /* made for "in two weeks" across a clock change: the wall clock counts */
    { "Europe/Berlin", "2026-04-05T20:00", "2026-03-22T19:00:00Z", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "2026-11-01T20:00", "2026-10-18T18:00:00Z", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "Europe/Berlin", "nonsense", "2026-10-18T18:00:00Z", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (cases[i].zone, "zone", NULL);
      g_autoptr (GPtrArray) fitting = usher_interval_recommend (cases[i].start, zone, moment (cases[i].now));
      g_autofree char *joined = NULL;

      g_test_message ("%s seen at %s", cases[i].start, cases[i].now);
      g_ptr_array_add (fitting, NULL);
      joined = g_strjoinv (" ", (char **) fitting->pdata);
      g_assert_cmpstr (joined, ==, cases[i].expected);
    }
}

static void
test_the_eight (void)
{
  const char * const *all = usher_interval_recommended_all ();
  UsherInterval previous = { G_MAXINT, 0 };

  g_assert_cmpuint (g_strv_length ((char **) all), ==, 8);
  for (; *all != NULL; all++)
    {
      g_autofree char *canonical = NULL;
      UsherInterval interval;

      g_assert_true (usher_interval_parse (*all, &interval, NULL));
      g_assert_cmpint (usher_interval_compare (&previous, &interval), <, 0);
      canonical = usher_interval_format (&interval);
      g_assert_cmpstr (canonical, ==, *all);
      previous = interval;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interval/good", test_good);
  g_test_add_func ("/interval/bad", test_bad);
  g_test_add_func ("/interval/compare", test_compare);
  g_test_add_func ("/interval/due-at", test_due_at);
  g_test_add_func ("/interval/due-at-without-start", test_due_at_without_start);
  g_test_add_func ("/interval/recommend", test_recommend);
  g_test_add_func ("/interval/the-eight", test_the_eight);
  return g_test_run ();
}
