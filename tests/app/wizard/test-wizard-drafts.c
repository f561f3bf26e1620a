/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing the wizard: what is kept, what is not, and what it says about that. */
#include "usher-app-fixture.h"

#include <glib/gstdio.h>

#include "usher-draft-event.h"
#include "usher-draft-store.h"
#include "usher-wizard-support.h"

static AdwDialog *
visible (UsherAppFixture *house)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window));
}

static void
close_and_wait (UsherAppFixture *house, AdwDialog *wizard)
{
  adw_dialog_close (wizard);
  usher_app_wait_for (visible (house) == NULL);
  usher_app_settle (50);
}

/* Nothing was typed: nothing is kept, and nothing is said, whatever the wizard put in by itself. */
static void
test_untouched (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  const struct { const char *action; GVariant *parameter; } cases[] = {
    { "win.schedule-event", g_variant_new_string ("") },
    { "win.schedule-event", g_variant_new_string ("2026-12-24") },
    { "win.edit-event", g_variant_new_int64 (event->id) },
    { "win.duplicate-event", g_variant_new_int64 (event->id) },
    { "win.reschedule", g_variant_new ("(xs)", event->id, "2026-11-20T21:00") },
    { "win.edit-event", g_variant_new_int64 (event->id) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AdwDialog *wizard = wizard_open (house, 1000, 800, cases[i].action, cases[i].parameter);

      g_test_message ("%s", cases[i].action);
      g_assert_false (usher_app_sees (GTK_WIDGET (wizard), "Draft from"));
      /* Looking at all pages is not typing. */
      for (int step = 3; i != 0 && step >= 0; step--)
        {
          gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.go-to", "i", step);
          usher_app_settle (100);
        }
      g_assert_true (adw_dialog_get_can_close (wizard));
      close_and_wait (house, wizard);
      g_assert_false (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));
    }
}

/* What is typed and taken back again is nothing, either. */
static void
test_taken_back (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));

  wizard_type (wizard, "Title", "Sh");
  g_assert_false (adw_dialog_get_can_close (wizard));
  usher_app_settle (1000);
  wizard_type (wizard, "Title", "");
  close_and_wait (house, wizard);
  g_assert_false (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));
  wizard = wizard_open (house, 0, 0, "win.schedule-event", g_variant_new_string (""));
  g_assert_false (usher_app_sees (GTK_WIDGET (wizard), "Draft from"));
}

static void
edit_by_api (UsherAppFixture *house, const UsherEvent *event, const char *title, const char *description)
{
  g_autoptr (UsherEventDraft) draft = usher_draft_from_event (event);
  g_autoptr (UsherEvent) after = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  g_set_str (&draft->title, title);
  g_set_str (&draft->description, description);
  usher_engine_update_event_async (usher_app_fixture_engine (house), event->id, draft, 0, "api", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  after = usher_engine_update_event_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
}

/* The event changed while the draft lay there: what was typed is used, what others changed is as they left it, and it says so. */
static void
test_older_version (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.edit-event", g_variant_new_int64 (event->id));

  wizard_type (wizard, "Duration (minutes, or like 1:30)", "77");
  close_and_wait (house, wizard);
  edit_by_api (house, event, "Theirs", "Their words");

  wizard = wizard_open (house, 0, 0, "win.edit-event", g_variant_new_int64 (event->id));
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "The event was changed since this draft was kept"));
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Theirs");
  g_assert_cmpstr (wizard_read (wizard, "Duration (minutes, or like 1:30)"), ==, "77");
  usher_app_settle (300);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-draft-older");
  wizard_press (GTK_WIDGET (wizard), "Start Over");
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Theirs");
  g_assert_cmpstr (wizard_read (wizard, "Duration (minutes, or like 1:30)"), !=, "77");
  g_assert_false (usher_app_sees (GTK_WIDGET (wizard), "The event was changed since"));
  close_and_wait (house, wizard);
  wizard = wizard_open (house, 0, 0, "win.edit-event", g_variant_new_int64 (event->id));
  g_assert_cmpstr (wizard_read (wizard, "Duration (minutes, or like 1:30)"), !=, "77");
}

/* A file where the folder should be: it is not said that the draft was kept, and one is asked before it is lost. */
static void
test_unwritable (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "usher", "drafts", NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, house->options->data_dir, -1);
  g_autofree char *name = g_strndup (hash, 12);
  g_autofree char *drafts = g_build_filename (folder, name, NULL);
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (drafts, "in the way", -1, NULL));
  wizard_type (wizard, "Title", "Not to be lost");
  adw_dialog_close (wizard);
  usher_app_wait_for (ADW_IS_ALERT_DIALOG (visible (house)));
  usher_app_settle (200);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-draft-unkept");
  g_assert_false (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));
  wizard_press (GTK_WIDGET (visible (house)), "Keep Editing");
  usher_app_wait_for (visible (house) == wizard);
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Not to be lost");

  adw_dialog_close (wizard);
  usher_app_wait_for (ADW_IS_ALERT_DIALOG (visible (house)) &&
                      usher_app_find_button (GTK_WIDGET (visible (house)), "Close Anyway") != NULL);
  wizard_press (GTK_WIDGET (visible (house)), "Close Anyway");
  usher_app_wait_for (visible (house) == NULL);
  g_assert_false (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));

  /* Untouched, it just closes. */
  wizard = wizard_open (house, 0, 0, "win.schedule-event", g_variant_new_string (""));
  close_and_wait (house, wizard);
  g_assert_cmpint (g_unlink (drafts), ==, 0);
  wizard = wizard_open (house, 0, 0, "win.schedule-event", g_variant_new_string (""));
  wizard_type (wizard, "Title", "Kept again");
  adw_dialog_close (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/wizard-drafts/untouched", test_untouched);
  g_test_add_func ("/wizard-drafts/taken-back", test_taken_back);
  g_test_add_func ("/wizard-drafts/older-version", test_older_version);
  g_test_add_func ("/wizard-drafts/unwritable", test_unwritable);
  return g_test_run ();
}
