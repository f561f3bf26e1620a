/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-message.h"

#include <string.h>

#define MARK "%recipient."

/**
 * usher_mail_recipient_new:
 * @delivery_id: the delivery that this is
 * @address: as checked by usher_email_check()
 * @name: (nullable): for the To header
 *
 * Returns: (transfer full): a recipient without variables
 */
UsherMailRecipient *
usher_mail_recipient_new (gint64 delivery_id, const char *address, const char *name)
{
  UsherMailRecipient *self = g_new0 (UsherMailRecipient, 1);

  self->delivery_id = delivery_id;
  self->address = g_strdup (address);
  self->name = g_strdup (name);
  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
usher_mail_recipient_free (UsherMailRecipient *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->name);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_free (self);
}

UsherMailBatch *
usher_mail_batch_new (void)
{
  UsherMailBatch *self = g_new0 (UsherMailBatch, 1);

  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_mail_recipient_free);
  return self;
}

void
usher_mail_batch_free (UsherMailBatch *self)
{
  if (self == NULL)
    return;
  g_free (self->batch_id);
  g_free (self->event_uid);
  g_free (self->tag);
  g_free (self->from_name);
  g_free (self->from_address);
  g_free (self->reply_to);
  g_free (self->subject);
  g_free (self->html);
  g_free (self->text);
  g_free (self->list_unsubscribe);
  g_free (self->attachment_name);
  g_free (self->attachment_type);
  g_free (self->attachment);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_free (self);
}

/**
 * usher_mail_batch_expand:
 * @text: with %recipient.KEY% in it
 * @variables: (nullable) (element-type utf8 utf8): one recipient's values
 *
 * Reads the text once from left to right: what a value contains is never read again, so a person whose name is
 * "%recipient.token%" gets to read just that.
 *
 * Returns: (transfer full): what this recipient reads
 */
char *
usher_mail_batch_expand (const char *text, GHashTable *variables)
{
  GString *out;
  const char *mark;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  while ((mark = strstr (text, MARK)) != NULL)
    {
      const char *key = mark + strlen (MARK);
      gsize length = strcspn (key, "% \t\r\n<>\"");
      g_autofree char *name = g_strndup (key, length);
      const char *value = key[length] == '%' && variables != NULL ? g_hash_table_lookup (variables, name) : NULL;

      if (value != NULL)
        {
          g_string_append_len (out, text, mark - text);
          g_string_append (out, value);
          text = key + length + 1;
        }
      else
        {
          g_string_append_len (out, text, key - text);
          text = key;
        }
    }
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

UsherTextMessage *
usher_text_message_new (void)
{
  UsherTextMessage *self = g_new0 (UsherTextMessage, 1);

  self->claimed_at = USHER_NEVER;
  return self;
}

void
usher_text_message_free (UsherTextMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->batch_id);
  g_free (self->to);
  g_free (self->body);
  g_free (self->status_callback);
  g_free (self->mark);
  g_clear_pointer (&self->others, g_hash_table_unref);
  g_free (self);
}
