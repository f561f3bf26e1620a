/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the store only: reads a large database once in the background, since that takes longer than anybody wants to
 * wait for a window. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _UsherStoreCheck UsherStoreCheck;

/* On a thread of its own */
typedef void (*UsherStoreCheckFound) (gpointer data);

/* @delay: microseconds before it begins */
UsherStoreCheck *usher_store_check_new  (const char *path, gint64 delay, UsherStoreCheckFound found, gpointer data);
/* Gives up if it still runs; afterwards @found is not called any more */
void             usher_store_check_free (UsherStoreCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherStoreCheck, usher_store_check_free)

G_END_DECLS
