/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the store only: what the files of the table delivery share. */

#include "usher-delivery.h"
#include "usher-statement.h"

G_BEGIN_DECLS

#define USHER_DELIVERY_COLUMNS                                                                                      \
  "d.id, d.event_id, d.notification_id, d.registration_id, d.kind, d.channel, d.edition, d.address, d.status, "     \
  "d.batch_id, d.provider, d.provider_id, d.reason, d.attempts, d.segments, d.price_micros, d.next_attempt_at, "    \
  "d.created_at, d.claimed_at, d.settled_at, d.delivered_at, d.opened_at, d.clicked_at"

UsherDelivery *usher_delivery_row_read (UsherStatement *s);                   /* USHER_DELIVERY_COLUMNS */
GPtrArray     *usher_delivery_rows_read (UsherStatement *s, GError **error);  /* all rows */

G_END_DECLS
