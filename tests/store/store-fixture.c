/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>

#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-table-registrations.h"

char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("usher-store-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
test_folder_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        test_folder_remove (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_rmdir (folder);
}

TestDb *
test_db_new (void)
{
  TestDb *db = g_new0 (TestDb, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = NULL;

  db->folder = test_folder_new ();
  store = usher_store_open (db->folder, &error);
  g_assert_no_error (error);
  usher_store_close (store);
  db->conn = usher_conn_open (usher_store_get_path (store), USHER_CONN_WRITER, &error);
  g_assert_no_error (error);
  /* Nobody cuts the power here. */
  test_exec (db->conn, "PRAGMA synchronous = OFF");
  return db;
}

void
test_db_free (TestDb *db)
{
  usher_conn_free (db->conn);
  test_folder_remove (db->folder);
  g_free (db->folder);
  g_free (db);
}

static char *
vformat (const char *format, va_list args)
{
  return g_strdup_vprintf (format, args);
}

gint64
test_int (UsherConn *conn, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  gint64 value;
  va_list args;

  va_start (args, format);
  sql = vformat (format, args);
  va_end (args);
  usher_conn_query_int (conn, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

char *
test_dump (UsherConn *conn, const char *sql)
{
  g_autoptr (GString) text = g_string_new (NULL);
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (conn->db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      if (text->len > 0)
        g_string_append_c (text, '\n');
      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          const char *value = (const char *) sqlite3_column_text (stmt, i);

          g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", value != NULL ? value : "NULL");
        }
    }
  g_assert_cmpint (sqlite3_finalize (stmt), ==, SQLITE_OK);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

char *
test_text (UsherConn *conn, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = vformat (format, args);
  va_end (args);
  return test_dump (conn, sql);
}

void
test_exec (UsherConn *conn, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = vformat (format, args);
  va_end (args);
  usher_conn_exec (conn, sql, &error);
  g_assert_no_error (error);
}

gint64
test_add_event (UsherConn *conn, const char *title)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_autoptr (GError) error = NULL;

  g_free (event->uid);
  event->uid = g_uuid_string_random ();
  g_set_str (&event->slug, "show");
  g_set_str (&event->title, title);
  g_set_str (&event->local_start, "2026-12-06T20:00");
  g_set_str (&event->time_zone, "Europe/Berlin");
  g_set_str (&event->language, "en");
  event->starts_at = T0 + USHER_DAY;
  event->duration_minutes = 60;
  event->channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  event->registration_enabled = TRUE;
  event->created_at = T0;
  event->updated_at = T0;
  usher_events_insert (conn, event, &error);
  g_assert_no_error (error);
  return event->id;
}

gint64
test_add_registration (UsherConn *conn, gint64 event_id, const char *email, const char *phone)
{
  g_autoptr (UsherRegistration) r = usher_registration_new ();
  g_autoptr (GError) error = NULL;

  g_free (r->token);
  r->token = g_uuid_string_random ();
  g_set_str (&r->first_name, "Ada");
  g_set_str (&r->source, "page");
  g_set_str (&r->email, email);
  g_set_str (&r->phone, phone);
  r->event_id = event_id;
  r->email_opt_in = email != NULL;
  r->sms_opt_in = phone != NULL;
  r->registered_at = T0;
  r->updated_at = T0;
  usher_registrations_insert (conn, r, &error);
  g_assert_no_error (error);
  return r->id;
}

UsherNotification *
test_add_reminder (UsherConn *conn, gint64 event_id, const char *interval)
{
  UsherNotification *n = usher_notification_new ();
  g_autoptr (GError) error = NULL;

  n->event_id = event_id;
  n->kind = USHER_NOTIFICATION_REMINDER;
  n->interval = g_strdup (interval);
  n->due_at = T0 + USHER_DAY - USHER_HOUR;
  n->status = USHER_NOTIFICATION_SENDING;
  n->channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  n->opened_at = n->due_at;
  n->created_at = T0;
  usher_notifications_insert (conn, n, &error);
  g_assert_no_error (error);
  return n;
}

int
test_fill (UsherConn *conn, const UsherNotification *n)
{
  gboolean complete = FALSE;
  int all = 0;

  while (!complete)
    {
      g_autoptr (GError) error = NULL;
      int made;

      usher_deliveries_fill (conn, n, 1000, n->due_at, &complete, &made, &error);
      g_assert_no_error (error);
      all += made;
    }
  return all;
}

void
test_suppress (UsherConn *conn, UsherChannel channel, const char *address)
{
  g_autoptr (GError) error = NULL;

  usher_suppressions_add (conn, channel, address, USHER_SUPPRESSION_UNSUBSCRIBE, "page", T0, &error);
  g_assert_no_error (error);
}
