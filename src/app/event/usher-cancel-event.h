/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* Asks, says who will be told, cancels. */
void usher_cancel_event_ask (GtkWidget *parent, UsherClient *client, gint64 event_id);

G_END_DECLS
