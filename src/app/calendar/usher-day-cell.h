/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-calendar-context.h"

G_BEGIN_DECLS

/**
 * UsherDayCell:
 *
 * One day of the month: its number, as many events as there is room for, and how many more there are; or, where room is scarce, a dot
 * for each of the first. Events can be dropped on it.
 *
 * Signals: "select": it was clicked; "show-all": its other events are asked for.
 */
#define USHER_TYPE_DAY_CELL (usher_day_cell_get_type ())
G_DECLARE_FINAL_TYPE (UsherDayCell, usher_day_cell, USHER, DAY_CELL, GtkWidget)

GtkWidget *usher_day_cell_new         (const UsherCalendarContext *context);
/* @outside: of another month; @week: its number, 0: not shown */
void       usher_day_cell_set_day     (UsherDayCell *self, UsherDay day, gboolean outside, int week);
UsherDay   usher_day_cell_get_day     (UsherDayCell *self);
void       usher_day_cell_set_compact (UsherDayCell *self, gboolean compact);
/* Its events are other ones, or another day is selected or today */
void       usher_day_cell_refresh     (UsherDayCell *self);
void       usher_day_cell_tick        (UsherDayCell *self);
/* What a screen reader says of it (transfer full) */
char      *usher_day_cell_describe    (UsherDayCell *self);

G_END_DECLS
