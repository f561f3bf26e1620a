/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-timing.h"

#include <glib/gi18n.h>

/* A step at (or after) the start says "now": it helps for a while longer. */
static UsherTiming
decide_at_start (const UsherTimingCase *c, gboolean on_time)
{
  if (c->now > c->ends_at || c->now - c->starts_at > USHER_TIMING_START_LATE)
    return USHER_TIMING_SKIP_STARTED;
  return on_time ? USHER_TIMING_SEND : USHER_TIMING_SEND_LATE;
}

static UsherTiming
decide_before_start (const UsherTimingCase *c, gboolean on_time)
{
  if (c->now > c->ends_at)
    return USHER_TIMING_SKIP_STARTED;
  if (on_time)
    return USHER_TIMING_SEND;
  if (c->now >= c->starts_at)
    return USHER_TIMING_SKIP_STARTED;
  if (c->next_due_at != USHER_NEVER && c->now - c->due_at >= c->next_due_at - c->now)
    return USHER_TIMING_SKIP_NEXT_SOON;
  return USHER_TIMING_SEND_LATE;
}

/**
 * usher_timing_decide:
 * @c: a step of an event, and the present moment
 *
 * What becomes of the step now. The same question is asked again for each delivery of the step that is still queued
 * (after an outage, before a retry).
 *
 * Returns: the decision
 */
UsherTiming
usher_timing_decide (const UsherTimingCase *c)
{
  gboolean on_time;

  g_return_val_if_fail (c != NULL && c->due_at != USHER_NEVER, USHER_TIMING_WAIT);

  if (c->status == USHER_EVENT_CANCELLED || c->status == USHER_EVENT_COMPLETED)
    return USHER_TIMING_SKIP_EVENT;
  if (c->now < c->due_at)
    return USHER_TIMING_WAIT;
  if (c->next_due_at != USHER_NEVER && c->now >= c->next_due_at)
    return USHER_TIMING_SKIP_SUPERSEDED;
  on_time = c->now - c->due_at <= USHER_TIMING_ON_TIME;
  return c->due_at >= c->starts_at ? decide_at_start (c, on_time) : decide_before_start (c, on_time);
}

/**
 * usher_timing_reason:
 * @timing: a decision
 *
 * Returns: (nullable) (transfer none): why, in words for the streamer; %NULL where there is nothing to explain
 */
const char *
usher_timing_reason (UsherTiming timing)
{
  switch (timing)
    {
    case USHER_TIMING_WAIT:
    case USHER_TIMING_SEND:
      return NULL;
    case USHER_TIMING_SEND_LATE:
      return N_("Sent late, because Usher was not running at the planned time; the message names the time that really "
                "remained.");
    case USHER_TIMING_SKIP_SUPERSEDED:
      return N_("Not sent: Usher was not running at the planned time, and a later reminder was due by then.");
    case USHER_TIMING_SKIP_NEXT_SOON:
      return N_("Not sent: Usher was not running at the planned time, and the next reminder was close.");
    case USHER_TIMING_SKIP_STARTED:
      return N_("Not sent: the event had already started when Usher could send it.");
    case USHER_TIMING_SKIP_EVENT:
      return N_("Not sent: the event was cancelled or is over.");
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * usher_timing_for_registrant:
 * @due_at: the moment of a step; %USHER_NEVER for a message that is not bound to one
 * @registered_at: when the viewer registered
 *
 * Returns: whether this viewer gets the step: not when they came at its moment or after it: the confirmation told them
 */
gboolean
usher_timing_for_registrant (UsherInstant due_at, UsherInstant registered_at)
{
  return due_at == USHER_NEVER || registered_at < due_at;
}
