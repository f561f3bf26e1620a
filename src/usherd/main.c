/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usherd: the engine without a display. */
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "usher-daemon.h"
#include "usher-notify.h"

/* SIGTERM (a service manager), SIGINT (Ctrl-C): end in order. A second one ends at once: the source is gone by then. */
static gboolean
stop_asked (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* A core dump would hold the accounts' keys and everybody's addresses, and is what people send to strangers for help. Only the
 * soft limit, so that whoever needs one can have it: prlimit --core=unlimited --pid PID. */
static void
leave_no_core (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) < 0)
    return;
  limit.rlim_cur = 0;
  setrlimit (RLIMIT_CORE, &limit);
}

static void
print (const char *name, const char *value, gpointer data)
{
  printf ("%s: %s\n", name, value);
  fflush (stdout);
}

static gboolean
run (const UsherOptions *options, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (UsherDaemon) daemon = NULL;

  g_unix_signal_add (SIGTERM, stop_asked, loop);
  g_unix_signal_add (SIGINT, stop_asked, loop);

  daemon = usher_daemon_new (options, print, NULL, error);
  if (!daemon || !usher_daemon_start (daemon, error))
    return FALSE;
  usher_notify ("READY=1");
  usher_notify_watchdog ();
  g_main_loop_run (loop);

  usher_notify ("STOPPING=1");
  usher_daemon_stop (daemon);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (UsherOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  umask (077);
  leave_no_core ();
  options = usher_options_parse (&argc, &argv, &error);
  if (!options)
    {
      fprintf (stderr, "usherd: %s\n", error->message);
      return 2;
    }
  if (options->version)
    {
      printf ("usherd %s\n", USHER_VERSION);
      return EXIT_SUCCESS;
    }
  if (!run (options, &error))
    {
      fprintf (stderr, "usherd: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
