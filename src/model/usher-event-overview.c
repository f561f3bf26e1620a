/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-overview.h"

/**
 * usher_event_overview_new:
 * @event: (transfer full): the event
 *
 * Returns: (transfer full): an overview with all counts zero and no reminder; free with usher_event_overview_unref()
 */
UsherEventOverview *
usher_event_overview_new (UsherEvent *event)
{
  UsherEventOverview *self;

  g_return_val_if_fail (event != NULL, NULL);

  self = g_atomic_rc_box_new0 (UsherEventOverview);
  self->event = event;
  self->next_due_at = USHER_NEVER;
  return self;
}

UsherEventOverview *
usher_event_overview_ref (UsherEventOverview *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  UsherEventOverview *self = data;

  usher_event_unref (self->event);
  g_free (self->next_interval);
}

void
usher_event_overview_unref (UsherEventOverview *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * usher_event_group:
 * @event: an event
 * @now: now
 *
 * Returns: the group other than %USHER_EVENT_GROUP_ALL that it belongs to; the store asks the same in SQL
 */
UsherEventGroup
usher_event_group (const UsherEvent *event, UsherInstant now)
{
  g_return_val_if_fail (event != NULL, USHER_EVENT_GROUP_ALL);

  switch (event->status)
    {
    case USHER_EVENT_LIVE:
      return USHER_EVENT_GROUP_LIVE;
    case USHER_EVENT_COMPLETED:
      return USHER_EVENT_GROUP_PAST;
    case USHER_EVENT_CANCELLED:
      return USHER_EVENT_GROUP_CANCELLED;
    case USHER_EVENT_SCHEDULED:
    default:
      return usher_event_ends_at (event) > now ? USHER_EVENT_GROUP_UPCOMING : USHER_EVENT_GROUP_PAST;
    }
}
