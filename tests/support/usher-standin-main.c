/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usher-standin: Mailgun, Twilio and Mux on loopback, for tests that are programs of their own. Prints where each one
 * listens, and runs until it is ended. */
#include <glib-unix.h>
#include <stdio.h>

#include "usher-standin.h"

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  static const char * const names[] = { "mailgun", "twilio", "mux", "control" };
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  for (guint i = 0; i < USHER_STANDIN_N_SERVICES; i++)
    printf ("%s: %s\n", names[i], usher_standin_get_url (standin, i));
  fflush (stdout);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_main_loop_run (loop);
  return 0;
}
