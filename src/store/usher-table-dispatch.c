/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What senders ask, and those who listen to the providers. */

#include "usher-contact.h"
#include "usher-error.h"
#include "usher-statement.h"
#include "usher-table-deliveries.h"
#include "usher-table-misc.h"
#include "usher-table-registrations.h"

/**
 * usher_deliveries_move:
 * @conn: the writer's connection
 * @batch_id: where the delivery is claimed
 * @id: the delivery
 * @new_batch_id: the request that it will travel with
 * @error: NOT_FOUND when it is not claimed there (any more)
 *
 * Returns: whether it was moved
 */
gboolean
usher_deliveries_move (UsherConn *conn, const char *batch_id, gint64 id, const char *new_batch_id, GError **error)
{
  g_autoptr (UsherStatement) statement = NULL;

  g_return_val_if_fail (conn != NULL && batch_id != NULL && new_batch_id != NULL, FALSE);

  statement = usher_statement_new (conn,
                                   "UPDATE delivery SET batch_id = ?"
                                   " WHERE id = ? AND batch_id = ? AND status IN ('claimed', 'unknown')", error);
  if (statement == NULL)
    return FALSE;
  usher_statement_bind_text (statement, new_batch_id);
  usher_statement_bind_int (statement, id);
  usher_statement_bind_text (statement, batch_id);
  if (!usher_statement_run (statement, error))
    return FALSE;
  if (usher_statement_changes (statement) == 1)
    return TRUE;
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "The message is not claimed for that request");
  return FALSE;
}

/**
 * usher_registrations_find_address:
 * @conn: any connection
 * @channel: e-mail or SMS
 * @address: an e-mail address, or a phone number in E.164
 * @error: return location
 *
 * Returns: (transfer full) (element-type gint64): ids in the order of registration; %NULL on error
 */
GArray *
usher_registrations_find_address (UsherConn *conn, UsherChannel channel, const char *address, GError **error)
{
  g_autoptr (UsherStatement) statement = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *key = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && address != NULL, NULL);

  statement = channel == USHER_CHANNEL_EMAIL
              ? usher_statement_new (conn, "SELECT id FROM registration WHERE email_key = ? ORDER BY id", error)
              : usher_statement_new (conn, "SELECT id FROM registration WHERE phone = ? ORDER BY id", error);
  if (statement == NULL)
    return NULL;
  key = channel == USHER_CHANNEL_EMAIL ? usher_email_key (address) : g_strdup (address);
  usher_statement_bind_text (statement, key);
  while ((step = usher_statement_step (statement, error)) == USHER_STEP_ROW)
    {
      gint64 id = usher_statement_column_int (statement);

      g_array_append_val (ids, id);
    }
  return step == USHER_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * usher_suppressions_remove:
 * @conn: the writer's connection
 * @channel: e-mail or SMS
 * @address: whose
 * @reason: the one that goes; others stay
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_suppressions_remove (UsherConn *conn, UsherChannel channel, const char *address, UsherSuppressionReason reason,
                           GError **error)
{
  g_autoptr (UsherStatement) statement = NULL;
  g_autofree char *hash = NULL;

  g_return_val_if_fail (conn != NULL && address != NULL, FALSE);

  statement = usher_statement_new (conn, "DELETE FROM suppression WHERE channel = ? AND address_hash = ? AND reason = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  hash = usher_address_hash (channel, address);
  usher_statement_bind_text (statement, usher_channel_nick (channel));
  usher_statement_bind_text (statement, hash);
  usher_statement_bind_text (statement, usher_suppression_reason_nick (reason));
  return usher_statement_run (statement, error);
}
