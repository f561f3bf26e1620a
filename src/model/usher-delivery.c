/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-delivery.h"

#include "usher-record.h"

static const UsherRecordString delivery_strings[] = {
  USHER_RECORD_STRING (UsherDelivery, address),
  USHER_RECORD_NULLABLE (UsherDelivery, batch_id),
  USHER_RECORD_NULLABLE (UsherDelivery, provider),
  USHER_RECORD_NULLABLE (UsherDelivery, provider_id),
  USHER_RECORD_NULLABLE (UsherDelivery, reason),
};

USHER_RECORD_DEFINE_COUNTED (UsherDelivery, usher_delivery, delivery_strings)

/**
 * usher_delivery_new:
 *
 * Returns: (transfer full): a queued e-mail delivery whose moments and price are not known; free with
 *   usher_delivery_unref()
 */
UsherDelivery *
usher_delivery_new (void)
{
  UsherDelivery *self = usher_delivery_make ();

  self->price_micros = -1;
  self->next_attempt_at = USHER_NEVER;
  self->created_at = USHER_NEVER;
  self->claimed_at = USHER_NEVER;
  self->settled_at = USHER_NEVER;
  self->delivered_at = USHER_NEVER;
  self->opened_at = USHER_NEVER;
  self->clicked_at = USHER_NEVER;
  return self;
}
