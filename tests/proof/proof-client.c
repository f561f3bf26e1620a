/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usher-proof-client: makes each request that Usher makes, once, to addresses given on the command line, where mocks made from
 * the vendors' descriptions listen. Prints TAP. A mock answers with the examples of the description, so what is shown here is
 * that our requests are as described, and that the described answers are understood. */
#include <stdio.h>
#include <string.h>

#include "usher-mailgun.h"
#include "usher-mux.h"
#include "usher-twilio.h"

#define TWILIO_SID "AC0123456789abcdef0123456789abcdef"
#define SINCE      ((UsherInstant) 1770000000 * G_USEC_PER_SEC)

static int count;
static int failed;

static void
report (gboolean ok, const char *name, const char *why)
{
  printf ("%sok %d - %s\n", ok ? "" : "not ", ++count, name);
  if (!ok)
    {
      failed++;
      printf ("# %s\n", why != NULL ? why : "no reason given");
    }
}

static void
report_error (gboolean ok, const char *name, GError **error)
{
  report (ok, name, *error != NULL ? (*error)->message : NULL);
  g_clear_error (error);
}

static UsherMailBatch *
full_batch (void)
{
  UsherMailBatch *batch = usher_mail_batch_new ();

  batch->batch_id = g_uuid_string_random ();
  batch->event_uid = g_uuid_string_random ();
  batch->tag = g_strdup ("reminder-P1D");
  batch->from_name = g_strdup ("Die Späte Show");
  batch->from_address = g_strdup ("show@mg.example.org");
  batch->reply_to = g_strdup ("host@example.org");
  batch->subject = g_strdup ("Morgen: %recipient.first_name%");
  batch->text = g_strdup ("Hallo %recipient.first_name%");
  batch->html = g_strdup ("<p>Hallo %recipient.first_name_h%</p>");
  batch->list_unsubscribe = g_strdup ("https://example.org/u/%recipient.token%");
  batch->track = TRUE;
  batch->attachment = g_strdup ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  batch->attachment_name = g_strdup ("show.ics");
  batch->attachment_type = g_strdup ("text/calendar; charset=utf-8; method=PUBLISH");
  for (int i = 1; i <= 3; i++)
    {
      g_autofree char *address = g_strdup_printf ("person-%d@example.org", i);
      UsherMailRecipient *recipient = usher_mail_recipient_new (i, address, i == 2 ? "Žofie, Q." : "Person");

      g_hash_table_insert (recipient->variables, g_strdup ("first_name"), g_strdup ("Žofie"));
      g_hash_table_insert (recipient->variables, g_strdup ("first_name_h"), g_strdup ("Žofie"));
      g_hash_table_insert (recipient->variables, g_strdup ("token"), g_strdup ("abc"));
      g_ptr_array_add (batch->recipients, recipient);
    }
  return batch;
}

static void
send_mail (UsherMailer *mailer, const UsherMailBatch *batch, const char *name)
{
  g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);
  const UsherSendResult *result = g_ptr_array_index (results, 0);

  report (result->outcome == USHER_OUTCOME_ACCEPTED && result->provider_id != NULL, name, result->reason);
}

static void
poll_mail (UsherMailer *mailer, const char *name)
{
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = usher_mailer_poll (mailer, NULL, g_get_real_time (), &next, NULL, &error);

  report_error (events != NULL && next != NULL, name, &error);
}

static void
prove_mailgun (const char *url, const char *url_without_logs)
{
  g_autoptr (UsherMailer) mailer = usher_mailgun_new (url, "mg.example.org", "key");
  g_autoptr (UsherMailer) older = usher_mailgun_new (url_without_logs, "mg.example.org", "key");
  g_autoptr (UsherMailBatch) batch = full_batch ();
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (GError) error = NULL;

  send_mail (mailer, batch, "mailgun: a message with everything");
  g_clear_pointer (&batch->attachment, g_free);
  g_clear_pointer (&batch->list_unsubscribe, g_free);
  g_clear_pointer (&batch->reply_to, g_free);
  g_clear_pointer (&batch->html, g_free);
  batch->track = FALSE;
  send_mail (mailer, batch, "mailgun: a message with little");
  found = usher_mailer_find_batch (mailer, batch->batch_id, SINCE, NULL, &error);
  report_error (found != NULL, "mailgun: find a batch", &error);
  poll_mail (mailer, "mailgun: poll the logs");
  poll_mail (older, "mailgun: poll the events");
  report_error (usher_mailer_check (mailer, NULL, &error), "mailgun: check the domain", &error);
}

static void
prove_twilio (const char *url)
{
  g_autoptr (UsherTexter) number = usher_twilio_new (url, TWILIO_SID, "token", "+15005550006", NULL);
  g_autoptr (UsherTexter) service =
    usher_twilio_new (url, TWILIO_SID, "token", NULL, "MG0123456789abcdef0123456789abcdef");
  g_autoptr (UsherTextMessage) message = usher_text_message_new ();
  g_autoptr (UsherSendResult) first = NULL;
  g_autoptr (UsherSendResult) second = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) inbound = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  g_autofree char *next = NULL;

  message->delivery_id = 1;
  message->to = g_strdup ("+4915112345678");
  message->body = g_strdup ("Späte Show: morgen um 20:00 & mehr");
  message->status_callback = g_strdup ("https://example.org/webhooks/twilio");
  message->valid_seconds = 900;
  message->claimed_at = SINCE;
  first = usher_texter_send (number, message, NULL);
  report (first->outcome == USHER_OUTCOME_ACCEPTED, "twilio: a message from a number", first->reason);
  second = usher_texter_send (service, message, NULL);
  report (second->outcome == USHER_OUTCOME_ACCEPTED, "twilio: a message from a service", second->reason);
  report_error (usher_texter_find (number, message, &found, NULL, &error), "twilio: find a message", &error);
  events = usher_texter_fetch (number, "SM0123456789abcdef0123456789abcdef", NULL, &error);
  report_error (events != NULL, "twilio: fetch a message", &error);
  inbound = usher_texter_poll (number, NULL, g_get_real_time (), &next, NULL, &error);
  report_error (inbound != NULL && next != NULL, "twilio: poll incoming messages", &error);
  report_error (usher_texter_check (number, NULL, &error), "twilio: check the account", &error);
}

static void
prove_mux (const char *url)
{
  g_autoptr (UsherStreamer) streamer = usher_mux_new (url, "id", "secret");
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStream) made = usher_streamer_create (streamer, "8f14e45f-ceea-467f-a9d1-0c1d2e3f4a5b", "Show", NULL, &error);
  g_autoptr (UsherStream) found = NULL;
  g_autoptr (UsherStream) got = NULL;

  report_error (made != NULL && *made->stream_key != '\0' && *made->playback_url != '\0', "mux: create", &error);
  found = usher_streamer_find (streamer, "8f14e45f-ceea-467f-a9d1-0c1d2e3f4a5b", NULL, &error);
  report_error (error == NULL, "mux: find", &error);
  got = usher_streamer_get (streamer, "ls1", NULL, &error);
  report_error (got != NULL, "mux: get", &error);
  report_error (usher_streamer_enable (streamer, "ls1", NULL, &error), "mux: enable", &error);
  report_error (usher_streamer_complete (streamer, "ls1", NULL, &error), "mux: complete", &error);
  report_error (usher_streamer_disable (streamer, "ls1", NULL, &error), "mux: disable", &error);
  report_error (usher_streamer_remove (streamer, "ls1", NULL, &error), "mux: delete", &error);
  report_error (usher_streamer_check (streamer, NULL, &error), "mux: check the plan", &error);
}

int
main (int argc, char **argv)
{
  if (argc != 5)
    {
      fprintf (stderr, "usage: usher-proof-client MAILGUN MAILGUN-WITHOUT-LOGS TWILIO MUX\n");
      return 2;
    }
  prove_mailgun (argv[1], argv[2]);
  prove_twilio (argv[3]);
  prove_mux (argv[4]);
  printf ("1..%d\n", count);
  return failed > 0;
}
