/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-framing.h"

#include <string.h>

#include "door-fixture.h"

#define HOST   "Host: show.example\r\n"
#define POST   "POST /echo/x HTTP/1.1\r\n" HOST
#define CHUNKS POST "Transfer-Encoding: chunked\r\n\r\n"
#define NEXT   "GET /echo/smuggled HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"

/* The bytes that are in order end at "@"; without one all are, and @state is where it stands then. */
static const struct {
  const char       *bytes;
  UsherFramingState state;
} cases[] = {
  { "GET / HTTP/1.1\r\n\r\n", USHER_FRAMING_START },
  { "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\nA: b\r\n\r\n", USHER_FRAMING_START },
  { "\r\n\r\nGET / HTTP/1.1\r\n\r\n", USHER_FRAMING_START },
  { "GET /gr\303\266\303\237e HTTP/1.1\r\nUser-Agent: \377\r\nEmpty:\r\nTab: a\tb\r\n\r\n", USHER_FRAMING_START },
  { "GET / HTTP/1.1\r\nHos", USHER_FRAMING_NAME },
  /* request lines */
  { "\r\n\r\n\r\n\r\n\r@\n", 0 },
  { "@ / HTTP/1.1\r\n", 0 },
  { "GET @ / HTTP/1.1\r\n", 0 },
  { "GET@\t/ HTTP/1.1\r\n", 0 },
  { "GET /a @b HTTP/1.1\r\n", 0 },
  { "GET /a\r@X", 0 },
  { "GET /\r@\n\r\n", 0 },
  { "GET / H@ALLO\r\n", 0 },
  { "GET / HTTP/1.1@1\r\n", 0 },
  { "GET / HTTP/1.1@\n\n", 0 },
  { "G@<T / HTTP/1.1\r\n", 0 },
  { "@\026\003\001", 0 },
  /* header lines */
  { "GET / HTTP/1.1\r\n@ Host: x\r\n", 0 },
  { "GET / HTTP/1.1\r\nHost@ : x\r\n", 0 },
  { "GET / HTTP/1.1\r\n@: x\r\n", 0 },
  { "GET / HTTP/1.1\r\nfoo\r@\n", 0 },
  { "GET / HTTP/1.1\r\nA: b@\nC: d\r\n", 0 },
  { "GET / HTTP/1.1\r\nA: b\r@C: d\r\n", 0 },
  { "GET / HTTP/1.1\r\nA: b\r@\r\n", 0 },
  { "GET / HTTP/1.1\r\nA: b\r\n@ c\r\n", 0 },
  { "GET / HTTP/1.1\r\nA: @\033[31m\r\n", 0 },
  /* lengths */
  { "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", USHER_FRAMING_BODY },
  { "POST / HTTP/1.1\r\ncontent-LENGTH:3 \t                                  \r\n\r\nabc", USHER_FRAMING_START },
  { "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc@\001", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: 03\r\n\r\nabcGET", USHER_FRAMING_METHOD },
  { "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: 3, 3\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: 3                                 5   \r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: +3\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: -3\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: 0x3\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length:\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: 999999999999999999\r\n", USHER_FRAMING_FIELD },
  { "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length-And-A-Name-That-Is-Long: x\r\n\r\n", USHER_FRAMING_START },
  /* chunks */
  { "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\n", USHER_FRAMING_START },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET", USHER_FRAMING_METHOD },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r@\n", 0 },
  { "POST / HTTP/1.1\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r@\n", 0 },
  { "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r@\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r@\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r@\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: identity\r@\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: @\013chunked\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r@\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n@-1\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n@zz\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0@x3\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n00000003@0\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3@\nabc", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a@\nabc", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc@X0\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r@X0\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n@Content-Length: 5\r\n", 0 },
  { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@a", 0 },
};

static void
check_follow (const char *bytes, gsize length, gsize piece, gsize good, UsherFramingState state)
{
  UsherFraming framing = { 0 };
  gsize done = 0;

  for (gsize at = 0; at < length; at += piece)
    {
      gsize n = MIN (piece, length - at);
      gsize now = usher_framing_follow (&framing, bytes + at, n);

      done += now;
      if (now < n)
        break;
    }
  g_assert_cmpuint (done, ==, good);
  g_assert_cmpint (framing.state, ==, good < length ? USHER_FRAMING_BROKEN : state);
  if (good < length)
    g_assert_cmpuint (usher_framing_follow (&framing, "GET / HTTP/1.1\r\n\r\n", 18), ==, 0);
}

static void
test_follow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *mark = strchr (cases[i].bytes, '@');
      g_autoptr (GString) bytes = g_string_new (cases[i].bytes);
      gsize good = mark != NULL ? (gsize) (mark - cases[i].bytes) : bytes->len;

      g_test_message ("%s", cases[i].bytes);
      if (mark != NULL)
        g_string_erase (bytes, (gssize) good, 1);
      check_follow (bytes->str, bytes->len, bytes->len, good, cases[i].state);
      check_follow (bytes->str, bytes->len, 1, good, cases[i].state);
      check_follow (bytes->str, bytes->len, 7, good, cases[i].state);
    }
}

static void
test_nul (void)
{
  UsherFraming framing = { 0 };

  g_assert_cmpuint (usher_framing_follow (&framing, "GET /\0 HTTP/1.1\r\n", 17), ==, 5);
}

/* On the wire: nothing behind what is not clear is ever taken for a request, and no handler gets half a body. */
static void
test_smuggling (void)
{
  static const struct {
    const char *bytes;
    guint       handled;   /* by handlers, of what stands before it */
  } requests[] = {
    { POST "Content-Length : 3\r\n\r\nabc" NEXT, 0 },
    { POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" NEXT, 0 },
    { POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" NEXT, 0 },
    { POST "X: y\rContent-Length: 3\r\n\r\nabc" NEXT, 0 },
    { POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" NEXT, 0 },
    { CHUNKS "-1\r\nabc\r\n0\r\n\r\n" NEXT, 0 },
    { CHUNKS "zz\r\nabc\r\n0\r\n\r\n" NEXT, 0 },
    { CHUNKS "3\r\nabcXX0\r\n\r\n" NEXT, 0 },
    { CHUNKS "3\nabc\n0\n\n" NEXT, 0 },
    { CHUNKS "3\r\nabc\r\n0\r\nContent-Length: 50\r\n\r\n" NEXT, 0 },
    { "GET /echo/x HTTP/1.1\r\n" HOST "\r\n" "GET /echo/y HTTP/1.1\n" HOST "\r\n" NEXT, 1 },
  };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      guint before = f.handled;
      g_autofree char *answer = usher_http_raw (f.url, requests[i].bytes, -1);

      g_test_message ("%s", requests[i].bytes);
      g_assert_cmpuint (f.handled - before, ==, requests[i].handled);
      g_assert_nonnull (strstr (answer, "HTTP/1.1 400 Bad Request\r\n"));
      g_assert_nonnull (strstr (answer, "X-Content-Type-Options: nosniff\r\n"));
      g_assert_null (strstr (answer, "smuggled"));
    }
  door_fixture_wait_connections (&f, 0);
  g_assert_cmpuint (usher_door_count_requests (f.door), ==, 0);
}

/* Who hangs up in the middle of a body has said nothing. */
static void
test_half_a_body (void)
{
  static const char * const requests[] = {
    POST "Content-Length: 10\r\n\r\nabc",
    CHUNKS "5\r\nabc",
    CHUNKS "3\r\nabc\r\n",
    CHUNKS "3\r\nabc\r\n0\r\n",
  };
  g_auto (DoorFixture) f = { 0 };
  UsherLimits limits = door_fixture_limits ();

  door_fixture_open (&f, USHER_DOOR_PUBLIC, &limits);
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (UsherWire) wire = usher_wire_open (f.url);

      usher_wire_send (wire, requests[i], -1, NULL);
      usher_wire_shutdown (wire, FALSE, TRUE);
      usher_wire_wait_closed (wire);
    }
  door_fixture_wait_connections (&f, 0);
  g_assert_cmpuint (f.handled, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framing/follow", test_follow);
  g_test_add_func ("/framing/nul", test_nul);
  g_test_add_func ("/framing/smuggling", test_smuggling);
  g_test_add_func ("/framing/half-a-body", test_half_a_body);
  return g_test_run ();
}
