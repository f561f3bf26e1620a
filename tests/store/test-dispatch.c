/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the senders and the registrar ask beside the main ways: moving between batches, the state of a confirmation. */

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-confirmations.h"
#include "usher-table-deliveries.h"
#include "usher-table-notifications.h"

/* Only what waits for an answer in that batch goes to another. */
static void
test_move (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

  test_add_registration (db->conn, event_id, "a@x.org", NULL);
  test_fill (db->conn, n);
  for (int status = USHER_DELIVERY_QUEUED; status <= USHER_DELIVERY_SKIPPED; status++)
    {
      gboolean waits = status == USHER_DELIVERY_CLAIMED || status == USHER_DELIVERY_UNKNOWN;
      g_autoptr (GError) error = NULL, wrong = NULL;
      g_autofree char *batch = NULL;

      test_exec (db->conn, "UPDATE delivery SET batch_id = 'b', status = '%s'",
                 usher_delivery_status_nick ((UsherDeliveryStatus) status));
      g_assert_false (usher_deliveries_move (db->conn, "another", 1, "c", &wrong));
      g_assert_true (usher_error_is_not_found (wrong));
      g_assert_cmpint (usher_deliveries_move (db->conn, "b", 1, "c", &error), ==, waits);
      g_assert_cmpint (usher_error_is_not_found (error), ==, !waits);
      batch = test_dump (db->conn, "SELECT batch_id FROM delivery");
      g_assert_cmpstr (batch, ==, waits ? "c" : "b");
    }
}

static gint64
add_confirmation (UsherConn *conn, gint64 event_id)
{
  g_autoptr (UsherNotification) n = usher_notification_new ();

  n->event_id = event_id;
  n->kind = USHER_NOTIFICATION_CONFIRMATION;
  n->status = USHER_NOTIFICATION_SENDING;
  n->channels = USHER_CHANNELS_EMAIL;
  n->created_at = T0;
  g_assert_true (usher_notifications_insert (conn, n, NULL));
  return n->id;
}

static void
confirm (UsherConn *conn, gint64 event_id, gint64 notification_id, gint64 registration_id, int edition, UsherInstant at)
{
  g_autoptr (UsherDelivery) d = usher_delivery_new ();

  d->event_id = event_id;
  d->notification_id = notification_id;
  d->registration_id = registration_id;
  d->kind = USHER_NOTIFICATION_CONFIRMATION;
  d->edition = edition;
  g_set_str (&d->address, "a@x.org");
  d->created_at = at;
  g_assert_true (usher_deliveries_insert (conn, d, NULL, NULL));
}

static void
test_confirmation_state (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  gint64 r = test_add_registration (db->conn, event_id, "a@x.org", NULL);
  g_autoptr (GError) error = NULL;
  UsherConfirmationState state;
  gint64 id;

  g_assert_cmpint (usher_confirmations_find (db->conn, event_id, &error), ==, 0);
  g_assert_true (usher_error_is_not_found (error));
  id = add_confirmation (db->conn, event_id);
  g_assert_cmpint (usher_confirmations_find (db->conn, event_id, NULL), ==, id);
  g_assert_true (usher_confirmations_get_state (db->conn, id, r, USHER_CHANNEL_EMAIL, &state, NULL));
  g_assert_cmpint (state.edition, ==, -1);
  confirm (db->conn, event_id, id, r, 0, T0);
  confirm (db->conn, event_id, id, r, 1, T0 + 1);
  test_exec (db->conn, "UPDATE delivery SET status = 'failed' WHERE edition = 1");
  g_assert_true (usher_confirmations_get_state (db->conn, id, r, USHER_CHANNEL_EMAIL, &state, NULL));
  g_assert_cmpint (state.edition, ==, 1);
  g_assert_cmpint (state.status, ==, USHER_DELIVERY_FAILED);
  g_assert_cmpint (state.created_at, ==, T0 + 1);
  g_assert_true (usher_confirmations_get_state (db->conn, id, r, USHER_CHANNEL_SMS, &state, NULL));
  g_assert_cmpint (state.edition, ==, -1);
}

/* Who has not had the confirmation yet needs no correction of it. */
static void
test_confirmation_spare (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  gint64 id = add_confirmation (db->conn, event_id);
  g_autoptr (UsherNotification) change = usher_notification_new ();
  g_autofree char *rows = NULL;

  for (int i = 1; i <= 2; i++)
    {
      g_autofree char *email = g_strdup_printf ("%d@x.org", i);

      confirm (db->conn, event_id, id, test_add_registration (db->conn, event_id, email, NULL), 0, T0);
    }
  test_exec (db->conn, "UPDATE delivery SET status = 'accepted' WHERE registration_id = 1");
  change->event_id = event_id;
  change->kind = USHER_NOTIFICATION_CHANGE;
  change->due_at = T0;
  change->status = USHER_NOTIFICATION_SENDING;
  change->channels = USHER_CHANNELS_EMAIL;
  change->created_at = T0;
  g_assert_true (usher_notifications_insert (db->conn, change, NULL));
  g_assert_true (usher_confirmations_spare (db->conn, event_id, change->id, "knows nothing yet", T0, NULL));
  g_assert_cmpint (test_fill (db->conn, change), ==, 1);
  rows = test_text (db->conn, "SELECT registration_id, status, reason FROM delivery WHERE notification_id = %d "
                    "ORDER BY registration_id", (int) change->id);
  g_assert_cmpstr (rows, ==, "1|queued|NULL\n2|skipped|knows nothing yet");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dispatch/move", test_move);
  g_test_add_func ("/dispatch/confirmation-state", test_confirmation_state);
  g_test_add_func ("/dispatch/confirmation-spare", test_confirmation_spare);
  return g_test_run ();
}
