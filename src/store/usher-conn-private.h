/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the store (and its tests) only: what a connection is made of. */

#include <sqlite3.h>

#include "usher-conn.h"

G_BEGIN_DECLS

struct _UsherConn {
  sqlite3    *db;
  GHashTable *statements;   /* SQL text → UsherStatement */
  GCancellable *cancellable;   /* (nullable): ends what runs */
};

typedef enum {
  USHER_CONN_READER,    /* read-only */
  USHER_CONN_WRITER,    /* the one that writes; the file must be there */
  USHER_CONN_COPY,      /* writes a copy: no WAL */
  USHER_CONN_INSPECT,   /* looks at a file that may not be ours: leaves no byte changed */
} UsherConnMode;

UsherConn *usher_conn_open      (const char *path, UsherConnMode mode, GError **error);
void       usher_conn_free      (UsherConn *conn);
gboolean   usher_conn_exec      (UsherConn *conn, const char *sql, GError **error);
/* The first column of the first row of a PRAGMA or SELECT, without the cache */
gboolean   usher_conn_query_int (UsherConn *conn, const char *sql, gint64 *value, GError **error);
gboolean   usher_conn_in_transaction (UsherConn *conn);
/* Makes the GError of a SQLite result @code. */
void       usher_conn_set_error (UsherConn *conn, int code, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConn, usher_conn_free)

/* Registers the functions that our SQL uses (usher-sql-functions.c). */
int        usher_sql_functions_register (sqlite3 *db);

G_END_DECLS
