/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-month.h"

#include "usher-time.h"

#define MONDAY   1
#define SATURDAY 6
#define SUNDAY   7

static UsherDay
day (const char *text)
{
  UsherDay parsed = usher_day_parse (text);

  g_assert_cmpint (parsed, !=, USHER_DAY_NONE);
  return parsed;
}

static void
assert_day (UsherDay given, const char *expected)
{
  g_autofree char *text = usher_day_format (given);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_days (void)
{
  static const struct { const char *text; int weekday; } good[] = {
    { "0001-01-01", 1 }, { "1970-01-01", 4 }, { "2000-02-29", 2 }, { "2024-02-29", 4 }, { "2026-12-06", 7 },
    { "2027-01-01", 5 }, { "9999-12-31", 5 },
  };
  static const char * const bad[] = {
    NULL, "", "2026-12-6", "2026-13-01", "2026-02-29", "1900-02-29", "2026-00-10", "2026-04-31", "2026-12-06 ", " 2026-12-06",
    "2026/12/06", "0000-01-01", "+026-12-06", "20261206", "2026-12-0x", "2026-12-06T20:00",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i].text);
      assert_day (day (good[i].text), good[i].text);
      g_assert_cmpint (usher_day_weekday (day (good[i].text)), ==, good[i].weekday);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (usher_day_parse (bad[i]), ==, USHER_DAY_NONE);
  g_assert_cmpint (day ("2026-03-01") - day ("2026-02-28"), ==, 1);
  g_assert_cmpint (day ("2028-03-01") - day ("2028-02-28"), ==, 2);
}

static void
test_zones (void)
{
  static const struct { const char *instant, *zone, *day; } cases[] = {
    { "2026-12-06T19:00:00Z", "Europe/Berlin", "2026-12-06" },
    { "2026-12-06T23:30:00Z", "Europe/Berlin", "2026-12-07" },
    { "2026-12-06T19:00:00Z", "Asia/Tokyo", "2026-12-07" },
    { "2026-12-06T02:00:00Z", "America/New_York", "2026-12-05" },
    { "2026-12-31T23:59:59Z", "UTC", "2026-12-31" },
    { "2026-12-31T23:00:00Z", "Europe/Berlin", "2027-01-01" },
    { "2011-12-29T12:00:00Z", "Pacific/Apia", "2011-12-29" },   /* the 30th did not happen there */
    { "2011-12-30T12:00:00Z", "Pacific/Apia", "2011-12-31" },
  };
  static const struct { const char *day, *zone, *start; } starts[] = {
    { "2026-12-06", "Europe/Berlin", "2026-12-05T23:00:00Z" },
    { "2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z" },
    { "2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00Z" },   /* after 23 hours */
    { "2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00Z" },   /* after 25 */
    { "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z" },   /* midnight was skipped: it began at one */
    { "2026-12-06", "UTC", "2026-12-06T00:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (cases[i].zone, "zone", NULL);
      UsherInstant instant;

      g_test_message ("%s in %s", cases[i].instant, cases[i].zone);
      g_assert_true (usher_time_from_rfc3339 (cases[i].instant, &instant, "t", NULL));
      assert_day (usher_day_of (instant, zone), cases[i].day);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (starts[i].zone, "zone", NULL);
      UsherInstant start = usher_day_start (day (starts[i].day), zone);
      g_autofree char *text = usher_time_to_rfc3339 (start);

      g_assert_cmpstr (text, ==, starts[i].start);
      assert_day (usher_day_of (start, zone), starts[i].day);
    }
}

static void
test_months (void)
{
  static const struct { const char *from; int months; const char *to; } adds[] = {
    { "2026-12-06", 1, "2027-01-06" }, { "2026-12-06", -12, "2025-12-06" }, { "2026-01-31", 1, "2026-02-28" },
    { "2024-01-31", 1, "2024-02-29" }, { "2024-02-29", 12, "2025-02-28" }, { "2026-03-31", -1, "2026-02-28" },
    { "2026-01-15", -1, "2025-12-15" }, { "2026-12-31", 2, "2027-02-28" }, { "9999-12-31", 1, "9999-12-31" },
    { "0001-01-31", -1, "0001-01-31" }, { "2026-06-15", 0, "2026-06-15" },
  };
  static const struct { const char *month; int first_weekday, weeks; const char *first; } grids[] = {
    { "2026-12-06", MONDAY, 5, "2026-11-30" },
    { "2026-12-06", SUNDAY, 5, "2026-11-29" },
    { "2026-12-31", SATURDAY, 5, "2026-11-28" },
    { "2026-02-10", SUNDAY, 4, "2026-02-01" },     /* begins and ends with its weeks */
    { "2027-02-10", MONDAY, 4, "2027-02-01" },
    { "2026-08-01", MONDAY, 6, "2026-07-27" },
    { "2024-02-01", MONDAY, 5, "2024-01-29" },
    { "2027-01-01", MONDAY, 5, "2026-12-28" },
    { "2026-05-01", SATURDAY, 6, "2026-04-25" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (adds); i++)
    {
      g_test_message ("%s + %d", adds[i].from, adds[i].months);
      assert_day (usher_month_add (day (adds[i].from), adds[i].months), adds[i].to);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (grids); i++)
    {
      UsherDay first;

      g_test_message ("%s, weeks from %d", grids[i].month, grids[i].first_weekday);
      g_assert_cmpint (usher_month_weeks (day (grids[i].month), grids[i].first_weekday, &first), ==, grids[i].weeks);
      assert_day (first, grids[i].first);
    }
  assert_day (usher_month_first (day ("2024-02-29")), "2024-02-01");
  assert_day (usher_month_last (day ("2024-02-01")), "2024-02-29");
  assert_day (usher_month_last (day ("2026-12-06")), "2026-12-31");
}

/* A page begins with the right weekday, holds its whole month, and no week that it does not need. */
static void
test_pages (void)
{
  for (UsherDay month = day ("1999-01-01"); month < day ("2041-01-01"); month = usher_month_add (month, 1))
    for (int first_weekday = 1; first_weekday <= 7; first_weekday++)
      {
        UsherDay first;
        int weeks = usher_month_weeks (month, first_weekday, &first);

        g_assert_cmpint (usher_day_weekday (first), ==, first_weekday);
        g_assert_cmpint (first, <=, usher_month_first (month));
        g_assert_cmpint (first + 7, >, usher_month_first (month));
        g_assert_cmpint (first + weeks * 7, >, usher_month_last (month));
        g_assert_cmpint (first + (weeks - 1) * 7, <=, usher_month_last (month));
      }
}

static void
test_weeks (void)
{
  static const struct { const char *day; int first_weekday, number; } numbers[] = {
    { "2026-12-06", MONDAY, 49 }, { "2026-12-06", SUNDAY, 50 }, { "2026-12-05", SUNDAY, 49 },
    { "2027-01-01", MONDAY, 53 }, { "2027-01-03", MONDAY, 53 }, { "2027-01-04", MONDAY, 1 },
    { "2024-12-30", MONDAY, 1 }, { "2024-12-29", MONDAY, 52 }, { "2026-01-01", MONDAY, 1 },
    { "2021-01-01", MONDAY, 53 }, { "2024-12-28", SATURDAY, 1 }, { "2024-02-29", MONDAY, 9 },
  };
  static const struct { int reference, first_weekday, weekday; } locales[] = {
    { 19971130, 1, SUNDAY },      /* en_US */
    { 19971130, 2, MONDAY },      /* de_DE, en_GB */
    { 19971201, 1, MONDAY },      /* the same said another way */
    { 19971130, 7, SATURDAY },    /* ar_EG, fa_IR */
    { 19971201, 7, SUNDAY },
    { 0, 1, MONDAY }, { 19971130, 0, MONDAY }, { 19971130, 8, MONDAY }, { 19979999, 1, MONDAY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_test_message ("%s, weeks from %d", numbers[i].day, numbers[i].first_weekday);
      g_assert_cmpint (usher_week_number (day (numbers[i].day), numbers[i].first_weekday), ==, numbers[i].number);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (locales); i++)
    g_assert_cmpint (usher_week_first_day (locales[i].reference, locales[i].first_weekday), ==, locales[i].weekday);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/month/days", test_days);
  g_test_add_func ("/month/zones", test_zones);
  g_test_add_func ("/month/months", test_months);
  g_test_add_func ("/month/pages", test_pages);
  g_test_add_func ("/month/weeks", test_weeks);
  return g_test_run ();
}
