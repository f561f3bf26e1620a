/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Brings a database to the schema of this program, or refuses it. */

#include <gio/gio.h>

#include "usher-conn.h"

G_BEGIN_DECLS

/* "Ushr": says in the file's header whose it is (https://www.sqlite.org/fileformat.html#application_id) */
#define USHER_APPLICATION_ID 0x55736872

/* The scripts 001.sql, 002.sql … under @prefix: (transfer full) (element-type utf8). NULL where a number is missing or a
 * name is none. */
GPtrArray *usher_migration_load    (GResource *resource, const char *prefix, GError **error);
/* Our own, loaded once */
GPtrArray *usher_migration_scripts (void);

/* A database that is there: is it ours, whole and not from the future? Changes no byte of it. */
gboolean   usher_migration_inspect (const char *path, int newest, int *version, GError **error);
/* Only a glance at one that is larger than @largest bytes, was closed well and is as new as the program: *put_off */
gboolean   usher_migration_glance  (const char *path, goffset largest, int newest, int *version, gboolean *put_off, GError **error);
gboolean   usher_migration_check_integrity (UsherConn *conn, const char *path, gboolean thorough, GError **error);
/* Applies those after the database's version. */
gboolean   usher_migration_apply   (UsherConn *conn, GPtrArray *scripts, GError **error);
/* Opens or makes @folder/usher.db, copies it where it is older than @scripts, and applies them. @largest, @put_off: as above */
gboolean   usher_migration_run     (const char *folder, GPtrArray *scripts, goffset largest, gboolean *put_off, GError **error);

/* Copies what a connection sees into a new file that appears when it is whole. */
gboolean   usher_backup_copy       (UsherConn *conn, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
