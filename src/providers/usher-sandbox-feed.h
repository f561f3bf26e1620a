/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the sandbox reports back: everything in the outbox has arrived. */

#include "usher-provider-event.h"

G_BEGIN_DECLS

/* The provider's id of a sandbox message, and back (0: not one of ours) */
char               *usher_sandbox_id             (gint64 delivery_id);
gint64              usher_sandbox_id_delivery    (const char *provider_id);
UsherProviderEvent *usher_sandbox_delivered      (gint64 delivery_id, UsherInstant at);

/* Takes a page of waiting deliveries (element-type gint64, in a GArray) and makes their events. The cursor counts. */
GPtrArray          *usher_sandbox_feed_poll      (GArray *waiting, const char *cursor, UsherInstant now, char **next_cursor);

G_END_DECLS
