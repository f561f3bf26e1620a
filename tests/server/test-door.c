/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "door-fixture.h"
#include "usher-error.h"

#define HOST "Host: show.example\r\n"
#define END  HOST "Connection: close\r\n\r\n"

static void
test_answers (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherReply) get = NULL;
  g_autoptr (UsherReply) post = NULL;
  g_autoptr (UsherReply) head = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  get = usher_http_get (f.url, "/echo/a%20b?x=1");
  g_assert_cmpuint (get->status, ==, 200);
  g_assert_cmpstr (get->body, ==, "GET a b:");
  post = usher_http_request (f.url, "POST", "/echo/x", NULL, "some bytes");
  g_assert_cmpstr (post->body, ==, "POST x:some bytes");
  head = usher_http_request (f.url, "HEAD", "/echo/x", NULL, NULL);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpstr (usher_reply_header (head, "content-length"), ==, "7");   /* "HEAD x:" */
}

static void
test_head_has_no_body (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autofree char *all = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  all = usher_http_raw (f.url, "HEAD /echo/x HTTP/1.1\r\n" END, -1);
  g_assert_true (g_str_has_suffix (all, "\r\n\r\n"));
}

static void
test_public_headers (void)
{
  static const char * const expected[] = { "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
                                           "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy",
                                           "cache-control", "date" };
  static const char * const targets[] = { "/echo/x", "/nothing", "/lost" };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize t = 0; t < G_N_ELEMENTS (targets); t++)
    {
      g_autoptr (UsherReply) reply = NULL;

      if (g_str_equal (targets[t], "/lost"))
        g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*gave no answer*");
      reply = usher_http_get (f.url, targets[t]);
      for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
        g_assert_nonnull (usher_reply_header (reply, expected[i]));
      g_assert_null (usher_reply_header (reply, "server"));
      g_assert_null (usher_reply_header (reply, "set-cookie"));
      g_assert_null (usher_reply_header (reply, "strict-transport-security"));
    }
  g_test_assert_expected_messages ();
}

/* Requests that are odd, wrong or hostile, as bytes; each on a connection of its own that the door closes */
static void
test_hostile_bytes (void)
{
#define RAW(text) text, sizeof text - 1
  static const struct {
    const char *bytes;
    gsize       length;
    const char *status;
    gboolean    reaches_handler;
  } cases[] = {
    { RAW ("GET /echo/x HTTP/1.0\r\n\r\n"), "200", TRUE },
    { RAW ("GET http://show.example/echo/x HTTP/1.1\r\n" END), "200", TRUE },
    { RAW ("POST /echo/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "3\r\nabc\r\n0\r\n\r\n"), "200", TRUE },
    { RAW ("GET /echo/x HTTP/1.1\r\nRange: bytes=0-0,1-1,2-2\r\n" END), "200", TRUE },
    { RAW ("GET /echo/x HTTP/1.1\r\nUpgrade: websocket\r\n" END), "200", TRUE },
    { RAW ("GET /echoX/x HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET /echo HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET //echo/x HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET /echo/a%2Fb HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET /echo/a%00b HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET /echo/%2e%2e HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET /echo/.. HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("GET /../../etc/passwd HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("CONNECT 127.0.0.1:25 HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("OPTIONS * HTTP/1.1\r\n" END), "404", FALSE },
    { RAW ("TRACE /echo/x HTTP/1.1\r\n" END), "405", FALSE },
    { RAW ("DELETE /echo/x HTTP/1.1\r\n" END), "405", FALSE },
    { RAW ("GETX /echo/x HTTP/1.1\r\n" END), "405", FALSE },
    { RAW ("GET /echo/a\0b HTTP/1.1\r\n" END), "400", FALSE },
    { RAW ("GET /echo/x HTTP/1.1\r\nConnection: close\r\n\r\n"), "400", FALSE },
    { RAW ("GET /echo/x HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"), "400", FALSE },
    { RAW ("GET /echo/x HTTP/1.1\r\nHost : a\r\nConnection: close\r\n\r\n"), "400", FALSE },
    { RAW ("GET ftp://show.example/echo/x HTTP/1.1\r\n" END), "400", FALSE },
    { RAW ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 5\r\n" END "abcde"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" END "0\r\n\r\n"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nContent-Length: -3\r\n" END "abc"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n" END "abc"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n" END "0\r\n\r\n"), "400", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nContent-Length: 1001\r\n" END), "413", FALSE },
    { RAW ("POST /echo/x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n" END), "413", FALSE },
  };
#undef RAW
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint before = f.handled;
      g_autofree char *answer = NULL;

      g_test_message ("%s", cases[i].bytes);
      answer = usher_http_raw (f.url, cases[i].bytes, (gssize) cases[i].length);
      g_assert_cmpuint (strlen (answer), >, 12);
      g_assert_true (g_str_has_prefix (answer + strlen ("HTTP/1.1 "), cases[i].status));
      g_assert_cmpuint (f.handled - before, ==, cases[i].reaches_handler ? 1 : 0);
      g_assert_null (strstr (answer, "multipart/byteranges"));
    }
  door_fixture_wait_connections (&f, 0);
  g_assert_cmpuint (usher_door_count_requests (f.door), ==, 0);
}

static void
test_keep_alive_and_pipelining (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherWire) wire = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "POST /echo/a HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nhiGET /echo/b HTTP/1.1\r\n" HOST
                         "\r\nGET /nothing HTTP/1.1\r\n" HOST "\r\n", -1, NULL);
  for (int i = 0; i < 3; i++)
    {
      static const char * const bodies[] = { "POST a:hi", "GET b:", NULL };
      g_autoptr (UsherReply) reply = usher_wire_read_reply (wire, FALSE);

      g_assert_cmpuint (reply->status, ==, i < 2 ? 200 : 404);
      if (bodies[i] != NULL)
        g_assert_cmpstr (reply->body, ==, bodies[i]);
    }
  usher_wire_send (wire, "GET /echo/again HTTP/1.1\r\n" HOST "\r\n", -1, NULL);
  {
    g_autoptr (UsherReply) reply = usher_wire_read_reply (wire, FALSE);

    g_assert_cmpstr (reply->body, ==, "GET again:");
  }
  g_assert_cmpuint (usher_door_count_connections (f.door), ==, 1);
}

static void
test_expect_continue (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherWire) wire = NULL;
  g_autoptr (UsherReply) reply = NULL;
  g_autoptr (UsherReply) go_on = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "POST /echo/x HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", -1, NULL);
  go_on = usher_wire_read_reply (wire, TRUE);
  g_assert_cmpuint (go_on->status, ==, 100);
  usher_wire_send (wire, "abc", -1, NULL);
  reply = usher_wire_read_reply (wire, FALSE);
  g_assert_cmpstr (reply->body, ==, "POST x:abc");
}

static void
test_late_answer (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherWire) wire = NULL;
  g_autoptr (UsherReply) reply = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "GET /hold HTTP/1.1\r\n" END, -1, NULL);
  usher_run_until (door_fixture_is_held, &f);
  g_assert_false (g_cancellable_is_cancelled (usher_request_get_cancellable (f.held)));
  door_fixture_answer_held (&f, "at last");
  reply = usher_wire_read_reply (wire, FALSE);
  g_assert_cmpstr (reply->body, ==, "at last");
}

static gboolean
is_cancelled (gpointer data)
{
  return g_cancellable_is_cancelled (data);
}

/* A client that shuts its sending side down looks the same as one that has left, but may still listen. */
static void
test_client_gone (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (GCancellable) cancellable = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (int half = 0; half < 2; half++)
    {
      UsherWire *wire = usher_wire_open (f.url);

      usher_wire_send (wire, "GET /hold HTTP/1.1\r\n" END, -1, NULL);
      usher_run_until (door_fixture_is_held, &f);
      g_set_object (&cancellable, usher_request_get_cancellable (f.held));
      if (half)
        usher_wire_shutdown (wire, FALSE, TRUE);
      else
        g_clear_pointer (&wire, usher_wire_close);
      usher_run_until (is_cancelled, cancellable);
      door_fixture_answer_held (&f, "to whom it may concern");
      if (half)
        {
          g_autoptr (UsherReply) reply = usher_wire_read_reply (wire, FALSE);

          g_assert_cmpstr (reply->body, ==, "to whom it may concern");
          usher_wire_close (wire);
        }
    }
  door_fixture_wait_connections (&f, 0);
}

static void
test_handler_without_answer (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherReply) reply = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*/lost gave no answer*");
  reply = usher_http_get (f.url, "/lost");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (reply->status, ==, 500);
}

static void
test_close_while_running (void)
{
  DoorFixture f = { 0 };
  g_autoptr (UsherWire) wire = NULL;
  g_autoptr (UsherWire) idle = NULL;
  UsherRequest *held;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  idle = usher_wire_open (f.url);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "GET /hold HTTP/1.1\r\n" END, -1, NULL);
  usher_run_until (door_fixture_is_held, &f);
  held = g_steal_pointer (&f.held);
  usher_door_close (f.door);
  g_assert_true (g_cancellable_is_cancelled (usher_request_get_cancellable (held)));
  usher_wire_wait_closed (wire);
  usher_wire_wait_closed (idle);
  usher_request_complete (held, usher_response_new (204, NULL, NULL));   /* nobody hears it, nobody crashes */
  usher_request_unref (held);
  door_fixture_close (&f);
}

static void
test_stop_listening (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherWire) wire = NULL;
  g_autoptr (UsherReply) reply = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "GET /hold HTTP/1.1\r\n" END, -1, NULL);
  usher_run_until (door_fixture_is_held, &f);
  usher_door_stop_listening (f.door);
  g_assert_cmpuint (usher_door_count_requests (f.door), ==, 1);
  door_fixture_answer_held (&f, "the last one");
  reply = usher_wire_read_reply (wire, FALSE);
  g_assert_cmpstr (reply->body, ==, "the last one");
  door_fixture_wait_connections (&f, 0);
  g_assert_cmpuint (usher_door_count_requests (f.door), ==, 0);
}

static void
test_error_pages (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherReply) browser = NULL;
  g_autoptr (UsherReply) program = NULL;
  g_autoptr (UsherReply) method = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  browser = usher_http_request (f.url, "GET", "/nothing", "Accept: text/html,*/*;q=0.8\r\n", NULL);
  g_assert_cmpuint (browser->status, ==, 404);
  g_assert_cmpstr (browser->body, ==, "<p>404");
  program = usher_http_request (f.url, "GET", "/nothing", "Accept: */*\r\n", NULL);
  g_assert_cmpstr (usher_reply_header (program, "content-type"), ==, "application/problem+json");
  method = usher_http_request (f.url, "PUT", "/echo/x", "Accept: text/html\r\n", NULL);
  g_assert_cmpuint (method->status, ==, 405);
  g_assert_cmpstr (method->body, ==, "<p>405");
  g_assert_cmpstr (usher_reply_header (method, "allow"), ==, "GET, HEAD, POST, OPTIONS");
}

static void
test_control_callers (void)
{
#define AUTH "Authorization: Bearer " DOOR_TOKEN "\r\n"
  static const struct {
    const char *headers;   /* %s is HOST:PORT */
    guint       status;
  } cases[] = {
    { AUTH, 200 },
    { AUTH "Origin: http://%s\r\n", 200 },
    { "", 401 },
    { "Authorization: Bearer wrong\r\n", 401 },
    { "Authorization: Basic YTpi\r\n", 401 },
    { AUTH "Origin: https://evil.example\r\n", 403 },
    { AUTH "Origin: null\r\n", 403 },
    { AUTH "Host: evil.example\r\n", 403 },
    { AUTH "Host: 127.0.0.1:1\r\n", 403 },
    { AUTH "Host: 127.0.0.1\r\n", 403 },
  };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_CONTROL, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *headers = g_strdup_printf (cases[i].headers, f.url + strlen ("http://"));
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "GET", "/echo/x", headers, NULL);

      g_assert_cmpuint (reply->status, ==, cases[i].status);
      if (reply->status == 401)
        g_assert_true (g_str_has_prefix (usher_reply_header (reply, "www-authenticate"), "Bearer"));
      g_assert_null (usher_reply_header (reply, "access-control-allow-origin"));
    }
  g_assert_cmpuint (f.handled, ==, 2);
}

/* An absolute request target names the host, too; nobody without the token learns which paths exist. */
static void
test_control_targets (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherReply) absolute = NULL;
  g_autoptr (UsherReply) unknown = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_CONTROL, &limits);
  absolute = usher_http_request (f.url, "GET", "http://evil.example/echo/x", AUTH, NULL);
  g_assert_cmpuint (absolute->status, ==, 403);
  unknown = usher_http_request (f.url, "GET", "/nothing", NULL, NULL);
  g_assert_cmpuint (unknown->status, ==, 401);
}

static void
test_second_token_opens_one_path (void)
{
  typedef struct {
    const char *target;
    const char *token;
    guint       status;
  } Case;
  static const Case cases[] = {
    { "/echo/cron", "cron-secret", 200 }, { "/echo/cron", DOOR_TOKEN, 200 }, { "/echo/cron", "other", 401 },
    { "/echo/x", "cron-secret", 401 },    { "/echo/cronX", "cron-secret", 401 },
  };
  static const Case by_header[] = {
    { "/echo/cron", "cron-secret", 200 }, { "/echo/cron", DOOR_TOKEN, 401 }, { "/echo/cron", "", 401 },
    { "/echo/x", "cron-secret", 401 },    { "/echo/x", DOOR_TOKEN, 401 },
  };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_CONTROL, &limits);
  usher_door_add_token (f.door, "/echo/cron", "cron-secret");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *headers = g_strdup_printf ("Authorization: Bearer %s\r\n", cases[i].token);
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "GET", cases[i].target, headers, NULL);

      g_assert_cmpuint (reply->status, ==, cases[i].status);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (by_header); i++)
    {
      g_autofree char *headers = g_strdup_printf ("X-Cron-Secret: %s\r\n", by_header[i].token);
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "GET", by_header[i].target, headers, NULL);

      g_assert_cmpuint (reply->status, ==, by_header[i].status);
    }
}

static void
test_addresses (void)
{
  static const struct {
    UsherDoorKind kind;
    const char   *address;
    gboolean      ok;
  } cases[] = {
    { USHER_DOOR_CONTROL, "127.0.0.1:0", TRUE }, { USHER_DOOR_CONTROL, "localhost:0", TRUE },
    { USHER_DOOR_CONTROL, "0.0.0.0:0", FALSE },  { USHER_DOOR_CONTROL, ":0", FALSE },
    { USHER_DOOR_CONTROL, "192.0.2.1:0", FALSE }, { USHER_DOOR_PUBLIC, ":0", TRUE },
    { USHER_DOOR_PUBLIC, "0.0.0.0:0", TRUE },    { USHER_DOOR_PUBLIC, "127.0.0.1", FALSE },
    { USHER_DOOR_PUBLIC, "127.0.0.1:70000", FALSE }, { USHER_DOOR_PUBLIC, "show.example:80", FALSE },
    { USHER_DOOR_PUBLIC, "127.0.0.1:-1", FALSE }, { USHER_DOOR_PUBLIC, "", FALSE }, { USHER_DOOR_PUBLIC, "[]:0", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherDoor) door = usher_door_new (cases[i].kind, usher_router_new (), NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (usher_door_listen (door, cases[i].address, &error), ==, cases[i].ok);
      if (cases[i].ok)
        g_assert_true (g_str_has_prefix (usher_door_get_url (door), "http://127.0.0.1:"));
      else
        g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
    }
}

static void
test_taken_port (void)
{
  g_auto (DoorFixture) f = { 0 };
  g_autoptr (UsherDoor) second = usher_door_new (USHER_DOOR_PUBLIC, usher_router_new (), NULL);
  g_autoptr (GError) error = NULL;
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  g_assert_false (usher_door_listen (second, f.url + strlen ("http://"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);
  g_assert_true (usher_door_listen (second, "127.0.0.1:0", &error));   /* the same one elsewhere */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/door/answers", test_answers);
  g_test_add_func ("/door/head-has-no-body", test_head_has_no_body);
  g_test_add_func ("/door/public-headers", test_public_headers);
  g_test_add_func ("/door/hostile-bytes", test_hostile_bytes);
  g_test_add_func ("/door/keep-alive-and-pipelining", test_keep_alive_and_pipelining);
  g_test_add_func ("/door/expect-continue", test_expect_continue);
  g_test_add_func ("/door/late-answer", test_late_answer);
  g_test_add_func ("/door/client-gone", test_client_gone);
  g_test_add_func ("/door/handler-without-answer", test_handler_without_answer);
  g_test_add_func ("/door/close-while-running", test_close_while_running);
  g_test_add_func ("/door/stop-listening", test_stop_listening);
  g_test_add_func ("/door/error-pages", test_error_pages);
  g_test_add_func ("/door/control-callers", test_control_callers);
  g_test_add_func ("/door/control-targets", test_control_targets);
  g_test_add_func ("/door/second-token-opens-one-path", test_second_token_opens_one_path);
  g_test_add_func ("/door/addresses", test_addresses);
  g_test_add_func ("/door/taken-port", test_taken_port);
  return g_test_run ();
}
