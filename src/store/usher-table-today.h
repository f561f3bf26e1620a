/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What went out last, and what did not, with the title of its event: from indexes, whatever the number of rows. */

#include "usher-conn.h"
#include "usher-notification.h"

G_BEGIN_DECLS

typedef struct {
  UsherNotification *notification;   /* with counts */
  char              *event_title;
  char              *time_zone;      /* the event's */
} UsherTodayRow;
void       usher_today_row_free    (UsherTodayRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTodayRow, usher_today_row_free)

/* (element-type UsherTodayRow): notifications that were sent, wholly or in part, the last one first */
GPtrArray *usher_today_list_sent   (UsherConn *conn, int limit, GError **error);
/* Failed ones of events that are not over at @now: the others can no longer be mended */
GPtrArray *usher_today_list_failed (UsherConn *conn, UsherInstant now, int limit, GError **error);

G_END_DECLS
