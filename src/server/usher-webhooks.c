/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-mailgun.h"
#include "usher-mux.h"
#include "usher-public-private.h"
#include "usher-twilio.h"

/* What providers tell. Each checks its own signature; a provider without an account has no such address. An answer that says
 * "failed" makes the provider come again, so it is given only where coming again may help. */

#define EMPTY_TWIML "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>"

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

static UsherInstant
now (UsherPublic *site)
{
  return usher_clock_now (usher_engine_get_clock (site->engine));
}

static void
answer (UsherPublic *site, UsherRequest *request, guint status, const char *content_type, const char *text)
{
  usher_public_send (site, request, usher_response_new_text (status, content_type, g_strdup (text)));
}

/* --- Mailgun: 406 means "do not send this again" ------------------------------------------------------------------- */

static void
mailgun_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;

  if (usher_engine_take_feedback_finish (USHER_ENGINE (source), result, &error))
    {
      answer (call->site, call->request, 200, "text/plain", "ok\n");
      return;
    }
  g_warning ("Feedback of Mailgun could not be taken: %s", error->message);
  answer (call->site, call->request, 500, "text/plain", "later, please\n");
}

void
usher_public_post_mailgun (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  const char *key = usher_engine_get_config (site->engine)->mailgun_signing_key;
  g_autoptr (UsherProviderEvent) event = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_set (key))
    {
      usher_public_send_status (site, request, 404);
      return;
    }
  event = usher_mailgun_parse_webhook (key, usher_request_get_body (request), now (site), &token, &error);
  if (event != NULL)
    usher_engine_take_feedback_async (site->engine, event, token, NULL, mailgun_taken, usher_public_call_new (site, request));
  else if (error != NULL)
    answer (site, request, 406, "text/plain", "not acceptable\n");
  else
    answer (site, request, 200, "text/plain", "nothing to do\n");
}

/* --- Twilio: signs the address that it was given, and wants TwiML back --------------------------------------------- */

static void
twilio_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;

  if (usher_engine_take_feedback_finish (USHER_ENGINE (source), result, &error))
    {
      answer (call->site, call->request, 200, "text/xml; charset=utf-8", EMPTY_TWIML);
      return;
    }
  g_warning ("Feedback of Twilio could not be taken: %s", error->message);
  answer (call->site, call->request, 500, "text/plain", "later, please\n");
}

/* Not from the Host header: behind a proxy that is another one, and anybody can write anything there. */
static char *
signed_url (UsherPublic *site, UsherRequest *request)
{
  g_autofree char *base = usher_engine_dup_public_url (site->engine);
  const char *query = usher_request_get_raw_query (request);

  return g_strconcat (base != NULL ? base : "", usher_request_get_path (request), query != NULL ? "?" : "",
                      query != NULL ? query : "", NULL);
}

void
usher_public_post_twilio (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  const char *auth_token = usher_engine_get_config (site->engine)->twilio_auth_token;
  g_autofree char *url = signed_url (site, request);
  g_autoptr (UsherProviderEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_set (auth_token))
    {
      usher_public_send_status (site, request, 404);
      return;
    }
  event = usher_twilio_parse_webhook (auth_token, url, usher_request_get_header (request, "X-Twilio-Signature"),
                                      usher_request_get_body (request), now (site), &error);
  if (event != NULL)
    usher_engine_take_feedback_async (site->engine, event, NULL, NULL, twilio_taken, usher_public_call_new (site, request));
  else if (error != NULL)
    answer (site, request, g_error_matches (error, USHER_ERROR, USHER_ERROR_FORBIDDEN) ? 403 : 400, "text/plain", "not acceptable\n");
  else
    answer (site, request, 200, "text/xml; charset=utf-8", EMPTY_TWIML);
}

/* --- Mux ----------------------------------------------------------------------------------------------------------- */

static void
mux_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;

  if (usher_engine_take_stream_event_finish (USHER_ENGINE (source), result, &error) || usher_error_is_not_found (error))
    {
      answer (call->site, call->request, 200, "text/plain", "ok\n");
      return;
    }
  g_warning ("An event of Mux could not be taken: %s", error->message);
  answer (call->site, call->request, 500, "text/plain", "later, please\n");
}

void
usher_public_post_mux (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  const char *secret = usher_engine_get_config (site->engine)->mux_signing_secret;
  g_autoptr (UsherMuxEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_set (secret))
    {
      usher_public_send_status (site, request, 404);
      return;
    }
  event = usher_mux_parse_webhook (secret, usher_request_get_header (request, "Mux-Signature"), usher_request_get_body (request),
                                   now (site), &error);
  if (event != NULL && is_set (event->stream_id))
    usher_engine_take_stream_event_async (site->engine, event->stream_id, event->asset_id, NULL, mux_taken,
                                          usher_public_call_new (site, request));
  else if (error != NULL)
    answer (site, request, g_error_matches (error, USHER_ERROR, USHER_ERROR_FORBIDDEN) ? 403 : 400, "text/plain", "not acceptable\n");
  else
    answer (site, request, 200, "text/plain", "nothing to do\n");
}
