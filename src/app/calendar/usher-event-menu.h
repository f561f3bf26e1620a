/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"
#include "usher-event-overview.h"

G_BEGIN_DECLS

/* What can be done with an event from a list: the window's actions, those that its phase allows, and "event.move" of the widget
 * that shows it. */
GMenuModel *usher_event_menu_new      (UsherClient *client, const UsherEvent *event);   /* (transfer full) */
/* Shows it at a point of @widget, and gives the focus back to where it was afterwards */
void        usher_event_menu_popup    (GtkWidget *widget, UsherClient *client, const UsherEvent *event, double x, double y);
/* Its registration address; (transfer full) (nullable): NULL while the engine does not run */
char       *usher_event_menu_link     (UsherClient *client, const UsherEvent *event);

G_END_DECLS
