/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherBackupRow:
 *
 * Saves a backup: asks for the file, shows that it works, and can be stopped.
 */
#define USHER_TYPE_BACKUP_ROW (usher_backup_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherBackupRow, usher_backup_row, USHER, BACKUP_ROW, AdwActionRow)

GtkWidget *usher_backup_row_new  (UsherClient *client);
/* Writes it to @path: what happens when a file was chosen */
void       usher_backup_row_save (UsherBackupRow *self, const char *path);

G_END_DECLS
