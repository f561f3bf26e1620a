/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-bench-rows.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

struct _UsherLook {
  sqlite3      *db;
  const char   *sql;     /* of @stmt */
  sqlite3_stmt *stmt;
};

static void
check (sqlite3 *db, int code)
{
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
    g_error ("SQLite: %s", sqlite3_errmsg (db));
}

static void
execute (sqlite3 *db, const char *sql)
{
  check (db, sqlite3_exec (db, sql, NULL, NULL, NULL));
}

static sqlite3 *
open_file (const char *folder, const char *name, int flags)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  sqlite3 *db;

  check (db, sqlite3_open_v2 (path, &db, flags, NULL));
  sqlite3_busy_timeout (db, 5000);
  return db;
}

static void
remove_file (const char *folder, const char *name)
{
  static const char * const ends[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (name, ends[i], NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      g_unlink (path);
    }
}

double
usher_bare_inserts (const char *folder, guint rows, guint per_commit)
{
  sqlite3 *db = open_file (folder, "bare.db", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3_stmt *stmt;
  gint64 began;
  double seconds;

  execute (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
               "CREATE TABLE bare (id INTEGER PRIMARY KEY, event INTEGER, person INTEGER, address TEXT, status TEXT, at INTEGER)");
  check (db, sqlite3_prepare_v2 (db, "INSERT INTO bare (event, person, address, status, at) "
                                 "VALUES (1, ?, 'recipient@example.org', 'queued', 1793534400000000)", -1, &stmt, NULL));
  began = g_get_monotonic_time ();
  for (guint i = 0; i < rows; i++)
    {
      if (per_commit > 1 && i % per_commit == 0)
        execute (db, "BEGIN");
      sqlite3_bind_int64 (stmt, 1, i);
      check (db, sqlite3_step (stmt));
      sqlite3_reset (stmt);
      if (per_commit > 1 && (i % per_commit == per_commit - 1 || i == rows - 1))
        execute (db, "COMMIT");
    }
  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  remove_file (folder, "bare.db");
  return rows / seconds;
}

void
usher_bench_seed (const char *folder, gint64 event_id, guint rows)
{
  sqlite3 *db = open_file (folder, "usher.db", SQLITE_OPEN_READWRITE);
  sqlite3_stmt *stmt;

  check (db, sqlite3_prepare_v2 (db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
                                 "INSERT INTO registration (event_id, token, first_name, last_name, email, email_key, email_opt_in, "
                                 "sms_opt_in, time_zone, language, registered_at, updated_at) "
                                 "SELECT ?2, printf('token-%016d', i), 'Guest', 'No. ' || i, 'guest' || i || '@example.org', "
                                 "'guest' || i || '@example.org', 1, 0, 'Europe/Berlin', 'en', 1, 1 FROM n", -1, &stmt, NULL));
  sqlite3_bind_int64 (stmt, 1, rows);
  sqlite3_bind_int64 (stmt, 2, event_id);
  check (db, sqlite3_step (stmt));
  sqlite3_finalize (stmt);
  execute (db, "PRAGMA wal_checkpoint (TRUNCATE)");
  sqlite3_close (db);
}

UsherLook *
usher_look_new (const char *folder)
{
  UsherLook *self = g_new0 (UsherLook, 1);

  self->db = open_file (folder, "usher.db", SQLITE_OPEN_READONLY);
  return self;
}

void
usher_look_free (UsherLook *self)
{
  sqlite3_finalize (self->stmt);
  sqlite3_close (self->db);
  g_free (self);
}

gint64
usher_look_int (UsherLook *self, const char *sql, gint64 parameter)
{
  gint64 value;

  if (self->sql != sql)
    {
      sqlite3_finalize (self->stmt);
      check (self->db, sqlite3_prepare_v2 (self->db, sql, -1, &self->stmt, NULL));
      self->sql = sql;
    }
  if (sqlite3_bind_parameter_count (self->stmt) > 0)
    sqlite3_bind_int64 (self->stmt, 1, parameter);
  check (self->db, sqlite3_step (self->stmt));
  value = sqlite3_column_int64 (self->stmt, 0);
  sqlite3_reset (self->stmt);
  return value;
}
