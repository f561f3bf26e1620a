/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page and dialog at the width of a phone, in German, whose words are long: nothing asks for more room than there is. */
#include "usher-i18n.h"
#include "usher-shots.h"

#define ROOM 360
#define HEIGHT 730

/* What makes it so wide: the way down to the widget that asks for the most */
static void
explain (GtkWidget *widget, int depth)
{
  GtkWidget *widest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (gtk_widget_get_visible (child) && minimum > most)
        {
          most = minimum;
          widest = child;
        }
    }
  g_test_message ("%*s%s “%s”: %d px inside", depth, "", G_OBJECT_TYPE_NAME (widget),
                  GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : gtk_widget_get_css_name (widget), most);
  if (widest)
    explain (widest, depth + 1);
}

/* A breakpoint bin hides from its parent what its child needs, so each of them is asked. */
static guint
count_wide (GtkWidget *widget)
{
  guint wide = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if (ADW_IS_BREAKPOINT_BIN (widget) || GTK_IS_WINDOW (widget))
    {
      GtkWidget *child = ADW_IS_BREAKPOINT_BIN (widget) ? adw_breakpoint_bin_get_child (ADW_BREAKPOINT_BIN (widget))
                                                        : gtk_widget_get_first_child (widget);
      int minimum = 0;

      if (child)
        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > MIN (ROOM, gtk_widget_get_width (widget)))
        {
          explain (widget, 0);
          wide++;
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    wide += count_wide (child);
  return wide;
}

static void
judge (UsherAppFixture *fixture, const UsherSampleHouse *house, const UsherShot *shot)
{
  guint overflows = 0, wide;

  usher_app_count_overflows (&overflows);
  usher_shots_open (fixture, house, shot);
  wide = count_wide (GTK_WIDGET (fixture->window));
  if (wide || overflows || gtk_widget_get_width (GTK_WIDGET (fixture->window)) > ROOM)
    {
      g_test_message ("%s is too wide (%u, %u warnings, window %d px)", shot->name, wide, overflows,
                      gtk_widget_get_width (GTK_WIDGET (fixture->window)));
      g_test_fail ();
    }
  usher_app_count_overflows (NULL);
}

static void
test_pages (void)
{
  UsherSampleHouse house;
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new_at (USHER_SAMPLE_START);

  g_assert_cmpstr (usher_i18n_language (), ==, "de");
  usher_sample_house_fill (fixture, &house);
  /* Without a compositor 5 px on each side are the shadow. */
  usher_app_fixture_open_window (fixture, ROOM + 10, HEIGHT);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), ==, ROOM);
  for (guint i = 0; i < usher_n_shots; i++)
    judge (fixture, &house, &usher_shots[i]);
  usher_shots_close_dialogs (fixture->window);
  usher_shots_go_live (fixture, &house);
  for (guint i = 0; i < usher_n_shots_live; i++)
    judge (fixture, &house, &usher_shots_live[i]);
  usher_shots_close_dialogs (fixture->window);
}

/* gettext translates nothing in the C locale, and a machine may have no other. */
static gboolean
make_german (const char *folder)
{
  g_autofree char *target = g_build_filename (folder, "de_DE.UTF-8", NULL);
  const char * const argv[] = { "localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", target, NULL };
  g_autofree char *ctype = g_build_filename (target, "LC_CTYPE", NULL);

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, NULL, NULL);
  return g_file_test (ctype, G_FILE_TEST_EXISTS);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("usher-narrow-XXXXXX", NULL);
  const char *remove[] = { "rm", "-rf", folder, NULL };
  int status = 0;

  if (make_german (folder))
    {
      g_setenv ("LOCPATH", folder, TRUE);
      g_setenv ("LC_ALL", "de_DE.UTF-8", TRUE);
      g_unsetenv ("LANGUAGE");
      usher_i18n_init ();
      usher_app_test_init (&argc, &argv);
      g_test_add_func ("/narrow/pages", test_pages);
      status = g_test_run ();
    }
  else
    g_print ("1..0 # SKIP no German locale can be made here\n");
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return status;
}
