/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks: what is ours, what is not, and what they say. The vectors are the vendors' (checked with their libraries). */
#include <libsoup/soup.h>

#include "provider-fixture.h"
#include "usher-error.h"
#include "usher-mailgun.h"
#include "usher-mux.h"
#include "usher-signature.h"
#include "usher-twilio.h"

#define VECTOR_TIME (1770920772 * (gint64) G_USEC_PER_SEC)

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_equal (void)
{
  g_assert_true (usher_signature_equal ("abc", "abc"));
  g_assert_true (usher_signature_equal ("", ""));
  g_assert_false (usher_signature_equal ("abc", "abd"));
  g_assert_false (usher_signature_equal ("abc", "Abc"));
  g_assert_false (usher_signature_equal ("abc", "ab"));
  g_assert_false (usher_signature_equal ("abc", "abcd"));
  g_assert_false (usher_signature_equal ("abc", ""));
  g_assert_false (usher_signature_equal ("abc", NULL));
}

/* Mailgun: HMAC-SHA256 of timestamp and token */

#define MG_KEY   "key-test-signing"
#define MG_TOKEN "e0b5477167110d68991efc6b9f89f0a11066af27834600e123"
#define MG_SIG   "49cd614df9f142c07a6706b685bb8ed64cbeb470166bd475692764a8c3456afb"
#define MG_EVENT                                                                                    \
  "\"event-data\":{\"id\":\"ev1\",\"event\":\"delivered\",\"timestamp\":1770920770.25,"             \
  "\"recipient\":\"a@example.org\",\"message\":{\"headers\":{\"message-id\":\"20260212.1@mg\"}},"   \
  "\"user-variables\":{\"batch\":\"b\",\"delivery\":\"42\"}}"
#define MG_BODY(timestamp, token, signature) \
  "{\"signature\":{\"timestamp\":\"" timestamp "\",\"token\":\"" token "\",\"signature\":\"" signature "\"}," MG_EVENT "}"

typedef struct {
  const char *name;
  const char *key;
  const char *body;
  gint64      age;       /* seconds */
  int         code;      /* -1: right */
} MailgunRow;

static const MailgunRow mailgun_rows[] = {
  { "vector", MG_KEY, MG_BODY ("1770920772", MG_TOKEN, MG_SIG), 0, -1 },
  { "repeated after eight hours", MG_KEY, MG_BODY ("1770920772", MG_TOKEN, MG_SIG), 8 * 3600, -1 },
  { "our clock is behind", MG_KEY, MG_BODY ("1770920772", MG_TOKEN, MG_SIG), -120, -1 },
  { "too old", MG_KEY, MG_BODY ("1770920772", MG_TOKEN, MG_SIG), 13 * 3600, USHER_ERROR_FORBIDDEN },
  { "from the future", MG_KEY, MG_BODY ("1770920772", MG_TOKEN, MG_SIG), -3600, USHER_ERROR_FORBIDDEN },
  { "another key", "key-of-another", MG_BODY ("1770920772", MG_TOKEN, MG_SIG), 0, USHER_ERROR_FORBIDDEN },
  { "no key set", "", MG_BODY ("1770920772", MG_TOKEN, MG_SIG), 0, USHER_ERROR_FORBIDDEN },
  { "other timestamp", MG_KEY, MG_BODY ("1770920773", MG_TOKEN, MG_SIG), 0, USHER_ERROR_FORBIDDEN },
  { "other token", MG_KEY, MG_BODY ("1770920772", "f" MG_TOKEN, MG_SIG), 0, USHER_ERROR_FORBIDDEN },
  { "shifted border", MG_KEY, MG_BODY ("177092077", "2" MG_TOKEN, MG_SIG), 0, USHER_ERROR_FORBIDDEN },
  { "empty signature", MG_KEY, MG_BODY ("1770920772", MG_TOKEN, ""), 0, USHER_ERROR_FORBIDDEN },
  { "empty token", MG_KEY, MG_BODY ("1770920772", "", MG_SIG), 0, USHER_ERROR_INVALID },
  { "no signature", MG_KEY, "{" MG_EVENT "}", 0, USHER_ERROR_INVALID },
  { "no event", MG_KEY, "{\"signature\":{}}", 0, USHER_ERROR_INVALID },
  { "no JSON", MG_KEY, "event=delivered", 0, USHER_ERROR_INVALID },
  { "empty", MG_KEY, "", 0, USHER_ERROR_INVALID },
  { "wrong types", MG_KEY, "{\"signature\":7,\"event-data\":[]}", 0, USHER_ERROR_INVALID },
};

static void
test_mailgun_signature (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mailgun_rows); i++)
    {
      const MailgunRow *row = &mailgun_rows[i];
      g_autoptr (GBytes) body = bytes_of (row->body);
      g_autofree char *token = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherProviderEvent) event =
        usher_mailgun_parse_webhook (row->key, body, VECTOR_TIME + row->age * G_USEC_PER_SEC, &token, &error);

      g_test_message ("%s", row->name);
      if (row->code >= 0)
        {
          g_assert_error (error, USHER_ERROR, row->code);
          g_assert_null (event);
          g_assert_null (token);
          continue;
        }
      g_assert_no_error (error);
      g_assert_nonnull (event);
      g_assert_cmpstr (token, ==, MG_TOKEN);
      g_assert_cmpstr (event->provider, ==, "mailgun");
      g_assert_cmpstr (event->type, ==, "delivered");
      g_assert_cmpstr (event->address, ==, "a@example.org");
      g_assert_cmpstr (event->provider_id, ==, "20260212.1@mg");
      g_assert_cmpstr (event->provider_event_id, ==, "ev1@20260212");
      g_assert_cmpint (event->delivery_id, ==, 42);
      g_assert_cmpint (event->at, ==, 1770920770250000);
    }
}

typedef struct {
  const char *members;   /* of event-data, beside id and timestamp */
  const char *type;      /* NULL: of no interest */
  gboolean    machine;
} EventRow;

static const EventRow event_rows[] = {
  { "\"event\":\"accepted\"", "accepted", FALSE },
  { "\"event\":\"opened\",\"client-info\":{\"bot\":\"\"}", "opened", FALSE },
  { "\"event\":\"opened\",\"client-info\":{\"bot\":\"apple\"}", "opened", TRUE },
  { "\"event\":\"clicked\",\"client-info\":{\"bot\":\"generic\"}", "clicked", TRUE },
  { "\"event\":\"unsubscribed\"", "unsubscribed", FALSE },
  { "\"event\":\"complained\"", "complained", FALSE },
  { "\"event\":\"rejected\",\"reject\":{\"reason\":\"no\"}", "failed", FALSE },
  { "\"event\":\"failed\",\"severity\":\"temporary\",\"reason\":\"generic\"", NULL, FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"bounce\"", "bounced", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"bounce\",\"delivery-status\":{\"bounce-type\":\"hard\"}",
    "bounced", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"bounce\",\"delivery-status\":{\"bounce-type\":\"soft\"}",
    "failed", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"generic\"", "failed", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"suppress-bounce\"", "bounced", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":605}", "bounced", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":606}", "unsubscribed", FALSE },
  { "\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":607}", "complained", FALSE },
  { "\"event\":\"stored\"", NULL, FALSE },
  { "\"event\":\"something new\"", NULL, FALSE },
  { "\"event\":7", NULL, FALSE },
  { "\"x\":1", NULL, FALSE },
};

static void
test_mailgun_events (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (event_rows); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"signature\":{\"timestamp\":\"1770920772\",\"token\":\"" MG_TOKEN "\",\"signature\":\"" MG_SIG "\"},"
        "\"event-data\":{\"id\":\"ev\",\"timestamp\":1770920770,%s}}", event_rows[i].members);
      g_autoptr (GBytes) body = bytes_of (text);
      g_autofree char *token = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherProviderEvent) event = usher_mailgun_parse_webhook (MG_KEY, body, VECTOR_TIME, &token, &error);

      g_assert_no_error (error);
      g_assert_nonnull (token);
      g_assert_cmpstr (event != NULL ? event->type : NULL, ==, event_rows[i].type);
      g_assert_true (event == NULL || event->machine == event_rows[i].machine);
      g_assert_true (event == NULL || event->delivery_id == 0);
    }
}

/* Twilio: HMAC-SHA1 of the URL and the sorted form */

#define TW_URL  "https://example.com/hooks/sms?x=1"
#define TW_BODY                                                                                  \
  "Body=H%C3%A9+llo+%2B+%C3%A9&From=%2B15005550006&To=%2B15005550010&"                           \
  "MessageSid=SM0123456789abcdef0123456789abcdef&NumMedia=0"
#define TW_SIG  "e0k1rsNKqDRQBHSMaqspwFeskeg="

typedef struct {
  const char *name;
  const char *token;
  const char *url;
  const char *signature;
  const char *body;
  int         code;       /* -1: right */
} TwilioRow;

static const TwilioRow twilio_rows[] = {
  { "vector", "12345", TW_URL, TW_SIG, TW_BODY, -1 },
  { "order does not matter", "12345", TW_URL, TW_SIG,
    "NumMedia=0&MessageSid=SM0123456789abcdef0123456789abcdef&To=%2B15005550010&From=%2B15005550006&"
    "Body=H%C3%A9%20llo%20%2B%20%C3%A9", -1 },
  { "with the port", "12345", "https://example.com:443/hooks/sms?x=1", TW_SIG, TW_BODY, -1 },
  { "no scheme's port", "12345", "https://example.com:80/hooks/sms?x=1", TW_SIG, TW_BODY, USHER_ERROR_FORBIDDEN },
  { "plain http", "12345", "http://example.com/hooks/sms?x=1", TW_SIG, TW_BODY, USHER_ERROR_FORBIDDEN },
  { "other query", "12345", "https://example.com/hooks/sms?x=2", TW_SIG, TW_BODY, USHER_ERROR_FORBIDDEN },
  { "other token", "12346", TW_URL, TW_SIG, TW_BODY, USHER_ERROR_FORBIDDEN },
  { "no token set", "", TW_URL, TW_SIG, TW_BODY, USHER_ERROR_FORBIDDEN },
  { "more parameters", "12345", TW_URL, TW_SIG, TW_BODY "&Extra=1", USHER_ERROR_FORBIDDEN },
  { "changed body", "12345", TW_URL, TW_SIG, "Body=STOP&From=%2B15005550006", USHER_ERROR_FORBIDDEN },
  { "empty signature", "12345", TW_URL, "", TW_BODY, USHER_ERROR_FORBIDDEN },
  { "no signature", "12345", TW_URL, NULL, TW_BODY, USHER_ERROR_INVALID },
  { "NUL in it", "12345", TW_URL, TW_SIG, TW_BODY "&a=%00", USHER_ERROR_INVALID },
  { "broken escape", "12345", TW_URL, TW_SIG, "a=%zz", USHER_ERROR_INVALID },
  { "no UTF-8", "12345", TW_URL, TW_SIG, "a=%ff", USHER_ERROR_INVALID },
  /* right, and names no message */
  { "repeated names", "12345", "https://example.com/hooks/sms", "Fxy6DZKj0l3RzXbgxKSnHrv6wFE=", "M=b&M=a&M=a&A=",
    USHER_ERROR_INVALID },
};

static void
test_twilio_signature (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (twilio_rows); i++)
    {
      const TwilioRow *row = &twilio_rows[i];
      g_autoptr (GBytes) body = bytes_of (row->body);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherProviderEvent) event =
        usher_twilio_parse_webhook (row->token, row->url, row->signature, body, VECTOR_TIME, &error);

      g_test_message ("%s", row->name);
      g_assert_null (event);   /* "Héllo + é" is no keyword */
      if (row->code >= 0)
        g_assert_error (error, USHER_ERROR, row->code);
      else
        g_assert_no_error (error);
    }
}

/* Signs as Twilio does, for bodies whose parameters are in order already */
static char *
sign_twilio (const char *body)
{
  g_auto (GStrv) pairs = g_strsplit (body, "&", -1);
  g_autoptr (GString) text = g_string_new (TW_URL);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) halves = g_strsplit (pairs[i], "=", 2);
      g_autofree char *value = g_uri_unescape_string (g_strdelimit (halves[1], "+", ' '), NULL);

      g_string_append (text, halves[0]);
      g_string_append (text, value);
    }
  return usher_signature_sha1_base64 ("12345", text->str, text->len);
}

typedef struct {
  const char *body;
  const char *type;      /* NULL: of no interest */
  const char *id;
} TwilioEventRow;

static const TwilioEventRow twilio_events[] = {
  { "MessageSid=SM1&MessageStatus=delivered", "delivered", "SM1:delivered" },
  { "MessageSid=SM1&MessageStatus=sent", NULL, NULL },
  { "MessageSid=SM1&MessageStatus=queued", NULL, NULL },
  { "ErrorCode=30007&MessageSid=SM1&MessageStatus=undelivered", "failed", "SM1:undelivered" },
  { "ErrorCode=30005&MessageSid=SM1&MessageStatus=undelivered", "bounced", "SM1:undelivered" },
  { "ErrorCode=30006&MessageSid=SM1&MessageStatus=failed", "bounced", "SM1:failed" },
  { "ErrorCode=21610&MessageSid=SM1&MessageStatus=failed", "stopped", "SM1:failed" },
  { "Body=stop&From=%2B4915112345678&MessageSid=SM2&SmsStatus=received", "stopped", "SM2:received" },
  { "Body=+Stop+&From=%2B4915112345678&MessageSid=SM2&SmsStatus=received", "stopped", "SM2:received" },
  { "Body=UNSUBSCRIBE&From=%2B4915112345678&MessageSid=SM2&SmsStatus=received", "stopped", "SM2:received" },
  { "Body=Yes&From=%2B4915112345678&MessageSid=SM2&SmsStatus=received", "started", "SM2:received" },
  { "Body=START&From=%2B4915112345678&MessageSid=SM2&SmsStatus=received", "started", "SM2:received" },
  { "Body=please+stop+it&From=%2B4915112345678&MessageSid=SM2&SmsStatus=received", NULL, NULL },
  { "Body=Arr%C3%AAt&From=%2B4915112345678&MessageSid=SM2&OptOutType=STOP&SmsStatus=received", "stopped", "SM2:received" },
  { "Body=HELP&From=%2B4915112345678&MessageSid=SM2&OptOutType=HELP&SmsStatus=received", NULL, NULL },
};

static void
test_twilio_events (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (twilio_events); i++)
    {
      const TwilioEventRow *row = &twilio_events[i];
      g_autoptr (GBytes) body = bytes_of (row->body);
      g_autofree char *signature = sign_twilio (row->body);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherProviderEvent) event =
        usher_twilio_parse_webhook ("12345", TW_URL, signature, body, VECTOR_TIME, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (event != NULL ? event->type : NULL, ==, row->type);
      g_assert_cmpstr (event != NULL ? event->provider_event_id : NULL, ==, row->id);
      if (event != NULL && g_str_has_suffix (row->id, "received"))
        g_assert_cmpstr (event->address, ==, "+4915112345678");
    }
}

/* Mux: HMAC-SHA256 of time, a full stop and the body */

#define MUX_BODY "{\"id\":\"evt-1\",\"type\":\"video.live_stream.active\",\"data\":{\"id\":\"ls-1\"}}"
#define MUX_SIG  "c2449ff682e689b59aa6eaadd87da432975e767871cf13a20bf5bde0205eab1b"

typedef struct {
  const char *name;
  const char *secret;
  const char *signature;
  const char *body;
  gint64      age;
  int         code;
} MuxRow;

static const MuxRow mux_rows[] = {
  { "vector", "mux-test-secret", "t=1770920772,v1=" MUX_SIG, MUX_BODY, 0, -1 },
  { "two signatures", "mux-test-secret", "t=1770920772,v1=00,v1=" MUX_SIG, MUX_BODY, 0, -1 },
  { "spaces", "mux-test-secret", "t=1770920772, v1=" MUX_SIG, MUX_BODY, 300, -1 },
  { "too old", "mux-test-secret", "t=1770920772,v1=" MUX_SIG, MUX_BODY, 301, USHER_ERROR_FORBIDDEN },
  { "from the future", "mux-test-secret", "t=1770920772,v1=" MUX_SIG, MUX_BODY, -301, USHER_ERROR_FORBIDDEN },
  { "another secret", "mux-other-secret", "t=1770920772,v1=" MUX_SIG, MUX_BODY, 0, USHER_ERROR_FORBIDDEN },
  { "no secret set", NULL, "t=1770920772,v1=" MUX_SIG, MUX_BODY, 0, USHER_ERROR_FORBIDDEN },
  { "other time", "mux-test-secret", "t=1770920773,v1=" MUX_SIG, MUX_BODY, 0, USHER_ERROR_FORBIDDEN },
  { "changed body", "mux-test-secret", "t=1770920772,v1=" MUX_SIG, MUX_BODY " ", 0, USHER_ERROR_FORBIDDEN },
  { "no v1", "mux-test-secret", "t=1770920772", MUX_BODY, 0, USHER_ERROR_FORBIDDEN },
  { "no t", "mux-test-secret", "v1=" MUX_SIG, MUX_BODY, 0, USHER_ERROR_INVALID },
  { "empty", "mux-test-secret", "", MUX_BODY, 0, USHER_ERROR_INVALID },
  { "none", "mux-test-secret", NULL, MUX_BODY, 0, USHER_ERROR_INVALID },
};

static void
test_mux_signature (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mux_rows); i++)
    {
      const MuxRow *row = &mux_rows[i];
      g_autoptr (GBytes) body = bytes_of (row->body);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherMuxEvent) event =
        usher_mux_parse_webhook (row->secret, row->signature, body, VECTOR_TIME + row->age * G_USEC_PER_SEC, &error);

      g_test_message ("%s", row->name);
      if (row->code >= 0)
        {
          g_assert_error (error, USHER_ERROR, row->code);
          g_assert_null (event);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (event->id, ==, "evt-1");
      g_assert_cmpstr (event->type, ==, "video.live_stream.active");
      g_assert_cmpstr (event->stream_id, ==, "ls-1");
      g_assert_null (event->asset_id);
    }
}

static void
test_mux_events (void)
{
  static const char * const rows[][4] = {
    /* body, stream, asset, right */
    { "{\"id\":\"e\",\"type\":\"video.asset.ready\",\"data\":{\"id\":\"as-1\",\"live_stream_id\":\"ls-1\"}}", "ls-1", "as-1", "yes" },
    { "{\"id\":\"e\",\"type\":\"video.asset.ready\",\"data\":{\"id\":\"as-1\"}}", "", "as-1", "yes" },
    { "{\"id\":\"e\",\"type\":\"video.live_stream.connected\",\"data\":{\"id\":\"ls-1\",\"active_asset_id\":\"as-2\"}}", "ls-1",
      "as-2", "yes" },
    { "{\"id\":\"e\",\"type\":\"video.live_stream.idle\"}", NULL, NULL, NULL },
    { "{\"type\":\"video.live_stream.idle\",\"data\":{}}", NULL, NULL, NULL },
    { "not JSON", NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat ("1770920772.", rows[i][0], NULL);
      g_autofree char *hex = usher_signature_sha256_hex ("s", text, strlen (text));
      g_autofree char *header = g_strconcat ("t=1770920772,v1=", hex, NULL);
      g_autoptr (GBytes) body = bytes_of (rows[i][0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherMuxEvent) event = usher_mux_parse_webhook ("s", header, body, VECTOR_TIME, &error);

      if (rows[i][3] == NULL)
        {
          g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (event->stream_id, ==, rows[i][1]);
      g_assert_cmpstr (event->asset_id, ==, rows[i][2]);
    }
}

/* The stand-in signs by itself; both sides must agree. */
static JsonObject *
deliver (UsherStandin *standin, const char *request)
{
  g_autofree char *url = g_strconcat (usher_standin_get_url (standin, USHER_STANDIN_CONTROL), "/webhooks", NULL);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) body = bytes_of (request);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonArray) inbox = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  inbox = fixture_list (standin, "/inbox");
  return json_object_ref (json_array_get_object_element (inbox, json_array_get_length (inbox) - 1));
}

static void
test_standin_webhooks (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  const char *control = usher_standin_get_url (standin, USHER_STANDIN_CONTROL);
  g_autoptr (UsherMailer) mailer = usher_mailgun_new (usher_standin_get_url (standin, USHER_STANDIN_MAILGUN),
                                                      USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);
  g_autofree char *mail_request = g_strdup_printf ("{\"service\":\"mailgun\",\"url\":\"%s/inbox\"}", control);
  g_autofree char *sms_request =
    g_strdup_printf ("{\"service\":\"twilio\",\"url\":\"%s/inbox\",\"from\":\"+4915112345678\",\"body\":\"STOP\"}", control);
  g_autofree char *sms_url = g_strconcat (control, "/inbox", NULL);
  g_autoptr (JsonObject) mail = deliver (standin, mail_request);
  g_autoptr (JsonObject) sms = deliver (standin, sms_request);
  g_autoptr (GBytes) mail_body = bytes_of (json_object_get_string_member (mail, "body"));
  g_autoptr (GBytes) sms_body = bytes_of (json_object_get_string_member (sms, "body"));
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherProviderEvent) accepted =
    usher_mailgun_parse_webhook (USHER_STANDIN_MAILGUN_SIGNING_KEY, mail_body, g_get_real_time (), &token, &error);
  g_autoptr (UsherProviderEvent) stopped = NULL;

  g_assert_cmpuint (results->len, ==, 1);
  g_assert_no_error (error);
  g_assert_cmpstr (accepted->type, ==, "accepted");
  g_assert_cmpint (accepted->delivery_id, ==, 1);
  stopped = usher_twilio_parse_webhook (
    USHER_STANDIN_TWILIO_TOKEN, sms_url,
    json_object_get_string_member (json_object_get_object_member (sms, "headers"), "X-Twilio-Signature"), sms_body,
    g_get_real_time (), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stopped->type, ==, "stopped");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/webhooks/equal", test_equal);
  g_test_add_func ("/webhooks/mailgun/signature", test_mailgun_signature);
  g_test_add_func ("/webhooks/mailgun/events", test_mailgun_events);
  g_test_add_func ("/webhooks/twilio/signature", test_twilio_signature);
  g_test_add_func ("/webhooks/twilio/events", test_twilio_events);
  g_test_add_func ("/webhooks/mux/signature", test_mux_signature);
  g_test_add_func ("/webhooks/mux/events", test_mux_events);
  g_test_add_func ("/webhooks/stand-in", test_standin_webhooks);
  return g_test_run ();
}
