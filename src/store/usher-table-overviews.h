/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Events as lists show them. */

#include "usher-conn.h"
#include "usher-event-overview.h"

G_BEGIN_DECLS

/* Zero is a good beginning: { .limit = 50 } lists all events, soonest first. */
typedef struct {
  UsherEventGroup group;
  const char     *search;        /* (nullable): in the title, case-insensitive */
  UsherInstant    from, to;      /* of the start, [from, to); 0 or USHER_NEVER: open */
  gboolean        newest_first;  /* by start; else soonest first */
  int             offset;
  int             limit;
  GCancellable   *cancellable;   /* (nullable): nobody waits for it any more: G_IO_ERROR_CANCELLED */
} UsherEventOverviewQuery;

/* (element-type UsherEventOverview). @now: decides what is upcoming and what is past */
GPtrArray          *usher_overviews_list  (UsherConn *conn, const UsherEventOverviewQuery *query, UsherInstant now, GError **error);
UsherEventOverview *usher_overviews_get   (UsherConn *conn, gint64 event_id, GError **error);   /* NOT_FOUND */

/* By UsherEventGroup; [USHER_EVENT_GROUP_ALL] is all of them */
typedef struct {
  int n[USHER_N_EVENT_GROUPS];
} UsherEventCounts;

/* Search and range of @query count, its group and window do not. */
gboolean            usher_overviews_count (UsherConn *conn, const UsherEventOverviewQuery *query, UsherInstant now,
                                           UsherEventCounts *counts, GError **error);

/* Scheduled events whose start has passed and that are not over a day yet: (element-type UsherEvent), the last one first */
GPtrArray          *usher_overviews_overdue         (UsherConn *conn, UsherInstant now, int limit, GError **error);
/* Completed events, the last one first: (element-type UsherEvent); and how many there are, -1 on error */
GPtrArray          *usher_overviews_completed       (UsherConn *conn, int offset, int limit, GError **error);
int                 usher_overviews_count_completed (UsherConn *conn, GError **error);

G_END_DECLS
