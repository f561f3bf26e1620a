/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "usher-event-overview.h"
#include "usher-month.h"

G_BEGIN_DECLS

/**
 * UsherOverviewItem:
 *
 * One event in a list. The item stays the same while what is known of its event changes (signal "changed"), so that a row that
 * has the focus keeps it.
 */
#define USHER_TYPE_OVERVIEW_ITEM (usher_overview_item_get_type ())
G_DECLARE_FINAL_TYPE (UsherOverviewItem, usher_overview_item, USHER, OVERVIEW_ITEM, GObject)

/* @overview: (transfer none); @day: on which it begins, in the calendar's zone */
UsherOverviewItem  *usher_overview_item_new          (UsherEventOverview *overview, UsherDay day);
/* Emits "changed" where anything that shows differs */
void                usher_overview_item_update       (UsherOverviewItem *self, UsherEventOverview *overview, UsherDay day);
UsherEventOverview *usher_overview_item_get_overview (UsherOverviewItem *self);   /* (transfer none) */
UsherEvent         *usher_overview_item_get_event    (UsherOverviewItem *self);   /* (transfer none) */
gint64              usher_overview_item_get_id       (UsherOverviewItem *self);
UsherDay            usher_overview_item_get_day      (UsherOverviewItem *self);

G_END_DECLS
