/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How smooth the list of registrations of one event with very many is: opened, jumped in, sorted, searched and filtered. The window paints
 * all the time, and the time between two frames is what is told, beside the work of the UI thread in it. Prints a table in Markdown;
 * asserts nothing about time. The store is written to: give it a copy.
 *
 *   tests/bench/make-store FOLDER 1 1000000
 *   tests/support/with-display.py bench-registrations FOLDER [EVENT]
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "usher-app-fixture.h"
#include "usher-page.h"

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

  g_array_append_val (frames->gaps, gap);
  g_array_append_val (frames->work, work);
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

/* From here on: what is done before the next frame counts. */
static void
begin (Frames *frames)
{
  g_array_set_size (frames->gaps, 0);
  g_array_set_size (frames->work, 0);
  frames->last = g_get_monotonic_time ();
  frames->last_work = work_so_far ();
}

static double
rank (GArray *values, double share)
{
  g_array_sort (values, compare);
  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

static void
settle_and_tell (Frames *frames, const char *what, int milliseconds)
{
  guint late = 0;

  usher_app_settle (milliseconds);
  usher_app_wait_for (frames->gaps->len > 0);
  for (guint i = 0; i < frames->gaps->len; i++)
    late += g_array_index (frames->gaps, double, i) > 50;
  printf ("| %s | %u | %.1f | %.1f | %.1f | %u | %.1f |\n", what, frames->gaps->len, rank (frames->gaps, 0.5),
          rank (frames->gaps, 0.99), rank (frames->gaps, 1), late, rank (frames->work, 1));
  fflush (stdout);
  begin (frames);
}

static void
measure_order (GtkColumnView *table, Frames *frames)
{
  static const char * const names[] = { "jump to the middle", "jump to the last but one", "jump to the end" };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table)));
  const guint places[] = { n / 2, n - 2, n - 1 };
  GListModel *columns = gtk_column_view_get_columns (table);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gtk_column_view_scroll_to (table, places[i], NULL, GTK_LIST_SCROLL_NONE, NULL);
      settle_and_tell (frames, names[i], 1500);
    }
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      g_autofree char *what = g_strdup_printf ("sort by %s, and to the middle", gtk_column_view_column_get_id (column));

      if (!gtk_column_view_column_get_sorter (column))
        continue;
      gtk_column_view_sort_by_column (table, column, GTK_SORT_ASCENDING);
      usher_app_wait_for (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table))) == n);
      gtk_column_view_scroll_to (table, n / 2, NULL, GTK_LIST_SCROLL_NONE, NULL);
      settle_and_tell (frames, what, 2000);
    }
}

static void
measure (UsherAppFixture *house, gint64 event_id, Frames *frames)
{
  GtkWidget *window = GTK_WIDGET (house->window), *search, *filter;
  GtkColumnView *table;

  begin (frames);
  gtk_widget_activate_action (window, "win.open-event", "x", event_id);
  usher_app_wait_for (usher_app_find_button (window, "GO LIVE") != NULL);
  settle_and_tell (frames, "opening the event", 1500);
  usher_page_search (USHER_PAGE (usher_window_get_page (house->window)));
  usher_app_wait_for (usher_app_find (window, GTK_TYPE_COLUMN_VIEW) != NULL);
  settle_and_tell (frames, "opening the list", 2000);
  table = GTK_COLUMN_VIEW (usher_app_find (window, GTK_TYPE_COLUMN_VIEW));
  usher_app_wait_for (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table))) > 2);
  printf ("| %u rows | | | | | | |\n", g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table))));
  measure_order (table, frames);
  search = usher_app_find (window, GTK_TYPE_SEARCH_ENTRY);
  filter = usher_app_find (window, GTK_TYPE_DROP_DOWN);
  gtk_editable_set_text (GTK_EDITABLE (search), "9999");
  settle_and_tell (frames, "searching", 5000);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  settle_and_tell (frames, "clearing the search", 2000);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (filter), 2);
  settle_and_tell (frames, "filtering", 2000);
}

/* Over a folder that stays */
static UsherAppFixture *
open_house (const char *folder)
{
  UsherAppFixture *house = g_new0 (UsherAppFixture, 1);
  UsherOptions *options = g_new0 (UsherOptions, 1);

  options->data_dir = g_strdup (folder);
  options->public_listen = g_strdup ("127.0.0.1:0");
  options->control_listen = g_strdup ("127.0.0.1:0");
  options->public_listen_given = options->control_listen_given = TRUE;
  options->token_file = g_build_filename (folder, "control-token", NULL);
  options->test_clock = USHER_APP_NOW;
  house->options = options;
  house->client = usher_client_new (options);
  usher_client_start (house->client);
  usher_app_wait_for (usher_client_is_running (house->client));
  return house;
}

static void
close_house (UsherAppFixture *house)
{
  gtk_window_destroy (GTK_WINDOW (house->window));
  usher_app_settle (50);
  usher_client_stop (house->client);
  g_clear_object (&house->client);
  usher_options_free (house->options);
  g_free (house);
}

int
main (int argc, char **argv)
{
  const char *folder = argc > 1 ? argv[1] : NULL;
  gint64 event_id = argc > 2 ? g_ascii_strtoll (argv[2], NULL, 10) : 1;
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)), 0, 0 };
  UsherAppFixture *house;

  if (!folder)
    {
      fprintf (stderr, "usage: bench-registrations FOLDER [EVENT]\n");
      return 2;
    }
  usher_app_test_init (&argc, &argv);
  house = open_house (folder);
  usher_app_fixture_open_window (house, 1100, 800);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (house->window)), "after-paint", G_CALLBACK (painted), &frames);
  gtk_widget_add_tick_callback (GTK_WIDGET (house->window), keep_painting, NULL, NULL);
  usher_app_settle (1000);
  printf ("ms between two frames:\n\n| | frames | median | 99 of 100 | worst | over 50 ms | work: worst |\n"
          "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
  measure (house, event_id, &frames);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (GTK_WIDGET (house->window)), &frames);
  close_house (house);
  g_array_unref (frames.gaps);
  g_array_unref (frames.work);
  return 0;
}
