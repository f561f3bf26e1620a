/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door-fixture.h"

#include <string.h>

static void
echo (UsherRequest *request, gpointer data)
{
  DoorFixture *fixture = data;
  gsize size;
  const char *body = g_bytes_get_data (usher_request_get_body (request), &size);

  fixture->handled++;
  usher_request_complete (request, usher_response_new_text (200, "text/plain",
                                                            g_strdup_printf ("%s %s:%.*s", usher_request_get_method (request),
                                                                             usher_request_get_param (request, "name"),
                                                                             (int) size, body != NULL ? body : "")));
}

static void
hold (UsherRequest *request, gpointer data)
{
  DoorFixture *fixture = data;

  fixture->handled++;
  g_assert_null (fixture->held);
  fixture->held = usher_request_ref (request);
}

static void
lose (UsherRequest *request, gpointer data)
{
}

static void
big (UsherRequest *request, gpointer data)
{
  DoorFixture *fixture = data;

  usher_request_complete (request, usher_response_new (200, "application/octet-stream",
                                                       g_bytes_new_take (g_malloc0 (fixture->big), fixture->big)));
}

static UsherResponse *
error_page (guint status, gpointer data)
{
  return usher_response_new_text (status, "text/html; charset=utf-8", g_strdup_printf ("<p>%u", status));
}

UsherLimits
door_fixture_limits (void)
{
  UsherLimits limits = USHER_LIMITS_PUBLIC;

  limits.rate = 100000;
  limits.burst = 100000;
  limits.linger_ms = 200;
  return limits;
}

void
door_fixture_open (DoorFixture *fixture, UsherDoorKind kind, const UsherLimits *limits)
{
  UsherRouter *router = usher_router_new ();
  g_autoptr (GError) error = NULL;

  memset (fixture, 0, sizeof *fixture);
  fixture->big = 16 * 1024 * 1024;
  usher_router_add (router, "GET", "/echo/{name}", 0, echo, fixture);
  usher_router_add (router, "POST", "/echo/{name}", 1000, echo, fixture);
  usher_router_add (router, "GET", "/hold", 0, hold, fixture);
  usher_router_add (router, "GET", "/lost", 0, lose, fixture);
  usher_router_add (router, "GET", "/big", 0, big, fixture);
  usher_router_set_error_page (router, error_page, NULL);
  fixture->door = usher_door_new_with_limits (kind, router, DOOR_TOKEN, limits);
  usher_door_listen (fixture->door, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  fixture->url = usher_door_get_url (fixture->door);
}

void
door_fixture_answer_held (DoorFixture *fixture, const char *text)
{
  g_assert_nonnull (fixture->held);
  usher_request_complete (fixture->held, usher_response_new_text (200, "text/plain", g_strdup (text)));
  g_clear_pointer (&fixture->held, usher_request_unref);
}

gboolean
door_fixture_is_held (gpointer fixture)
{
  return ((DoorFixture *) fixture)->held != NULL;
}

typedef struct {
  UsherDoor *door;
  guint      count;
} Wanted;

static gboolean
has_count (gpointer data)
{
  const Wanted *wanted = data;

  return usher_door_count_connections (wanted->door) == wanted->count;
}

void
door_fixture_wait_connections (DoorFixture *fixture, guint count)
{
  Wanted wanted = { fixture->door, count };

  usher_run_until (has_count, &wanted);
}

void
door_fixture_close (DoorFixture *fixture)
{
  g_clear_pointer (&fixture->held, usher_request_unref);
  usher_door_close (fixture->door);
  g_clear_object (&fixture->door);
  usher_run_pending ();
}
