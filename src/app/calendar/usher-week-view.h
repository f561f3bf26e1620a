/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-calendar-context.h"

G_BEGIN_DECLS

/**
 * UsherWeekView:
 *
 * Days side by side with their hours: the week of the context's day, or a few days from it. Signal "go" (int day): that day is to be
 * selected.
 */
#define USHER_TYPE_WEEK_VIEW (usher_week_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherWeekView, usher_week_view, USHER, WEEK_VIEW, GtkWidget)

GtkWidget *usher_week_view_new           (const UsherCalendarContext *context);
void       usher_week_view_refresh       (UsherWeekView *self);
void       usher_week_view_tick          (UsherWeekView *self);
/* 7: the whole week; fewer: so many days, beginning with the selected one where it is not shown already */
void       usher_week_view_set_days      (UsherWeekView *self, int days);
int        usher_week_view_get_days      (UsherWeekView *self);
UsherDay   usher_week_view_get_first     (UsherWeekView *self);
void       usher_week_view_scroll_to_now (UsherWeekView *self);

G_END_DECLS
