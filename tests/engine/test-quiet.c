/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quiet hours from 22:00 to 08:00; the show is on a Sunday at 20:00 in Berlin, 04:00 on Monday in Tokyo. */
#include <string.h>

#include "usher-house.h"

#define BERLIN "+4915112345678"
#define TOKYO  "+819012345678"
#define BOTH   (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS)

static void
set_quiet (UsherHouse *house, gboolean enabled, int from, int to)
{
  g_autoptr (UsherSettings) settings = usher_engine_get_settings (house->engine, NULL);
  g_autoptr (UsherSettings) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  settings->quiet_enabled = enabled;
  settings->quiet_from = from;
  settings->quiet_to = to;
  usher_engine_save_settings_async (house->engine, settings, "app", NULL, usher_house_take, &result);
  saved = usher_engine_save_settings_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

/* With the confirmations sent, at night and all */
static UsherHouse *
new_house (const char * const *steps, UsherChannels channels, gint64 *event_id)
{
  UsherHouse *house = usher_house_new (HOUSE_BEGIN + USHER_HOUR + 3 * USHER_HOUR);   /* midnight in Berlin */

  set_quiet (house, TRUE, 22 * 60, 8 * 60);
  *event_id = usher_house_create_id (house, channels, steps);
  return house;
}

static UsherDelivery *
last_delivery (UsherHouse *house, gint64 event_id, UsherDeliveryStatus status)
{
  UsherDeliveryQuery query = { .event_id = event_id, .channel = USHER_CHANNEL_SMS, .status = (int) status, .limit = 100 };
  g_autoptr (GPtrArray) list = usher_engine_list_deliveries (house->engine, &query, NULL);

  g_assert_cmpuint (list->len, >, 0);
  return usher_delivery_ref (list->pdata[0]);
}

static void
assert_status (UsherHouse *house, gint64 event_id, const char *interval, UsherNotificationStatus status)
{
  g_autoptr (UsherNotification) n = usher_house_find (house, event_id, interval);

  g_assert_cmpstr (usher_notification_status_nick (n->status), ==, usher_notification_status_nick (status));
}

/* A day before the start it is four at night in Tokyo: that one waits for eight o'clock there, and is worded for then. E-mail and
 * Berlin do not wait; the confirmations did not either. Restarted meanwhile, and looked at again and again. */
static void
test_tokyo (void)
{
  static const char * const steps[] = { "P1D", "PT1H", "PT0S", NULL };
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, BOTH, &event_id);
  UsherInstant morning = HOUSE_START - USHER_DAY + 4 * USHER_HOUR;
  g_autoptr (UsherDelivery) held = NULL;

  usher_house_register (house, event_id, "Ada", NULL, BERLIN, "Europe/Berlin");
  usher_house_register (house, event_id, "Kei", "kei@example.com", TOKYO, "Asia/Tokyo");
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);

  usher_house_go_to (house, HOUSE_START - USHER_DAY);
  g_assert_cmpint (usher_fake_count (house->text), ==, 3);
  g_assert_cmpstr (usher_fake_last (house->text)->to, ==, BERLIN);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
  held = last_delivery (house, event_id, USHER_DELIVERY_QUEUED);
  g_assert_nonnull (strstr (held->reason, "quiet hours"));
  g_assert_cmpint (held->attempts, ==, 0);
  assert_status (house, event_id, "P1D", USHER_NOTIFICATION_SENDING);

  usher_house_restart (house);
  for (int hour = 0; hour < 4; hour++)
    usher_house_go_to (house, HOUSE_START - USHER_DAY + hour * USHER_HOUR + USHER_MINUTE);
  usher_house_go_to (house, morning - 1);
  g_assert_cmpint (usher_fake_count (house->text), ==, 3);
  usher_house_go_to (house, morning);
  g_assert_cmpint (usher_fake_count (house->text), ==, 4);
  g_assert_cmpstr (usher_fake_last (house->text)->to, ==, TOKYO);
  g_assert_nonnull (strstr (usher_fake_last (house->text)->text, "tomorrow"));   /* Monday 04:00, read on Sunday at 08:00 */
  assert_status (house, event_id, "P1D", USHER_NOTIFICATION_SENT);

  /* Three at night, and the show itself: these wake whoever registered for that. */
  usher_house_go_to (house, HOUSE_START - USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 6);
  usher_house_go_to (house, HOUSE_START);
  g_assert_cmpint (usher_fake_count (house->text), ==, 8);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 8);
}

/* What has no use in the morning is skipped, with the reason: the next step says it better. */
static void
test_skip (void)
{
  static const char * const steps[] = { "PT21H", "PT11H", NULL };   /* 23:00 and 09:00 in Berlin */
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, USHER_CHANNELS_SMS, &event_id);
  g_autoptr (UsherDelivery) skipped = NULL;
  g_autoptr (UsherNotification) n = NULL;

  usher_house_register (house, event_id, "Ada", NULL, BERLIN, NULL);   /* the event's zone, then */
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_START - 21 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  skipped = last_delivery (house, event_id, USHER_DELIVERY_SKIPPED);
  g_assert_nonnull (strstr (skipped->reason, "quiet hours"));
  n = usher_house_find (house, event_id, "PT21H");
  g_assert_cmpint (n->status, ==, USHER_NOTIFICATION_SKIPPED);
  g_assert_nonnull (strstr (n->reason, "quiet hours"));
  usher_house_go_to (house, HOUSE_START - 11 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
}

/* Held on the evening before, read on the day: never "tomorrow". */
static void
test_words (void)
{
  static const char * const steps[] = { "PT21H", NULL };
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, USHER_CHANNELS_SMS, &event_id);

  usher_house_register (house, event_id, "Ada", NULL, BERLIN, NULL);
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_START - 21 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  usher_house_go_to (house, HOUSE_START - 12 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  g_assert_null (strstr (usher_fake_last (house->text)->text, "tomorrow"));
  g_assert_nonnull (strstr (usher_fake_last (house->text)->text, "today at 20:00 (in 12 hours)"));
}

static void
move_event (UsherHouse *house, gint64 event_id, const char *starts_at, UsherChannels channels)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&draft->title, "Sunday Night Jazz");
  g_set_str (&draft->starts_at, starts_at);
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->duration_minutes = 90;
  draft->channels = channels;
  usher_engine_update_event_async (house->engine, event_id, draft, 0, "app", NULL, usher_house_take, &result);
  event = usher_engine_update_event_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

/* Moved while one waits: that one never leaves; the notice waits as well; in the morning there is one message, and it is true. */
static void
test_move_while_held (void)
{
  static const char * const steps[] = { "PT21H", "PT1H", NULL };
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, USHER_CHANNELS_SMS, &event_id);

  usher_house_register (house, event_id, "Ada", NULL, BERLIN, NULL);
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_START - 21 * USHER_HOUR);
  move_event (house, event_id, "2026-12-08T20:00", USHER_CHANNELS_SMS);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  usher_house_go_to (house, HOUSE_START - 12 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  g_assert_nonnull (strstr (usher_fake_last (house->text)->text, "8 December"));
  usher_house_go_to (house, HOUSE_START);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
}

/* Cancelled while one waits: nothing of it leaves, and the word that it is off comes in the morning. But not when the reader would be
 * up for the show by then. */
static void
test_cancel_while_held (void)
{
  static const char * const steps[] = { "PT21H", NULL };
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, USHER_CHANNELS_SMS, &event_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) cancelled = NULL;

  usher_house_register (house, event_id, "Ada", NULL, BERLIN, "Europe/Berlin");
  usher_house_register (house, event_id, "Kei", NULL, TOKYO, "Asia/Tokyo");
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_START - 5 * USHER_HOUR - 21 * USHER_HOUR);
  usher_house_go_to (house, HOUSE_START - 21 * USHER_HOUR);            /* 23:00 in Berlin, 07:00 in Tokyo: both wait */
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  usher_engine_cancel_event_async (house->engine, event_id, 0, "app", NULL, usher_house_take, &result);
  cancelled = usher_engine_cancel_event_finish (house->engine, usher_house_wait (&result), NULL);
  g_assert_nonnull (cancelled);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  usher_house_go_to (house, HOUSE_START - 20 * USHER_HOUR);            /* 08:00 in Tokyo */
  g_assert_cmpint (usher_fake_count (house->text), ==, 3);
  g_assert_cmpstr (usher_fake_last (house->text)->to, ==, TOKYO);
  usher_house_go_to (house, HOUSE_START - 12 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 4);
  g_assert_nonnull (strstr (usher_fake_last (house->text)->text, "cancelled"));
}

/* The hours are switched off, or others: who waits is asked about again at once. */
static void
test_settings_change (void)
{
  static const char * const steps[] = { "PT21H", NULL };
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, USHER_CHANNELS_SMS, &event_id);

  usher_house_register (house, event_id, "Ada", NULL, BERLIN, NULL);
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_START - 21 * USHER_HOUR);
  set_quiet (house, TRUE, 22 * 60, 7 * 60);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  usher_house_go_to (house, HOUSE_START - 13 * USHER_HOUR - 1);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  set_quiet (house, FALSE, 22 * 60, 7 * 60);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
}

/* A night for very many, in few commits; each leaves once. */
static void
test_many (void)
{
  static const char * const steps[] = { "PT21H", NULL };
  gint64 event_id;
  g_autoptr (UsherHouse) house = new_house (steps, USHER_CHANNELS_SMS, &event_id);

  for (int i = 0; i < 230; i++)
    {
      g_autofree char *phone = g_strdup_printf ("+4915112345%03d", i);

      usher_house_register (house, event_id, "Ada", NULL, phone, NULL);
    }
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 230);
  usher_house_go_to (house, HOUSE_START - 21 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 230);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 230);
  usher_house_restart (house);
  usher_house_go_to (house, HOUSE_START - 12 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 460);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quiet/tokyo", test_tokyo);
  g_test_add_func ("/quiet/skip", test_skip);
  g_test_add_func ("/quiet/words", test_words);
  g_test_add_func ("/quiet/move-while-held", test_move_while_held);
  g_test_add_func ("/quiet/cancel-while-held", test_cancel_while_held);
  g_test_add_func ("/quiet/settings-change", test_settings_change);
  g_test_add_func ("/quiet/many", test_many);
  return g_test_run ();
}
