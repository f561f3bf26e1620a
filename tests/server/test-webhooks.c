/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "public-fixture.h"
#include "usher-public.h"
#include "usher-signature.h"

#define MAILGUN_KEY "mailgun-signing-key"
#define TWILIO_KEY  "twilio-auth-token"
#define MUX_KEY     "mux-signing-secret"
#define JSON        "Content-Type: application/json\r\n"
#define URLENCODED  "Content-Type: application/x-www-form-urlencoded\r\n"

/* A door over an engine whose accounts have webhook keys (or none) */
typedef struct {
  UsherEngineFixture *base;
  UsherEngine        *engine;
  UsherDoor          *door;
  const char         *url;
  gint64              delivery;    /* a confirmation that was sent by e-mail */
} Fixture;

static void
fixture_open (Fixture *f, gboolean with_keys)
{
  g_autoptr (UsherConfig) config = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) viewer = NULL;
  g_autoptr (GError) error = NULL;

  f->base = usher_engine_fixture_new ();
  event = usher_fixture_event (f->base);
  viewer = usher_fixture_viewer (f->base, event->id, "Ann", "ann@example.org", "+4915123456789");
  usher_fixture_deliver_all (f->base);
  usher_fixture_execute (f->base, "UPDATE delivery SET provider = 'mailgun' WHERE channel = 'email'");
  f->delivery = usher_fixture_query (f->base, "SELECT id FROM delivery WHERE channel = 'email'");
  config = usher_config_copy (f->base->config);
  g_set_str (&config->mailgun_signing_key, with_keys ? MAILGUN_KEY : NULL);
  g_set_str (&config->twilio_auth_token, with_keys ? TWILIO_KEY : NULL);
  g_set_str (&config->mux_signing_secret, with_keys ? MUX_KEY : NULL);
  f->engine = usher_engine_new (f->base->store, f->base->clock, config);
  usher_engine_set_public_url (f->engine, "https://show.example");
  f->door = usher_door_new (USHER_DOOR_PUBLIC, usher_public_router_new (f->engine), NULL);
  usher_door_listen (f->door, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  f->url = usher_door_get_url (f->door);
}

static void
fixture_close (Fixture *f)
{
  usher_door_close (f->door);
  usher_run_pending ();
  g_clear_object (&f->door);
  g_clear_object (&f->engine);
  g_clear_pointer (&f->base, usher_engine_fixture_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_close)

static char *
mailgun_body (Fixture *f, const char *key, const char *token, gint64 age_seconds)
{
  gint64 at = USHER_FIXTURE_NOW / G_USEC_PER_SEC - age_seconds;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "%s", at, token);
  g_autofree char *signature = usher_signature_sha256_hex (key, text, strlen (text));

  return g_strdup_printf ("{\"signature\":{\"timestamp\":\"%" G_GINT64_FORMAT "\",\"token\":\"%s\",\"signature\":\"%s\"},"
                          "\"event-data\":{\"event\":\"delivered\",\"id\":\"id-%s\",\"timestamp\":%" G_GINT64_FORMAT ".5,"
                          "\"recipient\":\"ann@example.org\",\"user-variables\":{\"delivery\":\"%" G_GINT64_FORMAT "\"},"
                          "\"message\":{\"headers\":{\"message-id\":\"m1\"}}}}",
                          at, token, signature, token, at, f->delivery);
}

static void
assert_delivery_status (Fixture *f, const char *expected)
{
  g_autofree char *status = usher_fixture_query_text (f->base, "SELECT status FROM delivery WHERE channel = 'email'");

  g_assert_cmpstr (status, ==, expected);
}

static void
test_without_keys (void)
{
  static const char * const targets[] = { "/webhooks/mailgun", "/webhooks/twilio", "/webhooks/mux" };
  g_auto (Fixture) f = { 0 };

  fixture_open (&f, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "POST", targets[i], JSON, "{}");

      g_assert_cmpuint (reply->status, ==, 404);
    }
}

static void
test_mailgun (void)
{
  g_auto (Fixture) f = { 0 };
  g_autofree char *body = NULL;

  fixture_open (&f, TRUE);
  assert_delivery_status (&f, "accepted");
  body = mailgun_body (&f, MAILGUN_KEY, "0123456789abcdef0123456789abcdef0123456789abcdef01", 0);
  for (int i = 0; i < 2; i++)   /* a repetition is no error, and changes nothing */
    {
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "POST", "/webhooks/mailgun", JSON, body);

      g_assert_cmpuint (reply->status, ==, 200);
      assert_delivery_status (&f, "delivered");
    }
  g_assert_cmpint (usher_fixture_query (f.base, "SELECT count(*) FROM feedback"), ==, 1);
}

static void
test_mailgun_refused (void)
{
  g_auto (Fixture) f = { 0 };
  g_autofree char *forged = NULL;
  g_autofree char *old = NULL;
  const char *bodies[] = { NULL, NULL, "{}", "", "not json", "{\"signature\":5}", "[[[[[[", "\"\"" };

  fixture_open (&f, TRUE);
  bodies[0] = forged = mailgun_body (&f, "another key", "0123456789abcdef0123456789abcdef0123456789abcdef02", 0);
  bodies[1] = old = mailgun_body (&f, MAILGUN_KEY, "0123456789abcdef0123456789abcdef0123456789abcdef03", 7 * 24 * 60 * 60);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "POST", "/webhooks/mailgun", JSON, bodies[i]);

      g_test_message ("%s", bodies[i]);
      g_assert_cmpuint (reply->status, ==, 406);
    }
  assert_delivery_status (&f, "accepted");
}

/* Twilio signs the address that it was told: ours, not the one it came to. */
static void
test_twilio (void)
{
  static const char body[] = "Body=STOP&From=%2B4915123456789&MessageSid=SM0123456789abcdef0123456789abcdef&SmsStatus=received&To=%2B15005550006";
  static const char text[] = "https://show.example/webhooks/twilio?x=1"
                             "BodySTOPFrom+4915123456789MessageSidSM0123456789abcdef0123456789abcdefSmsStatusreceivedTo+15005550006";
  g_auto (Fixture) f = { 0 };
  g_autofree char *signature = usher_signature_sha1_base64 (TWILIO_KEY, text, strlen (text));
  g_autofree char *headers = g_strdup_printf (URLENCODED "X-Twilio-Signature: %s\r\n", signature);
  g_autoptr (UsherReply) taken = NULL;
  g_autoptr (UsherReply) elsewhere = NULL;
  g_autoptr (UsherReply) unsigned_one = NULL;

  fixture_open (&f, TRUE);
  elsewhere = usher_http_request (f.url, "POST", "/webhooks/twilio?x=2", headers, body);
  g_assert_cmpuint (elsewhere->status, ==, 403);
  unsigned_one = usher_http_request (f.url, "POST", "/webhooks/twilio?x=1", URLENCODED, body);
  g_assert_cmpuint (unsigned_one->status, >=, 400);
  g_assert_cmpuint (unsigned_one->status, <, 404);
  g_assert_cmpint (usher_fixture_query (f.base, "SELECT count(*) FROM suppression"), ==, 0);
  taken = usher_http_request (f.url, "POST", "/webhooks/twilio?x=1", headers, body);
  g_assert_cmpuint (taken->status, ==, 200);
  g_assert_true (g_str_has_prefix (usher_reply_header (taken, "content-type"), "text/xml"));
  g_assert_true (g_str_has_suffix (taken->body, "<Response/>"));
  g_assert_cmpint (usher_fixture_query (f.base, "SELECT count(*) FROM suppression WHERE reason = 'stop'"), ==, 1);
}

static void
test_mux (void)
{
  static const char body[] = "{\"id\":\"evt-1\",\"type\":\"video.live_stream.active\",\"data\":{\"id\":\"ls-1\"}}";
  g_auto (Fixture) f = { 0 };
  gint64 at = USHER_FIXTURE_NOW / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", at, body);
  g_autofree char *signature = usher_signature_sha256_hex (MUX_KEY, text, strlen (text));
  g_autofree char *headers = g_strdup_printf (JSON "Mux-Signature: t=%" G_GINT64_FORMAT ",v1=%s\r\n", at, signature);
  g_autofree char *late = g_strdup_printf (JSON "Mux-Signature: t=%" G_GINT64_FORMAT ",v1=%s\r\n", at - 1000, signature);
  g_autoptr (UsherReply) taken = NULL;
  g_autoptr (UsherReply) forged = NULL;
  g_autoptr (UsherReply) unsigned_one = NULL;

  fixture_open (&f, TRUE);
  taken = usher_http_request (f.url, "POST", "/webhooks/mux", headers, body);   /* a stream that we do not know: fine */
  g_assert_cmpuint (taken->status, ==, 200);
  forged = usher_http_request (f.url, "POST", "/webhooks/mux", late, body);
  g_assert_cmpuint (forged->status, ==, 403);
  unsigned_one = usher_http_request (f.url, "POST", "/webhooks/mux", JSON, body);
  g_assert_cmpuint (unsigned_one->status, >=, 400);
  g_assert_cmpuint (unsigned_one->status, <, 404);
}

static void
test_too_long (void)
{
  g_auto (Fixture) f = { 0 };
  g_autofree char *body = g_strnfill (300 * 1024, ' ');
  g_autoptr (UsherReply) reply = NULL;

  fixture_open (&f, TRUE);
  reply = usher_http_request (f.url, "POST", "/webhooks/mailgun", JSON, body);
  g_assert_cmpuint (reply->status, ==, 413);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webhooks/without-keys", test_without_keys);
  g_test_add_func ("/webhooks/mailgun", test_mailgun);
  g_test_add_func ("/webhooks/mailgun-refused", test_mailgun_refused);
  g_test_add_func ("/webhooks/twilio", test_twilio);
  g_test_add_func ("/webhooks/mux", test_mux);
  g_test_add_func ("/webhooks/too-long", test_too_long);
  return g_test_run ();
}
