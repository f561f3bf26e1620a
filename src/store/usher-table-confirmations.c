/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-confirmations.h"

#include "usher-error.h"
#include "usher-statement.h"

/**
 * usher_confirmations_find:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Returns: the id of its confirmation notification; 0 on error, %USHER_ERROR_NOT_FOUND
 */
gint64
usher_confirmations_find (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id FROM notification "
                                                      "WHERE event_id = ? AND kind = 'confirmation'", error);
  UsherStep step;

  if (s == NULL)
    return 0;
  usher_statement_bind_int (s, event_id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return usher_statement_column_int (s);
  if (step == USHER_STEP_DONE)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "The event has no confirmation");
  return 0;
}

/**
 * usher_confirmations_get_state:
 * @conn: a connection
 * @notification_id: the event's confirmation
 * @registration_id: whose
 * @channel: on which channel
 * @state: (out): the newest one
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_confirmations_get_state (UsherConn *conn, gint64 notification_id, gint64 registration_id, UsherChannel channel,
                               UsherConfirmationState *state, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT edition, status, created_at FROM delivery "
                         "WHERE notification_id = ? AND registration_id = ? AND channel = ? ORDER BY edition DESC LIMIT 1", error);
  UsherStep step;

  g_return_val_if_fail (state != NULL, FALSE);

  *state = (UsherConfirmationState) { -1, USHER_DELIVERY_QUEUED, USHER_NEVER };
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, notification_id);
  usher_statement_bind_int (s, registration_id);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    {
      state->edition = (int) usher_statement_column_int (s);
      usher_delivery_status_from_nick (usher_statement_column_peek (s), &state->status);
      state->created_at = usher_statement_column_instant (s);
    }
  return step != USHER_STEP_ERROR;
}

/**
 * usher_confirmations_spare:
 * @conn: the writer's connection
 * @event_id: the event
 * @notification_id: a change or cancellation notice of it
 * @reason: why they do not get it, in words for the streamer
 * @now: now
 * @error: return location
 *
 * A delivery happens once, so the row made here keeps usher_deliveries_fill() from making one that leaves.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_confirmations_spare (UsherConn *conn, gint64 event_id, gint64 notification_id, const char *reason, UsherInstant now,
                           GError **error)
{
  /* The plus keeps SQLite from going through the registrations one by one instead of the few that are queued. */
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "reason, next_attempt_at, created_at, settled_at) "
                         "SELECT c.event_id, n.id, c.registration_id, n.kind, c.channel, c.address, 'skipped', ?3, ?4, ?4, ?4 "
                         "FROM delivery c JOIN notification n ON n.id = ?2 "
                         "WHERE c.notification_id = (SELECT id FROM notification WHERE event_id = ?1 AND kind = 'confirmation') "
                         "AND c.channel IN ('email', 'sms') AND c.status = 'queued' AND c.edition = 0 "
                         "AND +c.registration_id IS NOT NULL "
                         "ON CONFLICT (notification_id, registration_id, channel, edition) DO NOTHING", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, event_id);
  usher_statement_bind_int (s, notification_id);
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, now);
  return usher_statement_run (s, error);
}
