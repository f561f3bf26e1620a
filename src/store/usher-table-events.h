/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Table event, and the idempotency keys. */

#include "usher-conn.h"
#include "usher-event.h"

G_BEGIN_DECLS

/* Sets id, version; makes slug unique by "-2", "-3" … Also makes the analytics row. */
gboolean    usher_events_insert       (UsherConn *conn, UsherEvent *event, GError **error);
/* Writes all columns; raises version. @if_version: 0 or the version that must still be there (%USHER_ERROR_STALE) */
gboolean    usher_events_update       (UsherConn *conn, UsherEvent *event, int if_version, GError **error);
/* With all that belongs to it; consent records and the audit trail stay. NOT_FOUND */
gboolean    usher_events_delete       (UsherConn *conn, gint64 id, GError **error);
UsherEvent *usher_events_get          (UsherConn *conn, gint64 id, GError **error);              /* NOT_FOUND */
UsherEvent *usher_events_get_by_slug  (UsherConn *conn, const char *slug, GError **error);
UsherEvent *usher_events_get_by_uid   (UsherConn *conn, const char *uid, GError **error);

typedef struct {
  const char  *search;        /* (nullable): in title, case-insensitive */
  int          status;        /* UsherEventStatus or -1 */
  UsherInstant from, to;      /* of the start; USHER_NEVER for none */
  gint64       after_id;      /* page: rows after this one in (starts_at, id) order; 0 from the beginning */
  int          limit;
} UsherEventQuery;

GPtrArray  *usher_events_list         (UsherConn *conn, const UsherEventQuery *query, GError **error);
int         usher_events_count_registrations (UsherConn *conn, gint64 event_id, GError **error);   /* -1 on error */

/* *subject_id is 0 when the key is new. The same key with another fingerprint is %USHER_ERROR_CONFLICT. */
gboolean    usher_idempotency_find    (UsherConn *conn, const char *key, const char *fingerprint, gint64 *subject_id,
                                       GError **error);
gboolean    usher_idempotency_insert  (UsherConn *conn, const char *key, const char *fingerprint, gint64 subject_id,
                                       gint64 at, GError **error);

G_END_DECLS
