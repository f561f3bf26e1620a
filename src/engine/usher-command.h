/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How every command of the engine runs: one job on the store's writer thread, in one transaction; after the commit the
 * caller's callback, what changed is announced, and the dispatcher looks again. Inside this room only. */

#include "usher-engine-private.h"

G_BEGIN_DECLS

/**
 * UsherCommand:
 * @engine: for its configuration and collaborators, which do not change
 * @conn: the writer's connection
 * @now: the one moment at which the command happens
 * @actor: who asked: "app", "api", "viewer", "provider"
 * @input: (nullable): the command's own copy of what was asked
 *
 * A command while it runs, on the writer thread. It must not keep anything of it.
 */
typedef struct {
  UsherEngine  *engine;
  UsherConn    *conn;
  UsherInstant  now;
  const char   *actor;
  gconstpointer input;
} UsherCommand;

/* FALSE with @error set: nothing of what it did happens. May run again: it must leave its input as it was. */
typedef gboolean (*UsherCommandRun) (UsherCommand *command, GError **error);

/* @input: (transfer full) (nullable). @tag: the address of the public _async function. Completes on the caller's
 * thread-default context. */
void     usher_command_start      (UsherEngine *engine, UsherCommandRun run, gpointer input, GDestroyNotify free_input,
                                   const char *actor, gpointer tag, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* For input that is wrong already before the store is asked. @error: (transfer full) */
void     usher_command_refuse     (UsherEngine *engine, GError *error, gpointer tag, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* @output: (out) (optional) (transfer full): what usher_command_set_output() was given */
gboolean usher_command_finish     (UsherEngine *engine, GAsyncResult *result, gpointer tag, gpointer *output, GError **error);

/* In a run. @output: (transfer full) */
void     usher_command_set_output (UsherCommand *command, gpointer output, GDestroyNotify free_output);
/* @kind: static; of UsherEngine::changed */
void     usher_command_changed    (UsherCommand *command, const char *kind, gint64 id);
/* What was noted as changed was taken back: nothing of it is announced */
void     usher_command_forget     (UsherCommand *command);
/* Somebody waits for what was queued: after the commit the providers are tried at once, even where a circuit is open */
void     usher_command_probe      (UsherCommand *command);
/* Writes the audit trail; @subject, @detail: (nullable): what of the event, and how; never an address or a name */
gboolean usher_command_audit      (UsherCommand *command, const char *action, gint64 event_id, const char *subject,
                                   const char *detail, GError **error);

G_END_DECLS
