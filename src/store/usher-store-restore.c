/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-store-restore.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-folder.h"
#include "usher-migration.h"
#include "usher-store.h"

typedef struct {
  const char       *folder;
  UsherInstant      now;
  char             *path;        /* the database */
  char             *unfinished;  /* the copy of the backup, until it takes the place */
  UsherRestoreInfo *info;
} Restore;

static void
restore_clear (Restore *self)
{
  if (self->unfinished != NULL)
    g_unlink (self->unfinished);
  g_free (self->unfinished);
  g_free (self->path);
  g_clear_pointer (&self->info, usher_restore_info_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Restore, restore_clear)

void
usher_restore_info_free (UsherRestoreInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->kept_path);
  g_free (self);
}

static gboolean
fail_errno (GError **error, const char *what)
{
  usher_set_error (error, USHER_ERROR_STORAGE, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
refuse_itself (Restore *self, const char *backup_path, GError **error)
{
  GStatBuf ours, theirs;

  if (g_stat (self->path, &ours) != 0 || g_stat (backup_path, &theirs) != 0
      || ours.st_dev != theirs.st_dev || ours.st_ino != theirs.st_ino)
    return TRUE;
  usher_set_error (error, USHER_ERROR_CONFLICT, "This file is the database in use: choose a backup of it");
  return FALSE;
}

/* --- the copy ------------------------------------------------------------------------------------------------------- */

static gboolean
count_held_back (Restore *self, UsherConn *conn, GError **error)
{
  gint64 deliveries = 0, notifications = 0;
  g_autofree char *queued =
    g_strdup_printf ("SELECT count(*) FROM delivery WHERE status IN ('claimed', 'unknown') OR "
                     "(status = 'queued' AND next_attempt_at <= %" G_GINT64_FORMAT ")", self->now);
  g_autofree char *scheduled =
    g_strdup_printf ("SELECT count(*) FROM notification WHERE status = 'scheduled' AND due_at <= %" G_GINT64_FORMAT, self->now);

  if (!usher_conn_query_int (conn, queued, &deliveries, error) || !usher_conn_query_int (conn, scheduled, &notifications, error))
    return FALSE;
  self->info->held_back = deliveries + notifications;
  return usher_conn_query_int (conn, "SELECT count(*) FROM event", &self->info->events, error)
         && usher_conn_query_int (conn, "SELECT count(*) FROM registration", &self->info->registrations, error);
}

/* The mark travels with the file: whatever happens after the rename, nothing is sent before it was heeded. */
static gboolean
mark (Restore *self, GError **error)
{
  g_autofree char *sql =
    g_strdup_printf ("INSERT OR REPLACE INTO setting (key, value) VALUES ('restored_at', '%" G_GINT64_FORMAT "')", self->now);
  g_autoptr (UsherConn) conn = usher_conn_open (self->unfinished, USHER_CONN_COPY, error);

  return conn != NULL && usher_conn_exec (conn, sql, error) && count_held_back (self, conn, error);
}

/* What may have left by the replaced database's account */
#define LEFT "('claimed', 'unknown', 'accepted', 'delivered')"

/* Whoever unsubscribed, wrote STOP or bounced since the backup was made is not written to again: that is no history that one may go
 * back on. */
static const char keep_suppressions[] = "INSERT OR IGNORE INTO main.suppression SELECT * FROM present.suppression";

/* And what is still to come by the backup, but left since (by hand, before its moment), is not sent twice: steps, which may have got
 * another number when the event moved there and back, but not those that had been sent once when the backup was made; and single
 * messages that waited. */
static const char * const heed_left[] = {
  "UPDATE main.notification AS n SET status = 'skipped', reason = '" USHER_RESTORE_REASON "', closed_at = %" G_GINT64_FORMAT " "
  "WHERE n.status = 'scheduled' AND n.kind = 'reminder' AND EXISTS (SELECT 1 FROM main.event e "
  "JOIN present.event f ON f.uid = e.uid JOIN present.notification p ON p.event_id = f.id AND p.interval = n.interval "
  "WHERE e.id = n.event_id AND EXISTS (SELECT 1 FROM present.delivery d WHERE d.notification_id = p.id AND d.status IN " LEFT ") "
  "AND NOT EXISTS (SELECT 1 FROM main.notification m WHERE m.id = p.id AND m.status <> 'scheduled'))",
  "UPDATE main.delivery AS d SET status = 'skipped', reason = '" USHER_RESTORE_REASON "', settled_at = %" G_GINT64_FORMAT " "
  "WHERE d.status = 'queued' AND EXISTS (SELECT 1 FROM present.delivery p WHERE p.id = d.id AND p.created_at = d.created_at "
  "AND p.address = d.address AND p.status IN " LEFT ")",
};

static gboolean
heed (Restore *self, UsherConn *conn, GError **error)
{
  char *attach = sqlite3_mprintf ("ATTACH %Q AS present", self->path);
  gboolean attached = attach != NULL && usher_conn_exec (conn, attach, error);

  sqlite3_free (attach);
  if (!attached || !usher_conn_exec (conn, keep_suppressions, error))
    return FALSE;
  self->info->suppressions = sqlite3_changes (conn->db);
  for (gsize i = 0; i < G_N_ELEMENTS (heed_left); i++)
    {
      g_autofree char *sql = g_strdup_printf (heed_left[i], self->now);

      if (!usher_conn_exec (conn, sql, error))
        return FALSE;
      self->info->held_back += sqlite3_changes (conn->db);
    }
  return TRUE;
}

/* From the present database, where it can be read; both may be of older versions, what is asked of them has always been so. */
static void
heed_present (Restore *self)
{
  g_autoptr (UsherConn) conn = NULL;
  g_autoptr (GError) error = NULL;
  int version;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS)
      || !usher_migration_inspect (self->path, usher_store_schema_version (), &version, NULL))
    return;
  conn = usher_conn_open (self->unfinished, USHER_CONN_COPY, &error);
  if (conn == NULL || !heed (self, conn, &error))
    g_warning ("Who unsubscribed and what left since the backup could not be read: %s", error != NULL ? error->message : "no memory");
}

static gboolean
sync_file (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);

  return (fd >= 0 && fsync (fd) == 0) || fail_errno (error, "The restored database could not be saved");
}

static gboolean
take_copy (Restore *self, const char *backup_path, GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherConn) conn = usher_conn_open (backup_path, USHER_CONN_INSPECT, error);
  int version;

  if (conn == NULL || !usher_backup_copy (conn, self->unfinished, cancellable, error) || !mark (self, error))
    return FALSE;
  heed_present (self);
  return sync_file (self->unfinished, error)
         && usher_migration_inspect (self->unfinished, usher_store_schema_version (), &version, error);
}

/* --- the present one ------------------------------------------------------------------------------------------------ */

static char *
choose_name (Restore *self)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (self->now / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (time, "%Y%m%dT%H%M%SZ");
  char *name = g_strdup_printf ("%s.before-restore-%s", self->path, stamp);

  for (int i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.before-restore-%s-%d", self->path, stamp, i);
    }
  return name;
}

/* A second name for the same file costs nothing; where the file system has none, a copy. */
static gboolean
keep_file (const char *path, const char *kept, GError **error)
{
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (kept);
  g_autoptr (GError) local = NULL;

  if (link (path, kept) == 0)
    return TRUE;
  if (g_file_copy (from, to, G_FILE_COPY_ALL_METADATA, NULL, NULL, NULL, &local) && sync_file (kept, error))
    return TRUE;
  if (local != NULL)
    usher_set_error (error, USHER_ERROR_STORAGE, "The present database could not be kept: %s", local->message);
  return FALSE;
}

/* So that all of it is in one file. One that is too damaged for that is kept with its log, as it is. */
static void
fold_log (Restore *self)
{
  g_autoptr (UsherConn) conn = NULL;
  int version;

  if (!usher_migration_inspect (self->path, G_MAXINT, &version, NULL))
    return;
  conn = usher_conn_open (self->path, USHER_CONN_WRITER, NULL);
  if (conn == NULL || !usher_conn_exec (conn, "PRAGMA journal_mode = DELETE", NULL))
    g_debug ("The present database could not be closed in order");
}

static gboolean
keep_present (Restore *self, GError **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *index = g_strconcat (self->path, "-shm", NULL);
  g_autofree char *kept = choose_name (self);
  g_autofree char *kept_log = g_strconcat (kept, "-wal", NULL);

  if (g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      fold_log (self);
      if (!keep_file (self->path, kept, error))
        return FALSE;
      self->info->kept_path = g_strdup (kept);
    }
  if (g_file_test (log, G_FILE_TEST_EXISTS) && !keep_file (log, kept_log, error))
    return FALSE;
  if (!usher_folder_sync (self->folder, error))
    return FALSE;
  /* A log of another database beside the restored one would be taken for its own. */
  if ((g_unlink (log) != 0 && errno != ENOENT) || (g_unlink (index) != 0 && errno != ENOENT))
    return fail_errno (error, "The log of the present database could not be moved away");
  return usher_folder_sync (self->folder, error);
}

static gboolean
run (Restore *self, const char *backup_path, GCancellable *cancellable, GError **error)
{
  int version;

  if (!refuse_itself (self, backup_path, error)
      || !usher_migration_inspect (backup_path, usher_store_schema_version (), &version, error)
      || !take_copy (self, backup_path, cancellable, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error)
      || !keep_present (self, error))
    return FALSE;
  if (g_rename (self->unfinished, self->path) != 0)
    return fail_errno (error, "The restored database could not be put in its place");
  return usher_folder_sync (self->folder, error);
}

/**
 * usher_store_restore:
 * @folder: where the database is, or is to be; it must not be open
 * @backup_path: a file of usher_store_backup(), of this or an older Usher
 * @now: now: what had its moment before this is not sent again (usher_restore_hold_back())
 * @cancellable: (nullable): until the present database is touched
 * @error: return location
 *
 * The backup is looked at, copied, and the copy looked at, before anything else is touched; then the present database gets a
 * second name with the date in it, and the copy takes its place in one step. A crash on the way leaves the one or the other.
 *
 * Returns: (transfer full) (nullable): what was done; %NULL on error, and the database is as it was: %USHER_ERROR_CONFLICT when it
 *   is open, %USHER_ERROR_CORRUPT, %USHER_ERROR_FROM_FUTURE, %USHER_ERROR_STORAGE, %G_IO_ERROR_CANCELLED
 */
UsherRestoreInfo *
usher_store_restore (const char *folder, const char *backup_path, UsherInstant now, GCancellable *cancellable, GError **error)
{
  g_auto (Restore) self = { .folder = folder, .now = now };
  g_autofd int lock = -1;

  g_return_val_if_fail (folder != NULL && backup_path != NULL, NULL);

  if (!usher_folder_prepare (folder, error))
    return NULL;
  lock = usher_folder_lock (folder, error);
  if (lock < 0)
    return NULL;
  self.path = g_build_filename (folder, "usher.db", NULL);
  self.unfinished = g_strconcat (self.path, ".restoring", NULL);
  self.info = g_new0 (UsherRestoreInfo, 1);
  if (!run (&self, backup_path, cancellable, error))
    return NULL;
  return g_steal_pointer (&self.info);
}
