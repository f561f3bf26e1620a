/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

#include <glib/gi18n.h>

#include "usher-command.h"
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-plan.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-notifications.h"
#include "usher-time.h"

/* The undo of usher_engine_cancel_notification_async(): what the streamer took back by hand goes on where it stood. */

typedef struct {
  gint64 event_id;
  gint64 notification_id;
} Input;

static gboolean
refuse (GError **error, const char *words)
{
  usher_set_error_literal (error, USHER_ERROR_CONFLICT, words);
  return FALSE;
}

/* What else took it back (the event moved, was cancelled, a newer notice) would say something wrong now. */
static gboolean
check_restorable (const UsherEvent *event, const UsherNotification *n, GError **error)
{
  if (n->status != USHER_NOTIFICATION_CANCELLED)
    return refuse (error, N_("This was not cancelled, or has left already"));
  if (event->status != USHER_EVENT_SCHEDULED && event->status != USHER_EVENT_LIVE)
    return refuse (error, N_("The event is over or cancelled: its reminders no longer help anybody"));
  if (g_strcmp0 (n->reason, USHER_REASON_TAKEN_BACK) != 0)
    return refuse (error, N_("This was not cancelled by you: add its interval again to plan it anew"));
  return TRUE;
}

/* The same moment in other words (P1D, PT24H) would be one reminder too many. */
static gboolean
is_same_moment (const UsherNotification *n, UsherInstant due, const UsherNotification *other)
{
  return n->kind == USHER_NOTIFICATION_REMINDER && other->kind == n->kind && other->id != n->id && other->due_at == due &&
         (other->status == USHER_NOTIFICATION_SCHEDULED || other->status == USHER_NOTIFICATION_SENDING);
}

/* Since it was taken back its step must not have been planned anew, nor the event have moved while it was being sent. */
static gboolean
check_unchanged (UsherCommand *command, const UsherNotification *n, UsherInstant due, GError **error)
{
  g_autoptr (GPtrArray) all = usher_notifications_list (command->conn, n->event_id, TRUE, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const UsherNotification *other = g_ptr_array_index (all, i);

      if ((other->id > n->id && g_strcmp0 (other->interval, n->interval) == 0 && other->kind == n->kind) ||
          is_same_moment (n, due, other))
        return refuse (error, N_("This step was planned anew meanwhile"));
      if (n->opened_at != USHER_NEVER && other->kind == USHER_NOTIFICATION_CHANGE && other->created_at >= n->closed_at)
        return refuse (error, N_("The event was moved meanwhile: what was being sent would name the wrong time"));
    }
  return TRUE;
}

static UsherInstant
find_due (const UsherEvent *event, const UsherNotification *n)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  UsherInterval interval;

  /* One that was being sent keeps its moment: it may have been sent by hand. */
  if (n->opened_at != USHER_NEVER || zone == NULL || n->interval == NULL || !usher_interval_parse (n->interval, &interval, NULL))
    return n->due_at;
  return usher_interval_due_at (&interval, event->local_start, zone);
}

/* Of one that was being sent only what had not left waits again: what left is not in status cancelled. The channels may be
 * others by now. */
static gboolean
send_on (UsherCommand *command, const UsherEvent *event, const UsherNotification *n, GError **error)
{
  g_autoptr (UsherPlan) plan = NULL;

  if (!usher_deliveries_restore (command->conn, n->id, USHER_REASON_TAKEN_BACK, command->now, error) ||
      !usher_notifications_set_status (command->conn, n->id, USHER_NOTIFICATION_SENDING, NULL, command->now, error))
    return FALSE;
  plan = usher_plan_load (command, event, error);
  return plan != NULL && usher_plan_set_channels (plan, error);
}

static gboolean
set_going (UsherCommand *command, const UsherEvent *event, const UsherNotification *n, UsherInstant due, GError **error)
{
  if (n->opened_at != USHER_NEVER)
    return send_on (command, event, n, error);
  return usher_notifications_set_due (command->conn, n->id, due, error) &&
         usher_notifications_set_channels (command->conn, n->id, event->channels, error) &&
         usher_notifications_set_status (command->conn, n->id, USHER_NOTIFICATION_SCHEDULED, NULL, command->now, error);
}

static gboolean
restore (UsherCommand *command, const UsherEvent *event, const UsherNotification *n, GError **error)
{
  g_autofree char *subject = g_strdup_printf ("notification %" G_GINT64_FORMAT, n->id);
  UsherInstant due = find_due (event, n);

  if (!check_restorable (event, n, error) || !check_unchanged (command, n, due, error))
    return FALSE;
  if (!usher_interval_fits (due, command->now))
    return refuse (error, N_("Its moment has passed meanwhile"));
  usher_command_changed (command, "notification", n->id);
  return set_going (command, event, n, due, error) &&
         usher_command_audit (command, "notification.restore", n->event_id, subject, n->interval, error);
}

static gboolean
is_going (const UsherNotification *n)
{
  return n->status == USHER_NOTIFICATION_SCHEDULED || n->status == USHER_NOTIFICATION_SENDING;
}

static gboolean
run_restore (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherNotification) n = usher_notifications_get (command->conn, input->notification_id, error);
  g_autoptr (UsherEvent) event = NULL;

  if (n == NULL)
    return FALSE;
  if (input->event_id != 0 && n->event_id != input->event_id)
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such notification");
      return FALSE;
    }
  event = usher_events_get (command->conn, n->event_id, error);
  if (event == NULL || (!is_going (n) && !restore (command, event, n, error)))
    return FALSE;
  usher_notification_unref (n);
  n = usher_notifications_get (command->conn, input->notification_id, error);
  if (n == NULL)
    return FALSE;
  usher_command_set_output (command, g_steal_pointer (&n), (GDestroyNotify) usher_notification_unref);
  return TRUE;
}

/**
 * usher_engine_restore_notification_async:
 * @self: the engine
 * @event_id: its event; 0 for any
 * @notification_id: one that was taken back by usher_engine_cancel_notification_async()
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * It is planned again, or goes on to be sent to those to whom it had not left; nobody gets it twice. One that is planned
 * or being sent is no error. Errors: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_CONFLICT when its moment has passed, the step
 * was planned anew, or something else than the streamer took it back.
 */
void
usher_engine_restore_notification_async (UsherEngine *self, gint64 event_id, gint64 notification_id, const char *actor,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));

  input = g_new0 (Input, 1);
  input->event_id = event_id;
  input->notification_id = notification_id;
  usher_command_start (self, run_restore, input, g_free, actor, usher_engine_restore_notification_async, cancellable,
                       callback, user_data);
}

UsherNotification *
usher_engine_restore_notification_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer n = NULL;

  usher_command_finish (self, result, usher_engine_restore_notification_async, &n, error);
  return n;
}
