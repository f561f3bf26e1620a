/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-cancel-event.h"

void
usher_cancel_event_ask (GtkWidget *parent, UsherClient *client, gint64 event_id)
{
}
