/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"

#include "usher-alarm.h"

static const char * const eight[] = { "P14D", "P7D", "P3D", "P1D", "PT12H", "PT1H", "PT15M", "PT0S" };

/* When each of the eight is due, and what its mail says */
static const struct {
  UsherInstant before;
  const char  *says;
} cadence[] = {
  { 14 * USHER_DAY, "in 14 days" },
  { 7 * USHER_DAY, "in 7 days" },
  { 3 * USHER_DAY, "in 3 days" },
  { 1 * USHER_DAY, "tomorrow at 20:00" },
  { 12 * USHER_HOUR, "today at 20:00 (in 12 hours)" },
  { 1 * USHER_HOUR, "today at 20:00 (in 1 hour)" },
  { 15 * USHER_MINUTE, "in 15 minutes" },
  { 0, "It is time" },
};

static void
assert_status (UsherHouse *house, gint64 event_id, const char *interval, UsherNotificationStatus status)
{
  g_autoptr (UsherNotification) n = usher_house_find (house, event_id, interval);

  g_assert_cmpstr (usher_notification_status_nick (n->status), ==, usher_notification_status_nick (status));
}

static void
test_cadence (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN - USHER_MINUTE);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, NULL);

  usher_house_register (house, event_id, "Ada", "ada@example.com", "+4915112345678", NULL);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  g_assert_cmpstr (usher_fake_last (house->mail)->tag, ==, "confirmation");

  for (guint i = 0; i < G_N_ELEMENTS (eight); i++)
    {
      g_autoptr (UsherNotification) n = usher_house_find (house, event_id, eight[i]);
      g_autoptr (UsherNotification) after = NULL;
      g_autofree char *tag = g_strconcat ("reminder-", eight[i], NULL);
      UsherInstant due = HOUSE_START - cadence[i].before;

      g_assert_cmpint (n->due_at, ==, due);
      /* One microsecond early: nothing; at its moment: once; looking again: nothing more. */
      g_assert_cmpint (usher_house_go_to (house, due - 1), ==, 0);
      g_assert_cmpint (usher_fake_count (house->mail), ==, (int) i + 1);
      g_assert_cmpint (usher_house_go_to (house, due), ==, 1);
      g_assert_cmpint (usher_fake_count (house->mail), ==, (int) i + 2);
      g_assert_cmpint (usher_fake_count (house->text), ==, (int) i + 2);
      g_assert_nonnull (strstr (usher_fake_last (house->mail)->subject, cadence[i].says));
      g_assert_cmpstr (usher_fake_last (house->mail)->tag, ==, tag);
      g_assert_nonnull (strstr (usher_fake_last (house->text)->text, "Sunday Night Jazz"));
      g_assert_cmpint (usher_house_run_due (house), ==, 0);
      g_assert_cmpint (usher_fake_count (house->mail), ==, (int) i + 2);
      after = usher_house_find (house, event_id, eight[i]);
      g_assert_cmpint (after->status, ==, USHER_NOTIFICATION_SENT);
      g_assert_cmpint (after->sent, ==, 2);
      g_assert_null (after->reason);
      g_assert_false (after->late);
    }
}

/* Slept from before the first step until some time after the k-th: which one leaves, in which words? */
static const struct {
  UsherInstant before;       /* woke so long before the start (negative: after it) */
  int          sent;         /* index of the one that leaves; -1: none */
  const char  *says;
} sleeps[] = {
  { 14 * USHER_DAY - USHER_HOUR, 0, "in 14 days" },
  { 7 * USHER_DAY - USHER_HOUR, 1, "in 7 days" },
  { 3 * USHER_DAY - USHER_HOUR, 2, "in 3 days" },
  { 4 * USHER_DAY, -1, NULL },                          /* nearer to the next step than to its own */
  { 20 * USHER_HOUR, 3, "today at 20:00 (in 20 hours)" },/* "tomorrow" is not true any more */
  { 13 * USHER_HOUR, -1, NULL },
  { 9 * USHER_HOUR, 4, "today at 20:00 (in 9 hours)" },
  { 50 * (gint64) USHER_MINUTE, 5, "in 50 minutes" },
  { 20 * USHER_MINUTE, -1, NULL },
  { 9 * USHER_MINUTE, 6, "in 9 minutes" },
  { 4 * USHER_MINUTE, -1, NULL },
  { -10 * (gint64) USHER_MINUTE, 7, "started 10 minutes ago" },
  { -40 * (gint64) USHER_MINUTE, -1, NULL },
};

static void
test_slept (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sleeps); i++)
    {
      g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN - USHER_MINUTE);
      gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);
      int due = 0;

      usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
      usher_house_run_due (house);
      for (guint k = 0; k < G_N_ELEMENTS (eight); k++)
        due += HOUSE_START - cadence[k].before <= HOUSE_START - sleeps[i].before ? 1 : 0;
      g_assert_cmpint (usher_house_go_to (house, HOUSE_START - sleeps[i].before), ==, due);
      g_assert_cmpint (usher_fake_count (house->mail), ==, sleeps[i].sent >= 0 ? 2 : 1);
      if (sleeps[i].says != NULL)
        {
          g_assert_nonnull (strstr (usher_fake_last (house->mail)->text, sleeps[i].says));
          g_assert_null (strstr (usher_fake_last (house->mail)->text, "tomorrow"));
          g_assert_cmpstr (usher_fake_last (house->mail)->tag, ==, "reminder");
        }
      for (int k = 0; k < due; k++)
        {
          g_autoptr (UsherNotification) n = usher_house_find (house, event_id, eight[k]);

          g_assert_cmpint (n->status, ==, k == sleeps[i].sent ? USHER_NOTIFICATION_SENT : USHER_NOTIFICATION_SKIPPED);
          g_assert_nonnull (n->reason);
        }
    }
}

static void
test_late_registrant (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN - USHER_MINUTE);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);

  usher_house_go_to (house, HOUSE_START - 7 * USHER_DAY);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 0);
  {
    g_autoptr (UsherNotification) n = usher_house_find (house, event_id, "P7D");

    g_assert_cmpint (n->status, ==, USHER_NOTIFICATION_SENT);
    g_assert_nonnull (n->reason);
  }
  usher_clock_set (house->clock, HOUSE_START - 7 * USHER_DAY + 1);
  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);   /* the confirmation */
  usher_house_go_to (house, HOUSE_START - 3 * USHER_DAY);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
}

static void
test_send_now (void)
{
  static const char * const steps[] = { "P1D", "PT1H", NULL };
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, steps);
  g_autoptr (UsherNotification) sent = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_go_to (house, HOUSE_START - 5 * USHER_DAY);
  usher_engine_send_now_async (house->engine, event_id, 0, NULL, "app", NULL, usher_house_take, &result);
  sent = usher_engine_send_now_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->interval, ==, "P1D");
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
  /* Five days before, the words of "one day" would be wrong. */
  g_assert_nonnull (strstr (usher_fake_last (house->mail)->text, "in 5 days"));
  g_assert_null (strstr (usher_fake_last (house->mail)->text, "tomorrow"));
  assert_status (house, event_id, "P1D", USHER_NOTIFICATION_SENT);
  usher_house_go_to (house, HOUSE_START - USHER_DAY);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
  usher_house_go_to (house, HOUSE_START - USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
}

static UsherEvent *
move_event (UsherHouse *house, gint64 event_id, const char *starts_at)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UsherEvent *event;

  g_set_str (&draft->title, "Sunday Night Jazz");
  g_set_str (&draft->starts_at, starts_at);
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->duration_minutes = 90;
  draft->channels = USHER_CHANNELS_EMAIL;
  usher_engine_update_event_async (house->engine, event_id, draft, 0, "app", NULL, usher_house_take, &result);
  event = usher_engine_update_event_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  return event;
}

static void
test_reschedule_while_sending (void)
{
  static const char * const steps[] = { "P1D", "PT1H", NULL };
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, steps);
  g_autoptr (UsherEvent) moved = NULL;

  usher_house_fill (house, event_id, 30);
  house->mail->max_batch = 10;
  house->mail->retry_after = 60;
  /* The first page leaves, then the provider asks for patience. */
  usher_clock_set (house->clock, HOUSE_START - USHER_DAY);
  usher_fake_set_fault (house->mail, FAULT_LATER, -1);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 0);
  moved = move_event (house, event_id, "2026-12-13T20:00");
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  usher_house_go_to (house, HOUSE_START - USHER_DAY + USHER_HOUR);
  /* Only the change notice leaves: nobody is told of tomorrow. */
  g_assert_cmpint (usher_fake_count (house->mail), ==, 30);
  for (guint i = 0; i < 30; i++)
    {
      g_assert_cmpstr (usher_fake_nth (house->mail, i)->tag, ==, "change");
      g_assert_nonnull (strstr (usher_fake_nth (house->mail, i)->text, "13 December"));
      g_assert_null (strstr (usher_fake_nth (house->mail, i)->text, "tomorrow"));
      g_assert_nonnull (strstr (usher_fake_nth (house->mail, i)->attachment_type, "PUBLISH"));
    }
  usher_house_go_to (house, HOUSE_START + 6 * USHER_DAY);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 60);
  g_assert_nonnull (strstr (usher_fake_last (house->mail)->text, "tomorrow at 20:00"));
}

static void
test_cancelled (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);
  g_autoptr (UsherEvent) cancelled = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int before;

  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  before = usher_fake_count (house->mail);
  usher_engine_cancel_event_async (house->engine, event_id, 0, "app", NULL, usher_house_take, &result);
  cancelled = usher_engine_cancel_event_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, before + 1);
  g_assert_cmpstr (usher_fake_last (house->mail)->tag, ==, "cancellation");
  g_assert_nonnull (strstr (usher_fake_last (house->mail)->attachment, "METHOD:CANCEL"));
  usher_house_go_to (house, HOUSE_START);
  g_assert_cmpint (usher_fake_count (house->mail), ==, before + 1);
  assert_status (house, event_id, "confirmation", USHER_NOTIFICATION_CANCELLED);
}

/* A confirmation that waited until the show was over helps nobody. */
static void
test_late_confirmation (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_START - USHER_HOUR);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);

  usher_fake_set_fault (house->mail, FAULT_UNREACHABLE, -1);
  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 1);
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  usher_house_go_to (house, HOUSE_START + 3 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 0);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 0);
  assert_status (house, event_id, "confirmation", USHER_NOTIFICATION_SKIPPED);
}

/* The readers' own zones, in one request */
static void
test_zones (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);

  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, "America/New_York");
  usher_house_register (house, event_id, "Bob", "bob@example.com", NULL, "Asia/Tokyo");
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_START - USHER_DAY);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 4);
  g_assert_nonnull (strstr (usher_fake_nth (house->mail, 2)->text, "tomorrow at 14:00"));
  /* 19:00 UTC is 04:00 of the day after in Tokyo; the step leaves there at 04:00, too: tomorrow. */
  g_assert_nonnull (strstr (usher_fake_nth (house->mail, 3)->text, "tomorrow at 04:00"));
  g_assert_cmpstr (usher_fake_nth (house->mail, 2)->batch_id, ==, usher_fake_nth (house->mail, 3)->batch_id);
}

static void
count_ring (gpointer data)
{
  ++*(int *) data;
}

/* With the system's clock: rings at its moment, and at once for one that has passed */
static void
test_alarm (void)
{
  g_autoptr (UsherClock) clock = usher_clock_new ();
  int rings = 0;
  g_autoptr (UsherAlarm) alarm = usher_alarm_new (clock, count_ring, count_ring, &rings);

  usher_alarm_set (alarm, usher_clock_now (clock) + 20000);
  usher_house_wait_until (rings == 1);
  usher_alarm_set (alarm, usher_clock_now (clock) - USHER_DAY);
  usher_house_wait_until (rings == 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/scheduler/cadence", test_cadence);
  g_test_add_func ("/engine/scheduler/slept", test_slept);
  g_test_add_func ("/engine/scheduler/late-registrant", test_late_registrant);
  g_test_add_func ("/engine/scheduler/send-now", test_send_now);
  g_test_add_func ("/engine/scheduler/reschedule-while-sending", test_reschedule_while_sending);
  g_test_add_func ("/engine/scheduler/cancelled", test_cancelled);
  g_test_add_func ("/engine/scheduler/late-confirmation", test_late_confirmation);
  g_test_add_func ("/engine/scheduler/zones", test_zones);
  g_test_add_func ("/engine/scheduler/alarm", test_alarm);
  return g_test_run ();
}
