/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-statement.h"
#include "usher-table-misc.h"

/**
 * usher_settings_get:
 * @conn: a connection
 * @key: the setting
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its value; %NULL without error: it is not set
 */
char *
usher_settings_get (UsherConn *conn, const char *key, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT value FROM setting WHERE key = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, key);
  return usher_statement_step (s, error) == USHER_STEP_ROW ? usher_statement_column_dup (s) : NULL;
}

/**
 * usher_settings_set:
 * @conn: the writer's connection
 * @key: the setting
 * @value: (nullable): its value; %NULL: unset it
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_settings_set (UsherConn *conn, const char *key, const char *value, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, value != NULL
                                                      ? "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)"
                                                      : "DELETE FROM setting WHERE key = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, key);
  if (value != NULL)
    usher_statement_bind_text (s, value);
  return usher_statement_run (s, error);
}
