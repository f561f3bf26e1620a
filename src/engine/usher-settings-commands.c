/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-command.h"
#include "usher-commands.h"
#include "usher-queries.h"
#include "usher-settings-store.h"

#include "usher-table-deliveries.h"
#include "usher-table-misc.h"

/* All settings are one value: they are checked together, and saved together or not at all. */
#define KEY "settings"

/**
 * usher_settings_load:
 * @conn: any connection
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the streamer chose, or the defaults; %NULL on error
 */
UsherSettings *
usher_settings_load (UsherConn *conn, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = usher_settings_get (conn, KEY, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return usher_settings_from_text (text);
}

/**
 * usher_engine_get_settings:
 * @self: the engine
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the streamer chose, or the defaults; %NULL on error. Any thread
 */
UsherSettings *
usher_engine_get_settings (UsherEngine *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_settings_load (reader.conn, error) : NULL;
}

static gboolean
run_save (UsherCommand *command, GError **error)
{
  UsherSettings *settings = (UsherSettings *) command->input;
  g_autofree char *text = usher_settings_to_text (settings);

  if (!usher_settings_set (command->conn, KEY, text, error) || !usher_deliveries_release (command->conn, command->now, error) ||
      !usher_command_audit (command, "settings.save", 0, NULL, NULL, error))
    return FALSE;
  usher_command_changed (command, "settings", 0);
  usher_command_set_output (command, usher_settings_ref (settings), (GDestroyNotify) usher_settings_unref);
  return TRUE;
}

/**
 * usher_engine_save_settings_async:
 * @self: the engine
 * @settings: copied
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Errors: %USHER_ERROR_INVALID naming the member. From then on messages, pages and costs use its names, addresses, links,
 * country, prices and tracking; new events its intervals and channels; quiet hours and retention hold at the next message and
 * the next look. Accounts need another engine, with a usher_config_new_from_settings().
 */
void
usher_engine_save_settings_async (UsherEngine *self, const UsherSettings *settings, const char *actor,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  UsherSettings *kept;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (settings != NULL);

  kept = usher_settings_normalize (settings, &error);
  if (kept == NULL)
    usher_command_refuse (self, g_steal_pointer (&error), usher_engine_save_settings_async, cancellable, callback, user_data);
  else
    usher_command_start (self, run_save, kept, (GDestroyNotify) usher_settings_unref, actor,
                         usher_engine_save_settings_async, cancellable, callback, user_data);
}

UsherSettings *
usher_engine_save_settings_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer settings = NULL;

  usher_command_finish (self, result, usher_engine_save_settings_async, &settings, error);
  return settings;
}
