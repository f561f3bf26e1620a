/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard as somebody sees it: steps, mistakes beside their field, drafts, reschedules. */
#include "usher-app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "usher-draft-store.h"
#include "usher-error-row.h"
#include "usher-wizard-support.h"

/* Steps forth and back, and an event at the end */
static void
test_walk (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));
  g_autoptr (GPtrArray) events = NULL;
  UsherEvent *event;

  usher_app_picture (GTK_WIDGET (house->window), "wizard-1-details");
  wizard_type (wizard, "Title", "Späte Show — mit 🎭 and العربية");
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 1 of 4"));
  wizard_next (wizard);
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 2 of 4"));
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "everyone registered by then"));
  usher_app_settle (1500);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-2-notifications");
  wizard_next (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "/register/spate-show"));
  usher_app_picture (GTK_WIDGET (house->window), "wizard-3-registration");
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Späte Show — mit 🎭 and العربية");
  wizard_next (wizard);
  wizard_next (wizard);
  wizard_next (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "As many as come"));
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "$"));
  usher_app_settle (300);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-4-review");
  wizard_next (wizard);
  usher_app_wait_for (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)) == NULL);
  events = usher_engine_list_events (usher_app_fixture_engine (house), &(UsherEventQuery) { .status = -1, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 }, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->title, ==, "Späte Show — mit 🎭 and العربية");
  g_assert_cmpstr (event->local_start, ==, "2026-11-08T20:00");
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/wizard/walk", test_walk);
  return g_test_run ();
}
