/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How smooth the calendar and the list of events are with a full house: 5,000 events, one month of which has 500. The window paints all
 * the time (else nothing is painted while nothing moves), and the time between two frames is what is told. Beside it the same window at
 * rest, and the work of the thread in that time, which other programs on the machine do not lengthen. Prints a table in Markdown; asserts
 * nothing about time.
 *
 *   tests/support/with-display.py bench-calendar [EVENTS]
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "usher-app-fixture.h"
#include "usher-day-cell.h"
#include "usher-event-chip.h"
#include "usher-event-list.h"
#include "usher-season.h"

#define EVENTS_DEFAULT 5000
#define DENSE          500

typedef struct {
  GArray *gaps;      /* ms between two paints */
  GArray *work;      /* ms of the processor that this thread took in them */
  gint64  last;
  double  last_work;
} Frames;

static double
work_so_far (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return (double) spent.tv_sec * 1000 + (double) spent.tv_nsec / 1e6;
}

static void
painted (GdkFrameClock *clock, Frames *frames)
{
  gint64 now = g_get_monotonic_time ();
  double gap = (double) (now - frames->last) / 1000;
  double so_far = work_so_far (), work = so_far - frames->last_work;

  if (frames->last != 0)
    {
      g_array_append_val (frames->gaps, gap);
      g_array_append_val (frames->work, work);
    }
  frames->last = now;
  frames->last_work = so_far;
}

static gboolean
keep_painting (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
begin (Frames *frames)
{
  g_array_set_size (frames->gaps, 0);
  g_array_set_size (frames->work, 0);
  frames->last = 0;
}

static double
rank (GArray *values, double share)
{
  g_array_sort (values, compare);
  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

static void
tell (Frames *frames, const char *what)
{
  guint late = 0;

  g_assert_cmpuint (frames->gaps->len, >, 0);
  for (guint i = 0; i < frames->gaps->len; i++)
    late += g_array_index (frames->gaps, double, i) > 50;
  printf ("| %s | %u | %.1f | %.1f | %.1f | %u | %.1f | %.1f |\n", what, frames->gaps->len, rank (frames->gaps, 0.5),
          rank (frames->gaps, 0.99), rank (frames->gaps, 1), late, rank (frames->work, 0.99), rank (frames->work, 1));
  fflush (stdout);
}

static void
choose_view (GtkWidget *page, const char *name)
{
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (usher_app_find (page, ADW_TYPE_TOGGLE_GROUP)), name);
}

static void
turn (GtkWidget *page, int from, int times)
{
  for (int i = 0; i < times; i++)
    {
      gtk_widget_activate_action (page, "calendar.step", "i", from);
      usher_app_settle (120);
    }
}

static void
measure_calendar (UsherAppFixture *house, Frames *frames)
{
  GtkWidget *page;

  begin (frames);
  gtk_widget_activate_action (GTK_WIDGET (house->window), "win.show-section", "s", "calendar");
  usher_app_settle (1000);
  tell (frames, "opening the calendar");
  page = GTK_WIDGET (usher_window_get_page (house->window));
  g_assert_nonnull (usher_app_find (page, USHER_TYPE_DAY_CELL));
  begin (frames);
  usher_app_settle (1000);
  tell (frames, "the month of 500 events at rest");
  begin (frames);
  for (int i = 0; i < 10; i++)
    {
      turn (page, 1, 1);
      turn (page, -1, 1);
    }
  tell (frames, "into the month of 500 events and out again, 10 times");
  g_assert_nonnull (usher_app_find (page, USHER_TYPE_EVENT_CHIP));
  begin (frames);
  turn (page, 1, 24);
  turn (page, -1, 24);
  tell (frames, "24 months on and back");
  begin (frames);
  for (int i = 0; i < 10; i++)
    {
      choose_view (page, "week");
      usher_app_settle (150);
      choose_view (page, "month");
      usher_app_settle (150);
    }
  tell (frames, "month and week in turns, 10 times");
  choose_view (page, "week");
  begin (frames);
  turn (page, 1, 12);
  turn (page, -1, 12);
  tell (frames, "12 weeks on and back");
  begin (frames);
  choose_view (page, "agenda");
  usher_app_settle (500);
  tell (frames, "opening the agenda");
}

static void
measure_list (UsherAppFixture *house, Frames *frames)
{
  GtkWidget *list;
  GtkAdjustment *adjustment;

  begin (frames);
  gtk_widget_activate_action (GTK_WIDGET (house->window), "win.show-section", "s", "events");
  usher_app_settle (1000);
  tell (frames, "opening the list of events");
  list = usher_app_find (GTK_WIDGET (usher_window_get_page (house->window)), USHER_TYPE_EVENT_LIST);
  g_assert_nonnull (list);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (usher_event_list_get_view (USHER_EVENT_LIST (list))));
  begin (frames);
  for (int i = 0; i < 300; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 400);
      usher_app_settle (15);
    }
  tell (frames, "scrolling it, 400 px a frame, its pages being read");
}

int
main (int argc, char **argv)
{
  int n = argc > 1 ? atoi (argv[1]) : EVENTS_DEFAULT;
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  UsherAppFixture *house;

  usher_app_test_init (&argc, &argv);
  house = usher_app_fixture_new ();
  usher_season_fill (house, DENSE, "2026-11-01T14:00", 85);
  usher_season_fill (house, MAX (n - DENSE, 0), "2026-12-01T08:00", 4 * 60);
  usher_app_fixture_open_window (house, 1100, 800);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (house->window)), "after-paint", G_CALLBACK (painted), &frames);
  gtk_widget_add_tick_callback (GTK_WIDGET (house->window), keep_painting, NULL, NULL);
  usher_app_settle (1000);
  printf ("%d events, ms between two frames:\n\n| | frames | median | 99 of 100 | worst | over 50 ms | work: 99 of 100 | work: worst |\n"
          "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", n);
  begin (&frames);
  usher_app_settle (1000);
  tell (&frames, "the first page at rest");
  measure_calendar (house, &frames);
  measure_list (house, &frames);
  usher_app_fixture_free (house);
  g_array_unref (frames.gaps);
  g_array_unref (frames.work);
  return 0;
}
