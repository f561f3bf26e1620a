/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

#include "usher-contact.h"
#include "usher-error.h"
#include "usher-registrar.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-registrations.h"
#include "usher-time.h"

/* Registering, and the same person again.
 *
 * A form on a public page can be filled in by anybody who knows an address. So for one that is not trusted
 *  - the answer is the same for a new and for a known person: what was typed in, without id and token;
 *  - capacity and closing are asked before it is looked whether the person is known;
 *  - nothing of a known registration is replaced or filled in. In particular no phone number is added to an e-mail address: the
 *    personal link would go to it, and with it all rights over the registration;
 *  - consent can be given again, for an address that is both in the form and in the registration: no more than the same
 *    stranger could do with the form of the next event, and the owner can withdraw it in each message;
 *  - the confirmation goes again to the address that is stored, at most as often as usher-registrar.h allows. */

typedef struct {
  gint64                 event_id;
  UsherRegistrationForm *form;
  UsherRegistration     *typed;     /* the same, checked */
  char                  *token;     /* for a new one */
  gboolean               trusted;
} Input;

typedef struct {
  UsherRegistration *registration;
  gboolean           created;
} Output;

static void
input_free (gpointer data)
{
  Input *self = data;

  g_clear_pointer (&self->form, usher_registration_form_free);
  g_clear_pointer (&self->typed, usher_registration_unref);
  g_free (self->token);
  g_free (self);
}

static void
output_free (gpointer data)
{
  Output *self = data;

  g_clear_pointer (&self->registration, usher_registration_unref);
  g_free (self);
}

/* @registration: (transfer full) */
static void
set_output (UsherCommand *command, UsherRegistration *registration, gboolean created)
{
  Output *output = g_new0 (Output, 1);

  output->registration = registration;
  output->created = created;
  usher_command_set_output (command, output, output_free);
}

static const char *
or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? text : NULL;
}

static const char *
get_method (UsherCommand *command, const Input *input)
{
  if (!input->trusted)
    return "form";
  return g_strcmp0 (command->actor, "app") == 0 ? "manual" : "api";
}

static gboolean
record (UsherCommand *command, const Input *input, const UsherRegistration *r, UsherChannel channel, const char *act,
        GError **error)
{
  const UsherRegistrationForm *form = input->form;
  UsherConsentProof proof = {
    .act = act,
    .method = get_method (command, input),
    .consent_text = channel == USHER_CHANNEL_EMAIL ? form->email_consent_text : form->sms_consent_text,
    .language = or_null (form->language),
    .page_url = or_null (form->page_url),
    .ip_address = or_null (form->ip_address),
    .user_agent = or_null (form->user_agent),
  };

  return usher_registrar_record_consent (command, r, channel, &proof, error);
}

static gboolean
is_unsaid (const Input *input, UsherChannel channel)
{
  return channel == USHER_CHANNEL_EMAIL ? input->form->email_unsaid : input->form->sms_unsaid;
}

/* An import, or a default that nobody said, does not show that the person agreed anew: it leaves the list of those who
 * unsubscribed alone. */
static gboolean
lift (UsherCommand *command, const Input *input, const UsherRegistration *r, UsherChannel channel, gboolean *lifted,
      GError **error)
{
  *lifted = FALSE;
  return g_strcmp0 (input->typed->source, "import") == 0 || is_unsaid (input, channel)
         || usher_registrar_lift (command, r, channel, lifted, error);
}

gboolean
usher_registrar_store (UsherCommand *command, UsherRegistration *r, const char *action, GError **error)
{
  g_autofree char *subject = g_strdup_printf ("registration %" G_GINT64_FORMAT, r->id);

  r->updated_at = command->now;
  usher_command_changed (command, "registration", r->id);
  return usher_registrations_update (command->conn, r, error) &&
         usher_command_audit (command, action, r->event_id, subject, NULL, error);
}

/* --- a new one ----------------------------------------------------------------------------------------------------- */

static UsherRegistration *
make_registration (UsherCommand *command, const Input *input)
{
  UsherRegistration *r = usher_registration_copy (input->typed);

  r->event_id = input->event_id;
  r->registered_at = r->updated_at = command->now;
  g_set_str (&r->token, input->token);
  if (r->source[0] == '\0')
    g_set_str (&r->source, input->trusted ? command->actor : "page");
  return r;
}

static gboolean
take_consents (UsherCommand *command, const Input *input, const UsherRegistration *r, GError **error)
{
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    {
      gboolean agreed = usher_registrar_get_opt_in (r, (UsherChannel) channel);
      gboolean lifted;

      if (usher_registrar_address (r, (UsherChannel) channel) == NULL)
        continue;
      if (!record (command, input, r, (UsherChannel) channel, agreed ? "given" : "refused", error))
        return FALSE;
      if (agreed && !lift (command, input, r, (UsherChannel) channel, &lifted, error))
        return FALSE;
    }
  return TRUE;
}

static UsherRegistration *
register_new (UsherCommand *command, const Input *input, const UsherEvent *event, GError **error)
{
  g_autoptr (UsherRegistration) r = make_registration (command, input);
  g_autofree char *subject = NULL;

  usher_places_take (usher_engine_get_places (command->engine), event->id);
  if (!usher_registrations_insert (command->conn, r, error))
    return NULL;
  subject = g_strdup_printf ("registration %" G_GINT64_FORMAT, r->id);
  if (!take_consents (command, input, r, error) ||
      !usher_registrar_confirm (command, event, r, usher_registration_channels (r), FALSE, NULL, error) ||
      !usher_command_audit (command, "registration.create", event->id, subject, r->source, error))
    return NULL;
  usher_command_changed (command, "registration", r->id);
  return g_steal_pointer (&r);
}

/* --- the same person from the page --------------------------------------------------------------------------------- */

static gboolean
same_address (const UsherRegistration *a, const UsherRegistration *b, UsherChannel channel)
{
  const char *first = usher_registrar_address (a, channel);
  const char *second = usher_registrar_address (b, channel);
  g_autofree char *first_key = NULL;
  g_autofree char *second_key = NULL;

  if (first == NULL || second == NULL)
    return FALSE;
  if (channel == USHER_CHANNEL_SMS)
    return g_str_equal (first, second);
  first_key = usher_email_key (first);
  second_key = usher_email_key (second);
  return g_str_equal (first_key, second_key);
}

/* *agreed: the channels that form and registration agree about */
static gboolean
agree_again (UsherCommand *command, const Input *input, UsherRegistration *r, UsherChannels *agreed, GError **error)
{
  gboolean changed = FALSE;

  for (int i = 0; i < USHER_N_CHANNELS; i++)
    {
      UsherChannel channel = (UsherChannel) i;
      gboolean had = usher_registrar_get_opt_in (r, channel);
      gboolean lifted;

      if (!usher_registrar_get_opt_in (input->typed, channel) || !same_address (r, input->typed, channel))
        continue;
      *agreed |= 1 << channel;
      if (!lift (command, input, r, channel, &lifted, error))
        return FALSE;
      if (had && !lifted)
        continue;
      usher_registrar_set_opt_in (r, channel, TRUE);
      changed = TRUE;
      if (!record (command, input, r, channel, "given", error))
        return FALSE;
    }
  return !changed || usher_registrar_store (command, r, "registration.consent", error);
}

static gboolean
repeat_from_page (UsherCommand *command, const Input *input, const UsherEvent *event, const UsherRegistration *known,
                  GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registration_copy (known);
  UsherChannels agreed = USHER_CHANNELS_NONE;

  return agree_again (command, input, r, &agreed, error) &&
         usher_registrar_confirm (command, event, r, agreed, TRUE, NULL, error);
}

/* --- the same person from the API ---------------------------------------------------------------------------------- */

static gboolean
set_given (char **member, const char *given)
{
  return given != NULL && given[0] != '\0' && g_set_str (member, given);
}

static gboolean
update_details (UsherRegistration *r, const UsherRegistration *typed)
{
  gboolean changed = set_given (&r->first_name, typed->first_name);

  changed |= set_given (&r->last_name, typed->last_name);
  changed |= set_given (&r->time_zone, typed->time_zone);
  changed |= set_given (&r->language, typed->language);
  return changed;
}

/* The address and consent of one channel, where the form names an address. *fresh: what is newly agreed to */
static gboolean
update_channel (UsherCommand *command, const Input *input, UsherRegistration *r, UsherChannel channel,
                UsherChannels *fresh, gboolean *changed, GError **error)
{
  const char *address = usher_registrar_address (input->typed, channel);
  gboolean had = usher_registrar_get_opt_in (r, channel);
  gboolean agreed = is_unsaid (input, channel) ? had : usher_registrar_get_opt_in (input->typed, channel);
  gboolean moved = address != NULL && !same_address (r, input->typed, channel);
  gboolean lifted = FALSE;

  if (address == NULL)
    return TRUE;
  if (agreed && !lift (command, input, input->typed, channel, &lifted, error))
    return FALSE;
  *changed |= g_set_str (channel == USHER_CHANNEL_EMAIL ? &r->email : &r->phone, address);
  if (agreed == had && !moved && !lifted)
    return TRUE;
  *changed = TRUE;
  usher_registrar_set_opt_in (r, channel, agreed);
  if (agreed)
    *fresh |= 1 << channel;
  /* What waits would go to the former address, or against the person's will. */
  return usher_deliveries_cancel (command->conn, 0, r->id, (int) channel, "The registration was changed.", command->now, error) &&
         record (command, input, r, channel, agreed ? "given" : had && !moved ? "withdrawn" : "refused", error);
}

static UsherRegistration *
update_known (UsherCommand *command, const Input *input, const UsherEvent *event, const UsherRegistration *known,
              GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registration_copy (known);
  gboolean changed = update_details (r, input->typed);
  UsherChannels fresh = USHER_CHANNELS_NONE;

  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if (!update_channel (command, input, r, (UsherChannel) channel, &fresh, &changed, error))
      return NULL;
  if (changed && !usher_registrar_store (command, r, "registration.update", error))
    return NULL;
  if (!usher_registrar_confirm (command, event, r, fresh, FALSE, NULL, error))
    return NULL;
  return g_steal_pointer (&r);
}

/* --- the command --------------------------------------------------------------------------------------------------- */

static gboolean
check_open (UsherCommand *command, const UsherEvent *event, GError **error)
{
  return usher_registrar_check_open (command->engine, command->conn, TRUE, event, command->now, error);
}

static gboolean
run_trusted (UsherCommand *command, const Input *input, const UsherEvent *event, const UsherRegistration *known,
             GError **error)
{
  UsherRegistration *r;
  gboolean over = event->status == USHER_EVENT_COMPLETED || event->status == USHER_EVENT_CANCELLED;

  /* A known person takes no further place; the streamer may correct an entry while the event is not over. */
  if ((known == NULL || over) && !check_open (command, event, error))
    return FALSE;
  r = known != NULL ? update_known (command, input, event, known, error) : register_new (command, input, event, error);
  if (r == NULL)
    return FALSE;
  set_output (command, r, known == NULL);
  return TRUE;
}

static gboolean
run_untrusted (UsherCommand *command, const Input *input, const UsherEvent *event, const UsherRegistration *known,
               GError **error)
{
  UsherRegistration *answer;

  if (!check_open (command, event, error))
    return FALSE;
  if (known != NULL)
    {
      if (!repeat_from_page (command, input, event, known, error))
        return FALSE;
    }
  else
    {
      g_autoptr (UsherRegistration) r = register_new (command, input, event, error);

      if (r == NULL)
        return FALSE;
    }
  answer = make_registration (command, input);
  g_set_str (&answer->token, "");
  set_output (command, answer, TRUE);
  return TRUE;
}

static gboolean
run_register (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, input->event_id, error);
  g_autoptr (UsherRegistration) known = NULL;
  g_autoptr (UsherRegistration) wanted = NULL;
  g_autoptr (GError) failure = NULL;

  if (event == NULL)
    return FALSE;
  wanted = make_registration (command, input);
  known = usher_registrations_find_same (command->conn, wanted, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return input->trusted ? run_trusted (command, input, event, known, error)
                        : run_untrusted (command, input, event, known, error);
}

/* Most viewers live in few zones, and the form's check asks for each. */
static void
hold_zone_of (UsherEngine *self, const UsherRegistration *typed)
{
  g_autoptr (GTimeZone) zone = typed->time_zone != NULL ? usher_time_zone_new (typed->time_zone, "time_zone", NULL) : NULL;

  if (zone != NULL)
    usher_engine_hold_zone (self, zone);
}

/**
 * usher_engine_register_async:
 * @self: the engine
 * @event_id: for which event
 * @form: what was typed in; copied. A national phone number without a country is one of UsherConfig.default_country
 * @trusted: whether it comes from the streamer (API, app) and not from a page that anybody can fill in
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Registers a viewer, with a record for each consent and a confirmation queued in the same transaction. Errors:
 * %USHER_ERROR_INVALID naming the field, %USHER_ERROR_NOT_FOUND, %USHER_ERROR_FULL, %USHER_ERROR_CLOSED.
 */
void
usher_engine_register_async (UsherEngine *self, gint64 event_id, const UsherRegistrationForm *form, gboolean trusted,
                             const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (UsherRegistrationForm) copy = NULL;
  g_autoptr (UsherRegistration) typed = NULL;
  g_autoptr (GError) error = NULL;
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (form != NULL);

  copy = usher_registration_form_copy (form);
  if (or_null (copy->country) == NULL)
    g_set_str (&copy->country, usher_engine_get_config (self)->default_country);
  /* Here and not on the writer's thread: parsing addresses takes longer than writing them. */
  typed = usher_registration_form_check (copy, &error);
  if (typed == NULL)
    {
      usher_command_refuse (self, g_steal_pointer (&error), usher_engine_register_async, cancellable, callback, user_data);
      return;
    }
  hold_zone_of (self, typed);
  input = g_new0 (Input, 1);
  input->event_id = event_id;
  input->form = g_steal_pointer (&copy);
  input->typed = g_steal_pointer (&typed);
  input->token = usher_registrar_new_token ();
  input->trusted = trusted;
  usher_command_start (self, run_register, input, input_free, actor, usher_engine_register_async, cancellable, callback,
                       user_data);
}

/**
 * usher_engine_register_finish:
 * @self: the engine
 * @result: of usher_engine_register_async()
 * @created: (out) (optional): was it new? Always %TRUE for one that is not trusted: who is known is nobody's business
 * @error: return location
 *
 * Returns: (transfer full): the registration; for one that is not trusted what was typed in, with id 0 and an empty
 *   token (its link travels in the confirmation only). %NULL on error
 */
UsherRegistration *
usher_engine_register_finish (UsherEngine *self, GAsyncResult *result, gboolean *created, GError **error)
{
  UsherRegistration *registration;
  gpointer data = NULL;
  Output *output;

  if (!usher_command_finish (self, result, usher_engine_register_async, &data, error))
    return NULL;
  output = data;
  if (created != NULL)
    *created = output->created;
  registration = g_steal_pointer (&output->registration);
  output_free (output);
  return registration;
}
