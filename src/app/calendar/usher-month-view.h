/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-calendar-context.h"

G_BEGIN_DECLS

/**
 * UsherMonthView:
 *
 * The month of the context's day as a grid of weeks. Its 42 cells and their chips are used again for each month.
 *
 * Signals: "go" (int day): that day is to be selected; "show-all" (int day): all its events are asked for.
 */
#define USHER_TYPE_MONTH_VIEW (usher_month_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherMonthView, usher_month_view, USHER, MONTH_VIEW, GtkWidget)

GtkWidget *usher_month_view_new         (const UsherCalendarContext *context);
/* Shows what the context says now; the focus stays on the selected day if it was inside */
void       usher_month_view_refresh     (UsherMonthView *self);
void       usher_month_view_tick        (UsherMonthView *self);
void       usher_month_view_set_compact (UsherMonthView *self, gboolean compact);
void       usher_month_view_focus_day   (UsherMonthView *self);

G_END_DECLS
