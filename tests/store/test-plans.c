/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What runs for each registration, page, batch or webhook must not read a whole table: with 100,000 recipients that would be
 * quadratic. This makes every such question once and asks SQLite how it answered (EXPLAIN QUERY PLAN). */

#include <string.h>

#include "store-fixture.h"
#include "usher-table-confirmations.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-table-outbox-rows.h"
#include "usher-table-outbox.h"
#include "usher-table-overviews.h"
#include "usher-table-registrations.h"
#include "usher-table-today.h"

static void
ask_about_events (UsherConn *conn)
{
  UsherRegistrationQuery query = { 1, "ada", USHER_CHANNELS_EMAIL, 1, 10 };
  g_autoptr (UsherRegistration) r = usher_registration_new ();
  g_autoptr (UsherEvent) a = usher_events_get_by_slug (conn, "show", NULL);
  g_autoptr (UsherEvent) b = usher_events_get_by_uid (conn, "u", NULL);
  g_autoptr (UsherRegistration) c = usher_registrations_get_by_token (conn, "t", NULL);
  g_autoptr (UsherRegistration) d = NULL, e = NULL;
  g_autoptr (GArray) f = usher_registrations_find_address (conn, USHER_CHANNEL_EMAIL, "a@x.org", NULL);
  g_autoptr (GArray) g = usher_registrations_find_address (conn, USHER_CHANNEL_SMS, "+491", NULL);
  g_autoptr (GPtrArray) h = usher_registrations_list (conn, &query, NULL);
  gint64 id;

  r->event_id = 1;
  g_set_str (&r->phone, "+491");
  d = usher_registrations_find_same (conn, r, NULL);
  g_set_str (&r->email, "a@x.org");
  e = usher_registrations_find_same (conn, r, NULL);
  usher_registrations_count (conn, 1, NULL);
  usher_registrations_delete (conn, 2, NULL);
  usher_idempotency_find (conn, "k", "f", &id, NULL);
}

static void
ask_about_notifications (UsherConn *conn)
{
  UsherConfirmationState state;
  g_autoptr (UsherNotification) a = usher_notifications_get (conn, 1, NULL);
  g_autoptr (UsherNotification) b = usher_notifications_get_confirmation (conn, 1, NULL);
  g_autoptr (GPtrArray) c = usher_notifications_list (conn, 1, TRUE, NULL);
  g_autoptr (GPtrArray) d = usher_notifications_due (conn, T0, NULL);
  g_autoptr (GPtrArray) e = usher_notifications_pending (conn, 1, NULL);
  g_autoptr (GPtrArray) f = usher_notifications_open_list (conn, NULL);
  g_autoptr (UsherAnalytics) g = usher_analytics_read (conn, 1, 1, 1, NULL);
  g_autoptr (GPtrArray) h = usher_notifications_reminders (conn, 1, NULL);

  usher_notifications_next_due (conn, NULL);
  usher_confirmations_find (conn, 1, NULL);
  usher_confirmations_get_state (conn, 1, 1, USHER_CHANNEL_EMAIL, &state, NULL);
  usher_confirmations_spare (conn, 1, 1, "why", T0, NULL);
}

static void
ask_about_deliveries (UsherConn *conn, UsherChannel channel)
{
  UsherDeliveryQuery query = { 1, -1, -1, NULL, 0, 10 };
  g_autoptr (GPtrArray) a = usher_deliveries_claim (conn, channel, "b", "sandbox", 10, G_MAXINT64, NULL);
  g_autoptr (GPtrArray) b = usher_deliveries_unknown_batch (conn, channel, T0, NULL);
  g_autoptr (GPtrArray) c = usher_deliveries_list (conn, &query, NULL);
  g_autoptr (GPtrArray) d = NULL, e = NULL;
  int n;

  query.event_id = 0;
  d = usher_deliveries_list (conn, &query, NULL);
  e = usher_deliveries_unfinished (conn, USHER_CHANNEL_SMS, T0, 10, NULL);
  usher_deliveries_next_attempt (conn, channel, NULL);
  usher_deliveries_next_unknown (conn, channel, NULL);
  usher_deliveries_next_edition (conn, 1, 1, channel, NULL);
  usher_deliveries_count_pending (conn, 1, NULL);
  usher_deliveries_count_queue (conn, &n, &n, &n, NULL);
  usher_deliveries_recover (conn, T0, NULL);
  usher_deliveries_cancel (conn, 1, 0, -1, "why", T0, NULL);
  usher_deliveries_cancel (conn, 0, 1, -1, "why", T0, NULL);
  usher_deliveries_cancel_event (conn, 1, USHER_NOTIFICATION_REMINDER, "why", T0, NULL);
  usher_deliveries_skip_notification (conn, 1, "why", T0, NULL);
  usher_deliveries_pull_forward (conn, T0, T0, &n, NULL);
  for (int id = 0; id <= 1; id++)
    {
      usher_deliveries_accept (conn, "b", id, "p", 1, T0, NULL);
      usher_deliveries_fail (conn, "b", id, "why", T0, NULL);
      usher_deliveries_requeue (conn, "b", id, "why", T0, TRUE, NULL);
      usher_deliveries_unknown (conn, "b", id, "why", T0, NULL);
    }
  usher_deliveries_move (conn, "b", 1, "c", NULL);
}

static void
ask_about_the_rest (UsherConn *conn)
{
  UsherFeedback feedback = { .provider = "mailgun", .provider_event_id = "e", .provider_id = "p", .type = "accepted", .at = T0 };
  g_autoptr (UsherOutboxBatch) a = usher_outbox_get (conn, 1, NULL, NULL, NULL);
  g_autoptr (GArray) b = usher_outbox_find_batch (conn, "b", NULL);
  gboolean yes;
  int gone;

  usher_feedback_record (conn, &feedback, &yes, NULL, NULL);
  feedback.delivery_id = 1;
  feedback.provider_event_id = "f";
  usher_feedback_record (conn, &feedback, &yes, NULL, NULL);
  usher_suppressions_find (conn, USHER_CHANNEL_EMAIL, "a@x.org", NULL);
  usher_webhook_tokens_use (conn, "mailgun", "t", T0, T0, &yes, NULL);
  usher_age_forget (conn, T0, 10, &gone, NULL);
}

/* What lists ask without a search: a search looks at each row, and can be given up. */
static void
ask_about_windows (UsherConn *conn)
{
  UsherEventCounts counts;

  for (int sort = 0; sort < 3; sort++)
    for (int back = 0; back < 2; back++)
      {
        UsherRegistrationQuery query = { .event_id = 1, .sort = (UsherRegistrationSort) sort, .descending = back, .limit = 1 };
        g_autoptr (GPtrArray) list = usher_registrations_window (conn, &query, NULL);
      }
  for (int group = 0; group < USHER_N_DELIVERY_GROUPS; group++)
    for (gint64 event_id = 0; event_id < 2; event_id++)
      {
        UsherOutboxQuery query = { .event_id = event_id, .group = (UsherDeliveryGroup) group, .limit = 1 };
        g_autoptr (GPtrArray) list = usher_outbox_rows_list (conn, &query, NULL);

        usher_outbox_rows_count (conn, &query, NULL);
      }
  for (int newest_first = 0; newest_first < 2; newest_first++)
    {
      UsherEventOverviewQuery query = { .newest_first = newest_first, .limit = 1 };
      g_autoptr (GPtrArray) list = usher_overviews_list (conn, &query, T0, NULL);

      usher_overviews_count (conn, &query, T0, &counts, NULL);
    }
}

static void
ask_about_today (UsherConn *conn)
{
  g_autoptr (GPtrArray) sent = usher_today_list_sent (conn, 1, NULL);
  g_autoptr (GPtrArray) failed = usher_today_list_failed (conn, T0, 1, NULL);
  g_autoptr (GPtrArray) overdue = usher_overviews_overdue (conn, T0, 1, NULL);
  g_autoptr (GPtrArray) completed = usher_overviews_completed (conn, 0, 1, NULL);
  g_autoptr (GPtrArray) reasons = usher_outbox_rows_reasons (conn, 1, USHER_DELIVERY_GROUP_FAILED, 1, NULL);
  g_autoptr (UsherEventOverview) overview = usher_overviews_get (conn, 1, NULL);

  usher_deliveries_restore (conn, 1, "why", T0, NULL);
}

/* No window is sorted by hand, which would read all of its list. */
static void
test_no_sorting (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (GList) statements = NULL;
  int n_windows = 0;

  test_add_event (db->conn, "Show");
  test_add_registration (db->conn, 1, "a@x.org", NULL);
  test_add_registration (db->conn, 1, NULL, "+491");
  ask_about_windows (db->conn);
  statements = g_hash_table_get_keys (db->conn->statements);
  for (GList *l = statements; l != NULL; l = l->next)
    {
      g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", l->data, NULL);
      g_autofree char *plan = NULL;

      if (strstr (l->data, "OFFSET") == NULL)
        continue;
      plan = test_dump (db->conn, explain);
      n_windows++;
      g_test_message ("%s\n%s", (char *) l->data, plan);
      g_assert_null (strstr (plan, "TEMP B-TREE FOR ORDER BY"));
      /* Stepping over ids reads nothing but the index (but for those without an e-mail address, by phone number). */
      if (g_str_has_prefix (l->data, "SELECT id FROM registration") && strstr (l->data, "ORDER BY phone") == NULL)
        g_assert_nonnull (strstr (plan, "COVERING INDEX"));
    }
  g_assert_cmpint (n_windows, >, 15);
}

/* Reading all of a partial index is what it is there for. */
static gboolean
is_fine (const char *step)
{
  static const char * const large[] = {
    "delivery", "d", "c", "o", "registration", "r", "consent", "feedback", "outbox_message", "m", "outbox_batch", "attendance",
    "webhook_token", "suppression", "notification", "n", "f", "p",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
    {
      g_autofree char *scan = g_strdup_printf ("SCAN %s", large[i]);

      if (g_str_equal (step, scan))
        return FALSE;
      if (g_str_has_prefix (step, scan) && step[strlen (scan)] == ' ')
        return strstr (step, "delivery_queue") != NULL || strstr (step, "delivery_unsettled") != NULL ||
               strstr (step, "delivery_to_ask") != NULL || strstr (step, "delivery_waiting") != NULL ||
               strstr (step, "delivery_failed") != NULL || strstr (step, "delivery_skipped") != NULL ||
               strstr (step, "notification_failed") != NULL || strstr (step, "notification_closed") != NULL ||
               strstr (step, "notification_due") != NULL || strstr (step, "notification_open") != NULL;
    }
  return TRUE;
}

static void
check_plan (UsherConn *conn, const char *sql)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (conn->db, explain, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      const char *step = (const char *) sqlite3_column_text (stmt, 3);

      /* the newest of all: from the end of the table; the kept counts of all events are few */
      if (!is_fine (step) && strstr (sql, "?1 = 0 AND d.id < ?2") == NULL && strstr (sql, "ORDER BY d.id DESC") == NULL &&
          strstr (sql, "FROM delivery_tally d WHERE ?1 = ?1") == NULL)
        {
          g_test_message ("%s", sql);
          g_test_message ("%s", step);
          g_test_fail ();
        }
    }
  sqlite3_finalize (stmt);
}

static void
test_no_scans (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherNotification) n = NULL;
  g_autoptr (GList) statements = NULL;
  gint64 event_id = test_add_event (db->conn, "Show");

  test_add_registration (db->conn, event_id, "a@x.org", "+491");
  test_add_registration (db->conn, event_id, "b@x.org", "+492");
  n = test_add_reminder (db->conn, event_id, "PT1H");
  test_fill (db->conn, n);
  ask_about_events (db->conn);
  ask_about_notifications (db->conn);
  ask_about_deliveries (db->conn, USHER_CHANNEL_EMAIL);
  ask_about_deliveries (db->conn, USHER_CHANNEL_SMS);
  ask_about_the_rest (db->conn);
  ask_about_windows (db->conn);
  ask_about_today (db->conn);

  statements = g_hash_table_get_keys (db->conn->statements);
  g_assert_cmpuint (g_list_length (statements), >, 60);
  for (GList *l = statements; l != NULL; l = l->next)
    check_plan (db->conn, l->data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plans/no-scans", test_no_scans);
  g_test_add_func ("/plans/no-sorting", test_no_sorting);
  return g_test_run ();
}
