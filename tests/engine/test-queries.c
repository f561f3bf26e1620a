/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include <string.h>

#include "usher-error.h"

#define MISSING 4711

/* --- the thin ones ------------------------------------------------------------------------------------------------- */

static void
test_found (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherEvent) by_slug = usher_engine_get_event_by_slug (f->engine, "show", NULL);
  g_autoptr (UsherRegistration) by_token = usher_engine_get_registration_by_token (f->engine, ann->token, NULL);
  g_autoptr (UsherAnalytics) analytics = usher_engine_get_analytics (f->engine, event->id, NULL);
  UsherEventQuery events = { .status = USHER_EVENT_SCHEDULED, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 };
  UsherRegistrationQuery viewers = { .event_id = event->id, .search = "aNN", .limit = 10 };
  UsherDeliveryQuery deliveries = { .event_id = event->id, .channel = -1, .status = -1, .limit = 10 };
  g_autoptr (GPtrArray) list = usher_engine_list_events (f->engine, &events, NULL);
  g_autoptr (GPtrArray) found = usher_engine_list_registrations (f->engine, &viewers, NULL);
  g_autoptr (GPtrArray) queued = usher_engine_list_deliveries (f->engine, &deliveries, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (by_slug->id, ==, event->id);
  g_assert_cmpint (by_token->id, ==, ann->id);
  g_assert_cmpint (analytics->registrations, ==, 1);
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpint (found->len, ==, 1);
  g_assert_cmpint (queued->len, ==, 1);
  g_assert_cmpint (usher_engine_count_registrations (f->engine, event->id, NULL), ==, 1);
  /* No stream yet, and the sandbox has not sent anything: neither is an error. */
  g_assert_null (usher_engine_get_stream (f->engine, event->id, &error));
  g_assert_no_error (error);
  g_assert_null (usher_engine_read_outbox (f->engine, 1, &error));
  g_assert_no_error (error);
}

static void
assert_not_found (gpointer thing, GError **error)
{
  g_assert_null (thing);
  g_assert_error (*error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (error);
}

static void
test_not_found (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (GError) error = NULL;
  UsherCost cost;

  assert_not_found (usher_engine_get_event (f->engine, MISSING, &error), &error);
  assert_not_found (usher_engine_get_event_by_slug (f->engine, "../show", &error), &error);
  assert_not_found (usher_engine_get_notification (f->engine, 0, MISSING, &error), &error);
  assert_not_found (usher_engine_get_notification (f->engine, MISSING, 1, &error), &error);
  assert_not_found (usher_engine_get_registration (f->engine, 0, MISSING, &error), &error);
  assert_not_found (usher_engine_get_registration (f->engine, MISSING, ann->id, &error), &error);
  assert_not_found (usher_engine_get_registration_by_token (f->engine, "", &error), &error);
  assert_not_found (usher_engine_get_delivery (f->engine, MISSING, &error), &error);
  assert_not_found (usher_engine_preview (f->engine, NULL, "nonsense", USHER_CHANNEL_EMAIL, 0, 0, &error), &error);
  assert_not_found (usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_EMAIL, MISSING, 0, &error), &error);
  assert_not_found (usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_EMAIL, 0, MISSING, &error), &error);
  g_assert_false (usher_engine_estimate (f->engine, MISSING, 0, 0, &cost, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

/* Readers do not stand in each other's way, nor in the writer's. */
static gpointer
read_many (gpointer data)
{
  UsherEngineFixture *f = data;

  for (int i = 0; i < 50; i++)
    {
      g_autoptr (UsherEvent) event = usher_engine_get_event (f->engine, 1, NULL);
      g_autoptr (GPtrArray) list = usher_engine_list_notifications (f->engine, 1, TRUE, NULL);

      g_assert_nonnull (event);
      g_assert_cmpint (list->len, ==, 9);
    }
  return NULL;
}

static void
test_many_threads (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_many, f);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *address = g_strdup_printf ("v%d@example.org", i);
      g_autoptr (UsherRegistration) r = usher_fixture_viewer (f, event->id, "Vic", address, NULL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (usher_engine_count_registrations (f->engine, event->id, NULL), ==, 20);
}

/* --- preview ------------------------------------------------------------------------------------------------------- */

static void
test_preview (void)
{
  static const char * const keys[] = { "confirmation", "change", "cancellation", "reminder", "reminder-P1D", "reminder-PT0S" };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Änne", "ann@example.org", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherPreview) mail = usher_engine_preview (f->engine, NULL, keys[i], USHER_CHANNEL_EMAIL, event->id, ann->id, &error);
      g_autoptr (UsherPreview) text = usher_engine_preview (f->engine, NULL, keys[i], USHER_CHANNEL_SMS, event->id, ann->id, &error);
      g_autoptr (UsherPreview) sample = usher_engine_preview (f->engine, NULL, keys[i], USHER_CHANNEL_EMAIL, 0, 0, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (mail->subject, "Show"));
      g_assert_nonnull (strstr (mail->html, "Änne"));
      g_assert_nonnull (strstr (mail->text, ann->token));
      g_assert_cmpint (mail->cost_micros, ==, 1000);
      g_assert_null (text->subject);
      g_assert_cmpint (text->segments, >=, 1);
      g_assert_cmpint (text->cost_micros, ==, text->segments * 7500);
      g_assert_null (strstr (sample->html, "Änne"));
      g_assert_null (strstr (mail->html, "{{"));
      g_assert_null (strstr (mail->html, "%recipient"));
    }
}

static void
test_preview_unsaved (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherTemplateText) text = usher_template_text_copy (usher_default_template ("reminder", USHER_CHANNEL_SMS));
  g_autoptr (UsherPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&text->text, "Come to {{event_title}}!");
  preview = usher_engine_preview (f->engine, text, NULL, USHER_CHANNEL_SMS, event->id, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->text, ==, "Come to Show!");
  g_set_str (&text->text, "line\n{{wrong}}");
  g_assert_null (usher_engine_preview (f->engine, text, NULL, USHER_CHANNEL_SMS, event->id, 0, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "wrong"));
  g_assert_nonnull (strstr (error->message, "2"));
}

/* --- estimate ------------------------------------------------------------------------------------------------------ */

static void
test_estimate_numbers (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (GError) error = NULL;
  UsherCost cost;

  g_assert_true (usher_engine_estimate (f->engine, 0, 1000, 8, &cost, &error));
  g_assert_cmpint (cost.email_micros, ==, 8000000);
  g_assert_cmpint (cost.sms_micros, ==, 60000000);
  g_assert_cmpint (cost.both_micros, ==, 68000000);
  g_assert_true (usher_engine_estimate (f->engine, 0, 0, 8, &cost, &error));
  g_assert_cmpint (cost.both_micros, ==, 0);
  g_assert_false (usher_engine_estimate (f->engine, 0, -1, 8, &cost, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "registrations");
  g_clear_error (&error);
  g_assert_false (usher_engine_estimate (f->engine, 0, 1, -8, &cost, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "notifications");
}

/* Those who agreed to a channel, times the steps that are still planned */
static void
test_estimate_event (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherRegistration) bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", "+4915112345678");
  g_autoptr (UsherPreview) text = usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_SMS, event->id, 0, NULL);
  g_autoptr (UsherEvent) mail_only = NULL;
  g_autoptr (GError) error = NULL;
  UsherCost cost;

  usher_fixture_execute (f, "UPDATE notification SET status = 'sent' WHERE interval = 'P14D'");
  g_assert_true (usher_engine_estimate (f->engine, event->id, 0, 0, &cost, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cost.email_micros, ==, 2 * 7 * 1000);
  g_assert_cmpint (cost.sms_micros, ==, 1 * 7 * text->cost_micros);
  g_assert_true (usher_engine_estimate (f->engine, event->id, 100, 3, &cost, &error));
  g_assert_cmpint (cost.email_micros, ==, 100 * 3 * 1000);

  draft->channels = USHER_CHANNELS_EMAIL;
  mail_only = usher_fixture_update (f, event->id, draft, &error);
  g_assert_true (usher_engine_estimate (f->engine, event->id, 100, 3, &cost, &error));
  g_assert_cmpint (cost.sms_micros, ==, 0);
  g_assert_cmpint (cost.both_micros, ==, cost.email_micros);
}

/* --- status, and what leaves --------------------------------------------------------------------------------------- */

static void
test_status (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStatus) status = usher_engine_get_status (f->engine, &error);

  g_assert_no_error (error);
  g_assert_cmpint (status->now, ==, USHER_FIXTURE_NOW);
  g_assert_cmpint (status->last_look, ==, USHER_NEVER);   /* not started */
  g_assert_cmpint (status->next_due, ==, event->starts_at - 14 * USHER_DAY);
  g_assert_cmpint (status->queued, ==, 1);
  g_assert_cmpint (status->providers->len, ==, 3);
  g_assert_cmpstr (status->mailer, ==, "sandbox");
}

/* A confirmation through the whole engine into the sandbox's outbox, where it can be read */
static void
test_outbox (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Änne & Co", "ann@example.org", NULL);
  g_autoptr (UsherOutboxBatch) message = NULL;
  g_autoptr (UsherStatus) status = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_engine_start (f->engine, &error));
  usher_engine_run_due_async (f->engine, NULL, usher_await_callback, &result);
  g_assert_cmpint (usher_engine_run_due_finish (f->engine, usher_await (&result), &error), >=, 0);
  g_assert_no_error (error);
  message = usher_engine_read_outbox (f->engine, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_assert_nonnull (strstr (message->html, "Änne &amp; Co"));
  g_assert_nonnull (strstr (message->text, "Änne & Co"));
  g_assert_nonnull (strstr (message->text, ann->token));
  g_assert_null (strstr (message->html, "%recipient"));
  status = usher_engine_get_status (f->engine, &error);
  g_assert_cmpint (status->queued + status->claimed + status->unknown, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/queries/found", test_found);
  g_test_add_func ("/engine/queries/not-found", test_not_found);
  g_test_add_func ("/engine/queries/many-threads", test_many_threads);
  g_test_add_func ("/engine/queries/preview", test_preview);
  g_test_add_func ("/engine/queries/preview-unsaved", test_preview_unsaved);
  g_test_add_func ("/engine/queries/estimate-numbers", test_estimate_numbers);
  g_test_add_func ("/engine/queries/estimate-event", test_estimate_event);
  g_test_add_func ("/engine/queries/status", test_status);
  g_test_add_func ("/engine/queries/outbox", test_outbox);
  return g_test_run ();
}
