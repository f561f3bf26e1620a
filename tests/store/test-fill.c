/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"
#include "usher-table-notifications.h"

static void
test_who (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = NULL;
  g_autofree char *rows = NULL;

  test_add_registration (db->conn, event_id, "both@example.com", "+491");
  test_add_registration (db->conn, event_id, "mail@example.com", NULL);
  test_add_registration (db->conn, event_id, NULL, "+493");
  test_exec (db->conn, "UPDATE registration SET email_opt_in = 0 WHERE id = %d",
             (int) test_add_registration (db->conn, event_id, "silent@example.com", "+494"));
  test_exec (db->conn, "UPDATE registration SET email_opt_in = 1 WHERE id = 3");    /* agreed, but has no address */
  test_add_registration (db->conn, test_add_event (db->conn, "Other"), "other@example.com", "+495");
  test_suppress (db->conn, USHER_CHANNEL_EMAIL, "MAIL@example.com");
  test_suppress (db->conn, USHER_CHANNEL_SMS, "+494");
  n = test_add_reminder (db->conn, event_id, "PT1H");
  g_assert_cmpint (test_fill (db->conn, n), ==, 5);
  rows = test_text (db->conn, "SELECT registration_id, kind, channel, address, status, reason, next_attempt_at = %" G_GINT64_FORMAT
                    ", settled_at IS NULL FROM delivery ORDER BY registration_id, channel", n->due_at);
  g_assert_cmpstr (rows, ==,
                   "1|reminder|email|both@example.com|queued|NULL|1|1\n"
                   "1|reminder|sms|+491|queued|NULL|1|1\n"
                   "2|reminder|email|mail@example.com|skipped|The recipient unsubscribed|1|0\n"
                   "3|reminder|sms|+493|queued|NULL|1|1\n"
                   "4|reminder|sms|+494|skipped|The recipient unsubscribed|1|0");
}

static void
test_channels (void)
{
  static const struct {
    UsherChannels channels;
    int           made;
  } cases[] = {
    { USHER_CHANNELS_EMAIL, 1 },
    { USHER_CHANNELS_SMS, 1 },
    { USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, 2 },
    { USHER_CHANNELS_NONE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TestDb) db = test_db_new ();
      gint64 event_id = test_add_event (db->conn, "Show");
      g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

      test_add_registration (db->conn, event_id, "a@example.com", "+491");
      usher_notifications_set_channels (db->conn, n->id, cases[i].channels, NULL);
      g_assert_cmpint (test_fill (db->conn, n), ==, cases[i].made);
    }
}

/* Who comes after the step does not get it; a change notice goes to everybody. */
static void
test_in_time (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  g_autoptr (UsherNotification) change = usher_notification_new ();
  g_autofree char *to = NULL;

  for (int i = -1; i <= 1; i++)
    {
      g_autofree char *email = g_strdup_printf ("%d@example.com", i);

      test_exec (db->conn, "UPDATE registration SET registered_at = %" G_GINT64_FORMAT " WHERE id = %d", n->due_at + i,
                 (int) test_add_registration (db->conn, event_id, email, NULL));
    }
  g_assert_cmpint (test_fill (db->conn, n), ==, 1);
  to = test_dump (db->conn, "SELECT address FROM delivery");
  g_assert_cmpstr (to, ==, "-1@example.com");

  change->event_id = event_id;
  change->kind = USHER_NOTIFICATION_CHANGE;
  change->due_at = T0;
  change->status = USHER_NOTIFICATION_SENDING;
  change->channels = USHER_CHANNELS_EMAIL;
  change->created_at = T0;
  g_assert_true (usher_notifications_insert (db->conn, change, NULL));
  g_assert_cmpint (test_fill (db->conn, change), ==, 3);
}

static void
test_pages (void)
{
  static const struct {
    int page, registrations, calls;    /* calls until it is complete */
  } cases[] = {
    { 10, 0, 1 }, { 10, 9, 1 }, { 10, 10, 2 }, { 10, 11, 2 }, { 3, 10, 4 }, { 1, 3, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TestDb) db = test_db_new ();
      gint64 event_id = test_add_event (db->conn, "Show");
      gint64 other_id = test_add_event (db->conn, "Other");
      g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
      gboolean complete = FALSE;
      int calls = 0, all = 0, made;

      for (int j = 0; j < cases[i].registrations; j++)
        {
          g_autofree char *email = g_strdup_printf ("%d@example.com", j);

          test_add_registration (db->conn, event_id, email, NULL);
          test_add_registration (db->conn, other_id, email, NULL);
        }
      for (; !complete; calls++)
        {
          g_assert_true (usher_deliveries_fill (db->conn, n, cases[i].page, T0, &complete, &made, NULL));
          g_assert_cmpint (made, <=, cases[i].page);
          all += made;
        }
      g_assert_cmpint (calls, ==, cases[i].calls);
      g_assert_cmpint (all, ==, cases[i].registrations);
      g_assert_cmpint (test_int (db->conn, "SELECT count(DISTINCT registration_id) FROM delivery"), ==, cases[i].registrations);

      /* Complete is complete: nobody is added later, and nothing is made twice. */
      test_add_registration (db->conn, event_id, "late@example.com", NULL);
      g_assert_true (usher_deliveries_fill (db->conn, n, 100, T0, &complete, &made, NULL));
      g_assert_true (complete);
      g_assert_cmpint (made, ==, 0);
    }
}

/* Even where the cursor was lost. */
static void
test_twice (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

  test_add_registration (db->conn, event_id, "a@example.com", "+491");
  g_assert_cmpint (test_fill (db->conn, n), ==, 2);
  test_exec (db->conn, "UPDATE notification SET cursor = 0, complete = 0");
  test_exec (db->conn, "UPDATE delivery SET status = 'accepted' WHERE channel = 'email'");
  g_assert_cmpint (test_fill (db->conn, n), ==, 0);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM delivery WHERE status = 'queued'"), ==, 1);
}

static void
test_not_open (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  gboolean complete;
  int made;

  test_add_registration (db->conn, event_id, "a@example.com", NULL);
  for (int status = USHER_NOTIFICATION_SCHEDULED; status <= USHER_NOTIFICATION_SKIPPED; status++)
    {
      g_autoptr (GError) error = NULL;

      if (status == USHER_NOTIFICATION_SENDING)
        continue;
      usher_notifications_set_status (db->conn, n->id, (UsherNotificationStatus) status, NULL, T0, NULL);
      g_assert_false (usher_deliveries_fill (db->conn, n, 10, T0, &complete, &made, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
    }
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM delivery"), ==, 0);
  {
    g_autoptr (GError) error = NULL;

    n->id = 4711;
    g_assert_false (usher_deliveries_fill (db->conn, n, 10, T0, &complete, &made, &error));
    g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  }
}

/* Every column of a delivery that is put in by hand comes back. */
static void
test_insert (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  g_autoptr (UsherDelivery) d = usher_delivery_new ();
  g_autoptr (UsherDelivery) there = NULL;
  g_autoptr (GError) error = NULL;

  d->event_id = event_id;
  d->notification_id = n->id;
  d->registration_id = test_add_registration (db->conn, event_id, "a@example.com", "+491");
  d->kind = USHER_NOTIFICATION_REMINDER;
  d->channel = USHER_CHANNEL_SMS;
  d->edition = 2;
  g_set_str (&d->address, "+491");
  d->status = USHER_DELIVERY_DELIVERED;
  g_set_str (&d->batch_id, "batch");
  g_set_str (&d->provider, "twilio");
  g_set_str (&d->provider_id, "SM1");
  g_set_str (&d->reason, "why");
  d->attempts = 3;
  d->segments = 4;
  d->price_micros = 7500;
  d->next_attempt_at = T0 + 1;
  d->created_at = T0 + 2;
  d->claimed_at = T0 + 3;
  d->settled_at = T0 + 4;
  d->delivered_at = T0 + 5;
  d->opened_at = T0 + 6;
  d->clicked_at = T0 + 7;
  g_assert_true (usher_deliveries_insert (db->conn, d, NULL, &error));
  there = usher_deliveries_get (db->conn, d->id, &error);
  g_assert_cmpint (there->id, ==, d->id);
  g_assert_cmpint (there->event_id, ==, d->event_id);
  g_assert_cmpint (there->notification_id, ==, d->notification_id);
  g_assert_cmpint (there->registration_id, ==, d->registration_id);
  g_assert_cmpint (there->kind, ==, d->kind);
  g_assert_cmpint (there->channel, ==, d->channel);
  g_assert_cmpint (there->edition, ==, 2);
  g_assert_cmpstr (there->address, ==, "+491");
  g_assert_cmpint (there->status, ==, d->status);
  g_assert_cmpstr (there->batch_id, ==, "batch");
  g_assert_cmpstr (there->provider, ==, "twilio");
  g_assert_cmpstr (there->provider_id, ==, "SM1");
  g_assert_cmpstr (there->reason, ==, "why");
  g_assert_cmpint (there->attempts, ==, 3);
  g_assert_cmpint (there->segments, ==, 4);
  g_assert_cmpint (there->price_micros, ==, 7500);
  g_assert_cmpint (there->next_attempt_at, ==, T0 + 1);
  g_assert_cmpint (there->created_at, ==, T0 + 2);
  g_assert_cmpint (there->claimed_at, ==, T0 + 3);
  g_assert_cmpint (there->settled_at, ==, T0 + 4);
  g_assert_cmpint (there->delivered_at, ==, T0 + 5);
  g_assert_cmpint (there->opened_at, ==, T0 + 6);
  g_assert_cmpint (there->clicked_at, ==, T0 + 7);
  g_assert_cmpint (usher_deliveries_next_edition (db->conn, n->id, d->registration_id, USHER_CHANNEL_SMS, NULL), ==, 3);
  g_assert_cmpint (usher_deliveries_next_edition (db->conn, n->id, d->registration_id, USHER_CHANNEL_EMAIL, NULL), ==, 0);

  /* The same again is no error, and nothing. */
  g_assert_true (usher_deliveries_insert (db->conn, d, NULL, &error));
  g_assert_cmpint (d->id, ==, 0);
  d->edition = 3;
  g_assert_true (usher_deliveries_insert (db->conn, d, NULL, &error));
  g_assert_cmpint (d->id, >, there->id);
  g_assert_null (usher_deliveries_get (db->conn, 4711, &error));
  g_assert_true (usher_error_is_not_found (error));
}

static void
test_insert_suppressed (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autofree char *key = NULL;

  test_suppress (db->conn, USHER_CHANNEL_EMAIL, "a@example.com");
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (UsherDelivery) d = usher_delivery_new ();
      g_autoptr (UsherDelivery) there = NULL;

      d->event_id = event_id;
      d->kind = USHER_NOTIFICATION_TEST;
      d->channel = i == 0 ? USHER_CHANNEL_EMAIL : USHER_CHANNEL_SMS;    /* suppressed on one channel only */
      g_set_str (&d->address, i == 0 ? "A@Example.com" : "+491");
      d->created_at = T0;
      g_assert_true (usher_deliveries_insert (db->conn, d, "reminder-P1D", NULL));
      there = usher_deliveries_get (db->conn, d->id, NULL);
      g_assert_cmpint (there->status, ==, i == 0 ? USHER_DELIVERY_SKIPPED : USHER_DELIVERY_QUEUED);
      g_assert_cmpint (d->status, ==, there->status);
      g_assert_cmpstr (there->reason, ==, i == 0 ? "The recipient unsubscribed" : NULL);
      key = usher_deliveries_get_template_key (db->conn, d->id, NULL);
      g_assert_cmpstr (key, ==, "reminder-P1D");
      g_clear_pointer (&key, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fill/who", test_who);
  g_test_add_func ("/fill/channels", test_channels);
  g_test_add_func ("/fill/in-time", test_in_time);
  g_test_add_func ("/fill/pages", test_pages);
  g_test_add_func ("/fill/twice", test_twice);
  g_test_add_func ("/fill/not-open", test_not_open);
  g_test_add_func ("/fill/insert", test_insert);
  g_test_add_func ("/fill/insert-suppressed", test_insert_suppressed);
  return g_test_run ();
}
