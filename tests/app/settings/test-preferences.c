/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "usher-backup-row.h"
#include "usher-error.h"
#include "usher-problem-row.h"
#include "usher-queries.h"
#include "usher-restore.h"

/* --- help ---------------------------------------------------------------------------------------------------------- */

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

static GtkWidget *
open_page (UsherWindow *window, const char *page)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.preferences", "s", page);
  usher_app_wait_for (dialog_of (window) && gtk_widget_get_mapped (dialog_of (window)));
  usher_app_settle (150);
  return dialog_of (window);
}

static void
close_dialog (UsherWindow *window)
{
  GtkWidget *dialog = dialog_of (window);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  adw_dialog_force_close (ADW_DIALOG (dialog));
  usher_app_wait_for (dialog == NULL);
}

static GtkWidget *
find_named (GtkWidget *root, const char *name)
{
  if (g_strcmp0 (gtk_widget_get_name (root), name) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found)
        return found;
    }
  return NULL;
}

static const char *
problem_of (GtkWidget *row)
{
  GtkWidget *next = gtk_widget_get_next_sibling (row);

  g_assert_true (USHER_IS_PROBLEM_ROW (next));
  return usher_problem_row_get (USHER_PROBLEM_ROW (next));
}

static UsherSettings *
saved (UsherAppFixture *house)
{
  g_autoptr (GError) error = NULL;
  UsherSettings *settings = usher_engine_get_settings (usher_app_fixture_engine (house), &error);

  g_assert_no_error (error);
  return settings;
}

static char *
saved_text (UsherAppFixture *house, const char *field)
{
  g_autoptr (UsherSettings) settings = saved (house);

  for (guint i = 0; usher_settings_text_name (i); i++)
    if (g_str_equal (usher_settings_text_name (i), field))
      return g_strdup (*usher_settings_text (settings, i));
  g_assert_not_reached ();
}

static gboolean
is_saved (UsherAppFixture *house, const char *field, const char *text)
{
  g_autofree char *now = saved_text (house, field);

  return g_strcmp0 (now, text) == 0;
}

static void
type (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

static void
test_pages (void)
{

  static const char * const pages[] = { "", "accounts", "sender", "notifications", "address", "privacy", "background" };
  static const int widths[] = { 900, 372 };   /* 360 and the window's shadow */

  for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
      UsherWindow *window = usher_app_fixture_open_window (house, widths[w], 720);

      for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
        {
          GtkWidget *dialog = open_page (window, pages[i]);
          g_autofree char *name = g_strdup_printf ("preferences-%s-%d", *pages[i] ? pages[i] : "first", widths[w]);
          int minimum;

          gtk_widget_measure (dialog, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
          g_assert_cmpint (minimum, <=, 360);
          picture (window, name);
          close_dialog (window);
        }
    }
}

/* --- texts --------------------------------------------------------------------------------------------------------- */

#define RTL   "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"
#define EMOJI "\xf0\x9f\x8e\xad"

/* Of each text: one that is good, in the form in which it is kept, and whether it takes any sign of the world */
static const struct {
  const char *page, *field, *good, *kept;
  gboolean    any_sign;
} texts[] = {
  { "sender", "sender_name", " Studio Nord ", "Studio Nord", TRUE },
  { "sender", "sender_address", "show@EXAMPLE.com", "show@example.com", FALSE },
  { "sender", "reply_to", "me@example.com", "me@example.com", FALSE },
  { "sender", "postal_address", "Hafenstr. 1, 20457 Hamburg", "Hafenstr. 1, 20457 Hamburg", TRUE },
  { "sender", "default_country", "de", "DE", FALSE },
  { "address", "public_url", "https://show.example.com/", "https://show.example.com", FALSE },
  { "address", "privacy_url", "https://example.com/privacy", "https://example.com/privacy", FALSE },
  { "accounts", "playback_url", "https://tv.example/live.m3u8", "https://tv.example/live.m3u8", FALSE },
};

static void
test_texts (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 720);
  g_autofree char *book = g_strnfill (1024 * 1024, 'a');
  g_autofree char *sentence = g_strnfill (3000, 'b');
  const char * const bad[] = { book, sentence, "a\007b", "a\tb\001" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *row = find_named (open_page (window, texts[i].page), texts[i].field);
      g_autofree char *before = saved_text (house, texts[i].field);

      g_test_message ("%s", texts[i].field);
      g_assert_nonnull (row);
      for (gsize k = 0; k < G_N_ELEMENTS (bad); k++)
        {
          type (row, bad[k]);
          g_assert_nonnull (problem_of (row));
          g_assert_true (gtk_widget_has_css_class (row, "error"));
          usher_app_settle (20);
          g_assert_true (is_saved (house, texts[i].field, before));
        }
      type (row, RTL EMOJI);
      g_assert_cmpint (problem_of (row) == NULL, ==, texts[i].any_sign);
      type (row, texts[i].good);
      g_assert_null (problem_of (row));
      g_assert_false (gtk_widget_has_css_class (row, "error"));
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, texts[i].kept);
      usher_app_wait_for (is_saved (house, texts[i].field, texts[i].kept));
      close_dialog (window);
    }
}

/* What was typed is not lost when the dialog closes, and nothing bad slips in that way. */
static void
test_close (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 720);
  GtkWidget *dialog = open_page (window, "sender");

  gtk_editable_set_text (GTK_EDITABLE (find_named (dialog, "sender_name")), "Studio");
  gtk_editable_set_text (GTK_EDITABLE (find_named (dialog, "reply_to")), "nobody");
  close_dialog (window);
  usher_app_wait_for (is_saved (house, "sender_name", "Studio"));
  g_assert_true (is_saved (house, "reply_to", NULL));
}

/* --- what is no text ----------------------------------------------------------------------------------------------- */

static GtkWidget *
row_titled (GtkWidget *root, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (root) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = row_titled (child, title);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
has_setting (UsherAppFixture *house, gboolean (*test) (const UsherSettings *settings))
{
  g_autoptr (UsherSettings) settings = saved (house);

  return test (settings);
}

static gboolean sms_too (const UsherSettings *s) { return s->default_channels == (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS); }
static gboolean sms_only (const UsherSettings *s) { return s->default_channels == USHER_CHANNELS_SMS; }
static gboolean no_week (const UsherSettings *s) { return s->default_intervals && s->default_intervals->len == 7; }
static gboolean recommended (const UsherSettings *s) { return s->default_intervals == NULL; }
static gboolean quiet_till_nine (const UsherSettings *s) { return s->quiet_enabled && s->quiet_to == 9 * 60; }
static gboolean dear (const UsherSettings *s) { return s->sms_price_micros == 45000; }
static gboolean kept_a_year (const UsherSettings *s) { return s->retention_days == 365 && s->track; }

static void
test_rows (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 720);
  GtkWidget *dialog = open_page (window, "sender"), *email = row_titled (dialog, "E-Mail"), *sms = row_titled (dialog, "SMS");

  adw_switch_row_set_active (ADW_SWITCH_ROW (sms), TRUE);
  usher_app_wait_for (has_setting (house, sms_too));
  adw_switch_row_set_active (ADW_SWITCH_ROW (email), FALSE);
  usher_app_wait_for (has_setting (house, sms_only));
  adw_switch_row_set_active (ADW_SWITCH_ROW (sms), FALSE);      /* nobody would be told */
  g_assert_true (adw_switch_row_get_active (ADW_SWITCH_ROW (sms)));
  g_assert_nonnull (problem_of (sms));
  g_assert_true (has_setting (house, sms_only));

  adw_switch_row_set_active (ADW_SWITCH_ROW (row_titled (dialog, "1 week before")), FALSE);
  usher_app_wait_for (has_setting (house, no_week));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row_titled (dialog, "1 week before")), TRUE);
  usher_app_wait_for (has_setting (house, recommended));

  g_assert_false (gtk_widget_get_sensitive (row_titled (dialog, "Until")));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row_titled (dialog, "Quiet Hours for SMS")), TRUE);
  g_assert_true (gtk_widget_get_sensitive (row_titled (dialog, "Until")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row_titled (dialog, "Until")), 44);   /* 22:00, when they begin */
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row_titled (dialog, "Until"))), ==, 16);
  g_assert_nonnull (problem_of (row_titled (dialog, "Until")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row_titled (dialog, "Until")), 18);
  g_assert_null (problem_of (row_titled (dialog, "Until")));
  usher_app_wait_for (has_setting (house, quiet_till_nine));

  adw_spin_row_set_value (ADW_SPIN_ROW (row_titled (dialog, "A Part of an SMS")), 0.045);
  usher_app_wait_for (has_setting (house, dear));
  adw_spin_row_set_value (ADW_SPIN_ROW (row_titled (dialog, "Erase Registrations After")), 365);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row_titled (dialog, "Count Opens and Clicks")), TRUE);
  usher_app_wait_for (has_setting (house, kept_a_year));
  g_assert_true (has_setting (house, dear));
}

static gboolean two_own (const UsherSettings *s) { return s->default_intervals && s->default_intervals->len == 10; }

/* One's own reminders are added beside the recommended ones; what cannot be one is told, and changes nothing. */
static void
test_own_intervals (void)
{
  static const struct { const char *number; guint unit; const char *problem, *title; } cases[] = {
    { "", 2, "whole number", NULL },
    { "two", 2, "whole number", NULL },
    { "-2", 2, "whole number", NULL },
    { "367", 2, "366", NULL },
    { "99999999999999999999", 0, "whole number", NULL },
    { "2", 2, NULL, "2 days before" },
    { "48", 1, NULL, "48 hours before" },
    { "2", 2, NULL, "2 days before" },
    { "1", 3, NULL, "1 week before" },
  };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 720);
  GtkWidget *dialog = open_page (window, "sender"), *row = row_titled (dialog, "Add Interval…");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
      gtk_editable_set_text (GTK_EDITABLE (row_titled (row, "How long before the start")), cases[i].number);
      g_assert_null (problem_of (row));
      adw_combo_row_set_selected (ADW_COMBO_ROW (row_titled (row, "Unit")), cases[i].unit);
      g_signal_emit_by_name (row_titled (row, "Add"), "activated");
      if (cases[i].problem)
        g_assert_nonnull (strstr (problem_of (row), cases[i].problem));
      else
        {
          g_assert_null (problem_of (row));
          g_assert_true (adw_switch_row_get_active (ADW_SWITCH_ROW (row_titled (dialog, cases[i].title))));
        }
    }
  usher_app_wait_for (has_setting (house, two_own));
  usher_app_settle (200);
  usher_app_picture (GTK_WIDGET (window), "preferences-own-intervals");
  adw_switch_row_set_active (ADW_SWITCH_ROW (row_titled (dialog, "2 days before")), FALSE);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row_titled (dialog, "48 hours before")), FALSE);
  usher_app_wait_for (has_setting (house, recommended));
}

/* --- an account ---------------------------------------------------------------------------------------------------- */

static GtkWidget *
open_mailgun (UsherWindow *window)
{
  GtkWidget *dialog = open_page (window, "accounts"), *row = row_titled (dialog, "Mailgun");

  g_signal_emit_by_name (row, "activated");
  usher_app_wait_for (find_named (dialog, "mailgun_domain"));
  usher_app_settle (300);
  return dialog;
}

static void
press (GtkWidget *root, const char *title)
{
  GtkWidget *row = row_titled (root, title);

  g_assert_nonnull (row);
  g_signal_emit_by_name (row, "activated");
}

static void
test_account (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 720);
  GtkWidget *dialog = open_mailgun (window), *domain = find_named (dialog, "mailgun_domain"), *key;

  key = find_named (dialog, "mailgun_api_key");
  picture (window, "account-empty-900");
  press (dialog, "Check");                                   /* nothing is there: it says what is missing */
  usher_app_wait_for (usher_app_sees (dialog, "Fill in Mailgun’s domain"));
  picture (window, "account-missing-900");
  gtk_editable_set_text (GTK_EDITABLE (domain), "mg.example.com");
  press (dialog, "Save and Use");                            /* half an account is none */
  g_assert_nonnull (problem_of (key));
  g_assert_true (is_saved (house, "mailgun_domain", NULL));
  gtk_editable_set_text (GTK_EDITABLE (key), "key-with-\001-control");
  press (dialog, "Save and Use");
  g_assert_nonnull (problem_of (key));
  g_assert_true (is_saved (house, "mailgun_domain", NULL));
  picture (window, "account-problem-900");

  gtk_editable_set_text (GTK_EDITABLE (key), "key-1");       /* nobody listens there */
  adw_combo_row_set_selected (ADW_COMBO_ROW (row_titled (dialog, "Region")), 2);
  gtk_editable_set_text (GTK_EDITABLE (find_named (dialog, "mailgun_base_url")), "http://127.0.0.1:1");
  press (dialog, "Check");
  usher_app_wait_for (!usher_app_find_button (dialog, "Cancel"));
  picture (window, "account-unreachable-900");
  g_assert_true (is_saved (house, "mailgun_domain", NULL));

  press (dialog, "Save and Use");
  usher_app_wait_for (usher_client_is_running (house->client) && is_saved (house, "mailgun_domain", "mg.example.com"));
  usher_app_wait_for (!usher_client_get_sandbox (house->client));
  g_assert_cmpstr (usher_engine_get_config (usher_app_fixture_engine (house))->mailgun_api_key, ==, "key-1");
  g_assert_null (usher_engine_get_config (usher_app_fixture_engine (house))->mailgun_closed);
  usher_app_wait_for (!find_named (dialog, "mailgun_api_key"));
  usher_app_settle (200);

  /* The key is in the keyring: it need not be typed again, and goes with the account. */
  g_signal_emit_by_name (row_titled (dialog, "Mailgun"), "activated");
  usher_app_wait_for (row_titled (dialog, "Private API Key: Kept in the Keyring"));
  usher_app_settle (300);
  press (dialog, "Check");
  usher_app_wait_for (!usher_app_find_button (dialog, "Cancel"));
  press (dialog, "Remove Account…");
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (window), "Remove"));
  picture (window, "account-remove-900");
  gtk_widget_activate (usher_app_find_button (GTK_WIDGET (window), "Remove"));
  usher_app_wait_for (usher_client_is_running (house->client) && is_saved (house, "mailgun_domain", NULL));
  usher_app_wait_for (usher_client_get_sandbox (house->client));
}

/* --- backup and restore -------------------------------------------------------------------------------------------- */

static void
answer (UsherWindow *window, const char *label)
{
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (window), label));
  usher_app_settle (100);
  gtk_widget_activate (usher_app_find_button (GTK_WIDGET (window), label));
}

static void
test_backup (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Kept");
  g_autofree char *path = g_build_filename (house->folder, "kept.db", NULL);
  g_autofree char *junk = g_build_filename (house->folder, "junk.db", NULL);
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 720);
  GtkWidget *dialog = open_page (window, "background"), *row = row_titled (dialog, "Save a Backup");
  g_autoptr (GError) error = NULL;

  g_assert_true (USHER_IS_BACKUP_ROW (row));
  usher_backup_row_save (USHER_BACKUP_ROW (row), path);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (window), "Backup saved"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  close_dialog (window);
  {
    g_autoptr (UsherEvent) later = usher_app_fixture_event (house, "Made later");
  }

  g_file_set_contents (junk, "no database", -1, &error);
  g_assert_no_error (error);
  usher_restore_file (GTK_WIDGET (window), house->client, junk);
  usher_app_wait_for (usher_app_find_label (GTK_WIDGET (window), "This File Cannot Be Restored"));
  picture (window, "restore-junk");
  answer (window, "Close");
  usher_app_wait_for (!dialog_of (window));

  usher_restore_file (GTK_WIDGET (window), house->client, path);
  usher_app_wait_for (usher_app_find_label (GTK_WIDGET (window), "Restore This Backup?"));
  picture (window, "restore-ask");
  answer (window, "Cancel");
  usher_app_wait_for (!dialog_of (window));
  g_assert_true (usher_client_is_running (house->client));

  usher_restore_file (GTK_WIDGET (window), house->client, path);
  answer (window, "Restore");
  usher_app_wait_for (usher_app_find_label (GTK_WIDGET (window), "The Backup Was Restored"));
  usher_app_wait_for (usher_client_is_running (house->client));
  picture (window, "restore-done");
  {
    UsherEventCounts counts;

    g_assert_true (usher_engine_count_events (usher_app_fixture_engine (house), NULL, &counts, &error));
    g_assert_no_error (error);
    g_assert_cmpint (counts.n[USHER_EVENT_GROUP_ALL], ==, 1);
  }
}

/* A house that cannot open is opened by a backup. */
static void
test_restore_failed (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Kept");
  g_autofree char *path = g_build_filename (house->folder, "kept.db", NULL);
  g_autofree char *database = g_build_filename (house->folder, "usher.db", NULL);
  g_autoptr (GError) error = NULL;
  UsherWindow *window;

  g_assert_true (usher_store_backup (usher_engine_get_store (usher_app_fixture_engine (house)), path, NULL, &error));
  usher_client_stop (house->client);
  g_assert_true (g_file_set_contents (database, "This is not a database, and was one yesterday.", -1, &error));
  usher_client_start (house->client);
  usher_app_wait_for (usher_client_get_state (house->client) == USHER_CLIENT_FAILED);
  window = usher_app_fixture_open_window (house, 900, 720);
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (window), "Restore a Backup…"));
  usher_restore_file (GTK_WIDGET (window), house->client, path);
  answer (window, "Restore");
  usher_app_wait_for (usher_client_is_running (house->client));
  usher_app_wait_for (usher_app_find_label (GTK_WIDGET (window), "The Backup Was Restored"));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("usher-keyring-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "test.keyring", NULL);
  int status;

  /* libsecret's own file, with a password that is known */
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/preferences/pages", test_pages);
  g_test_add_func ("/preferences/texts", test_texts);
  g_test_add_func ("/preferences/close", test_close);
  g_test_add_func ("/preferences/rows", test_rows);
  g_test_add_func ("/preferences/own-intervals", test_own_intervals);
  g_test_add_func ("/preferences/account", test_account);
  g_test_add_func ("/preferences/backup", test_backup);
  g_test_add_func ("/preferences/restore-failed", test_restore_failed);
  status = g_test_run ();
  g_unlink (keyring);
  g_rmdir (folder);
  return status;
}
