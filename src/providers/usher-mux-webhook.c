/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-json-read.h"
#include "usher-mux.h"
#include "usher-signature.h"

#define MAX_AGE 300   /* seconds, both ways */

void
usher_mux_event_free (UsherMuxEvent *event)
{
  if (event == NULL)
    return;
  g_free (event->id);
  g_free (event->type);
  g_free (event->stream_id);
  g_free (event->asset_id);
  g_free (event);
}

/* "t=1770920772,v1=c244…,v1=…": each v1 is tried, since a secret may be in the middle of being changed. */
static gboolean
check_signature (const char *signing_secret, const char *header, const char *body, gsize length, UsherInstant now,
                 GError **error)
{
  g_auto (GStrv) parts = g_strsplit (header, ",", 16);
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *expected = NULL;
  const char *timestamp = NULL;
  gboolean matches = FALSE;

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (g_strstrip (parts[i]), "t="))
      timestamp = parts[i] + 2;
  if (timestamp == NULL)
    {
      usher_set_error_invalid (error, "Mux-Signature", "This is not a Mux webhook: its signature has no time");
      return FALSE;
    }
  g_string_append_printf (message, "%s.", timestamp);
  g_string_append_len (message, body, (gssize) length);
  expected = usher_signature_sha256_hex (signing_secret, message->str, message->len);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (parts[i], "v1="))
      matches |= usher_signature_equal (expected, parts[i] + 3);
  if (!matches)
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "The signature of this webhook is not Mux's");
      return FALSE;
    }
  if (ABS (now / G_USEC_PER_SEC - g_ascii_strtoll (timestamp, NULL, 10)) > MAX_AGE)
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "This webhook is not from now");
      return FALSE;
    }
  return TRUE;
}

static UsherMuxEvent *
read_event (JsonObject *object)
{
  JsonObject *data = usher_json_get_object (object, "data");
  const char *id = usher_json_get_string (object, "id");
  const char *type = usher_json_get_string (object, "type");
  gboolean is_asset;
  UsherMuxEvent *event;

  if (id == NULL || type == NULL || data == NULL)
    return NULL;
  is_asset = g_str_has_prefix (type, "video.asset.");
  event = g_new0 (UsherMuxEvent, 1);
  event->id = g_strdup (id);
  event->type = g_strdup (type);
  event->stream_id = g_strdup (usher_json_get_string (data, is_asset ? "live_stream_id" : "id"));
  event->asset_id = g_strdup (usher_json_get_string (data, is_asset ? "id" : "active_asset_id"));
  if (event->stream_id == NULL)
    event->stream_id = g_strdup ("");
  return event;
}

/**
 * usher_mux_parse_webhook:
 * @signing_secret: as Mux showed it when the webhook was made
 * @signature: (nullable): header Mux-Signature
 * @body: JSON, exactly as it came
 * @now: to judge the age
 * @error: %USHER_ERROR_INVALID or %USHER_ERROR_FORBIDDEN
 *
 * Mux sends all events of an environment to each webhook, so most are about other things: @stream_id says whose it is, and
 * is empty where there is no stream in it. After any event of ours the stream is to be read again: order is not kept.
 *
 * Returns: (transfer full) (nullable): the event
 */
UsherMuxEvent *
usher_mux_parse_webhook (const char *signing_secret, const char *signature, GBytes *body, UsherInstant now, GError **error)
{
  gsize length;
  const char *text;
  g_autoptr (JsonObject) object = NULL;
  UsherMuxEvent *event;

  g_return_val_if_fail (body != NULL, NULL);

  text = g_bytes_get_data (body, &length);
  if (signature == NULL)
    {
      usher_set_error_invalid (error, "Mux-Signature", "This is not a Mux webhook: it has no signature");
      return NULL;
    }
  if (signing_secret == NULL || *signing_secret == '\0')
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "No signing secret is set for Mux's webhooks");
      return NULL;
    }
  if (!check_signature (signing_secret, signature, text != NULL ? text : "", length, now, error))
    return NULL;
  object = usher_json_read_object (text, length);
  event = read_event (object);
  if (event == NULL)
    usher_set_error_invalid (error, "body", "This is not a Mux webhook");
  return event;
}
