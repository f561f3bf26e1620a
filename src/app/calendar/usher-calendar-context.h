/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"
#include "usher-move.h"
#include "usher-overview-list.h"

G_BEGIN_DECLS

/**
 * UsherCalendarContext:
 * @client: the client
 * @zone: whose days the calendar shows: the streamer's own
 * @first_weekday: 1 Monday … 7 Sunday
 * @today: today
 * @day: the day that is selected
 * @items: the events around it, by start
 *
 * What the calendar's page tells its views. The page owns it and outlives them.
 */
typedef struct {
  UsherClient       *client;
  GTimeZone         *zone;
  int                first_weekday;
  UsherDay           today;
  UsherDay           day;
  UsherOverviewList *items;
} UsherCalendarContext;

/* Can @item be dropped on @day (@minutes after midnight, -1: at the time it has)? */
UsherMove usher_calendar_context_check      (const UsherCalendarContext *self, UsherOverviewItem *item, UsherDay day, int minutes);
/* Asks for it (win.reschedule), or says why it cannot be. @widget: inside the window */
void      usher_calendar_context_reschedule (const UsherCalendarContext *self, GtkWidget *widget, UsherOverviewItem *item,
                                             UsherDay day, int minutes);
/* The wizard, with @day */
void      usher_calendar_context_schedule   (GtkWidget *widget, UsherDay day);

G_END_DECLS
