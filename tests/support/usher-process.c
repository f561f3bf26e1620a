/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-process.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

/* A program that has not said that it is up by then never will; generous for sanitizers on a busy machine. */
#define READY_SECONDS 60
#define STOP_SECONDS  30

struct _UsherProcess {
  GSubprocess      *process;
  GDataInputStream *output;
  GHashTable       *lines;
  gboolean          ended;
};

static char **
make_environ (const char * const *envp)
{
  static const char * const kept[] = { "PATH", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_DEBUG", "TMPDIR", NULL };
  char **env = NULL;

  for (int i = 0; kept[i]; i++)
    if (g_getenv (kept[i]))
      env = g_environ_setenv (env, kept[i], g_getenv (kept[i]), TRUE);
  env = g_environ_setenv (env, "LANG", "C.UTF-8", TRUE);
  for (int i = 0; envp && envp[i]; i++)
    {
      g_auto (GStrv) pair = g_strsplit (envp[i], "=", 2);

      env = g_environ_setenv (env, pair[0], pair[1], TRUE);
    }
  return env;
}

static gboolean
take_line (UsherProcess *self, GError **error)
{
  g_autofree char *line = g_data_input_stream_read_line_utf8 (self->output, NULL, NULL, error);
  char *colon;

  if (!line)
    {
      self->ended = TRUE;
      return FALSE;
    }
  g_test_message ("| %s", line);
  colon = strstr (line, ": ");
  if (colon)
    {
      *colon = '\0';
      g_hash_table_insert (self->lines, g_strdup (line), g_strdup (colon + 2));
    }
  return TRUE;
}

const char *
usher_process_get (UsherProcess *self, const char *name)
{
  return g_hash_table_lookup (self->lines, name);
}

const char *
usher_process_get_identifier (UsherProcess *self)
{
  return g_subprocess_get_identifier (self->process);
}

/* Poll the pipe with a limit, so that a silent program cannot hold up the tests. */
const char *
usher_process_wait_for (UsherProcess *self, const char *name, int seconds)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self->output));
  gint64 until = g_get_monotonic_time () + seconds * (gint64) G_USEC_PER_SEC;

  while (!usher_process_get (self, name) && !self->ended && g_get_monotonic_time () < until)
    {
      if (g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (self->output)) == 0
          && !g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (base)))
        {
          g_usleep (5000);
          continue;
        }
      take_line (self, NULL);
    }
  return usher_process_get (self, name);
}

/* A test that breaks off must not leave its program running. */
static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

UsherProcess *
usher_process_start (const char * const *argv, const char * const *envp, const char *ready, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_auto (GStrv) env = make_environ (envp);
  g_autoptr (UsherProcess) self = g_new0 (UsherProcess, 1);

  g_subprocess_launcher_set_environ (launcher, env);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (!self->process)
    return NULL;
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  if (!usher_process_wait_for (self, ready, READY_SECONDS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s did not print \"%s: …\"", argv[0], ready);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
usher_process_kill (UsherProcess *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}

static gboolean
give_up (gpointer data)
{
  g_test_message ("the program did not stop on TERM");
  g_subprocess_force_exit (data);
  return G_SOURCE_REMOVE;
}

static void
waited (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *done = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *done = TRUE;
}

int
usher_process_stop (UsherProcess *self)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) limit = g_timeout_source_new_seconds (STOP_SECONDS);
  gboolean done = FALSE;

  g_main_context_push_thread_default (context);
  g_subprocess_send_signal (self->process, SIGTERM);
  g_source_set_callback (limit, give_up, self->process, NULL);
  g_source_attach (limit, context);
  g_subprocess_wait_async (self->process, NULL, waited, &done);
  while (!done)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (limit);
  g_main_context_pop_thread_default (context);
  return g_subprocess_get_if_exited (self->process) ? g_subprocess_get_exit_status (self->process) : -1;
}

void
usher_process_free (UsherProcess *self)
{
  if (!self)
    return;
  if (self->process && g_subprocess_get_identifier (self->process))
    usher_process_stop (self);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_free (self);
}
