/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-calendar-context.h"

G_BEGIN_DECLS

/**
 * UsherEventChip:
 *
 * An event in the calendar: an icon and a tint for its state, time, title, and how many registered. Return or a click opens it, it has
 * a menu, and it can be dragged or cut (Ctrl+X) while it is scheduled.
 */
#define USHER_TYPE_EVENT_CHIP (usher_event_chip_get_type ())
G_DECLARE_FINAL_TYPE (UsherEventChip, usher_event_chip, USHER, EVENT_CHIP, GtkWidget)

GtkWidget         *usher_event_chip_new       (const UsherCalendarContext *context);
void               usher_event_chip_set_item  (UsherEventChip *self, UsherOverviewItem *item);   /* (nullable) */
UsherOverviewItem *usher_event_chip_get_item  (UsherEventChip *self);                            /* (transfer none) (nullable) */
/* A block in which its title may have several lines; @continues: it goes on after midnight */
void               usher_event_chip_set_block (UsherEventChip *self, gboolean continues);
/* A block that is narrow: the icon stands above the text */
void               usher_event_chip_set_slim  (UsherEventChip *self, gboolean slim);
/* What a screen reader says of it, and its tooltip (transfer full) */
char              *usher_event_chip_describe  (UsherEventChip *self);
/* Shows it anew where time alone changed its state */
void               usher_event_chip_tick      (UsherEventChip *self);

G_END_DECLS
