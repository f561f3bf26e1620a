/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-clock.h"

static void
count (UsherClock *clock, gpointer data)
{
  ++*(int *) data;
}

static void
test_settable (void)
{
  g_autoptr (UsherClock) clock = usher_clock_new_settable (1000);
  int jumps = 0;

  g_signal_connect (clock, "jumped", G_CALLBACK (count), &jumps);
  g_assert_true (usher_clock_is_settable (clock));
  g_assert_cmpint (usher_clock_now (clock), ==, 1000);
  g_assert_cmpint (usher_clock_now (clock), ==, 1000);
  usher_clock_set (clock, 5000);
  g_assert_cmpint (usher_clock_now (clock), ==, 5000);
  g_assert_cmpint (jumps, ==, 1);
  usher_clock_set (clock, 10);
  g_assert_cmpint (usher_clock_now (clock), ==, 10);
  g_assert_cmpint (jumps, ==, 2);
}

static void
test_system (void)
{
  g_autoptr (UsherClock) clock = usher_clock_new ();
  gint64 before = g_get_real_time ();
  UsherInstant now = usher_clock_now (clock);

  g_assert_false (usher_clock_is_settable (clock));
  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
}

static gpointer
set_it (gpointer data)
{
  usher_clock_set (data, 42);
  return NULL;
}

/* Set on another thread, told on the one that made it */
static void
test_threads (void)
{
  g_autoptr (UsherClock) clock = usher_clock_new_settable (0);
  GThread *thread;
  int jumps = 0;

  g_signal_connect (clock, "jumped", G_CALLBACK (count), &jumps);
  g_assert_true (g_main_context_acquire (NULL));
  thread = g_thread_new ("setter", set_it, clock);
  g_thread_join (thread);
  g_assert_cmpint (jumps, ==, 0);
  while (jumps == 0)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_release (NULL);
  g_assert_cmpint (jumps, ==, 1);
  g_assert_cmpint (usher_clock_now (clock), ==, 42);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/clock/settable", test_settable);
  g_test_add_func ("/engine/clock/system", test_system);
  g_test_add_func ("/engine/clock/threads", test_threads);
  return g_test_run ();
}
