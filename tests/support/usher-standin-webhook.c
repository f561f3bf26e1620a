/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks as the three send them, signed with the stand-in's keys.
 *   mailgun: the newest event that fits "event", "recipient" or "delivery"
 *   twilio:  the state of the message "sid" or the newest one to "to" (to "url", or where the message says); with "from"
 *            and "body": an incoming message
 *   mux:     "type" of the stream "id" */
#include <string.h>

#include "usher-standin-private.h"

typedef struct {
  UsherStandin      *standin;
  SoupSession       *session;
  SoupServerMessage *waiting;
  SoupMessage       *message;
} Delivery;

static char *
hex_hmac (const char *key, const char *text)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key), text, (gssize) strlen (text));
}

static SoupMessage *
make_message (const char *url, const char *content_type, const char *body)
{
  SoupMessage *message = url != NULL ? soup_message_new ("POST", url) : NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  if (message != NULL)
    soup_message_set_request_body_from_bytes (message, content_type, bytes);
  return message;
}

static SoupMessage *
mailgun_webhook (UsherStandin *self, JsonObject *wanted)
{
  JsonObject *event = standin_mailgun_webhook_event (self, wanted);
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, standin_now (self) / G_USEC_PER_SEC);
  g_autofree char *token = standin_id (self, "", 50);
  g_autofree char *signed_text = g_strconcat (timestamp, token, NULL);
  g_autofree char *signature = hex_hmac (USHER_STANDIN_MAILGUN_SIGNING_KEY, signed_text);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonObject *body;

  if (event == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_member (body, "signature",
                          standin_object ("timestamp", timestamp, "token", token, "signature", signature, NULL));
  json_object_set_object_member (body, "event-data", event);
  node = standin_node (body);
  text = standin_print (node);
  return make_message (standin_string (wanted, "url"), "application/json", text);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* @pairs: "Name=value" in any order; HMAC-SHA1 over the URL and the sorted pairs without their "=" */
static char *
twilio_signature (const char *url, GPtrArray *pairs)
{
  g_autoptr (GString) text = g_string_new (url);
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;

  g_ptr_array_sort (pairs, by_name);
  for (guint i = 0; i < pairs->len; i++)
    {
      const char *pair = g_ptr_array_index (pairs, i);
      const char *equals = strchr (pair, '=');

      g_string_append_len (text, pair, equals - pair);
      g_string_append (text, equals + 1);
    }
  hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) USHER_STANDIN_TWILIO_TOKEN, strlen (USHER_STANDIN_TWILIO_TOKEN));
  g_hmac_update (hmac, (const guchar *) text->str, (gssize) text->len);
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static void
add_pair (GPtrArray *pairs, const char *name, const char *value)
{
  if (value != NULL)
    g_ptr_array_add (pairs, g_strdup_printf ("%s=%s", name, value));
}

static void
status_pairs (GPtrArray *pairs, JsonObject *message)
{
  gint64 code = json_object_get_null_member (message, "error_code") ? 0 : standin_int (message, "error_code", 0);
  g_autofree char *code_text = code != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, code) : NULL;

  add_pair (pairs, "MessageSid", standin_string (message, "sid"));
  add_pair (pairs, "SmsSid", standin_string (message, "sid"));
  add_pair (pairs, "MessageStatus", standin_string (message, "status"));
  add_pair (pairs, "SmsStatus", standin_string (message, "status"));
  add_pair (pairs, "To", standin_string (message, "to"));
  add_pair (pairs, "From", standin_string (message, "from"));
  add_pair (pairs, "MessagingServiceSid", standin_string (message, "messaging_service_sid"));
  add_pair (pairs, "ErrorCode", code_text);
}

static void
inbound_pairs (UsherStandin *self, GPtrArray *pairs, JsonObject *wanted)
{
  g_autofree char *sid = standin_id (self, "SM", 32);

  add_pair (pairs, "MessageSid", sid);
  add_pair (pairs, "SmsSid", sid);
  add_pair (pairs, "SmsStatus", "received");
  add_pair (pairs, "From", standin_string (wanted, "from"));
  add_pair (pairs, "To", USHER_STANDIN_TWILIO_NUMBER);
  add_pair (pairs, "Body", standin_string (wanted, "body"));
  add_pair (pairs, "NumMedia", "0");
  add_pair (pairs, "OptOutType", standin_string (wanted, "opt_out_type"));
}

static SoupMessage *
twilio_webhook (UsherStandin *self, JsonObject *wanted)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  JsonObject *sms = standin_twilio_find (self, standin_string (wanted, "sid"), standin_string (wanted, "to"));
  const char *url = standin_string (wanted, "url");
  g_autofree char *signature = NULL;
  g_autoptr (GString) form = g_string_new (NULL);
  SoupMessage *message;

  if (standin_string (wanted, "from") != NULL)
    inbound_pairs (self, pairs, wanted);
  else if (sms == NULL)
    return NULL;
  else
    status_pairs (pairs, sms);
  if (url == NULL)
    url = standin_string (sms, "x_status_callback");
  add_pair (pairs, "AccountSid", USHER_STANDIN_TWILIO_SID);
  add_pair (pairs, "ApiVersion", "2010-04-01");
  for (guint i = 0; i < pairs->len; i++)
    {
      g_auto (GStrv) halves = g_strsplit (g_ptr_array_index (pairs, i), "=", 2);
      g_autofree char *encoded = soup_form_encode (halves[0], halves[1], NULL);

      g_string_append_printf (form, "%s%s", i > 0 ? "&" : "", encoded);
    }
  message = make_message (url, "application/x-www-form-urlencoded", form->str);
  if (message == NULL)
    return NULL;
  /* over the URL as it is configured there, when the test reaches the same door by another name */
  signature = twilio_signature (standin_string (wanted, "signed_url") != NULL ? standin_string (wanted, "signed_url") : url, pairs);
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Twilio-Signature", signature);
  return message;
}

static SoupMessage *
mux_webhook (UsherStandin *self, JsonObject *wanted)
{
  JsonObject *stream = standin_mux_find (self, standin_string (wanted, "id"));
  const char *type = standin_string (wanted, "type");
  g_autofree char *id = standin_id (self, "evt", 36);
  gint64 seconds = standin_now (self) / G_USEC_PER_SEC;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signed_text = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *header = NULL;
  JsonObject *body;
  SoupMessage *message;

  if (stream == NULL || type == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "id", id);
  json_object_set_string_member (body, "type", type);
  json_object_set_object_member (body, "data", json_object_ref (stream));
  json_object_set_member (body, "object", standin_object ("type", "live", "id", standin_string (stream, "id"), NULL));
  node = standin_node (body);
  text = standin_print (node);
  signed_text = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", seconds, text);
  signature = hex_hmac (USHER_STANDIN_MUX_SIGNING_SECRET, signed_text);
  header = g_strdup_printf ("t=%" G_GINT64_FORMAT ",v1=%s", seconds, signature);
  message = make_message (standin_string (wanted, "url"), "application/json", text);
  if (message != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Mux-Signature", header);
  return message;
}

static void
on_delivered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Delivery *delivery = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (delivery->session, result, &error);
  g_autofree char *answer = NULL;

  answer = body != NULL ? g_strdup_printf ("{\"status\":%u}", soup_message_get_status (delivery->message))
                        : g_strdup_printf ("{\"status\":0}");
  soup_server_message_set_status (delivery->waiting, 200, NULL);
  soup_server_message_set_response (delivery->waiting, "application/json", SOUP_MEMORY_COPY, answer, strlen (answer));
  soup_server_message_unpause (delivery->waiting);
  g_object_unref (delivery->waiting);
  g_object_unref (delivery->message);
  g_object_unref (delivery->session);
  g_free (delivery);
}

/* The answer to the control request waits for the receiver's; nothing else does. */
void
standin_webhook_send (StandinCall *call)
{
  const char *service = standin_string (call->json, "service");
  SoupMessage *message = NULL;
  Delivery *delivery;

  if (g_strcmp0 (service, "mailgun") == 0)
    message = mailgun_webhook (call->standin, call->json);
  else if (g_strcmp0 (service, "twilio") == 0)
    message = twilio_webhook (call->standin, call->json);
  else if (g_strcmp0 (service, "mux") == 0)
    message = mux_webhook (call->standin, call->json);
  if (message == NULL)
    {
      standin_answer (call, 404, standin_object ("error", "nothing fits", NULL));
      return;
    }
  delivery = g_new0 (Delivery, 1);
  delivery->standin = call->standin;
  delivery->session = soup_session_new_with_options ("timeout", 10, "user-agent", "usher-standin",
                                                     "proxy-resolver", NULL, NULL);
  delivery->message = message;
  delivery->waiting = g_object_ref (call->message);
  soup_server_message_pause (call->message);
  soup_session_send_and_read_async (delivery->session, message, G_PRIORITY_DEFAULT, NULL, on_delivered, delivery);
}
