/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "usher-problem-row.h"
#include "usher-queries.h"
#include "usher-welcome-seen.h"
#include "usher-welcome.h"

static void
picture (UsherWindow *window, const char *name)
{
  usher_app_settle (g_getenv ("USHER_TEST_PICTURES") ? 300 : 0);
  usher_app_picture (GTK_WIDGET (window), name);
}

static GtkWidget *
dialog_of (UsherWindow *window)
{
  return GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = usher_app_find_button (root, label);

  g_assert_nonnull (button);
  gtk_widget_activate (button);
}

static void
forget (void)
{
  g_autofree char *file = g_build_filename (g_get_user_state_dir (), "usher", "welcomed", NULL);

  g_unlink (file);
}

/* From the first start to a viewer, in a narrow window. */
static void
test_way (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 372, 700);
  g_autofree char *book = g_strnfill (1024 * 1024, 'a');
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (UsherRegistration) viewer = NULL;
  UsherEventQuery query = { .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 };
  const char * const bad[] = { "", "  ", "a\007b", book };
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog, *entry;
  const UsherEvent *event;

  forget ();
  usher_welcome_offer (GTK_WINDOW (window), house->client);
  usher_app_wait_for (dialog_of (window));
  dialog = dialog_of (window);
  usher_app_wait_for (usher_app_find_button (dialog, "Make Your First Event"));
  picture (window, "welcome-1");
  press (dialog, "Make Your First Event");
  usher_app_wait_for (usher_app_find_button (dialog, "Create Event"));
  entry = usher_app_find (dialog, ADW_TYPE_ENTRY_ROW);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      GtkWidget *problem = gtk_widget_get_next_sibling (entry);

      usher_problem_row_set (USHER_PROBLEM_ROW (problem), NULL);
      gtk_editable_set_text (GTK_EDITABLE (entry), bad[i]);
      press (dialog, "Create Event");
      usher_app_wait_for (usher_problem_row_get (USHER_PROBLEM_ROW (problem)));
    }
  gtk_editable_set_text (GTK_EDITABLE (entry), "My First Show");
  picture (window, "welcome-2");
  press (dialog, "Create Event");
  usher_app_wait_for (usher_app_find_button (dialog, "Open the Registration Page"));
  g_assert_true (usher_app_sees (dialog, "“My First Show” starts on"));
  picture (window, "welcome-3");

  events = usher_engine_list_events (usher_app_fixture_engine (house), &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 1);
  event = events->pdata[0];
  g_assert_cmpstr (event->local_start, ==, "2026-11-02T20:00");
  g_assert_true (usher_app_sees (dialog, event->slug));
  viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  usher_app_wait_for (usher_app_find_button (dialog, "Open Outbox"));
  picture (window, "welcome-4");

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  press (dialog, "Show the Event");
  usher_app_wait_for (dialog == NULL);
  g_assert_cmpstr (adw_navigation_page_get_tag (usher_window_get_page (window)), !=, "today");
}

/* It is offered once, and not where there is something already. */
static void
test_once (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 800, 700);
  g_autoptr (UsherEvent) event = NULL;

  forget ();
  usher_welcome_offer (GTK_WINDOW (window), house->client);
  usher_app_wait_for (dialog_of (window));
  usher_app_wait_for (usher_app_find_button (dialog_of (window), "Skip"));
  picture (window, "welcome-wide");
  press (dialog_of (window), "Skip");
  usher_app_wait_for (!dialog_of (window));
  usher_app_wait_for (usher_welcome_seen ());
  usher_welcome_offer (GTK_WINDOW (window), house->client);
  usher_app_settle (200);
  g_assert_null (dialog_of (window));

  forget ();
  event = usher_app_fixture_event (house, "Show");
  usher_welcome_offer (GTK_WINDOW (window), house->client);
  usher_app_settle (200);
  g_assert_null (dialog_of (window));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.welcome", NULL);   /* but whenever it is asked for */
  usher_app_wait_for (dialog_of (window));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/welcome/way", test_way);
  g_test_add_func ("/welcome/once", test_once);
  return g_test_run ();
}
