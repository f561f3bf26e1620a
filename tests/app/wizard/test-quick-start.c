/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quick Start: its mistakes, and a provider that does not answer. */
#include "usher-app-fixture.h"

#include <string.h>

#include "usher-engine-private.h"
#include "usher-wizard-support.h"

static int
count (UsherAppFixture *house)
{
  g_autoptr (GPtrArray) events = usher_engine_list_events (
    usher_app_fixture_engine (house), &(UsherEventQuery) { .status = -1, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 }, NULL);

  return (int) events->len;
}

static void
test_quick_start (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *dialog = wizard_open (house, 1000, 800, "win.quick-start", NULL);
  g_autofree char *large = g_strnfill (1024 * 1024, 'x');
  const struct { const char *title, *words; } cases[] = {
    { "", "needs a title" }, { "  ", "needs a title" }, { large, "at most 200" }, { "ring\a", "control character" },
  };

  g_assert_true (usher_app_sees (GTK_WIDGET (dialog), "sends no messages"));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      wizard_type (dialog, "Title", cases[i].title);
      wizard_press (GTK_WIDGET (dialog), "Go Live");
      g_assert_nonnull (strstr (wizard_error (dialog), cases[i].words));
    }
  usher_app_picture (GTK_WIDGET (house->window), "quick-start");
  g_assert_cmpint (count (house), ==, 0);
  wizard_type (dialog, "Title", "Right now 🎭");
  g_assert_null (wizard_error (dialog));
  wizard_press (GTK_WIDGET (dialog), "Go Live");
  usher_app_wait_for (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)) == NULL);
  g_assert_cmpint (count (house), ==, 1);
}

/* --- a slow provider ----------------------------------------------------------------------------------------------- */

static int waiting;

/* In the place of the sandbox's: it answers when nobody waits any more. */
static UsherStream *
wait_for_ever (UsherStreamer *self, const char *event_uid, const char *title, GCancellable *cancellable, GError **error)
{
  g_atomic_int_inc (&waiting);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (5000);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherStreamerInterface *provider = USHER_STREAMER_GET_IFACE (usher_engine_get_streamer (usher_app_fixture_engine (house)));
  UsherStream *(*create) (UsherStreamer *, const char *, const char *, GCancellable *, GError **) = provider->create;
  AdwDialog *dialog = wizard_open (house, 1000, 800, "win.quick-start", NULL);

  provider->create = wait_for_ever;
  wizard_type (dialog, "Title", "Right now");
  wizard_press (GTK_WIDGET (dialog), "Go Live");
  usher_app_wait_for (g_atomic_int_get (&waiting) == 1);
  g_assert_true (usher_app_sees (GTK_WIDGET (dialog), "Making the stream…"));
  usher_app_picture (GTK_WIDGET (house->window), "quick-start-busy");
  wizard_press (GTK_WIDGET (dialog), "Cancel");
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (dialog), "Go Live") != NULL);
  g_assert_null (wizard_error (dialog));
  g_assert_cmpint (count (house), ==, 0);
  g_assert_cmpstr (wizard_read (dialog, "Title"), ==, "Right now");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (house->window)), wizard_row (dialog, "Title")));

  /* Closing it is giving up, too. */
  wizard_press (GTK_WIDGET (dialog), "Go Live");
  usher_app_wait_for (g_atomic_int_get (&waiting) == 2);
  adw_dialog_close (dialog);
  usher_app_wait_for (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)) == NULL);

  /* And the next one goes through. */
  provider->create = create;
  dialog = wizard_open (house, 0, 0, "win.quick-start", NULL);
  wizard_type (dialog, "Title", "At last");
  wizard_press (GTK_WIDGET (dialog), "Go Live");
  usher_app_wait_for (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)) == NULL);
  usher_app_wait_for (count (house) == 1);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/quick-start/mistakes", test_quick_start);
  g_test_add_func ("/quick-start/cancel", test_cancel);
  return g_test_run ();
}
