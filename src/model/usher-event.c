/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event.h"

#include "usher-record.h"

static const UsherRecordString event_strings[] = {
  USHER_RECORD_STRING (UsherEvent, uid),
  USHER_RECORD_STRING (UsherEvent, slug),
  USHER_RECORD_STRING (UsherEvent, title),
  USHER_RECORD_STRING (UsherEvent, description),
  USHER_RECORD_STRING (UsherEvent, local_start),
  USHER_RECORD_STRING (UsherEvent, time_zone),
  USHER_RECORD_STRING (UsherEvent, custom_message),
  USHER_RECORD_NULLABLE (UsherEvent, privacy_url),
  USHER_RECORD_STRING (UsherEvent, language),
};

USHER_RECORD_DEFINE_COUNTED (UsherEvent, usher_event, event_strings)

/**
 * usher_event_new:
 *
 * Returns: (transfer full): an event with empty strings and instants that are not set; free with usher_event_unref()
 */
UsherEvent *
usher_event_new (void)
{
  UsherEvent *self = usher_event_make ();

  self->opens_at = USHER_NEVER;
  self->closes_at = USHER_NEVER;
  self->started_at = USHER_NEVER;
  self->ended_at = USHER_NEVER;
  self->created_at = USHER_NEVER;
  self->updated_at = USHER_NEVER;
  return self;
}

/**
 * usher_event_ends_at:
 * @self: an event
 *
 * Returns: when it really ended, or else when it is expected to: the start and the duration
 */
UsherInstant
usher_event_ends_at (const UsherEvent *self)
{
  g_return_val_if_fail (self != NULL, USHER_NEVER);
  if (self->ended_at != USHER_NEVER)
    return self->ended_at;
  return self->starts_at + self->duration_minutes * (gint64) USHER_MINUTE;
}

/**
 * usher_event_phase:
 * @self: an event
 * @now: the moment
 *
 * Returns: how its status looks then
 */
UsherEventPhase
usher_event_phase (const UsherEvent *self, UsherInstant now)
{
  g_return_val_if_fail (self != NULL, USHER_PHASE_CANCELLED);

  switch (self->status)
    {
    case USHER_EVENT_LIVE:
      return USHER_PHASE_LIVE;
    case USHER_EVENT_COMPLETED:
      return USHER_PHASE_COMPLETED;
    case USHER_EVENT_CANCELLED:
      return USHER_PHASE_CANCELLED;
    case USHER_EVENT_SCHEDULED:
    default:
      if (self->starts_at <= now)
        return USHER_PHASE_OVERDUE;
      return self->starts_at - now < USHER_SOON ? USHER_PHASE_SOON : USHER_PHASE_SCHEDULED;
    }
}
