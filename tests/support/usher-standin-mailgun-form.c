/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v3/{domain}/messages: all that Mailgun refuses, and what it makes of the rest. */
#include <string.h>

#include "usher-standin-mailgun.h"

#define MAX_RECIPIENTS 1000
#define MAX_OPTIONS    (16 * 1024)

static const char * const known_fields[] = {
  "from", "to", "cc", "bcc", "subject", "text", "html", "amp-html", "attachment", "inline", "template", "recipient-variables",
  "o:tag", "o:dkim", "o:secondary-dkim", "o:secondary-dkim-public", "o:deliverytime", "o:deliver-within",
  "o:deliverytime-optimize-period", "o:time-zone-localize", "o:testmode", "o:tracking", "o:tracking-clicks",
  "o:tracking-opens", "o:require-tls", "o:skip-verification", "o:sending-ip", "o:sending-ip-pool", "o:tracking-pixel-location-top",
  "o:archive-to", "o:suppress-headers", "t:version", "t:text", "t:variables", NULL,
};
static const char * const known_prefixes[] = { "h:", "v:", NULL };

GPtrArray *
standin_mail_split (const char *list)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  GString *part = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *p = list; *p != '\0'; p++)
    {
      if (*p == '\\' && quoted && p[1] != '\0')
        g_string_append_c (part, *p++);
      else if (*p == '"')
        quoted = !quoted;
      if (*p == ',' && !quoted)
        {
          g_ptr_array_add (parts, g_strstrip (g_strdup (part->str)));
          g_string_truncate (part, 0);
        }
      else
        g_string_append_c (part, *p);
    }
  g_ptr_array_add (parts, g_strstrip (g_strdup (part->str)));
  g_string_free (part, TRUE);
  return parts;
}

gboolean
standin_mail_address (const char *mailbox, char **address)
{
  const char *open = strrchr (mailbox, '<');
  const char *close = strrchr (mailbox, '>');
  const char *at;

  *address = NULL;
  if (open != NULL && (close == NULL || close < open || close[1] != '\0'))
    return FALSE;
  *address = open != NULL ? g_strndup (open + 1, (gsize) (close - open - 1)) : g_strdup (mailbox);
  at = strrchr (*address, '@');
  return at != NULL && at != *address && strchr (at, '.') != NULL && at[strlen (at) - 1] != '.' &&
         strpbrk (*address, " \t\r\n<>,;:\"") == NULL;
}

static gboolean
refuse (StandinCall *call, const char *message)
{
  standin_answer (call, 400, standin_object ("message", message, NULL));
  return FALSE;
}

/* Not refused by Mailgun for sure, but never right: a header with a line break in it. */
static void
check_headers (StandinCall *call)
{
  for (guint i = 0; i < call->fields->len; i++)
    {
      const StandinField *field = g_ptr_array_index (call->fields, i);
      gboolean header = g_str_has_prefix (field->name, "h:") || g_str_equal (field->name, "subject") ||
                        g_str_equal (field->name, "from") || g_str_equal (field->name, "to");

      if (header && strpbrk (field->value, "\r\n") != NULL)
        standin_problem (call, "line break in %s", field->name);
      if (!g_str_is_ascii (field->name))
        standin_problem (call, "a field's name is not ASCII");
      if (g_str_equal (field->name, "attachment") && field->file_name == NULL)
        standin_problem (call, "an attachment without a file name would be dropped");
      if (g_str_has_prefix (field->name, "o:tracking") && g_strcmp0 (field->value, "yes") != 0 &&
          g_strcmp0 (field->value, "no") != 0 && g_strcmp0 (field->value, "true") != 0 &&
          g_strcmp0 (field->value, "false") != 0 && g_strcmp0 (field->value, "htmlonly") != 0)
        standin_problem (call, "%s is %s", field->name, field->value);
    }
}

static gsize
options_size (GPtrArray *fields)
{
  gsize size = 0;

  for (guint i = 0; i < fields->len; i++)
    {
      const StandinField *field = g_ptr_array_index (fields, i);

      if (strlen (field->name) > 2 && field->name[1] == ':')
        size += strlen (field->name) + strlen (field->value);
    }
  return size;
}

/* All recipients as given, without repetitions; NULL when an address is not valid */
static GPtrArray *
read_recipients (StandinCall *call)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < call->fields->len; i++)
    {
      const StandinField *field = g_ptr_array_index (call->fields, i);
      g_autoptr (GPtrArray) parts = NULL;

      if (!g_str_equal (field->name, "to"))
        continue;
      parts = standin_mail_split (field->value);
      for (guint p = 0; p < parts->len; p++)
        {
          g_autofree char *address = NULL;
          g_autofree char *lower = NULL;

          if (!standin_mail_address (g_ptr_array_index (parts, p), &address))
            return NULL;
          lower = g_ascii_strdown (address, -1);
          if (g_hash_table_contains (call->standin->mailgun->bad, lower))
            return NULL;
          if (g_hash_table_add (seen, g_steal_pointer (&lower)))
            g_ptr_array_add (recipients, g_strdup (g_ptr_array_index (parts, p)));
        }
    }
  return g_steal_pointer (&recipients);
}

static gboolean
check_fields (StandinCall *call, JsonObject **variables)
{
  const char *from = standin_field (call->fields, "from");
  const char *raw = standin_field (call->fields, "recipient-variables");
  g_autofree char *sender = NULL;

  standin_unknown (call, call->fields, known_fields, known_prefixes);
  check_headers (call);
  if (from == NULL)
    return refuse (call, "from parameter is missing");
  if (!standin_mail_address (from, &sender))
    return refuse (call, "from parameter is not a valid address. please check documentation");
  if (standin_field (call->fields, "to") == NULL)
    return refuse (call, "to parameter is missing");
  if (standin_field (call->fields, "text") == NULL && standin_field (call->fields, "html") == NULL &&
      standin_field (call->fields, "template") == NULL)
    return refuse (call, "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified");
  if (options_size (call->fields) > MAX_OPTIONS)
    return refuse (call, "Send options (parameters starting with o:, h:, v:, or t:) are limited to 16KB total");
  if (raw != NULL)
    {
      *variables = standin_parse (raw, strlen (raw));
      if (*variables == NULL)
        return refuse (call, "recipient-variables parameter is not a valid JSON");
    }
  return TRUE;
}

static StandinField *
copy_field (const StandinField *field)
{
  StandinField *copy = g_new0 (StandinField, 1);

  copy->name = g_strdup (field->name);
  copy->value = g_strdup (field->value);
  return copy;
}

static void
option_free (gpointer data)
{
  StandinField *field = data;

  g_free (field->name);
  g_free (field->value);
  g_free (field);
}

static StandinMailBatch *
batch_new (StandinCall *call)
{
  StandinMailBatch *batch = g_new0 (StandinMailBatch, 1);
  g_autofree char *serial = standin_id (call->standin, "", 16);

  batch->id = g_strdup_printf ("20260101000000.1.%s@%s", serial, call->segments[1]);
  batch->domain = g_strdup (call->segments[1]);
  batch->from = g_strdup (standin_field (call->fields, "from"));
  batch->subject = g_strdup (standin_field (call->fields, "subject"));
  batch->text = g_strdup (standin_field (call->fields, "text"));
  batch->html = g_strdup (standin_field (call->fields, "html"));
  batch->batch_mode = standin_field (call->fields, "recipient-variables") != NULL;
  batch->options = g_ptr_array_new_with_free_func (option_free);
  batch->attachments = json_array_new ();
  for (guint i = 0; i < call->fields->len; i++)
    {
      const StandinField *field = g_ptr_array_index (call->fields, i);

      if (strlen (field->name) > 2 && field->name[1] == ':')
        g_ptr_array_add (batch->options, copy_field (field));
      else if (g_str_equal (field->name, "attachment") && field->file_name != NULL)
        json_array_add_element (batch->attachments,
                                standin_object ("name", field->file_name, "content", field->value, "type",
                                                field->content_type != NULL ? field->content_type : "", NULL));
    }
  return batch;
}

/* A suppressed address is accepted and fails afterwards. */
static void
fail_suppressed (UsherStandin *self, StandinMail *mail, const char *reason, int code)
{
  g_autoptr (JsonObject) extra = json_object_new ();
  JsonObject *status = json_object_new ();

  json_object_set_int_member (status, "code", code);
  json_object_set_string_member (status, "message", "");
  json_object_set_string_member (status, "description", "Not delivering to previously suppressed address");
  json_object_set_string_member (extra, "severity", "permanent");
  json_object_set_string_member (extra, "reason", reason);
  json_object_set_object_member (extra, "delivery-status", status);
  standin_mail_event (self, mail, "failed", extra);
}

static gboolean
is_suppressed (UsherStandin *self, const char *list, const char *address)
{
  g_autofree char *lower = g_ascii_strdown (address, -1);
  g_autofree char *key = g_strdup_printf ("%s:%s", list, lower);

  return g_hash_table_contains (self->mailgun->suppressions, key);
}

static void
accept_mail (UsherStandin *self, StandinMailBatch *batch, const char *to, JsonObject *variables)
{
  StandinMail *mail = g_new0 (StandinMail, 1);
  JsonNode *own;

  standin_mail_address (to, &mail->address);
  own = variables != NULL ? json_object_get_member (variables, mail->address) : NULL;
  mail->batch = batch;
  batch->n_refs++;
  mail->to = g_strdup (to);
  mail->variables = own != NULL && JSON_NODE_HOLDS_OBJECT (own) ? json_object_ref (json_node_get_object (own)) : NULL;
  g_ptr_array_add (self->mailgun->mails, mail);
  mail->at = standin_mail_event (self, mail, "accepted", NULL)->at;
  if (is_suppressed (self, "bounces", mail->address))
    fail_suppressed (self, mail, "suppress-bounce", 605);
  else if (is_suppressed (self, "unsubscribes", mail->address))
    fail_suppressed (self, mail, "suppress-unsubscribe", 606);
  else if (is_suppressed (self, "complaints", mail->address))
    fail_suppressed (self, mail, "suppress-complaint", 607);
  else if (self->auto_deliver)
    standin_mail_event (self, mail, "delivered", NULL);
}

void
standin_mailgun_send (StandinCall *call)
{
  g_autoptr (JsonObject) variables = NULL;
  g_autoptr (GPtrArray) recipients = NULL;
  StandinMailBatch *batch;
  g_autofree char *id = NULL;

  if (call->fields == NULL)
    {
      standin_problem (call, "content type %s", call->content_type != NULL ? call->content_type : "missing");
      refuse (call, "unable to parse request");
      return;
    }
  if (!check_fields (call, &variables))
    return;
  recipients = read_recipients (call);
  if (recipients == NULL)
    {
      refuse (call, "to parameter is not a valid address. please check documentation");
      return;
    }
  if (recipients->len > MAX_RECIPIENTS)
    {
      refuse (call, "Too many recipients, max is 1000");
      return;
    }
  batch = batch_new (call);
  id = g_strdup_printf ("<%s>", batch->id);
  for (guint i = 0; i < recipients->len; i++)
    accept_mail (call->standin, batch, g_ptr_array_index (recipients, i), variables);
  standin_answer (call, 200, standin_object ("id", id, "message", "Queued. Thank you.", NULL));
}
