/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"

#include "usher-engine-private.h"

#define SECOND     ((gint64) G_USEC_PER_SEC)
#define DAY_BEFORE (HOUSE_START - USHER_DAY)

static const char * const steps[] = { "P1D", "PT1H", NULL };
static const char phone[] = "+4915112345678";

static UsherProviderEvent *
new_event (const char *provider, const char *type, gint64 delivery_id, const char *id)
{
  UsherProviderEvent *event = usher_provider_event_new (provider, type);

  g_set_str (&event->provider_event_id, id);
  event->delivery_id = delivery_id;
  event->price_micros = -1;
  event->at = HOUSE_BEGIN + USHER_HOUR;
  return event;
}

static void
give (UsherHouse *house, const char *type, gint64 delivery_id, const char *id, const char *token)
{
  g_autoptr (UsherProviderEvent) event = new_event ("fake-mail", type, delivery_id, id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_take_feedback_async (house->engine, event, token, NULL, usher_house_take, &result);
  usher_engine_take_feedback_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

/* One registrant with e-mail and phone, whose confirmations were accepted */
static UsherHouse *
house_with_ada (gint64 *event_id, gint64 *mail_id, gint64 *text_id)
{
  UsherHouse *house = usher_house_new (HOUSE_BEGIN);

  *event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, steps);
  usher_house_register (house, *event_id, "Ada", "ada@example.com", phone, NULL);
  usher_house_run_due (house);
  *mail_id = usher_fake_last (house->mail)->delivery_id;
  *text_id = usher_fake_last (house->text)->delivery_id;
  return house;
}

static UsherDeliveryStatus
status_of (UsherHouse *house, gint64 id)
{
  g_autoptr (UsherDelivery) d = usher_house_delivery (house, id);

  return d->status;
}

static const struct {
  const char         *type;
  UsherDeliveryStatus status;
  const char         *suppression;    /* of the address */
  gboolean            next;           /* does the next reminder leave by e-mail? */
} types[] = {
  { "accepted", USHER_DELIVERY_ACCEPTED, NULL, TRUE },
  { "delivered", USHER_DELIVERY_DELIVERED, NULL, TRUE },
  { "failed", USHER_DELIVERY_FAILED, NULL, TRUE },
  { "bounced", USHER_DELIVERY_FAILED, "bounce", FALSE },
  { "opened", USHER_DELIVERY_DELIVERED, NULL, TRUE },
  { "clicked", USHER_DELIVERY_DELIVERED, NULL, TRUE },
  { "unsubscribed", USHER_DELIVERY_DELIVERED, "unsubscribe", FALSE },
  { "complained", USHER_DELIVERY_DELIVERED, "complaint", FALSE },
};

static void
test_types (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      gint64 event_id, mail_id, text_id;
      g_autoptr (UsherHouse) house = house_with_ada (&event_id, &mail_id, &text_id);

      give (house, types[i].type, mail_id, "e1", "token-1");
      g_test_message ("%s → %s", types[i].type, usher_delivery_status_nick (status_of (house, mail_id)));
      g_assert_cmpint (status_of (house, mail_id), ==, types[i].status);
      g_assert_cmpstr (usher_house_suppression (house, USHER_CHANNEL_EMAIL, "ada@example.com"), ==, types[i].suppression);
      usher_house_go_to (house, DAY_BEFORE);
      g_assert_cmpint (usher_fake_count (house->mail), ==, types[i].next ? 2 : 1);
      g_assert_cmpint (usher_fake_count (house->text), ==, 2);
    }
}

/* The same signed report again, under the same token, then under a fresh one: nothing changes. */
static void
test_replay (void)
{
  gint64 event_id, mail_id, text_id;
  g_autoptr (UsherHouse) house = house_with_ada (&event_id, &mail_id, &text_id);

  give (house, "delivered", mail_id, "e1", "token-1");
  give (house, "failed", mail_id, "e2", "token-1");
  g_assert_cmpint (status_of (house, mail_id), ==, USHER_DELIVERY_DELIVERED);
  give (house, "delivered", mail_id, "e1", "token-2");
  /* Out of order: what came before never takes a step back. */
  give (house, "accepted", mail_id, "e3", "token-3");
  g_assert_cmpint (status_of (house, mail_id), ==, USHER_DELIVERY_DELIVERED);
}

/* Mailgun's signature covers the token alone: a report about somebody whom we never wrote to does nothing. */
static void
test_forged (void)
{
  gint64 event_id, mail_id, text_id;
  g_autoptr (UsherHouse) house = house_with_ada (&event_id, &mail_id, &text_id);
  g_autoptr (UsherProviderEvent) event = new_event ("fake-mail", "unsubscribed", 99999, "e1");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  event->address = g_strdup ("ada@example.com");
  usher_engine_take_feedback_async (house->engine, event, "token-1", NULL, usher_house_take, &result);
  usher_engine_take_feedback_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_null (usher_house_suppression (house, USHER_CHANNEL_EMAIL, "ada@example.com"));
}

static void
test_polled (void)
{
  gint64 event_id, mail_id, text_id;
  g_autoptr (UsherHouse) house = house_with_ada (&event_id, &mail_id, &text_id);
  UsherProviderEvent *price;
  g_autoptr (UsherDelivery) d = NULL;
  int polls;

  usher_fake_add_event (house->mail, new_event ("fake-mail", "delivered", mail_id, "e1"));
  usher_fake_add_event (house->mail, new_event ("fake-mail", "opened", mail_id, "e2"));
  price = new_event ("fake-text", "price", text_id, "p1");
  price->price_micros = 7500;
  usher_fake_add_event (house->text, price);
  usher_house_go_to (house, HOUSE_BEGIN + 60 * SECOND);
  d = usher_house_delivery (house, mail_id);
  g_assert_cmpint (d->status, ==, USHER_DELIVERY_DELIVERED);
  g_assert_cmpint (d->opened_at, !=, USHER_NEVER);
  g_clear_pointer (&d, usher_delivery_unref);
  d = usher_house_delivery (house, text_id);
  /* Nothing was told of it by the list, so it was asked for by itself. */
  g_assert_cmpint (d->status, ==, USHER_DELIVERY_DELIVERED);
  g_assert_cmpint (d->segments, ==, 2);
  /* Quiet: fewer and fewer questions */
  usher_house_go_to (house, HOUSE_BEGIN + 2 * USHER_DAY);
  polls = house->mail->polls;
  for (int minute = 1; minute <= 59; minute++)
    usher_house_go_to (house, HOUSE_BEGIN + 2 * USHER_DAY + minute * 60 * SECOND);
  g_assert_cmpint (house->mail->polls, ==, polls);
}

/* STOP to any of our messages: by number, in all events; START takes exactly that back. */
static void
test_stop_and_start (void)
{
  gint64 event_id, mail_id, text_id;
  g_autoptr (UsherHouse) house = house_with_ada (&event_id, &mail_id, &text_id);
  UsherProviderEvent *stop = new_event ("fake-text", "stopped", 0, "in1");
  UsherProviderEvent *start = new_event ("fake-text", "started", 0, "in2");
  g_autoptr (UsherRegistrationForm) form = NULL;

  stop->address = g_strdup (phone);
  usher_fake_add_event (house->text, stop);
  usher_house_go_to (house, HOUSE_BEGIN + 60 * SECOND);
  g_assert_cmpstr (usher_house_suppression (house, USHER_CHANNEL_SMS, phone), ==, "stop");
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);

  start->address = g_strdup (phone);
  usher_fake_add_event (house->text, start);
  usher_house_go_to (house, DAY_BEFORE + USHER_HOUR);
  usher_house_go_to (house, DAY_BEFORE + 2 * USHER_HOUR);
  g_assert_null (usher_house_suppression (house, USHER_CHANNEL_SMS, phone));
}

/* What is queued for one who unsubscribes by the provider's own link is taken back. */
static void
test_queued_is_cancelled (void)
{
  gint64 event_id, mail_id, text_id;
  g_autoptr (UsherHouse) house = house_with_ada (&event_id, &mail_id, &text_id);

  house->mail->retry_after = 600;
  usher_fake_set_fault (house->mail, FAULT_LATER, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 1);
  give (house, "unsubscribed", mail_id, "e1", "token-1");
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 0);
  usher_house_go_to (house, DAY_BEFORE + USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
}

/* A new installation at an account that another one uses: reports on the other's first messages, which have the numbers of ours. */
static void
test_stranger (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, steps);
  static const char * const told[] = { "delivered", "bounced" };

  house->mail->retry_after = 30;
  usher_fake_set_fault (house->mail, FAULT_LATER, 1);
  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  for (gint64 id = 1; id <= 4; id++)
    {
      g_autofree char *name = g_strdup_printf ("e%d", (int) id);
      UsherProviderEvent *event = new_event ("fake-mail", told[id % 2], id, name);

      event->address = g_strdup ("bob@example.com");
      event->batch_id = g_strdup ("3b7c1b4e-0000-4000-8000-000000000000");
      usher_fake_add_event (house->mail, event);
    }
  usher_house_run_due (house);
  for (int second = 1; second <= 120; second++)
    usher_house_go_to (house, HOUSE_BEGIN + second * SECOND);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
  g_assert_null (usher_house_suppression (house, USHER_CHANNEL_EMAIL, "ada@example.com"));
  g_assert_cmpstr (usher_house_suppression (house, USHER_CHANNEL_EMAIL, "bob@example.com"), ==, "bounce");
}

/* Recordings are listed once each, in their order. */
static void
test_stream_event (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, steps);
  static const char * const assets[] = { "a1", "a2", "a1" };
  g_autoptr (UsherStream) stream = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  event = usher_house_start (house, event_id, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (assets); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      usher_engine_take_stream_event_async (house->engine, "stream-1", assets[i], NULL, usher_house_take, &result);
      usher_engine_take_stream_event_finish (house->engine, usher_house_wait (&result), &error);
      g_assert_no_error (error);
    }
  stream = usher_engine_get_stream (house->engine, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stream->asset_ids, ==, "a1 a2");
  g_assert_cmpstr (stream->stream_key, ==, "key");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/feedback/types", test_types);
  g_test_add_func ("/engine/feedback/replay", test_replay);
  g_test_add_func ("/engine/feedback/forged", test_forged);
  g_test_add_func ("/engine/feedback/polled", test_polled);
  g_test_add_func ("/engine/feedback/stop-and-start", test_stop_and_start);
  g_test_add_func ("/engine/feedback/queued-is-cancelled", test_queued_is_cancelled);
  g_test_add_func ("/engine/feedback/stranger", test_stranger);
  g_test_add_func ("/engine/feedback/stream-event", test_stream_event);
  return g_test_run ();
}
