/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-move.h"

#include <string.h>

#include "usher-time.h"

gboolean
usher_move_allowed (const UsherEvent *event)
{
  g_return_val_if_fail (event != NULL, FALSE);
  return event->status == USHER_EVENT_SCHEDULED;
}

static GTimeZone *
zone_of (const UsherEvent *event)
{
  GTimeZone *zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);

  return zone ? zone : g_time_zone_new_utc ();
}

/* The wall time of @event with another date: "2026-12-06" + "T20:00" */
static char *
wall_on (UsherDay day, const char *wall)
{
  g_autofree char *date = usher_day_format (day);

  return g_strconcat (date, wall + strlen ("2026-12-06"), NULL);
}

static UsherMove
settle (const UsherEvent *event, char *wall, UsherInstant then, UsherInstant now, char **start)
{
  g_autofree char *owned = wall;

  if (then == event->starts_at)
    return USHER_MOVE_SAME;
  if (then <= now)
    return USHER_MOVE_PAST;
  if (start)
    *start = g_steal_pointer (&owned);
  return USHER_MOVE_OK;
}

/**
 * usher_move_to_day:
 * @event: an event
 * @day: the day of the calendar on which it was dropped
 * @zone: the calendar's zone, which may be another than the event's
 * @now: now
 * @start: (out) (optional) (transfer full): the new local start in the event's zone
 *
 * Its clock time at its own place stays as it is. The day there may be another than the calendar's (09:00 in Tokyo is the night
 * before in Berlin), and clock changes may shift the two against each other: so the days around are tried for one that the
 * calendar shows on @day; where there is none it moves by as many days as it was dragged.
 *
 * Returns: whether it can go there
 */
UsherMove
usher_move_to_day (const UsherEvent *event, UsherDay day, GTimeZone *zone, UsherInstant now, char **start)
{
  static const int tries[] = { 0, 1, -1 };
  g_autoptr (GTimeZone) own = NULL;
  g_autofree char *wall = NULL;
  UsherDay there;

  g_return_val_if_fail (event != NULL && day > USHER_DAY_NONE && zone != NULL, USHER_MOVE_FIXED);

  if (!usher_move_allowed (event))
    return USHER_MOVE_FIXED;
  own = zone_of (event);
  wall = usher_time_to_wall (event->starts_at, own);
  there = usher_day_of (event->starts_at, own) + day - usher_day_of (event->starts_at, zone);
  for (gsize i = 0; i <= G_N_ELEMENTS (tries); i++)
    {
      gboolean last = i == G_N_ELEMENTS (tries);
      g_autofree char *moved = wall_on (MAX (there + (last ? 0 : tries[i]), 1), wall);
      UsherInstant then;

      if (usher_time_from_wall (moved, own, &then, NULL, "starts_at", NULL) && (last || usher_day_of (then, zone) == day))
        return settle (event, g_steal_pointer (&moved), then, now, start);
    }
  return USHER_MOVE_PAST;
}

/**
 * usher_move_to_time:
 * @event: an event
 * @day: the day of the calendar on which it was dropped
 * @minutes: after midnight, as the clocks of @zone show it; what a clock change skips becomes what they show then
 * @zone: the calendar's zone
 * @now: now
 * @start: (out) (optional) (transfer full): the new local start in the event's zone
 *
 * Returns: whether it can go there
 */
UsherMove
usher_move_to_time (const UsherEvent *event, UsherDay day, int minutes, GTimeZone *zone, UsherInstant now, char **start)
{
  g_autoptr (GTimeZone) own = NULL;
  g_autofree char *date = NULL;
  g_autofree char *wall = NULL;
  UsherInstant then;

  g_return_val_if_fail (event != NULL && day > USHER_DAY_NONE && zone != NULL, USHER_MOVE_FIXED);
  g_return_val_if_fail (minutes >= 0 && minutes < 24 * 60, USHER_MOVE_FIXED);

  if (!usher_move_allowed (event))
    return USHER_MOVE_FIXED;
  date = usher_day_format (day);
  wall = g_strdup_printf ("%sT%02d:%02d", date, minutes / 60, minutes % 60);
  if (!usher_time_from_wall (wall, zone, &then, NULL, "starts_at", NULL))
    return USHER_MOVE_PAST;
  own = zone_of (event);
  return settle (event, usher_time_to_wall (then, own), then, now, start);
}
