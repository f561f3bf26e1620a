/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-mailgun-form.h"

#include <libsoup/soup.h>
#include <string.h>

#include "usher-error.h"
#include "usher-json-read.h"

/* RFC 2047 2: an encoded word is at most 75 characters; "=?UTF-8?B?" and "?=" take 12, and base64 makes 60 of 45 bytes. */
#define ENCODED_WORD_BYTES 45

/* One form with a running count of what Mailgun limits. */
typedef struct {
  SoupMultipart *parts;
  gsize          options;
} Form;

/* For everything that becomes a header: no line break or other control character gets in, so no header can be added. */
static char *
header_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

static void
add (Form *form, const char *name, const char *value)
{
  if (strlen (name) > 2 && name[1] == ':')
    form->options += strlen (name) + strlen (value);
  soup_multipart_append_form_string (form->parts, name, value);
}

static void
add_header_text (Form *form, const char *name, const char *value)
{
  g_autofree char *clean = header_text (value);

  add (form, name, clean);
}

gboolean
usher_mailgun_address_ok (const char *address)
{
  const char *at;

  if (address == NULL || !g_utf8_validate (address, -1, NULL) || strlen (address) > 254)
    return FALSE;
  at = strrchr (address, '@');
  if (at == NULL || at == address || at[1] == '\0')
    return FALSE;
  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || g_unichar_isspace (c) || (c < 0x80 && strchr ("<>(),;:\\\"[]", (int) c) != NULL))
        return FALSE;
    }
  return TRUE;
}

static void
append_encoded_words (GString *out, const char *name)
{
  while (*name != '\0')
    {
      const char *end = name;
      g_autofree char *word = NULL;

      while (*end != '\0' && g_utf8_next_char (end) - name <= ENCODED_WORD_BYTES)
        end = g_utf8_next_char (end);
      word = g_base64_encode ((const guchar *) name, (gsize) (end - name));
      g_string_append_printf (out, "=?UTF-8?B?%s?= ", word);
      name = end;
    }
}

char *
usher_mailgun_mailbox (const char *name, const char *address)
{
  g_autofree char *clean = header_text (name != NULL ? name : "");
  GString *out = g_string_new (NULL);

  /* Mailgun replaces %recipient.…% wherever it stands; a name has no business to contain it. */
  g_strstrip (g_strdelimit (clean, "%", ' '));
  if (*clean == '\0')
    {
      g_string_append (out, address);
      return g_string_free (out, FALSE);
    }
  if (!g_str_is_ascii (clean))
    append_encoded_words (out, clean);
  else
    {
      g_string_append_c (out, '"');
      for (const char *p = clean; *p != '\0'; p++)
        {
          if (*p == '"' || *p == '\\')
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
      g_string_append (out, "\" ");
    }
  g_string_append_printf (out, "<%s>", address);
  return g_string_free (out, FALSE);
}

/* Does the value of @key become part of a header? */
static gboolean
is_used_in_header (const UsherMailBatch *batch, const char *key)
{
  g_autofree char *pattern = g_strdup_printf ("%%recipient.%s%%", key);

  return strstr (batch->subject, pattern) != NULL ||
         (batch->list_unsubscribe != NULL && strstr (batch->list_unsubscribe, pattern) != NULL);
}

static char *
recipient_variables (const UsherMailBatch *batch, GPtrArray *recipients)
{
  g_autoptr (JsonObject) all = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < recipients->len; i++)
    {
      const UsherMailRecipient *recipient = g_ptr_array_index (recipients, i);
      JsonObject *values = json_object_new ();
      g_autofree char *delivery = g_strdup_printf ("%" G_GINT64_FORMAT, recipient->delivery_id);
      GHashTableIter iter;
      gpointer key, value;

      g_hash_table_iter_init (&iter, recipient->variables);
      while (g_hash_table_iter_next (&iter, &key, &value))
        {
          g_autofree char *safe = is_used_in_header (batch, key) ? header_text (value) : g_utf8_make_valid (value, -1);

          json_object_set_string_member (values, key, safe);
        }
      json_object_set_string_member (values, "delivery", delivery);
      json_object_set_object_member (all, recipient->address, values);
    }
  json_node_set_object (node, all);
  return usher_json_print (node);
}

/* The tag in the form that Mailgun keeps: printable ASCII */
static void
add_tag (Form *form, const char *tag)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = tag; *p != '\0' && clean->len < USHER_MAILGUN_MAX_TAG; p++)
    if (g_ascii_isgraph (*p))
      g_string_append_c (clean, *p);
  if (clean->len > 0)
    add (form, "o:tag", clean->str);
  g_string_free (clean, TRUE);
}

static void
add_options (Form *form, const UsherMailBatch *batch)
{
  if (batch->tag != NULL)
    add_tag (form, batch->tag);
  /* In the text part links stay what they are: a rewritten one is longer than the line and says nothing. */
  add (form, "o:tracking", batch->track ? "yes" : "no");
  add (form, "o:tracking-clicks", batch->track ? "htmlonly" : "no");
  add (form, "o:tracking-opens", batch->track ? "yes" : "no");
  add_header_text (form, "v:batch", batch->batch_id);
  if (batch->event_uid != NULL)
    add_header_text (form, "v:event", batch->event_uid);
  add (form, "v:delivery", "%recipient.delivery%");
  if (batch->reply_to != NULL && usher_mailgun_address_ok (batch->reply_to))
    add (form, "h:Reply-To", batch->reply_to);
  if (batch->list_unsubscribe != NULL)
    {
      g_autofree char *url = header_text (batch->list_unsubscribe);
      g_autofree char *header = g_strdup_printf ("<%s>", url);

      add (form, "h:List-Unsubscribe", header);
      add (form, "h:List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
}

static void
add_attachment (Form *form, const UsherMailBatch *batch)
{
  g_autofree char *name = g_strdup (batch->attachment_name != NULL ? batch->attachment_name : "invite.ics");
  g_autofree char *type = header_text (batch->attachment_type != NULL ? batch->attachment_type : "text/calendar");
  g_autoptr (GBytes) bytes = g_bytes_new (batch->attachment, strlen (batch->attachment));

  for (char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-", *p) == NULL)
      *p = '-';
  soup_multipart_append_form_file (form->parts, "attachment", name, type, bytes);
}

GBytes *
usher_mailgun_form (const UsherMailBatch *batch, GPtrArray *recipients, char **content_type, GError **error)
{
  g_autoptr (SoupMultipart) parts = soup_multipart_new ("multipart/form-data");
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *from = usher_mailgun_mailbox (batch->from_name, batch->from_address);
  g_autofree char *variables = recipient_variables (batch, recipients);
  Form form = { parts, 0 };
  GBytes *body = NULL;

  add (&form, "from", from);
  for (guint i = 0; i < recipients->len; i++)
    {
      const UsherMailRecipient *recipient = g_ptr_array_index (recipients, i);
      g_autofree char *to = usher_mailgun_mailbox (recipient->name, recipient->address);

      add (&form, "to", to);
    }
  add_header_text (&form, "subject", batch->subject);
  if (batch->text != NULL)
    add (&form, "text", batch->text);
  if (batch->html != NULL)
    add (&form, "html", batch->html);
  add_options (&form, batch);
  /* Its mere presence makes each recipient see no other. */
  add (&form, "recipient-variables", variables);
  if (batch->attachment != NULL)
    add_attachment (&form, batch);
  if (form.options > USHER_MAILGUN_MAX_OPTIONS)
    {
      usher_set_error (error, USHER_ERROR_REFUSED,
                       "The message's headers are too long for Mailgun (%zu of %d bytes)", form.options,
                       USHER_MAILGUN_MAX_OPTIONS);
      return NULL;
    }
  soup_multipart_to_message (parts, headers, &body);
  *content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  return body;
}
