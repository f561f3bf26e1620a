/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-analytics.h"
#include "usher-delivery.h"
#include "usher-event.h"
#include "usher-notification.h"
#include "usher-registration.h"
#include "usher-stream.h"

/* --- nicks ------------------------------------------------------------------------------------------------------- */

#define CHECK_NICKS(Type, prefix, list)                                  \
  G_STMT_START {                                                         \
    g_auto (GStrv) nicks = g_strsplit (list, " ", -1);                   \
    Type value = (Type) 42;                                              \
                                                                         \
    for (guint i = 0; nicks[i] != NULL; i++)                             \
      {                                                                  \
        g_assert_cmpstr (prefix##_nick ((Type) i), ==, nicks[i]);        \
        g_assert_true (prefix##_from_nick (nicks[i], &value));           \
        g_assert_cmpint (value, ==, i);                                  \
      }                                                                  \
    value = (Type) 1;                                                    \
    g_assert_false (prefix##_from_nick (NULL, &value));                  \
    g_assert_false (prefix##_from_nick ("", &value));                    \
    g_assert_false (prefix##_from_nick ("nonsense", &value));            \
    g_assert_false (prefix##_from_nick ("Scheduled", &value));           \
    g_assert_cmpint (value, ==, 1);                                      \
  } G_STMT_END

/* These words stand in databases and in other people's scripts: they must never change. */
static void
test_nicks (void)
{
  CHECK_NICKS (UsherChannel, usher_channel, "email sms");
  CHECK_NICKS (UsherEventStatus, usher_event_status, "scheduled live completed cancelled");
  CHECK_NICKS (UsherNotificationKind, usher_notification_kind, "reminder confirmation change cancellation test");
  CHECK_NICKS (UsherNotificationStatus, usher_notification_status,
               "scheduled sending sent failed cancelled skipped");
  CHECK_NICKS (UsherDeliveryStatus, usher_delivery_status,
               "queued claimed accepted delivered failed unknown cancelled skipped");
  CHECK_NICKS (UsherSuppressionReason, usher_suppression_reason, "unsubscribe bounce complaint stop manual");
}

/* --- records ----------------------------------------------------------------------------------------------------- */

static void
test_event (void)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_autoptr (UsherEvent) copy = NULL;
  g_autoptr (UsherEvent) same = NULL;

  g_assert_cmpstr (event->uid, ==, "");
  g_assert_cmpstr (event->slug, ==, "");
  g_assert_cmpstr (event->title, ==, "");
  g_assert_cmpstr (event->description, ==, "");
  g_assert_cmpstr (event->local_start, ==, "");
  g_assert_cmpstr (event->time_zone, ==, "");
  g_assert_cmpstr (event->custom_message, ==, "");
  g_assert_cmpstr (event->language, ==, "");
  g_assert_null (event->privacy_url);
  g_assert_cmpint (event->starts_at, ==, 0);
  g_assert_true (event->opens_at == USHER_NEVER && event->closes_at == USHER_NEVER);
  g_assert_true (event->started_at == USHER_NEVER && event->ended_at == USHER_NEVER);
  g_assert_true (event->created_at == USHER_NEVER && event->updated_at == USHER_NEVER);

  g_set_str (&event->title, "Late show");
  g_set_str (&event->privacy_url, "https://example.org/privacy");
  event->capacity = 7;
  copy = usher_event_copy (event);
  g_assert_cmpstr (copy->title, ==, "Late show");
  g_assert_cmpstr (copy->privacy_url, ==, "https://example.org/privacy");
  g_assert_true (copy->title != event->title);
  g_assert_cmpint (copy->capacity, ==, 7);
  g_set_str (&copy->title, "Another");
  g_assert_cmpstr (event->title, ==, "Late show");

  same = usher_event_ref (event);
  g_assert_true (same == event);
  g_clear_pointer (&event, usher_event_unref);
  g_assert_cmpstr (same->title, ==, "Late show");
}

static void
test_event_end (void)
{
  g_autoptr (UsherEvent) event = usher_event_new ();

  event->starts_at = 1000 * (gint64) G_USEC_PER_SEC;
  event->duration_minutes = 90;
  g_assert_cmpint (usher_event_ends_at (event), ==, (1000 + 5400) * (gint64) G_USEC_PER_SEC);
  event->duration_minutes = 7 * 24 * 60;
  g_assert_cmpint (usher_event_ends_at (event), ==, (1000 + 7 * 86400) * (gint64) G_USEC_PER_SEC);
  event->ended_at = 5;
  g_assert_cmpint (usher_event_ends_at (event), ==, 5);
}

static void
test_event_phase (void)
{
  static const struct { UsherEventStatus status; gint64 to_go; UsherEventPhase phase; } cases[] = {
    { USHER_EVENT_SCHEDULED, 14 * USHER_DAY, USHER_PHASE_SCHEDULED },
    { USHER_EVENT_SCHEDULED, USHER_HOUR, USHER_PHASE_SCHEDULED },
    { USHER_EVENT_SCHEDULED, USHER_HOUR - 1, USHER_PHASE_SOON },
    { USHER_EVENT_SCHEDULED, 1, USHER_PHASE_SOON },
    { USHER_EVENT_SCHEDULED, 0, USHER_PHASE_OVERDUE },
    { USHER_EVENT_SCHEDULED, -USHER_DAY, USHER_PHASE_OVERDUE },
    { USHER_EVENT_LIVE, USHER_DAY, USHER_PHASE_LIVE },
    { USHER_EVENT_LIVE, -USHER_DAY, USHER_PHASE_LIVE },
    { USHER_EVENT_COMPLETED, -USHER_DAY, USHER_PHASE_COMPLETED },
    { USHER_EVENT_CANCELLED, USHER_MINUTE, USHER_PHASE_CANCELLED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEvent) event = usher_event_new ();

      event->status = cases[i].status;
      event->starts_at = 100 * USHER_DAY;
      g_test_message ("case %zu", i);
      g_assert_cmpint (usher_event_phase (event, event->starts_at - cases[i].to_go), ==, cases[i].phase);
    }
}

static void
test_notification (void)
{
  g_autoptr (UsherNotification) notification = usher_notification_new ();
  g_autoptr (UsherNotification) copy = NULL;

  g_assert_null (notification->interval);
  g_assert_null (notification->reason);
  g_assert_true (notification->due_at == USHER_NEVER && notification->opened_at == USHER_NEVER);
  g_assert_true (notification->closed_at == USHER_NEVER && notification->created_at == USHER_NEVER);
  notification->interval = g_strdup ("P14D");
  copy = usher_notification_copy (notification);
  g_assert_cmpstr (copy->interval, ==, "P14D");
  g_assert_true (copy->interval != notification->interval);
  g_assert_null (copy->reason);
}

static void
test_delivery (void)
{
  g_autoptr (UsherDelivery) delivery = usher_delivery_new ();
  g_autoptr (UsherDelivery) copy = NULL;

  g_assert_cmpstr (delivery->address, ==, "");
  g_assert_cmpint (delivery->status, ==, USHER_DELIVERY_QUEUED);
  g_assert_cmpint (delivery->price_micros, ==, -1);   /* 0 would be "free" */
  g_assert_true (delivery->next_attempt_at == USHER_NEVER && delivery->claimed_at == USHER_NEVER);
  g_assert_true (delivery->settled_at == USHER_NEVER && delivery->delivered_at == USHER_NEVER);
  g_assert_true (delivery->opened_at == USHER_NEVER && delivery->clicked_at == USHER_NEVER);
  delivery->provider_id = g_strdup ("<1@example.org>");
  copy = usher_delivery_copy (delivery);
  g_assert_cmpstr (copy->provider_id, ==, "<1@example.org>");
  g_assert_null (copy->batch_id);
}

static void
test_stream (void)
{
  g_autoptr (UsherStream) stream = usher_stream_new ();
  g_autoptr (UsherStream) copy = NULL;

  g_assert_cmpstr (stream->stream_key, ==, "");
  g_assert_null (stream->asset_ids);
  g_assert_true (stream->created_at == USHER_NEVER);
  g_set_str (&stream->stream_key, "key");
  copy = usher_stream_copy (stream);
  g_assert_cmpstr (copy->stream_key, ==, "key");
}

static void
test_analytics (void)
{
  g_autoptr (UsherAnalytics) analytics = usher_analytics_new ();

  g_assert_cmpint (analytics->registrations, ==, 0);
  g_assert_cmpint (analytics->sent[USHER_CHANNEL_SMS], ==, 0);
  g_assert_true (analytics->started_at == USHER_NEVER && analytics->ended_at == USHER_NEVER);
  g_assert_true (analytics->computed_at == USHER_NEVER);
}

static void
test_registration_channels (void)
{
  static const struct { const char *email, *phone; gboolean email_opt_in, sms_opt_in; UsherChannels channels; } cases[] = {
    { NULL, NULL, FALSE, FALSE, USHER_CHANNELS_NONE },
    { NULL, NULL, TRUE, TRUE, USHER_CHANNELS_NONE },
    { "", "", TRUE, TRUE, USHER_CHANNELS_NONE },
    { "a@example.org", "+4915112345678", FALSE, FALSE, USHER_CHANNELS_NONE },
    { "a@example.org", NULL, TRUE, TRUE, USHER_CHANNELS_EMAIL },
    { NULL, "+4915112345678", TRUE, TRUE, USHER_CHANNELS_SMS },
    { "a@example.org", "+4915112345678", TRUE, FALSE, USHER_CHANNELS_EMAIL },
    { "a@example.org", "+4915112345678", FALSE, TRUE, USHER_CHANNELS_SMS },
    { "a@example.org", "+4915112345678", TRUE, TRUE, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherRegistration) registration = usher_registration_new ();
      g_autoptr (UsherRegistration) copy = NULL;

      g_assert_null (registration->email);
      g_assert_cmpstr (registration->token, ==, "");
      registration->email = g_strdup (cases[i].email);
      registration->phone = g_strdup (cases[i].phone);
      registration->email_opt_in = cases[i].email_opt_in;
      registration->sms_opt_in = cases[i].sms_opt_in;
      copy = usher_registration_copy (registration);
      g_assert_cmpint (usher_registration_channels (registration), ==, cases[i].channels);
      g_assert_cmpint (usher_registration_channels (copy), ==, cases[i].channels);
    }
}

/* --- threads ----------------------------------------------------------------------------------------------------- */

static gpointer
hold_and_drop (gpointer data)
{
  for (int i = 0; i < 1000; i++)
    {
      UsherEvent *event = usher_event_ref (data);

      g_assert_cmpstr (event->title, ==, "Shared");
      usher_event_unref (event);
    }
  usher_event_unref (data);
  return NULL;
}

static void
test_shared_between_threads (void)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  GThread *threads[4];

  g_set_str (&event->title, "Shared");
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("holder", hold_and_drop, usher_event_ref (event));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpstr (event->title, ==, "Shared");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/records/nicks", test_nicks);
  g_test_add_func ("/records/event", test_event);
  g_test_add_func ("/records/event-end", test_event_end);
  g_test_add_func ("/records/event-phase", test_event_phase);
  g_test_add_func ("/records/notification", test_notification);
  g_test_add_func ("/records/delivery", test_delivery);
  g_test_add_func ("/records/stream", test_stream);
  g_test_add_func ("/records/analytics", test_analytics);
  g_test_add_func ("/records/registration-channels", test_registration_channels);
  g_test_add_func ("/records/shared-between-threads", test_shared_between_threads);
  return g_test_run ();
}
