/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherDelivery:
 * @notification_id: 0 for a test send
 * @registration_id: 0 for a test send, or when the registration was erased
 * @edition: 0; raised when a person asks for the same message again (resent confirmation)
 * @batch_id: (nullable): the request that it was claimed for: a UUID that travels with the request
 * @provider: (nullable): "mailgun", "twilio", "sandbox"
 * @provider_id: (nullable): the provider's own id of the message
 * @reason: (nullable): the provider's or the rule's words, for the streamer
 * @next_attempt_at: queued: not before this; unknown: ask the provider then
 *
 * One message to one recipient on one channel: the unit that happens once. Unique by
 * (notification, registration, channel, edition).
 */
typedef struct {
  gint64              id;
  gint64              event_id;
  gint64              notification_id;
  gint64              registration_id;
  UsherNotificationKind kind;
  UsherChannel        channel;
  int                 edition;
  char               *address;
  UsherDeliveryStatus status;
  char               *batch_id;
  char               *provider;
  char               *provider_id;
  char               *reason;
  int                 attempts;
  int                 segments;        /* SMS parts; 0 for e-mail or when not known */
  gint64              price_micros;    /* as the provider said, in millionths of a dollar; -1 not known */
  UsherInstant        next_attempt_at;
  UsherInstant        created_at;
  UsherInstant        claimed_at;
  UsherInstant        settled_at;
  UsherInstant        delivered_at;
  UsherInstant        opened_at;
  UsherInstant        clicked_at;
} UsherDelivery;

UsherDelivery *usher_delivery_new   (void);
UsherDelivery *usher_delivery_copy  (const UsherDelivery *self);
UsherDelivery *usher_delivery_ref   (UsherDelivery *self);
void           usher_delivery_unref (UsherDelivery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherDelivery, usher_delivery_unref)

G_END_DECLS
