/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the registrar asks for each registration of a flood: answered from an index, without counting deliveries. */

#include "usher-conn.h"
#include "usher-delivery.h"

G_BEGIN_DECLS

/* The id of the notification to which all confirmations of the event belong; 0 with @error: NOT_FOUND */
gint64   usher_confirmations_find      (UsherConn *conn, gint64 event_id, GError **error);

typedef struct {
  int                 edition;      /* -1: there is none */
  UsherDeliveryStatus status;
  UsherInstant        created_at;
} UsherConfirmationState;

/* The newest delivery of that notification to that registration on that channel */
gboolean usher_confirmations_get_state (UsherConn *conn, gint64 notification_id, gint64 registration_id, UsherChannel channel,
                                        UsherConfirmationState *state, GError **error);
/* Those whose first confirmation has not left on a channel know nothing yet that @notification_id could correct: it is
 * stored as skipped for them, with @reason. Before usher_deliveries_fill(). */
gboolean usher_confirmations_spare     (UsherConn *conn, gint64 event_id, gint64 notification_id, const char *reason,
                                        UsherInstant now, GError **error);

G_END_DECLS
