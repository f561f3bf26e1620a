/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes and what stays when a person, a notification or an event is deleted. */

#include <string.h>

#include "store-fixture.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-outbox.h"
#include "usher-table-registrations.h"

static void
add_consent (UsherConn *conn, gint64 event_id, gint64 registration_id, const char *address)
{
  UsherConsent consent = {
    .registration_id = registration_id, .event_id = event_id, .channel = USHER_CHANNEL_EMAIL, .act = "given",
    .address = address, .method = "form", .at = T0,
  };

  g_assert_true (usher_consents_insert (conn, &consent, NULL));
}

static void
add_to_outbox (UsherConn *conn, const char *batch_id, const gint64 *deliveries, const char * const *recipients)
{
  g_autoptr (UsherOutboxBatch) batch = usher_outbox_batch_new ();

  g_set_str (&batch->batch_id, batch_id);
  batch->sent_at = T0;
  g_assert_true (usher_outbox_insert_batch (conn, batch, NULL));
  for (; *deliveries != 0; deliveries++, recipients++)
    g_assert_true (usher_outbox_insert_message (conn, batch_id, *deliveries, *recipients, "{\"first_name\":\"Ada\"}", NULL));
}

/* Two people, with messages in every state, and traces of them everywhere */
static void
fill_house (UsherConn *conn)
{
  gint64 event_id = test_add_event (conn, "Show");
  g_autoptr (UsherNotification) sent = test_add_reminder (conn, event_id, "P1D");
  g_autoptr (UsherNotification) queued = test_add_reminder (conn, event_id, "PT1H");

  test_add_registration (conn, event_id, "ada@x.org", "+491");
  test_add_registration (conn, event_id, "eve@x.org", NULL);
  add_consent (conn, event_id, 1, "ada@x.org");
  add_consent (conn, event_id, 2, "eve@x.org");
  test_exec (conn, "INSERT INTO attendance VALUES (1, 1, 1, 2, 3), (1, 2, 1, 2, 3)");
  test_fill (conn, sent);       /* 1: ada e-mail, 2: eve e-mail, 3: ada sms */
  test_fill (conn, queued);     /* 4, 5, 6 */
  test_exec (conn, "UPDATE delivery SET status = 'delivered', provider_id = 'p' || id, batch_id = 'b' WHERE id IN (1, 2)");
  test_exec (conn, "UPDATE delivery SET status = 'failed', reason = 'No <+491> here' WHERE id = 3");
  test_exec (conn, "INSERT INTO feedback VALUES ('mailgun', 'e1', 1, 1, 'delivered', 'to ada@x.org', 1, 1), "
             "('mailgun', 'e2', 2, 1, 'delivered', 'to eve@x.org', 1, 1)");
  add_to_outbox (conn, "both", (gint64[]) { 1, 2, 0 }, (const char *[]) { "ada@x.org", "eve@x.org" });
  add_to_outbox (conn, "alone", (gint64[]) { 3, 0 }, (const char *[]) { "+491" });
  test_exec (conn, "INSERT INTO audit (at, actor, action, event_id) VALUES (1, 'app', 'event.create', 1)");
  test_exec (conn, "INSERT INTO stream (event_id, provider, provider_id, status, created_at) VALUES (1, 'mux', 's', 'idle', 1)");
}

static void
test_registration (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autofree char *deliveries = NULL, *consents = NULL, *outbox = NULL, *all = NULL;

  fill_house (db->conn);
  g_assert_true (usher_registrations_delete (db->conn, 1, NULL));
  deliveries = test_dump (db->conn, "SELECT id, registration_id, address, status, reason, provider_id FROM delivery ORDER BY id");
  g_assert_cmpstr (deliveries, ==,
                   "1|NULL||delivered|NULL|p1\n"
                   "2|2|eve@x.org|delivered|NULL|p2\n"
                   "3|NULL||failed|No <…> here|NULL\n"
                   "4|NULL||cancelled|The registration was deleted|NULL\n"
                   "5|2|eve@x.org|queued|NULL|NULL\n"
                   "6|NULL||cancelled|The registration was deleted|NULL");
  consents = test_dump (db->conn, "SELECT id, registration_id, event_id, length(address_hash) FROM consent");
  g_assert_cmpstr (consents, ==, "1|NULL|1|64\n2|2|1|64");
  outbox = test_dump (db->conn, "SELECT b.batch_id, delivery_id, recipient FROM outbox_batch b LEFT JOIN outbox_message USING (batch_id)");
  g_assert_cmpstr (outbox, ==, "both|2|eve@x.org");
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM attendance"), ==, 1);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM feedback WHERE detail IS NULL"), ==, 1);
  all = test_dump (db->conn, "SELECT (SELECT group_concat(address || coalesce(reason, '')) FROM delivery) || "
                   "(SELECT group_concat(coalesce(detail, '')) FROM feedback) || (SELECT group_concat(recipient) FROM outbox_message)");
  g_assert_null (strstr (all, "ada@"));
  g_assert_null (strstr (all, "+491"));
}

/* What the streamer sees of one person: acts and messages, the last first, and of nobody else */
static void
test_what_is_seen (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  UsherDeliveryQuery query = { .event_id = 1, .registration_id = 2, .channel = -1, .status = -1, .limit = 10 };
  g_autoptr (GPtrArray) consents = NULL, deliveries = NULL, none = NULL;

  fill_house (db->conn);
  add_consent (db->conn, 1, 2, "eve@x.org");
  consents = usher_consents_list (db->conn, 2, NULL);
  g_assert_cmpint (consents->len, ==, 2);
  g_assert_cmpstr (((UsherConsentRecord *) consents->pdata[0])->act, ==, "given");
  g_assert_cmpint (((UsherConsentRecord *) consents->pdata[0])->at, ==, T0);
  deliveries = usher_deliveries_list (db->conn, &query, NULL);
  g_assert_cmpint (deliveries->len, ==, 2);
  g_assert_cmpint (((UsherDelivery *) deliveries->pdata[0])->id, ==, 5);
  g_assert_cmpint (((UsherDelivery *) deliveries->pdata[1])->id, ==, 2);
  none = usher_consents_list (db->conn, 99, NULL);
  g_assert_cmpint (none->len, ==, 0);
}

/* Once everything is written back, no byte of the address is in the file. */
static void
test_no_bytes_left (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autofree char *path = g_build_filename (db->folder, "usher.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  for (int i = 0; i < 2; i++)
    {
      if (i == 0)
        fill_house (db->conn);
      else
        g_assert_true (usher_registrations_delete (db->conn, 1, NULL));
      test_exec (db->conn, "PRAGMA wal_checkpoint(TRUNCATE)");
      g_clear_pointer (&bytes, g_free);
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      g_assert_cmpint (memmem (bytes, length, "ada@x.org", 9) != NULL, ==, i == 0);
      g_assert_nonnull (memmem (bytes, length, "eve@x.org", 9));
    }
}

static void
test_event (void)
{
  static const char * const gone[] = {
    "event", "stream", "notification", "registration", "delivery", "outbox_message WHERE delivery_id IS NOT NULL", "feedback",
    "attendance", "analytics",
  };
  g_autoptr (TestDb) db = test_db_new ();

  fill_house (db->conn);
  g_assert_true (usher_events_delete (db->conn, 1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      g_test_message ("%s", gone[i]);
      g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM %s", gone[i]), ==, 0);
    }
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM consent WHERE registration_id IS NULL AND event_id IS NULL"), ==, 2);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM audit"), ==, 1);
  /* Its id is not used again, so that the audit trail stays unambiguous. */
  g_assert_cmpint (test_add_event (db->conn, "Next"), ==, 2);
}

/* Without these every delete would read whole tables. */
static void
test_children_have_indexes (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autofree char *missing =
    test_dump (db->conn,
               "SELECT t.name || '.' || f.\"from\" FROM pragma_table_list t JOIN pragma_foreign_key_list (t.name) f "
               "WHERE t.schema = 'main' AND NOT EXISTS (SELECT 1 FROM pragma_index_list (t.name) i "
               "JOIN pragma_index_info (i.name) c ON c.seqno = 0 AND c.name = f.\"from\" WHERE i.partial = 0) "
               "AND NOT EXISTS (SELECT 1 FROM pragma_table_info (t.name) p WHERE p.pk = 1 AND p.name = f.\"from\")");

  g_assert_cmpstr (missing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/erase/registration", test_registration);
  g_test_add_func ("/erase/what-is-seen", test_what_is_seen);
  g_test_add_func ("/erase/no-bytes-left", test_no_bytes_left);
  g_test_add_func ("/erase/event", test_event);
  g_test_add_func ("/erase/children-have-indexes", test_children_have_indexes);
  return g_test_run ();
}
