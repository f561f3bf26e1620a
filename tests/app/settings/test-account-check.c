/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Check button of an account's form, against a stand-in of the service. */
#include "usher-app-fixture.h"

#include <string.h>

#include "usher-problem-row.h"
#include "usher-standin.h"

/* Longer than this, and somebody would think that the window hangs. */
#define TURN_MAX (500 * 1000)

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

static GtkWidget *
open_mailgun (UsherAppFixture *house, UsherStandin *standin)
{
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 760);
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.preferences", "s", "accounts");
  usher_app_wait_for ((dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)))) != NULL);
  usher_app_wait_for (row_titled (dialog, "Mailgun"));
  usher_app_settle (200);
  g_signal_emit_by_name (row_titled (dialog, "Mailgun"), "activated");
  usher_app_wait_for (find_named (dialog, "mailgun_domain"));
  usher_app_settle (200);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row_titled (dialog, "Region")), 2);
  gtk_editable_set_text (GTK_EDITABLE (find_named (dialog, "mailgun_base_url")),
                         usher_standin_get_url (standin, USHER_STANDIN_MAILGUN));
  return dialog;
}

static void
fill (GtkWidget *dialog, const char *domain, const char *key)
{
  gtk_editable_set_text (GTK_EDITABLE (find_named (dialog, "mailgun_domain")), domain);
  gtk_editable_set_text (GTK_EDITABLE (find_named (dialog, "mailgun_api_key")), key);
  g_signal_emit_by_name (row_titled (dialog, "Check"), "activated");
}

/* What is told below a field, or for the account as a whole */
static gboolean
tells (GtkWidget *dialog, const char *field, const char *words)
{
  GtkWidget *problem = field ? gtk_widget_get_next_sibling (find_named (dialog, field)) : NULL;

  if (!field)
    return usher_app_sees (dialog, words);
  return usher_problem_row_get (USHER_PROBLEM_ROW (problem)) && strstr (usher_problem_row_get (USHER_PROBLEM_ROW (problem)), words);
}

static void
test_answers (void)
{
  static const struct { const char *domain, *key, *fault, *words; } cases[] = {
    { USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY, NULL, "the account can be used" },
    { USHER_STANDIN_MAILGUN_DOMAIN, "key-wrong", NULL, "does not accept the key" },
    { "elsewhere.example.org", USHER_STANDIN_MAILGUN_KEY, NULL, "US or the EU" },
    { USHER_STANDIN_MAILGUN_UNVERIFIED, USHER_STANDIN_MAILGUN_KEY, NULL, "DNS" },
    { USHER_STANDIN_MAILGUN_DISABLED, USHER_STANDIN_MAILGUN_KEY, NULL, "disabled" },
    { USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY, "500", "try again" },
    { USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY, NULL, "the account can be used" },
  };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  GtkWidget *dialog = open_mailgun (house, standin);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (cases[i].fault)
        usher_standin_inject (standin, USHER_STANDIN_MAILGUN, cases[i].fault, 3, 0);
      fill (dialog, cases[i].domain, cases[i].key);
      usher_app_wait_for (!usher_app_sees (dialog, "Asking Mailgun"));
      g_test_message ("%s: %s", cases[i].domain, cases[i].words);
      g_assert_true (tells (dialog, NULL, cases[i].words) || tells (dialog, "mailgun_domain", cases[i].words) ||
                     tells (dialog, "mailgun_api_key", cases[i].words));
      for (gsize j = 0; j < G_N_ELEMENTS (cases); j++)   /* nothing of the times before is left */
        g_assert_cmpint (usher_app_sees (dialog, cases[j].words), ==, strcmp (cases[j].words, cases[i].words) == 0);
      g_assert_false (usher_app_sees (dialog, cases[i].key));
    }
}

/* A server that never answers: the window goes on, and one can give it up. */
static void
test_hanging (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  GtkWidget *dialog = open_mailgun (house, standin);
  gint64 longest = 0, end;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "hang", 1, 0);
  fill (dialog, USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY);
  end = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    {
      gint64 before = g_get_monotonic_time ();

      usher_app_iterate ();
      longest = MAX (longest, g_get_monotonic_time () - before);
    }
  g_test_message ("longest turn: %.1f ms", (double) longest / 1000);
  g_assert_cmpint (longest, <, TURN_MAX);
  g_assert_true (usher_app_sees (dialog, "Asking Mailgun"));
  g_signal_emit_by_name (row_titled (dialog, "Check"), "activated");   /* once is enough */
  gtk_widget_activate (usher_app_find_button (dialog, "Cancel"));
  usher_app_wait_for (!usher_app_sees (dialog, "Asking Mailgun"));
  g_assert_null (usher_app_find_button (dialog, "Cancel"));
  g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_MAILGUN, "GET", "/"), <=, 1);

  /* And then it is as before. */
  fill (dialog, USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY);
  usher_app_wait_for (usher_app_sees (dialog, "the account can be used"));
}

/* The dialog is closed, and the program ended, while it asks. */
static void
test_closed (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  GtkWidget *dialog = open_mailgun (house, standin);

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "hang", 1, 0);
  fill (dialog, USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY);
  usher_app_settle (200);
  adw_dialog_force_close (ADW_DIALOG (dialog));
  usher_app_settle (200);
}

int
main (int argc, char **argv)
{
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/account-check/answers", test_answers);
  g_test_add_func ("/account-check/hanging", test_hanging);
  g_test_add_func ("/account-check/closed", test_closed);
  return g_test_run ();
}
