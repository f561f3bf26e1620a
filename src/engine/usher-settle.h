/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: what becomes of claimed deliveries when the answer is here (or none came). */

#include "usher-circuit.h"
#include "usher-delivery.h"
#include "usher-send-result.h"

G_BEGIN_DECLS

/* How long to wait before the provider is first asked about an unknown outcome, and before it is believed that it does
 * not know the message; seconds */
typedef struct {
  int first_look;
  int believed;
} UsherPatience;

/* Lets @circuit know what @results (element-type UsherSendResult) say of account and service. */
void     usher_settle_circuit (UsherCircuit *circuit, GPtrArray *results, UsherInstant now);
/* In a job. @deliveries (element-type UsherDelivery) were claimed under @batch_id; @results: one for each, found by its id. */
gboolean usher_settle_results (UsherConn *conn, const char *batch_id, GPtrArray *deliveries, GPtrArray *results,
                               const char *provider, const UsherPatience *patience, UsherInstant now,
                               GError **error);
/* @found: (element-type gint64 utf8): those that the provider knows. The others are asked about again at @ask_again, or, when that
 * is USHER_NEVER, sent again. */
gboolean usher_settle_found   (UsherConn *conn, const char *batch_id, GPtrArray *deliveries, GHashTable *found,
                               UsherInstant ask_again, UsherInstant now, GError **error);
/* The provider could not be asked: again at @ask_again; given up after three days (longer no provider's log is sure to reach), in words, and never sent twice. */
gboolean usher_settle_unasked (UsherConn *conn, const char *batch_id, GPtrArray *deliveries, const char *why,
                               UsherInstant ask_again, UsherInstant now, GError **error);
/* Takes an address out of all that is to come: suppression, consent of those who gave it, what is queued for them. */
gboolean usher_settle_withdraw (UsherConn *conn, UsherChannel channel, const char *address, UsherSuppressionReason reason,
                                const char *source, const char *method, UsherInstant now, GError **error);

G_END_DECLS
