/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-router-private.h"

static void
handler (UsherRequest *request, gpointer data)
{
}

static UsherRouter *
make_router (void)
{
  UsherRouter *router = usher_router_new ();
  static const struct {
    const char *method;
    const char *pattern;
  } routes[] = {
    { "GET", "/" },
    { "GET", "/api/events" },
    { "GET", "/api/events/{id}" },
    { "PUT", "/api/events/{id}" },
    { "POST", "/api/events/create" },
    { "POST", "/api/events/{id}/start" },
    { "DELETE", "/api/events/{id}/notifications/{nid}" },
    { "GET", "/events/{slug}.ics" },
    { "GET", "/events/{slug}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    usher_router_add (router, routes[i].method, routes[i].pattern, 10 + i, handler, NULL);
  return router;
}

static void
test_match (void)
{
  static const struct {
    const char *method;
    const char *path;
    const char *pattern;   /* NULL: no such path */
    const char *name;
    const char *value;
  } cases[] = {
    { "GET", "/", "/", NULL, NULL },
    { "HEAD", "/", "/", NULL, NULL },
    { "GET", "/api/events", "/api/events", NULL, NULL },
    { "GET", "/api/events/12", "/api/events/{id}", "id", "12" },
    { "POST", "/api/events/create", "/api/events/create", NULL, NULL },
    { "POST", "/api/events/12/start", "/api/events/{id}/start", "id", "12" },
    { "DELETE", "/api/events/12/notifications/7", "/api/events/{id}/notifications/{nid}", "nid", "7" },
    { "GET", "/events/show.ics", "/events/{slug}.ics", "slug", "show" },
    { "GET", "/events/show", "/events/{slug}", "slug", "show" },
    { "GET", "/events/.ics", "/events/{slug}", "slug", ".ics" },
    { "GET", "/events/a.ics.ics", "/events/{slug}.ics", "slug", "a.ics" },
    { "GET", "/events/a%20b%C3%BC", "/events/{slug}", "slug", "a bü" },
    { "GET", "/events/a%252fb", "/events/{slug}", "slug", "a%2fb" },   /* decoded once only */
    { "GET", "/events/a+b", "/events/{slug}", "slug", "a+b" },
    { "GET", "/%61pi/events", "/api/events", NULL, NULL },
    { "GET", "/events/...", "/events/{slug}", "slug", "..." },
    { "GET", "/apiX", NULL, NULL, NULL },
    { "GET", "/api", NULL, NULL, NULL },
    { "GET", "/api/eventsX", NULL, NULL, NULL },
    { "GET", "/api/events/", NULL, NULL, NULL },
    { "GET", "/api/events/12/", NULL, NULL, NULL },
    { "GET", "//api/events", NULL, NULL, NULL },
    { "GET", "/api//events", NULL, NULL, NULL },
    { "GET", "//", NULL, NULL, NULL },
    { "GET", "", NULL, NULL, NULL },
    { "GET", "*", NULL, NULL, NULL },
    { "GET", "/events/a%2Fb", NULL, NULL, NULL },
    { "GET", "/events/a%00", NULL, NULL, NULL },
    { "GET", "/events/%", NULL, NULL, NULL },
    { "GET", "/events/%zz", NULL, NULL, NULL },
    { "GET", "/events/%ff", NULL, NULL, NULL },
    { "GET", "/events/..", NULL, NULL, NULL },
    { "GET", "/events/%2e%2E", NULL, NULL, NULL },
    { "GET", "/events/.", NULL, NULL, NULL },
    { "GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t", NULL, NULL, NULL },
    { "GET", "/API/events", NULL, NULL, NULL },
  };
  g_autoptr (UsherRouter) router = make_router ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (UsherMatch) match = { 0 };

      usher_router_match (router, cases[i].method, cases[i].path, &match);
      g_test_message ("%s %s", cases[i].method, cases[i].path);
      g_assert_cmpstr (match.pattern, ==, cases[i].pattern);
      g_assert_cmpint (match.kind, ==, cases[i].pattern != NULL ? USHER_MATCH_FOUND : USHER_MATCH_NO_PATH);
      if (cases[i].name != NULL)
        g_assert_cmpstr (g_hash_table_lookup (match.params, cases[i].name), ==, cases[i].value);
    }
}

static void
test_allow (void)
{
  static const struct {
    const char *method;
    const char *path;
    const char *allow;
  } cases[] = {
    { "DELETE", "/api/events", "GET, HEAD, OPTIONS" },
    { "POST", "/api/events/12", "GET, HEAD, PUT, OPTIONS" },
    { "OPTIONS", "/api/events/12", "GET, HEAD, PUT, OPTIONS" },
    { "GET", "/api/events/create", "POST, OPTIONS" },   /* the literal one, not the event called "create" */
    { "HEAD", "/api/events/12/start", "POST, OPTIONS" },
    { "TRACE", "/", "GET, HEAD, OPTIONS" },
    { "get", "/", "GET, HEAD, OPTIONS" },
  };
  g_autoptr (UsherRouter) router = make_router ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (UsherMatch) match = { 0 };

      usher_router_match (router, cases[i].method, cases[i].path, &match);
      g_assert_cmpint (match.kind, ==, USHER_MATCH_NO_METHOD);
      g_assert_cmpstr (match.allow, ==, cases[i].allow);
    }
}

static void
test_body_limit_of_the_route (void)
{
  g_autoptr (UsherRouter) router = make_router ();
  g_auto (UsherMatch) get = { 0 };
  g_auto (UsherMatch) put = { 0 };

  usher_router_match (router, "GET", "/api/events/1", &get);
  usher_router_match (router, "PUT", "/api/events/1", &put);
  g_assert_cmpuint (get.max_body, ==, 12);
  g_assert_cmpuint (put.max_body, ==, 13);
}

static void
count_down (gpointer data)
{
  --*(int *) data;
}

static void
test_owned (void)
{
  int left = 2;
  UsherRouter *router = usher_router_new ();

  usher_router_own (router, &left, count_down);
  usher_router_own (router, &left, count_down);
  g_assert_cmpint (left, ==, 2);
  usher_router_free (router);
  g_assert_cmpint (left, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/match", test_match);
  g_test_add_func ("/router/allow", test_allow);
  g_test_add_func ("/router/body-limit-of-the-route", test_body_limit_of_the_route);
  g_test_add_func ("/router/owned", test_owned);
  return g_test_run ();
}
