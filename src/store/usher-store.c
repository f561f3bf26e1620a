/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-store.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-folder.h"
#include "usher-migration.h"
#include "usher-statement.h"
#include "usher-store-check.h"
#include "usher-store-private.h"

/* Idle connections that are kept for the next reader */
#define READERS_KEPT 8

/* Up to this size the whole file is read at the start, which takes no time that anybody notices. */
#define READ_AT_ONCE_MAX (16 * 1024 * 1024)
/* A larger one is looked through when the program has begun. */
#define CHECK_DELAY (8 * G_TIME_SPAN_SECOND)

#define DAMAGE_WORDS N_("The database is damaged: nothing is written or sent any more. Restore a backup.")

struct _UsherStore {
  GObject      parent_instance;

  char        *folder;
  char        *path;
  int          lock_fd;

  UsherWriter *writer;    /* NULL only while opening */

  GMutex       readers_mutex;
  GPtrArray   *readers;   /* idle ones; NULL when closed */
  gboolean     damaged;   /* found in the background */

  UsherStoreCheck *check; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UsherStore, usher_store, G_TYPE_OBJECT)

static guint damaged_signal;

/* On the thread of the check. What leaves is written down first: with the writer, sending stops as well. */
static void
found_damage (gpointer data)
{
  UsherStore *self = data;
  GError *reason = NULL;

  usher_set_error_literal (&reason, USHER_ERROR_CORRUPT, DAMAGE_WORDS);
  usher_writer_refuse (self->writer, reason);
  g_mutex_lock (&self->readers_mutex);
  self->damaged = TRUE;
  g_mutex_unlock (&self->readers_mutex);
  g_message ("The database “%s” is damaged", self->path);
  g_signal_emit (self, damaged_signal, 0);
}

static gboolean
open_in (UsherStore *self, const char *folder, GPtrArray *scripts, goffset largest, gint64 delay, GError **error)
{
  gboolean put_off = FALSE;
  UsherConn *conn;

  if (!usher_folder_prepare (folder, error))
    return FALSE;
  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, "usher.db", NULL);
  self->lock_fd = usher_folder_lock (folder, error);
  if (self->lock_fd < 0 || !usher_migration_run (folder, scripts, largest, &put_off, error))
    return FALSE;
  conn = usher_conn_open (self->path, USHER_CONN_WRITER, error);
  if (conn == NULL)
    return FALSE;
  self->writer = usher_writer_new (conn);
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_conn_free);
  if (put_off)
    self->check = usher_store_check_new (self->path, delay, found_damage, self);
  return TRUE;
}

static UsherStore *
open_store (const char *folder, GPtrArray *scripts, goffset largest, gint64 delay, GError **error)
{
  g_autoptr (UsherStore) self = g_object_new (USHER_TYPE_STORE, NULL);

  return open_in (self, folder, scripts, largest, delay, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * usher_store_open_scripts:
 * @folder: the folder
 * @scripts: (element-type utf8): the scripts of the schema, the first one's number is 1
 * @error: return location
 *
 * Returns: (transfer full): the open store; %NULL on error
 */
UsherStore *
usher_store_open_scripts (const char *folder, GPtrArray *scripts, GError **error)
{
  g_return_val_if_fail (folder != NULL && scripts != NULL, NULL);
  return open_store (folder, scripts, READ_AT_ONCE_MAX, CHECK_DELAY, error);
}

/**
 * usher_store_open_later:
 * @folder: the folder
 * @largest: up to how many bytes the whole file is read at once
 * @delay: after how many microseconds a larger one is read
 * @error: return location
 *
 * Returns: (transfer full): as usher_store_open()
 */
UsherStore *
usher_store_open_later (const char *folder, goffset largest, gint64 delay, GError **error)
{
  g_return_val_if_fail (folder != NULL, NULL);
  return open_store (folder, usher_migration_scripts (), largest, delay, error);
}

/**
 * usher_store_open:
 * @folder: the folder; it is made where it is not there
 * @error: return location
 *
 * Opens the database of @folder, makes or updates it. Blocks: a small file, one that a crash left and one of an older Usher
 * is read as a whole to see that it is undamaged. Of a large one that was closed well kind, version, schema and length are
 * checked now, and its pages on a thread of its own some seconds later: where they are damaged, the signal `damaged` is
 * emitted, and every write is refused from then on (%USHER_ERROR_CORRUPT).
 *
 * Returns: (transfer full): the open store; %NULL on error: %USHER_ERROR_CONFLICT when another process has the folder open,
 *   %USHER_ERROR_CORRUPT, %USHER_ERROR_FROM_FUTURE, %USHER_ERROR_STORAGE
 */
UsherStore *
usher_store_open (const char *folder, GError **error)
{
  return usher_store_open_scripts (folder, usher_migration_scripts (), error);
}

/**
 * usher_store_close:
 * @self: a store
 *
 * Waits for the jobs that are queued, writes the log into the database and lets go of the folder. Later calls do nothing;
 * later writes and reads fail. May be called from any thread but the writer's.
 */
void
usher_store_close (UsherStore *self)
{
  UsherStoreCheck *check;
  UsherConn *conn;

  g_return_if_fail (USHER_IS_STORE (self));

  g_mutex_lock (&self->readers_mutex);
  check = g_steal_pointer (&self->check);
  g_mutex_unlock (&self->readers_mutex);
  g_clear_pointer (&check, usher_store_check_free);
  conn = self->writer != NULL ? usher_writer_stop (self->writer) : NULL;
  if (conn == NULL)
    return;
  g_mutex_lock (&self->readers_mutex);
  g_clear_pointer (&self->readers, g_ptr_array_unref);
  g_mutex_unlock (&self->readers_mutex);
  /* Not waiting for those who still read: then the log stays, and the next opening writes it back. */
  if (!usher_conn_exec (conn, "PRAGMA wal_checkpoint(PASSIVE)", NULL))
    g_debug ("The log was not written back");
  usher_conn_free (conn);
  g_clear_fd (&self->lock_fd, NULL);
}

/**
 * usher_store_write_async:
 * @self: a store
 * @job: (scope async): what to do, on the writer thread
 * @data: handed to @job
 * @destroy: (nullable): frees @data; in the caller's context after @callback
 * @cancellable: (nullable): a job that has not begun is left out; one that has begun is finished
 * @callback: called in the caller's thread-default context
 * @user_data: for @callback
 *
 * Queues a job. Jobs run in the order in which they were queued, whoever queued them.
 */
void
usher_store_write_async (UsherStore *self, UsherStoreJob job, gpointer data, GDestroyNotify destroy,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (USHER_IS_STORE (self));
  g_return_if_fail (job != NULL);

  /* The task does not look at the cancellable: what is on the disk did happen, whoever cancels after that; and answers
   * come in the order of the jobs, cancelled ones among them. */
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, usher_store_write_async);
  g_task_set_static_name (task, "usher_store_write_async");

  usher_writer_push (self->writer, job, data, destroy, cancellable, task);
}

/**
 * usher_store_write_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE: what the job did is on the disk. %FALSE: nothing of it happened; the job's own error, that of the
 *   transaction it was part of, or %G_IO_ERROR_CANCELLED
 */
gboolean
usher_store_write_finish (UsherStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_store_write_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * usher_store_write:
 * @self: a store
 * @job: (scope call): what to do, on the writer thread
 * @data: handed to @job
 * @cancellable: (nullable): as in usher_store_write_async()
 * @error: return location
 *
 * Queues a job and waits for its commit: for worker threads and tests, never inside a job.
 *
 * Returns: as usher_store_write_finish()
 */
gboolean
usher_store_write (UsherStore *self, UsherStoreJob job, gpointer data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_STORE (self), FALSE);
  g_return_val_if_fail (job != NULL, FALSE);

  return usher_writer_run (self->writer, job, data, cancellable, error);
}

/* From the connection's cache: a page borrows a reader several times, and parsing these would take longer than running them. */
static gboolean
run_kept (UsherConn *conn, const char *sql, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, sql, error);

  return s != NULL && usher_statement_run (s, error);
}

/* The picture is taken by the first read, so there is one at once. */
static gboolean
begin_reading (UsherConn *conn, GError **error)
{
  return run_kept (conn, "BEGIN", error) && run_kept (conn, "PRAGMA schema_version", error);
}

static UsherConn *
take_reader (UsherStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->readers_mutex);

  if (self->readers == NULL)
    {
      usher_set_error (error, USHER_ERROR_STORAGE, "The database is closed");
      return NULL;
    }
  if (self->readers->len > 0)
    return g_ptr_array_steal_index_fast (self->readers, self->readers->len - 1);
  g_clear_pointer (&locker, g_mutex_locker_free);
  return usher_conn_open (self->path, USHER_CONN_READER, error);
}

/**
 * usher_store_acquire_reader:
 * @self: a store
 * @error: return location
 *
 * Borrows a read-only connection that sees the database as it is now, until it is given back. For a short time: the
 * log cannot be cut while somebody reads.
 *
 * Returns: (transfer none): a connection for usher_store_release_reader(); %NULL on error
 */
UsherConn *
usher_store_acquire_reader (UsherStore *self, GError **error)
{
  g_autoptr (UsherConn) conn = NULL;

  g_return_val_if_fail (USHER_IS_STORE (self), NULL);

  conn = take_reader (self, error);
  if (conn == NULL || !begin_reading (conn, error))
    return NULL;
  return g_steal_pointer (&conn);
}

/**
 * usher_store_release_reader:
 * @self: a store
 * @conn: (nullable): a connection that was borrowed
 *
 * Gives a reader back. What was read stays valid: records are copies.
 */
void
usher_store_release_reader (UsherStore *self, UsherConn *conn)
{
  g_return_if_fail (USHER_IS_STORE (self));

  if (conn == NULL)
    return;
  usher_conn_set_cancellable (conn, NULL);
  if (run_kept (conn, "ROLLBACK", NULL))
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->readers_mutex);

      if (self->readers != NULL && self->readers->len < READERS_KEPT)
        g_ptr_array_add (self->readers, g_steal_pointer (&conn));
    }
  g_clear_pointer (&conn, usher_conn_free);
}

/* By whatever way it is named: the folder that @path is in is ours, and so is the name */
static gboolean
is_ours (UsherStore *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  GStatBuf ours, theirs;

  if (g_stat (self->path, &ours) == 0 && g_stat (path, &theirs) == 0 && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino)
    return TRUE;
  return g_stat (self->folder, &ours) == 0 && g_stat (folder, &theirs) == 0 && ours.st_dev == theirs.st_dev
         && ours.st_ino == theirs.st_ino
         && g_strv_contains ((const char * const[]) { "usher.db", "usher.db-wal", "usher.db-shm", "usher.lock", NULL }, name);
}

/**
 * usher_store_backup:
 * @self: a store
 * @path: the file to make; an older one is replaced, but never the database itself (%USHER_ERROR_CONFLICT)
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Copies the database as it is now into one file, while it is in use. Blocks the calling thread, not the writer.
 *
 * Returns: %FALSE on error, and then nothing is left behind
 */
gboolean
usher_store_backup (UsherStore *self, const char *path, GCancellable *cancellable, GError **error)
{
  UsherConn *conn;
  gboolean copied;

  g_return_val_if_fail (USHER_IS_STORE (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (is_ours (self, path))
    {
      usher_set_error (error, USHER_ERROR_CONFLICT, "This file is the database in use: choose another name for the backup");
      return FALSE;
    }
  conn = usher_store_acquire_reader (self, error);
  if (conn == NULL)
    return FALSE;
  copied = usher_backup_copy (conn, path, cancellable, error);
  usher_store_release_reader (self, conn);
  return copied;
}

/**
 * usher_store_dup_damage:
 * @self: a store
 *
 * Returns: (transfer full) (nullable): what is damaged, in words for the streamer; %NULL: nothing that is known. Any thread
 */
char *
usher_store_dup_damage (UsherStore *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (USHER_IS_STORE (self), NULL);

  locker = g_mutex_locker_new (&self->readers_mutex);
  return self->damaged ? g_strdup (DAMAGE_WORDS) : NULL;
}

/**
 * usher_store_get_path:
 * @self: a store
 *
 * Returns: the database file
 */
const char *
usher_store_get_path (UsherStore *self)
{
  g_return_val_if_fail (USHER_IS_STORE (self), NULL);
  return self->path;
}

/**
 * usher_store_schema_version:
 *
 * Returns: the version of the schema that this program writes
 */
int
usher_store_schema_version (void)
{
  return (int) usher_migration_scripts ()->len;
}

static void
usher_store_dispose (GObject *object)
{
  usher_store_close (USHER_STORE (object));
  G_OBJECT_CLASS (usher_store_parent_class)->dispose (object);
}

static void
usher_store_finalize (GObject *object)
{
  UsherStore *self = USHER_STORE (object);

  g_clear_fd (&self->lock_fd, NULL);
  g_mutex_clear (&self->readers_mutex);
  g_clear_pointer (&self->writer, usher_writer_free);
  g_free (self->path);
  g_free (self->folder);
  G_OBJECT_CLASS (usher_store_parent_class)->finalize (object);
}

static void
usher_store_class_init (UsherStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_store_dispose;
  object_class->finalize = usher_store_finalize;

  /**
   * UsherStore::damaged:
   * @self: the store
   *
   * Damage was found after the start; usher_store_dup_damage() has it in words. On the thread of the check.
   */
  damaged_signal = g_signal_new ("damaged", USHER_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_store_init (UsherStore *self)
{
  self->lock_fd = -1;
  g_mutex_init (&self->readers_mutex);
}
