/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-quiet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-time.h"

/* Minutes of the day on a wall clock; @wall: "YYYY-MM-DDTHH:MM…" */
static int
minutes_of (const char *wall)
{
  const char *time = strchr (wall, 'T') + 1;

  return (int) g_ascii_strtoll (time, NULL, 10) * 60 + (int) g_ascii_strtoll (time + 3, NULL, 10);
}

/* The moment at which the wall clock first shows @to (or more) after @now. */
static UsherInstant
find_end (int to, UsherInstant now, int minutes, GTimeZone *zone)
{
  g_autofree char *today = usher_time_to_wall (minutes < to ? now : usher_time_next_midnight (now, zone), zone);
  g_autofree char *wall = g_strdup_printf ("%.10sT%02d:%02d", today, to / 60, to % 60);
  UsherInstant end, change;
  UsherWallKind kind;

  if (!usher_time_from_wall (wall, zone, &end, &kind, "quiet_to", NULL))
    return USHER_NEVER;
  if (kind == USHER_WALL_GAP)
    {
      /* The clock never shows it: it goes past it when it is put forward. */
      change = usher_time_next_change (zone, now, end + 1);
      return change != USHER_NEVER ? change : end;
    }
  /* The hour that happens twice: this is the second one. */
  return end > now ? end : now - now % USHER_MINUTE + (to - minutes) * (gint64) USHER_MINUTE;
}

/**
 * usher_quiet_end:
 * @hours: the quiet hours
 * @now: a moment
 * @zone: the reader's
 *
 * Returns: when the quiet hours end in which @now lies; %USHER_NEVER when it lies in none
 */
UsherInstant
usher_quiet_end (const UsherQuietHours *hours, UsherInstant now, GTimeZone *zone)
{
  g_autofree char *wall = NULL;
  gboolean quiet;
  int minutes;

  g_return_val_if_fail (hours != NULL && zone != NULL, USHER_NEVER);

  if (!hours->enabled || hours->from == hours->to)
    return USHER_NEVER;
  wall = usher_time_to_wall (now, zone);
  minutes = minutes_of (wall);
  quiet = hours->from < hours->to ? minutes >= hours->from && minutes < hours->to
                                  : minutes >= hours->from || minutes < hours->to;
  return quiet ? find_end (hours->to, now, minutes, zone) : USHER_NEVER;
}

/* The earliest moment at which somebody would act on a start that is not true (any more) */
static UsherInstant
first_start (const UsherQuietCase *c)
{
  if (c->old_starts_at != USHER_NEVER && c->old_starts_at > c->now)
    return MIN (c->starts_at, c->old_starts_at);
  return c->starts_at;
}

/**
 * usher_quiet_decide:
 * @c: an SMS that may leave now
 *
 * Returns: what becomes of it
 */
UsherQuiet
usher_quiet_decide (const UsherQuietCase *c)
{
  g_return_val_if_fail (c != NULL, USHER_QUIET_LEAVE);

  if (c->quiet_end == USHER_NEVER || c->starts_at - c->now <= USHER_QUIET_LAST_WORD)
    return USHER_QUIET_LEAVE;
  switch (c->kind)
    {
    case USHER_NOTIFICATION_REMINDER:
      return c->helps_then ? USHER_QUIET_WAIT : USHER_QUIET_SKIP;
    case USHER_NOTIFICATION_CHANGE:
    case USHER_NOTIFICATION_CANCELLATION:
      return first_start (c) - c->quiet_end >= USHER_QUIET_LAST_WORD ? USHER_QUIET_WAIT : USHER_QUIET_LEAVE;
    case USHER_NOTIFICATION_CONFIRMATION:
    case USHER_NOTIFICATION_TEST:
    default:
      return USHER_QUIET_LEAVE;
    }
}

/**
 * usher_quiet_reason:
 * @quiet: a decision
 *
 * Returns: (nullable) (transfer none): why, in words for the streamer; %NULL where there is nothing to explain
 */
const char *
usher_quiet_reason (UsherQuiet quiet)
{
  switch (quiet)
    {
    case USHER_QUIET_WAIT:
      /* USHER_QUIET_WAIT_REASON, spelt out: a catalogue is made from literals only */
      return N_("Waits for the end of the quiet hours");
    case USHER_QUIET_SKIP:
      return N_("Not sent: it was due in the reader’s quiet hours, and it would no longer help when they end.");
    case USHER_QUIET_LEAVE:
    default:
      return NULL;
    }
}
