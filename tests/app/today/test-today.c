/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-format.h"
#include "usher-next-event.h"
#include "usher-today-page.h"

#define HOUR (3600 * (gint64) G_USEC_PER_SEC)
#define DAY  (24 * HOUR)

static GtkWidget *
page_of (UsherWindow *window)
{
  GtkWidget *page = GTK_WIDGET (usher_window_get_page (window));

  g_assert_true (USHER_IS_TODAY_PAGE (page));
  return page;
}

/* Only what was drawn can be pictured. */
static void
picture (UsherWindow *window, const char *name)
{
  usher_app_settle (g_getenv ("USHER_TEST_PICTURES") ? 300 : 0);
  usher_app_picture (GTK_WIDGET (window), name);
}

static void
assert_action (GtkWidget *root, const char *label, const char *action)
{
  GtkWidget *button = usher_app_find_button (root, label);

  g_assert_nonnull (button);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, action);
}

/* A fresh house leads on, in a wide window and in a narrow one. */
static void
test_empty (void)
{
  static const int widths[] = { 1000, 360 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
      UsherWindow *window = usher_app_fixture_open_window (house, widths[i], 640);
      g_autofree char *name = g_strdup_printf ("today-empty-%d", widths[i]);
      GtkWidget *page = page_of (window);

      usher_app_wait_for (usher_app_find_button (page, "Schedule Event…"));
      assert_action (page, "Schedule Event…", "win.schedule-event");
      assert_action (page, "Quick Start…", "win.quick-start");
      assert_action (page, "Take the Tour", "win.welcome");
      picture (window, name);
    }
}

static void
go_live (UsherAppFixture *house, gint64 id)
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

/* From two weeks before to the show: the ticket says what is true, and time alone makes it say something else. */
static void
test_ticket (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "A Show with a Title that is Rather Long for a Narrow Window");
  g_autoptr (UsherEvent) second = usher_app_fixture_event (house, "Second");
  g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  UsherWindow *window = usher_app_fixture_open_window (house, 360, 700);
  GtkWidget *page = page_of (window), *button;

  usher_app_wait_for (usher_app_sees (page, "1 registration"));
  g_assert_true (usher_app_sees (page, "in 14 days"));
  g_assert_true (usher_app_sees (page, "Scheduled"));
  assert_action (page, "GO LIVE", "win.go-live");
  assert_action (page, "Open the Event", "win.open-event");
  g_assert_false (gtk_widget_has_css_class (usher_app_find_button (page, "GO LIVE"), "hot"));
  g_assert_nonnull (usher_app_find_label (page, "Coming Up"));
  g_assert_nonnull (usher_app_find_label (page, "Second"));
  picture (window, "today-scheduled-360");

  usher_app_fixture_advance (house, event->starts_at - USHER_APP_NOW - HOUR / 2);
  usher_app_wait_for (usher_app_sees (page, "Soon"));
  g_assert_true (gtk_widget_has_css_class (usher_app_find_button (page, "GO LIVE"), "hot"));
  g_assert_true (usher_app_sees (page, "00:30:00"));

  usher_app_fixture_advance (house, HOUR);
  usher_app_wait_for (usher_app_sees (page, "has not started"));
  assert_action (page, "Reschedule", "win.edit-event");
  picture (window, "today-overdue-360");

  go_live (house, event->id);
  usher_app_wait_for (usher_app_find_button (page, "Open Studio"));
  button = usher_app_find_button (page, "Open Studio");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.open-studio");
  g_assert_true (gtk_widget_has_css_class (button, "hot"));
  g_assert_null (usher_app_find_button (page, "GO LIVE"));
  picture (window, "today-live-360");
}

/* What went out, with its numbers, and the way to it; a reading again leaves the focus where it was. */
static void
test_sent (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show & <Tell>");
  g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 760);
  GtkWidget *page = page_of (window), *row;

  usher_app_wait_for (usher_app_sees (page, "1 registration"));
  usher_app_fixture_advance (house, 7 * DAY + HOUR * 8);
  usher_app_wait_for (usher_app_find_label (page, "What Went Out"));
  usher_app_wait_for (usher_app_sees (page, "1 message sent"));
  picture (window, "today-sent-900");
  row = usher_app_find (page, ADW_TYPE_ACTION_ROW);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "win.open-event");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Show & <Tell>");
  gtk_widget_grab_focus (row);
  g_assert_true (gtk_widget_is_focus (row));
  {
    g_autoptr (UsherRegistration) late = usher_app_fixture_viewer (house, event->id, "Emmy", "emmy@example.org");

    usher_app_wait_for (usher_app_sees (page, "2 registrations"));
  }
  g_assert_true (gtk_widget_is_focus (row));
}

/* Where the event's clock is not the streamer's, each time says whose it is. */
static void
test_zones (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 760);
  GtkWidget *page = page_of (window);

  g_assert_cmpstr (event->time_zone, !=, usher_format_own_zone_name ());
  usher_app_wait_for (usher_app_sees (page, "Sun 15 Nov, 20:00 (Europe/Berlin)"));
  g_assert_true (usher_app_sees (page, ", Sun 1 Nov, 19:00 (UTC)"));
  usher_app_fixture_advance (house, 7 * DAY + HOUR * 8);
  usher_app_wait_for (usher_app_sees (page, "1 message sent"));
  g_assert_true (usher_app_sees (page, "20:00 (UTC)"));
  usher_app_fixture_advance (house, event->starts_at - USHER_APP_NOW - 7 * DAY - HOUR * 7);
  usher_app_wait_for (usher_app_sees (page, "has not started"));
  g_assert_true (usher_app_sees (page, "Sun 15 Nov, 19:00 (UTC)"));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/today/empty", test_empty);
  g_test_add_func ("/today/ticket", test_ticket);
  g_test_add_func ("/today/sent", test_sent);
  g_test_add_func ("/today/zones", test_zones);
  return g_test_run ();
}
