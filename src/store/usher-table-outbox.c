/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-outbox.h"

#include "usher-statement.h"

#define COLUMNS                                                                                          \
  "batch_id, channel, sender, reply_to, subject, html, text, headers, attachment_name, attachment, sent_at"

/**
 * usher_outbox_batch_new:
 *
 * Returns: (transfer full): an empty e-mail batch; free with usher_outbox_batch_free()
 */
UsherOutboxBatch *
usher_outbox_batch_new (void)
{
  UsherOutboxBatch *batch = g_new0 (UsherOutboxBatch, 1);

  batch->batch_id = g_strdup ("");
  batch->sender = g_strdup ("");
  batch->subject = g_strdup ("");
  batch->html = g_strdup ("");
  batch->text = g_strdup ("");
  batch->headers = g_strdup ("{}");
  batch->sent_at = USHER_NEVER;
  return batch;
}

/**
 * usher_outbox_batch_free:
 * @batch: (transfer full): a batch
 */
void
usher_outbox_batch_free (UsherOutboxBatch *batch)
{
  g_return_if_fail (batch != NULL);

  g_free (batch->batch_id);
  g_free (batch->sender);
  g_free (batch->reply_to);
  g_free (batch->subject);
  g_free (batch->html);
  g_free (batch->text);
  g_free (batch->headers);
  g_free (batch->attachment_name);
  g_free (batch->attachment);
  g_free (batch);
}

/**
 * usher_outbox_insert_batch:
 * @conn: the writer's connection
 * @batch: what was sent to all its recipients
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when the batch was sent before
 */
gboolean
usher_outbox_insert_batch (UsherConn *conn, const UsherOutboxBatch *batch, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && batch != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO outbox_batch (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, batch->batch_id);
  usher_statement_bind_text (s, usher_channel_nick (batch->channel));
  usher_statement_bind_text (s, batch->sender);
  usher_statement_bind_text (s, batch->reply_to);
  usher_statement_bind_text (s, batch->subject);
  usher_statement_bind_text (s, batch->html);
  usher_statement_bind_text (s, batch->text);
  usher_statement_bind_text (s, batch->headers);
  usher_statement_bind_text (s, batch->attachment_name);
  usher_statement_bind_text (s, batch->attachment);
  usher_statement_bind_instant (s, batch->sent_at);
  return usher_statement_run (s, error);
}

/**
 * usher_outbox_insert_message:
 * @conn: the writer's connection
 * @batch_id: a stored batch
 * @delivery_id: the delivery, or 0
 * @recipient: the address
 * @variables_json: a JSON object with what is personal in the message
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_outbox_insert_message (UsherConn *conn, const char *batch_id, gint64 delivery_id, const char *recipient,
                             const char *variables_json, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && batch_id != NULL && recipient != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO outbox_message (batch_id, delivery_id, recipient, variables) VALUES (?, ?, ?, ?)",
                           error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, batch_id);
  usher_statement_bind_id (s, delivery_id);
  usher_statement_bind_text (s, recipient);
  usher_statement_bind_text (s, variables_json != NULL ? variables_json : "{}");
  return usher_statement_run (s, error);
}

/**
 * usher_outbox_find_batch:
 * @conn: a connection
 * @batch_id: a batch
 * @error: return location
 *
 * Returns: (transfer full) (element-type gint64): the deliveries that were sent with it; empty: it was never sent. %NULL on
 *   error
 */
GArray *
usher_outbox_find_batch (UsherConn *conn, const char *batch_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT delivery_id FROM outbox_message "
                                                      "WHERE batch_id = ? AND delivery_id IS NOT NULL ORDER BY id", error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, batch_id);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      gint64 id = usher_statement_column_int (s);

      g_array_append_val (ids, id);
    }
  return step == USHER_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * usher_outbox_get:
 * @conn: a connection
 * @delivery_id: a delivery
 * @recipient: (out) (optional) (transfer full): its address
 * @variables: (out) (optional) (transfer full): a JSON object with what is personal in it
 * @error: return location
 *
 * What was sent last for a delivery.
 *
 * Returns: (transfer full) (nullable): the batch it went with; %NULL without error: it did not go through the sandbox
 */
UsherOutboxBatch *
usher_outbox_get (UsherConn *conn, gint64 delivery_id, char **recipient, char **variables, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT recipient, variables, b." COLUMNS " FROM outbox_message m "
                         "JOIN outbox_batch b USING (batch_id) WHERE m.delivery_id = ? ORDER BY m.id DESC LIMIT 1", error);
  g_autofree char *to = NULL;
  g_autofree char *values = NULL;
  UsherOutboxBatch *batch;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, delivery_id);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return NULL;
  to = usher_statement_column_dup (s);
  values = usher_statement_column_dup (s);
  batch = usher_outbox_batch_new ();
  usher_statement_column_text (s, &batch->batch_id);
  usher_channel_from_nick (usher_statement_column_peek (s), &batch->channel);
  usher_statement_column_text (s, &batch->sender);
  usher_statement_column_text (s, &batch->reply_to);
  usher_statement_column_text (s, &batch->subject);
  usher_statement_column_text (s, &batch->html);
  usher_statement_column_text (s, &batch->text);
  usher_statement_column_text (s, &batch->headers);
  usher_statement_column_text (s, &batch->attachment_name);
  usher_statement_column_text (s, &batch->attachment);
  batch->sent_at = usher_statement_column_instant (s);
  if (recipient != NULL)
    *recipient = g_steal_pointer (&to);
  if (variables != NULL)
    *variables = g_steal_pointer (&values);
  return batch;
}
