/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same with real time and a start a minute ahead, in the sandbox. */
#include <string.h>

#include "usher-e2e.h"

#define AHEAD_SECONDS 60
#define LIMIT_SECONDS 120

static char *
wall_time (gint64 unix_seconds)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (unix_seconds);

  return g_date_time_format (when, "%Y-%m-%dT%H:%M:%S");
}

static gint64
seconds_of (const char *rfc3339)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (rfc3339, NULL);

  g_assert_nonnull (when);
  return g_date_time_to_unix (when);
}

static guint
count_left (JsonNode *outbox)
{
  guint left = 0;

  for (guint i = 0; i < usher_api_length (outbox, "items"); i++)
    {
      g_autofree char *path = g_strdup_printf ("items.%u.status", i);
      const char *status = usher_api_text (outbox, path);

      left += g_str_equal (status, "accepted") || g_str_equal (status, "delivered");
    }
  return left;
}

/* Polls the outbox until @count messages have left; the start lies a minute ahead, so it is not a tight loop. */
static JsonNode *
wait_for_messages (UsherE2e *e, guint count)
{
  for (int i = 0; i < LIMIT_SECONDS * 4; i++)
    {
      g_autoptr (JsonNode) outbox = usher_e2e_call (e, "GET", "/api/outbox", NULL, 200);

      if (count_left (outbox) >= count)
        return g_steal_pointer (&outbox);
      g_usleep (G_USEC_PER_SEC / 4);
    }
  g_error ("the %u messages did not leave within %d seconds", count, LIMIT_SECONDS);
}

static void
test_real_time (void)
{
  UsherE2e e = { 0 };
  gint64 start = g_get_real_time () / G_USEC_PER_SEC + AHEAD_SECONDS;
  g_autofree char *wall = wall_time (start);
  g_autofree char *body = g_strdup_printf ("{\"title\":\"Soon\",\"starts_at\":\"%s\",\"time_zone\":\"UTC\",\"intervals\":[\"PT0S\"]}", wall);
  g_autoptr (JsonNode) created = NULL, viewer = NULL, first = NULL, both = NULL, live = NULL, after = NULL, ended = NULL, messages = NULL;

  usher_e2e_set_up (&e, NULL, FALSE);
  created = usher_e2e_call (&e, "POST", "/api/events/create", body, 201);
  g_assert_cmpuint (usher_api_length (created, "notifications"), ==, 1);
  viewer = usher_e2e_call (&e, "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"email\":\"ada@example.org\"}", 201);
  first = wait_for_messages (&e, 1);
  g_assert_cmpstr (usher_api_text (first, "items.0.kind"), ==, "confirmation");

  both = wait_for_messages (&e, 2);
  g_assert_cmpstr (usher_api_text (both, "items.0.kind"), ==, "reminder");
  g_assert_nonnull (strstr (usher_api_text (both, "items.0.text"), "The curtain goes up"));
  /* Never before its moment */
  g_assert_cmpint (seconds_of (usher_api_text (both, "items.0.created_at")), >=, start);

  live = usher_e2e_call (&e, "POST", "/api/events/1/start", NULL, 200);
  g_assert_cmpstr (usher_api_text (live, "status"), ==, "live");
  ended = usher_e2e_call (&e, "POST", "/api/events/1/end", NULL, 200);
  g_assert_cmpstr (usher_api_text (ended, "status"), ==, "completed");
  messages = usher_e2e_call (&e, "GET", "/api/outbox", NULL, 200);
  g_assert_cmpuint (usher_api_length (messages, "items"), ==, 2);
  usher_e2e_tear_down (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/e2e/real-time", test_real_time);
  return g_test_run ();
}
