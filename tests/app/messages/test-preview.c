/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-letter.h"
#include "usher-message-view.h"
#include "usher-preview-dialog.h"

static GtkWidget *
open_preview (UsherAppFixture *house, gint64 event_id, const char *key, const char *channel)
{
  AdwDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (house->window), "win.preview", "(xss)", event_id, key, channel);
  usher_app_wait_for ((dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window))) != NULL);
  g_assert_true (USHER_IS_PREVIEW_DIALOG (dialog));
  return GTK_WIDGET (dialog);
}

static void
close_preview (GtkWidget *dialog)
{
  adw_dialog_force_close (ADW_DIALOG (dialog));
  usher_app_settle (50);
}

static void
press (GtkWidget *root, const char *name)
{
  GtkWidget *button = usher_app_find_button (root, name);

  g_assert_nonnull (button);
  gtk_widget_activate (button);
  usher_app_settle (400);
}

static void
settle_letter (GtkWidget *root)
{
  GtkWidget *letter;

  usher_app_wait_for ((letter = usher_app_find (root, USHER_TYPE_LETTER)) != NULL);
  usher_app_wait_for (usher_letter_is_loaded (USHER_LETTER (letter)));
  usher_app_settle (500);
}

/* Every message of an event, on both channels */
static void
test_each_message (void)
{
  static const struct { const char *key, *channel, *sees; } cases[] = {
    { "", "email", "You are in: Show" },
    { "P1D", "email", "Show: tomorrow" },
    { "reminder-PT15M", "email", "Take your seat: Show" },
    { "change", "email", "New time: Show" },
    { "cancellation", "email", "Cancelled: Show" },
    { "confirmation", "sms", "Reply STOP" },
    { "PT1H", "sms", "Doors open soon" },
    { "change", "sms", "has a new time" },
    { "cancellation", "sms", "is cancelled" },
  };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");

  usher_app_fixture_open_window (house, 1100, 800);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *dialog = open_preview (house, event->id, cases[i].key, cases[i].channel);

      g_test_message ("%s by %s", cases[i].key, cases[i].channel);
      usher_app_wait_for (usher_app_sees (dialog, cases[i].sees));
      close_preview (dialog);
    }
}

static void
test_readers (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherRegistration) grace = usher_app_fixture_viewer (house, event->id, "Grace", "grace@example.com");
  g_autoptr (UsherRegistration) linus = usher_app_fixture_viewer (house, event->id, "Linus", "linus@example.com");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 1100, 860));
  GtkWidget *dialog = open_preview (house, event->id, "P1D", "email"), *search, *popover;

  settle_letter (dialog);
  usher_app_wait_for (usher_app_sees (dialog, "A made-up sample"));
  usher_app_picture (window, "preview-wide");
  press (dialog, "Whose message it is");
  usher_app_wait_for ((popover = usher_app_find (dialog, GTK_TYPE_POPOVER)) != NULL);
  usher_app_wait_for (usher_app_sees (popover, "Linus"));
  search = usher_app_find (popover, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "grac");
  usher_app_wait_for (usher_app_sees (popover, "Grace") && !usher_app_sees (popover, "Linus"));
  g_signal_emit_by_name (search, "activate");
  usher_app_wait_for (usher_app_sees (dialog, "From the registrant"));
  g_assert_true (usher_app_sees (dialog, "{{first_name}}"));
  settle_letter (dialog);
  press (dialog, "Plain Text");
  usher_app_picture (window, "preview-reader");
}

static void
test_narrow (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 360, 700));
  GtkWidget *dialog = open_preview (house, event->id, "P1D", "email");

  settle_letter (dialog);
  usher_app_picture (window, "preview-narrow");
  g_assert_cmpint (gtk_widget_get_width (window), <=, 372);
  press (dialog, "Show Variables");
  usher_app_wait_for (usher_app_sees (dialog, "{{event_title}}"));
  usher_app_picture (window, "preview-narrow-variables");
}

static gboolean
can_send (GtkWidget *dialog)
{
  GtkWidget *button = usher_app_find_button (dialog, "Send Test…");

  return button && gtk_widget_is_sensitive (button);
}

static void
test_send (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 1100, 800));
  GtkWidget *dialog = open_preview (house, event->id, "P1D", "email"), *entry;

  usher_app_wait_for (can_send (dialog));
  press (dialog, "Send Test…");
  usher_app_wait_for ((entry = usher_app_find (dialog, ADW_TYPE_ENTRY_ROW)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "nobody");
  press (dialog, "Send Test");
  usher_app_wait_for (gtk_widget_has_css_class (entry, "error"));
  usher_app_picture (window, "send-test-problem");
  gtk_editable_set_text (GTK_EDITABLE (entry), "ada@example.com");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  press (dialog, "Send Test");
  usher_app_wait_for (usher_app_sees (dialog, "It is in the Outbox."));
  usher_app_settle (100);
  usher_app_picture (window, "send-test-sent");
  close_preview (dialog);

  /* Where it went is known the next time. */
  dialog = open_preview (house, event->id, "P7D", "email");
  usher_app_wait_for (can_send (dialog));
  press (dialog, "Send Test…");
  usher_app_wait_for ((entry = usher_app_find (dialog, ADW_TYPE_ENTRY_ROW)) != NULL);
  usher_app_wait_for (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), "ada@example.com") == 0);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/preview/each-message", test_each_message);
  g_test_add_func ("/preview/readers", test_readers);
  g_test_add_func ("/preview/narrow", test_narrow);
  g_test_add_func ("/preview/send", test_send);
  return g_test_run ();
}
