/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-rate.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_burst_then_rate (void)
{
  g_autoptr (UsherRate) rate = usher_rate_new (2, 5, 100);
  guint retry_after = 0;
  gint64 now = 1000 * SECOND;

  for (int i = 0; i < 5; i++)
    g_assert_true (usher_rate_take (rate, "a", now, NULL));
  g_assert_false (usher_rate_take (rate, "a", now, &retry_after));
  g_assert_cmpuint (retry_after, ==, 1);
  g_assert_true (usher_rate_take (rate, "b", now, NULL));   /* somebody else's is full */
  now += SECOND / 2;
  g_assert_true (usher_rate_take (rate, "a", now, NULL));
  g_assert_false (usher_rate_take (rate, "a", now, NULL));
  now += 1000 * SECOND;                                     /* never more than the burst */
  for (int i = 0; i < 5; i++)
    g_assert_true (usher_rate_take (rate, "a", now, NULL));
  g_assert_false (usher_rate_take (rate, "a", now, NULL));
}

static void
test_retry_after_is_enough (void)
{
  g_autoptr (UsherRate) rate = usher_rate_new (0.05, 1, 100);
  guint retry_after = 0;

  g_assert_true (usher_rate_take (rate, "a", 0, NULL));
  g_assert_false (usher_rate_take (rate, "a", 0, &retry_after));
  g_assert_cmpuint (retry_after, ==, 20);
  g_assert_true (usher_rate_take (rate, "a", retry_after * SECOND, NULL));
}

static void
test_clock_that_stands (void)
{
  g_autoptr (UsherRate) rate = usher_rate_new (1, 1, 100);

  g_assert_true (usher_rate_take (rate, "a", 10 * SECOND, NULL));
  g_assert_false (usher_rate_take (rate, "a", 9 * SECOND, NULL));
}

static void
test_forgets_the_quietest (void)
{
  g_autoptr (UsherRate) rate = usher_rate_new (0.001, 1, 3);

  g_assert_true (usher_rate_take (rate, "a", 0, NULL));
  g_assert_true (usher_rate_take (rate, "b", 0, NULL));
  g_assert_true (usher_rate_take (rate, "c", 0, NULL));
  g_assert_false (usher_rate_take (rate, "a", 0, NULL));   /* a is heard of again, so b is the quietest */
  g_assert_true (usher_rate_take (rate, "d", 0, NULL));
  g_assert_cmpuint (usher_rate_n_keys (rate), ==, 3);
  g_assert_false (usher_rate_take (rate, "a", 0, NULL));
  g_assert_true (usher_rate_take (rate, "b", 0, NULL));    /* forgotten: a new one */
  g_assert_cmpuint (usher_rate_n_keys (rate), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate/burst-then-rate", test_burst_then_rate);
  g_test_add_func ("/rate/retry-after-is-enough", test_retry_after_is_enough);
  g_test_add_func ("/rate/clock-that-stands", test_clock_that_stands);
  g_test_add_func ("/rate/forgets-the-quietest", test_forgets_the_quietest);
  return g_test_run ();
}
