/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registrar.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "usher-error.h"
#include "usher-table-confirmations.h"
#include "usher-table-deliveries.h"
#include "usher-table-registrations.h"

#define TOKEN_BYTES 16

char *
usher_registrar_new_token (void)
{
  guchar bytes[TOKEN_BYTES];
  char *token;

  /* GLib's own random numbers can be guessed from a few of them. The system's source fails only where it is missing. */
  if (getentropy (bytes, sizeof bytes) != 0)
    g_error ("The system's random source cannot be read");
  token = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (token, "+", '-');
  g_strdelimit (token, "/", '_');
  token[strcspn (token, "=")] = '\0';
  return token;
}

static gboolean
set_closed (GError **error, const char *words)
{
  usher_set_error_literal (error, USHER_ERROR_CLOSED, words);
  return FALSE;
}

static gboolean
check_status (const UsherEvent *event, UsherInstant now, GError **error)
{
  switch (event->status)
    {
    case USHER_EVENT_SCHEDULED:
      /* One that nobody ever took live */
      return now < usher_event_ends_at (event) || set_closed (error, N_("This event is over."));
    case USHER_EVENT_LIVE:
      return TRUE;
    case USHER_EVENT_CANCELLED:
      return set_closed (error, N_("This event was cancelled."));
    case USHER_EVENT_COMPLETED:
    default:
      return set_closed (error, N_("This event is over."));
    }
}

gboolean
usher_registrar_check_open (UsherEngine *engine, UsherConn *conn, gboolean writer, const UsherEvent *event,
                            UsherInstant now, GError **error)
{
  gboolean full;

  if (!check_status (event, now, error))
    return FALSE;
  if (!event->registration_enabled)
    return set_closed (error, N_("This event has no registration."));
  if (event->opens_at != USHER_NEVER && now < event->opens_at)
    return set_closed (error, N_("Registration is not open yet."));
  if (event->closes_at != USHER_NEVER && now >= event->closes_at)
    return set_closed (error, N_("Registration is closed."));
  if (event->capacity == 0)
    return TRUE;
  if (!usher_places_ask (usher_engine_get_places (engine), conn, writer, event, &full, error))
    return FALSE;
  if (!full)
    return TRUE;
  usher_set_error (error, USHER_ERROR_FULL, "This event is full: every place is taken.");
  return FALSE;
}

const char *
usher_registrar_address (const UsherRegistration *r, UsherChannel channel)
{
  return channel == USHER_CHANNEL_EMAIL ? r->email : r->phone;
}

gboolean
usher_registrar_get_opt_in (const UsherRegistration *r, UsherChannel channel)
{
  return channel == USHER_CHANNEL_EMAIL ? r->email_opt_in : r->sms_opt_in;
}

void
usher_registrar_set_opt_in (UsherRegistration *r, UsherChannel channel, gboolean opt_in)
{
  if (channel == USHER_CHANNEL_EMAIL)
    r->email_opt_in = opt_in;
  else
    r->sms_opt_in = opt_in;
}

gboolean
usher_registrar_record_consent (UsherCommand *command, const UsherRegistration *r, UsherChannel channel,
                                const UsherConsentProof *proof, GError **error)
{
  UsherConsent consent = {
    .registration_id = r->id,
    .event_id = r->event_id,
    .channel = channel,
    .act = proof->act,
    .address = usher_registrar_address (r, channel),
    .consent_text = proof->consent_text != NULL ? proof->consent_text : "",
    .language = proof->language,
    .method = proof->method,
    .page_url = proof->page_url,
    .ip_address = proof->ip_address,
    .user_agent = proof->user_agent,
    .at = command->now,
  };

  return usher_consents_insert (command->conn, &consent, error);
}

/* --- confirmations ------------------------------------------------------------------------------------------------- */

static gboolean
may_confirm (const UsherConfirmationState *state, gboolean limited, UsherInstant now)
{
  if (state->edition < 0)
    return TRUE;
  if (state->status == USHER_DELIVERY_QUEUED)
    return FALSE;
  return !limited || (state->edition < USHER_RESEND_MAX && now - state->created_at >= USHER_RESEND_PAUSE);
}

static gboolean
confirm_on (UsherCommand *command, gint64 notification_id, const UsherRegistration *r, UsherChannel channel,
            gboolean limited, int *queued, GError **error)
{
  g_autoptr (UsherDelivery) delivery = NULL;
  UsherConfirmationState state;

  if (!usher_confirmations_get_state (command->conn, notification_id, r->id, channel, &state, error))
    return FALSE;
  if (!may_confirm (&state, limited, command->now))
    return TRUE;
  delivery = usher_delivery_new ();
  delivery->event_id = r->event_id;
  delivery->notification_id = notification_id;
  delivery->registration_id = r->id;
  delivery->kind = USHER_NOTIFICATION_CONFIRMATION;
  delivery->channel = channel;
  delivery->edition = state.edition + 1;
  delivery->status = USHER_DELIVERY_QUEUED;
  delivery->created_at = delivery->next_attempt_at = command->now;
  g_set_str (&delivery->address, usher_registrar_address (r, channel));
  if (!usher_deliveries_insert (command->conn, delivery, NULL, error))
    return FALSE;
  usher_command_changed (command, "delivery", delivery->id);
  *queued += delivery->status == USHER_DELIVERY_QUEUED ? 1 : 0;
  return TRUE;
}

gboolean
usher_registrar_confirm (UsherCommand *command, const UsherEvent *event, const UsherRegistration *r,
                         UsherChannels channels, gboolean limited, int *queued, GError **error)
{
  UsherChannels agreed = channels & event->channels & usher_registration_channels (r);
  gint64 notification_id;
  int count = 0;

  if (agreed != USHER_CHANNELS_NONE)
    {
      notification_id = usher_confirmations_find (command->conn, event->id, error);
      if (notification_id == 0)
        return FALSE;
      for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
        if ((agreed & (1 << channel)) != 0 &&
            !confirm_on (command, notification_id, r, (UsherChannel) channel, limited, &count, error))
          return FALSE;
    }
  if (queued != NULL)
    *queued = count;
  return TRUE;
}
