/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: what a sender takes out of the store for one request. */

#include "usher-clock.h"
#include "usher-composer.h"
#include "usher-conn.h"

G_BEGIN_DECLS

/**
 * UsherClaim:
 * @batch_id: under which they are claimed
 * @at: when: messages are worded as seen from this moment, now and when they are asked about later
 * @deliveries: (element-type UsherDelivery): all of one notification, or test sends of one event and template
 * @registrations: (element-type UsherRegistration): their readers; %NULL elements where there is none
 * @notification: (nullable): %NULL for test sends
 * @text: the template in use
 * @helps_until: after that it is of no use
 */
typedef struct {
  char              *batch_id;
  UsherInstant       at;
  GPtrArray         *deliveries;
  GPtrArray         *registrations;
  UsherEvent        *event;
  UsherNotification *notification;
  UsherInstant       old_starts_at;
  UsherTemplateText *text;
  UsherInstant       helps_until;
} UsherClaim;

void        usher_claim_free (UsherClaim *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherClaim, usher_claim_free)

/* In a job: claims up to @limit. NULL without error: nothing can leave now. *again: look again at once (some no longer helped and
 * were skipped, or wait for the end of the quiet hours) */
UsherClaim *usher_claim_take (UsherConn *conn, UsherChannel channel, const char *provider, int limit, UsherInstant now,
                              gboolean *again, GError **error);
/* In a read: the same for deliveries that were claimed earlier. NULL without error: the event is gone. */
UsherClaim *usher_claim_load (UsherConn *conn, GPtrArray *deliveries, GError **error);
/* A composer for the claim; a text of the user's that cannot be used (any more) gives way to the built-in one. */
UsherComposer *usher_claim_compose (const UsherClaim *self, const UsherConfig *config, const char *public_url,
                                    GError **error);

G_END_DECLS
