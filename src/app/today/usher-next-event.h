/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherNextEvent:
 *
 * An event as a ticket: what, when, how long until then, how many come, and the button to go live. Live it is unmistakable.
 */
#define USHER_TYPE_NEXT_EVENT (usher_next_event_get_type ())
G_DECLARE_FINAL_TYPE (UsherNextEvent, usher_next_event, USHER, NEXT_EVENT, GtkWidget)

GtkWidget *usher_next_event_new  (void);
void       usher_next_event_show (UsherNextEvent *self, UsherClient *client, UsherEventOverview *overview);

G_END_DECLS
