/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-outbox-row.h"
#include "usher-status-chip.h"

G_BEGIN_DECLS

/* How a message's state and kind read */
const char *usher_delivery_words     (UsherDeliveryStatus status);                       /* "Delivered"; static */
void        usher_delivery_chip      (UsherStatusChip *chip, UsherDeliveryStatus status);
char       *usher_delivery_kind      (const UsherOutboxRow *row);                        /* (transfer full): "1 day before" */
/* (transfer full) (nullable): the provider's answer or the rule's reason, in the streamer's language where it is ours */
char       *usher_delivery_answer    (const UsherDelivery *delivery);

G_END_DECLS
