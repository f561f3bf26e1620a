/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* "Start streaming for [event name]?"; then starts it and opens the Studio. Needs a UsherWindow around @parent. */
void usher_go_live_ask (GtkWidget *parent, UsherClient *client, gint64 event_id);

G_END_DECLS
