/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-store-outbox.h"

#include <json-glib/json-glib.h>

#include "usher-table-outbox.h"

struct _UsherStoreOutbox {
  GObject     parent_instance;

  UsherStore *store;
  UsherClock *clock;
};

static void outbox_iface_init (UsherOutboxInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherStoreOutbox, usher_store_outbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_OUTBOX, outbox_iface_init))

static char *
to_json (GHashTable *strings)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GPtrArray) keys = g_hash_table_get_keys_as_ptr_array (strings);

  g_ptr_array_sort_values (keys, (GCompareFunc) g_strcmp0);
  for (guint i = 0; i < keys->len; i++)
    json_object_set_string_member (object, keys->pdata[i], g_hash_table_lookup (strings, keys->pdata[i]));
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static char *
headers_of (const UsherMailBatch *batch)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);

  if (batch->list_unsubscribe != NULL)
    {
      g_hash_table_insert (headers, (char *) "List-Unsubscribe", batch->list_unsubscribe);
      g_hash_table_insert (headers, (char *) "List-Unsubscribe-Post", (char *) "List-Unsubscribe=One-Click");
    }
  if (batch->attachment_type != NULL)
    g_hash_table_insert (headers, (char *) "X-Attachment-Type", batch->attachment_type);
  return to_json (headers);
}

typedef struct {
  const UsherMailBatch   *mail;
  GPtrArray              *variables;   /* of @mail's recipients in their order, as JSON */
  const UsherTextMessage *message;
  UsherInstant            now;
} Record;

static gboolean
mail_job (UsherConn *conn, gpointer data, GError **error)
{
  const Record *record = data;
  const UsherMailBatch *mail = record->mail;
  g_autoptr (UsherOutboxBatch) batch = usher_outbox_batch_new ();

  g_set_str (&batch->batch_id, mail->batch_id);
  batch->channel = USHER_CHANNEL_EMAIL;
  g_free (batch->sender);
  batch->sender = g_strdup_printf ("%s <%s>", mail->from_name, mail->from_address);
  g_set_str (&batch->reply_to, mail->reply_to);
  g_set_str (&batch->subject, mail->subject);
  g_set_str (&batch->html, mail->html != NULL ? mail->html : "");
  g_set_str (&batch->text, mail->text);
  g_free (batch->headers);
  batch->headers = headers_of (mail);
  g_set_str (&batch->attachment_name, mail->attachment_name);
  g_set_str (&batch->attachment, mail->attachment);
  batch->sent_at = record->now;
  if (!usher_outbox_insert_batch (conn, batch, error))
    return FALSE;
  for (guint i = 0; i < mail->recipients->len; i++)
    {
      const UsherMailRecipient *recipient = mail->recipients->pdata[i];

      if (!usher_outbox_insert_message (conn, mail->batch_id, recipient->delivery_id, recipient->address,
                                        record->variables->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
text_job (UsherConn *conn, gpointer data, GError **error)
{
  const Record *record = data;
  const UsherTextMessage *message = record->message;
  g_autoptr (UsherOutboxBatch) batch = usher_outbox_batch_new ();

  g_set_str (&batch->batch_id, message->batch_id);
  batch->channel = USHER_CHANNEL_SMS;
  g_set_str (&batch->text, message->body);
  batch->sent_at = record->now;
  return usher_outbox_insert_batch (conn, batch, error)
         && usher_outbox_insert_message (conn, batch->batch_id, message->delivery_id, message->to, "{}", error);
}

static gboolean
usher_store_outbox_record_mail (UsherOutbox *outbox, const UsherMailBatch *mail, GError **error)
{
  UsherStoreOutbox *self = USHER_STORE_OUTBOX (outbox);
  g_autoptr (GPtrArray) variables = g_ptr_array_new_with_free_func (g_free);
  Record record = { .mail = mail, .variables = variables, .now = usher_clock_now (self->clock) };

  /* Here and not in the job: the writer serves others meanwhile. */
  for (guint i = 0; i < mail->recipients->len; i++)
    g_ptr_array_add (variables, to_json (((UsherMailRecipient *) mail->recipients->pdata[i])->variables));
  return usher_store_write (self->store, mail_job, &record, NULL, error);
}

static gboolean
usher_store_outbox_record_text (UsherOutbox *outbox, const UsherTextMessage *message, GError **error)
{
  UsherStoreOutbox *self = USHER_STORE_OUTBOX (outbox);
  Record record = { .message = message, .now = usher_clock_now (self->clock) };

  return usher_store_write (self->store, text_job, &record, NULL, error);
}

static GHashTable *
usher_store_outbox_find_sent (UsherOutbox *outbox, const char *batch_id, GError **error)
{
  UsherStoreOutbox *self = USHER_STORE_OUTBOX (outbox);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GArray) ids = NULL;
  UsherConn *conn = usher_store_acquire_reader (self->store, error);

  if (conn == NULL)
    return NULL;
  ids = usher_outbox_find_batch (conn, batch_id, error);
  usher_store_release_reader (self->store, conn);
  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      g_hash_table_insert (found, g_memdup2 (&id, sizeof id), g_strdup_printf ("sandbox-%" G_GINT64_FORMAT, id));
    }
  return g_steal_pointer (&found);
}

static void
outbox_iface_init (UsherOutboxInterface *iface)
{
  iface->record_mail = usher_store_outbox_record_mail;
  iface->record_text = usher_store_outbox_record_text;
  iface->find_batch = usher_store_outbox_find_sent;
}

static void
usher_store_outbox_finalize (GObject *object)
{
  UsherStoreOutbox *self = USHER_STORE_OUTBOX (object);

  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (usher_store_outbox_parent_class)->finalize (object);
}

static void
usher_store_outbox_class_init (UsherStoreOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_store_outbox_finalize;
}

static void
usher_store_outbox_init (UsherStoreOutbox *self)
{
}

/**
 * usher_store_outbox_new:
 * @store: where the messages are kept
 * @clock: for the moment of sending
 *
 * Returns: (transfer full): an outbox
 */
UsherOutbox *
usher_store_outbox_new (UsherStore *store, UsherClock *clock)
{
  UsherStoreOutbox *self;

  g_return_val_if_fail (USHER_IS_STORE (store) && USHER_IS_CLOCK (clock), NULL);
  self = g_object_new (USHER_TYPE_STORE_OUTBOX, NULL);
  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  return USHER_OUTBOX (self);
}
