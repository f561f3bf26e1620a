/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usher: the desktop app. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "usher-application.h"
#include "usher-i18n.h"

/* A core dump would hold the accounts' keys and everybody's addresses. */
static void
leave_no_core (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) < 0)
    return;
  limit.rlim_cur = 0;
  setrlimit (RLIMIT_CORE, &limit);
}

/* How D-Bus starts it: GApplication's own option, which is none of ours. Takes it out. */
static gboolean
take_service_option (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], "--gapplication-service") == 0)
      {
        memmove (&argv[i], &argv[i + 1], (size_t) (*argc - i) * sizeof *argv);
        (*argc)--;
        return TRUE;
      }
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (UsherApplication) application = NULL;
  g_autoptr (UsherOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  gboolean service = take_service_option (&argc, argv);
  char *own_argv[] = { argv[0], service ? (char *) "--gapplication-service" : NULL, NULL };

  usher_i18n_init ();
  umask (077);
  leave_no_core ();
  g_set_prgname ("usher");
  options = usher_options_parse (&argc, &argv, &error);
  if (!options)
    {
      fprintf (stderr, "usher: %s\n", error->message);
      return 2;
    }
  if (options->version)
    {
      printf ("usher %s\n", USHER_VERSION);
      return EXIT_SUCCESS;
    }
  application = usher_application_new (options);
  return g_application_run (G_APPLICATION (application), service ? 2 : 1, own_argv);
}
