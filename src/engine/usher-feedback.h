/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: what a provider tells, by webhook or by polling, ends here. */

#include "usher-conn.h"
#include "usher-provider-event.h"

G_BEGIN_DECLS

/**
 * usher_feedback_apply:
 * @conn: the writer's connection, in a job
 * @event: what the provider told
 * @known_only: it may only concern a message that we sent (a webhook whose signature does not cover its content)
 * @now: the present moment
 * @notification_id: (out): whose counts changed; 0
 * @error: STORAGE
 *
 * Moves the delivery forward, never back; the same event twice changes nothing. Who unsubscribed, complained, wrote STOP, or whose
 * address bounced is not written to again.
 */
gboolean usher_feedback_apply (UsherConn *conn, const UsherProviderEvent *event, gboolean known_only, UsherInstant now,
                               gint64 *notification_id, GError **error);

G_END_DECLS
