/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sent-message.h"

#include <json-glib/json-glib.h>

void
usher_sent_message_free (UsherSentMessage *self)
{
  g_return_if_fail (self != NULL);
  g_clear_pointer (&self->row, usher_outbox_row_unref);
  g_clear_pointer (&self->batch, usher_outbox_batch_free);
  g_free (self->headers);
  g_free (self);
}

static void
add_header (GString *lines, const char *name, const char *value)
{
  if (value && *value)
    g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", name, value);
}

/* What does not read as an object of strings is shown as it is. */
static void
add_more_headers (GString *lines, const char *json)
{
  g_autoptr (JsonNode) root = json && *json ? json_from_string (json, NULL) : NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *object;

  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  names = json_object_get_members (object);
  for (GList *l = names; l; l = l->next)
    add_header (lines, l->data, json_object_get_string_member_with_default (object, l->data, NULL));
}

static char *
format_headers (const UsherOutboxRow *row, const UsherOutboxBatch *batch)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  add_header (lines, "From", batch->sender);
  add_header (lines, "Reply-To", batch->reply_to);
  add_header (lines, "To", row->delivery->address);
  add_header (lines, "Subject", batch->subject);
  add_more_headers (lines, batch->headers);
  return g_string_free_and_steal (g_steal_pointer (&lines));
}

UsherSentMessage *
usher_sent_message_read (UsherEngine *engine, gint64 delivery_id, GError **error)
{
  g_autoptr (UsherSentMessage) self = g_new0 (UsherSentMessage, 1);
  g_autoptr (GError) unread = NULL;

  self->row = usher_engine_get_outbox_row (engine, delivery_id, error);
  if (!self->row)
    return NULL;
  self->batch = usher_engine_read_outbox (engine, delivery_id, &unread);
  if (unread)
    {
      g_propagate_error (error, g_steal_pointer (&unread));
      return NULL;
    }
  if (self->batch && self->batch->channel == USHER_CHANNEL_EMAIL)
    self->headers = format_headers (self->row, self->batch);
  return g_steal_pointer (&self);
}
