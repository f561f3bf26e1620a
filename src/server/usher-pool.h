/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-connection.h"

G_BEGIN_DECLS

/**
 * UsherPool:
 *
 * All connections of a door: caps on their number, and one timer that ends those that take too long. Private to the door.
 */
typedef struct _UsherPool UsherPool;

/* @overdue: called for each connection whose phase took too long */
typedef void (*UsherPoolOverdue) (UsherConnection *connection, gpointer data);

UsherPool *usher_pool_new     (const UsherLimits *limits, GMainContext *context, UsherPoolOverdue overdue, gpointer data);
void       usher_pool_free    (UsherPool *self);       /* ends all */
/* FALSE: no room, and nobody idle to make some. @exempt: a trusted proxy, which is many visitors */
gboolean   usher_pool_add     (UsherPool *self, UsherConnection *connection, gboolean exempt);
void       usher_pool_remove  (UsherPool *self, UsherConnection *connection);
UsherConnection *usher_pool_find (UsherPool *self, GSocketAddress *remote);
guint      usher_pool_count   (UsherPool *self);
void       usher_pool_end_all (UsherPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPool, usher_pool_free)

G_END_DECLS
