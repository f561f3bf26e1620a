/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-notification.h"

G_BEGIN_DECLS

gboolean           usher_notifications_insert     (UsherConn *conn, UsherNotification *n, GError **error);   /* sets id */
UsherNotification *usher_notifications_get        (UsherConn *conn, gint64 id, GError **error);   /* with counts */
UsherNotification *usher_notifications_get_plain  (UsherConn *conn, gint64 id, GError **error);   /* without */
/* Of one event by due moment, with counts; @all: also confirmation, change, cancellation (else reminders only) */
GPtrArray         *usher_notifications_list       (UsherConn *conn, gint64 event_id, gboolean all, GError **error);
UsherNotification *usher_notifications_get_confirmation (UsherConn *conn, gint64 event_id, GError **error);

gboolean           usher_notifications_set_status (UsherConn *conn, gint64 id, UsherNotificationStatus status,
                                                   const char *reason, UsherInstant now, GError **error);
gboolean           usher_notifications_set_due    (UsherConn *conn, gint64 id, UsherInstant due_at, GError **error);
gboolean           usher_notifications_set_channels (UsherConn *conn, gint64 id, UsherChannels channels, GError **error);
/* scheduled → sending: fixes late and opened_at. FALSE/CONFLICT when it was not scheduled any more. */
gboolean           usher_notifications_open       (UsherConn *conn, gint64 id, gboolean late, UsherInstant now,
                                                   GError **error);
gboolean           usher_notifications_delete     (UsherConn *conn, gint64 id, GError **error);

/* The scheduler's two questions: what is due by @now (all events, by due_at), and when is the next one due. */
GPtrArray         *usher_notifications_due        (UsherConn *conn, UsherInstant now, GError **error);
UsherInstant       usher_notifications_next_due   (UsherConn *conn, GError **error);     /* USHER_NEVER: none, or error */
/* Reminders of one event that are still scheduled: (element-type UsherNotification) */
GPtrArray         *usher_notifications_pending    (UsherConn *conn, gint64 event_id, GError **error);
/* All reminders of one event, whatever their state: (element-type UsherNotification). For pages that many visitors open: it
 * costs the same however many registered. */
GPtrArray         *usher_notifications_reminders  (UsherConn *conn, gint64 event_id, GError **error);
/* In status sending, all events */
GPtrArray         *usher_notifications_open_list  (UsherConn *conn, GError **error);
/* The change notice's former start */
gboolean           usher_notifications_set_old_start (UsherConn *conn, gint64 id, UsherInstant old_starts_at, GError **error);
UsherInstant       usher_notifications_get_old_start (UsherConn *conn, gint64 id, GError **error);

G_END_DECLS
