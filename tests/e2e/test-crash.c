/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Killed at the worst moment: nobody is written to twice, and nobody is forgotten. */
#include "usher-e2e.h"

#define LIMIT_SECONDS 30

static const char event[] = "{\"title\":\"Open House\",\"starts_at\":\"2026-12-06T22:00\",\"time_zone\":\"Europe/Berlin\",\"intervals\":[\"P7D\"]}";

typedef struct {
  const char *name, *fault;
  guint       taken_before;   /* messages that the provider took before the crash */
  guint       requests_after; /* sends that may follow the restart */
} Crash;

static const Crash crashes[] = {
  { "lost", "lost", 1, 0 },      /* taken, but the answer never came */
  { "hang", "hang", 0, 1 },      /* never taken */
};

static void
wait_for_requests (UsherE2e *e, guint count)
{
  for (int i = 0; i < LIMIT_SECONDS * 20; i++)
    {
      if (usher_standin_count (e->standin, USHER_STANDIN_MAILGUN, "POST", "/v3/mg.example.org/messages") >= count)
        return;
      g_usleep (G_USEC_PER_SEC / 20);
    }
  g_error ("no request within %d seconds", LIMIT_SECONDS);
}

static void
test_crash (gconstpointer data)
{
  static const char * const later[] = { "2026-11-22T20:10:00Z", "2026-11-22T20:30:00Z", "2026-11-22T21:00:00Z", "2026-11-22T22:00:00Z",
                                        "2026-11-22T23:00:00Z" };
  const Crash *crash = data;
  UsherE2e e = { 0 };
  g_autoptr (JsonNode) created = NULL, viewer = NULL, outbox = NULL;

  usher_e2e_set_up (&e, "2026-11-22T20:00:00Z", TRUE);
  created = usher_e2e_call (&e, "POST", "/api/events/create", event, 201);
  usher_standin_inject (e.standin, USHER_STANDIN_MAILGUN, crash->fault, 1, 0);
  viewer = usher_e2e_call (&e, "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"email\":\"ada@example.org\"}", 201);
  wait_for_requests (&e, 1);
  usher_process_kill (e.process);
  g_assert_cmpuint (usher_e2e_mails (&e), ==, crash->taken_before);

  usher_e2e_launch (&e, "2026-11-22T20:05:00Z");
  for (gsize i = 0; i < G_N_ELEMENTS (later); i++)
    usher_e2e_set_clock (&e, later[i]);
  g_assert_cmpuint (usher_e2e_mails (&e), ==, 1);
  g_assert_cmpuint (usher_standin_count (e.standin, USHER_STANDIN_MAILGUN, "POST", "/v3/mg.example.org/messages"), ==,
                    1 + crash->requests_after);
  outbox = usher_e2e_call (&e, "GET", "/api/outbox", NULL, 200);
  g_assert_cmpuint (usher_api_length (outbox, "items"), ==, 1);
  g_assert_cmpstr (usher_api_text (outbox, "items.0.status"), !=, "unknown");
  g_assert_cmpstr (usher_api_text (outbox, "items.0.status"), !=, "queued");
  usher_e2e_tear_down (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (crashes); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/crash/", crashes[i].name, NULL);

      g_test_add_data_func (path, &crashes[i], test_crash);
    }
  return g_test_run ();
}
