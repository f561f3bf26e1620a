/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Messages as the outbox shows them: whatever provider they went through. */

#include "usher-conn.h"
#include "usher-outbox-row.h"

G_BEGIN_DECLS

/* Zero is a good beginning: { .limit = 50 } lists the newest of all. Newest first. */
typedef struct {
  gint64             event_id;          /* 0: of all events */
  gint64             notification_id;   /* 0: of all; else @event_id must be its event */
  UsherChannels      channels;          /* none: both */
  UsherDeliveryGroup group;
  const char        *search;            /* (nullable): in address, name, event title; case-insensitive */
  gint64             before_id;         /* older than this delivery; 0: from the newest */
  int                offset;
  int                limit;
  GCancellable      *cancellable;       /* (nullable): nobody waits for it any more: G_IO_ERROR_CANCELLED */
} UsherOutboxQuery;

GPtrArray      *usher_outbox_rows_list  (UsherConn *conn, const UsherOutboxQuery *query, GError **error);   /* (element-type UsherOutboxRow) */
UsherOutboxRow *usher_outbox_rows_get   (UsherConn *conn, gint64 delivery_id, GError **error);              /* NOT_FOUND */
/* Its window does not count. -1 on error */
int             usher_outbox_rows_count (UsherConn *conn, const UsherOutboxQuery *query, GError **error);

/* Why messages failed: (element-type UsherFailureReason), most frequent first */
typedef struct {
  char *reason;      /* the provider's or the rule's words */
  int   count;
} UsherFailureReason;
void            usher_failure_reason_free (UsherFailureReason *reason);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherFailureReason, usher_failure_reason_free)
GPtrArray      *usher_outbox_rows_reasons (UsherConn *conn, gint64 notification_id, UsherDeliveryGroup group, int limit,
                                           GError **error);

G_END_DECLS
