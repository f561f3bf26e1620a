/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What lists ask, held against the plain question that reads every row. */

#include <string.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-outbox-rows.h"
#include "usher-table-overviews.h"
#include "usher-table-registrations.h"

/* --- counts that are kept ------------------------------------------------------------------------------------------ */

static void
assert_tallies (UsherConn *conn)
{
  g_autofree char *kept = test_dump (conn, "SELECT event_id, total, email, sms, silent, no_email FROM registration_tally ORDER BY 1");
  g_autofree char *real =
    test_dump (conn, "SELECT e.id, count(r.id), coalesce(sum(email_opt_in AND r.email IS NOT NULL), 0), "
               "coalesce(sum(sms_opt_in AND phone IS NOT NULL), 0), "
               "coalesce(sum(r.id IS NOT NULL AND NOT (email_opt_in AND r.email IS NOT NULL) AND NOT (sms_opt_in AND phone IS NOT NULL)), 0), "
               "coalesce(sum(r.id IS NOT NULL AND email_key IS NULL), 0) FROM event e LEFT JOIN registration r ON r.event_id = e.id "
               "GROUP BY e.id ORDER BY 1");
  g_autofree char *kept_messages = test_dump (conn, "SELECT * FROM delivery_tally WHERE n <> 0 ORDER BY 1, 2, 3, 4");
  g_autofree char *real_messages = test_dump (conn, "SELECT event_id, coalesce(notification_id, 0), channel, status, count(*) "
                                              "FROM delivery GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4");

  g_assert_cmpstr (kept, ==, real);
  g_assert_cmpstr (kept_messages, ==, real_messages);
}

static void
test_tallies (void)
{
  static const char * const acts[] = {
    "UPDATE registration SET email_opt_in = 0 WHERE id = 1",
    "UPDATE registration SET sms_opt_in = 0 WHERE id IN (1, 2)",
    "UPDATE registration SET email = NULL, email_key = NULL WHERE id = 2",
    "UPDATE registration SET email_opt_in = 1 WHERE id = 1",
    "UPDATE registration SET first_name = 'Zoe'",
    "UPDATE registration SET event_id = 2 WHERE id = 1",
    "UPDATE delivery SET status = 'accepted' WHERE id % 2",
    "UPDATE delivery SET status = status",
    "UPDATE delivery SET status = 'failed', reason = 'No' WHERE id = 3",
    "INSERT INTO delivery (event_id, kind, channel, address, status, next_attempt_at, created_at) "
      "VALUES (1, 'test', 'email', 'me@x.org', 'queued', 1, 1)",
    "DELETE FROM delivery WHERE id = 2",
    "DELETE FROM registration WHERE id = 3",
    "DELETE FROM notification WHERE id = 1",
    "DELETE FROM event WHERE id = 1",
  };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

  test_add_event (db->conn, "Other");
  test_add_registration (db->conn, event_id, "a@x.org", "+491");
  test_add_registration (db->conn, event_id, "b@x.org", "+492");
  test_add_registration (db->conn, event_id, NULL, "+493");
  test_fill (db->conn, n);
  assert_tallies (db->conn);
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_test_message ("%s", acts[i]);
      test_exec (db->conn, "%s", acts[i]);
      assert_tallies (db->conn);
    }
}

/* --- registrations ------------------------------------------------------------------------------------------------- */

static void
add_many (UsherConn *conn)
{
  gint64 event_id = test_add_event (conn, "Show");

  test_add_event (conn, "Other");
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *email = g_strdup_printf ("%c%d@x.org", 'a' + i * 7 % 26, i);
      g_autofree char *phone = g_strdup_printf ("+4915100%03d", i * 13 % 40);

      test_add_registration (conn, event_id, i % 3 != 0 ? email : NULL, i % 3 == 0 || i % 4 == 0 ? phone : NULL);
      test_add_registration (conn, 2, email, NULL);
    }
  test_exec (conn, "UPDATE registration SET first_name = char(65 + id * 11 %% 26) || CASE id %% 2 WHEN 0 THEN 'A' ELSE 'a' END, "
             "last_name = 'Nr ' || (id %% 5)");
  test_exec (conn, "UPDATE registration SET email_opt_in = 0, sms_opt_in = 0 WHERE id %% 7 = 0");
}

static char *
ids_of (GPtrArray *list)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? "\n" : "", ((UsherRegistration *) g_ptr_array_index (list, i))->id);
  return g_string_free_and_steal (g_steal_pointer (&ids));
}

static void
check_window (UsherConn *conn, UsherRegistrationQuery *query)
{
  static const char * const filters[] = {
    "1", "email_opt_in AND email IS NOT NULL", "sms_opt_in AND phone IS NOT NULL",
    "NOT (email_opt_in AND email IS NOT NULL) AND NOT (sms_opt_in AND phone IS NOT NULL)",
  };
  static const char * const orders[] = { "id %s", "lower(first_name) %1$s, lower(last_name) %1$s, id %1$s",
                                         "email_key IS NULL %1$s, email_key %1$s, phone %1$s" };
  g_autofree char *order = g_strdup_printf (orders[query->sort], query->descending ? "DESC" : "ASC");
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM registration WHERE event_id = 1 AND (%s) %s ORDER BY %s LIMIT %d OFFSET %d",
                                          filters[query->filter],
                                          query->search != NULL ? "AND (first_name || ' ' || last_name) LIKE '%a nr 1%'" : "", order,
                                          query->limit, query->offset);
  g_autofree char *expected = test_dump (conn, sql);
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM registration WHERE event_id = 1 AND (%s) %s", filters[query->filter],
                                            query->search != NULL ? "AND (first_name || ' ' || last_name) LIKE '%a nr 1%'" : "");
  g_autofree char *n = test_dump (conn, count);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = usher_registrations_window (conn, query, &error);

  g_assert_no_error (error);
  found = ids_of (list);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpint (usher_registrations_count_rows (conn, query, NULL), ==, atoi (n));
}

static void
test_registrations (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  UsherRegistrationQuery query = { .event_id = 1, .limit = 7 };

  add_many (db->conn);
  for (int sort = 0; sort < 3; sort++)
    for (int filter = 0; filter < 4; filter++)
      for (int descending = 0; descending < 2; descending++)
        for (int searched = 0; searched < 2; searched++)
          for (int offset = 0; offset < 45; offset += 3)
            {
              query.sort = (UsherRegistrationSort) sort;
              query.filter = (UsherRegistrationFilter) filter;
              query.descending = descending;
              query.search = searched ? "A nR 1" : NULL;
              query.offset = offset;
              check_window (db->conn, &query);
            }
  query = (UsherRegistrationQuery) { .event_id = 4711, .limit = 7 };
  g_assert_cmpint (usher_registrations_count_rows (db->conn, &query, NULL), ==, 0);
}

/* A search that nobody waits for any more ends; the connection is good for the next question. */
static void
test_cancelled (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  UsherRegistrationQuery query = { .event_id = 1, .limit = 7, .search = "x", .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  test_add_event (db->conn, "Show");
  test_exec (db->conn, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
             "INSERT INTO registration (event_id, token, email, email_key, email_opt_in, sms_opt_in, registered_at, updated_at) "
             "SELECT 1, 't' || i, i || '@y.org', i || '@y.org', 1, 0, 1, 1 FROM n");
  usher_conn_set_cancellable (db->conn, cancellable);
  g_assert_cmpint (usher_registrations_count_rows (db->conn, &query, &error), ==, 0);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (usher_registrations_count_rows (db->conn, &query, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  usher_conn_set_cancellable (db->conn, NULL);
  g_assert_cmpint (usher_registrations_count_rows (db->conn, &query, &error), ==, 0);
  g_assert_no_error (error);
}

/* --- the outbox ---------------------------------------------------------------------------------------------------- */

static char *
row_ids (GPtrArray *list)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            ((UsherOutboxRow *) g_ptr_array_index (list, i))->delivery->id);
  return g_string_free_and_steal (g_steal_pointer (&ids));
}

static void
add_messages (UsherConn *conn)
{
  gint64 event_id = test_add_event (conn, "Späte Show");
  g_autoptr (UsherNotification) n = test_add_reminder (conn, event_id, "PT1H");

  test_add_event (conn, "Other");
  test_add_registration (conn, event_id, "a@x.org", "+4915123456");
  test_add_registration (conn, event_id, "b@x.org", NULL);
  test_add_registration (conn, event_id, "c@x.org", NULL);
  test_fill (conn, n);
  test_exec (conn, "UPDATE delivery SET id = id + 100; UPDATE delivery SET id = id - 100");
  test_exec (conn, "UPDATE delivery SET status = 'accepted' WHERE id = 1; UPDATE delivery SET status = 'failed', "
             "reason = 'No such user: ' || address WHERE id IN (2, 3)");
  test_exec (conn, "INSERT INTO delivery (id, event_id, kind, channel, address, status, template_key, next_attempt_at, created_at) "
             "VALUES (5, 2, 'test', 'email', 'me@x.org', 'skipped', 'reminder', 1, 1)");
  test_exec (conn, "UPDATE registration SET last_name = 'Lovelace' WHERE email = 'b@x.org'");
}

static void
test_outbox (void)
{
  static const struct {
    UsherOutboxQuery query;
    int              count;
  } cases[] = {
    { { .limit = 10 }, 5 },
    { { .limit = 2, .offset = 1 }, 5 },
    { { .limit = 10, .offset = 4 }, 5 },
    { { .limit = 10, .offset = 9 }, 5 },
    { { .limit = 10, .before_id = 3 }, 5 },
    { { .limit = 10, .event_id = 1 }, 4 },
    { { .limit = 10, .event_id = 2 }, 1 },
    { { .limit = 10, .event_id = 1, .notification_id = 1 }, 4 },
    { { .limit = 10, .channels = USHER_CHANNELS_SMS }, 1 },
    { { .limit = 10, .group = USHER_DELIVERY_GROUP_FAILED }, 2 },
    { { .limit = 10, .group = USHER_DELIVERY_GROUP_SKIPPED, .event_id = 1 }, 0 },
    { { .limit = 10, .group = USHER_DELIVERY_GROUP_SENT }, 1 },
    { { .limit = 10, .group = USHER_DELIVERY_GROUP_WAITING }, 1 },
    { { .limit = 10, .search = "SPÄTE" }, 4 },
    { { .limit = 10, .search = "lovelace" }, 1 },
    { { .limit = 10, .search = "0151 234", .channels = USHER_CHANNELS_SMS }, 1 },
    { { .limit = 10, .search = "me@", .group = USHER_DELIVERY_GROUP_SKIPPED }, 1 },
  };
  g_autoptr (TestDb) db = test_db_new ();

  add_messages (db->conn);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const UsherOutboxQuery *query = &cases[i].query;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = usher_outbox_rows_list (db->conn, query, &error);
      int visible = query->before_id != 0 ? (int) query->before_id - 1 : cases[i].count;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_no_error (error);
      g_assert_cmpint (usher_outbox_rows_count (db->conn, query, NULL), ==, cases[i].count);
      g_assert_cmpint ((int) list->len, ==, CLAMP (visible - query->offset, 0, query->limit));
      for (guint j = 1; j < list->len; j++)
        g_assert_cmpint (((UsherOutboxRow *) list->pdata[j - 1])->delivery->id, >, ((UsherOutboxRow *) list->pdata[j])->delivery->id);
      for (guint j = 0; j < list->len && query->group != USHER_DELIVERY_GROUP_ALL; j++)
        g_assert_cmpint (usher_delivery_group (((UsherOutboxRow *) list->pdata[j])->delivery->status), ==, query->group);
    }
}

/* Ids with and without gaps: the same window */
static void
test_outbox_gaps (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  UsherOutboxQuery query = { .limit = 2, .offset = 2 };
  g_autoptr (GPtrArray) whole = NULL, holed = NULL;
  g_autofree char *ids = NULL, *left = NULL;

  add_messages (db->conn);
  whole = usher_outbox_rows_list (db->conn, &query, NULL);
  ids = row_ids (whole);
  g_assert_cmpstr (ids, ==, "3 2");
  test_exec (db->conn, "DELETE FROM delivery WHERE id = 4");
  holed = usher_outbox_rows_list (db->conn, &query, NULL);
  left = row_ids (holed);
  g_assert_cmpstr (left, ==, "2 1");
}

static void
test_outbox_row (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherOutboxRow) reminder = NULL, test = NULL;
  g_autoptr (GPtrArray) reasons = NULL;
  g_autoptr (GError) error = NULL;

  add_messages (db->conn);
  reminder = usher_outbox_rows_get (db->conn, usher_outbox_rows_count (db->conn, &(UsherOutboxQuery) { .search = "b@x" }, NULL) > 0
                                    ? test_int (db->conn, "SELECT id FROM delivery WHERE address = 'b@x.org'") : 0, NULL);
  g_assert_cmpstr (reminder->event_title, ==, "Späte Show");
  g_assert_cmpstr (reminder->interval, ==, "PT1H");
  g_assert_cmpstr (reminder->recipient, ==, "Ada Lovelace");
  test = usher_outbox_rows_get (db->conn, 5, NULL);
  g_assert_null (test->interval);
  g_assert_cmpstr (test->recipient, ==, "");
  g_assert_cmpstr (test->template_key, ==, "reminder");
  g_assert_null (usher_outbox_rows_get (db->conn, 4711, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  /* The same words about two people are one reason, without their addresses. */
  reasons = usher_outbox_rows_reasons (db->conn, 1, USHER_DELIVERY_GROUP_FAILED, 10, NULL);
  g_assert_cmpuint (reasons->len, ==, 1);
  g_assert_cmpstr (((UsherFailureReason *) reasons->pdata[0])->reason, ==, "No such user: …");
  g_assert_cmpint (((UsherFailureReason *) reasons->pdata[0])->count, ==, 2);
}

/* --- events -------------------------------------------------------------------------------------------------------- */

static void
test_overviews (void)
{
  static const struct {
    UsherEventOverviewQuery query;
    const char             *titles;
  } cases[] = {
    { { .limit = 9 }, "Done Missed Live Gone Next" },
    { { .limit = 9, .newest_first = TRUE }, "Next Gone Live Missed Done" },
    { { .limit = 2, .offset = 1 }, "Missed Live" },
    { { .limit = 9, .group = USHER_EVENT_GROUP_UPCOMING }, "Next" },
    { { .limit = 9, .group = USHER_EVENT_GROUP_LIVE }, "Live" },
    { { .limit = 9, .group = USHER_EVENT_GROUP_PAST, .newest_first = TRUE }, "Missed Done" },
    { { .limit = 9, .group = USHER_EVENT_GROUP_CANCELLED }, "Gone" },
    { { .limit = 9, .search = "LI" }, "Live" },
    { { .limit = 9, .from = T0 - USHER_HOUR, .to = T0 + USHER_HOUR }, "Live" },
  };
  g_autoptr (TestDb) db = test_db_new ();
  static const char * const titles[] = { "Next", "Live", "Done", "Gone", "Missed" };
  UsherEventCounts counts;

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    test_add_event (db->conn, titles[i]);
  test_exec (db->conn, "UPDATE event SET starts_at = %" G_GINT64_FORMAT " WHERE id = 1", T0 + 2 * USHER_DAY);
  test_exec (db->conn, "UPDATE event SET status = 'live', starts_at = %" G_GINT64_FORMAT " WHERE id = 2", T0);
  test_exec (db->conn, "UPDATE event SET status = 'completed', starts_at = %" G_GINT64_FORMAT " WHERE id = 3", T0 - 9 * USHER_DAY);
  test_exec (db->conn, "UPDATE event SET status = 'cancelled' WHERE id = 4");
  test_exec (db->conn, "UPDATE event SET starts_at = %" G_GINT64_FORMAT " WHERE id = 5", T0 - 2 * USHER_DAY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) list = usher_overviews_list (db->conn, &cases[i].query, T0, NULL);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < list->len; j++)
        {
          const UsherEventOverview *overview = list->pdata[j];

          g_string_append_printf (found, "%s%s", j > 0 ? " " : "", overview->event->title);
          if (cases[i].query.group != USHER_EVENT_GROUP_ALL)
            g_assert_cmpint (usher_event_group (overview->event, T0), ==, cases[i].query.group);
        }
      g_assert_cmpstr (found->str, ==, cases[i].titles);
    }
  g_assert_true (usher_overviews_count (db->conn, &cases[0].query, T0, &counts, NULL));
  g_assert_cmpint (counts.n[USHER_EVENT_GROUP_ALL], ==, 5);
  g_assert_cmpint (counts.n[USHER_EVENT_GROUP_PAST], ==, 2);
  g_assert_cmpint (counts.n[USHER_EVENT_GROUP_LIVE], ==, 1);
}

static void
test_overview (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherNotification) n = NULL;
  g_autoptr (UsherEventOverview) overview = NULL;
  g_autoptr (GError) error = NULL;

  add_messages (db->conn);
  n = test_add_reminder (db->conn, 1, "P1D");
  test_exec (db->conn, "UPDATE notification SET status = 'scheduled', due_at = 7 WHERE interval = 'P1D'");
  test_exec (db->conn, "UPDATE notification SET status = 'failed' WHERE interval = 'PT1H'");
  overview = usher_overviews_get (db->conn, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (overview->registrations, ==, 3);
  g_assert_cmpint (overview->email, ==, 3);
  g_assert_cmpint (overview->sms, ==, 1);
  g_assert_cmpint (overview->next_due_at, ==, 7);
  g_assert_cmpstr (overview->next_interval, ==, "P1D");
  g_assert_cmpint (overview->sent, ==, 1);
  g_assert_cmpint (overview->failed, ==, 2);
  g_assert_cmpint (overview->pending, ==, 1);
  g_assert_cmpint (overview->failed_notifications, ==, 1);
  g_assert_null (usher_overviews_get (db->conn, 4711, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/windows/tallies", test_tallies);
  g_test_add_func ("/windows/registrations", test_registrations);
  g_test_add_func ("/windows/cancelled", test_cancelled);
  g_test_add_func ("/windows/outbox", test_outbox);
  g_test_add_func ("/windows/outbox-gaps", test_outbox_gaps);
  g_test_add_func ("/windows/outbox-row", test_outbox_row);
  g_test_add_func ("/windows/overviews", test_overviews);
  g_test_add_func ("/windows/overview", test_overview);
  return g_test_run ();
}
