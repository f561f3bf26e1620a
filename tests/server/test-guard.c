/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-guard.h"

static void
test_host (void)
{
  static const struct {
    const char *host;
    guint16     port;
    gboolean    local;
  } cases[] = {
    { "127.0.0.1:8080", 8080, TRUE },  { "[::1]:8080", 8080, TRUE },       { "localhost:8080", 8080, TRUE },
    { "LocalHost:8080", 8080, TRUE },  { "127.0.0.1", 80, TRUE },          { "localhost", 80, TRUE },
    { "127.0.0.1", 8080, FALSE },      { "127.0.0.1:8081", 8080, FALSE },  { "127.0.0.1:80", 8080, FALSE },
    { "evil.example:8080", 8080, FALSE }, { "localhost.evil.example:8080", 8080, FALSE },
    { "127.0.0.1.nip.io:8080", 8080, FALSE }, { "127.0.0.2:8080", 8080, FALSE }, { "0.0.0.0:8080", 8080, FALSE },
    { "localhost:8080, evil", 8080, FALSE }, { "", 8080, FALSE }, { NULL, 8080, FALSE }, { "localhost:8080.", 8080, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (usher_guard_host_is_local (cases[i].host, cases[i].port), ==, cases[i].local);
}

static void
test_origin (void)
{
  g_assert_true (usher_guard_same_origin ("http://127.0.0.1:80", "127.0.0.1:80"));
  g_assert_true (usher_guard_same_origin ("https://Show.example", "show.example"));
  g_assert_false (usher_guard_same_origin ("null", "show.example"));
  g_assert_false (usher_guard_same_origin ("", "show.example"));
  g_assert_false (usher_guard_same_origin ("http://evil.example", "show.example"));
  g_assert_false (usher_guard_same_origin ("http://show.example.evil", "show.example"));
  g_assert_false (usher_guard_same_origin ("http://show.example:81", "show.example"));
  g_assert_false (usher_guard_same_origin ("file://show.example", "show.example"));
  g_assert_false (usher_guard_same_origin ("http://show.example", NULL));
}

static void
test_bearer (void)
{
  g_assert_true (usher_guard_bearer ("Bearer secret", "secret"));
  g_assert_true (usher_guard_bearer ("bearer  secret", "secret"));
  g_assert_false (usher_guard_bearer ("Bearer secre", "secret"));
  g_assert_false (usher_guard_bearer ("Bearer secrets", "secret"));
  g_assert_false (usher_guard_bearer ("Bearer ", "secret"));
  g_assert_false (usher_guard_bearer ("Basic secret", "secret"));
  g_assert_false (usher_guard_bearer ("secret", "secret"));
  g_assert_false (usher_guard_bearer (NULL, "secret"));
}

static void
test_client (void)
{
  static const char * const trusted[] = { "127.0.0.1", "10.0.0.5", NULL };
  static const struct {
    const char *peer;
    const char *forwarded;
    gboolean    trust;
    const char *client;
  } cases[] = {
    { "192.0.2.1", NULL, TRUE, "192.0.2.1" },
    { "192.0.2.1", "198.51.100.7", TRUE, "192.0.2.1" },            /* no proxy of ours */
    { "127.0.0.1", "198.51.100.7", FALSE, "127.0.0.1" },           /* none trusted */
    { "127.0.0.1", "198.51.100.7", TRUE, "198.51.100.7" },
    { "127.0.0.1", "1.2.3.4, 198.51.100.7", TRUE, "198.51.100.7" }, /* the first one is the visitor's own claim */
    { "127.0.0.1", "198.51.100.7, 10.0.0.5", TRUE, "198.51.100.7" },
    { "127.0.0.1", "2001:db8::1", TRUE, "2001:db8::1" },
    { "127.0.0.1", "198.51.100.7, nonsense", TRUE, "127.0.0.1" },
    { "127.0.0.1", "", TRUE, "127.0.0.1" },
    { "127.0.0.1", "10.0.0.5, 127.0.0.1", TRUE, "127.0.0.1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *client = usher_guard_client (cases[i].peer, cases[i].forwarded, cases[i].trust ? trusted : NULL);

      g_assert_cmpstr (client, ==, cases[i].client);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/host", test_host);
  g_test_add_func ("/guard/origin", test_origin);
  g_test_add_func ("/guard/bearer", test_bearer);
  g_test_add_func ("/guard/client", test_client);
  return g_test_run ();
}
