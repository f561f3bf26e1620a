/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox-row.h"

/**
 * usher_outbox_row_new:
 * @delivery: (transfer full): the message
 *
 * Returns: (transfer full): a row about nobody and no event; free with usher_outbox_row_unref()
 */
UsherOutboxRow *
usher_outbox_row_new (UsherDelivery *delivery)
{
  UsherOutboxRow *self;

  g_return_val_if_fail (delivery != NULL, NULL);

  self = g_atomic_rc_box_new0 (UsherOutboxRow);
  self->delivery = delivery;
  self->event_title = g_strdup ("");
  self->recipient = g_strdup ("");
  return self;
}

UsherOutboxRow *
usher_outbox_row_ref (UsherOutboxRow *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  UsherOutboxRow *self = data;

  usher_delivery_unref (self->delivery);
  g_free (self->event_title);
  g_free (self->interval);
  g_free (self->recipient);
  g_free (self->template_key);
}

void
usher_outbox_row_unref (UsherOutboxRow *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * usher_delivery_group:
 * @status: of a delivery
 *
 * Returns: the group other than %USHER_DELIVERY_GROUP_ALL that it belongs to; the store asks the same in SQL
 */
UsherDeliveryGroup
usher_delivery_group (UsherDeliveryStatus status)
{
  switch (status)
    {
    case USHER_DELIVERY_QUEUED:
    case USHER_DELIVERY_CLAIMED:
    case USHER_DELIVERY_UNKNOWN:
      return USHER_DELIVERY_GROUP_WAITING;
    case USHER_DELIVERY_ACCEPTED:
    case USHER_DELIVERY_DELIVERED:
      return USHER_DELIVERY_GROUP_SENT;
    case USHER_DELIVERY_FAILED:
      return USHER_DELIVERY_GROUP_FAILED;
    case USHER_DELIVERY_CANCELLED:
    case USHER_DELIVERY_SKIPPED:
    default:
      return USHER_DELIVERY_GROUP_SKIPPED;
    }
}
