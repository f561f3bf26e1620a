/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * usher_move_dialog_ask:
 * @widget: inside the window
 * @client: the client
 * @event: a scheduled event
 *
 * Asks for another day, for whoever does not drag: the event keeps its time. Then win.reschedule shows what moves. Days that have
 * passed cannot be chosen.
 */
void usher_move_dialog_ask (GtkWidget *widget, UsherClient *client, const UsherEvent *event);

G_END_DECLS
