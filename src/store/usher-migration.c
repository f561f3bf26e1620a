/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <unistd.h>

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-folder.h"
#include "usher-sql-resources.h"

#define SCRIPTS_PREFIX "/io/github/usherlive/Usher/sql/"

/**
 * usher_migration_load:
 * @resource: where the scripts are
 * @prefix: their folder in it, with a slash at the end
 * @error: return location
 *
 * Returns: (transfer full) (element-type utf8): the text of 001.sql, 002.sql …; %NULL where they are not exactly the
 *   numbers from 1 up
 */
GPtrArray *
usher_migration_load (GResource *resource, const char *prefix, GError **error)
{
  g_autoptr (GPtrArray) scripts = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (resource != NULL && prefix != NULL, NULL);

  names = g_resource_enumerate_children (resource, prefix, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (names == NULL)
    return NULL;
  /* As many names as numbers, and each number is there: so there is no other name. */
  for (guint number = 1; number <= g_strv_length (names); number++)
    {
      g_autofree char *path = g_strdup_printf ("%s%03u.sql", prefix, number);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      if (bytes == NULL)
        {
          usher_set_error (error, USHER_ERROR_FAILED, "The database scripts are not numbered from 001 without a gap: "
                           "%03u.sql is missing", number);
          return NULL;
        }
      g_ptr_array_add (scripts, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
    }
  return g_steal_pointer (&scripts);
}

/**
 * usher_migration_scripts:
 *
 * Returns: (transfer none) (element-type utf8): the scripts of this program
 */
GPtrArray *
usher_migration_scripts (void)
{
  static GPtrArray *scripts;

  if (g_once_init_enter_pointer (&scripts))
    {
      g_autoptr (GError) error = NULL;
      GPtrArray *loaded = usher_migration_load (usher_sql_get_resource (), SCRIPTS_PREFIX, &error);

      if (loaded == NULL)
        g_error ("%s", error->message);
      g_once_init_leave_pointer (&scripts, loaded);
    }
  return scripts;
}

static gboolean
break_off (UsherConn *conn, int number, GError **error)
{
  if (usher_conn_in_transaction (conn))
    usher_conn_exec (conn, "ROLLBACK", NULL);
  g_prefix_error (error, "The database could not be brought to version %d: ", number);
  return FALSE;
}

static gboolean
check_references (UsherConn *conn, GError **error)
{
  gint64 broken = 0;

  if (!usher_conn_query_int (conn, "SELECT count(*) FROM pragma_foreign_key_check", &broken, error))
    return FALSE;
  if (broken == 0)
    return TRUE;
  usher_set_error (error, USHER_ERROR_CORRUPT, "%" PRId64 " rows refer to nothing", broken);
  return FALSE;
}

/* One script in one transaction, which also writes its number. */
static gboolean
apply_script (UsherConn *conn, const char *script, int number, GError **error)
{
  g_autofree char *header = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                             USHER_APPLICATION_ID, number);

  if (!usher_conn_exec (conn, "BEGIN EXCLUSIVE", error) || !usher_conn_exec (conn, script, error))
    return break_off (conn, number, error);
  if (!usher_conn_in_transaction (conn))
    {
      usher_set_error (error, USHER_ERROR_FAILED, "The script ends its transaction");
      return break_off (conn, number, error);
    }
  if (!check_references (conn, error) || !usher_conn_exec (conn, header, error) ||
      !usher_conn_exec (conn, "COMMIT", error))
    return break_off (conn, number, error);
  return TRUE;
}

/**
 * usher_migration_apply:
 * @conn: the writer's connection, not in a transaction
 * @scripts: (element-type utf8): all scripts, the first one's number is 1
 * @error: return location
 *
 * Applies the scripts that the database has not seen. Each is one exclusive transaction: where one fails, the
 * database stays at the number before it. Foreign keys are not enforced meanwhile, so that tables can be rebuilt
 * (https://www.sqlite.org/lang_altertable.html), and checked before each commit.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_migration_apply (UsherConn *conn, GPtrArray *scripts, GError **error)
{
  gint64 version = 0;

  g_return_val_if_fail (conn != NULL && scripts != NULL, FALSE);

  if (!usher_conn_query_int (conn, "PRAGMA user_version", &version, error) ||
      !usher_conn_exec (conn, "PRAGMA foreign_keys = OFF", error))
    return FALSE;
  for (guint i = (guint) version; i < scripts->len; i++)
    if (!apply_script (conn, g_ptr_array_index (scripts, i), (int) i + 1, error))
      return FALSE;
  return usher_conn_exec (conn, "PRAGMA foreign_keys = ON", error);
}

static gboolean
sync_path (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0 && fsync (fd) == 0)
    return TRUE;
  usher_set_error (error, USHER_ERROR_STORAGE, "The database cannot be saved: %s", g_strerror (errno));
  return FALSE;
}

static void
remove_side_files (const char *path)
{
  const char *endings[] = { "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *side = g_strconcat (path, endings[i], NULL);

      g_unlink (side);
    }
}

static gboolean
fill_new (const char *path, GPtrArray *scripts, GError **error)
{
  g_autoptr (UsherConn) conn = NULL;

  remove_side_files (path);
  if (!usher_folder_create_file (path, error))
    return FALSE;
  conn = usher_conn_open (path, USHER_CONN_WRITER, error);
  return conn != NULL && usher_migration_apply (conn, scripts, error);
}

/* A new database gets its name when it is whole: a power cut never leaves half a one that looks like damage. */
static gboolean
make_new (const char *folder, const char *path, GPtrArray *scripts, GError **error)
{
  g_autofree char *unfinished = g_strconcat (path, ".new", NULL);

  if (!fill_new (unfinished, scripts, error) || !sync_path (unfinished, error))
    {
      g_unlink (unfinished);
      remove_side_files (unfinished);
      return FALSE;
    }
  if (g_rename (unfinished, path) != 0)
    {
      usher_set_error (error, USHER_ERROR_STORAGE, "The database cannot be made: %s", g_strerror (errno));
      return FALSE;
    }
  return usher_folder_sync (folder, error);
}

static gboolean
update (const char *path, int version, GPtrArray *scripts, GError **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.before-%d", path, version + 1);
  g_autoptr (UsherConn) conn = usher_conn_open (path, USHER_CONN_WRITER, error);

  if (conn == NULL)
    return FALSE;
  if (!usher_backup_copy (conn, copy, NULL, error))
    {
      g_prefix_error (error, "The database is to be updated, but could not be copied first: ");
      return FALSE;
    }
  return usher_migration_apply (conn, scripts, error);
}

/**
 * usher_migration_run:
 * @folder: a prepared and locked folder
 * @scripts: (element-type utf8): all scripts
 * @largest: up to how many bytes a database that was closed well is read as a whole
 * @put_off: (out): it is larger and was not
 * @error: return location
 *
 * Makes `usher.db` where there is none; else inspects it, and where it is older than the scripts copies it to
 * `usher.db.before-N` (N: the first script to be applied) and updates it.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_migration_run (const char *folder, GPtrArray *scripts, goffset largest, gboolean *put_off, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *wal = NULL;
  int version = 0;

  g_return_val_if_fail (folder != NULL && scripts != NULL && put_off != NULL, FALSE);

  *put_off = FALSE;
  path = g_build_filename (folder, "usher.db", NULL);
  wal = g_strconcat (path, "-wal", NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (!g_file_test (wal, G_FILE_TEST_EXISTS))
        return make_new (folder, path, scripts, error);
      /* A new database would take the old one's log for its own. */
      usher_set_error (error, USHER_ERROR_CORRUPT,
                       "The database “%s” is missing, but its log “%s” is there. Put it back, or move the log away", path, wal);
      return FALSE;
    }
  if (!usher_migration_glance (path, largest, (int) scripts->len, &version, put_off, error))
    return FALSE;
  if (!usher_folder_protect_file (path, error))
    return FALSE;
  return version == (int) scripts->len || update (path, version, scripts, error);
}
