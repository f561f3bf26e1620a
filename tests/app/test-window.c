/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-page.h"
#include "usher-toast.h"

static void
test_sections (void)
{
  static const char * const names[] = { "calendar", "events", "templates", "analytics", "outbox", "today" };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 1000, 700);

  g_assert_cmpstr (usher_window_get_section (window), ==, "today");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      AdwNavigationPage *page;

      gtk_widget_activate_action (GTK_WIDGET (window), "win.show-section", "s", names[i]);
      usher_app_settle (50);
      page = usher_window_get_page (window);
      g_assert_cmpstr (usher_window_get_section (window), ==, names[i]);
      g_assert_cmpstr (adw_navigation_page_get_tag (page), ==, names[i]);
      g_assert_true (USHER_IS_PAGE (page));
      g_assert_true (usher_page_get_client (USHER_PAGE (page)) == house->client);
      g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, adw_navigation_page_get_title (page));
      usher_app_picture (GTK_WIDGET (window), names[i]);
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-section", "s", "nonsense");
  g_assert_cmpstr (usher_window_get_section (window), ==, "today");
}

/* A narrow window shows one pane at a time, and nothing is cut off. */
static void
test_narrow (void)
{
  static const char * const names[] = { "today", "calendar", "events", "templates", "analytics", "outbox" };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 360, 640);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      int minimum;

      gtk_widget_activate_action (GTK_WIDGET (window), "win.show-section", "s", names[i]);
      usher_app_settle (350);
      gtk_widget_measure (GTK_WIDGET (usher_window_get_page (window)), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_test_message ("%s: at least %d px", names[i], minimum);
      g_assert_cmpint (minimum, <=, 360);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, 372);   /* and its shadow */
    }
}

/* While the engine does not run there is nothing to schedule: no dialog opens that could only say so. */
static void
test_not_running (void)
{
  static const struct { const char *name; gboolean without; } actions[] = {
    { "schedule-event", FALSE }, { "quick-start", FALSE }, { "preferences", FALSE }, { "go-live", FALSE }, { "show-section", FALSE },
    { "welcome", FALSE }, { "restore-backup", TRUE }, { "shortcuts", TRUE }, { "copy", TRUE }, { "open-uri", TRUE }, { "menu", TRUE },
  };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 800, 600);

  usher_client_stop (house->client);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_cmpint (g_action_group_get_action_enabled (G_ACTION_GROUP (window), actions[i].name), ==, actions[i].without);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.schedule-event", "s", "");
  usher_app_settle (50);
  g_assert_null (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));

  usher_client_start (house->client);
  usher_app_wait_for (usher_client_is_running (house->client));
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), actions[i].name));
}

/* --- undo ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  int committed, undone, freed;
} Deed;

static void commit (gpointer data) { ((Deed *) data)->committed++; }
static void undo (gpointer data) { ((Deed *) data)->undone++; }
static void forget (gpointer data) { ((Deed *) data)->freed++; }

static void
test_undo (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 800, 600);
  Deed taken_back = { 0 }, left = { 0 };
  GtkWidget *button;

  usher_toast_undo (GTK_WIDGET (window), "Removed", commit, undo, &taken_back, forget);
  usher_app_settle (100);
  button = usher_app_find_button (GTK_WIDGET (window), "Undo");
  g_assert_nonnull (button);
  gtk_widget_activate (button);
  usher_app_wait_for (taken_back.freed == 1);
  g_assert_cmpint (taken_back.undone, ==, 1);
  g_assert_cmpint (taken_back.committed, ==, 0);

  /* Closing the window is no way to take something back. */
  usher_toast_undo (GTK_WIDGET (window), "Removed", commit, undo, &left, forget);
  usher_app_settle (100);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&house->window)));
  usher_app_wait_for (left.freed == 1);
  g_assert_cmpint (left.committed, ==, 1);
  g_assert_cmpint (left.undone, ==, 0);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/window/sections", test_sections);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/not-running", test_not_running);
  g_test_add_func ("/window/undo", test_undo);
  return g_test_run ();
}
