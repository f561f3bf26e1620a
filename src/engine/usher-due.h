/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: what is due, and does it still help? The rule itself is usher_timing_decide(); here it gets its facts
 * from the store. All functions run inside a job or a read. */

#include "usher-conn.h"
#include "usher-event.h"
#include "usher-notification.h"
#include "usher-timing.h"

G_BEGIN_DECLS

/**
 * UsherDue:
 * @timing: the decision
 * @general: the words of the step's own interval would be wrong now: use the general reminder text
 * @helps_until: from when on it no longer helps (for how long a provider may hold it back)
 * @reason: (nullable): why not, in words for the streamer
 */
typedef struct {
  UsherTiming  timing;
  gboolean     general;
  UsherInstant helps_until;
  char        *reason;
} UsherDue;

void     usher_due_clear       (UsherDue *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UsherDue, usher_due_clear)

gboolean usher_due_is_skip     (UsherTiming timing);
/* Of a notification that is scheduled (and due) or sending */
gboolean usher_due_decide      (UsherConn *conn, const UsherEvent *event, const UsherNotification *n, UsherInstant now,
                                UsherDue *due, GError **error);
/* One that is being sent, without its counts (they cost a pass over all its deliveries). NULL in *n: it is not */
gboolean usher_due_find_open   (UsherConn *conn, gint64 id, UsherNotification **n, GError **error);
/* Opens or skips all that is due by @now. *count: how many were due */
gboolean usher_due_open_all    (UsherConn *conn, UsherInstant now, int *count, GError **error);
/* Skips what is still queued of @n when it no longer helps, then closes it when nothing is pending and @filled. @trouble:
 * (nullable): what kept it from leaving. *changed: something did */
gboolean usher_due_tidy        (UsherConn *conn, const UsherNotification *n, gboolean filled, const char *trouble,
                                UsherInstant now, gboolean *changed, GError **error);

G_END_DECLS
