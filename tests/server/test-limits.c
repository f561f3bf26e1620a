/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "door-fixture.h"

#define HOST "Host: show.example\r\n"
#define END  HOST "Connection: close\r\n\r\n"

/* The limits that the issue names, as numbers: whoever changes one shall know that it was promised. */
static void
test_promised_numbers (void)
{
  UsherLimits limits = USHER_LIMITS_PUBLIC;

  g_assert_cmpuint (limits.header_ms, <=, 10000);
  g_assert_cmpuint (limits.idle_ms, <=, 5000);
  g_assert_cmpint (limits.backlog, ==, 1024);
  g_assert_cmpuint (limits.connections_per_address, <=, limits.connections);
  g_assert_cmpuint (limits.connections, <=, 2000);
}

static gint64
close_after_ms (DoorFixture *f, const char *bytes, gint64 since)
{
  g_autoptr (UsherWire) wire = usher_wire_open (f->url);

  if (bytes != NULL)
    usher_wire_send (wire, bytes, -1, NULL);
  usher_wire_wait_closed (wire);
  return (g_get_monotonic_time () - since) / 1000;
}

/* Each of these says something and then nothing; the door hangs up, and not before its time. */
static void
test_stalling_clients (void)
{
  static const struct {
    const char *bytes;
    guint       limit;   /* 0: header, 1: body, 2: idle */
  } cases[] = {
    { NULL, 0 },
    { "G", 0 },
    { "GET /echo/x HTTP/1.1\r\nHost: sho", 0 },
    { "POST /echo/x HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nabc", 1 },
    { "POST /echo/x HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nab", 1 },
    { "GET /echo/x HTTP/1.1\r\n" HOST "\r\n", 2 },
  };
  UsherLimits limits = door_fixture_limits ();
  const guint times[] = { limits.header_ms = 120, limits.body_ms = 160, limits.idle_ms = 80 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (DoorFixture) f = { 0 };
      gint64 since = g_get_monotonic_time ();

      door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
      g_assert_cmpint (close_after_ms (&f, cases[i].bytes, since), >=, times[cases[i].limit]);
      door_fixture_wait_connections (&f, 0);
      g_assert_cmpuint (f.handled, ==, cases[i].limit == 2 ? 1 : 0);
    }
}

typedef struct {
  DoorFixture *fixture;
  UsherWire   *wire;
  const char  *bytes;
  gint64       next;
} Dripper;

static gboolean
drip_until_closed (gpointer data)
{
  Dripper *dripper = data;

  if (usher_wire_is_closed (dripper->wire))
    return TRUE;
  if (g_get_monotonic_time () >= dripper->next && *dripper->bytes != '\0')
    {
      usher_wire_push (dripper->wire, dripper->bytes, 1);
      dripper->bytes++;
      dripper->next = g_get_monotonic_time () + 20 * 1000;
    }
  return FALSE;
}

/* A byte now and then keeps nobody in: the header time counts from the beginning. */
static void
test_dripped_headers (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autofree char *bytes = g_strnfill (2000, 'a');
  Dripper dripper = { &f, NULL, bytes, 0 };

  limits.header_ms = 150;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  dripper.wire = usher_wire_open (f.url);
  usher_run_until (drip_until_closed, &dripper);
  usher_wire_close (dripper.wire);
  g_assert_true (*dripper.bytes != '\0');
}

static void
test_dripped_body (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autofree char *bytes = g_strnfill (900, 'a');
  Dripper dripper = { &f, NULL, bytes, 0 };

  limits.body_ms = 60000;
  limits.slow_grace_ms = 100;
  limits.slow_rate = 10000;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  dripper.wire = usher_wire_open (f.url);
  usher_wire_send (dripper.wire, "POST /echo/x HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n", -1, NULL);
  usher_run_until (drip_until_closed, &dripper);
  usher_wire_close (dripper.wire);
  g_assert_true (*dripper.bytes != '\0');
  g_assert_cmpuint (f.handled, ==, 0);
}

static void
test_header_time_of_a_later_request (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherWire) wire = NULL;
  g_autoptr (UsherReply) reply = NULL;

  limits.header_ms = 150;
  limits.idle_ms = 60000;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "GET /echo/x HTTP/1.1\r\n" HOST "\r\n", -1, NULL);
  reply = usher_wire_read_reply (wire, FALSE);
  g_assert_cmpuint (reply->status, ==, 200);
  usher_wire_send (wire, "GET /ec", -1, NULL);
  usher_wire_wait_closed (wire);
}

/* Who does not read the answer is not served for ever. */
static void
test_slow_reader (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherWire) wire = NULL;
  g_autofree char *all = NULL;
  gsize length;

  limits.answer_ms = 150;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  usher_wire_send (wire, "GET /big HTTP/1.1\r\n" END, -1, NULL);
  door_fixture_wait_connections (&f, 1);
  door_fixture_wait_connections (&f, 0);
  all = usher_wire_read_all (wire, &length);
  g_assert_cmpuint (length, <, f.big);
}

static void
test_patient_reader (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherReply) reply = NULL;

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  reply = usher_http_get (f.url, "/big");
  g_assert_cmpuint (reply->length, ==, f.big);
}

static void
test_20_mb_are_cut_off (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  gsize size = 20 * 1000 * 1000;
  g_autofree char *bytes = g_strnfill (size, 'x');
  static const char * const heads[] = {
    "POST /echo/x HTTP/1.1\r\n" HOST "Content-Length: 20000000\r\n\r\n",
    "POST /echo/x HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1312D00\r\n",
    "POST /nothing HTTP/1.1\r\n" HOST "Content-Length: 20000000\r\n\r\n",
    "GET /echo/x HTTP/1.1\r\n" HOST "Content-Length: 20000000\r\n\r\n",
  };
  static const guint statuses[] = { 413, 413, 404, 413 };

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (UsherWire) wire = usher_wire_open (f.url);
      g_autoptr (UsherReply) reply = NULL;
      gsize sent;

      usher_wire_send (wire, heads[i], -1, NULL);
      usher_wire_push (wire, bytes, 10000);   /* without a length it has to begin before it can be too long */
      reply = usher_wire_read_reply (wire, FALSE);
      g_assert_nonnull (reply);
      g_assert_cmpuint (reply->status, ==, statuses[i]);
      g_assert_cmpstr (usher_reply_header (reply, "connection"), ==, "close");
      g_assert_false (usher_wire_send (wire, bytes, (gssize) size, &sent));
      g_assert_cmpuint (sent, <, size / 2);
      door_fixture_wait_connections (&f, 0);
    }
  g_assert_cmpuint (f.handled, ==, 0);
}

static void
test_body_at_its_limit (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autofree char *body = g_strnfill (1000, 'x');
  g_autofree char *longer = g_strnfill (1001, 'x');
  g_autoptr (UsherReply) fits = NULL;
  g_autoptr (UsherReply) exceeds = NULL;

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  fits = usher_http_request (f.url, "POST", "/echo/x", NULL, body);
  g_assert_cmpuint (fits->status, ==, 200);
  exceeds = usher_http_request (f.url, "POST", "/echo/x", NULL, longer);
  g_assert_cmpuint (exceeds->status, ==, 413);
  g_assert_cmpuint (f.handled, ==, 1);
}

static void
test_headers_too_long_or_many (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autofree char *filler = g_strnfill (limits.header_bytes, 'a');
  g_autofree char *long_value = g_strdup_printf ("GET /echo/x HTTP/1.1\r\nX-A: %s\r\n" END, filler);
  g_autofree char *long_target = g_strdup_printf ("GET /echo/%s HTTP/1.1\r\n" END, filler);
  g_autofree char *endless = g_strnfill (10 * limits.header_bytes, 'a');
  g_autoptr (GString) many = g_string_new ("GET /echo/x HTTP/1.1\r\n");
  g_autoptr (GString) flood = g_string_new ("GET /echo/x HTTP/1.1\r\n");
  const char *requests[5];

  for (guint i = 0; i < limits.header_count; i++)
    g_string_append_printf (many, "X-%u: a\r\n", i);
  g_string_append (many, END);
  for (guint i = 0; i < 20000; i++)
    g_string_append (flood, "X-A: aaaa\r\n");
  requests[0] = long_value;
  requests[1] = long_target;
  requests[2] = endless;
  requests[3] = many->str;
  requests[4] = flood->str;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *answer = usher_http_raw (f.url, requests[i], -1);

      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 431 "));
    }
  g_assert_cmpuint (f.handled, ==, 0);
  door_fixture_wait_connections (&f, 0);
}

/* At the cap the one that was idle longest goes, and the newcomer is served. */
static void
test_oldest_idle_goes_first (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  UsherWire *idle[8];
  g_autoptr (UsherReply) honest = NULL;

  limits.connections = G_N_ELEMENTS (idle);
  limits.connections_per_address = G_N_ELEMENTS (idle);
  limits.idle_ms = limits.header_ms = 60000;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (idle); i++)
    {
      g_autoptr (UsherReply) reply = NULL;

      idle[i] = usher_wire_open (f.url);
      usher_wire_send (idle[i], "GET /echo/x HTTP/1.1\r\n" HOST "\r\n", -1, NULL);
      reply = usher_wire_read_reply (idle[i], FALSE);
    }
  g_assert_cmpuint (usher_door_count_connections (f.door), ==, limits.connections);
  honest = usher_http_get (f.url, "/echo/honest");
  g_assert_cmpstr (honest->body, ==, "GET honest:");
  usher_wire_wait_closed (idle[0]);
  for (gsize i = 1; i < G_N_ELEMENTS (idle); i++)
    g_assert_false (usher_wire_is_closed (idle[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (idle); i++)
    usher_wire_close (idle[i]);
}

/* Many who hold their place with half a request, or by not reading an answer, do not keep an honest visitor out, either. */
static void
test_honest_one_gets_in_beside_stallers (void)
{
  static const char * const requests[] = {
    "GET /echo/x HTTP/1.1\r\nX: ",
    "POST /echo/x HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nabc",
    "GET /big HTTP/1.1\r\n" HOST "\r\n",
  };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  UsherWire *stallers[40];

  limits.connections = 20;
  limits.connections_per_address = 10;
  limits.header_ms = limits.body_ms = limits.answer_ms = limits.slow_grace_ms = 60000;
  limits.stalled_ms = 0;
  limits.memory = 1024 * 1024 * 1024;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (stallers); i++)
    {
      stallers[i] = usher_wire_open (f.url);
      usher_wire_send (stallers[i], requests[i % G_N_ELEMENTS (requests)], -1, NULL);
      usher_run_pending ();
      g_assert_cmpuint (usher_door_count_connections (f.door), <=, limits.connections_per_address);
    }
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (UsherReply) honest = usher_http_get (f.url, "/echo/honest");

      g_assert_cmpuint (honest->status, ==, 200);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (stallers); i++)
    usher_wire_close (stallers[i]);
}

static gboolean
is_closed (gpointer wire)
{
  return usher_wire_is_closed (wire);
}

/* Those whose request is being answered are never thrown out: then the newcomer has to wait outside. */
static void
test_busy_ones_stay (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherWire) busy = NULL;
  g_autoptr (UsherWire) newcomer = NULL;
  g_autoptr (UsherReply) reply = NULL;

  limits.connections = limits.connections_per_address = 1;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  busy = usher_wire_open (f.url);
  usher_wire_send (busy, "GET /hold HTTP/1.1\r\n" HOST "\r\n", -1, NULL);
  usher_run_until (door_fixture_is_held, &f);
  newcomer = usher_wire_open (f.url);
  usher_run_until (is_closed, newcomer);
  door_fixture_answer_held (&f, "still here");
  reply = usher_wire_read_reply (busy, FALSE);
  g_assert_cmpstr (reply->body, ==, "still here");
}

static void
test_requests_per_connection (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherWire) wire = NULL;

  limits.connection_requests = 3;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  for (int i = 1; i <= 4; i++)
    usher_wire_send (wire, "GET /echo/x HTTP/1.1\r\n" HOST "\r\n", -1, NULL);
  for (int i = 1; i <= 3; i++)
    {
      g_autoptr (UsherReply) reply = usher_wire_read_reply (wire, FALSE);

      g_assert_cmpstr (usher_reply_header (reply, "connection"), ==, i == 3 ? "close" : NULL);
    }
  usher_wire_wait_closed (wire);
  g_assert_cmpuint (f.handled, ==, 3);
}

static void
test_request_rate (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherReply) refused = NULL;
  g_autoptr (UsherReply) page = NULL;
  g_autoptr (UsherReply) post = NULL;

  limits.rate = 0.01;
  limits.burst = 4;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (UsherReply) reply = usher_http_get (f.url, "/echo/x");

      g_assert_cmpuint (reply->status, ==, 200);
    }
  refused = usher_http_get (f.url, "/echo/x");
  g_assert_cmpuint (refused->status, ==, 429);
  g_assert_cmpint (atoi (usher_reply_header (refused, "retry-after")), >, 0);
  page = usher_http_request (f.url, "GET", "/echo/x", "Accept: text/html\r\n", NULL);
  g_assert_cmpstr (page->body, ==, "<p>429");
  g_assert_nonnull (usher_reply_header (page, "retry-after"));
  post = usher_http_request (f.url, "POST", "/echo/x", NULL, "body");
  g_assert_cmpuint (post->status, ==, 429);
  g_assert_cmpuint (f.handled, ==, 4);
}

/* Behind a trusted proxy each visitor has a bucket of their own, and the proxy's connections are not one visitor's. */
static void
test_rate_behind_a_proxy (void)
{
  static const char * const proxies[] = { "127.0.0.1", NULL };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  limits.rate = 0.01;
  limits.burst = 1;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  usher_door_trust_proxies (f.door, proxies);
  for (int i = 1; i <= 3; i++)
    {
      g_autofree char *header = g_strdup_printf ("X-Forwarded-For: 198.51.100.%d\r\n", i);
      g_autoptr (UsherReply) first = usher_http_request (f.url, "GET", "/echo/x", header, NULL);
      g_autoptr (UsherReply) second = usher_http_request (f.url, "GET", "/echo/x", header, NULL);

      g_assert_cmpuint (first->status, ==, 200);
      g_assert_cmpuint (second->status, ==, 429);
    }
}

static void
test_memory (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherWire) holder = NULL;
  g_autoptr (UsherReply) refused = NULL;
  g_autoptr (UsherReply) later = NULL;
  g_autofree char *half = g_strnfill (600, 'x');

  limits.memory = 1000;
  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  holder = usher_wire_open (f.url);
  usher_wire_send (holder, "POST /echo/x HTTP/1.1\r\n" HOST "Content-Length: 700\r\n\r\n", -1, NULL);
  usher_wire_send (holder, half, -1, NULL);
  usher_run_pending ();
  refused = usher_http_request (f.url, "POST", "/echo/y", NULL, half);
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_nonnull (usher_reply_header (refused, "retry-after"));
  g_clear_pointer (&holder, usher_wire_close);
  door_fixture_wait_connections (&f, 0);
  later = usher_http_request (f.url, "POST", "/echo/y", NULL, half);
  g_assert_cmpuint (later->status, ==, 200);
}

/* More at once than SoupServer's own backlog of 10: the kernel holds them until we come. */
static void
test_rush (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  UsherWire *wires[200];

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (wires); i++)
    wires[i] = usher_wire_open (f.url);
  for (gsize i = 0; i < G_N_ELEMENTS (wires); i++)
    usher_wire_push (wires[i], "GET /echo/x HTTP/1.1\r\n" END, strlen ("GET /echo/x HTTP/1.1\r\n" END));
  for (gsize i = 0; i < G_N_ELEMENTS (wires); i++)
    {
      g_autoptr (UsherReply) reply = usher_wire_read_reply (wires[i], FALSE);

      g_assert_cmpuint (reply->status, ==, 200);
      usher_wire_close (wires[i]);
    }
  g_assert_cmpuint (f.handled, ==, G_N_ELEMENTS (wires));
}

/* No descriptor left: the visitor waits outside, and the loop does not spin meanwhile (this test would hang). */
static void
test_no_descriptor_left (void)
{
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();
  g_autoptr (UsherWire) wire = NULL;
  g_autoptr (UsherReply) reply = NULL;
  struct rlimit before;
  struct rlimit none;
  int free_fd;

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  wire = usher_wire_open (f.url);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  none = before;
  free_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);   /* the lowest that is free */
  g_assert_cmpint (free_fd, >, 0);
  close (free_fd);
  none.rlim_cur = (rlim_t) free_fd;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  usher_run_pending ();
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  g_assert_cmpuint (usher_door_count_connections (f.door), ==, 0);
  usher_wire_send (wire, "GET /echo/x HTTP/1.1\r\n" END, -1, NULL);
  reply = usher_wire_read_reply (wire, FALSE);
  g_assert_cmpuint (reply->status, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/promised-numbers", test_promised_numbers);
  g_test_add_func ("/limits/stalling-clients", test_stalling_clients);
  g_test_add_func ("/limits/dripped-headers", test_dripped_headers);
  g_test_add_func ("/limits/dripped-body", test_dripped_body);
  g_test_add_func ("/limits/header-time-of-a-later-request", test_header_time_of_a_later_request);
  g_test_add_func ("/limits/slow-reader", test_slow_reader);
  g_test_add_func ("/limits/patient-reader", test_patient_reader);
  g_test_add_func ("/limits/20-mb-are-cut-off", test_20_mb_are_cut_off);
  g_test_add_func ("/limits/body-at-its-limit", test_body_at_its_limit);
  g_test_add_func ("/limits/headers-too-long-or-many", test_headers_too_long_or_many);
  g_test_add_func ("/limits/oldest-idle-goes-first", test_oldest_idle_goes_first);
  g_test_add_func ("/limits/honest-one-gets-in-beside-stallers", test_honest_one_gets_in_beside_stallers);
  g_test_add_func ("/limits/busy-ones-stay", test_busy_ones_stay);
  g_test_add_func ("/limits/requests-per-connection", test_requests_per_connection);
  g_test_add_func ("/limits/request-rate", test_request_rate);
  g_test_add_func ("/limits/rate-behind-a-proxy", test_rate_behind_a_proxy);
  g_test_add_func ("/limits/memory", test_memory);
  g_test_add_func ("/limits/rush", test_rush);
  g_test_add_func ("/limits/no-descriptor-left", test_no_descriptor_left);
  return g_test_run ();
}
