/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * usher_cancel_events_ask:
 * @widget: inside the window
 * @client: the client
 * @overviews: (element-type UsherEventOverview): which ones; those that are not scheduled are left as they are
 * @confirmed: (nullable): called with @widget when the streamer said yes, before the first is cancelled
 *
 * One question for all of them, which says how many people will be told; then they are cancelled one after the other.
 */
void usher_cancel_events_ask (GtkWidget *widget, UsherClient *client, GPtrArray *overviews, void (*confirmed) (GtkWidget *widget));

G_END_DECLS
