/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-statement.h"

#include "usher-conn-private.h"

struct _UsherStatement {
  UsherConn    *conn;
  sqlite3_stmt *stmt;
  gboolean      cached;
  gboolean      in_use;
  int           n_bound;
  int           next_column;
  int           bind_code;   /* the first failure to bind, told by the next step */
};

static UsherStatement *
prepare (UsherConn *conn, const char *sql, gboolean cached, GError **error)
{
  UsherStatement *self;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v3 (conn->db, sql, -1, cached ? SQLITE_PREPARE_PERSISTENT : 0, &stmt, NULL);

  if (code != SQLITE_OK)
    {
      usher_conn_set_error (conn, code, error);
      return NULL;
    }
  self = g_new0 (UsherStatement, 1);
  self->conn = conn;
  self->stmt = stmt;
  self->cached = cached;
  return self;
}

/**
 * usher_statement_new:
 * @conn: a connection
 * @sql: a string literal
 * @error: return location
 *
 * Takes the statement from the connection's cache, or prepares it. Where it is in use already (a query inside the same query) it
 * is prepared once more, outside the cache.
 *
 * Returns: (transfer full): a statement with nothing bound; give it back with usher_statement_release(). %NULL on error
 */
UsherStatement *
usher_statement_new (UsherConn *conn, const char *sql, GError **error)
{
  UsherStatement *self;
  gboolean known;

  g_return_val_if_fail (conn != NULL && sql != NULL, NULL);

  self = g_hash_table_lookup (conn->statements, sql);
  known = self != NULL;
  if (!known || self->in_use)
    {
      self = prepare (conn, sql, !known, error);
      if (self == NULL)
        return NULL;
      if (!known)
        g_hash_table_insert (conn->statements, (gpointer) sql, self);
    }
  self->in_use = TRUE;
  return self;
}

/**
 * usher_statement_release:
 * @self: (transfer full): a statement
 *
 * Ends it (an open read ends with it) and gives it back.
 */
void
usher_statement_release (UsherStatement *self)
{
  g_return_if_fail (self != NULL);

  if (!self->cached)
    {
      usher_statement_destroy (self);
      return;
    }
  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->n_bound = 0;
  self->next_column = 0;
  self->bind_code = SQLITE_OK;
  self->in_use = FALSE;
}

/**
 * usher_statement_destroy:
 * @data: (transfer full): a statement
 */
void
usher_statement_destroy (gpointer data)
{
  UsherStatement *self = data;

  sqlite3_finalize (self->stmt);
  g_free (self);
}

static void
bound (UsherStatement *self, int code)
{
  if (code != SQLITE_OK && self->bind_code == SQLITE_OK)
    self->bind_code = code;
}

void
usher_statement_bind_int (UsherStatement *self, gint64 value)
{
  bound (self, sqlite3_bind_int64 (self->stmt, ++self->n_bound, value));
}

void
usher_statement_bind_bool (UsherStatement *self, gboolean value)
{
  usher_statement_bind_int (self, value ? 1 : 0);
}

void
usher_statement_bind_id (UsherStatement *self, gint64 id)
{
  if (id == 0)
    bound (self, sqlite3_bind_null (self->stmt, ++self->n_bound));
  else
    usher_statement_bind_int (self, id);
}

void
usher_statement_bind_instant (UsherStatement *self, UsherInstant instant)
{
  if (instant == USHER_NEVER)
    bound (self, sqlite3_bind_null (self->stmt, ++self->n_bound));
  else
    usher_statement_bind_int (self, instant);
}

void
usher_statement_bind_text (UsherStatement *self, const char *text)
{
  bound (self, sqlite3_bind_text (self->stmt, ++self->n_bound, text, -1, SQLITE_TRANSIENT));
}

void
usher_statement_bind_channels (UsherStatement *self, UsherChannels channels)
{
  usher_statement_bind_bool (self, (channels & USHER_CHANNELS_EMAIL) != 0);
  usher_statement_bind_bool (self, (channels & USHER_CHANNELS_SMS) != 0);
}

/**
 * usher_statement_step:
 * @self: a statement whose parameters are bound
 * @error: return location
 *
 * Returns: whether there is a row to read, the statement is done, or failed
 */
UsherStep
usher_statement_step (UsherStatement *self, GError **error)
{
  int code = self->bind_code;

  g_assert (self->n_bound == sqlite3_bind_parameter_count (self->stmt) || code != SQLITE_OK);

  self->next_column = 0;
  if (code == SQLITE_OK)
    code = sqlite3_step (self->stmt);
  if (code == SQLITE_ROW)
    return USHER_STEP_ROW;
  if (code == SQLITE_DONE)
    return USHER_STEP_DONE;
  usher_conn_set_error (self->conn, code, error);
  return USHER_STEP_ERROR;
}

/**
 * usher_statement_run:
 * @self: a statement whose parameters are bound
 * @error: return location
 *
 * Runs it to its end.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_statement_run (UsherStatement *self, GError **error)
{
  UsherStep step;

  do
    step = usher_statement_step (self, error);
  while (step == USHER_STEP_ROW);
  return step == USHER_STEP_DONE;
}

int
usher_statement_changes (UsherStatement *self)
{
  return sqlite3_changes (self->conn->db);
}

gint64
usher_statement_inserted_id (UsherStatement *self)
{
  return sqlite3_last_insert_rowid (self->conn->db);
}

gint64
usher_statement_column_int (UsherStatement *self)
{
  g_assert (self->next_column < sqlite3_column_count (self->stmt));
  return sqlite3_column_int64 (self->stmt, self->next_column++);
}

gboolean
usher_statement_column_bool (UsherStatement *self)
{
  return usher_statement_column_int (self) != 0;
}

UsherInstant
usher_statement_column_instant (UsherStatement *self)
{
  if (sqlite3_column_type (self->stmt, self->next_column) == SQLITE_NULL)
    {
      self->next_column++;
      return USHER_NEVER;
    }
  return usher_statement_column_int (self);
}

const char *
usher_statement_column_peek (UsherStatement *self)
{
  g_assert (self->next_column < sqlite3_column_count (self->stmt));
  return (const char *) sqlite3_column_text (self->stmt, self->next_column++);
}

char *
usher_statement_column_dup (UsherStatement *self)
{
  const char *text = usher_statement_column_peek (self);

  /* A flipped bit on the disk must not reach code that relies on UTF-8. */
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    return g_utf8_make_valid (text, -1);
  return g_strdup (text);
}

void
usher_statement_column_text (UsherStatement *self, char **member)
{
  g_free (*member);
  *member = usher_statement_column_dup (self);
}

UsherChannels
usher_statement_column_channels (UsherStatement *self)
{
  UsherChannels channels = USHER_CHANNELS_NONE;

  if (usher_statement_column_bool (self))
    channels |= USHER_CHANNELS_EMAIL;
  if (usher_statement_column_bool (self))
    channels |= USHER_CHANNELS_SMS;
  return channels;
}
