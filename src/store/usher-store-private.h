/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the store (and its tests) only. */

#include "usher-store.h"

G_BEGIN_DECLS

/* As usher_store_open() with other scripts than the program's: how a test looks at an update. */
UsherStore       *usher_store_open_scripts (const char *folder, GPtrArray *scripts, GError **error);

/* As usher_store_open(): a database that is larger than @largest bytes and was closed well is looked through @delay
 * microseconds later. */
UsherStore       *usher_store_open_later   (const char *folder, goffset largest, gint64 delay, GError **error);

/* The thread that writes (usher-store-writer.c) */
typedef struct _UsherWriter UsherWriter;

UsherWriter      *usher_writer_new   (UsherConn *conn);
/* Ends after the jobs that are queued; gives the connection back, once. */
UsherConn        *usher_writer_stop  (UsherWriter *self);
void              usher_writer_free  (UsherWriter *self);
/* From now on every job is refused for this reason. Any thread; @reason: (transfer full) */
void              usher_writer_refuse (UsherWriter *self, GError *reason);
/* @task: completed in its context after the commit. */
void              usher_writer_push  (UsherWriter *self, UsherStoreJob job, gpointer data, GDestroyNotify destroy,
                                      GCancellable *cancellable, GTask *task);
gboolean          usher_writer_run   (UsherWriter *self, UsherStoreJob job, gpointer data, GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
