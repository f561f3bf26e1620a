/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-go-live.h"

void
usher_go_live_ask (GtkWidget *parent, UsherClient *client, gint64 event_id)
{
}
