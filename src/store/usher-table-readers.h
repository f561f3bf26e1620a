/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Who would get a message, before it is sent: the rule of usher_deliveries_fill(), counted. */

#include "usher-conn.h"
#include "usher-notification.h"

G_BEGIN_DECLS

/**
 * UsherReaders:
 * @people: each once, by however many channels
 * @by_channel: messages
 */
typedef struct {
  int people;
  int by_channel[USHER_N_CHANNELS];
} UsherReaders;

/**
 * UsherReadersQuery:
 * @notification_id: one that is stored: who has got it, or was spared it, does not count; 0: one that is not made yet
 * @channels: by which it goes
 * @correction: a change or cancellation notice that is not made yet: whoever's first confirmation has not left is spared it, as
 *   usher_confirmations_spare() does
 * @cancellable: (nullable): nobody waits for it any more: G_IO_ERROR_CANCELLED
 */
typedef struct {
  gint64        event_id;
  gint64        notification_id;
  UsherChannels channels;
  gboolean      correction;
  GCancellable *cancellable;
} UsherReadersQuery;

/* Who agreed, has an address, and may be written to. Looks at each registration of the event. */
gboolean usher_readers_count (UsherConn *conn, const UsherReadersQuery *query, UsherReaders *readers, GError **error);

G_END_DECLS
