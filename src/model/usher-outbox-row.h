/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-delivery.h"

G_BEGIN_DECLS

/**
 * UsherOutboxRow:
 * @delivery: kind, channel, address, status, reason, moments, segments, price
 * @event_title: of its event
 * @interval: (nullable): of a reminder
 * @recipient: the registrant's name; "" for a test send, or when the registration was erased
 * @template_key: (nullable): of a test send
 *
 * A message as the outbox shows it. Immutable once it is shared between threads; counted references.
 */
typedef struct {
  UsherDelivery *delivery;
  char          *event_title;
  char          *interval;
  char          *recipient;
  char          *template_key;
} UsherOutboxRow;

/* @delivery: (transfer full) */
UsherOutboxRow *usher_outbox_row_new   (UsherDelivery *delivery);
UsherOutboxRow *usher_outbox_row_ref   (UsherOutboxRow *self);
void            usher_outbox_row_unref (UsherOutboxRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherOutboxRow, usher_outbox_row_unref)

/* What became of a message, in the four words of a list. Waiting: queued, claimed, unknown; sent: accepted, delivered;
 * skipped: skipped, cancelled. */
typedef enum {
  USHER_DELIVERY_GROUP_ALL,
  USHER_DELIVERY_GROUP_WAITING,
  USHER_DELIVERY_GROUP_SENT,
  USHER_DELIVERY_GROUP_FAILED,
  USHER_DELIVERY_GROUP_SKIPPED,
} UsherDeliveryGroup;
#define USHER_N_DELIVERY_GROUPS 5

UsherDeliveryGroup usher_delivery_group (UsherDeliveryStatus status);

G_END_DECLS
