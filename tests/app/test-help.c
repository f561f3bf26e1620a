/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-help.h"

/* Each answer that leads somewhere does: the help is closed, and the page or dialog is there. */
static void
test_leads (void)
{
  static const struct { const char *action, *target, *section; } cases[] = {
    { "win.show-section", "outbox", "outbox" },
    { "win.preferences", "accounts", NULL },
    { "win.preferences", "address", NULL },
    { "win.preferences", "data", NULL },
  };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherWindow *window = usher_app_fixture_open_window (house, 900, 700);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AdwDialog *help = usher_help_new (), *shown;

      adw_dialog_present (help, GTK_WIDGET (window));
      usher_app_settle (100);
      usher_app_picture (GTK_WIDGET (window), "help");
      gtk_widget_activate_action (GTK_WIDGET (help), "help.lead", "(ss)", cases[i].action, cases[i].target);
      usher_app_settle (300);
      shown = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
      if (cases[i].section)
        {
          g_assert_null (shown);
          g_assert_cmpstr (usher_window_get_section (window), ==, cases[i].section);
        }
      else
        {
          g_assert_true (ADW_IS_PREFERENCES_DIALOG (shown));
          adw_dialog_force_close (shown);
          usher_app_settle (100);
        }
    }
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/help/leads", test_leads);
  return g_test_run ();
}
