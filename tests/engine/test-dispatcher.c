/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"

#include "usher-engine-private.h"

static const char * const at_start[] = { "PT0S", NULL };
static const char * const one_day[] = { "P1D", NULL };
static const char * const day_and_hour[] = { "P1D", "PT1H", NULL };

#define DAY_BEFORE (HOUSE_START - USHER_DAY)
#define SECOND     ((gint64) G_USEC_PER_SEC)

static void
assert_notification (UsherHouse *house, gint64 event_id, const char *interval, UsherNotificationStatus status,
                     const char *reason)
{
  g_autoptr (UsherNotification) n = usher_house_find (house, event_id, interval);

  g_assert_cmpstr (usher_notification_status_nick (n->status), ==, usher_notification_status_nick (status));
  if (reason == NULL)
    g_assert_null (n->reason);
  else if (n->reason == NULL || strstr (n->reason, reason) == NULL)
    g_error ("“%s” is not in the reason: %s", reason, n->reason);
}

static void
assert_all_different (UsherFake *fake)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < fake->taken->len; i++)
    g_assert_true (g_hash_table_add (seen, &((UsherTaken *) fake->taken->pdata[i])->delivery_id));
}

/* Nobody registered gets a confirmation here: the reminder alone is looked at. */
static UsherHouse *
house_with (int viewers, const char * const *steps, gint64 *event_id)
{
  UsherHouse *house = usher_house_new (HOUSE_BEGIN);

  *event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, steps);
  usher_house_fill (house, *event_id, viewers);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 0);
  return house;
}

static void
test_pages (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (2500, one_day, &event_id);

  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2500);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 3);
  assert_all_different (house->mail);
  g_assert_cmpstr (usher_fake_nth (house->mail, 0)->list_unsubscribe, ==,
                   "https://live.example.com/unsubscribe/token-0?channel=email");
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, NULL);
}

/* By the API's import a viewer may come without a name. */
static gboolean
nameless_job (UsherConn *conn, gpointer data, GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registration_new ();

  r->event_id = *(gint64 *) data;
  g_set_str (&r->token, "nameless");
  r->email = g_strdup ("nobody@example.com");
  r->email_opt_in = TRUE;
  r->registered_at = r->updated_at = HOUSE_BEGIN;
  return usher_registrations_insert (conn, r, error);
}

/* Each sees the own name; one without gets the other shape, so another request. */
static void
test_shapes (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);
  g_autoptr (GError) error = NULL;
  int confirmations;

  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_store_write (house->store, nameless_job, &event_id, NULL, &error);
  g_assert_no_error (error);
  usher_house_register (house, event_id, "<Bob> %recipient.first_name%", "bob@example.com", NULL, NULL);
  usher_house_run_due (house);
  /* The two confirmations leave in one request or in two, as they come */
  confirmations = usher_fake_requests (house->mail);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 5);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, confirmations + 2);
  for (guint i = 2; i < 5; i++)
    {
      const UsherTaken *taken = usher_fake_nth (house->mail, i);

      g_assert_true (g_str_equal (taken->to, "ada@example.com") == (strstr (taken->text, "Ada") != NULL));
      if (g_str_equal (taken->to, "bob@example.com"))
        {
          g_assert_null (strstr (taken->html, "<Bob>"));
          g_assert_nonnull (strstr (taken->html, "&lt;Bob&gt;"));
        }
    }
  assert_all_different (house->mail);
}

static void
test_refused_account (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, day_and_hour, &event_id);
  g_autofree char *reason = NULL;
  g_autofree char *state = NULL;
  int requests;

  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, -1);
  usher_house_go_to (house, DAY_BEFORE);
  state = usher_house_provider_state (house, "fake-mail", &reason);
  g_assert_cmpstr (state, ==, "open");
  g_assert_nonnull (strstr (reason, "refused the key"));
  /* Nothing failed, nothing is tried again and again. */
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 3);
  requests = usher_fake_requests (house->mail);
  g_assert_cmpint (requests, ==, 1);
  usher_house_go_to (house, DAY_BEFORE + 30 * SECOND);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, requests);
  /* A trial after a while is one message, not three. */
  usher_house_go_to (house, DAY_BEFORE + 10 * 60 * SECOND);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, requests + 1);
  /* Set right, and the user says so: all of it leaves, in words that are true now. */
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  usher_clock_set (house->clock, DAY_BEFORE + 5 * USHER_HOUR);
  usher_dispatcher_probe (usher_engine_get_dispatcher (house->engine));
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
  g_assert_nonnull (strstr (usher_fake_last (house->mail)->text, "today at 20:00 (in 19 hours)"));
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, NULL);
}

static void
test_refused_for_too_long (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, day_and_hour, &event_id);

  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, -1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, HOUSE_START - USHER_HOUR);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SKIPPED, "refused the key");
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_SKIPPED), ==, 3);
  usher_house_go_to (house, HOUSE_START + 10);
  assert_notification (house, event_id, "PT1H", USHER_NOTIFICATION_SKIPPED, "refused the key");
  g_assert_cmpint (usher_fake_count (house->mail), ==, 0);
}

/* The circuit is remembered over a restart, which allows one trial: perhaps the key was set right. */
static void
test_circuit_restart (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, one_day, &event_id);

  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, -1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_restart (house);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 2);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 3);
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  usher_house_restart (house);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
}

/* Two shapes are two requests; the second does not leave when the first was refused, and the circuit stays open. */
static void
test_refused_between_shapes (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;

  usher_house_fill (house, event_id, 2);
  usher_store_write (house->store, nameless_job, &event_id, NULL, &error);
  g_assert_no_error (error);
  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, -1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 1);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 3);
  state = usher_house_provider_state (house, "fake-mail", NULL);
  g_assert_cmpstr (state, ==, "open");
}

/* A clock that was set back does not put the senders to sleep. */
static void
test_clock_set_back (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (1, one_day, &event_id);

  usher_fake_set_fault (house->mail, FAULT_UNREACHABLE, 1);
  usher_house_go_to (house, DAY_BEFORE + 10 * USHER_HOUR);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, DAY_BEFORE + 11 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
}

static void
test_retry_after (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (2, one_day, &event_id);
  g_autoptr (UsherDelivery) d = NULL;

  house->mail->retry_after = 90;
  usher_fake_set_fault (house->mail, FAULT_LATER, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, DAY_BEFORE + 89 * SECOND);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 1);
  usher_house_go_to (house, DAY_BEFORE + 91 * SECOND);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
  /* The first one after trouble is a trial by itself; 429 costs no attempt. */
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 3);
  d = usher_house_delivery (house, usher_fake_nth (house->mail, 0)->delivery_id);
  g_assert_cmpint (d->attempts, ==, 1);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, NULL);
}

/* An absurd wait is capped at an hour. */
static void
test_retry_after_cap (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (1, one_day, &event_id);

  house->mail->retry_after = G_MAXINT;
  usher_fake_set_fault (house->mail, FAULT_LATER, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, DAY_BEFORE + USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
}

/* The network was away for an hour: everything waits, nothing fails, and the pauses grow. */
static void
test_unreachable (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, one_day, &event_id);
  int requests;

  usher_fake_set_fault (house->mail, FAULT_UNREACHABLE, -1);
  usher_house_go_to (house, DAY_BEFORE);
  for (int second = 10; second <= 3600; second += 10)
    usher_house_go_to (house, DAY_BEFORE + second * SECOND);
  requests = usher_fake_requests (house->mail);
  g_assert_cmpint (requests, >=, 7);
  g_assert_cmpint (requests, <=, 20);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_QUEUED), ==, 3);
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  usher_house_go_to (house, DAY_BEFORE + 2 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
}

static void
test_attempts (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (1, one_day, &event_id);
  g_autoptr (UsherDelivery) d = NULL;
  UsherDeliveryQuery query = { .event_id = 0, .channel = -1, .status = -1, .limit = 1 };
  g_autoptr (GPtrArray) list = NULL;

  usher_fake_set_fault (house->mail, FAULT_LATER_MESSAGE, -1);
  for (int minute = 0; minute < 200; minute++)
    usher_house_go_to (house, DAY_BEFORE + minute * 60 * SECOND);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 6);
  list = usher_engine_list_deliveries (house->engine, &query, NULL);
  d = usher_delivery_ref (list->pdata[0]);
  g_assert_cmpint (d->status, ==, USHER_DELIVERY_FAILED);
  g_assert_nonnull (strstr (d->reason, "Tried 6 times"));
  g_assert_nonnull (strstr (d->reason, "The mailbox is busy."));
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_FAILED, "The mailbox is busy.");
}

static void
test_some_refused (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (5, one_day, &event_id);

  house->mail->max_batch = 2;
  usher_fake_set_fault (house->mail, FAULT_REFUSE_RECIPIENT, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, "2 of 5 could not be sent: There is no such address.");
}

static void
test_unknown_found (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, one_day, &event_id);

  usher_fake_set_fault (house->mail, FAULT_TAKEN, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 3);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENDING, NULL);
  usher_house_go_to (house, DAY_BEFORE + 40 * SECOND);
  g_assert_cmpint (house->mail->questions, ==, 1);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED), ==, 3);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 1);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, NULL);
}

static void
test_unknown_lost (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, one_day, &event_id);

  usher_fake_set_fault (house->mail, FAULT_LOST, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, DAY_BEFORE + 40 * SECOND);
  g_assert_cmpint (house->mail->questions, ==, 1);
  usher_house_go_to (house, DAY_BEFORE + 200 * SECOND);
  /* Not believed yet */
  g_assert_cmpint (house->mail->questions, ==, 1);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 1);
  usher_house_go_to (house, DAY_BEFORE + 301 * SECOND);
  g_assert_cmpint (house->mail->questions, ==, 2);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 2);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, NULL);
}

/* The provider's log was slow: the second question finds it, and nothing is sent twice. */
static void
test_unknown_slow (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, one_day, &event_id);

  house->mail->slow_memory = TRUE;
  usher_fake_set_fault (house->mail, FAULT_TAKEN, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, DAY_BEFORE + 40 * SECOND);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 3);
  usher_house_go_to (house, DAY_BEFORE + 301 * SECOND);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED), ==, 3);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
}

/* A provider that takes messages but will not say so: rather not sent than sent twice. */
static void
test_unknown_mute (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (2, one_day, &event_id);

  house->mail->mute = TRUE;
  usher_fake_set_fault (house->mail, FAULT_LOST, 1);
  usher_house_go_to (house, DAY_BEFORE);
  for (int hour = 1; hour <= 3 * 24 - 1; hour++)
    usher_house_go_to (house, DAY_BEFORE + hour * USHER_HOUR);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 2);
  for (int hour = 3 * 24; hour <= 3 * 24 + 2; hour++)
    usher_house_go_to (house, DAY_BEFORE + hour * USHER_HOUR);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 1);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_FAILED), ==, 2);
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_FAILED, "It is not known whether");
}

/* The machine slept for days on a lost answer, and woke before its network: the first question that fails is not the last. */
static void
test_unknown_slept (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (2, one_day, &event_id);

  house->mail->mute = TRUE;
  usher_fake_set_fault (house->mail, FAULT_TAKEN, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_go_to (house, DAY_BEFORE + 5 * USHER_DAY);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 2);
  house->mail->mute = FALSE;
  usher_house_go_to (house, DAY_BEFORE + 5 * USHER_DAY + USHER_HOUR);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED), ==, 2);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
}

/* Stopped while a request hangs: unknown, asked about by the next start, found. */
static void
test_stop_while_hanging (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (3, one_day, &event_id);

  usher_fake_set_fault (house->mail, FAULT_HANG, 1);
  usher_clock_set (house->clock, DAY_BEFORE);
  usher_house_wait_until (usher_fake_is_hanging (house->mail));
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_CLAIMED), ==, 3);
  usher_house_restart_after (house, 0);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 3);
  usher_house_go_to (house, DAY_BEFORE + 60 * SECOND);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED), ==, 3);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
}

/* --- the program ends between claim and answer --------------------------------------------------------------------- */

#define CRASH_FOLDER "USHER_TEST_CRASH_FOLDER"
#define CRASH_AFTER  "USHER_TEST_CRASH_AFTER"

static void
crash_in_child (void)
{
  g_autoptr (UsherHouse) house = usher_house_new_in (g_getenv (CRASH_FOLDER), HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);

  usher_house_fill (house, event_id, 3);
  house->mail->ledger = g_build_filename (g_getenv (CRASH_FOLDER), "ledger", NULL);
  usher_fake_set_fault (house->mail, g_getenv (CRASH_AFTER) != NULL ? FAULT_EXIT_AFTER : FAULT_EXIT_BEFORE, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_not_reached ();
}

static void
test_crash (gconstpointer data)
{
  gboolean after = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *ledger = NULL;
  g_autoptr (UsherHouse) house = NULL;

  if (g_test_subprocess ())
    {
      crash_in_child ();
      return;
    }
  folder = g_dir_make_tmp ("usher-crash-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv (CRASH_FOLDER, folder, TRUE);
  if (after)
    g_setenv (CRASH_AFTER, "1", TRUE);
  else
    g_unsetenv (CRASH_AFTER);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();

  house = usher_house_new_in (folder, DAY_BEFORE + 30 * SECOND);
  house->keep_folder = FALSE;
  ledger = g_build_filename (folder, "ledger", NULL);
  usher_fake_read_ledger (house->mail, ledger);
  g_assert_cmpint (usher_fake_count (house->mail), ==, after ? 3 : 0);
  g_assert_cmpint (usher_house_count (house, 0, USHER_DELIVERY_UNKNOWN), ==, 3);
  for (int minute = 1; minute < 15; minute++)
    usher_house_go_to (house, DAY_BEFORE + minute * 60 * SECOND);
  g_assert_cmpint (house->mail->questions, ==, after ? 1 : 2);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, after ? 0 : 1);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
  assert_all_different (house->mail);
  g_assert_cmpint (usher_house_count (house, 0, USHER_DELIVERY_ACCEPTED), ==, 3);
}

/* --- what changes while messages wait ------------------------------------------------------------------------------ */

static void
test_unsubscribed_between (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);
  gint64 bob;

  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  bob = usher_house_register (house, event_id, "Bob", "bob@example.com", NULL, NULL);
  usher_house_run_due (house);
  house->mail->retry_after = 60;
  usher_fake_set_fault (house->mail, FAULT_LATER, 1);
  usher_house_go_to (house, DAY_BEFORE);
  usher_house_set_channels (house, bob, USHER_CHANNELS_NONE);
  usher_house_go_to (house, DAY_BEFORE + 120 * SECOND);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 3);
  g_assert_cmpstr (usher_fake_last (house->mail)->to, ==, "ada@example.com");
  assert_notification (house, event_id, "P1D", USHER_NOTIFICATION_SENT, NULL);
}

static void
test_cancel_while_sending (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (6, one_day, &event_id);
  g_autoptr (UsherNotification) n = NULL;
  g_autoptr (UsherNotification) cancelled = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  house->mail->max_batch = 2;
  house->mail->retry_after = 600;
  usher_fake_set_fault (house->mail, FAULT_LATER, -1);
  usher_house_go_to (house, DAY_BEFORE);
  n = usher_house_find (house, event_id, "P1D");
  usher_engine_cancel_notification_async (house->engine, event_id, n->id, "app", NULL, usher_house_take, &result);
  cancelled = usher_engine_cancel_notification_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  usher_fake_set_fault (house->mail, FAULT_NONE, 0);
  usher_house_go_to (house, DAY_BEFORE + USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 0);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_CANCELLED), ==, 6);
}

/* The same person asks for the confirmation twice while the first still waits: two requests, not one with an address twice. */
static void
test_same_address (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, one_day);
  gint64 ada;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ada = usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  house->mail->retry_after = 60;
  usher_fake_set_fault (house->mail, FAULT_LATER, 1);
  usher_clock_set (house->clock, HOUSE_BEGIN + USHER_HOUR);
  usher_engine_resend_confirmation_async (house->engine, event_id, ada, "api", NULL, usher_house_take, &result);
  usher_engine_resend_confirmation_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_BEGIN + 2 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
  g_assert_cmpstr (usher_fake_nth (house->mail, 0)->batch_id, !=, usher_fake_nth (house->mail, 1)->batch_id);
}

/* A test send to a refused account tells at once, and the reminders stay in the queue. */
static void
test_test_send (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_with (1, one_day, &event_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherDelivery) d = NULL;
  gint64 id;

  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, 1);
  usher_engine_send_test_async (house->engine, event_id, "reminder-P1D", USHER_CHANNEL_EMAIL, "me@example.com", "app", NULL,
                                usher_house_take, &result);
  id = usher_engine_send_test_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  usher_house_run_due (house);
  d = usher_house_delivery (house, id);
  g_assert_cmpint (d->status, ==, USHER_DELIVERY_FAILED);
  g_assert_nonnull (strstr (d->reason, "refused the key"));

  usher_house_go_to (house, HOUSE_BEGIN + USHER_HOUR);
  g_clear_object (&result);
  usher_engine_send_test_async (house->engine, event_id, "reminder-P1D", USHER_CHANNEL_EMAIL, "me@example.com", "app", NULL,
                                usher_house_take, &result);
  usher_engine_send_test_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
  g_assert_cmpstr (usher_fake_last (house->mail)->to, ==, "me@example.com");
  g_assert_cmpstr (usher_fake_last (house->mail)->tag, ==, "test");
  g_assert_null (usher_fake_last (house->mail)->list_unsubscribe);
}

/* --- SMS ----------------------------------------------------------------------------------------------------------- */

static void
register_phones (UsherHouse *house, gint64 event_id, int count)
{
  for (int i = 0; i < count; i++)
    {
      g_autofree char *phone = g_strdup_printf ("+49151123456%02d", i);

      usher_house_register (house, event_id, "Ada", NULL, phone, NULL);
    }
}

static void
test_rate (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, at_start);

  register_phones (house, event_id, 5);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->text), ==, 5);
  house->text->rate = 1;
  usher_house_go_to (house, HOUSE_START);
  g_assert_cmpint (usher_fake_count (house->text), ==, 6);
  /* Each takes as many seconds as it has segments. */
  for (int second = 1; second <= 4; second++)
    {
      usher_house_go_to (house, HOUSE_START + second * SECOND);
      g_assert_cmpint (usher_fake_count (house->text), <=, 6 + second);
    }
  for (int second = 5; second <= 20; second++)
    usher_house_go_to (house, HOUSE_START + second * SECOND);
  g_assert_cmpint (usher_fake_count (house->text), ==, 10);
  g_assert_cmpint (usher_fake_last (house->text)->valid_seconds, <=, 1800);
}

/* "tomorrow" that arrives after midnight is a lie: the provider may not keep it for longer than the reader's day lasts. */
static void
test_text_before_midnight (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, one_day);

  /* Sent at 19:00 UTC, which is 22:00 in Istanbul */
  usher_house_register (house, event_id, "Ada", NULL, "+4915112345678", "Europe/Istanbul");
  usher_house_run_due (house);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  g_assert_cmpint (usher_fake_last (house->text)->valid_seconds, ==, 2 * 60 * 60);
}

static void
test_text_unknown (gconstpointer data)
{
  gboolean taken = GPOINTER_TO_INT (data);
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, day_and_hour);

  register_phones (house, event_id, 1);
  usher_house_run_due (house);
  usher_fake_set_fault (house->text, taken ? FAULT_TAKEN : FAULT_LOST, 1);
  usher_house_go_to (house, HOUSE_START - USHER_HOUR);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 1);
  /* Minutes later "in 1 hour" would be worded otherwise; the question is about the words of then. */
  usher_house_go_to (house, HOUSE_START - USHER_HOUR + 30 * SECOND);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, taken ? 0 : 1);
  usher_house_go_to (house, HOUSE_START - USHER_HOUR + 150 * SECOND);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  g_assert_cmpint (usher_fake_requests (house->text), ==, taken ? 2 : 3);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 0);
}

static void
test_stop_word (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, day_and_hour);

  register_phones (house, event_id, 1);
  usher_house_run_due (house);
  usher_fake_set_fault (house->text, FAULT_STOPPED, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpstr (usher_house_suppression (house, USHER_CHANNEL_SMS, "+4915112345600"), ==, "stop");
  usher_house_go_to (house, HOUSE_START - USHER_HOUR);
  g_assert_cmpint (usher_fake_requests (house->text), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/dispatcher/pages", test_pages);
  g_test_add_func ("/engine/dispatcher/shapes", test_shapes);
  g_test_add_func ("/engine/dispatcher/text-before-midnight", test_text_before_midnight);
  g_test_add_func ("/engine/dispatcher/refused-account", test_refused_account);
  g_test_add_func ("/engine/dispatcher/refused-for-too-long", test_refused_for_too_long);
  g_test_add_func ("/engine/dispatcher/circuit-restart", test_circuit_restart);
  g_test_add_func ("/engine/dispatcher/refused-between-shapes", test_refused_between_shapes);
  g_test_add_func ("/engine/dispatcher/clock-set-back", test_clock_set_back);
  g_test_add_func ("/engine/dispatcher/retry-after", test_retry_after);
  g_test_add_func ("/engine/dispatcher/retry-after-cap", test_retry_after_cap);
  g_test_add_func ("/engine/dispatcher/unreachable", test_unreachable);
  g_test_add_func ("/engine/dispatcher/attempts", test_attempts);
  g_test_add_func ("/engine/dispatcher/some-refused", test_some_refused);
  g_test_add_func ("/engine/dispatcher/unknown-found", test_unknown_found);
  g_test_add_func ("/engine/dispatcher/unknown-lost", test_unknown_lost);
  g_test_add_func ("/engine/dispatcher/unknown-slow", test_unknown_slow);
  g_test_add_func ("/engine/dispatcher/unknown-mute", test_unknown_mute);
  g_test_add_func ("/engine/dispatcher/unknown-slept", test_unknown_slept);
  g_test_add_func ("/engine/dispatcher/stop-while-hanging", test_stop_while_hanging);
  g_test_add_data_func ("/engine/dispatcher/crash-before", GINT_TO_POINTER (FALSE), test_crash);
  g_test_add_data_func ("/engine/dispatcher/crash-after", GINT_TO_POINTER (TRUE), test_crash);
  g_test_add_func ("/engine/dispatcher/unsubscribed-between", test_unsubscribed_between);
  g_test_add_func ("/engine/dispatcher/cancel-while-sending", test_cancel_while_sending);
  g_test_add_func ("/engine/dispatcher/same-address", test_same_address);
  g_test_add_func ("/engine/dispatcher/test-send", test_test_send);
  g_test_add_func ("/engine/dispatcher/rate", test_rate);
  g_test_add_data_func ("/engine/dispatcher/text-unknown/lost", GINT_TO_POINTER (FALSE), test_text_unknown);
  g_test_add_data_func ("/engine/dispatcher/text-unknown/taken", GINT_TO_POINTER (TRUE), test_text_unknown);
  g_test_add_func ("/engine/dispatcher/stop-word", test_stop_word);
  return g_test_run ();
}
