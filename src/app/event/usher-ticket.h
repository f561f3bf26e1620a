/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherTicket:
 *
 * An event as a ticket: its day on a stub in the colours of its id, a perforated edge, and title, times and words beside it.
 */
#define USHER_TYPE_TICKET (usher_ticket_get_type ())
G_DECLARE_FINAL_TYPE (UsherTicket, usher_ticket, USHER, TICKET, GtkWidget)

void usher_ticket_set_event (UsherTicket *self, UsherClient *client, UsherEvent *event);

G_END_DECLS
