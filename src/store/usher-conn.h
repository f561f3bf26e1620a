/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherConn:
 *
 * One SQLite connection with its cache of prepared statements. Used by one thread at a time. All functions of the
 * tables (usher-table-*.h) take one; those that write need the writer's, inside a job (usher_store_write()).
 */
typedef struct _UsherConn UsherConn;

/* From now on a query ends with G_IO_ERROR_CANCELLED once @cancellable is: for a reader, until it is given back. */
void usher_conn_set_cancellable (UsherConn *conn, GCancellable *cancellable);

G_END_DECLS
