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

G_END_DECLS
