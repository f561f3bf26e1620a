/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"
#include "usher-table-notifications.h"

static void
assert_equal (const UsherNotification *a, const UsherNotification *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpint (a->event_id, ==, b->event_id);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->interval, ==, b->interval);
  g_assert_cmpint (a->due_at, ==, b->due_at);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpint (a->channels, ==, b->channels);
  g_assert_cmpint (a->opened_at, ==, b->opened_at);
  g_assert_cmpint (a->closed_at, ==, b->closed_at);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->late, ==, b->late);
}

static UsherNotification *
add (UsherConn *conn, gint64 event_id, UsherNotificationKind kind, const char *interval, UsherInstant due_at)
{
  UsherNotification *n = usher_notification_new ();
  g_autoptr (GError) error = NULL;

  n->event_id = event_id;
  n->kind = kind;
  n->interval = g_strdup (interval);
  n->due_at = due_at;
  n->status = USHER_NOTIFICATION_SCHEDULED;
  n->channels = USHER_CHANNELS_EMAIL;
  n->created_at = T0;
  usher_notifications_insert (conn, n, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_round_trip (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = usher_notification_new ();
  g_autoptr (UsherNotification) there = NULL, confirmation = NULL, confirmation_there = NULL;
  g_autoptr (GError) error = NULL;

  n->event_id = event_id;
  n->kind = USHER_NOTIFICATION_REMINDER;
  g_set_str (&n->interval, "PT1H");
  n->due_at = T0 + 1;
  n->status = USHER_NOTIFICATION_FAILED;
  g_set_str (&n->reason, "The account is closed");
  n->channels = USHER_CHANNELS_SMS;
  n->opened_at = T0 + 2;
  n->closed_at = T0 + 3;
  n->created_at = T0 + 4;
  n->late = TRUE;
  g_assert_true (usher_notifications_insert (db->conn, n, &error));
  there = usher_notifications_get (db->conn, n->id, &error);
  assert_equal (there, n);
  g_assert_cmpint (there->total + there->pending + there->opened, ==, 0);

  confirmation = add (db->conn, event_id, USHER_NOTIFICATION_CONFIRMATION, NULL, USHER_NEVER);
  confirmation_there = usher_notifications_get_confirmation (db->conn, event_id, &error);
  assert_equal (confirmation_there, confirmation);
}

static void
test_once (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) first = add (db->conn, event_id, USHER_NOTIFICATION_REMINDER, "PT1H", T0);
  g_autoptr (UsherNotification) again = usher_notification_copy (first);
  g_autoptr (GError) error = NULL;

  g_assert_false (usher_notifications_insert (db->conn, again, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_clear_error (&error);
  /* The step was sent, the event put off: it may be planned again. */
  g_assert_true (usher_notifications_set_status (db->conn, first->id, USHER_NOTIFICATION_SENT, NULL, T0, NULL));
  g_assert_true (usher_notifications_insert (db->conn, again, &error));
  g_assert_no_error (error);
  /* A reminder has an interval, the others have none. */
  g_set_str (&again->interval, NULL);
  g_assert_false (usher_notifications_insert (db->conn, again, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
}

static void
test_setters (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherNotification) n = add (db->conn, test_add_event (db->conn, "Show"), USHER_NOTIFICATION_CHANGE, NULL, T0);
  g_autoptr (UsherNotification) there = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_notifications_set_due (db->conn, n->id, T0 + 5, NULL));
  g_assert_true (usher_notifications_set_channels (db->conn, n->id, USHER_CHANNELS_SMS, NULL));
  g_assert_true (usher_notifications_set_status (db->conn, n->id, USHER_NOTIFICATION_SKIPPED, "too late", T0 + 6, NULL));
  there = usher_notifications_get (db->conn, n->id, NULL);
  g_assert_cmpint (there->due_at, ==, T0 + 5);
  g_assert_cmpint (there->channels, ==, USHER_CHANNELS_SMS);
  g_assert_cmpint (there->status, ==, USHER_NOTIFICATION_SKIPPED);
  g_assert_cmpstr (there->reason, ==, "too late");
  g_assert_cmpint (there->closed_at, ==, T0 + 6);
  g_assert_true (usher_notifications_set_status (db->conn, n->id, USHER_NOTIFICATION_SCHEDULED, NULL, T0 + 7, NULL));
  again = usher_notifications_get (db->conn, n->id, NULL);
  g_assert_null (again->reason);
  g_assert_cmpint (again->closed_at, ==, USHER_NEVER);

  g_assert_cmpint (usher_notifications_get_old_start (db->conn, n->id, &error), ==, USHER_NEVER);
  g_assert_no_error (error);
  g_assert_true (usher_notifications_set_old_start (db->conn, n->id, T0 - 5, NULL));
  g_assert_cmpint (usher_notifications_get_old_start (db->conn, n->id, NULL), ==, T0 - 5);
  g_assert_true (usher_notifications_delete (db->conn, n->id, NULL));
  g_assert_cmpint (usher_notifications_get_old_start (db->conn, n->id, &error), ==, USHER_NEVER);
  g_assert_true (usher_error_is_not_found (error));
}

static void
test_not_found (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  GError *errors[8] = { NULL };
  int i = 0;

  g_assert_null (usher_notifications_get (db->conn, 9, &errors[i++]));
  g_assert_null (usher_notifications_get_confirmation (db->conn, 9, &errors[i++]));
  g_assert_false (usher_notifications_set_status (db->conn, 9, USHER_NOTIFICATION_SENT, NULL, T0, &errors[i++]));
  g_assert_false (usher_notifications_set_due (db->conn, 9, T0, &errors[i++]));
  g_assert_false (usher_notifications_set_channels (db->conn, 9, USHER_CHANNELS_SMS, &errors[i++]));
  g_assert_false (usher_notifications_open (db->conn, 9, FALSE, T0, &errors[i++]));
  g_assert_false (usher_notifications_delete (db->conn, 9, &errors[i++]));
  g_assert_false (usher_notifications_set_old_start (db->conn, 9, T0, &errors[i++]));
  for (i = 0; i < (int) G_N_ELEMENTS (errors); i++)
    {
      g_assert_true (usher_error_is_not_found (errors[i]));
      g_clear_error (&errors[i]);
    }
}

/* Only a scheduled one is opened, once. */
static void
test_open (void)
{
  for (int status = USHER_NOTIFICATION_SCHEDULED; status <= USHER_NOTIFICATION_SKIPPED; status++)
    {
      g_autoptr (TestDb) db = test_db_new ();
      g_autoptr (UsherNotification) n = add (db->conn, test_add_event (db->conn, "Show"), USHER_NOTIFICATION_CHANGE, NULL, T0);
      g_autoptr (UsherNotification) there = NULL;
      g_autoptr (GError) error = NULL;
      gboolean opened;

      usher_notifications_set_status (db->conn, n->id, (UsherNotificationStatus) status, "before", T0, NULL);
      opened = usher_notifications_open (db->conn, n->id, TRUE, T0 + 1, &error);
      there = usher_notifications_get (db->conn, n->id, NULL);
      if (status == USHER_NOTIFICATION_SCHEDULED)
        {
          g_assert_no_error (error);
          g_assert_true (opened);
          g_assert_cmpint (there->status, ==, USHER_NOTIFICATION_SENDING);
          g_assert_cmpint (there->opened_at, ==, T0 + 1);
          g_assert_true (there->late);
        }
      else
        {
          g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
          g_assert_cmpint (there->status, ==, status);
          g_assert_cmpint (there->opened_at, ==, USHER_NEVER);
          g_assert_false (there->late);
        }
    }
}

static char *
ids_of (GPtrArray *list)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (ids, "%s%d", i > 0 ? " " : "", (int) ((UsherNotification *) list->pdata[i])->id);
  g_ptr_array_unref (list);
  return g_string_free_and_steal (g_steal_pointer (&ids));
}

#define assert_ids(list, expected)                        \
  G_STMT_START {                                          \
    g_autofree char *ids = ids_of (list);                 \
    g_assert_cmpstr (ids, ==, expected);                  \
  } G_STMT_END

static void
test_questions (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 one = test_add_event (db->conn, "One"), two = test_add_event (db->conn, "Two");
  static const struct {
    int                     event;
    UsherNotificationKind   kind;
    const char             *interval;
    int                     due;       /* seconds after T0; 0: never */
    UsherNotificationStatus status;
  } rows[] = {
    { 1, USHER_NOTIFICATION_REMINDER, "PT1H", 30, USHER_NOTIFICATION_SCHEDULED },
    { 1, USHER_NOTIFICATION_REMINDER, "P1D", 10, USHER_NOTIFICATION_SCHEDULED },
    { 1, USHER_NOTIFICATION_CONFIRMATION, NULL, 0, USHER_NOTIFICATION_SENDING },
    { 1, USHER_NOTIFICATION_CHANGE, NULL, 20, USHER_NOTIFICATION_SCHEDULED },
    { 1, USHER_NOTIFICATION_REMINDER, "P7D", 5, USHER_NOTIFICATION_SENT },
    { 2, USHER_NOTIFICATION_REMINDER, "PT1H", 15, USHER_NOTIFICATION_SCHEDULED },
    { 2, USHER_NOTIFICATION_REMINDER, "P3D", 1, USHER_NOTIFICATION_SENDING },
    { 2, USHER_NOTIFICATION_REMINDER, "PT15M", 2, USHER_NOTIFICATION_CANCELLED },
  };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (usher_notifications_next_due (db->conn, &error), ==, USHER_NEVER);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UsherNotification) n = add (db->conn, rows[i].event == 1 ? one : two, rows[i].kind, rows[i].interval,
                                             rows[i].due != 0 ? T0 + rows[i].due : USHER_NEVER);

      usher_notifications_set_status (db->conn, n->id, rows[i].status, NULL, T0, NULL);
    }
  assert_ids (usher_notifications_list (db->conn, one, TRUE, NULL), "3 5 2 4 1");
  assert_ids (usher_notifications_list (db->conn, one, FALSE, NULL), "5 2 1");
  assert_ids (usher_notifications_list (db->conn, 4711, TRUE, NULL), "");
  assert_ids (usher_notifications_due (db->conn, T0 + 9, NULL), "");
  assert_ids (usher_notifications_due (db->conn, T0 + 10, NULL), "2");
  assert_ids (usher_notifications_due (db->conn, T0 + 20, NULL), "2 6 4");
  assert_ids (usher_notifications_pending (db->conn, one, NULL), "2 1");
  assert_ids (usher_notifications_reminders (db->conn, one, NULL), "5 2 1");
  assert_ids (usher_notifications_reminders (db->conn, two, NULL), "7 8 6");
  assert_ids (usher_notifications_open_list (db->conn, NULL), "3 7");
  g_assert_cmpint (usher_notifications_next_due (db->conn, NULL), ==, T0 + 10);
}

/* One delivery in each state, and some more, in two notifications */
static void
test_counts (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) a = add (db->conn, event_id, USHER_NOTIFICATION_REMINDER, "P1D", T0);
  g_autoptr (UsherNotification) b = add (db->conn, event_id, USHER_NOTIFICATION_REMINDER, "PT1H", T0 + 1);
  g_autoptr (UsherNotification) one = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const UsherNotification *n;

  for (int status = USHER_DELIVERY_QUEUED; status <= USHER_DELIVERY_SKIPPED; status++)
    for (int i = 0; i <= status; i++)
      {
        g_autofree char *email = g_strdup_printf ("%d.%d@example.com", status, i);
        g_autoptr (UsherDelivery) d = usher_delivery_new ();

        d->event_id = event_id;
        d->notification_id = a->id;
        d->registration_id = test_add_registration (db->conn, event_id, email, NULL);
        g_set_str (&d->address, email);
        d->created_at = T0;
        d->status = (UsherDeliveryStatus) status;
        if (status == USHER_DELIVERY_DELIVERED)
          {
            d->opened_at = T0;
            d->clicked_at = i == 0 ? T0 : USHER_NEVER;
          }
        g_assert_true (usher_deliveries_insert (db->conn, d, NULL, NULL));
        g_assert_cmpint (d->id, >, 0);
      }
  list = usher_notifications_list (db->conn, event_id, FALSE, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  n = list->pdata[0];
  g_assert_cmpint (n->total, ==, 36);
  g_assert_cmpint (n->pending, ==, 1 + 2 + 6);
  g_assert_cmpint (n->sent, ==, 3 + 4);
  g_assert_cmpint (n->delivered, ==, 4);
  g_assert_cmpint (n->failed, ==, 5);
  g_assert_cmpint (n->cancelled, ==, 7);
  g_assert_cmpint (n->skipped, ==, 8);
  g_assert_cmpint (n->opened, ==, 4);
  g_assert_cmpint (n->clicked, ==, 1);
  n = list->pdata[1];
  g_assert_cmpint (n->id, ==, b->id);
  g_assert_cmpint (n->total, ==, 0);
  one = usher_notifications_get (db->conn, a->id, NULL);
  g_assert_cmpint (one->total, ==, 36);
  g_assert_cmpint (one->failed, ==, 5);
  g_assert_cmpint (usher_deliveries_count_pending (db->conn, a->id, NULL), ==, 9);
  g_assert_cmpint (usher_deliveries_count_pending (db->conn, b->id, NULL), ==, 0);

  /* Deleting one takes its deliveries along. */
  g_assert_true (usher_notifications_delete (db->conn, a->id, NULL));
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM delivery"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notifications/round-trip", test_round_trip);
  g_test_add_func ("/notifications/once", test_once);
  g_test_add_func ("/notifications/setters", test_setters);
  g_test_add_func ("/notifications/not-found", test_not_found);
  g_test_add_func ("/notifications/open", test_open);
  g_test_add_func ("/notifications/questions", test_questions);
  g_test_add_func ("/notifications/counts", test_counts);
  return g_test_run ();
}
