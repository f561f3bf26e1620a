/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where an event goes that is dropped on another day or time of a calendar. */

#include "usher-event.h"
#include "usher-month.h"

G_BEGIN_DECLS

/**
 * UsherMove:
 * @USHER_MOVE_OK: it can be moved there
 * @USHER_MOVE_SAME: it is there already
 * @USHER_MOVE_PAST: that has passed
 * @USHER_MOVE_FIXED: it is live, over or cancelled, and stays where it is
 */
typedef enum {
  USHER_MOVE_OK,
  USHER_MOVE_SAME,
  USHER_MOVE_PAST,
  USHER_MOVE_FIXED,
} UsherMove;

/* Only a scheduled event can be moved at all. */
gboolean  usher_move_allowed   (const UsherEvent *event);
/* To @day of the calendar in @zone, at the same wall time in the event's own zone. @start (out) (optional): its new local start,
 * "YYYY-MM-DDTHH:MM", for OK only */
UsherMove usher_move_to_day    (const UsherEvent *event, UsherDay day, GTimeZone *zone, UsherInstant now, char **start);
/* To @minutes after midnight of @day by the clocks of @zone */
UsherMove usher_move_to_time   (const UsherEvent *event, UsherDay day, int minutes, GTimeZone *zone, UsherInstant now, char **start);

G_END_DECLS
