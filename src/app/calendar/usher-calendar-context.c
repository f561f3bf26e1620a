/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-calendar-context.h"

#include <glib/gi18n.h>

#include "usher-toast.h"

static UsherMove
find_start (const UsherCalendarContext *self, UsherOverviewItem *item, UsherDay day, int minutes, char **start)
{
  UsherEvent *event = usher_overview_item_get_event (item);
  UsherInstant now = usher_client_now (self->client);

  return minutes < 0 ? usher_move_to_day (event, day, self->zone, now, start)
                     : usher_move_to_time (event, day, minutes, self->zone, now, start);
}

UsherMove
usher_calendar_context_check (const UsherCalendarContext *self, UsherOverviewItem *item, UsherDay day, int minutes)
{
  return find_start (self, item, day, minutes, NULL);
}

void
usher_calendar_context_reschedule (const UsherCalendarContext *self, GtkWidget *widget, UsherOverviewItem *item, UsherDay day,
                                   int minutes)
{
  g_autofree char *start = NULL;

  switch (find_start (self, item, day, minutes, &start))
    {
    case USHER_MOVE_OK:
      gtk_widget_activate_action (widget, "win.reschedule", "(xs)", usher_overview_item_get_id (item), start);
      break;
    case USHER_MOVE_PAST:
      usher_toast (widget, _("That time has passed. Choose a later day."));
      break;
    case USHER_MOVE_FIXED:
      usher_toast (widget, _("Only scheduled events can be moved"));
      break;
    case USHER_MOVE_SAME:
    default:
      break;
    }
}

void
usher_calendar_context_schedule (GtkWidget *widget, UsherDay day)
{
  g_autofree char *date = usher_day_format (day);

  gtk_widget_activate_action (widget, "win.schedule-event", "s", date);
}
