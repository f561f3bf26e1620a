/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"
#include "usher-table-notifications.h"
#include "usher-table-registrations.h"

static GPtrArray *
claim (UsherConn *conn, UsherChannel channel, const char *batch_id, int limit, UsherInstant now)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *batch = usher_deliveries_claim (conn, channel, batch_id, "sandbox", limit, now, &error);

  g_assert_no_error (error);
  return batch;
}

/* Claims on the e-mail channel and gives the addresses, in order. */
static char *
claimed (UsherConn *conn, UsherChannel channel, const char *batch_id, int limit, UsherInstant now)
{
  g_autoptr (GPtrArray) batch = claim (conn, channel, batch_id, limit, now);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < batch->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((UsherDelivery *) batch->pdata[i])->address);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

#define assert_claims(conn, channel, limit, now, expected)                                \
  G_STMT_START {                                                                          \
    g_autofree char *batch_id = g_uuid_string_random ();                                  \
    g_autofree char *got = claimed (conn, channel, batch_id, limit, now);                 \
    g_assert_cmpstr (got, ==, expected);                                                  \
  } G_STMT_END
#define assert_mail(conn, limit, now, expected) assert_claims (conn, USHER_CHANNEL_EMAIL, limit, now, expected)

/* A reminder with a queued e-mail to each address */
static UsherNotification *
add_queue (UsherConn *conn, gint64 event_id, const char *interval, const char * const *emails)
{
  UsherNotification *n = test_add_reminder (conn, event_id, interval);

  for (; *emails != NULL; emails++)
    test_add_registration (conn, event_id, *emails, NULL);
  test_fill (conn, n);
  return n;
}

static void
test_columns (void)
{
  static const char * const emails[] = { "a@x.org", "b@x.org", NULL };
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherNotification) n = add_queue (db->conn, test_add_event (db->conn, "Show"), "PT1H", emails);
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (UsherDelivery) there = NULL;
  const UsherDelivery *d;

  g_assert_cmpint (usher_deliveries_next_attempt (db->conn, USHER_CHANNEL_EMAIL, NULL), ==, n->due_at);
  g_assert_cmpint (usher_deliveries_next_attempt (db->conn, USHER_CHANNEL_SMS, NULL), ==, USHER_NEVER);
  assert_mail (db->conn, 10, n->due_at - 1, "");   /* not yet */
  batch = claim (db->conn, USHER_CHANNEL_EMAIL, "batch-1", 1, n->due_at);
  g_assert_cmpuint (batch->len, ==, 1);
  d = batch->pdata[0];
  there = usher_deliveries_get (db->conn, d->id, NULL);
  for (int i = 0; i < 2; i++, d = there)
    {
      g_assert_cmpint (d->status, ==, USHER_DELIVERY_CLAIMED);
      g_assert_cmpstr (d->batch_id, ==, "batch-1");
      g_assert_cmpstr (d->provider, ==, "sandbox");
      g_assert_cmpint (d->attempts, ==, 1);
      g_assert_cmpint (d->claimed_at, ==, n->due_at);
      g_assert_cmpstr (d->address, ==, "a@x.org");
    }
  assert_mail (db->conn, 10, n->due_at, "b@x.org");
  assert_mail (db->conn, 10, n->due_at, "");
  g_assert_cmpint (usher_deliveries_next_attempt (db->conn, USHER_CHANNEL_EMAIL, NULL), ==, USHER_NEVER);
}

static void
test_one_message (void)
{
  static const char * const emails[] = { "a@x.org", "b@x.org", "c@x.org", NULL };
  static const char * const none[] = { NULL };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) first = add_queue (db->conn, event_id, "P1D", emails);
  g_autoptr (UsherNotification) second = add_queue (db->conn, event_id, "PT1H", none);
  UsherInstant now = first->due_at;

  /* Both are due at the same moment. */
  assert_mail (db->conn, 2, now, "a@x.org b@x.org");
  assert_mail (db->conn, 2, now, "c@x.org");
  assert_mail (db->conn, 10, now, "a@x.org b@x.org c@x.org");
  assert_mail (db->conn, 10, now, "");
  g_assert_cmpint (test_int (db->conn, "SELECT max(n) FROM (SELECT count(DISTINCT notification_id) AS n FROM delivery "
                             "GROUP BY batch_id)"), ==, 1);

  /* The older one goes first, whichever was made first. */
  test_exec (db->conn, "UPDATE delivery SET status = 'queued', batch_id = NULL, next_attempt_at = next_attempt_at - 1 "
             "WHERE notification_id = %d", (int) second->id);
  test_exec (db->conn, "UPDATE delivery SET status = 'queued', batch_id = NULL WHERE notification_id = %d", (int) first->id);
  {
    g_autoptr (GPtrArray) batch = claim (db->conn, USHER_CHANNEL_EMAIL, "b", 10, now);

    g_assert_cmpint (((UsherDelivery *) batch->pdata[0])->notification_id, ==, second->id);
    g_assert_cmpuint (batch->len, ==, 3);
  }
}

/* Many of two notifications in turn: batches stay full enough, none is mixed, all leave. */
static void
test_interleaved (void)
{
  static const char * const none[] = { NULL };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) first = NULL, second = NULL;
  int all = 0, batches = 0;

  for (int i = 0; i < 200; i++)
    {
      g_autofree char *email = g_strdup_printf ("%d@x.org", i);

      test_add_registration (db->conn, event_id, email, NULL);
    }
  first = add_queue (db->conn, event_id, "P1D", none);
  second = add_queue (db->conn, event_id, "PT1H", none);
  test_exec (db->conn, "UPDATE delivery SET next_attempt_at = next_attempt_at + registration_id");
  for (;; batches++)
    {
      g_autofree char *batch_id = g_uuid_string_random ();
      g_autoptr (GPtrArray) batch = claim (db->conn, USHER_CHANNEL_EMAIL, batch_id, 20, first->due_at + USHER_HOUR);

      if (batch->len == 0)
        break;
      all += (int) batch->len;
      for (guint i = 1; i < batch->len; i++)
        g_assert_cmpint (((UsherDelivery *) batch->pdata[i])->notification_id, ==,
                         ((UsherDelivery *) batch->pdata[0])->notification_id);
    }
  g_assert_cmpint (all, ==, 400);
  g_assert_cmpint (batches, <=, 24);
}

/* Two people with one telephone: both get theirs, in two requests. */
static void
test_same_address (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

  usher_notifications_set_channels (db->conn, n->id, USHER_CHANNELS_SMS, NULL);
  test_add_registration (db->conn, event_id, "a@x.org", "+491");
  test_add_registration (db->conn, event_id, "b@x.org", "+491");
  test_add_registration (db->conn, event_id, "c@x.org", "+492");
  test_add_registration (db->conn, event_id, "d@x.org", "+491");
  test_fill (db->conn, n);
  assert_claims (db->conn, USHER_CHANNEL_SMS, 10, n->due_at, "+491 +492");
  assert_claims (db->conn, USHER_CHANNEL_SMS, 10, n->due_at, "+491");
  assert_claims (db->conn, USHER_CHANNEL_SMS, 10, n->due_at, "+491");
  assert_claims (db->conn, USHER_CHANNEL_SMS, 10, n->due_at, "");
}

/* E-mail: one mailbox written in two ways */
static void
test_same_mailbox (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (UsherDelivery) d = usher_delivery_new ();

      d->event_id = event_id;
      d->kind = USHER_NOTIFICATION_TEST;
      g_set_str (&d->address, i == 0 ? "Ada@x.org" : "ada@X.org");
      d->created_at = T0;
      g_assert_true (usher_deliveries_insert (db->conn, d, "change", NULL));
    }
  assert_mail (db->conn, 10, T0, "Ada@x.org");
  assert_mail (db->conn, 10, T0, "ada@X.org");
}

/* What happened between queue and claim */
static void
test_changed_meanwhile (void)
{
  static const char * const emails[] = { "a@x.org", "gone@x.org", "no@x.org", "stop@x.org", "new@x.org", "both@x.org", "z@x.org", NULL };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = add_queue (db->conn, event_id, "PT1H", emails);
  g_autofree char *rows = NULL;

  g_assert_true (usher_registrations_delete (db->conn, 2, NULL));
  test_exec (db->conn, "UPDATE registration SET email_opt_in = 0 WHERE id IN (3, 6)");
  test_suppress (db->conn, USHER_CHANNEL_EMAIL, "stop@x.org");
  test_suppress (db->conn, USHER_CHANNEL_EMAIL, "both@x.org");
  test_exec (db->conn, "UPDATE registration SET email = 'newer@x.org', email_key = 'newer@x.org' WHERE id = 5");
  assert_mail (db->conn, 10, n->due_at, "a@x.org newer@x.org z@x.org");
  rows = test_dump (db->conn, "SELECT address, status, reason FROM delivery ORDER BY id");
  g_assert_cmpstr (rows, ==,
                   "a@x.org|claimed|NULL\n"
                   "|cancelled|The registration was deleted\n"
                   "no@x.org|cancelled|The recipient does not want this channel any more\n"
                   "stop@x.org|skipped|The recipient unsubscribed\n"
                   "newer@x.org|claimed|NULL\n"
                   "both@x.org|cancelled|The recipient does not want this channel any more\n"
                   "z@x.org|claimed|NULL");
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM delivery WHERE status <> 'claimed' AND batch_id IS NOT NULL"), ==, 0);
}

/* The new address is a suppressed one, the old one was not. */
static void
test_changed_to_suppressed (void)
{
  static const char * const emails[] = { "old@x.org", NULL };
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherNotification) n = add_queue (db->conn, test_add_event (db->conn, "Show"), "PT1H", emails);

  test_suppress (db->conn, USHER_CHANNEL_EMAIL, "new@x.org");
  test_exec (db->conn, "UPDATE registration SET email = 'new@x.org', email_key = 'new@x.org'");
  assert_mail (db->conn, 10, n->due_at, "");
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM delivery WHERE status = 'skipped'"), ==, 1);
}

/* Erased while its outcome is unknown; then it turns out that it never left: nobody is there to write to. */
static void
test_erased_in_flight (void)
{
  static const char * const emails[] = { "a@x.org", NULL };
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherNotification) n = add_queue (db->conn, test_add_event (db->conn, "Show"), "PT1H", emails);
  g_autofree char *batch = claimed (db->conn, USHER_CHANNEL_EMAIL, "one", 10, n->due_at);
  g_autofree char *row = NULL;

  g_assert_true (usher_deliveries_unknown (db->conn, "one", 0, "no answer", T0, NULL));
  g_assert_true (usher_registrations_delete (db->conn, 1, NULL));
  g_assert_true (usher_deliveries_requeue (db->conn, "one", 0, "it never left", T0, TRUE, NULL));
  assert_mail (db->conn, 10, n->due_at, "");
  row = test_dump (db->conn, "SELECT status, reason, address FROM delivery");
  g_assert_cmpstr (row, ==, "cancelled|The registration was deleted|");
}

/* A long row of people who unsubscribed is no end of the queue. */
static void
test_many_skipped (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

  test_exec (db->conn, "BEGIN");
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *email = g_strdup_printf ("%d@x.org", i);

      test_add_registration (db->conn, event_id, email, NULL);
    }
  test_exec (db->conn, "COMMIT");
  test_fill (db->conn, n);
  test_exec (db->conn, "UPDATE registration SET email_opt_in = 0 WHERE id < 100");
  assert_mail (db->conn, 2, n->due_at, "99@x.org");
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM delivery WHERE status = 'cancelled'"), ==, 99);
}

static void
add_test_send (UsherConn *conn, gint64 event_id, const char *key, const char *address)
{
  g_autoptr (UsherDelivery) d = usher_delivery_new ();

  d->event_id = event_id;
  d->kind = USHER_NOTIFICATION_TEST;
  g_set_str (&d->address, address);
  d->created_at = T0;
  g_assert_true (usher_deliveries_insert (conn, d, key, NULL));
}

/* Test sends: those of one event and one text */
static void
test_test_sends (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 one = test_add_event (db->conn, "One"), two = test_add_event (db->conn, "Two");

  add_test_send (db->conn, one, "confirmation", "1@x.org");
  add_test_send (db->conn, one, "change", "2@x.org");
  add_test_send (db->conn, two, "confirmation", "3@x.org");
  add_test_send (db->conn, one, "confirmation", "4@x.org");
  assert_mail (db->conn, 10, T0, "1@x.org 4@x.org");
  assert_mail (db->conn, 10, T0, "2@x.org");
  assert_mail (db->conn, 10, T0, "3@x.org");
  assert_mail (db->conn, 10, T0, "");
}

static gboolean
claim_and_fail (UsherConn *conn, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) batch = usher_deliveries_claim (conn, USHER_CHANNEL_EMAIL, "lost", "sandbox", 10, T0 * 2, error);

  g_assert_cmpuint (batch->len, ==, 2);
  g_set_error (error, USHER_ERROR, USHER_ERROR_FAILED, "after the claim");
  return FALSE;
}

/* A job that fails after its claim has claimed nothing. */
static void
test_undone (void)
{
  static const char * const emails[] = { "a@x.org", "b@x.org", NULL };
  g_autofree char *folder = test_folder_new ();
  g_autoptr (UsherStore) store = usher_store_open (folder, NULL);
  g_autoptr (UsherConn) conn = usher_conn_open (usher_store_get_path (store), USHER_CONN_WRITER, NULL);
  g_autoptr (UsherNotification) n = add_queue (conn, test_add_event (conn, "Show"), "PT1H", emails);
  g_autoptr (GError) error = NULL;

  g_assert_false (usher_store_write (store, claim_and_fail, NULL, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
  assert_mail (conn, 10, n->due_at, "a@x.org b@x.org");
  usher_store_close (store);
  g_clear_pointer (&conn, usher_conn_free);
  test_folder_remove (folder);
}

/* Somebody who registers while a long reminder leaves is not kept waiting for its end; what has not come to its moment waits. */
static void
test_reminders_last (void)
{
  static const char * const emails[] = { "a@x.org", "b@x.org", "c@x.org", NULL };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = add_queue (db->conn, event_id, "PT1H", emails);
  g_autoptr (UsherDelivery) d = usher_delivery_new ();

  assert_mail (db->conn, 1, n->due_at, "a@x.org");
  d->event_id = event_id;
  d->kind = USHER_NOTIFICATION_TEST;
  d->channel = USHER_CHANNEL_EMAIL;
  d->status = USHER_DELIVERY_QUEUED;
  d->created_at = n->due_at + 5;
  d->next_attempt_at = n->due_at + 10;
  g_set_str (&d->address, "me@x.org");
  g_assert_true (usher_deliveries_insert (db->conn, d, "confirmation", NULL));
  assert_mail (db->conn, 1, n->due_at + 9, "b@x.org");
  assert_mail (db->conn, 1, n->due_at + 10, "me@x.org");
  assert_mail (db->conn, 1, n->due_at + 10, "c@x.org");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/claim/columns", test_columns);
  g_test_add_func ("/claim/one-message", test_one_message);
  g_test_add_func ("/claim/interleaved", test_interleaved);
  g_test_add_func ("/claim/same-address", test_same_address);
  g_test_add_func ("/claim/same-mailbox", test_same_mailbox);
  g_test_add_func ("/claim/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/claim/changed-to-suppressed", test_changed_to_suppressed);
  g_test_add_func ("/claim/erased-in-flight", test_erased_in_flight);
  g_test_add_func ("/claim/many-skipped", test_many_skipped);
  g_test_add_func ("/claim/test-sends", test_test_sends);
  g_test_add_func ("/claim/undone", test_undone);
  g_test_add_func ("/store/claim/reminders-last", test_reminders_last);
  return g_test_run ();
}
