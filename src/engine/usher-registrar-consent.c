/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-registrar.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-registrations.h"

#define REASON_UNSUBSCRIBED N_("The person unsubscribed.")

typedef struct {
  gint64        event_id;
  gint64        registration_id;
  char         *token;
  char         *method;
  char         *consent_text;
  UsherChannels channels;
} Input;

static void
input_free (gpointer data)
{
  Input *self = data;

  g_free (self->token);
  g_free (self->method);
  g_free (self->consent_text);
  g_free (self);
}

/* --- giving and withdrawing ---------------------------------------------------------------------------------------- */

gboolean
usher_registrar_withdraw (UsherCommand *command, UsherRegistration *r, UsherChannel channel,
                          const UsherConsentProof *proof, gboolean *changed, GError **error)
{
  const char *address = usher_registrar_address (r, channel);

  if (address == NULL)
    return TRUE;
  if (usher_registrar_get_opt_in (r, channel))
    {
      usher_registrar_set_opt_in (r, channel, FALSE);
      *changed = TRUE;
      if (!usher_registrar_record_consent (command, r, channel, proof, error))
        return FALSE;
    }
  return usher_suppressions_add (command->conn, channel, address, USHER_SUPPRESSION_UNSUBSCRIBE, proof->method,
                                 command->now, error) &&
         usher_deliveries_cancel (command->conn, 0, r->id, (int) channel, REASON_UNSUBSCRIBED, command->now, error);
}

gboolean
usher_registrar_lift (UsherCommand *command, const UsherRegistration *r, UsherChannel channel, gboolean *lifted,
                      GError **error)
{
  const char *address = usher_registrar_address (r, channel);
  g_autoptr (GError) failure = NULL;
  const char *reason = usher_suppressions_find (command->conn, channel, address, &failure);
  UsherSuppressionReason kind;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *lifted = usher_suppression_reason_from_nick (reason != NULL ? reason : "", &kind) &&
            kind == USHER_SUPPRESSION_UNSUBSCRIBE;
  return reason == NULL || usher_suppressions_lift (command->conn, channel, address, error);
}

/* NULL without error: nobody has that token */
static UsherRegistration *
find_by_token (UsherCommand *command, const char *token, GError **error)
{
  g_autoptr (GError) failure = NULL;
  UsherRegistration *r = usher_registrations_get_by_token (command->conn, token, &failure);

  if (r == NULL && !usher_error_is_not_found (failure))
    g_propagate_error (error, g_steal_pointer (&failure));
  return r;
}

/* --- unsubscribe --------------------------------------------------------------------------------------------------- */

static gboolean
unsubscribe (UsherCommand *command, const Input *input, const UsherRegistration *known, GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registration_copy (known);
  UsherConsentProof proof = { .act = "withdrawn", .method = input->method, .language = r->language };
  gboolean changed = FALSE;

  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if ((input->channels & (1 << channel)) != 0 &&
        !usher_registrar_withdraw (command, r, (UsherChannel) channel, &proof, &changed, error))
      return FALSE;
  return !changed || usher_registrar_store (command, r, "registration.unsubscribe", error);
}

static gboolean
run_unsubscribe (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (GError) failure = NULL;
  g_autoptr (UsherRegistration) r = find_by_token (command, input->token, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return r == NULL || unsubscribe (command, input, r, error);
}

/**
 * usher_engine_unsubscribe_async:
 * @self: the engine
 * @token: of the personal link; one that nobody has is no error: there is nothing to guess
 * @channels: those to withdraw
 * @method: "link" or "one-click" (RFC 8058)
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Withdraws the consent for this event, keeps the address from being written to for any other, and takes back what has
 * not left. Once more changes nothing.
 */
void
usher_engine_unsubscribe_async (UsherEngine *self, const char *token, UsherChannels channels, const char *method,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (token != NULL);

  input = g_new0 (Input, 1);
  input->token = g_strdup (token);
  input->channels = channels;
  input->method = g_strdup (method != NULL ? method : "link");
  usher_command_start (self, run_unsubscribe, input, input_free, "viewer", usher_engine_unsubscribe_async, cancellable,
                       callback, user_data);
}

gboolean
usher_engine_unsubscribe_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_unsubscribe_async, NULL, error);
}

/* --- the manage page ----------------------------------------------------------------------------------------------- */

static gboolean
give (UsherCommand *command, UsherRegistration *r, UsherChannel channel, const UsherConsentProof *proof,
      gboolean *changed, GError **error)
{
  gboolean had = usher_registrar_get_opt_in (r, channel);
  gboolean lifted;

  if (!usher_registrar_lift (command, r, channel, &lifted, error))
    return FALSE;
  if (had && !lifted)
    return TRUE;
  usher_registrar_set_opt_in (r, channel, TRUE);
  *changed = TRUE;
  return usher_registrar_record_consent (command, r, channel, proof, error);
}

static gboolean
check_addresses (const UsherRegistration *r, UsherChannels channels, GError **error)
{
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if ((channels & (1 << channel)) != 0 && usher_registrar_address (r, (UsherChannel) channel) == NULL)
      {
        usher_set_error_invalid (error, channel == USHER_CHANNEL_EMAIL ? "email_opt_in" : "sms_opt_in",
                                 channel == USHER_CHANNEL_EMAIL ? N_("There is no e-mail address to write to.")
                                                                : N_("There is no phone number to write to."));
        return FALSE;
      }
  return TRUE;
}

static gboolean
set_channels (UsherCommand *command, const Input *input, const UsherRegistration *known, GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registration_copy (known);
  UsherConsentProof given = { .act = "given", .method = "link", .language = r->language, .consent_text = input->consent_text };
  UsherConsentProof withdrawn = { .act = "withdrawn", .method = "link", .language = r->language };
  gboolean changed = FALSE;

  if (!check_addresses (r, input->channels, error))
    return FALSE;
  for (int i = 0; i < USHER_N_CHANNELS; i++)
    {
      UsherChannel channel = (UsherChannel) i;
      gboolean wanted = (input->channels & (1 << channel)) != 0;

      if (wanted && !give (command, r, channel, &given, &changed, error))
        return FALSE;
      /* Only what was on is switched off: the page shows the other boxes unticked, too. */
      if (!wanted && usher_registrar_get_opt_in (r, channel) &&
          !usher_registrar_withdraw (command, r, channel, &withdrawn, &changed, error))
        return FALSE;
    }
  return !changed || usher_registrar_store (command, r, "registration.channels", error);
}

static gboolean
run_set_channels (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherRegistration) r = usher_registrations_get_by_token (command->conn, input->token, error);

  return r != NULL && set_channels (command, input, r, error);
}

/**
 * usher_engine_set_channels_async:
 * @self: the engine
 * @token: of the personal link
 * @channels: all on which the person wants to be told from now on
 * @consent_text: (nullable): what they were shown
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Gives and withdraws consent, with a record of each. Errors: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_INVALID for a channel
 * without an address.
 */
void
usher_engine_set_channels_async (UsherEngine *self, const char *token, UsherChannels channels, const char *consent_text,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (token != NULL);

  input = g_new0 (Input, 1);
  input->token = g_strdup (token);
  input->channels = channels;
  input->consent_text = g_strdup (consent_text);
  usher_command_start (self, run_set_channels, input, input_free, "viewer", usher_engine_set_channels_async, cancellable,
                       callback, user_data);
}

gboolean
usher_engine_set_channels_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_set_channels_async, NULL, error);
}

/* --- one registration ---------------------------------------------------------------------------------------------- */

static UsherRegistration *
get_of_event (UsherCommand *command, const Input *input, GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registrations_get (command->conn, input->registration_id, error);

  if (r != NULL && input->event_id != 0 && r->event_id != input->event_id)
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such registration");
      return NULL;
    }
  return g_steal_pointer (&r);
}

/* The record outlives the registration, with the hash of the address alone. */
static gboolean
record_end (UsherCommand *command, const UsherRegistration *r, GError **error)
{
  gboolean by_viewer = g_strcmp0 (command->actor, "viewer") == 0;
  UsherConsentProof proof = { .act = "withdrawn", .method = by_viewer ? "link" : "manual", .language = r->language };

  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if (usher_registrar_address (r, (UsherChannel) channel) != NULL &&
        usher_registrar_get_opt_in (r, (UsherChannel) channel) &&
        !usher_registrar_record_consent (command, r, (UsherChannel) channel, &proof, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_remove (UsherCommand *command, GError **error)
{
  g_autoptr (UsherRegistration) r = get_of_event (command, command->input, error);
  g_autofree char *subject = NULL;

  if (r == NULL)
    return FALSE;
  subject = g_strdup_printf ("registration %" G_GINT64_FORMAT, r->id);
  usher_command_changed (command, "registration", r->id);
  usher_places_give_back (usher_engine_get_places (command->engine), r->event_id);
  return record_end (command, r, error) &&
         usher_deliveries_cancel (command->conn, 0, r->id, -1, "The registration was deleted.", command->now, error) &&
         usher_registrations_delete (command->conn, r->id, error) &&
         usher_command_audit (command, "registration.remove", r->event_id, subject, NULL, error);
}

static Input *
input_new (gint64 event_id, gint64 registration_id)
{
  Input *input = g_new0 (Input, 1);

  input->event_id = event_id;
  input->registration_id = registration_id;
  return input;
}

/**
 * usher_engine_remove_registration_async:
 * @self: the engine
 * @event_id: its event; 0 for any
 * @registration_id: which one
 * @actor: for the audit trail; "viewer" where it is the person
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Erases a person from an event: what has not left is taken back, the address goes from what has left. Error:
 * %USHER_ERROR_NOT_FOUND.
 */
void
usher_engine_remove_registration_async (UsherEngine *self, gint64 event_id, gint64 registration_id, const char *actor,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));

  usher_command_start (self, run_remove, input_new (event_id, registration_id), input_free, actor,
                       usher_engine_remove_registration_async, cancellable, callback, user_data);
}

gboolean
usher_engine_remove_registration_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_remove_registration_async, NULL, error);
}

static gboolean
check_resendable (const UsherEvent *event, const UsherRegistration *r, GError **error)
{
  if (event->status == USHER_EVENT_CANCELLED || event->status == USHER_EVENT_COMPLETED)
    usher_set_error (error, USHER_ERROR_CONFLICT, "The event is over or cancelled: there is nothing to confirm");
  else if ((usher_registration_channels (r) & event->channels) == USHER_CHANNELS_NONE)
    usher_set_error (error, USHER_ERROR_CONFLICT, "This person did not agree to any channel that the event uses");
  else
    return TRUE;
  return FALSE;
}

static gboolean
run_resend (UsherCommand *command, GError **error)
{
  g_autoptr (UsherRegistration) r = get_of_event (command, command->input, error);
  g_autoptr (UsherEvent) event = r != NULL ? usher_events_get (command->conn, r->event_id, error) : NULL;
  g_autofree char *subject = NULL;

  if (event == NULL || !check_resendable (event, r, error))
    return FALSE;
  subject = g_strdup_printf ("registration %" G_GINT64_FORMAT, r->id);
  return usher_registrar_confirm (command, event, r, usher_registration_channels (r), FALSE, NULL, error) &&
         usher_command_audit (command, "registration.resend", event->id, subject, NULL, error);
}

/**
 * usher_engine_resend_confirmation_async:
 * @self: the engine
 * @event_id: its event; 0 for any
 * @registration_id: whose
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Sends the confirmation once more, on each agreed channel; one that still waits is not doubled. Errors:
 * %USHER_ERROR_NOT_FOUND, %USHER_ERROR_CONFLICT.
 */
void
usher_engine_resend_confirmation_async (UsherEngine *self, gint64 event_id, gint64 registration_id, const char *actor,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));

  usher_command_start (self, run_resend, input_new (event_id, registration_id), input_free, actor,
                       usher_engine_resend_confirmation_async, cancellable, callback, user_data);
}

gboolean
usher_engine_resend_confirmation_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_resend_confirmation_async, NULL, error);
}
