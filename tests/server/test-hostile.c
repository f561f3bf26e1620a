/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-connection.h"
#include "usher-contact.h"
#include "usher-error.h"
#include "usher-form.h"
#include "usher-framing.h"
#include "usher-guard.h"
#include "usher-json-input.h"
#include "usher-mailgun.h"
#include "usher-markdown.h"
#include "usher-mux.h"
#include "usher-router-private.h"
#include "usher-signature.h"
#include "usher-template.h"
#include "usher-twilio.h"

/* Whatever strangers may send to what reads it: good input, damaged in many ways. With sanitizers this finds what reads or
 * writes where it should not; without, at least what crashes. The seed is fixed: a failure comes again. Each reader gets
 * the bytes in a block of just their size. */

#define ROUNDS 3000
#define SEED   20261122

typedef void (*Reader) (const char *bytes, gsize length);

static const char * const spices[] = {
  "\r\n", "\n", "\r", "--X", "--X--", "\r\n--X\r\n", "%", "%00", "%ff", "%2e%2e", "/", "//", "..", "{", "[", "\"", "\\", "\\u0000", "\\ud800",
  "}", "]", ":", ",", ";", "=", "&", "+", "{{", "}}", "{{#", "{{/", "{{^", "{{first_name}}", "\377", "\303", "\360\237\216\211", "\342\200\256",
  "99999999999999999999", "-1", "1e999", "true", "null", "0x", "GET ", " HTTP/1.1\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n",
  "0\r\n\r\n", "](javascript:x)", "<script>", "<!--", "```\n", "> ", "  - ", "![", "&#106;",
};

static void
damage (GRand *rand, GString *text)
{
  guint at = text->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) text->len) : 0;
  guint n = text->len > 0 ? (guint) g_rand_int_range (rand, 1, (gint32) MIN (text->len - at, 40) + 1) : 0;
  const char *spice = spices[g_rand_int_range (rand, 0, G_N_ELEMENTS (spices))];
  g_autofree char *copy = NULL;

  switch (g_rand_int_range (rand, 0, 7))
    {
    case 0:
      if (text->len > 0)
        text->str[at] = (char) g_rand_int_range (rand, 0, 256);
      break;
    case 1:
      g_string_erase (text, at, n);
      break;
    case 2:
      copy = g_memdup2 (text->str + at, n);
      g_string_insert_len (text, at, copy, n);
      break;
    case 3:
      g_string_insert (text, at, spice);
      break;
    case 4:
      g_string_truncate (text, at);
      break;
    case 5:
      for (int i = g_rand_int_range (rand, 1, 60); i > 0; i--)
        g_string_insert (text, at, spice);
      break;
    default:
      if (text->len > 0)
        text->str[at] ^= (char) (1 << g_rand_int_range (rand, 0, 8));
      break;
    }
}

static void
torture (Reader reader, const char * const *seeds, gsize n_seeds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GString) text = g_string_new (seeds[(gsize) round % n_seeds]);
      g_autofree char *exact = NULL;

      for (int i = g_rand_int_range (rand, 0, 6); i > 0; i--)
        damage (rand, text);
      exact = g_memdup2 (text->str, text->len);
      reader (exact != NULL ? exact : "", text->len);
    }
}

#define TORTURE(reader, ...)                              \
  G_STMT_START                                            \
    {                                                     \
      static const char * const seeds[] = { __VA_ARGS__ }; \
                                                          \
      torture (reader, seeds, G_N_ELEMENTS (seeds));      \
    }                                                     \
  G_STMT_END

/* (transfer full): for readers that take text: up to the first NUL, as SoupServer would hand it on */
static char *
as_text (const char *bytes, gsize length)
{
  return g_strndup (bytes, length);
}

static void
check_form (GHashTable *form, const GError *error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_assert_true ((form == NULL) == (error != NULL));
  if (form == NULL)
    return;
  g_hash_table_iter_init (&iter, form);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_assert_true (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL));
}

static void
read_form (const char *bytes, gsize length)
{
  static const char * const types[] = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=X" };
  g_autofree char *text = as_text (bytes, length);
  g_autofree char *odd_type = g_strconcat ("multipart/form-data; ", text, NULL);
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);
  g_autoptr (GHashTable) odd = usher_form_parse (odd_type, body, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) form = usher_form_parse (types[i], body, &error);

      check_form (form, error);
    }
}

static void
test_forms (void)
{
  TORTURE (read_form, "first_name=Ann&email=a%40b.example&email_opt_in=on",
           "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--X\r\nContent-Disposition: form-data; name=c\r\n\r\n\r\n--X--\r\n",
           "boundary=\"a b\"; charset=utf-8");
}

/* Wherever the bytes are cut, the same ones are in order. */
static void
read_framing (const char *bytes, gsize length)
{
  UsherFraming whole = { 0 };
  UsherFraming pieces = { 0 };
  gsize good = usher_framing_follow (&whole, bytes, length);
  gsize sum = 0;

  for (gsize i = 0; i < length && pieces.state != USHER_FRAMING_BROKEN; i++)
    sum += usher_framing_follow (&pieces, bytes + i, 1);
  g_assert_cmpuint (good, <=, length);
  g_assert_cmpuint (good, ==, sum);
  g_assert_cmpint (whole.state, ==, pieces.state);
}

static void
test_framing (void)
{
  TORTURE (read_framing, "GET /register/a?b=c HTTP/1.1\r\nHost: x\r\n\r\n",
           "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcdeGET / HTTP/1.0\r\n\r\n",
           "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n");
}

static void
handle (UsherRequest *request, gpointer data)
{
}

static void
read_path (const char *bytes, gsize length)
{
  g_autoptr (UsherRouter) router = usher_router_new ();
  g_autofree char *path = as_text (bytes, length);
  g_auto (UsherMatch) match = { 0 };
  const char *param;

  usher_router_add (router, "GET", "/register/{slug}/thanks", 0, handle, NULL);
  usher_router_add (router, "GET", "/events/{slug}.ics", 0, handle, NULL);
  usher_router_match (router, "GET", path, &match);
  param = match.params != NULL ? g_hash_table_lookup (match.params, "slug") : NULL;
  g_assert_true ((match.kind == USHER_MATCH_FOUND) == (param != NULL));
  if (param != NULL)
    g_assert_true (*param != '\0' && strchr (param, '/') == NULL && g_utf8_validate (param, -1, NULL));
}

static void
read_headers (const char *bytes, gsize length)
{
  static const char * const trusted[] = { "127.0.0.1", NULL };
  g_autofree char *text = as_text (bytes, length);
  g_autofree char *client = usher_guard_client ("127.0.0.1", text, trusted);
  g_autofree char *stranger = usher_guard_client ("192.0.2.1", text, trusted);
  g_autofree char *key = usher_address_key_from_text (client);

  g_assert_true (g_hostname_is_ip_address (client));
  g_assert_cmpstr (stranger, ==, "192.0.2.1");
  g_assert_nonnull (key);
  g_assert_false (usher_guard_bearer (text, "a-token-that-is-in-no-seed"));
  if (usher_guard_host_is_local (text, 8080))
    g_assert_true (g_str_has_suffix (text, ":8080"));
  usher_guard_same_origin (text, "show.example");
}

static void
test_request_lines (void)
{
  TORTURE (read_path, "/register/an-evening/thanks", "/events/an-evening.ics", "/register/%C3%BC%2f/thanks");
  TORTURE (read_headers, "198.51.100.1, 127.0.0.1", "2001:db8::1", "Bearer a-token", "localhost:8080", "https://show.example", "::ffff:1.2.3.4%eth0");
}

static void
read_json (const char *bytes, gsize length)
{
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherJsonInput) input = usher_json_input_new (body, &error);
  g_autofree char *title = NULL;
  g_autoptr (GPtrArray) intervals = NULL;
  UsherJsonInput *inner;
  gint64 number;

  g_assert_true ((input == NULL) == (error != NULL));
  if (input == NULL)
    return;
  title = usher_json_input_string (input, "title");
  intervals = usher_json_input_strings (input, "intervals");
  number = usher_json_input_int (input, "n", 1, 10, 5);
  inner = usher_json_input_object (input, "registration");
  usher_json_input_id (input, "id");
  usher_json_input_instant (input, "at", 0);
  g_assert_cmpint (number, >=, 1);
  g_assert_cmpint (number, <=, 10);
  if (title != NULL)
    g_assert_true (g_utf8_validate (title, -1, NULL));
  if (inner != NULL)
    usher_json_input_boolean (inner, "enabled", TRUE);
  if (!usher_json_input_finish (input, &error))
    g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
}

static void
test_json (void)
{
  TORTURE (read_json, "{\"title\":\"a \\u00fc \\ud83c\\udf89\",\"intervals\":[\"P1D\",\"PT0S\"],\"n\":7,\"id\":\"12\"}",
           "{\"registration\":{\"enabled\":true},\"at\":\"2026-12-06T20:00:00Z\",\"id\":12}", "{\"n\":1e5,\"title\":null}");
}

static void
read_template (const char *bytes, gsize length)
{
  static const UsherSyntax syntaxes[] = { USHER_SYNTAX_TEXT, USHER_SYNTAX_HEADER, USHER_SYNTAX_HTML };
  g_autofree char *text = as_text (bytes, length);
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (values, (gpointer) "first_name", (gpointer) "<script>\r\nBcc: x@y.example");
  for (gsize i = 0; i < G_N_ELEMENTS (syntaxes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherTemplate) template = usher_template_parse (text, syntaxes[i], usher_template_message_variables (), "text", &error);
      g_autofree char *rendered = NULL;
      g_autofree char *batch = NULL;

      g_assert_true ((template == NULL) == (error != NULL));
      if (template == NULL)
        continue;
      rendered = usher_template_render (template, values);
      batch = usher_template_render_batch (template, values);
      if (syntaxes[i] == USHER_SYNTAX_HEADER)
        g_assert_null (strpbrk (rendered, "\r\n"));
    }
}

/* What damage leaves of the seeds has no script in it but for what is spiced in; cmark's safe mode must make text of it. */
static void
read_markdown (const char *bytes, gsize length)
{
  g_autofree char *text = as_text (bytes, length);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *html = usher_markdown_to_html (valid);
  g_autofree char *plain = usher_markdown_to_text (valid);

  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "href=\"javascript:"));
  g_assert_null (strstr (html, "src=\"javascript:"));
  g_assert_nonnull (plain);
}

static void
test_texts (void)
{
  TORTURE (read_template, "Hello {{first_name}}, {{#event_title}}it is {{event_title}}{{/event_title}}.\n{{^watch_url}}none{{/watch_url}}",
           "<p>{{first_name}}</p><a href=\"{{watch_url}}\" title=\"{{first_name}}\">x</a>", "{{#first_name}}{{/first_name}}");
  TORTURE (read_markdown, "# A\n\n- b **c** _d_ `e`\n\n[f](https://g.example) <h@i.example>\n\n> j\n\n```\nk\n```\n",
           "![a](b.png) [c](javascript:alert(1)) <img src=x onerror=y>");
}

static void
read_contact (const char *bytes, gsize length)
{
  g_autofree char *text = as_text (bytes, length);
  g_autofree char *email = usher_email_check (text, "email", NULL);
  g_autofree char *phone = usher_phone_check (text, "DE", "phone", NULL);
  g_autofree char *name = usher_name_check (text, "first_name", 100, NULL);
  g_autofree char *language = usher_language_check (text);

  if (email != NULL)
    g_assert_true (g_utf8_validate (email, -1, NULL) && strpbrk (email, "\r\n <>,;\"") == NULL);
  if (phone != NULL)
    g_assert_true (*phone == '+' && strspn (phone + 1, "0123456789") == strlen (phone + 1));
  if (name != NULL)
    g_assert_true (g_utf8_validate (name, -1, NULL) && strpbrk (name, "\r\n") == NULL);
}

static void
test_contacts (void)
{
  TORTURE (read_contact, "ann.smith+tag@mail.example.org", "j\303\274rgen@b\303\274cher.example", "0151 23456789", "+1 (201) 555-0123", "Ann-Marie O'Neil",
           "pt-BR");
}

static void
read_webhook (const char *bytes, gsize length)
{
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);
  g_autofree char *header = as_text (bytes, length);
  g_autofree char *token = NULL;
  g_autofree char *signature = usher_signature_sha1_base64 ("key", bytes, length);
  g_autoptr (UsherProviderEvent) mailgun = usher_mailgun_parse_webhook ("key", body, 0, &token, NULL);
  g_autoptr (UsherProviderEvent) twilio = usher_twilio_parse_webhook ("key", "https://a.example/t", signature, body, 0, NULL);
  g_autoptr (UsherMuxEvent) mux = usher_mux_parse_webhook ("key", header, body, 0, NULL);

  g_assert_true (mailgun == NULL && twilio == NULL && mux == NULL);   /* nothing here is signed */
}

/* Reads what was damaged and signed all the same. */
static void
read_signed_webhook (const char *bytes, gsize length)
{
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);
  g_autoptr (GString) message = g_string_new ("100.");
  g_autofree char *hex = usher_signature_sha256_hex ("key", g_string_append_len (message, bytes, (gssize) length)->str, message->len);
  g_autofree char *header = g_strconcat ("t=100,v1=", hex, NULL);
  g_autofree char *mailgun_hex = usher_signature_sha256_hex ("key", "100t", 4);
  g_autofree char *text = as_text (bytes, length);
  g_autofree char *mail = g_strdup_printf ("{\"signature\":{\"timestamp\":\"100\",\"token\":\"t\",\"signature\":\"%s\"},\"event-data\":%s}", mailgun_hex, text);
  g_autoptr (GBytes) mail_body = g_bytes_new (mail, strlen (mail));
  g_autofree char *token = NULL;
  g_autoptr (UsherProviderEvent) mailgun = usher_mailgun_parse_webhook ("key", mail_body, 100 * G_USEC_PER_SEC, &token, NULL);
  g_autoptr (UsherMuxEvent) mux = usher_mux_parse_webhook ("key", header, body, 100 * G_USEC_PER_SEC, NULL);

  if (mux != NULL)
    g_assert_nonnull (mux->type);
  if (mailgun != NULL)
    g_assert_nonnull (mailgun->type);
}

static void
test_webhooks (void)
{
  TORTURE (read_webhook, "{\"signature\":{\"timestamp\":\"1\",\"token\":\"t\",\"signature\":\"s\"},\"event-data\":{\"event\":\"opened\",\"id\":\"a\"}}",
           "MessageSid=SM1&MessageStatus=delivered&From=%2B1201", "t=1,v1=abc,v1=def", "{\"type\":\"video.asset.ready\",\"id\":\"a\",\"data\":{\"id\":\"b\"}}");
  TORTURE (read_signed_webhook,
           "{\"event\":\"failed\",\"id\":\"a\",\"timestamp\":1e9,\"delivery-status\":{\"code\":550,\"description\":\"no\"},\"user-variables\":{\"delivery\":\"12\"}}",
           "{\"event\":\"delivered\",\"id\":\"a\",\"@timestamp\":\"2026-01-01T00:00:00Z\",\"user-variables\":\"{\\\"delivery\\\":1}\"}",
           "{\"type\":\"video.asset.ready\",\"id\":\"a\",\"data\":{\"id\":\"b\",\"live_stream_id\":\"c\"}}");
}

/* As deep as the limit for a webhook allows: nobody's stack ends. */
static void
test_deep_webhook (void)
{
  static const char * const openings[] = { "[", "{\"a\":", "{\"event-data\":[" };

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GString) text = g_string_new ("{\"event-data\":");
      g_autoptr (GBytes) body = NULL;
      g_autofree char *token = NULL;
      g_autoptr (GError) error = NULL;

      while (text->len < 256 * 1024 - 20)
        g_string_append (text, openings[i]);
      body = g_bytes_new (text->str, text->len);
      g_assert_null (usher_mailgun_parse_webhook ("key", body, 0, &token, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
    }
}

/* A quarter of a second for each on the thread that serves everybody: refused before it is read to the end. */
static void
test_many_parameters (void)
{
  g_autoptr (GString) text = g_string_new ("MessageSid=SM1&MessageStatus=delivered");
  g_autoptr (GString) message = g_string_new ("https://a.example/tMessageSidSM1MessageStatusdelivered");

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *signature = usher_signature_sha1_base64 ("key", message->str, message->len);
      g_autoptr (GBytes) body = g_bytes_new (text->str, text->len);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherProviderEvent) event = usher_twilio_parse_webhook ("key", "https://a.example/t", signature, body, 0, &error);

      if (i < 100)
        g_assert_no_error (error);
      if (i > 256)
        g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_true ((event == NULL) == (error != NULL));
      g_string_append_printf (text, "&x%03d=", i);
      g_string_append_printf (message, "x%03d", i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile/forms", test_forms);
  g_test_add_func ("/hostile/framing", test_framing);
  g_test_add_func ("/hostile/request-lines", test_request_lines);
  g_test_add_func ("/hostile/json", test_json);
  g_test_add_func ("/hostile/texts", test_texts);
  g_test_add_func ("/hostile/contacts", test_contacts);
  g_test_add_func ("/hostile/webhooks", test_webhooks);
  g_test_add_func ("/hostile/deep-webhook", test_deep_webhook);
  g_test_add_func ("/hostile/many-parameters", test_many_parameters);
  return g_test_run ();
}
