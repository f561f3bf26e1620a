/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-notifications.h"

#include "usher-error.h"
#include "usher-statement.h"

#define COLUMNS "event_id, kind, interval, due_at, status, reason, email, sms, opened_at, closed_at, created_at, late"

/* Rows of "n", with the counts of their deliveries, which the database keeps; @of: which rows of delivery_tally. */
#define SELECT_COUNTED(of)                                                                                      \
  "SELECT n.id, n.event_id, n.kind, n.interval, n.due_at, n.status, n.reason, n.email, n.sms, n.opened_at, "    \
  "n.closed_at, n.created_at, n.late, "                                                                         \
  "total, pending, sent, delivered, failed, skipped, cancelled, "                                               \
  "(SELECT count(*) FROM delivery d WHERE d.notification_id = n.id AND d.opened_at IS NOT NULL), "              \
  "(SELECT count(*) FROM delivery d WHERE d.notification_id = n.id AND d.clicked_at IS NOT NULL) "              \
  "FROM notification n LEFT JOIN ("                                                                             \
  "SELECT notification_id, sum(n) AS total, "                                                                   \
  "sum(n) FILTER (WHERE status IN ('queued', 'claimed', 'unknown')) AS pending, "                               \
  "sum(n) FILTER (WHERE status IN ('accepted', 'delivered')) AS sent, "                                         \
  "sum(n) FILTER (WHERE status = 'delivered') AS delivered, "                                                   \
  "sum(n) FILTER (WHERE status = 'failed') AS failed, "                                                         \
  "sum(n) FILTER (WHERE status = 'skipped') AS skipped, "                                                       \
  "sum(n) FILTER (WHERE status = 'cancelled') AS cancelled "                                                    \
  "FROM delivery_tally WHERE " of " GROUP BY notification_id) AS counts "                                       \
  "ON counts.notification_id = n.id "

static void
read_counts (UsherStatement *s, UsherNotification *n)
{
  n->total = (int) usher_statement_column_int (s);
  n->pending = (int) usher_statement_column_int (s);
  n->sent = (int) usher_statement_column_int (s);
  n->delivered = (int) usher_statement_column_int (s);
  n->failed = (int) usher_statement_column_int (s);
  n->skipped = (int) usher_statement_column_int (s);
  n->cancelled = (int) usher_statement_column_int (s);
  n->opened = (int) usher_statement_column_int (s);
  n->clicked = (int) usher_statement_column_int (s);
}

static UsherNotification *
read_row (UsherStatement *s)
{
  UsherNotification *n = usher_notification_new ();

  n->id = usher_statement_column_int (s);
  n->event_id = usher_statement_column_int (s);
  usher_notification_kind_from_nick (usher_statement_column_peek (s), &n->kind);
  usher_statement_column_text (s, &n->interval);
  n->due_at = usher_statement_column_instant (s);
  usher_notification_status_from_nick (usher_statement_column_peek (s), &n->status);
  usher_statement_column_text (s, &n->reason);
  n->channels = usher_statement_column_channels (s);
  n->opened_at = usher_statement_column_instant (s);
  n->closed_at = usher_statement_column_instant (s);
  n->created_at = usher_statement_column_instant (s);
  n->late = usher_statement_column_bool (s);
  read_counts (s, n);
  return n;
}

static gboolean
set_error_not_found (GError **error)
{
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such notification");
  return FALSE;
}

static UsherNotification *
read_one (UsherStatement *s, GError **error)
{
  UsherStep step = usher_statement_step (s, error);

  if (step == USHER_STEP_ROW)
    return read_row (s);
  if (step == USHER_STEP_DONE)
    set_error_not_found (error);
  return NULL;
}

static GPtrArray *
read_all (UsherStatement *s, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_notification_unref);
  UsherStep step;

  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (list, read_row (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/* Runs an UPDATE or DELETE of one row. */
static gboolean
run_on_one (UsherStatement *s, GError **error)
{
  if (!usher_statement_run (s, error))
    return FALSE;
  return usher_statement_changes (s) > 0 || set_error_not_found (error);
}

/**
 * usher_notifications_insert:
 * @conn: the writer's connection
 * @n: not stored yet; gets its id
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when the same step is planned already
 */
gboolean
usher_notifications_insert (UsherConn *conn, UsherNotification *n, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && n != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO notification (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, n->event_id);
  usher_statement_bind_text (s, usher_notification_kind_nick (n->kind));
  usher_statement_bind_text (s, n->interval);
  usher_statement_bind_instant (s, n->due_at);
  usher_statement_bind_text (s, usher_notification_status_nick (n->status));
  usher_statement_bind_text (s, n->reason);
  usher_statement_bind_channels (s, n->channels);
  usher_statement_bind_instant (s, n->opened_at);
  usher_statement_bind_instant (s, n->closed_at);
  usher_statement_bind_instant (s, n->created_at);
  usher_statement_bind_bool (s, n->late);
  if (!usher_statement_run (s, error))
    return FALSE;
  n->id = usher_statement_inserted_id (s);
  return TRUE;
}

/**
 * usher_notifications_get:
 * @conn: a connection
 * @id: the notification
 * @error: return location
 *
 * Returns: (transfer full): the notification with its counts; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherNotification *
usher_notifications_get (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_COUNTED ("event_id = (SELECT event_id FROM notification WHERE id = ?1) "
                                                                      "AND notification_id = ?1") "WHERE n.id = ?1", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  return read_one (s, error);
}

/**
 * usher_notifications_list:
 * @conn: a connection
 * @event_id: the event
 * @all: also confirmation, change and cancellation, not only reminders
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherNotification): with counts, by due moment (those without one first); %NULL on
 *   error
 */
GPtrArray *
usher_notifications_list (UsherConn *conn, gint64 event_id, gboolean all, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, SELECT_COUNTED ("event_id = ?1")
                         "WHERE n.event_id = ?1 AND (?2 OR n.kind = 'reminder') ORDER BY n.due_at, n.id", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  usher_statement_bind_bool (s, all);
  return read_all (s, error);
}

/**
 * usher_notifications_get_confirmation:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Returns: (transfer full): the one to which all confirmations of the event belong; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherNotification *
usher_notifications_get_confirmation (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id FROM notification "
                                                      "WHERE event_id = ? AND kind = 'confirmation'", error);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return usher_notifications_get (conn, usher_statement_column_int (s), error);
  if (step == USHER_STEP_DONE)
    set_error_not_found (error);
  return NULL;
}

/**
 * usher_notifications_set_status:
 * @conn: the writer's connection
 * @id: the notification
 * @status: its new status
 * @reason: (nullable): why, for the streamer
 * @now: now; kept as the moment at which it closed, unless it is open again
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_notifications_set_status (UsherConn *conn, gint64 id, UsherNotificationStatus status, const char *reason,
                                UsherInstant now, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE notification SET status = ?, reason = ?, closed_at = ? "
                                                      "WHERE id = ?", error);
  gboolean open = status == USHER_NOTIFICATION_SCHEDULED || status == USHER_NOTIFICATION_SENDING;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, usher_notification_status_nick (status));
  usher_statement_bind_text (s, reason);
  usher_statement_bind_instant (s, open ? USHER_NEVER : now);
  usher_statement_bind_int (s, id);
  return run_on_one (s, error);
}

/**
 * usher_notifications_set_due:
 * @conn: the writer's connection
 * @id: the notification
 * @due_at: when it is to leave, or %USHER_NEVER
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_notifications_set_due (UsherConn *conn, gint64 id, UsherInstant due_at, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE notification SET due_at = ? WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_instant (s, due_at);
  usher_statement_bind_int (s, id);
  return run_on_one (s, error);
}

/**
 * usher_notifications_set_channels:
 * @conn: the writer's connection
 * @id: the notification
 * @channels: on which it leaves
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_notifications_set_channels (UsherConn *conn, gint64 id, UsherChannels channels, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE notification SET email = ?, sms = ? WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_channels (s, channels);
  usher_statement_bind_int (s, id);
  return run_on_one (s, error);
}

/**
 * usher_notifications_open:
 * @conn: the writer's connection
 * @id: a scheduled notification
 * @late: whether the general text is used
 * @now: now
 * @error: return location
 *
 * Begins to send it.
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when it is not scheduled (any more), %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_notifications_open (UsherConn *conn, gint64 id, gboolean late, UsherInstant now, GError **error)
{
  g_autoptr (UsherNotification) there = NULL;
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE notification SET status = 'sending', late = ?, opened_at = ? "
                                                      "WHERE id = ? AND status = 'scheduled'", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_bool (s, late);
  usher_statement_bind_instant (s, now);
  usher_statement_bind_int (s, id);
  if (!usher_statement_run (s, error))
    return FALSE;
  if (usher_statement_changes (s) > 0)
    return TRUE;
  there = usher_notifications_get (conn, id, error);
  if (there != NULL)
    usher_set_error (error, USHER_ERROR_CONFLICT, "The notification is not scheduled any more");
  return FALSE;
}

/**
 * usher_notifications_delete:
 * @conn: the writer's connection
 * @id: the notification
 * @error: return location
 *
 * Deletes it with its deliveries.
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_notifications_delete (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "DELETE FROM notification WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, id);
  return run_on_one (s, error);
}

/* The scheduler asks often and does not look at the counts. */
#define SELECT_PLAIN                                                                                            \
  "SELECT id, event_id, kind, interval, due_at, status, reason, email, sms, opened_at, closed_at, created_at, late, " \
  "0, 0, 0, 0, 0, 0, 0, 0, 0 FROM notification "

/**
 * usher_notifications_get_plain:
 * @conn: a connection
 * @id: the notification
 * @error: return location
 *
 * Returns: (transfer full): the notification without counts; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherNotification *
usher_notifications_get_plain (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_PLAIN "WHERE id = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  return read_one (s, error);
}

/**
 * usher_notifications_due:
 * @conn: a connection
 * @now: now
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherNotification): the scheduled ones of all events that are due, oldest first,
 *   without counts; %NULL on error
 */
GPtrArray *
usher_notifications_due (UsherConn *conn, UsherInstant now, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_PLAIN
                                                      "WHERE status = 'scheduled' AND due_at IS NOT NULL AND due_at <= ? "
                                                      "ORDER BY due_at, id", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, now);
  return read_all (s, error);
}

/**
 * usher_notifications_next_due:
 * @conn: a connection
 * @error: return location
 *
 * Returns: when the next scheduled one is due; %USHER_NEVER: none, or an error
 */
UsherInstant
usher_notifications_next_due (UsherConn *conn, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT min(due_at) FROM notification "
                                                      "WHERE status = 'scheduled' AND due_at IS NOT NULL", error);

  if (s == NULL || usher_statement_step (s, error) != USHER_STEP_ROW)
    return USHER_NEVER;
  return usher_statement_column_instant (s);
}

/**
 * usher_notifications_pending:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherNotification): its reminders that are still scheduled, by due moment, without
 *   counts; %NULL on error
 */
GPtrArray *
usher_notifications_pending (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_PLAIN
                                                      "WHERE event_id = ? AND kind = 'reminder' AND status = 'scheduled' "
                                                      "ORDER BY due_at, id", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  return read_all (s, error);
}

/**
 * usher_notifications_reminders:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherNotification): all its reminders by due moment, without counts; %NULL on error
 */
GPtrArray *
usher_notifications_reminders (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_PLAIN
                                                      "WHERE event_id = ? AND kind = 'reminder' ORDER BY due_at, id", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  return read_all (s, error);
}

/**
 * usher_notifications_open_list:
 * @conn: a connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherNotification): those of all events that are being sent, by due moment, without
 *   counts; %NULL on error
 */
GPtrArray *
usher_notifications_open_list (UsherConn *conn, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_PLAIN "WHERE status = 'sending' ORDER BY due_at, id", error);

  return s != NULL ? read_all (s, error) : NULL;
}

/**
 * usher_notifications_set_old_start:
 * @conn: the writer's connection
 * @id: a change notice
 * @old_starts_at: the start that it takes back
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_notifications_set_old_start (UsherConn *conn, gint64 id, UsherInstant old_starts_at, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE notification SET old_starts_at = ? WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_instant (s, old_starts_at);
  usher_statement_bind_int (s, id);
  return run_on_one (s, error);
}

/**
 * usher_notifications_get_old_start:
 * @conn: a connection
 * @id: a change notice
 * @error: return location
 *
 * Returns: the start that it takes back; %USHER_NEVER: none, or an error
 */
UsherInstant
usher_notifications_get_old_start (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT old_starts_at FROM notification WHERE id = ?", error);
  UsherStep step;

  if (s == NULL)
    return USHER_NEVER;
  usher_statement_bind_int (s, id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return usher_statement_column_instant (s);
  if (step == USHER_STEP_DONE)
    set_error_not_found (error);
  return USHER_NEVER;
}
