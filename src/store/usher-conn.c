/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-conn-private.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-statement.h"

/* How long a statement waits for another connection's lock. Only the writer writes, so this is for backup tools and
 * curious people with a shell. */
#define BUSY_TIMEOUT_MS 5000

/* Steps of SQLite's machine between two looks whether anybody still waits: far below a millisecond */
#define STEPS_BETWEEN_LOOKS 4000

static const char settings_of_all[] =
  "PRAGMA foreign_keys = ON;"
  "PRAGMA trusted_schema = OFF;"
  "PRAGMA cell_size_check = ON;"
  "PRAGMA temp_store = MEMORY;";

/* An erased address is overwritten where that costs no extra page write. The WAL gives back its disk space after a flood. */
static const char settings_of_writer[] =
  "PRAGMA journal_mode = WAL;"
  "PRAGMA synchronous = FULL;"
  "PRAGMA secure_delete = FAST;"
  "PRAGMA journal_size_limit = 67108864;";

static const char settings_of_reader[] =
  "PRAGMA query_only = ON;";

/* With exclusive locking the index of the WAL lives in memory: no file is made beside a database that is not ours. */
static const char settings_of_inspection[] =
  "PRAGMA locking_mode = EXCLUSIVE;"
  "PRAGMA query_only = ON;";

static const char *
format_for_constraint (int code)
{
  switch (code)
    {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return N_("This already exists (%s)");
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return N_("What this belongs to does not exist (%s)");
    default:
      return N_("The database does not allow this value (%s)");
    }
}

static UsherErrorCode
error_code_for_constraint (int code)
{
  switch (code)
    {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return USHER_ERROR_CONFLICT;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return USHER_ERROR_NOT_FOUND;
    default:
      return USHER_ERROR_INVALID;
    }
}

static const char *
format_for_storage (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return N_("The disk is full: nothing was saved (%s)");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return N_("The database cannot be written to (%s)");
    case SQLITE_CANTOPEN:
      return N_("The database cannot be opened (%s)");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return N_("Another program keeps the database busy (%s)");
    case SQLITE_NOMEM:
      return N_("There is not enough memory (%s)");
    case SQLITE_IOERR:
      return N_("The disk could not be read or written (%s)");
    default:
      return N_("The database refused a request (%s)");
    }
}

/**
 * usher_conn_set_error:
 * @conn: the connection on which it happened
 * @code: SQLite's extended result code
 * @error: (out) (optional): where to put it
 *
 * Translates a failure of SQLite. SQLite's own words name tables and columns, never values, so they may be logged.
 * Result codes: https://www.sqlite.org/rescode.html
 */
void
usher_conn_set_error (UsherConn *conn, int code, GError **error)
{
  const char *detail = sqlite3_errmsg (conn->db);
  int system_errno = sqlite3_system_errno (conn->db);

  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      usher_set_error (error, USHER_ERROR_CORRUPT, "The database is damaged (%s)", detail);
      break;
    case SQLITE_CONSTRAINT:
      usher_set_error (error, error_code_for_constraint (code), format_for_constraint (code), detail);
      break;
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The search was given up");
      break;
    case SQLITE_MISMATCH:
      usher_set_error (error, USHER_ERROR_INVALID, format_for_constraint (code), detail);
      break;
    default:
      if ((code & 0xff) == SQLITE_IOERR && system_errno != 0)
        detail = g_strerror (system_errno);
      usher_set_error (error, USHER_ERROR_STORAGE, format_for_storage (code), detail);
      break;
    }
}

static gboolean
configure (UsherConn *conn, UsherConnMode mode, GError **error)
{
  sqlite3_extended_result_codes (conn->db, 1);
  sqlite3_busy_timeout (conn->db, BUSY_TIMEOUT_MS);
  /* The schema comes from a file: it gets no say over the program. */
  sqlite3_db_config (conn->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (conn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (conn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);

  if (usher_sql_functions_register (conn->db) != SQLITE_OK)
    {
      usher_conn_set_error (conn, sqlite3_extended_errcode (conn->db), error);
      return FALSE;
    }

  switch (mode)
    {
    case USHER_CONN_READER:
      return usher_conn_exec (conn, settings_of_all, error) && usher_conn_exec (conn, settings_of_reader, error);
    case USHER_CONN_WRITER:
      return usher_conn_exec (conn, settings_of_all, error) && usher_conn_exec (conn, settings_of_writer, error);
    case USHER_CONN_COPY:
      return usher_conn_exec (conn, "PRAGMA trusted_schema = OFF", error);
    case USHER_CONN_INSPECT:
      sqlite3_db_config (conn->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      return usher_conn_exec (conn, settings_of_inspection, error) && usher_conn_exec (conn, settings_of_all, error);
    default:
      g_assert_not_reached ();
    }
}

/**
 * usher_conn_open:
 * @path: the database file; it must be there
 * @mode: what the connection is for
 * @error: return location
 *
 * Returns: (transfer full): an open connection, to be used by one thread at a time; %NULL on error
 */
UsherConn *
usher_conn_open (const char *path, UsherConnMode mode, GError **error)
{
  g_autoptr (UsherConn) conn = g_new0 (UsherConn, 1);
  int flags = SQLITE_OPEN_NOMUTEX | (mode == USHER_CONN_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  int code;

  g_return_val_if_fail (path != NULL, NULL);

  conn->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, usher_statement_destroy);
  code = sqlite3_open_v2 (path, &conn->db, flags, NULL);
  if (code != SQLITE_OK)
    {
      usher_conn_set_error (conn, code, error);
      return NULL;
    }
  if (!configure (conn, mode, error))
    return NULL;
  return g_steal_pointer (&conn);
}

/**
 * usher_conn_free:
 * @conn: (transfer full): a connection none of whose statements is in use
 *
 * Closes it. What was not committed is undone.
 */
void
usher_conn_free (UsherConn *conn)
{
  g_return_if_fail (conn != NULL);

  usher_conn_set_cancellable (conn, NULL);
  g_clear_pointer (&conn->statements, g_hash_table_unref);
  sqlite3_close_v2 (conn->db);
  g_free (conn);
}

static int
is_given_up (void *data)
{
  return g_cancellable_is_cancelled (data) ? 1 : 0;
}

/**
 * usher_conn_set_cancellable:
 * @conn: a connection
 * @cancellable: (nullable): what ends its queries from now on; %NULL: nothing
 *
 * For long searches whose asker may go away. Any thread may cancel it. https://www.sqlite.org/c3ref/progress_handler.html
 */
void
usher_conn_set_cancellable (UsherConn *conn, GCancellable *cancellable)
{
  g_return_if_fail (conn != NULL);

  if (!g_set_object (&conn->cancellable, cancellable))
    return;
  sqlite3_progress_handler (conn->db, cancellable != NULL ? STEPS_BETWEEN_LOOKS : 0, cancellable != NULL ? is_given_up : NULL,
                            cancellable);
}

/**
 * usher_conn_exec:
 * @conn: a connection
 * @sql: one or more statements without parameters
 * @error: return location
 *
 * Runs them one after another up to the first that fails.
 *
 * Returns: %TRUE when all ran
 */
gboolean
usher_conn_exec (UsherConn *conn, const char *sql, GError **error)
{
  int code;

  g_return_val_if_fail (conn != NULL, FALSE);

  code = sqlite3_exec (conn->db, sql, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return TRUE;
  usher_conn_set_error (conn, code, error);
  return FALSE;
}

/**
 * usher_conn_query_int:
 * @conn: a connection
 * @sql: a query without parameters
 * @value: (out): its first value; 0 when there is no row
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_conn_query_int (UsherConn *conn, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int code;

  g_return_val_if_fail (conn != NULL && value != NULL, FALSE);

  *value = 0;
  code = sqlite3_prepare_v2 (conn->db, sql, -1, &stmt, NULL);
  if (code == SQLITE_OK)
    {
      code = sqlite3_step (stmt);
      if (code == SQLITE_ROW)
        *value = sqlite3_column_int64 (stmt, 0);
    }
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    usher_conn_set_error (conn, code, error);
  sqlite3_finalize (stmt);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

/**
 * usher_conn_in_transaction:
 * @conn: a connection
 *
 * A full disk or a read error makes SQLite undo the whole transaction on its own; afterwards this is %FALSE.
 *
 * Returns: whether a transaction is open
 */
gboolean
usher_conn_in_transaction (UsherConn *conn)
{
  g_return_val_if_fail (conn != NULL, FALSE);
  return sqlite3_get_autocommit (conn->db) == 0;
}
