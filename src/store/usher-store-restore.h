/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-types.h"

G_BEGIN_DECLS

/* Kept as the reason of what is held back */
#define USHER_RESTORE_REASON "Not sent: restored from a backup, and it may have been sent before"

/**
 * UsherRestoreInfo:
 * @kept_path: (nullable): where the database is that was there before
 * @events, @registrations: what is in the restored one
 * @held_back: reminders, notices and single messages that were under way or to come when the backup was made, and whose moment
 *   lies before the restore, or that left before it as the replaced database knows: they will not be sent (again)
 * @suppressions: addresses that were unsubscribed, stopped or bounced since the backup was made: kept, so that nobody is written to
 *   against their will
 */
typedef struct {
  char  *kept_path;
  gint64 events, registrations;
  gint64 held_back;
  gint64 suppressions;
} UsherRestoreInfo;

void              usher_restore_info_free (UsherRestoreInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRestoreInfo, usher_restore_info_free)

/* Puts a backup in the place of the database of @folder, which nobody may have open. Blocks. */
UsherRestoreInfo *usher_store_restore     (const char *folder, const char *backup_path, UsherInstant now,
                                           GCancellable *cancellable, GError **error);

/* After a restore, once, before anything is sent: what the backup says is still to be sent, and had its moment before the restore, is
 * skipped. *restored_at: the restore, or USHER_NEVER when there was none since the last call. */
gboolean          usher_restore_hold_back (UsherConn *conn, UsherInstant now, UsherInstant *restored_at, int *count,
                                           GError **error);

G_END_DECLS
