/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-cost.h"

static void
test_estimate (void)
{
  static const struct {
    gint64    registrations, notifications;
    int       segments;
    gint64    email_price, sms_price;
    UsherCost expected;
  } cases[] = {
    { 1000, 8, 1, USHER_PRICE_EMAIL_DEFAULT, USHER_PRICE_SMS_DEFAULT, { 8000000, 60000000, 68000000 } },
    { 1000, 8, 2, USHER_PRICE_EMAIL_DEFAULT, USHER_PRICE_SMS_DEFAULT, { 8000000, 120000000, 128000000 } },
    { 1, 1, 0, USHER_PRICE_EMAIL_DEFAULT, USHER_PRICE_SMS_DEFAULT, { 1000, 7500, 8500 } },
    { 1, 1, -3, 1, 1, { 1, 1, 2 } },
    { 0, 8, 1, 1000, 7500, { 0, 0, 0 } },
    { -5, 8, 1, 1000, 7500, { 0, 0, 0 } },
    { 10, 8, 1, -1000, 7500, { 0, 600000, 600000 } },
    { G_MAXINT64, 2, 1, 1, 0, { G_MAXINT64, 0, G_MAXINT64 } },
    { G_MAXINT64, 1, 1, 1, 1, { G_MAXINT64, G_MAXINT64, G_MAXINT64 } },
    { G_MAXINT64, G_MAXINT64, G_MAXINT, G_MAXINT64, G_MAXINT64, { G_MAXINT64, G_MAXINT64, G_MAXINT64 } },
    { G_MAXINT64 / 2, 1, 1, 1, 1, { G_MAXINT64 / 2, G_MAXINT64 / 2, G_MAXINT64 - 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      UsherCost cost = usher_cost_estimate (cases[i].registrations, cases[i].notifications, cases[i].segments,
                                            cases[i].email_price, cases[i].sms_price);

      g_test_message ("row %u", i);
      g_assert_cmpint (cost.email_micros, ==, cases[i].expected.email_micros);
      g_assert_cmpint (cost.sms_micros, ==, cases[i].expected.sms_micros);
      g_assert_cmpint (cost.both_micros, ==, cases[i].expected.both_micros);
    }
}

static void
test_format (void)
{
  static const struct {
    gint64      micros;
    const char *text;
  } cases[] = {
    { 8000000, "$8.00" },
    { 60000000, "$60.00" },
    { 68000000, "$68.00" },
    { 0, "$0.00" },
    { 10000, "$0.01" },
    { 120000, "$0.12" },
    { 7500, "$0.0075" },
    { 1000, "$0.001" },
    { 11500, "$0.0115" },
    { 1, "$0.000001" },
    { 999999, "$0.999999" },
    { 1004999, "$1.00" },
    { 1005000, "$1.01" },
    { 1995000, "$2.00" },
    { 1234567890000, "$1234567.89" },
    { -8000000, "-$8.00" },
    { -7500, "-$0.0075" },
    { G_MAXINT64, "$9223372036854.78" },
    { G_MININT64, "-$9223372036854.78" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = usher_cost_format (cases[i].micros);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cost/estimate", test_estimate);
  g_test_add_func ("/cost/format", test_format);
  return g_test_run ();
}
