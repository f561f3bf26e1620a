/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-migration.h"

/* The smallest page; a database is never shorter (https://www.sqlite.org/fileformat.html) */
#define SMALLEST 512

/* SQLite makes files beside a database that it reads. Those that were not there before go away again. */
typedef struct {
  char     *path[2];
  gboolean  was_there[2];
} SideFiles;

static void
side_files_note (SideFiles *self, const char *path)
{
  const char *endings[2] = { "-wal", "-shm" };

  for (int i = 0; i < 2; i++)
    {
      self->path[i] = g_strconcat (path, endings[i], NULL);
      self->was_there[i] = g_file_test (self->path[i], G_FILE_TEST_EXISTS);
    }
}

static void
side_files_restore (SideFiles *self)
{
  for (int i = 0; i < 2; i++)
    {
      if (!self->was_there[i])
        g_unlink (self->path[i]);
      g_free (self->path[i]);
    }
}

static gboolean
set_corrupt (GError **error, const char *path, const char *why)
{
  usher_set_error (error, USHER_ERROR_CORRUPT, "The database “%s” %s. It was left as it is", path, why);
  return FALSE;
}

/* Big-endian, at an offset of the header */
static guint32
read_number (const guint8 *header, gsize offset)
{
  guint32 number;

  memcpy (&number, header + offset, sizeof number);
  return GUINT32_FROM_BE (number);
}

/* Does the header name more pages than there are? It knows only where its two counters of changes agree. */
static gboolean
is_shorter_than_said (const guint8 *header, goffset size)
{
  guint page_size = (guint) header[16] << 8 | header[17];

  if (read_number (header, 24) != read_number (header, 92))
    return FALSE;
  return size < (goffset) read_number (header, 28) * (page_size == 1 ? 65536 : page_size);
}

/* SQLite would take a cut-off or empty file for a new database. @log: what is missing may stand in the log. */
static gboolean
check_header (const char *path, gboolean log, goffset *size, GError **error)
{
  static const char magic[16] = "SQLite format 3";
  guint8 header[100];
  struct stat status;
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      usher_set_error (error, USHER_ERROR_STORAGE, "The database “%s” cannot be read: %s", path, g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    return set_corrupt (error, path, "is not a file");
  if (status.st_size < SMALLEST || read (fd, header, sizeof header) != (gssize) sizeof header)
    return set_corrupt (error, path, "is cut off");
  if (memcmp (header, magic, sizeof magic) != 0)
    return set_corrupt (error, path, "is no database");
  *size = status.st_size;
  return log || !is_shorter_than_said (header, status.st_size) || set_corrupt (error, path, "is cut off");
}

static gboolean
check_identity (UsherConn *conn, const char *path, int newest, int *version, GError **error)
{
  gint64 application = 0, number = 0;

  if (!usher_conn_query_int (conn, "PRAGMA application_id", &application, error) ||
      !usher_conn_query_int (conn, "PRAGMA user_version", &number, error))
    return FALSE;
  if (application != USHER_APPLICATION_ID || number < 1)
    return set_corrupt (error, path, "is not one of Usher");
  if (number > newest)
    {
      usher_set_error (error, USHER_ERROR_FROM_FUTURE,
                       "The database “%s” was written by a newer Usher (version %d, this one knows up to %d). "
                       "It was left as it is", path, (int) number, newest);
      return FALSE;
    }
  *version = (int) number;
  return TRUE;
}

/**
 * usher_migration_check_integrity:
 * @conn: a connection
 * @path: its file, for the message
 * @thorough: also indexes against tables
 * @error: return location
 *
 * Reads the whole file. https://www.sqlite.org/pragma.html#pragma_integrity_check; its words name pages and tables, no values.
 *
 * Returns: %FALSE with %USHER_ERROR_CORRUPT where it is damaged, or another error
 */
gboolean
usher_migration_check_integrity (UsherConn *conn, const char *path, gboolean thorough, GError **error)
{
  const char *sql = thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
  sqlite3_stmt *stmt = NULL;
  gboolean whole = FALSE;
  int code = sqlite3_prepare_v2 (conn->db, sql, -1, &stmt, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (stmt);
  if (code == SQLITE_ROW)
    {
      whole = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0;
      if (!whole)
        set_corrupt (error, path, "is damaged");
    }
  else
    usher_conn_set_error (conn, code, error);
  sqlite3_finalize (stmt);
  return whole;
}

/* @largest: a database up to this size, one that is older than the program and one that a crash left is read as a whole;
 * else *@put_off. */
static gboolean
inspect (const char *path, gboolean crashed, goffset size, goffset largest, int newest, int *version, gboolean *put_off,
         GError **error)
{
  g_autoptr (UsherConn) conn = usher_conn_open (path, USHER_CONN_INSPECT, error);

  if (conn == NULL || !check_identity (conn, path, newest, version, error))
    return FALSE;
  *put_off = !crashed && size > largest && *version == newest;
  return *put_off || usher_migration_check_integrity (conn, path, crashed, error);
}

/**
 * usher_migration_glance:
 * @path: the database file
 * @largest: up to how many bytes the whole file is read at once
 * @newest: the newest version that this program knows
 * @version: (out): the database's version
 * @put_off: (out): the file was closed well and is larger: what is in its pages was not looked at yet
 * @error: return location
 *
 * As usher_migration_inspect(), for a start that is not to wait for a large file: its kind, version, schema and length
 * are checked in any case.
 *
 * Returns: %FALSE with %USHER_ERROR_CORRUPT, %USHER_ERROR_FROM_FUTURE or %USHER_ERROR_STORAGE
 */
gboolean
usher_migration_glance (const char *path, goffset largest, int newest, int *version, gboolean *put_off, GError **error)
{
  SideFiles side_files;
  goffset size = 0;
  gboolean good;

  g_return_val_if_fail (path != NULL && version != NULL && put_off != NULL, FALSE);

  *put_off = FALSE;
  side_files_note (&side_files, path);
  good = check_header (path, side_files.was_there[0], &size, error) &&
         inspect (path, side_files.was_there[0], size, largest, newest, version, put_off, error);
  side_files_restore (&side_files);
  return good;
}

/**
 * usher_migration_inspect:
 * @path: the database file
 * @newest: the newest version that this program knows
 * @version: (out): the database's version
 * @error: return location
 *
 * Looks whether the file is a whole database of Usher that this program can read: the log beside it counts, since it may
 * hold what a crash left there. Neither is changed, and nothing is left beside them. After a crash the check
 * is a thorough one (indexes against tables), else the quick one.
 *
 * Returns: %FALSE with %USHER_ERROR_CORRUPT, %USHER_ERROR_FROM_FUTURE or %USHER_ERROR_STORAGE
 */
gboolean
usher_migration_inspect (const char *path, int newest, int *version, GError **error)
{
  gboolean put_off;

  return usher_migration_glance (path, G_MAXOFFSET, newest, version, &put_off, error);
}
