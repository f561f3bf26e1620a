/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a delivery leaves the states that wait for somebody: the provider's answer to a claimed batch, crash recovery, and
 * what is taken back from the queue. Each statement names the states that it may leave, so a late or repeated call finds
 * nothing to change. */

#include "usher-error.h"
#include "usher-quiet.h"
#include "usher-statement.h"
#include "usher-table-deliveries.h"

/* Of a batch that waits for its answer: all, or the one of an id. Two statements, since each has its own way to the rows. */
#define OF_BATCH    "WHERE batch_id = ? AND status IN ('claimed', 'unknown')"
#define OF_DELIVERY "WHERE batch_id = ? AND status IN ('claimed', 'unknown') AND id = ?"

/* Nothing moved. Where feedback was quicker than the answer that is as it should be; where the batch does not know the delivery,
 * somebody mixed something up. */
static gboolean
check_member (UsherConn *conn, const char *batch_id, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT batch_id IS ? FROM delivery WHERE id = ?", error);
  UsherStep step;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, batch_id);
  usher_statement_bind_int (s, id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ERROR)
    return FALSE;
  if (step == USHER_STEP_ROW && usher_statement_column_bool (s))
    return TRUE;
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "This delivery is not part of the batch");
  return FALSE;
}

/* Binds what every settling statement ends with, and runs it. */
static gboolean
run_on_batch (UsherConn *conn, UsherStatement *s, const char *batch_id, gint64 id, GError **error)
{
  usher_statement_bind_text (s, batch_id);
  if (id != 0)
    usher_statement_bind_int (s, id);
  if (!usher_statement_run (s, error))
    return FALSE;
  return id == 0 || usher_statement_changes (s) > 0 || check_member (conn, batch_id, id, error);
}

/* The provider's id may be what tells later feedback apart, even where feedback came first. */
static gboolean
keep_provider_id (UsherConn *conn, const char *batch_id, gint64 id, const char *provider_id, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  if (id == 0 || provider_id == NULL)
    return TRUE;
  s = usher_statement_new (conn, "UPDATE delivery SET provider_id = ? "
                           "WHERE batch_id = ? AND id = ? AND provider_id IS NULL", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, provider_id);
  usher_statement_bind_text (s, batch_id);
  usher_statement_bind_int (s, id);
  return usher_statement_run (s, error);
}

/**
 * usher_deliveries_accept:
 * @conn: the writer's connection
 * @batch_id: the batch
 * @id: one delivery of it, or 0 for all
 * @provider_id: (nullable): the provider's id of the message
 * @segments: SMS parts, 0 where not known
 * @now: now
 * @error: return location
 *
 * The provider took it. From claimed or unknown; nothing changes where feedback moved it on already.
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND when @id is not part of the batch (any more)
 */
gboolean
usher_deliveries_accept (UsherConn *conn, const char *batch_id, gint64 id, const char *provider_id, int segments,
                         UsherInstant now, GError **error)
{
#define ACCEPT "UPDATE delivery SET status = 'accepted', provider_id = ?, segments = ?, reason = NULL, settled_at = ? "
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && batch_id != NULL, FALSE);

  s = usher_statement_new (conn, id == 0 ? ACCEPT OF_BATCH : ACCEPT OF_DELIVERY, error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, provider_id);
  usher_statement_bind_int (s, segments);
  usher_statement_bind_int (s, now);
  return run_on_batch (conn, s, batch_id, id, error) && keep_provider_id (conn, batch_id, id, provider_id, error);
#undef ACCEPT
}

static gboolean
settle (UsherConn *conn, const char *batch_id, gint64 id, UsherDeliveryStatus status, const char *reason, UsherInstant now,
        GError **error)
{
#define SETTLE "UPDATE delivery SET status = ?, reason = ?, settled_at = ? "
  g_autoptr (UsherStatement) s = usher_statement_new (conn, id == 0 ? SETTLE OF_BATCH : SETTLE OF_DELIVERY, error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, usher_delivery_status_nick (status));
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, now);
  return run_on_batch (conn, s, batch_id, id, error);
#undef SETTLE
}

/**
 * usher_deliveries_fail:
 * @conn: the writer's connection
 * @batch_id: the batch
 * @id: one delivery of it, or 0 for all
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * The provider refused it for good. From claimed or unknown.
 *
 * Returns: as usher_deliveries_accept()
 */
gboolean
usher_deliveries_fail (UsherConn *conn, const char *batch_id, gint64 id, const char *reason, UsherInstant now, GError **error)
{
  g_return_val_if_fail (conn != NULL && batch_id != NULL, FALSE);
  return settle (conn, batch_id, id, USHER_DELIVERY_FAILED, reason, now, error);
}

/**
 * usher_deliveries_skip:
 * @conn: the writer's connection
 * @batch_id: the batch
 * @id: one delivery of it, or 0 for all
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * A rule decided against it after the claim. From claimed or unknown.
 *
 * Returns: as usher_deliveries_accept()
 */
gboolean
usher_deliveries_skip (UsherConn *conn, const char *batch_id, gint64 id, const char *reason, UsherInstant now, GError **error)
{
  g_return_val_if_fail (conn != NULL && batch_id != NULL, FALSE);
  return settle (conn, batch_id, id, USHER_DELIVERY_SKIPPED, reason, now, error);
}

/**
 * usher_deliveries_withdraw:
 * @conn: the writer's connection
 * @batch_id: the batch
 * @id: one delivery of it, or 0 for all
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * It did not leave, and was taken back meanwhile. From claimed or unknown.
 *
 * Returns: as usher_deliveries_accept()
 */
gboolean
usher_deliveries_withdraw (UsherConn *conn, const char *batch_id, gint64 id, const char *reason, UsherInstant now,
                           GError **error)
{
  g_return_val_if_fail (conn != NULL && batch_id != NULL, FALSE);
  return settle (conn, batch_id, id, USHER_DELIVERY_CANCELLED, reason, now, error);
}

/**
 * usher_deliveries_requeue:
 * @conn: the writer's connection
 * @batch_id: the batch
 * @id: one delivery of it, or 0 for all
 * @reason: why it did not leave
 * @next_attempt_at: not before this
 * @count_attempt: %FALSE when the provider never looked at it
 * @error: return location
 *
 * It certainly did not leave, and may be tried again. From claimed or unknown; it is no part of the batch any more.
 *
 * Returns: as usher_deliveries_accept()
 */
gboolean
usher_deliveries_requeue (UsherConn *conn, const char *batch_id, gint64 id, const char *reason, UsherInstant next_attempt_at,
                          gboolean count_attempt, GError **error)
{
#define REQUEUE "UPDATE delivery SET status = 'queued', batch_id = NULL, provider = NULL, claimed_at = NULL, reason = ?, " \
                "next_attempt_at = ?, attempts = attempts - ? "
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && batch_id != NULL, FALSE);

  s = usher_statement_new (conn, id == 0 ? REQUEUE OF_BATCH : REQUEUE OF_DELIVERY, error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, next_attempt_at);
  usher_statement_bind_int (s, count_attempt ? 0 : 1);
  return run_on_batch (conn, s, batch_id, id, error);
#undef REQUEUE
}

/**
 * usher_deliveries_unknown:
 * @conn: the writer's connection
 * @batch_id: the batch
 * @id: one delivery of it, or 0 for all
 * @reason: what happened
 * @ask_at: when the provider is to be asked
 * @error: return location
 *
 * The request left and no answer tells what became of it. From claimed; from unknown: asked, and still not known.
 *
 * Returns: as usher_deliveries_accept()
 */
gboolean
usher_deliveries_unknown (UsherConn *conn, const char *batch_id, gint64 id, const char *reason, UsherInstant ask_at,
                          GError **error)
{
#define UNKNOWN "UPDATE delivery SET status = 'unknown', reason = ?, next_attempt_at = ? "
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && batch_id != NULL, FALSE);

  s = usher_statement_new (conn, id == 0 ? UNKNOWN OF_BATCH : UNKNOWN OF_DELIVERY, error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, ask_at);
  return run_on_batch (conn, s, batch_id, id, error);
#undef UNKNOWN
}

/**
 * usher_deliveries_recover:
 * @conn: the writer's connection
 * @ask_at: when the providers are to be asked
 * @error: return location
 *
 * For the start of the program, before anything is claimed: whatever is claimed then was claimed by a run that did not live
 * to see the answer.
 *
 * Returns: how many became unknown; -1 on error
 */
int
usher_deliveries_recover (UsherConn *conn, UsherInstant ask_at, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "UPDATE delivery SET status = 'unknown', next_attempt_at = ?, "
                         "reason = 'Usher stopped before the provider answered' "
                         "WHERE status IN ('claimed', 'unknown') AND status = 'claimed'", error);

  if (s == NULL)
    return -1;
  usher_statement_bind_int (s, ask_at);
  return usher_statement_run (s, error) ? usher_statement_changes (s) : -1;
}

/**
 * usher_deliveries_give_up:
 * @conn: the writer's connection
 * @channel: the channel
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * Nobody can be asked any more what became of those that are claimed or unknown: they failed.
 *
 * Returns: how many; -1 on error
 */
int
usher_deliveries_give_up (UsherConn *conn, UsherChannel channel, const char *reason, UsherInstant now, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "UPDATE delivery SET status = 'failed', reason = ?, settled_at = ? "
                         "WHERE status IN ('claimed', 'unknown') AND channel = ?", error);

  if (s == NULL)
    return -1;
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, now);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  return usher_statement_run (s, error) ? usher_statement_changes (s) : -1;
}

/* No quiet hours are longer than a day, and a day with a clock change */
#define QUIET_MAX (25 * (gint64) USHER_HOUR)

/**
 * usher_deliveries_release:
 * @conn: the writer's connection
 * @now: now
 * @error: return location
 *
 * What waits for the end of the quiet hours waits no longer: they are others now, and each is asked about again when it is claimed.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_release (UsherConn *conn, UsherInstant now, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "UPDATE delivery SET next_attempt_at = ?1 WHERE status = 'queued' AND channel = 'sms' "
                         "AND next_attempt_at > ?1 AND reason = '" USHER_QUIET_WAIT_REASON "'", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, now);
  return usher_statement_run (s, error);
}

/**
 * usher_deliveries_pull_forward:
 * @conn: the writer's connection
 * @absurd: later than any wait that was ever meant
 * @now: now
 * @count: (out): how many
 * @error: return location
 *
 * What waits for a moment after @absurd was put there by a clock that has been set back since: it waits no longer.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_pull_forward (UsherConn *conn, UsherInstant absurd, UsherInstant now, int *count, GError **error)
{
  /* One that waits for the end of the quiet hours may wait for most of a day. */
  static const char * const pull[] = {
    "UPDATE delivery SET next_attempt_at = ?1 WHERE status = 'queued' AND channel IN ('email', 'sms') AND next_attempt_at > ?2 "
    "AND (reason IS NOT '" USHER_QUIET_WAIT_REASON "' OR next_attempt_at > ?1 + ?3)",
    "UPDATE delivery SET next_attempt_at = ?1 WHERE status = 'unknown' AND channel IN ('email', 'sms') AND next_attempt_at > ?2 "
    "AND ?3 > 0",
  };

  g_return_val_if_fail (conn != NULL && count != NULL, FALSE);

  *count = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (pull); i++)
    {
      g_autoptr (UsherStatement) s = usher_statement_new (conn, pull[i], error);

      if (s == NULL)
        return FALSE;
      usher_statement_bind_int (s, now);
      usher_statement_bind_int (s, absurd);
      usher_statement_bind_int (s, QUIET_MAX);
      if (!usher_statement_run (s, error))
        return FALSE;
      *count += usher_statement_changes (s);
    }
  return TRUE;
}

/**
 * usher_deliveries_cancel:
 * @conn: the writer's connection
 * @notification_id: of this notification; 0 for all
 * @registration_id: to this registration; 0 for all. One of the two must be given
 * @channel: on this channel; -1 for all
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * Takes back what has not left: queued ones become cancelled.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_cancel (UsherConn *conn, gint64 notification_id, gint64 registration_id, int channel, const char *reason,
                         UsherInstant now, GError **error)
{
#define CANCEL "UPDATE delivery SET status = 'cancelled', reason = ?1, settled_at = ?2 WHERE status = 'queued' " \
               "AND (?3 IS NULL OR channel = ?3) AND (?4 IS NULL OR notification_id = ?4) "
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && (notification_id != 0 || registration_id != 0), FALSE);

  s = usher_statement_new (conn, registration_id != 0
                           ? CANCEL "AND registration_id = ?5"
                           : CANCEL "AND ?5 IS NULL AND notification_id = ?4", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, now);
  usher_statement_bind_text (s, channel >= 0 ? usher_channel_nick ((UsherChannel) channel) : NULL);
  usher_statement_bind_id (s, notification_id);
  usher_statement_bind_id (s, registration_id);
  return usher_statement_run (s, error);
#undef CANCEL
}

/**
 * usher_deliveries_restore:
 * @conn: the writer's connection
 * @notification_id: the notification
 * @reason: for which they were cancelled: those that were cancelled for another reason stay so
 * @now: now
 * @error: return location
 *
 * Takes usher_deliveries_cancel() back: they had not left, and wait again.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_restore (UsherConn *conn, gint64 notification_id, const char *reason, UsherInstant now, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "UPDATE delivery SET status = 'queued', reason = NULL, settled_at = NULL, batch_id = NULL, provider = NULL, "
                         "claimed_at = NULL, next_attempt_at = ? WHERE notification_id = ? AND channel IN ('email', 'sms') "
                         "AND status = 'cancelled' AND reason = ? AND registration_id IS NOT NULL", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, notification_id);
  usher_statement_bind_text (s, reason);
  return usher_statement_run (s, error);
}

/**
 * usher_deliveries_cancel_event:
 * @conn: the writer's connection
 * @event_id: the event
 * @kind: only those of this kind
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * As usher_deliveries_cancel(), for all notifications of a kind.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_cancel_event (UsherConn *conn, gint64 event_id, UsherNotificationKind kind, const char *reason,
                               UsherInstant now, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE delivery SET status = 'cancelled', reason = ?, settled_at = ? "
                                                      "WHERE event_id = ? AND kind = ? AND status = 'queued'", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, event_id);
  usher_statement_bind_text (s, usher_notification_kind_nick (kind));
  return usher_statement_run (s, error);
}

/**
 * usher_deliveries_skip_notification:
 * @conn: the writer's connection
 * @notification_id: a notification that no longer helps
 * @reason: why, for the streamer
 * @now: now
 * @error: return location
 *
 * Queued ones become skipped.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_skip_notification (UsherConn *conn, gint64 notification_id, const char *reason, UsherInstant now,
                                    GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE delivery SET status = 'skipped', reason = ?, settled_at = ? "
                                                      "WHERE notification_id = ? AND status = 'queued'", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, notification_id);
  return usher_statement_run (s, error);
}
