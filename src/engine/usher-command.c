/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-command.h"

#include "usher-error.h"
#include "usher-stage.h"
#include "usher-table-misc.h"

typedef struct {
  const char *kind;
  gint64      id;
} Change;

/* A command as the callers see it: the public part, and what it needs before and after. */
typedef struct {
  UsherCommand    command;

  UsherCommandRun run;
  gpointer        input;
  GDestroyNotify  free_input;
  char           *actor;

  gpointer        output;
  GDestroyNotify  free_output;
  GArray         *changes;   /* of Change */
  gboolean        probe;
} Errand;

static void
clear_output (Errand *self)
{
  if (self->output != NULL && self->free_output != NULL)
    self->free_output (self->output);
  self->output = NULL;
}

static void
errand_free (gpointer data)
{
  Errand *self = data;

  clear_output (self);
  if (self->free_input != NULL && self->input != NULL)
    self->free_input (self->input);
  g_clear_pointer (&self->changes, g_array_unref);
  g_free (self->actor);
  g_free (self);
}

/* On the writer thread */
static gboolean
run_errand (UsherConn *conn, gpointer data, GError **error)
{
  Errand *self = data;

  clear_output (self);
  g_array_set_size (self->changes, 0);
  self->probe = FALSE;
  self->command.conn = conn;
  self->command.now = usher_clock_now (usher_engine_get_clock (self->command.engine));
  return self->run (&self->command, error);
}

/* On the caller's context, after the commit */
static void
errand_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Errand *self = g_task_get_task_data (task);
  UsherEngine *engine = self->command.engine;
  GError *error = NULL;

  if (!usher_store_write_finish (USHER_STORE (source), result, &error))
    {
      /* Jobs that ran before in the same transaction may be lost with it. */
      if (g_error_matches (error, USHER_ERROR, USHER_ERROR_STORAGE) || g_error_matches (error, USHER_ERROR, USHER_ERROR_CORRUPT))
        usher_places_forget (usher_engine_get_places (engine));
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = &g_array_index (self->changes, Change, i);

      usher_engine_announce (engine, change->kind, change->id);
      if (g_str_equal (change->kind, "stream"))
        usher_stage_close_streams (usher_engine_get_stage (engine));
      if (g_str_equal (change->kind, "settings"))
        usher_engine_take_settings (engine, self->output);
    }
  if (self->probe)
    usher_dispatcher_probe (usher_engine_get_dispatcher (engine));
  else if (self->changes->len > 0)
    usher_dispatcher_wake (usher_engine_get_dispatcher (engine));
  g_task_return_boolean (task, TRUE);
}

static GTask *
new_task (UsherEngine *engine, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (engine, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What is on the disk did happen, whoever cancels after that. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
usher_command_start (UsherEngine *engine, UsherCommandRun run, gpointer input, GDestroyNotify free_input,
                     const char *actor, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = new_task (engine, tag, cancellable, callback, user_data);
  Errand *self = g_new0 (Errand, 1);

  self->actor = g_strdup (actor != NULL ? actor : "app");
  self->command.engine = engine;   /* the task's reference keeps it */
  self->command.actor = self->actor;
  self->command.input = input;
  self->run = run;
  self->input = input;
  self->free_input = free_input;
  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_task_set_task_data (task, self, errand_free);
  usher_store_write_async (usher_engine_get_store (engine), run_errand, self, NULL, cancellable, errand_done,
                           g_object_ref (task));
}

void
usher_command_refuse (UsherEngine *engine, GError *error, gpointer tag, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_task (engine, tag, cancellable, callback, user_data);

  g_task_return_error (task, error);
}

gboolean
usher_command_finish (UsherEngine *engine, GAsyncResult *result, gpointer tag, gpointer *output, GError **error)
{
  Errand *self;

  g_return_val_if_fail (USHER_IS_ENGINE (engine), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, engine), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  self = g_task_get_task_data (G_TASK (result));
  if (output != NULL)
    *output = g_steal_pointer (&self->output);
  return TRUE;
}

void
usher_command_set_output (UsherCommand *command, gpointer output, GDestroyNotify free_output)
{
  Errand *self = (Errand *) command;

  clear_output (self);
  self->output = output;
  self->free_output = free_output;
}

void
usher_command_changed (UsherCommand *command, const char *kind, gint64 id)
{
  Errand *self = (Errand *) command;
  Change change = { kind, id };

  g_array_append_val (self->changes, change);
}

void
usher_command_forget (UsherCommand *command)
{
  Errand *self = (Errand *) command;

  g_array_set_size (self->changes, 0);
  self->probe = FALSE;
}

void
usher_command_probe (UsherCommand *command)
{
  ((Errand *) command)->probe = TRUE;
}

gboolean
usher_command_audit (UsherCommand *command, const char *action, gint64 event_id, const char *subject,
                     const char *detail, GError **error)
{
  return usher_audit_add (command->conn, command->now, command->actor, action, event_id, subject, detail, error);
}
