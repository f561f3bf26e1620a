/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Twilio tells: states of our messages, and what people sent back. */
#include <libsoup/soup.h>
#include <string.h>

#include "usher-error.h"
#include "usher-signature.h"
#include "usher-twilio-private.h"

UsherInstant
usher_twilio_date (const char *text)
{
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return date != NULL ? g_date_time_to_unix_usec (date) : USHER_NEVER;
}

/* Twilio, "Advanced Opt-Out": the whole message is the word, in any case. */
const char *
usher_twilio_keyword (const char *body, const char *opt_out_type)
{
  static const char * const stop[] = {
    "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", NULL,
  };
  static const char * const start[] = { "start", "yes", "unstop", NULL };
  g_autofree char *word = NULL;

  if (opt_out_type != NULL && g_ascii_strcasecmp (opt_out_type, "STOP") == 0)
    return "stopped";
  if (opt_out_type != NULL && g_ascii_strcasecmp (opt_out_type, "START") == 0)
    return "started";
  if (body == NULL)
    return NULL;
  word = g_strstrip (g_ascii_strdown (body, -1));
  if (g_strv_contains (stop, word))
    return "stopped";
  if (g_strv_contains (start, word))
    return "started";
  return NULL;
}

UsherProviderEvent *
usher_twilio_status_event (const char *sid, const char *status, int error_code, UsherInstant at)
{
  UsherProviderEvent *event;
  const char *words = usher_twilio_code_words (error_code);
  const char *type;

  if (g_str_equal (status, "delivered") || g_str_equal (status, "read"))
    type = "delivered";
  else if (error_code == 21610)
    type = "stopped";
  else if (g_str_equal (status, "failed") || g_str_equal (status, "undelivered") || g_str_equal (status, "canceled"))
    type = usher_twilio_code_is_bad_number (error_code) ? "bounced" : "failed";
  else
    return NULL;
  event = usher_provider_event_new ("twilio", type);
  event->provider_event_id = g_strdup_printf ("%s:%s", sid, status);
  event->provider_id = g_strdup (sid);
  event->at = at;
  if (words != NULL)
    event->detail = g_strdup_printf ("%s (Twilio %d)", words, error_code);
  else if (error_code != 0)
    event->detail = g_strdup_printf ("Twilio error %d", error_code);
  return event;
}

UsherProviderEvent *
usher_twilio_inbound_event (const char *sid, const char *from, const char *type, UsherInstant at)
{
  UsherProviderEvent *event = usher_provider_event_new ("twilio", type);

  event->provider_event_id = g_strdup_printf ("%s:received", sid);
  event->provider_id = g_strdup (sid);
  event->address = g_strdup (from);
  event->at = at;
  return event;
}

/* Far more than Twilio sends. Reading and sorting all that fits into a body would keep everybody waiting, and whoever sends it
 * need not be Twilio. */
#define PARAMETERS_MAX 256

typedef struct {
  char *name;
  char *value;
} Parameter;

static void
parameter_clear (gpointer data)
{
  Parameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter->value);
}

static char *
form_decode (const char *text, gsize length)
{
  g_autofree char *spaced = g_strdelimit (g_strndup (text, length), "+", ' ');
  g_autofree char *decoded = g_uri_unescape_string (spaced, NULL);

  return decoded != NULL && g_utf8_validate (decoded, -1, NULL) ? g_steal_pointer (&decoded) : NULL;
}

/* application/x-www-form-urlencoded with repeated names kept, since the signature counts them; NULL: not such a thing */
static GArray *
form_read (const char *text, gsize length)
{
  g_autoptr (GArray) parameters = g_array_new (FALSE, FALSE, sizeof (Parameter));
  const char *end = text + length;

  g_array_set_clear_func (parameters, parameter_clear);
  if (memchr (text, '\0', length) != NULL)
    return NULL;
  while (text < end)
    {
      const char *stop = memchr (text, '&', (gsize) (end - text));
      const char *equals;
      Parameter parameter;

      if (stop == NULL)
        stop = end;
      equals = memchr (text, '=', (gsize) (stop - text));
      if (stop > text)
        {
          parameter.name = form_decode (text, (gsize) ((equals != NULL ? equals : stop) - text));
          parameter.value = equals != NULL ? form_decode (equals + 1, (gsize) (stop - equals - 1)) : g_strdup ("");
          g_array_append_val (parameters, parameter);
          if (parameter.name == NULL || parameter.value == NULL || parameters->len > PARAMETERS_MAX)
            return NULL;
        }
      text = stop + 1;
    }
  return g_steal_pointer (&parameters);
}

static const char *
form_get (GArray *parameters, const char *name)
{
  for (guint i = 0; i < parameters->len; i++)
    if (g_str_equal (g_array_index (parameters, Parameter, i).name, name))
      return g_array_index (parameters, Parameter, i).value;
  return NULL;
}

static int
compare_parameters (gconstpointer a, gconstpointer b)
{
  const Parameter *first = a, *second = b;
  int order = strcmp (first->name, second->name);

  return order != 0 ? order : strcmp (first->value, second->value);
}

/* Twilio, "Validating requests": the URL and all parameters sorted by name; equal pairs count once. */
static char *
signature_of (const char *auth_token, const char *url, GArray *parameters)
{
  g_autoptr (GString) message = g_string_new (url);

  g_array_sort (parameters, compare_parameters);
  for (guint i = 0; i < parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (parameters, Parameter, i);

      if (i > 0 && compare_parameters (parameter, parameter - 1) == 0)
        continue;
      g_string_append (message, parameter->name);
      g_string_append (message, parameter->value);
    }
  return usher_signature_sha1_base64 (auth_token, message->str, message->len);
}

/* The same URL with the scheme's default port written out, or left out: Twilio signs one or the other. */
static char *
other_port_form (const char *url)
{
  const char *port = g_str_has_prefix (url, "https://") ? ":443" : ":80";
  const char *scheme_end = strstr (url, "://");
  const char *host, *host_end;
  gsize length;

  if (scheme_end == NULL)
    return g_strdup (url);
  host = scheme_end + 3;
  host_end = host + strcspn (host, "/?#");
  length = (gsize) (host_end - url);
  if (length > strlen (port) && strncmp (host_end - strlen (port), port, strlen (port)) == 0)
    return g_strdup_printf ("%.*s%s", (int) (length - strlen (port)), url, host_end);
  return g_strdup_printf ("%.*s%s%s", (int) length, url, port, host_end);
}

static gboolean
check_signature (const char *auth_token, const char *url, const char *given, GArray *parameters, GError **error)
{
  g_autofree char *other_url = other_port_form (url);
  g_autofree char *expected = signature_of (auth_token, url, parameters);
  g_autofree char *other = signature_of (auth_token, other_url, parameters);

  /* both are always compared */
  if (usher_signature_equal (expected, given) | usher_signature_equal (other, given))
    return TRUE;
  usher_set_error (error, USHER_ERROR_FORBIDDEN, "The signature of this webhook is not Twilio's");
  return FALSE;
}

/**
 * usher_twilio_parse_webhook:
 * @auth_token: the account's primary auth token
 * @url: the full public URL that Twilio was given, with its query; never made from the request's Host header
 * @signature: (nullable): header X-Twilio-Signature
 * @body: the form
 * @now: becomes the event's moment: Twilio does not send one
 * @error: %USHER_ERROR_INVALID or %USHER_ERROR_FORBIDDEN
 *
 * A signature of Twilio has no time in it and holds for ever; the event's id (message and status) makes a replay harmless.
 *
 * Returns: (transfer full) (nullable): the event; %NULL without @error when it is of no interest
 */
UsherProviderEvent *
usher_twilio_parse_webhook (const char *auth_token, const char *url, const char *signature, GBytes *body, UsherInstant now,
                            GError **error)
{
  gsize length;
  const char *text;
  g_autoptr (GArray) parameters = NULL;
  const char *sid, *status, *code;

  g_return_val_if_fail (url != NULL && body != NULL, NULL);

  text = g_bytes_get_data (body, &length);
  parameters = form_read (text != NULL ? text : "", length);
  if (parameters == NULL || signature == NULL)
    {
      usher_set_error_invalid (error, "body", "This is not a Twilio webhook");
      return NULL;
    }
  if (auth_token == NULL || *auth_token == '\0')
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "No auth token is set for Twilio");
      return NULL;
    }
  if (!check_signature (auth_token, url, signature, parameters, error))
    return NULL;
  sid = form_get (parameters, "MessageSid");
  status = form_get (parameters, "MessageStatus");
  if (status == NULL)
    status = form_get (parameters, "SmsStatus");
  if (sid == NULL || *sid == '\0')
    {
      usher_set_error_invalid (error, "MessageSid", "This webhook names no message");
      return NULL;
    }
  if (status == NULL || g_str_equal (status, "received"))
    {
      const char *type = usher_twilio_keyword (form_get (parameters, "Body"), form_get (parameters, "OptOutType"));
      const char *from = form_get (parameters, "From");

      return type != NULL && from != NULL ? usher_twilio_inbound_event (sid, from, type, now) : NULL;
    }
  code = form_get (parameters, "ErrorCode");
  return usher_twilio_status_event (sid, status, code != NULL ? (int) g_ascii_strtoll (code, NULL, 10) : 0, now);
}
