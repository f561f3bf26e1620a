/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-store-restore.h"

/* A folder whose database has @count events, closed */
static char *
make_folder (int count)
{
  char *folder = test_folder_new ();
  g_autoptr (UsherStore) store = usher_store_open (folder, NULL);
  g_autoptr (UsherConn) conn = NULL;

  usher_store_close (store);
  conn = usher_conn_open (usher_store_get_path (store), USHER_CONN_WRITER, NULL);
  for (int i = 0; i < count; i++)
    test_add_event (conn, "Show");
  return folder;
}

static char *
in_folder (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* A backup of a database with @count events, in a folder of its own */
static char *
make_backup (int count, char **folder)
{
  g_autofree char *source = make_folder (count);
  g_autoptr (UsherStore) store = usher_store_open (source, NULL);
  char *path;
  g_autoptr (GError) error = NULL;

  *folder = test_folder_new ();
  path = in_folder (*folder, "backup.usher");
  g_assert_true (usher_store_backup (store, path, NULL, &error));
  g_assert_no_error (error);
  usher_store_close (store);
  test_folder_remove (source);
  return path;
}

static gint64
count_events (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);
  UsherConn *conn;
  gint64 count;

  g_assert_no_error (error);
  conn = usher_store_acquire_reader (store, NULL);
  count = test_int (conn, "SELECT count(*) FROM event");
  usher_store_release_reader (store, conn);
  return count;
}

static int
count_files (const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  int count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    count += g_str_has_prefix (name, prefix);
  return count;
}

static void
test_replace (void)
{
  g_autofree char *folder = make_folder (3);
  g_autofree char *backup_folder = NULL;
  g_autofree char *backup = make_backup (5, &backup_folder);
  g_autofree char *path = in_folder (folder, "usher.db");
  g_autoptr (UsherRestoreInfo) first = NULL;
  g_autoptr (UsherRestoreInfo) second = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  first = usher_store_restore (folder, backup, T0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->events, ==, 5);
  g_assert_cmpint (first->held_back, ==, 0);
  g_assert_cmpint (count_events (folder), ==, 5);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (count_files (folder, "usher.db.restoring"), ==, 0);
  g_assert_cmpint (count_files (backup_folder, ""), ==, 1);

  /* The same second: another name. And back to what was there first. */
  second = usher_store_restore (folder, first->kept_path, T0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second->kept_path, !=, first->kept_path);
  g_assert_cmpint (count_events (folder), ==, 3);
  test_folder_remove (folder);
  test_folder_remove (backup_folder);
}

static void
test_first (void)
{
  g_autofree char *parent = test_folder_new ();
  g_autofree char *folder = in_folder (parent, "new");
  g_autofree char *backup_folder = NULL;
  g_autofree char *backup = make_backup (2, &backup_folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherRestoreInfo) info = usher_store_restore (folder, backup, T0, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (info->kept_path);
  g_assert_cmpint (count_events (folder), ==, 2);
  test_folder_remove (folder);
  test_folder_remove (parent);
  test_folder_remove (backup_folder);
}

/* Going back in time takes back no unsubscribing. */
static void
test_suppressions (void)
{
  g_autofree char *folder = make_folder (1);
  g_autofree char *path = in_folder (folder, "usher.db");
  g_autofree char *backup = in_folder (folder, "backup");
  g_autoptr (UsherRestoreInfo) info = NULL;
  g_autoptr (UsherConn) conn = NULL;
  g_autofree char *rows = NULL;
  g_autoptr (GError) error = NULL;

  conn = usher_conn_open (path, USHER_CONN_WRITER, NULL);
  test_exec (conn, "INSERT INTO suppression VALUES ('email', 'a', 'bounce', 'test', 1)");
  g_clear_pointer (&conn, usher_conn_free);
  {
    g_autoptr (UsherStore) store = usher_store_open (folder, NULL);

    g_assert_true (usher_store_backup (store, backup, NULL, NULL));
    usher_store_close (store);
  }
  conn = usher_conn_open (path, USHER_CONN_WRITER, NULL);
  test_exec (conn, "INSERT INTO suppression VALUES ('email', 'b', 'unsubscribe', 'test', 2)");
  test_exec (conn, "DELETE FROM suppression WHERE address_hash = 'a'");
  g_clear_pointer (&conn, usher_conn_free);

  info = usher_store_restore (folder, backup, T0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->suppressions, ==, 1);
  conn = usher_conn_open (path, USHER_CONN_WRITER, NULL);
  rows = test_dump (conn, "SELECT address_hash, reason FROM suppression ORDER BY address_hash");
  g_assert_cmpstr (rows, ==, "a|bounce\nb|unsubscribe");
  g_clear_pointer (&conn, usher_conn_free);
  test_folder_remove (folder);
}

/* Since the backup was made, what it says is still to come was sent before its time: by hand, or after the event had been moved there
 * and back, when its step has another number. The present database knows; nobody gets it twice. */
static void
test_left_since (void)
{
  static const char * const before[] = {
    "INSERT INTO notification (id, event_id, kind, interval, due_at, status, email, sms, created_at) VALUES "
    "(1, 1, 'reminder', 'P3D', 1790000000000001, 'scheduled', 1, 1, 1), (2, 1, 'reminder', 'P2D', 1790000000000001, 'scheduled', 1, 1, 1), "
    "(3, 1, 'reminder', 'P1D', 1790000000000001, 'scheduled', 1, 1, 1), (4, 1, 'reminder', 'PT9H', 1, 'sent', 1, 1, 1), "
    "(5, 1, 'reminder', 'PT9H', 1790000000000001, 'scheduled', 1, 1, 1), (6, 1, 'reminder', 'PT1H', 1, 'sending', 1, 1, 1)",
    "INSERT INTO delivery (id, event_id, notification_id, kind, channel, address, status, next_attempt_at, created_at) VALUES "
    "(1, 1, 4, 'reminder', 'email', 'a', 'accepted', 1, 1), (2, 1, 6, 'reminder', 'sms', 'b', 'queued', 1790000000000001, 1), "
    "(3, 1, 6, 'reminder', 'sms', 'c', 'queued', 1790000000000001, 1), (4, 1, 6, 'reminder', 'sms', 'd', 'queued', 1790000000000001, 1)",
  };
  static const char * const since[] = {
    "UPDATE notification SET status = 'sent' WHERE id = 1",
    "UPDATE notification SET status = 'cancelled' WHERE id = 2",
    "INSERT INTO notification (id, event_id, kind, interval, due_at, status, email, sms, created_at) VALUES "
    "(7, 1, 'reminder', 'P2D', 1, 'sending', 1, 1, 1)",
    "INSERT INTO delivery (id, event_id, notification_id, kind, channel, address, status, next_attempt_at, created_at) VALUES "
    "(5, 1, 1, 'reminder', 'email', 'a', 'delivered', 1, 1), (6, 1, 7, 'reminder', 'email', 'a', 'unknown', 1, 1)",
    "UPDATE delivery SET status = 'accepted' WHERE id = 2",
    "UPDATE delivery SET status = 'cancelled' WHERE id = 3",
  };
  g_autofree char *folder = make_folder (1);
  g_autofree char *path = in_folder (folder, "usher.db");
  g_autofree char *backup = in_folder (folder, "backup");
  g_autofree char *steps = NULL, *messages = NULL;
  g_autoptr (UsherRestoreInfo) info = NULL;
  g_autoptr (UsherConn) conn = usher_conn_open (path, USHER_CONN_WRITER, NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    test_exec (conn, "%s", before[i]);
  g_clear_pointer (&conn, usher_conn_free);
  {
    g_autoptr (UsherStore) store = usher_store_open (folder, NULL);

    g_assert_true (usher_store_backup (store, backup, NULL, NULL));
    usher_store_close (store);
  }
  conn = usher_conn_open (path, USHER_CONN_WRITER, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (since); i++)
    test_exec (conn, "%s", since[i]);
  g_clear_pointer (&conn, usher_conn_free);

  info = usher_store_restore (folder, backup, T0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->held_back, ==, 3);
  conn = usher_conn_open (path, USHER_CONN_WRITER, NULL);
  steps = test_dump (conn, "SELECT id, status FROM notification ORDER BY id");
  g_assert_cmpstr (steps, ==, "1|skipped\n2|skipped\n3|scheduled\n4|sent\n5|scheduled\n6|sending");
  messages = test_dump (conn, "SELECT id, status FROM delivery ORDER BY id");
  g_assert_cmpstr (messages, ==, "1|accepted\n2|skipped\n3|queued\n4|queued");
  g_clear_pointer (&conn, usher_conn_free);
  test_folder_remove (folder);
}

/* --- what is refused, and leaves everything as it is ----------------------------------------------------------------- */

static void
damage (const char *path, const char *how)
{
  g_autofree char *bytes = NULL;
  gsize length;

  if (g_str_equal (how, "missing"))
    {
      g_unlink (path);
      return;
    }
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  if (g_str_equal (how, "empty"))
    length = 0;
  else if (g_str_equal (how, "cut"))
    length /= 2;
  else if (g_str_equal (how, "noise"))
    memset (bytes + 4096, 0x5a, length - 4096);
  else if (g_str_equal (how, "text"))
    memcpy (bytes, "This is no database at all", 26);
  else if (g_str_equal (how, "foreign"))
    memset (bytes + 68, 0, 4);                  /* application_id: https://www.sqlite.org/fileformat.html */
  else if (g_str_equal (how, "future"))
    memcpy (bytes + 60, "\x00\x00\x03\xe7", 4); /* user_version */
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static const struct {
  const char    *how;
  UsherErrorCode code;
} bad[] = {
  { "missing", USHER_ERROR_STORAGE },
  { "empty", USHER_ERROR_CORRUPT },
  { "cut", USHER_ERROR_CORRUPT },
  { "noise", USHER_ERROR_CORRUPT },
  { "text", USHER_ERROR_CORRUPT },
  { "foreign", USHER_ERROR_CORRUPT },
  { "future", USHER_ERROR_FROM_FUTURE },
};

static void
test_bad_files (void)
{
  g_autofree char *folder = make_folder (3);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *backup_folder = NULL;
      g_autofree char *backup = make_backup (5, &backup_folder);
      g_autoptr (GError) error = NULL;

      damage (backup, bad[i].how);
      g_assert_null (usher_store_restore (folder, backup, T0, NULL, &error));
      g_assert_error (error, USHER_ERROR, (int) bad[i].code);
      g_assert_cmpint (count_files (folder, "usher.db"), ==, 1);
      test_folder_remove (backup_folder);
    }
  g_assert_cmpint (count_events (folder), ==, 3);
  test_folder_remove (folder);
}

static void
test_in_use (void)
{
  g_autofree char *folder = make_folder (3);
  g_autofree char *path = in_folder (folder, "usher.db");
  g_autofree char *backup_folder = NULL;
  g_autofree char *backup = make_backup (5, &backup_folder);
  g_autoptr (UsherStore) store = usher_store_open (folder, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) open = NULL;
  g_autoptr (GError) itself = NULL;
  g_autoptr (GError) cancelled = NULL;

  g_assert_null (usher_store_restore (folder, backup, T0, NULL, &open));
  g_assert_error (open, USHER_ERROR, USHER_ERROR_CONFLICT);
  usher_store_close (store);

  g_assert_null (usher_store_restore (folder, path, T0, NULL, &itself));
  g_assert_error (itself, USHER_ERROR, USHER_ERROR_CONFLICT);

  g_cancellable_cancel (cancellable);
  g_assert_null (usher_store_restore (folder, backup, T0, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_events (folder), ==, 3);
  test_folder_remove (folder);
  test_folder_remove (backup_folder);
}

/* A backup is what one needs when the database is damaged, or a crash left its log. */
static void
test_damaged_present (void)
{
  g_autofree char *folder = make_folder (3);
  g_autofree char *path = in_folder (folder, "usher.db");
  g_autofree char *log = in_folder (folder, "usher.db-wal");
  g_autofree char *backup_folder = NULL;
  g_autofree char *backup = make_backup (5, &backup_folder);
  g_autofree char *kept_log = NULL;
  g_autoptr (UsherRestoreInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  damage (path, "text");
  g_assert_true (g_file_set_contents (log, "not a log", -1, NULL));
  info = usher_store_restore (folder, backup, T0, NULL, &error);
  g_assert_no_error (error);
  kept_log = g_strconcat (info->kept_path, "-wal", NULL);
  g_assert_true (g_file_test (info->kept_path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept_log, G_FILE_TEST_EXISTS));
  g_assert_cmpint (count_events (folder), ==, 5);
  test_folder_remove (folder);
  test_folder_remove (backup_folder);
}

/* The live database is never the target of a backup. */
static void
test_backup_over_itself (void)
{
  g_autofree char *folder = make_folder (3);
  g_autofree char *elsewhere = test_folder_new ();
  g_autofree char *link = in_folder (elsewhere, "link");
  g_autoptr (UsherStore) store = usher_store_open (folder, NULL);
  const char * const names[] = { "usher.db", "usher.db-wal", "usher.lock", "./usher.db" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = in_folder (folder, names[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (usher_store_backup (store, path, NULL, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
    }
  g_assert_cmpint (symlink (folder, link), ==, 0);
  {
    g_autofree char *path = in_folder (link, "usher.db");

    g_assert_false (usher_store_backup (store, path, NULL, NULL));
  }
  usher_store_close (store);
  g_assert_cmpint (count_events (folder), ==, 3);
  g_unlink (link);
  test_folder_remove (folder);
  test_folder_remove (elsewhere);
}

/* --- what is held back ------------------------------------------------------------------------------------------------ */

static void
test_hold_back (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = NULL;
  g_autofree char *deliveries = NULL;
  g_autofree char *notifications = NULL;
  UsherInstant restored_at;
  int count;

  test_add_registration (db->conn, event, "a@example.com", "+15005550006");
  test_add_registration (db->conn, event, "b@example.com", "+15005550007");
  n = test_add_reminder (db->conn, event, "PT1H");
  test_fill (db->conn, n);
  test_exec (db->conn, "UPDATE delivery SET next_attempt_at = %" G_GINT64_FORMAT, T0);
  test_exec (db->conn, "UPDATE delivery SET status = 'claimed', batch_id = 'x' WHERE id = 1");
  test_exec (db->conn, "UPDATE delivery SET status = 'accepted' WHERE id = 2");
  test_exec (db->conn, "UPDATE delivery SET next_attempt_at = %" G_GINT64_FORMAT " WHERE id = 3", T0 + USHER_DAY);
  for (int i = 0; i < 2; i++)
    test_exec (db->conn, "INSERT INTO notification (event_id, kind, interval, due_at, status, email, sms, created_at) VALUES "
               "(%d, 'reminder', 'P%dD', %" G_GINT64_FORMAT ", 'scheduled', 1, 0, 0)", (int) event, i + 1, T0 + i * USHER_DAY);

  /* No restore: nothing happens. */
  g_assert_true (usher_restore_hold_back (db->conn, T0 + USHER_HOUR, &restored_at, &count, NULL));
  g_assert_cmpint (restored_at, ==, USHER_NEVER);
  g_assert_cmpint (count, ==, 0);

  test_exec (db->conn, "INSERT INTO setting VALUES ('restored_at', '%" G_GINT64_FORMAT "')", T0 + USHER_MINUTE);
  for (int i = 0; i < 2; i++)
    g_assert_true (usher_restore_hold_back (db->conn, T0 + USHER_HOUR, &restored_at, &count, NULL));
  g_assert_cmpint (restored_at, ==, USHER_NEVER);   /* once */
  deliveries = test_dump (db->conn, "SELECT id, status FROM delivery ORDER BY id");
  notifications = test_dump (db->conn, "SELECT interval, status, complete FROM notification ORDER BY id");
  g_assert_cmpstr (deliveries, ==, "1|skipped\n2|accepted\n3|queued\n4|skipped");
  g_assert_cmpstr (notifications, ==, "PT1H|sending|1\nP1D|skipped|0\nP2D|scheduled|0");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-restore/replace", test_replace);
  g_test_add_func ("/store-restore/first", test_first);
  g_test_add_func ("/store-restore/suppressions", test_suppressions);
  g_test_add_func ("/store-restore/left-since", test_left_since);
  g_test_add_func ("/store-restore/bad-files", test_bad_files);
  g_test_add_func ("/store-restore/in-use", test_in_use);
  g_test_add_func ("/store-restore/damaged-present", test_damaged_present);
  g_test_add_func ("/store-restore/backup-over-itself", test_backup_over_itself);
  g_test_add_func ("/store-restore/hold-back", test_hold_back);
  return g_test_run ();
}
