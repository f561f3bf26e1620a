/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-typed.h"

static void
test_dates (void)
{
  static const struct {
    const char     *text;
    UsherTypedOrder order;
    const char     *date;     /* NULL: reads as none */
  } cases[] = {
    { "2026-12-06", USHER_TYPED_DAY_FIRST, "2026-12-06" },
    { "  2026-12-6 ", USHER_TYPED_DAY_FIRST, "2026-12-06" },
    { "6.12.2026", USHER_TYPED_DAY_FIRST, "2026-12-06" },
    { "6. 12. 2026", USHER_TYPED_DAY_FIRST, "2026-12-06" },
    { "6/12/2026", USHER_TYPED_DAY_FIRST, "2026-12-06" },
    { "12/6/2026", USHER_TYPED_MONTH_FIRST, "2026-12-06" },
    { "6.12.2026", USHER_TYPED_MONTH_FIRST, "2026-12-06" },
    { "2026/12/06", USHER_TYPED_MONTH_FIRST, "2026-12-06" },
    { "2028-02-29", USHER_TYPED_DAY_FIRST, "2028-02-29" },
    { "2026-02-29", USHER_TYPED_DAY_FIRST, NULL },
    { "2026-02-30", USHER_TYPED_DAY_FIRST, NULL },
    { "2026-13-01", USHER_TYPED_DAY_FIRST, NULL },
    { "2026-00-10", USHER_TYPED_DAY_FIRST, NULL },
    { "2026-10-00", USHER_TYPED_DAY_FIRST, NULL },
    { "13/31/2026", USHER_TYPED_MONTH_FIRST, NULL },
    { "6.12.26", USHER_TYPED_DAY_FIRST, NULL },
    { "6.12", USHER_TYPED_DAY_FIRST, NULL },
    { "6.12-2026", USHER_TYPED_DAY_FIRST, NULL },
    { "2026-12-06x", USHER_TYPED_DAY_FIRST, NULL },
    { "20261-12-06", USHER_TYPED_DAY_FIRST, NULL },
    { "tomorrow", USHER_TYPED_DAY_FIRST, NULL },
    { "٢٠٢٦-١٢-٠٦", USHER_TYPED_DAY_FIRST, NULL },
    { "2026-12-06\x01", USHER_TYPED_DAY_FIRST, NULL },
    { "\xff\xfe", USHER_TYPED_DAY_FIRST, NULL },
    { "", USHER_TYPED_DAY_FIRST, NULL },
    { NULL, USHER_TYPED_DAY_FIRST, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *date = usher_typed_date (cases[i].text, cases[i].order);

      g_test_message ("case %d", (int) i);
      g_assert_cmpstr (date, ==, cases[i].date);
    }
}

static void
test_times (void)
{
  static const struct {
    const char *text;
    const char *time;
  } cases[] = {
    { "20:00", "20:00" }, { "20.00", "20:00" }, { "2000", "20:00" }, { "20", "20:00" }, { "8", "08:00" }, { "830", "08:30" },
    { "8 pm", "20:00" }, { "8pm", "20:00" }, { "8:30 P.M.", "20:30" }, { "12 am", "00:00" }, { "12:15 pm", "12:15" },
    { "20 Uhr", "20:00" }, { "20 h", "20:00" }, { " 7:05 ", "07:05" }, { "0:00", "00:00" }, { "23:59", "23:59" },
    { "24:00", NULL }, { "25:61", NULL }, { "20:60", NULL }, { "13 pm", NULL }, { "0 am", NULL }, { "20:0", NULL },
    { "20:000", NULL }, { "20:00:00", NULL }, { "20:00x", NULL }, { "noon", NULL }, { "-1:00", NULL }, { "", NULL },
    { "٢٠:٠٠", NULL }, { "🎭", NULL }, { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *time = usher_typed_time (cases[i].text);

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpstr (time, ==, cases[i].time);
    }
}

static void
test_shown (void)
{
  static const struct {
    const char *wall;
    int         minutes;
    gboolean    twelve;
    const char *shown;
  } cases[] = {
    { "20:00", 0, FALSE, "20:00" }, { "20:00", 15, FALSE, "20:15" }, { "23:50", 15, FALSE, "00:05" }, { "00:05", -15, FALSE, "23:50" },
    { "20:00", 0, TRUE, "8:00 pm" }, { "00:30", 0, TRUE, "12:30 am" }, { "12:00", -15, TRUE, "11:45 am" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = usher_typed_show_time (cases[i].wall, cases[i].minutes, cases[i].twelve);
      g_autofree char *again = usher_typed_time (shown);

      g_assert_cmpstr (shown, ==, cases[i].shown);
      g_assert_nonnull (again);
    }
}

static void
test_durations (void)
{
  static const struct {
    const char *text;
    int         minutes;     /* -1: reads as none */
  } cases[] = {
    { "90", 90 }, { "1:30", 90 }, { "1 h 30 min", 90 }, { "1h30", 90 }, { "2h", 120 }, { "2 hours", 120 }, { "45 min.", 45 },
    { "0", 0 }, { "0:05", 5 }, { "999999", 999999 }, { "1:", -1 }, { "1:30:00", -1 }, { "an hour", -1 }, { "-60", -1 },
    { "1.5", -1 }, { "99999999", -1 }, { "", -1 }, { "60 🎭", -1 }, { NULL, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int minutes = -1;

      g_test_message ("“%s”", cases[i].text);
      g_assert_true (usher_typed_duration (cases[i].text, &minutes) == (cases[i].minutes >= 0));
      g_assert_cmpint (minutes, ==, cases[i].minutes);
    }
}

static void
test_numbers (void)
{
  static const struct {
    const char *text;
    int         number;
  } cases[] = {
    { "200", 200 }, { " 7 ", 7 }, { "0", 0 }, { "2147483647", G_MAXINT }, { "2147483648", -1 }, { "-1", -1 }, { "+1", -1 },
    { "1,000", -1 }, { "1e3", -1 }, { "0x10", -1 }, { "", -1 }, { "٧", -1 }, { NULL, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int number = -1;

      g_test_message ("“%s”", cases[i].text);
      g_assert_true (usher_typed_number (cases[i].text, &number) == (cases[i].number >= 0));
      g_assert_cmpint (number, ==, cases[i].number);
    }
}

/* Nothing that is pasted makes it slow. */
static void
test_large (void)
{
  g_autofree char *large = g_strnfill (1024 * 1024, '2');
  int number;

  g_assert_null (usher_typed_date (large, USHER_TYPED_DAY_FIRST));
  g_assert_null (usher_typed_time (large));
  g_assert_false (usher_typed_duration (large, &number));
  g_assert_false (usher_typed_number (large, &number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typed/dates", test_dates);
  g_test_add_func ("/typed/times", test_times);
  g_test_add_func ("/typed/shown", test_shown);
  g_test_add_func ("/typed/durations", test_durations);
  g_test_add_func ("/typed/numbers", test_numbers);
  g_test_add_func ("/typed/large", test_large);
  return g_test_run ();
}
