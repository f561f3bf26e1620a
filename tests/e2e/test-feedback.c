/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the providers tell, by signed webhooks at the public door and by polling, arrives once in the same tables. */
#include <libsoup/soup.h>
#include <string.h>

#include "usher-e2e.h"

#define MAILGUN_HOOK "/webhooks/mailgun"
#define TWILIO_HOOK  "/webhooks/twilio"

static const char event[] = "{\"title\":\"Open House\",\"starts_at\":\"2026-12-06T22:00\",\"time_zone\":\"Europe/Berlin\",\"intervals\":[\"P7D\"],"
                            "\"channels\":{\"email\":true,\"sms\":true}}";
static const char viewer[] = "{\"first_name\":\"Ada\",\"email\":\"ada@example.org\",\"phone\":\"+12015550101\",\"email_opt_in\":true,\"sms_opt_in\":true}";

/* The stand-in signs and posts; @extra: more members. Returns the status that our door answered. */
static gint64
hook (UsherE2e *e, const char *service, const char *path, const char *extra)
{
  g_autofree char *body = g_strdup_printf ("{\"service\":\"%s\",\"url\":\"%s%s\",\"signed_url\":\"https://live.example.org%s\"%s}", service,
                                           usher_process_get (e->process, "public"), path, path, extra);
  g_autofree char *url = g_strconcat (usher_standin_get_url (e->standin, USHER_STANDIN_CONTROL), "/webhooks", NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return usher_api_int (node, "status");
}

static void
mailgun_event (UsherE2e *e, const char *type)
{
  g_autofree char *body = g_strdup_printf ("{\"event\":\"%s\",\"recipient\":\"ada@example.org\"}", type);
  g_autofree char *wanted = g_strdup_printf (",\"event\":\"%s\",\"recipient\":\"ada@example.org\"", type);
  g_autoptr (JsonNode) made = usher_standin_control (e->standin, "POST", "/mailgun/events", body);

  g_assert_cmpint (hook (e, "mailgun", MAILGUN_HOOK, wanted), ==, 200);
}

static void
test_feedback (void)
{
  UsherE2e e = { 0 };
  g_autoptr (JsonNode) created = NULL, registered = NULL, analytics = NULL, after = NULL, stopped = NULL;

  usher_e2e_set_up (&e, "2026-11-22T20:00:00Z", TRUE);
  created = usher_e2e_call (&e, "POST", "/api/events/create", event, 201);
  registered = usher_e2e_call (&e, "POST", "/api/events/1/register", viewer, 201);
  usher_e2e_set_clock (&e, "2026-11-22T20:00:01Z");

  mailgun_event (&e, "delivered");
  mailgun_event (&e, "opened");
  mailgun_event (&e, "opened");
  mailgun_event (&e, "clicked");
  /* Late news of an earlier state takes nothing back */
  mailgun_event (&e, "accepted");
  g_assert_cmpint (hook (&e, "twilio", TWILIO_HOOK, ",\"to\":\"+12015550101\""), ==, 200);

  analytics = usher_e2e_call (&e, "GET", "/api/events/1/analytics", NULL, 200);
  g_assert_cmpint (usher_api_int (analytics, "email.delivered"), ==, 1);
  g_assert_cmpint (usher_api_int (analytics, "opened"), ==, 1);
  g_assert_cmpint (usher_api_int (analytics, "clicked"), ==, 1);

  /* Polling brings the same events again: nothing is counted twice */
  usher_e2e_set_clock (&e, "2026-11-22T21:00:00Z");
  usher_e2e_set_clock (&e, "2026-11-22T22:00:00Z");
  after = usher_e2e_call (&e, "GET", "/api/events/1/analytics", NULL, 200);
  g_assert_cmpint (usher_api_int (after, "email.delivered"), ==, 1);
  g_assert_cmpint (usher_api_int (after, "opened"), ==, 1);
  g_assert_cmpint (usher_api_int (after, "clicked"), ==, 1);

  /* STOP by SMS and a complaint by mail: no more on either channel */
  g_assert_cmpint (hook (&e, "twilio", TWILIO_HOOK, ",\"from\":\"+12015550101\",\"body\":\"STOP\""), ==, 200);
  mailgun_event (&e, "complained");
  stopped = usher_e2e_call (&e, "GET", "/api/events/1/registrations", NULL, 200);
  g_assert_false (usher_api_true (stopped, "items.0.sms_opt_in"));
  g_assert_false (usher_api_true (stopped, "items.0.email_opt_in"));
  usher_e2e_set_clock (&e, "2026-11-29T21:00:00Z");
  g_assert_cmpuint (usher_e2e_mails (&e), ==, 1);
  g_assert_cmpuint (usher_e2e_texts (&e), ==, 1);
  usher_e2e_tear_down (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/e2e/feedback", test_feedback);
  return g_test_run ();
}
