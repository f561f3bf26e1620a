/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SQLite by itself, in the folder and with the settings that Usher's store has (WAL, synchronous=FULL), and looks into a
 * store's file. All end the program with words when something fails. */

/* @rows INSERTs into a table without any index, @per_commit in a transaction. Returns rows per second. */
double  usher_bare_inserts   (const char *folder, guint rows, guint per_commit);

/* Registrations of an event, by e-mail, while no usherd has the folder open */
void    usher_bench_seed     (const char *folder, gint64 event_id, guint rows);

typedef struct _UsherLook UsherLook;

/* A read-only connection to the store of a usherd that runs */
UsherLook *usher_look_new    (const char *folder);
void       usher_look_free   (UsherLook *self);
/* The first column of the first row; @sql is a literal with one parameter */
gint64     usher_look_int    (UsherLook *self, const char *sql, gint64 parameter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherLook, usher_look_free)

G_END_DECLS
