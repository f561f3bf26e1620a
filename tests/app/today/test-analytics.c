/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-bar-chart.h"
#include "usher-queries.h"

#define DAY (24 * 3600 * (gint64) G_USEC_PER_SEC)

static void
picture (UsherWindow *window, const char *name)
{
  usher_app_settle (g_getenv ("USHER_TEST_PICTURES") ? 300 : 0);
  usher_app_picture (GTK_WIDGET (window), name);
}

static void
start (UsherAppFixture *house, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_start_event_async (usher_app_fixture_engine (house), id, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_start_event_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
}

static void
end (UsherAppFixture *house, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_end_event_async (usher_app_fixture_engine (house), id, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_end_event_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
}

static GtkWidget *
open_analytics (UsherWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-section", "s", "analytics");
  usher_app_settle (100);
  return GTK_WIDGET (usher_window_get_page (window));
}

static void
test_empty (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 372, 640);
  GtkWidget *page = open_analytics (window);

  usher_app_wait_for (usher_app_find_label (page, "No Show Yet"));
  g_assert_nonnull (usher_app_find_button (page, "Schedule Event…"));
  g_assert_null (usher_app_find_button (page, "Export as CSV"));
  picture (window, "analytics-empty-360");
}

/* Shows that went by, the numbers of them, and the way to each; what was not measured says so. */
static void
test_results (void)
{
  static const char * const titles[] = { "First", "Second & Third", "Fourth" };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  gint64 ids[G_N_ELEMENTS (titles)];
  UsherWindow *window;
  GtkWidget *page, *row;

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (UsherEvent) event = usher_app_fixture_event (house, titles[i]);

      ids[i] = event->id;
      for (gsize k = 0; k <= i; k++)
        {
          g_autofree char *email = g_strdup_printf ("viewer%zu@example.org", k);
          g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Viewer", email);
        }
    }
  usher_app_fixture_advance (house, 14 * DAY + DAY / 3);
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    start (house, ids[i]);
  usher_app_fixture_advance (house, DAY / 24);
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    end (house, ids[i]);

  window = usher_app_fixture_open_window (house, 1000, 900);
  page = open_analytics (window);
  usher_app_wait_for (usher_app_find_label (page, "Past Events"));
  g_assert_nonnull (usher_app_find_label (page, "6"));                   /* registrations of all */
  g_assert_true (usher_app_sees (page, "for 3 events"));
  g_assert_true (usher_app_sees (page, "Not measured"));
  g_assert_true (usher_app_sees (page, "Not counted"));
  g_assert_cmpuint (usher_bar_chart_get_n_bars (USHER_BAR_CHART (usher_app_find (page, USHER_TYPE_BAR_CHART))), ==, 3);
  row = usher_app_find (page, ADW_TYPE_ACTION_ROW);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "win.open-summary");
  g_assert_nonnull (usher_app_find_label (page, "Second & Third"));
  picture (window, "analytics-1000");

  usher_app_fixture_advance (house, 60 * DAY);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (usher_app_find (page, GTK_TYPE_DROP_DOWN)), 0);
  usher_app_wait_for (usher_app_find_label (page, "No Show in This Time"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (usher_app_find (page, GTK_TYPE_DROP_DOWN)), 3);
  usher_app_wait_for (usher_app_find_label (page, "Past Events"));
  gtk_window_set_default_size (GTK_WINDOW (window), 372, 800);
  usher_app_settle (300);
  picture (window, "analytics-360");
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/analytics/empty", test_empty);
  g_test_add_func ("/analytics/results", test_results);
  return g_test_run ();
}
