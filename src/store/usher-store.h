/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-conn.h"

G_BEGIN_DECLS

/**
 * UsherStore:
 *
 * The database: `usher.db` in a folder of its own (0700, files 0600). SQLite in WAL mode with synchronous=FULL and
 * foreign keys. One writer thread takes jobs from a queue, first in first out, and commits many of them in one
 * transaction (each in a savepoint: a job that fails changes nothing and does not touch its neighbours). Readers are
 * read-only connections that any thread borrows.
 *
 * Opening checks the file: a database from a newer Usher is %USHER_ERROR_FROM_FUTURE, a damaged one
 * %USHER_ERROR_CORRUPT; both are left untouched. The pages of a large file that was closed well are read some seconds after
 * the start; damage that is found then ends all writing (signal `damaged`, usher_store_dup_damage()). An older one is migrated by the scripts of resources/sql/, after a copy was
 * made beside it (`usher.db.before-N`). Only one process may have a folder open (a lock file says who).
 */
#define USHER_TYPE_STORE (usher_store_get_type ())
G_DECLARE_FINAL_TYPE (UsherStore, usher_store, USHER, STORE, GObject)

/**
 * UsherStoreJob:
 *
 * Runs on the writer thread inside a transaction; must not block on anything else. Returns %FALSE with @error set to
 * undo what it did. When the callback of the write is called, the transaction is on the disk.
 */
typedef gboolean (*UsherStoreJob) (UsherConn *conn, gpointer data, GError **error);

UsherStore *usher_store_open           (const char *folder, GError **error);
void        usher_store_close          (UsherStore *self);      /* waits for queued jobs; checkpoints the WAL */

void        usher_store_write_async    (UsherStore *self, UsherStoreJob job, gpointer data, GDestroyNotify destroy,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_store_write_finish   (UsherStore *self, GAsyncResult *result, GError **error);
/* Blocks the calling thread until the commit: for worker threads and tests. */
gboolean    usher_store_write          (UsherStore *self, UsherStoreJob job, gpointer data, GCancellable *cancellable,
                                        GError **error);

/* In a job: runs another one and takes back whatever it did: what would happen? Its errors are told. */
gboolean    usher_store_rehearse       (UsherConn *conn, UsherStoreJob job, gpointer data, GError **error);

/* A read-only connection in a read transaction (one consistent picture), for a short time; any thread. */
UsherConn  *usher_store_acquire_reader (UsherStore *self, GError **error);
void        usher_store_release_reader (UsherStore *self, UsherConn *conn);

/* A consistent copy of the database as one file, while it is in use (SQLite's backup). */
gboolean    usher_store_backup         (UsherStore *self, const char *path, GCancellable *cancellable, GError **error);

/* (transfer full) (nullable): what is damaged, in words; NULL: nothing that is known. Any thread */
char       *usher_store_dup_damage     (UsherStore *self);

const char *usher_store_get_path       (UsherStore *self);
int         usher_store_schema_version (void);   /* the newest script's number */

G_END_DECLS
