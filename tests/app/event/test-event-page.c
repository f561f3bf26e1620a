/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"
#include "usher-event-page.h"

static void
open_event (UsherAppFixture *fixture, gint64 id)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-event", "x", id);
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (fixture->window), "GO LIVE") != NULL);
}

/* The page shows the event, and what changes later, by itself. */
static void
test_overview (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));

  open_event (fixture, event->id);
  g_assert_true (usher_app_sees (window, "Late Show"));
  g_assert_true (usher_app_sees (window, "Europe/Berlin"));
  g_assert_true (usher_app_sees (window, "1 week before"));
  g_assert_true (usher_app_sees (window, "Confirmation"));
  usher_app_settle (300);
  usher_app_picture (window, "event-overview");
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 700);
  usher_app_settle (400);
  usher_app_picture (window, "event-overview-narrow");
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/event-page/overview", test_overview);
  return g_test_run ();
}
