/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole story over HTTP only, with a clock that the test moves: schedule, register, remind, go live, end. */
#include <string.h>

#include "usher-e2e.h"

static const char event[] =
  "{\"title\":\"Open House\",\"description\":\"Come **in**.\",\"starts_at\":\"2026-12-06T22:00\",\"time_zone\":\"Europe/Berlin\","
  "\"duration_minutes\":90,\"channels\":{\"email\":true,\"sms\":true},\"custom_message\":\"Bring tea.\","
  "\"registration\":{\"enabled\":true,\"max\":null}}";

/* Starts 2026-12-06T21:00Z; the viewer lives in Tokyo, where it is 06:00 on the 7th. "tomorrow" and "today" are hers. */
static const struct {
  const char *interval, *before, *due, *words;
} steps[] = {
  { "P14D", "2026-11-22T20:59:59Z", "2026-11-22T21:00:00Z", "in 14 days" },
  { "P7D", "2026-11-29T20:59:59Z", "2026-11-29T21:00:00Z", "in 7 days" },
  { "P3D", "2026-12-03T20:59:59Z", "2026-12-03T21:00:00Z", "in 3 days" },
  { "P1D", "2026-12-05T20:59:59Z", "2026-12-05T21:00:00Z", "tomorrow at 06:00" },
  { "PT12H", "2026-12-06T08:59:59Z", "2026-12-06T09:00:00Z", "tomorrow at 06:00 (in 12 hours)" },
  { "PT1H", "2026-12-06T19:59:59Z", "2026-12-06T20:00:00Z", "today at 06:00 (in 1 hour)" },
  { "PT15M", "2026-12-06T20:44:59Z", "2026-12-06T20:45:00Z", "in 15 minutes" },
  { "PT0S", "2026-12-06T20:59:59Z", "2026-12-06T21:00:00Z", "The curtain goes up" },
};

static void
register_viewer (UsherE2e *e)
{
  g_autofree char *page = usher_e2e_page (e, "/register/open-house", NULL, 200);
  g_autofree char *token = usher_e2e_input (page, "form_token");
  g_autofree char *escaped = g_uri_escape_string (token, NULL, FALSE);
  g_autofree char *form = g_strdup_printf (
    "form_token=%s&time_zone=Asia%%2FTokyo&first_name=Murasaki&last_name=Shikibu&email=murasaki%%40example.org&email_opt_in=1&"
    "country=US&phone=%%28201%%29+555-0101&sms_opt_in=1&website=", escaped);
  g_autofree char *answer = NULL;

  answer = usher_e2e_page (e, "/register/open-house", form, 303);
}

static JsonNode *
newest (UsherE2e *e, const char *path)
{
  g_autoptr (JsonNode) list = usher_standin_control (e->standin, "GET", path, NULL);
  JsonArray *array = json_node_get_array (list);

  g_assert_cmpuint (json_array_get_length (array), >, 0);
  return json_node_copy (json_array_get_element (array, json_array_get_length (array) - 1));
}

static JsonNode *
newest_text (UsherE2e *e)
{
  g_autoptr (JsonNode) list = usher_standin_control (e->standin, "GET", "/twilio/messages", NULL);
  JsonArray *array = json_node_get_array (list);
  JsonNode *found = NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      /* SIDs do not sort by time; the one not seen before is looked for by its body in the caller */
      found = node;
    }
  g_assert_nonnull (found);
  return json_node_copy (found);
}

static void
assert_contains (const char *text, const char *words)
{
  if (!text || !strstr (text, words))
    g_error ("“%s” is not in: %s", words, text ? text : "(nothing)");
}

/* The message says when, in her own zone, and nothing is left to be filled in. */
static void
assert_step_arrived (UsherE2e *e, guint number, const char *words)
{
  g_autoptr (JsonNode) mail = newest (e, "/mailgun/messages");
  g_autoptr (JsonNode) text = newest_text (e);

  g_assert_cmpuint (usher_e2e_mails (e), ==, number);
  g_assert_cmpuint (usher_e2e_texts (e), ==, number);
  g_assert_cmpstr (usher_api_text (mail, "recipient"), ==, "murasaki@example.org");
  assert_contains (usher_api_text (mail, "subject"), "Open House");
  assert_contains (usher_api_text (mail, "html"), words);
  assert_contains (usher_api_text (mail, "text"), words);
  assert_contains (usher_api_text (mail, "text"), "https://live.example.org/");
  assert_contains (usher_api_text (mail, "html"), "Murasaki");
  g_assert_null (strstr (usher_api_text (mail, "html"), "{{"));
  g_assert_null (strstr (usher_api_text (mail, "html"), "%recipient"));
  g_assert_cmpstr (usher_api_text (text, "to"), ==, "+12015550101");
}

static void
test_checklist (void)
{
  UsherE2e e = { 0 };
  g_autoptr (JsonNode) created = NULL, started = NULL, again = NULL, ended = NULL, analytics = NULL, registrations = NULL;
  g_autoptr (JsonNode) outbox = NULL, confirmation = NULL;

  usher_e2e_set_up (&e, "2026-11-22T20:00:00Z", TRUE);
  created = usher_e2e_call (&e, "POST", "/api/events/create", event, 201);
  g_assert_cmpuint (usher_api_length (created, "notifications"), ==, 8);
  g_assert_cmpstr (usher_api_text (created, "registration.url"), ==, "https://live.example.org/register/open-house");
  g_assert_cmpstr (usher_api_text (created, "stream.provider"), ==, "mux");
  g_assert_cmpuint (strlen (usher_api_text (created, "stream.stream_key")), >, 0);

  /* Registered: the confirmation leaves at once, on both channels */
  register_viewer (&e);
  usher_e2e_set_clock (&e, "2026-11-22T20:00:01Z");
  g_assert_cmpuint (usher_e2e_mails (&e), ==, 1);
  g_assert_cmpuint (usher_e2e_texts (&e), ==, 1);
  confirmation = newest (&e, "/mailgun/messages");
  assert_contains (usher_api_text (confirmation, "options.h:List-Unsubscribe"), "<https://live.example.org/unsubscribe/");
  g_assert_cmpstr (usher_api_text (confirmation, "options.h:List-Unsubscribe-Post"), ==, "List-Unsubscribe=One-Click");
  g_assert_cmpuint (usher_api_length (confirmation, "attachments"), ==, 1);

  /* Each of the eight arrives once, on time, with the right words */
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%s", steps[i].interval);
      usher_e2e_set_clock (&e, steps[i].before);
      g_assert_cmpuint (usher_e2e_mails (&e), ==, i + 1);
      g_assert_cmpuint (usher_e2e_texts (&e), ==, i + 1);
      usher_e2e_set_clock (&e, steps[i].due);
      assert_step_arrived (&e, (guint) i + 2, steps[i].words);
      usher_e2e_set_clock (&e, steps[i].due);
      g_assert_cmpuint (usher_e2e_mails (&e), ==, i + 2);
    }

  /* GO LIVE reuses the stream and sends nothing, also when it is asked twice */
  started = usher_e2e_call (&e, "POST", "/api/events/1/start", NULL, 200);
  again = usher_e2e_call (&e, "POST", "/api/events/1/start", NULL, 200);
  g_assert_cmpstr (usher_api_text (started, "status"), ==, "live");
  g_assert_cmpstr (usher_api_text (started, "event_started_at"), ==, "2026-12-06T21:00:00Z");
  g_assert_cmpstr (usher_api_text (again, "stream.stream_key"), ==, usher_api_text (created, "stream.stream_key"));
  usher_e2e_set_clock (&e, "2026-12-06T22:15:00Z");
  g_assert_cmpuint (usher_e2e_mails (&e), ==, 9);
  g_assert_cmpuint (usher_e2e_texts (&e), ==, 9);

  ended = usher_e2e_call (&e, "POST", "/api/events/1/end", NULL, 200);
  g_assert_cmpstr (usher_api_text (ended, "status"), ==, "completed");
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *status = g_strdup_printf ("notifications.%u.status", i);
      g_autofree char *sent = g_strdup_printf ("notifications.%u.counts.sent", i);

      g_assert_cmpstr (usher_api_text (ended, status), ==, "sent");
      g_assert_cmpint (usher_api_int (ended, sent), ==, 2);
    }
  analytics = usher_e2e_call (&e, "GET", "/api/events/1/analytics", NULL, 200);
  g_assert_cmpint (usher_api_int (analytics, "registrations"), ==, 1);
  g_assert_cmpint (usher_api_int (analytics, "registrations_sms"), ==, 1);
  g_assert_cmpint (usher_api_int (analytics, "email.sent"), ==, 9);
  g_assert_cmpint (usher_api_int (analytics, "sms.sent"), ==, 9);
  g_assert_cmpint (usher_api_int (analytics, "email.failed"), ==, 0);
  g_assert_cmpint (usher_api_int (analytics, "duration_seconds"), ==, 75 * 60);
  registrations = usher_e2e_call (&e, "GET", "/api/events/1/registrations", NULL, 200);
  g_assert_cmpstr (usher_api_text (registrations, "items.0.time_zone"), ==, "Asia/Tokyo");
  outbox = usher_e2e_call (&e, "GET", "/api/outbox?limit=100", NULL, 200);
  g_assert_cmpuint (usher_api_length (outbox, "items"), ==, 18);

  /* The stand-ins saw what was expected, and nothing else */
  usher_standin_assert_clean (e.standin);
  g_assert_cmpuint (usher_standin_count (e.standin, USHER_STANDIN_MAILGUN, "POST", "/v3/mg.example.org/messages"), ==, 9);
  g_assert_cmpuint (usher_standin_count (e.standin, USHER_STANDIN_TWILIO, "POST", "/2010-04-01/Accounts/" USHER_STANDIN_TWILIO_SID "/Messages.json"), ==, 9);
  g_assert_cmpuint (usher_standin_count (e.standin, USHER_STANDIN_MUX, "POST", "/video/v1/live-streams"), ==, 1);
  g_assert_cmpuint (usher_standin_count (e.standin, USHER_STANDIN_MUX, "DELETE", "/"), ==, 0);
  usher_e2e_tear_down (&e);
}

/* The stage closes streams on a thread of its own. */
static void
wait_for_stream_status (UsherE2e *e, const char *status)
{
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (JsonNode) streams = usher_standin_control (e->standin, "GET", "/mux/streams", NULL);

      if (g_strcmp0 (usher_api_text (streams, "0.status"), status) == 0)
        return;
      g_usleep (G_USEC_PER_SEC / 20);
    }
  g_error ("the stream did not become %s", status);
}

/* Cancelled: who was told is told again, once, and no reminder follows; the prepared stream is closed. */
static void
test_cancelled (void)
{
  UsherE2e e = { 0 };
  g_autoptr (JsonNode) created = NULL, cancelled = NULL, again = NULL, mail = NULL;

  usher_e2e_set_up (&e, "2026-11-22T20:00:00Z", TRUE);
  created = usher_e2e_call (&e, "POST", "/api/events/create", event, 201);
  register_viewer (&e);
  usher_e2e_set_clock (&e, "2026-11-22T20:00:01Z");
  cancelled = usher_e2e_call (&e, "DELETE", "/api/events/1", NULL, 200);
  again = usher_e2e_call (&e, "DELETE", "/api/events/1", NULL, 200);
  g_assert_cmpstr (usher_api_text (cancelled, "status"), ==, "cancelled");
  wait_for_stream_status (&e, "disabled");
  usher_e2e_set_clock (&e, "2026-11-22T20:01:00Z");   /* the sender's rate lets one SMS segment pass a second */
  g_assert_cmpuint (usher_e2e_mails (&e), ==, 2);
  g_assert_cmpuint (usher_e2e_texts (&e), ==, 2);
  mail = newest (&e, "/mailgun/messages");
  assert_contains (usher_api_text (mail, "subject"), "Cancelled");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    usher_e2e_set_clock (&e, steps[i].due);
  g_assert_cmpuint (usher_e2e_mails (&e), ==, 2);
  g_assert_cmpuint (usher_e2e_texts (&e), ==, 2);
  usher_standin_assert_clean (e.standin);
  usher_e2e_tear_down (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/e2e/checklist", test_checklist);
  g_test_add_func ("/e2e/cancelled", test_cancelled);
  return g_test_run ();
}
