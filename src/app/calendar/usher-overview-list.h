/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-overview-item.h"

G_BEGIN_DECLS

/**
 * UsherOverviewList:
 *
 * A list model of UsherOverviewItem. It takes what a query returned and tells its views only what really differs, so that
 * focus and scroll position survive. Its sections (GtkSectionModel) are the days of its zone.
 */
#define USHER_TYPE_OVERVIEW_LIST (usher_overview_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherOverviewList, usher_overview_list, USHER, OVERVIEW_LIST, GObject)

/* @zone: whose days */
UsherOverviewList *usher_overview_list_new   (GTimeZone *zone);
/* @overviews: (element-type UsherEventOverview); NULL: empty */
void               usher_overview_list_set   (UsherOverviewList *self, GPtrArray *overviews);
/* The same, of the overviews [first, first + n) only */
void               usher_overview_list_set_range (UsherOverviewList *self, GPtrArray *overviews, guint first, guint n);
UsherOverviewItem *usher_overview_list_get   (UsherOverviewList *self, guint position);   /* (transfer none) */
guint              usher_overview_list_size  (UsherOverviewList *self);
guint              usher_overview_list_find  (UsherOverviewList *self, gint64 event_id);   /* GTK_INVALID_LIST_POSITION: not there */
/* Of a list that is ordered by start: the first item of @day or later; its size where there is none */
guint              usher_overview_list_lower (UsherOverviewList *self, UsherDay day);

G_END_DECLS
