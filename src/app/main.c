/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usher: the desktop app. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "usher-application.h"

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

int
main (int argc, char **argv)
{
  g_autoptr (UsherApplication) application = NULL;
  g_autoptr (UsherOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
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
  return g_application_run (G_APPLICATION (application), 1, argv);
}
