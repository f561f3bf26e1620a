/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a request whose answer comes after people have changed their minds. */
#include "usher-house.h"

#include "usher-table-deliveries.h"
#include "usher-table-events.h"

static const char * const one_day[] = { "P1D", NULL };

#define DAY_BEFORE (HOUSE_START - USHER_DAY)

typedef struct {
  UsherChannel channel;
  UsherFault   fault;
  int          sent;       /* in the end */
} Case;

static void
take_back (UsherHouse *house, gint64 event_id)
{
  g_autoptr (UsherNotification) n = usher_house_find (house, event_id, "P1D");
  g_autoptr (UsherNotification) cancelled = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_cancel_notification_async (house->engine, event_id, n->id, "app", NULL, usher_house_take, &result);
  cancelled = usher_engine_cancel_notification_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

/* Its request left, nobody knows whether it arrived, and then the streamer takes the reminder back. If the provider has it, it
 * was sent; if not, it must not be sent now. */
static void
test_taken_back (gconstpointer data)
{
  const Case *c = data;
  gboolean sms = c->channel == USHER_CHANNEL_SMS;
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  UsherFake *fake = sms ? house->text : house->mail;
  gint64 event_id = usher_house_create_id (house, 1 << c->channel, one_day);
  int confirmations;

  usher_house_register (house, event_id, "Ada", "ada@example.com", sms ? "+4915112345678" : NULL, NULL);
  usher_house_run_due (house);
  confirmations = usher_fake_count (fake);
  usher_fake_set_fault (fake, c->fault, 1);
  usher_house_go_to (house, DAY_BEFORE);
  take_back (house, event_id);
  for (int minutes = 1; minutes <= 60; minutes++)
    usher_house_go_to (house, DAY_BEFORE + minutes * (gint64) USHER_MINUTE);
  g_assert_cmpint (usher_fake_count (fake), ==, confirmations + c->sent);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_CANCELLED), ==, 1 - c->sent);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED) +
                   usher_house_count (house, event_id, USHER_DELIVERY_DELIVERED), ==, confirmations + c->sent);
}

static gboolean
rename_job (UsherConn *conn, gpointer data, GError **error)
{
  g_autoptr (UsherEvent) event = usher_events_get (conn, *(gint64 *) data, error);

  if (event == NULL)
    return FALSE;
  g_set_str (&event->title, "Another Title");
  return usher_events_update (conn, event, 0, error);
}

/* An SMS was taken, its answer lost, and the event edited before the provider is asked: it is not sent again in other words. */
static void
test_edited_meanwhile (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, one_day);
  g_autoptr (GError) error = NULL;
  int before;

  usher_house_register (house, event_id, "Ada", "ada@example.com", "+4915112345678", NULL);
  usher_house_run_due (house);
  before = usher_fake_count (house->text);
  g_assert_cmpint (before, ==, 1);
  usher_fake_set_fault (house->text, FAULT_TAKEN, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 1);
  usher_store_write (house->store, rename_job, &event_id, NULL, &error);
  g_assert_no_error (error);
  for (int minutes = 1; minutes <= 30; minutes++)
    usher_house_go_to (house, DAY_BEFORE + minutes * (gint64) USHER_MINUTE);
  g_assert_cmpint (usher_fake_count (house->text), ==, before + 1);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 0);
}

static void
send_test (UsherHouse *house, gint64 event_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_send_test_async (house->engine, event_id, "reminder-P1D", USHER_CHANNEL_EMAIL, "me@example.com", "app", NULL,
                                usher_house_take, &result);
  g_assert_cmpint (usher_engine_send_test_finish (house->engine, usher_house_wait (&result), &error), !=, 0);
  g_assert_no_error (error);
  usher_house_run_due (house);
}

/* The key is wrong, reminders wait, and the streamer sets the key right: a test send is tried at once, before what waits, and
 * when it works the rest follows. */
static void
test_test_while_open (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);

  usher_house_fill (house, event_id, 3);
  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, -1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 3);
  send_test (house, event_id);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_FAILED), ==, 1);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 3);
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  send_test (house, event_id);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 4);
  g_assert_cmpstr (usher_fake_nth (house->mail, 0)->to, ==, "me@example.com");
}

/* The clock was a day ahead while messages could not leave; when it is set right they do not wait for that day. */
static void
test_clock_was_ahead (gconstpointer data)
{
  UsherFault fault = GPOINTER_TO_INT (data);
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);

  usher_house_go_to (house, HOUSE_BEGIN + USHER_DAY);
  usher_fake_set_fault (house->mail, fault, fault == FAULT_REFUSE_ACCOUNT ? -1 : 1);
  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 0);
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  for (int minutes = 1; minutes <= 20; minutes++)
    usher_house_go_to (house, HOUSE_BEGIN + minutes * USHER_MINUTE);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
}

#define SILENT 600
#define MORE   20

static gboolean
accepted_job (UsherConn *conn, gpointer data, GError **error)
{
  for (int i = 0; i < SILENT + MORE; i++)
    {
      g_autoptr (UsherDelivery) d = usher_delivery_new ();

      d->event_id = *(gint64 *) data;
      d->kind = USHER_NOTIFICATION_TEST;
      d->channel = USHER_CHANNEL_SMS;
      d->status = USHER_DELIVERY_ACCEPTED;
      g_set_str (&d->address, "+4915112345678");
      d->provider = g_strdup ("fake-text");
      d->provider_id = g_strdup_printf (i < SILENT ? "silent-%d" : "fake-%d", i);
      d->created_at = d->claimed_at = d->settled_at = HOUSE_BEGIN - USHER_HOUR + i;
      if (!usher_deliveries_insert (conn, d, "change", error))
        return FALSE;
    }
  return TRUE;
}

/* Messages that never get a last word do not keep those behind them from theirs. */
static void
test_many_unfinished (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, one_day);
  g_autoptr (GError) error = NULL;

  usher_store_write (house->store, accepted_job, &event_id, NULL, &error);
  g_assert_no_error (error);
  for (int hour = 1; hour <= 48; hour++)
    usher_house_go_to (house, HOUSE_BEGIN + hour * USHER_HOUR);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_DELIVERED), ==, MORE);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED), ==, SILENT);
}

int
main (int argc, char **argv)
{
  static const Case lost_mail = { USHER_CHANNEL_EMAIL, FAULT_LOST, 0 };
  static const Case taken_mail = { USHER_CHANNEL_EMAIL, FAULT_TAKEN, 1 };
  static const Case lost_text = { USHER_CHANNEL_SMS, FAULT_LOST, 0 };
  static const Case taken_text = { USHER_CHANNEL_SMS, FAULT_TAKEN, 1 };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/engine/settle/taken-back/lost-mail", &lost_mail, test_taken_back);
  g_test_add_data_func ("/engine/settle/taken-back/taken-mail", &taken_mail, test_taken_back);
  g_test_add_data_func ("/engine/settle/taken-back/lost-text", &lost_text, test_taken_back);
  g_test_add_data_func ("/engine/settle/taken-back/taken-text", &taken_text, test_taken_back);
  g_test_add_func ("/engine/settle/edited-meanwhile", test_edited_meanwhile);
  g_test_add_func ("/engine/settle/test-while-open", test_test_while_open);
  g_test_add_data_func ("/engine/settle/clock-was-ahead/refused", GINT_TO_POINTER (FAULT_REFUSE_ACCOUNT), test_clock_was_ahead);
  g_test_add_data_func ("/engine/settle/clock-was-ahead/lost", GINT_TO_POINTER (FAULT_LOST), test_clock_was_ahead);
  g_test_add_func ("/engine/settle/many-unfinished", test_many_unfinished);
  return g_test_run ();
}
