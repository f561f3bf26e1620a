/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

static void
run_backup (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (usher_store_backup (usher_engine_get_store (source), data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * usher_engine_backup_async:
 * @self: the engine
 * @path: the file to make, readable by its owner only; an older one is replaced when the new one is whole
 * @cancellable: (nullable): then nothing is left behind
 * @callback: called when it is on the disk
 * @user_data: for @callback
 *
 * Copies the database as it is now, while everything goes on. Secrets are not in it: they are in the keyring. Errors:
 * %USHER_ERROR_CONFLICT for the database itself, %USHER_ERROR_STORAGE.
 */
void
usher_engine_backup_async (UsherEngine *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, usher_engine_backup_async);
  g_task_set_check_cancellable (task, FALSE);   /* a file that is there is there */
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, run_backup);
}

gboolean
usher_engine_backup_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_engine_backup_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
