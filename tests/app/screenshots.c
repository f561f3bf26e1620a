/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screenshots FOLDER ENDING WIDTH HEIGHT [NAME…] - pictures of every page and dialog over the sample house, one program run for each
 * language and style: build-aux/screenshots */
#include <stdlib.h>

#include "usher-i18n.h"
#include "usher-shots.h"

/* Long enough for the web engine to draw a mail */
#define SETTLE 900
#define SETTLE_WEB 2500

static gboolean
is_wanted (const char *name, char **names)
{
  return !*names || g_strv_contains ((const char * const *) names, name);
}

static void
take (UsherAppFixture *fixture, const UsherSampleHouse *house, const UsherShot *shot, const char *ending)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", shot->name, ending);

  usher_shots_open (fixture, house, shot);
  usher_app_settle (shot->web ? SETTLE_WEB : SETTLE);
  usher_app_picture (GTK_WIDGET (fixture->window), name);
}

int
main (int argc, char **argv)
{
  UsherSampleHouse house;
  UsherAppFixture *fixture;

  if (argc < 5)
    {
      g_printerr ("usage: screenshots FOLDER ENDING WIDTH HEIGHT [NAME…]\n");
      return 2;
    }
  g_setenv ("USHER_TEST_PICTURES", argv[1], TRUE);
  usher_i18n_init ();
  usher_app_test_init (&argc, &argv);
  fixture = usher_app_fixture_new_at (USHER_SAMPLE_START);
  usher_sample_house_fill (fixture, &house);
  usher_app_fixture_open_window (fixture, atoi (argv[3]), atoi (argv[4]));
  usher_app_settle (SETTLE);
  for (guint i = 0; i < usher_n_shots; i++)
    if (is_wanted (usher_shots[i].name, argv + 5))
      take (fixture, &house, &usher_shots[i], argv[2]);
  if (is_wanted ("studio", argv + 5))
    {
      usher_shots_go_live (fixture, &house);
      for (guint i = 0; i < usher_n_shots_live; i++)
        take (fixture, &house, &usher_shots_live[i], argv[2]);
    }
  usher_shots_close_dialogs (fixture->window);
  usher_app_fixture_free (fixture);
  return 0;
}
