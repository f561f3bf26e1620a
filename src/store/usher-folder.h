/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The folder of a database: only its owner may look into it, and one process at a time works in it. */

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean usher_folder_prepare      (const char *folder, GError **error);
/* A descriptor that holds the lock until it is closed; -1 on error */
int      usher_folder_lock         (const char *folder, GError **error);
/* Makes an empty file 0600 whatever the umask is; an existing one is replaced. */
gboolean usher_folder_create_file  (const char *path, GError **error);
/* Takes others' rights off a file that has them. */
gboolean usher_folder_protect_file (const char *path, GError **error);
/* Makes the names in a folder durable (after a rename). */
gboolean usher_folder_sync         (const char *folder, GError **error);

G_END_DECLS
