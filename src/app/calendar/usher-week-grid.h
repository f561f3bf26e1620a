/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-calendar-context.h"

G_BEGIN_DECLS

/**
 * UsherWeekGrid:
 *
 * The hours of some days: an event is a block from its start to its end, side by side where they overlap; a line says what time it is.
 * Events can be dropped on any quarter of an hour. Signal "go" (int day): that day was clicked.
 */
#define USHER_TYPE_WEEK_GRID (usher_week_grid_get_type ())
G_DECLARE_FINAL_TYPE (UsherWeekGrid, usher_week_grid, USHER, WEEK_GRID, GtkWidget)

/* Width of the column with the hours, left free above by whoever heads the days */
#define USHER_WEEK_GRID_GUTTER 52

GtkWidget *usher_week_grid_new       (const UsherCalendarContext *context);
void       usher_week_grid_set_days  (UsherWeekGrid *self, UsherDay first, int days);
void       usher_week_grid_tick      (UsherWeekGrid *self);
/* Where @minutes after midnight is, in pixels from above */
int        usher_week_grid_get_y     (UsherWeekGrid *self, int minutes);

G_END_DECLS
