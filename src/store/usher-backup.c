/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-folder.h"
#include "usher-migration.h"

/* Pages between two looks at the cancellable: 4 MB */
#define PAGES_AT_ONCE 1000

static gboolean
copy_pages (UsherConn *from, UsherConn *to, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");
  int code = SQLITE_OK;
  gboolean cancelled = FALSE;

  if (backup == NULL)
    {
      usher_conn_set_error (to, sqlite3_extended_errcode (to->db), error);
      return FALSE;
    }
  while (code == SQLITE_OK && !cancelled)
    {
      code = sqlite3_backup_step (backup, PAGES_AT_ONCE);
      cancelled = g_cancellable_set_error_if_cancelled (cancellable, code == SQLITE_DONE ? NULL : error);
    }
  sqlite3_backup_finish (backup);
  if (code == SQLITE_DONE)
    return TRUE;
  if (!cancelled)
    usher_conn_set_error (to, code, error);
  return FALSE;
}

static gboolean
sync_file (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0 && fsync (fd) == 0)
    return TRUE;
  usher_set_error (error, USHER_ERROR_STORAGE, "The copy could not be saved: %s", g_strerror (errno));
  return FALSE;
}

static gboolean
copy_to (UsherConn *conn, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherConn) copy = NULL;

  if (!usher_folder_create_file (path, error))
    return FALSE;
  copy = usher_conn_open (path, USHER_CONN_COPY, error);
  /* One file, which any reader can open without making others beside it */
  return copy != NULL && copy_pages (conn, copy, cancellable, error) &&
         usher_conn_exec (copy, "PRAGMA journal_mode = DELETE", error) && sync_file (path, error);
}

/**
 * usher_backup_copy:
 * @conn: a connection; in a read transaction its picture is what is copied, whatever is written meanwhile
 * @path: the file to make, 0600; an older one is replaced
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Copies with SQLite's backup. The file gets its name when it is whole and on the disk. Blocks: 1 GB takes seconds.
 *
 * Returns: %FALSE on error, and then nothing is left behind
 */
gboolean
usher_backup_copy (UsherConn *conn, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *unfinished = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (conn != NULL && path != NULL, FALSE);

  unfinished = g_strconcat (path, ".part", NULL);
  folder = g_path_get_dirname (path);
  if (!copy_to (conn, unfinished, cancellable, error))
    {
      g_unlink (unfinished);
      return FALSE;
    }
  if (g_rename (unfinished, path) != 0)
    {
      usher_set_error (error, USHER_ERROR_STORAGE, "The copy cannot be named “%s”: %s", path, g_strerror (errno));
      g_unlink (unfinished);
      return FALSE;
    }
  return usher_folder_sync (folder, error);
}
