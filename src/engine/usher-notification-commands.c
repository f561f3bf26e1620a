/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

#include <glib/gi18n.h>

#include "usher-command.h"
#include "usher-contact.h"
#include "usher-error.h"
#include "usher-plan.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-timing.h"

typedef struct {
  gint64        event_id;
  gint64        notification_id;
  char        **intervals;
  char         *key;            /* (nullable): Idempotency-Key */
  char         *template_key;
  char         *address;
  UsherChannel  channel;
} Input;

static void
input_free (gpointer data)
{
  Input *self = data;

  g_strfreev (self->intervals);
  g_free (self->key);
  g_free (self->template_key);
  g_free (self->address);
  g_free (self);
}

static Input *
input_new (gint64 event_id, gint64 notification_id)
{
  Input *self = g_new0 (Input, 1);

  self->event_id = event_id;
  self->notification_id = notification_id;
  return self;
}

static gboolean
return_notification (UsherCommand *command, gint64 id, GError **error)
{
  UsherNotification *n = usher_notifications_get (command->conn, id, error);

  if (n == NULL)
    return FALSE;
  usher_command_set_output (command, n, (GDestroyNotify) usher_notification_unref);
  return TRUE;
}

static gboolean
audit_notification (UsherCommand *command, const char *action, const UsherNotification *n, GError **error)
{
  g_autofree char *subject = g_strdup_printf ("notification %" G_GINT64_FORMAT, n->id);

  return usher_command_audit (command, action, n->event_id, subject, n->interval, error);
}

/* --- add steps ----------------------------------------------------------------------------------------------------- */

static gboolean
add_intervals (UsherCommand *command, const UsherEvent *before, char **intervals, GError **error)
{
  g_autoptr (UsherEvent) event = usher_event_copy (before);
  g_autoptr (UsherPlan) plan = usher_plan_load (command, event, error);
  g_autofree char *detail = g_strjoinv (" ", intervals);

  if (plan == NULL)
    return FALSE;
  for (char **interval = intervals; *interval != NULL; interval++)
    if (!usher_plan_add (plan, *interval, error))
      return FALSE;
  if (!usher_plan_is_changed (plan))
    return TRUE;
  event->updated_at = command->now;
  usher_command_changed (command, "event", event->id);
  return usher_events_update (command->conn, event, 0, error) &&
         usher_command_audit (command, "notification.add", event->id, NULL, detail, error);
}

static gboolean
run_add_intervals (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, input->event_id, error);

  if (event == NULL)
    return FALSE;
  if (event->status == USHER_EVENT_SCHEDULED)
    return add_intervals (command, event, input->intervals, error);
  usher_set_error (error, USHER_ERROR_CONFLICT, "Only an event that is still to come can get more reminders");
  return FALSE;
}

/**
 * usher_engine_add_intervals_async:
 * @self: the engine
 * @event_id: an event that is still to come
 * @intervals: (array zero-terminated=1): ISO 8601 distances before the start; copied
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Plans more steps; those that are planned or sent already are no error, those that were taken back are planned again.
 * Errors: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_CONFLICT, %USHER_ERROR_INVALID on intervals.
 */
void
usher_engine_add_intervals_async (UsherEngine *self, gint64 event_id, const char * const *intervals, const char *actor,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (intervals != NULL);

  input = input_new (event_id, 0);
  input->intervals = g_strdupv ((char **) intervals);
  usher_command_start (self, run_add_intervals, input, input_free, actor, usher_engine_add_intervals_async, cancellable,
                       callback, user_data);
}

gboolean
usher_engine_add_intervals_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_add_intervals_async, NULL, error);
}

/* --- one notification ---------------------------------------------------------------------------------------------- */

static UsherNotification *
get_of_event (UsherCommand *command, gint64 event_id, gint64 id, GError **error)
{
  g_autoptr (UsherNotification) n = usher_notifications_get (command->conn, id, error);

  if (n != NULL && event_id != 0 && n->event_id != event_id)
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such notification");
      return NULL;
    }
  return g_steal_pointer (&n);
}

static UsherNotification *
get_next_planned (UsherCommand *command, gint64 event_id, GError **error)
{
  g_autoptr (GPtrArray) pending = usher_notifications_pending (command->conn, event_id, error);

  if (pending == NULL)
    return NULL;
  if (pending->len > 0)
    return usher_notification_ref (g_ptr_array_index (pending, 0));
  usher_set_error (error, USHER_ERROR_CONFLICT, "No reminder of this event is planned any more");
  return NULL;
}

static const char *
words_for_left (UsherNotificationStatus status)
{
  switch (status)
    {
    case USHER_NOTIFICATION_SENDING:
      return N_("This is being sent already");
    case USHER_NOTIFICATION_SENT:
      return N_("This was sent already");
    case USHER_NOTIFICATION_FAILED:
      return N_("This was sent already, and failed");
    case USHER_NOTIFICATION_CANCELLED:
      return N_("This was cancelled: add its interval again to plan it anew");
    case USHER_NOTIFICATION_SKIPPED:
      return N_("This was skipped: its moment is over");
    case USHER_NOTIFICATION_SCHEDULED:
    default:
      return N_("This cannot be sent now");
    }
}

static gboolean
check_sendable (const UsherEvent *event, const UsherNotification *n, GError **error)
{
  const char *words = NULL;

  if (event->status == USHER_EVENT_COMPLETED || event->status == USHER_EVENT_CANCELLED)
    words = N_("The event is over or cancelled: its reminders no longer help anybody");
  else if (n->kind == USHER_NOTIFICATION_CONFIRMATION)
    words = N_("Confirmations leave with each registration; resend one from the list of registrations");
  else if (n->status != USHER_NOTIFICATION_SCHEDULED)
    words = words_for_left (n->status);
  if (words == NULL)
    return TRUE;
  usher_set_error_literal (error, USHER_ERROR_CONFLICT, words);
  return FALSE;
}

/* At another moment than its own, a step's own words ("tomorrow") would be wrong: it goes with the general text. Whoever
 * registered by now gets it, so now is its moment. */
static gboolean
open_now (UsherCommand *command, const UsherNotification *n, GError **error)
{
  gint64 distance = ABS (n->due_at - command->now);
  gboolean other_moment = n->kind == USHER_NOTIFICATION_REMINDER && distance > USHER_TIMING_ON_TIME;

  usher_command_changed (command, "notification", n->id);
  return usher_notifications_set_due (command->conn, n->id, command->now, error) &&
         usher_notifications_open (command->conn, n->id, other_moment, command->now, error) &&
         audit_notification (command, "notification.send", n, error);
}

static gboolean
send_now (UsherCommand *command, const Input *input, gint64 *id, GError **error)
{
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, input->event_id, error);
  g_autoptr (UsherNotification) n = NULL;

  if (event == NULL)
    return FALSE;
  n = input->notification_id != 0 ? get_of_event (command, input->event_id, input->notification_id, error)
                                  : get_next_planned (command, input->event_id, error);
  if (n == NULL || !check_sendable (event, n, error) || !open_now (command, n, error))
    return FALSE;
  *id = n->id;
  return TRUE;
}

static gboolean
run_send_now (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autofree char *fingerprint = g_strdup_printf ("send %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, input->event_id,
                                                  input->notification_id);
  gint64 id = 0;

  if (input->key != NULL && !usher_idempotency_find (command->conn, input->key, fingerprint, &id, error))
    return FALSE;
  if (id != 0)
    return return_notification (command, id, error);
  if (!send_now (command, input, &id, error))
    return FALSE;
  if (input->key != NULL &&
      !usher_idempotency_insert (command->conn, input->key, fingerprint, id, command->now, error))
    return FALSE;
  return return_notification (command, id, error);
}

/**
 * usher_engine_send_now_async:
 * @self: the engine
 * @event_id: an event that is to come, or live
 * @notification_id: one that is planned; 0 for the next planned reminder
 * @idempotency_key: (nullable): the same key for the same request gives the same notification again, sent once
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit: then it is being sent
 * @user_data: for @callback
 *
 * Errors: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_CONFLICT when it is not planned (any more).
 */
void
usher_engine_send_now_async (UsherEngine *self, gint64 event_id, gint64 notification_id, const char *idempotency_key,
                             const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));

  input = input_new (event_id, notification_id);
  input->key = g_strdup (idempotency_key);
  usher_command_start (self, run_send_now, input, input_free, actor, usher_engine_send_now_async, cancellable, callback,
                       user_data);
}

UsherNotification *
usher_engine_send_now_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer n = NULL;

  usher_command_finish (self, result, usher_engine_send_now_async, &n, error);
  return n;
}

static gboolean
cancel_notification (UsherCommand *command, const UsherNotification *n, GError **error)
{
  if (n->kind == USHER_NOTIFICATION_CONFIRMATION)
    usher_set_error (error, USHER_ERROR_CONFLICT, "Confirmations leave with each registration and cannot be "
                     "switched off");
  else if (n->status == USHER_NOTIFICATION_CANCELLED)
    return TRUE;
  else if (n->status == USHER_NOTIFICATION_SCHEDULED || n->status == USHER_NOTIFICATION_SENDING)
    return usher_plan_take_back (command, n, USHER_REASON_TAKEN_BACK, error) &&
           audit_notification (command, "notification.cancel", n, error);
  else
    usher_set_error_literal (error, USHER_ERROR_CONFLICT, words_for_left (n->status));
  return FALSE;
}

static gboolean
run_cancel_notification (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherNotification) n = get_of_event (command, input->event_id, input->notification_id, error);

  return n != NULL && cancel_notification (command, n, error) && return_notification (command, n->id, error);
}

/**
 * usher_engine_cancel_notification_async:
 * @self: the engine
 * @event_id: its event; 0 for any
 * @notification_id: a planned or running one
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * What has not left does not leave; what a provider has taken cannot be taken back. Once more is no error. Errors:
 * %USHER_ERROR_NOT_FOUND, %USHER_ERROR_CONFLICT.
 */
void
usher_engine_cancel_notification_async (UsherEngine *self, gint64 event_id, gint64 notification_id, const char *actor,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));

  usher_command_start (self, run_cancel_notification, input_new (event_id, notification_id), input_free, actor,
                       usher_engine_cancel_notification_async, cancellable, callback, user_data);
}

UsherNotification *
usher_engine_cancel_notification_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer n = NULL;

  usher_command_finish (self, result, usher_engine_cancel_notification_async, &n, error);
  return n;
}

/* --- test send ----------------------------------------------------------------------------------------------------- */

static gboolean
check_not_suppressed (UsherCommand *command, const Input *input, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const char *reason = usher_suppressions_find (command->conn, input->channel, input->address, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (reason == NULL)
    return TRUE;
  usher_set_error (error, USHER_ERROR_CONFLICT, "This address is never written to (%s)", reason);
  return FALSE;
}

static gboolean
run_send_test (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, input->event_id, error);
  g_autoptr (UsherDelivery) delivery = usher_delivery_new ();

  if (event == NULL || !check_not_suppressed (command, input, error))
    return FALSE;
  delivery->event_id = event->id;
  delivery->kind = USHER_NOTIFICATION_TEST;
  delivery->channel = input->channel;
  delivery->status = USHER_DELIVERY_QUEUED;
  delivery->created_at = delivery->next_attempt_at = command->now;
  g_set_str (&delivery->address, input->address);
  if (!usher_deliveries_insert (command->conn, delivery, input->template_key, error) ||
      !usher_command_audit (command, "notification.test", event->id, NULL, input->template_key, error))
    return FALSE;
  usher_command_changed (command, "delivery", delivery->id);
  usher_command_probe (command);
  usher_command_set_output (command, g_memdup2 (&delivery->id, sizeof delivery->id), g_free);
  return TRUE;
}

static char *
check_address (UsherEngine *self, UsherChannel channel, const char *address, GError **error)
{
  const UsherConfig *config = usher_engine_get_config (self);

  if (channel == USHER_CHANNEL_EMAIL)
    return usher_email_check (address, "to", error);
  return usher_phone_check (address, config->default_country, "to", error);
}

/* What can be said without the store. (transfer full) */
static Input *
check_test (UsherEngine *self, gint64 event_id, const char *template_key, UsherChannel channel, const char *address,
            GError **error)
{
  Input *input;
  g_autofree char *checked = NULL;

  if (template_key == NULL || usher_default_template (template_key, channel) == NULL)
    {
      usher_set_error_invalid (error, "template", "There is no such template");
      return NULL;
    }
  checked = check_address (self, channel, address != NULL ? address : "", error);
  if (checked == NULL)
    return NULL;
  input = input_new (event_id, 0);
  input->template_key = g_strdup (template_key);
  input->channel = channel;
  input->address = g_steal_pointer (&checked);
  return input;
}

/**
 * usher_engine_send_test_async:
 * @self: the engine
 * @event_id: the event whose words are used
 * @template_key: which message: "confirmation", "reminder-P1D" …
 * @channel: e-mail or SMS
 * @address: where to; a phone number may be national (UsherConfig.default_country)
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * One message with sample data, tried at once even while the provider's circuit is open: this is how somebody sees whether the
 * account works now. Errors: %USHER_ERROR_INVALID on template or address, %USHER_ERROR_NOT_FOUND,
 * %USHER_ERROR_CONFLICT for an address that is never written to.
 */
void
usher_engine_send_test_async (UsherEngine *self, gint64 event_id, const char *template_key, UsherChannel channel,
                              const char *address, const char *actor, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));

  input = check_test (self, event_id, template_key, channel, address, &error);
  if (input == NULL)
    usher_command_refuse (self, g_steal_pointer (&error), usher_engine_send_test_async, cancellable, callback, user_data);
  else
    usher_command_start (self, run_send_test, input, input_free, actor, usher_engine_send_test_async, cancellable,
                         callback, user_data);
}

gint64
usher_engine_send_test_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = NULL;
  gpointer output = NULL;

  usher_command_finish (self, result, usher_engine_send_test_async, &output, error);
  id = output;
  return id != NULL ? *id : 0;
}
