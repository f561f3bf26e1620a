/* SPDX-License-Identifier: GPL-3.0-or-later */
/* German, from the catalogue of the build folder, in a locale that is made for the test. */
#include "usher-i18n.h"
#include "usher-quiet.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "usher-error.h"
#include "usher-timing.h"
#include "usher-wording.h"

static void
test_errors (void)
{
  g_autoptr (GError) formatted = NULL;
  g_autoptr (GError) literal = NULL;
  g_autoptr (GError) copy = NULL;

  usher_set_error_invalid (&formatted, "duration_minutes", "The duration must be between 1 and %d minutes.", 1440);
  g_assert_cmpstr (formatted->message, ==, "The duration must be between 1 and 1440 minutes.");
  g_assert_cmpstr (usher_error_get_local_message (formatted), ==, "Die Dauer muss zwischen 1 und 1440 Minuten liegen.");
  g_assert_cmpstr (usher_error_get_field (formatted), ==, "duration_minutes");
  copy = g_error_copy (formatted);
  g_assert_cmpstr (usher_error_get_local_message (copy), ==, "Die Dauer muss zwischen 1 und 1440 Minuten liegen.");

  usher_set_error_literal (&literal, USHER_ERROR_CLOSED, "Registration is closed.");
  g_assert_cmpstr (literal->message, ==, "Registration is closed.");
  g_assert_cmpstr (usher_error_get_local_message (literal), ==, "Die Anmeldung ist geschlossen.");
}

static void
test_words (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *words = usher_wording_starts_in (3 * USHER_DAY, 0, utc, usher_i18n_language ());

  g_assert_cmpstr (usher_i18n_language (), ==, "de");
  g_assert_cmpstr (words, ==, "in 3 Tagen");
  g_assert_cmpstr (usher_i18n_stored (usher_timing_reason (USHER_TIMING_SKIP_EVENT)), ==,
                   "Nicht gesendet: die Veranstaltung wurde abgesagt oder ist vorbei.");
  g_assert_cmpstr (usher_i18n_stored ("The event was cancelled."), ==, "Die Veranstaltung wurde abgesagt.");
  g_assert_cmpstr (usher_i18n_stored (USHER_QUIET_WAIT_REASON), ==, "Wartet auf das Ende der Ruhezeit");
  g_assert_cmpstr (usher_i18n_stored ("550 what a provider said"), ==, "550 what a provider said");
  g_assert_cmpstr (usher_i18n_stored (""), ==, "");
  g_assert_null (usher_i18n_stored (NULL));
  g_assert_cmpstr (_("Schedule Event"), ==, "Veranstaltung planen");
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
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("usher-i18n-XXXXXX", NULL);
  const char *remove[] = { "rm", "-rf", folder, NULL };
  gboolean made = make_german (folder);
  int status = 77;

  g_setenv ("LOCPATH", folder, TRUE);
  g_setenv ("LC_ALL", "de_DE.UTF-8", TRUE);
  g_unsetenv ("LANGUAGE");
  usher_i18n_init ();
  g_test_init (&argc, &argv, NULL);
  if (made)
    {
      g_test_add_func ("/i18n/errors", test_errors);
      g_test_add_func ("/i18n/words", test_words);
      status = g_test_run ();
    }
  else
    g_print ("1..0 # SKIP no German locale can be made here\n");
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return made ? status : 0;
}
