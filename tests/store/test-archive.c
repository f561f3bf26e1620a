/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database of every version that was ever released is kept in archive/, packed, and must open for good. When a version is new:
 *
 *   tests/store/test-store-archive --make /tmp/usher-archive
 *   gzip -9n < /tmp/usher-archive/usher.db > tests/store/archive/version-N.db.gz
 */

#include <string.h>

#include "store-fixture.h"
#include "usher-migration.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-table-outbox.h"
#include "usher-table-registrations.h"

static gboolean
add_templates (UsherConn *conn)
{
  g_autoptr (UsherTemplateText) text = usher_template_text_new ();

  g_set_str (&text->key, "change");
  g_set_str (&text->name, "Mine");
  g_set_str (&text->text, "We moved");
  text->active = TRUE;
  text->updated_at = T0;
  return usher_templates_put (conn, text, NULL) == 1;
}

/* One of everything */
static gboolean
furnish (UsherConn *conn, gpointer data, GError **error)
{
  gint64 event_id = test_add_event (conn, "Späte Show");
  g_autoptr (UsherNotification) n = test_add_reminder (conn, event_id, "PT1H");
  g_autoptr (UsherOutboxBatch) batch = usher_outbox_batch_new ();
  g_autoptr (GPtrArray) claimed = NULL;
  UsherConsent consent = {
    .registration_id = 1, .event_id = event_id, .channel = USHER_CHANNEL_EMAIL, .act = "given", .address = "ada@example.com",
    .method = "form", .at = T0,
  };
  UsherFeedback feedback = {
    .provider = "sandbox", .provider_event_id = "e1", .delivery_id = 1, .type = "opened", .price_micros = -1, .at = T0 + 1,
    .received_at = T0 + 2,
  };
  gboolean is_new;

  test_add_registration (conn, event_id, "ada@example.com", "+4915123456");
  test_add_registration (conn, event_id, "eve@example.com", NULL);
  test_suppress (conn, USHER_CHANNEL_EMAIL, "eve@example.com");
  test_fill (conn, n);
  claimed = usher_deliveries_claim (conn, USHER_CHANNEL_EMAIL, "batch-1", "sandbox", 10, n->due_at, error);
  g_set_str (&batch->batch_id, "batch-1");
  batch->sent_at = T0;
  test_exec (conn, "INSERT INTO stream (event_id, provider, provider_id, status, created_at) VALUES (1, 'mux', 's', 'idle', 1);"
             "INSERT INTO provider_state (provider, state) VALUES ('mailgun', 'ok');"
             "INSERT INTO webhook_token VALUES ('mailgun', 't', 1);"
             "INSERT INTO attendance VALUES (1, 1, 1, 2, 3)");
  return claimed != NULL && claimed->len == 1 && usher_consents_insert (conn, &consent, error) &&
         usher_outbox_insert_batch (conn, batch, error) &&
         usher_outbox_insert_message (conn, "batch-1", 1, "ada@example.com", "{}", error) &&
         usher_deliveries_accept (conn, "batch-1", 0, "p-1", 0, T0, error) &&
         usher_feedback_record (conn, &feedback, &is_new, NULL, error) && add_templates (conn) &&
         usher_settings_set (conn, "colour", "green", error) &&
         usher_audit_add (conn, T0, "app", "event.create", event_id, NULL, NULL, error) &&
         usher_idempotency_insert (conn, "key", "print", 1, T0, error);
}

static int
make (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);

  if (store == NULL || !usher_store_write (store, furnish, NULL, NULL, &error))
    g_error ("%s", error->message);
  usher_store_close (store);
  return 0;
}

/* Unpacks an archived database into a folder as usher.db. */
static void
unpack (const char *archive, const char *folder)
{
  g_autoptr (GConverter) unzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GBytes) packed = NULL, bytes = NULL;
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (archive, &contents, &length, &error);
  g_assert_no_error (error);
  packed = g_bytes_new_static (contents, length);
  bytes = g_converter_convert_bytes (unzip, packed, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

static char *
schema_of (UsherConn *conn)
{
  return test_dump (conn, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
}

static void
check_contents (UsherConn *conn)
{
  g_autoptr (UsherEvent) event = usher_events_get (conn, 1, NULL);
  g_autoptr (UsherRegistration) r = usher_registrations_get (conn, 1, NULL);
  g_autoptr (UsherNotification) n = usher_notifications_get (conn, 1, NULL);
  g_autoptr (UsherDelivery) d = usher_deliveries_get (conn, 1, NULL);
  g_autoptr (UsherOutboxBatch) batch = usher_outbox_get (conn, 1, NULL, NULL, NULL);
  g_autoptr (UsherTemplateText) text = usher_templates_get_active (conn, "change", USHER_CHANNEL_EMAIL, NULL);
  g_autofree char *colour = usher_settings_get (conn, "colour", NULL);

  g_autofree char *people = test_dump (conn, "SELECT total, email, sms, silent, no_email FROM registration_tally");
  g_autofree char *messages = test_dump (conn, "SELECT channel, status, n FROM delivery_tally WHERE n > 0 ORDER BY 1, 2");

  g_assert_cmpstr (people, ==, "2|2|1|0|0");
  g_assert_cmpstr (messages, ==, "email|delivered|1\nemail|skipped|1\nsms|queued|1");
  g_assert_cmpstr (event->title, ==, "Späte Show");
  g_assert_cmpstr (r->phone, ==, "+4915123456");
  g_assert_cmpint (n->total, ==, 3);
  g_assert_cmpint (n->opened, ==, 1);
  g_assert_cmpint (d->status, ==, USHER_DELIVERY_DELIVERED);
  g_assert_cmpstr (batch->batch_id, ==, "batch-1");
  g_assert_cmpstr (text->text, ==, "We moved");
  g_assert_cmpstr (colour, ==, "green");
  g_assert_cmpstr (usher_suppressions_find (conn, USHER_CHANNEL_EMAIL, "eve@example.com", NULL), ==, "unsubscribe");
}

static void
test_version (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  g_autofree char *archive = g_strdup_printf ("%s/store/archive/version-%d.db.gz", g_getenv ("G_TEST_SRCDIR"), version);
  g_autofree char *folder = test_folder_new ();
  g_autofree char *copy = g_strdup_printf ("%s/usher.db.before-%d", folder, version + 1);
  g_autoptr (TestDb) fresh = test_db_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = NULL;
  g_autofree char *schema = NULL, *fresh_schema = NULL;
  UsherConn *conn;

  unpack (archive, folder);
  store = usher_store_open (folder, &error);
  g_assert_no_error (error);
  conn = usher_store_acquire_reader (store, &error);
  check_contents (conn);
  /* An updated database has the same schema as a new one: a script that was shipped is never edited. */
  schema = schema_of (conn);
  fresh_schema = schema_of (fresh->conn);
  g_assert_cmpstr (schema, ==, fresh_schema);
  g_assert_cmpint (g_file_test (copy, G_FILE_TEST_EXISTS), ==, version < usher_store_schema_version ());
  usher_store_release_reader (store, conn);
  g_clear_object (&store);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--make") == 0)
    return make (argv[2]);
  g_test_init (&argc, &argv, NULL);
  for (int version = 1; version <= usher_store_schema_version (); version++)
    {
      g_autofree char *path = g_strdup_printf ("/archive/version-%d", version);

      g_test_add_data_func (path, GINT_TO_POINTER (version), test_version);
    }
  return g_test_run ();
}
