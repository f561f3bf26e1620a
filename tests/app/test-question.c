/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include <string.h>

#include "usher-question.h"

/* GTK warns, which is fatal here, when a label is given less than it needs. */
static void
test_titles (void)
{
  static const char * const titles[] = {
    "Show", "The Walk 🎭 مرحبا", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "東京ゲームショウ生放送特別編", "مساء الجاذبات الغريبة من الورشة", "e\u0301\u0301\u0301\u0301\u0301\u0301", "<b>&amp;</b> %s",
  };
  g_autofree char *longest = g_strnfill (200, 'W');

  for (gsize i = 0; i <= G_N_ELEMENTS (titles); i++)
    for (int width = 360; width <= 1000; width += 640)
      {
        g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
        UsherWindow *window = usher_app_fixture_open_window (house, width, 640);
        const char *title = i < G_N_ELEMENTS (titles) ? titles[i] : longest;
        g_autofree char *heading = g_strdup_printf ("Start streaming for “%s”?", title);
        AdwAlertDialog *question = usher_question_new (heading, title);

        adw_alert_dialog_add_responses (question, "cancel", "Not Now", "start", "Go Live", NULL);
        adw_dialog_present (ADW_DIALOG (question), GTK_WIDGET (window));
        usher_app_settle (150);
        g_assert_nonnull (usher_app_find_label (GTK_WIDGET (question), heading));
        adw_dialog_force_close (ADW_DIALOG (question));
        usher_app_settle (50);
      }
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/question/titles", test_titles);
  return g_test_run ();
}
