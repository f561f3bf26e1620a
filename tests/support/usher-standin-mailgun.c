/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-standin-mailgun.h"

#include <string.h>

static void
mail_free (gpointer data)
{
  StandinMail *mail = data;

  if (--mail->batch->n_refs == 0)
    {
      g_free (mail->batch->id);
      g_free (mail->batch->domain);
      g_free (mail->batch->from);
      g_free (mail->batch->subject);
      g_free (mail->batch->text);
      g_free (mail->batch->html);
      g_ptr_array_unref (mail->batch->options);
      json_array_unref (mail->batch->attachments);
      g_free (mail->batch);
    }
  g_free (mail->to);
  g_free (mail->address);
  g_clear_pointer (&mail->variables, json_object_unref);
  g_free (mail);
}

void
standin_mail_event_free (gpointer data)
{
  StandinMailEvent *event = data;

  g_free (event->id);
  g_free (event->type);
  g_clear_pointer (&event->extra, json_object_unref);
  g_free (event);
}

StandinMailgun *
standin_mailgun_new (void)
{
  StandinMailgun *mailgun = g_new0 (StandinMailgun, 1);

  mailgun->mails = g_ptr_array_new_with_free_func (mail_free);
  mailgun->events = g_ptr_array_new_with_free_func (standin_mail_event_free);
  mailgun->bad = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mailgun->suppressions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  mailgun->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return mailgun;
}

void
standin_mailgun_free (StandinMailgun *mailgun)
{
  g_ptr_array_unref (mailgun->events);
  g_ptr_array_unref (mailgun->mails);
  g_hash_table_unref (mailgun->bad);
  g_hash_table_unref (mailgun->suppressions);
  g_hash_table_unref (mailgun->pages);
  g_free (mailgun);
}

/* Mailgun's own patterns and the recipient's; read once, so that a value is never read as a pattern. */
char *
standin_expand (const char *text, const StandinMail *mail)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = *text == '%' ? strchr (text + 1, '%') : NULL;
      g_autofree char *word = end != NULL ? g_strndup (text + 1, (gsize) (end - text - 1)) : NULL;
      const char *value = NULL;

      if (word != NULL && (g_str_equal (word, "recipient") || g_str_equal (word, "recipient_email")))
        value = mail->address;
      else if (word != NULL && g_str_has_prefix (word, "recipient."))
        value = standin_string (mail->variables, word + strlen ("recipient."));
      if (value != NULL)
        {
          g_string_append (out, value);
          text = end + 1;
        }
      else
        g_string_append_c (out, *text++);
    }
  return g_string_free (out, FALSE);
}

StandinMailEvent *
standin_mail_event (UsherStandin *self, StandinMail *mail, const char *type, JsonObject *extra)
{
  StandinMailEvent *event = g_new0 (StandinMailEvent, 1);

  event->id = standin_id (self, "", 22);
  event->type = g_strdup (type);
  event->mail = mail;
  event->at = standin_now (self);
  event->extra = extra != NULL ? json_object_ref (extra) : NULL;
  g_ptr_array_add (self->mailgun->events, event);
  return event;
}

static void
set_expanded (JsonObject *object, const char *name, const char *text, const StandinMail *mail)
{
  g_autofree char *expanded = text != NULL ? standin_expand (text, mail) : NULL;

  if (expanded != NULL)
    json_object_set_string_member (object, name, expanded);
}

static JsonObject *
message_json (const StandinMail *mail)
{
  JsonObject *object = json_object_new ();
  JsonObject *options = json_object_new ();

  json_object_set_string_member (object, "id", mail->batch->id);
  json_object_set_string_member (object, "domain", mail->batch->domain);
  json_object_set_string_member (object, "to", mail->to);
  json_object_set_string_member (object, "recipient", mail->address);
  json_object_set_string_member (object, "from", mail->batch->from);
  json_object_set_boolean_member (object, "batch_mode", mail->batch->batch_mode);
  json_object_set_int_member (object, "at", mail->at);
  set_expanded (object, "subject", mail->batch->subject, mail);
  set_expanded (object, "text", mail->batch->text, mail);
  set_expanded (object, "html", mail->batch->html, mail);
  for (guint i = 0; i < mail->batch->options->len; i++)
    {
      const StandinField *field = g_ptr_array_index (mail->batch->options, i);

      set_expanded (options, field->name, field->value, mail);
    }
  json_object_set_object_member (object, "options", options);
  json_object_set_array_member (object, "attachments", json_array_ref (mail->batch->attachments));
  return object;
}

JsonNode *
standin_mailgun_messages (UsherStandin *self, const char *recipient)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->mailgun->mails->len; i++)
    {
      const StandinMail *mail = g_ptr_array_index (self->mailgun->mails, i);

      if (recipient == NULL || g_ascii_strcasecmp (mail->address, recipient) == 0)
        json_array_add_object_element (array, message_json (mail));
    }
  return standin_array_node (array);
}

void
standin_mailgun_bad (UsherStandin *self, const char *address)
{
  g_hash_table_add (self->mailgun->bad, g_ascii_strdown (address, -1));
}

static gboolean
is_wanted (const StandinMail *mail, JsonObject *wanted)
{
  const char *recipient = standin_string (wanted, "recipient");
  const char *delivery = standin_string (wanted, "delivery");

  if (recipient != NULL)
    return g_ascii_strcasecmp (recipient, mail->address) == 0;
  if (delivery != NULL)
    return g_strcmp0 (standin_string (mail->variables, "delivery"), delivery) == 0;
  return TRUE;
}

gboolean
standin_mailgun_add_event (UsherStandin *self, JsonObject *wanted)
{
  const char *type = standin_string (wanted, "event");
  gint64 at = standin_int (wanted, "at", 0);
  guint count = 0;

  for (guint i = 0; type != NULL && i < self->mailgun->mails->len; i++)
    {
      StandinMail *mail = g_ptr_array_index (self->mailgun->mails, i);
      StandinMailEvent *event;

      if (!is_wanted (mail, wanted))
        continue;
      event = standin_mail_event (self, mail, type, wanted);
      if (at != 0)
        event->at = at * G_USEC_PER_SEC + count;
      count++;
    }
  return count > 0;
}

/* What a webhook is to tell: the newest event that fits */
JsonObject *
standin_mailgun_webhook_event (UsherStandin *self, JsonObject *wanted)
{
  const char *type = standin_string (wanted, "event");

  for (guint i = self->mailgun->events->len; i > 0; i--)
    {
      const StandinMailEvent *event = g_ptr_array_index (self->mailgun->events, i - 1);

      if (is_wanted (event->mail, wanted) && (type == NULL || g_str_equal (type, event->type)))
        return standin_mail_event_json (event, FALSE);
    }
  return NULL;
}

static JsonNode *
domain_json (const char *name, const char *state)
{
  gboolean active = !g_str_equal (state, "unverified");
  JsonObject *answer = json_object_new ();
  JsonObject *domain = json_object_new ();
  JsonArray *sending = json_array_new ();
  static const char * const records[][2] = { { "TXT", "" }, { "TXT", "mx._domainkey." } };

  json_object_set_string_member (domain, "name", name);
  json_object_set_string_member (domain, "state", state);
  json_object_set_string_member (domain, "type", "custom");
  json_object_set_object_member (answer, "domain", domain);
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *record_name = g_strconcat (records[i][1], name, NULL);
      JsonObject *record = json_object_new ();

      json_object_set_string_member (record, "record_type", records[i][0]);
      json_object_set_string_member (record, "name", record_name);
      json_object_set_string_member (record, "value", "v=spf1 include:mailgun.org ~all");
      json_object_set_string_member (record, "valid", active || i == 0 ? "valid" : "unknown");
      json_object_set_boolean_member (record, "is_active", active);
      json_object_set_array_member (record, "cached", json_array_new ());
      json_array_add_object_element (sending, record);
    }
  json_object_set_array_member (answer, "sending_dns_records", sending);
  json_object_set_array_member (answer, "receiving_dns_records", json_array_new ());
  return standin_node (answer);
}

static const char *
state_of_domain (const char *name)
{
  if (g_str_equal (name, USHER_STANDIN_MAILGUN_DOMAIN))
    return "active";
  if (g_str_equal (name, USHER_STANDIN_MAILGUN_UNVERIFIED))
    return "unverified";
  if (g_str_equal (name, USHER_STANDIN_MAILGUN_DISABLED))
    return "disabled";
  return NULL;
}

static void
handle_domain (StandinCall *call, const char *name)
{
  const char *state = state_of_domain (name);

  if (state != NULL)
    standin_answer (call, 200, domain_json (name, state));
  else
    standin_answer (call, 404, standin_object ("message", "Domain not found", NULL));
}

static gboolean
allows_sending (StandinCall *call, const char *domain)
{
  const char *state = state_of_domain (domain);
  g_autofree char *message = NULL;

  if (state == NULL)
    message = g_strdup_printf ("Domain not found: %s", domain);
  else if (!g_str_equal (state, "active"))
    message = g_strdup_printf ("Domain %s is not allowed to send: the domain is %s", domain, state);
  if (message != NULL)
    standin_answer (call, state == NULL ? 404 : 400, standin_object ("message", message, NULL));
  return message == NULL;
}

void
standin_mailgun_handle (StandinCall *call)
{
  static const char * const lists[] = { "bounces", "unsubscribes", "complaints", NULL };

  if (standin_is (call, "POST", 3, "v3", NULL, "messages"))
    {
      if (allows_sending (call, call->segments[1]))
        standin_mailgun_send (call);
    }
  else if (standin_is (call, "GET", 3, "v3", NULL, "events") || standin_is (call, "GET", 4, "v3", NULL, "events", NULL))
    standin_mailgun_events (call);
  else if (standin_is (call, "POST", 3, "v1", "analytics", "logs"))
    standin_mailgun_logs (call);
  else if (standin_is (call, "GET", 3, "v4", "domains", NULL) || standin_is (call, "GET", 3, "v3", "domains", NULL))
    handle_domain (call, call->segments[2]);
  else if (standin_is (call, "GET", 3, "v5", "accounts", "http_signing_key"))
    standin_answer (call, 200, standin_object ("message", "success", "http_signing_key", USHER_STANDIN_MAILGUN_SIGNING_KEY, NULL));
  else if (call->n_segments >= 3 && g_str_equal (call->segments[0], "v3") && g_strv_contains (lists, call->segments[2]))
    standin_mailgun_suppressions (call);
  else
    {
      standin_problem (call, "no such call");
      standin_answer_text (call, 404, "text/plain", "404 page not found");
    }
}
