/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"
#include "usher-overview-item.h"

G_BEGIN_DECLS

/**
 * UsherEventRow:
 *
 * An event in a list: title, state, start, countdown, how many registered, whether something failed, and what is done most. Signal
 * "described": usher_event_row_describe() says something else now.
 */
#define USHER_TYPE_EVENT_ROW (usher_event_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherEventRow, usher_event_row, USHER, EVENT_ROW, GtkWidget)

GtkWidget         *usher_event_row_new          (UsherClient *client);
void               usher_event_row_set_item     (UsherEventRow *self, UsherOverviewItem *item);   /* (nullable) */
UsherOverviewItem *usher_event_row_get_item     (UsherEventRow *self);                            /* (transfer none) (nullable) */
/* Little room: without countdown and buttons; the menu has them all */
void               usher_event_row_set_compact  (UsherEventRow *self, gboolean compact);
/* @selecting: a check mark instead of what can be done with one event */
void               usher_event_row_set_selected (UsherEventRow *self, gboolean selecting, gboolean selected);
/* What a screen reader says of it: "Winter Show, Scheduled, Sun 6 Dec, 20:00, 12 registrations" (transfer full) */
char              *usher_event_row_describe     (UsherEventRow *self);
void               usher_event_row_popup_menu   (UsherEventRow *self, double x, double y);

G_END_DECLS
