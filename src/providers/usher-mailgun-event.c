/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailgun's events: the same thing in three coats. Webhooks and the events API write seconds and an object of variables;
 * the logs API writes an ISO date and the variables as text. */
#include <math.h>
#include <string.h>

#include "usher-error.h"
#include "usher-mailgun-private.h"
#include "usher-signature.h"

#define DETAIL_MAX 500   /* characters */

/* Mailgun repeats a webhook for 8 hours, and does not say whether it signs a repetition anew. What keeps a replay out is
 * the token, which is good for one time. */
#define WEBHOOK_MAX_AGE    (12 * 3600)   /* seconds */
#define WEBHOOK_MAX_FUTURE 600           /* seconds: clocks differ */

double
usher_mailgun_event_time (JsonObject *item)
{
  const char *text = usher_json_get_string (item, "@timestamp");
  double seconds = usher_json_get_number (item, "timestamp", 0);

  if (text != NULL)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
      g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, utc);

      seconds = date != NULL ? (double) g_date_time_to_unix_usec (date) / G_USEC_PER_SEC : 0;
    }
  /* Beyond the year 9999 no calendar of GLib reaches. */
  return isfinite (seconds) && seconds > 0 && seconds < 253402300800.0 ? seconds : 0;
}

char *
usher_mailgun_event_variable (JsonObject *item, const char *name)
{
  JsonObject *variables = usher_json_get_object (item, "user-variables");
  const char *text = usher_json_get_string (item, "user-variables");
  g_autoptr (JsonObject) parsed = NULL;

  if (variables == NULL && text != NULL)
    variables = parsed = usher_json_read_object (text, strlen (text));
  return usher_json_dup_text (variables, name);
}

static const char *
type_of_failure (JsonObject *item)
{
  const char *severity = usher_json_get_string (item, "severity");
  const char *reason = usher_json_get_string (item, "reason");
  const char *bounce = usher_json_get_string_at (item, "delivery-status", "bounce-type", NULL);
  int code = (int) usher_json_get_number (usher_json_get_object (item, "delivery-status"), "code", 0);

  if (severity != NULL && g_str_equal (severity, "temporary"))
    return NULL;   /* Mailgun goes on trying */
  if (g_strcmp0 (reason, "suppress-unsubscribe") == 0 || code == 606)
    return "unsubscribed";
  if (g_strcmp0 (reason, "suppress-complaint") == 0 || code == 607)
    return "complained";
  if (g_strcmp0 (reason, "suppress-bounce") == 0 || code == 605)
    return "bounced";
  /* A soft bounce (full mailbox) or a spam filter's no says nothing about the address. */
  if (g_strcmp0 (reason, "bounce") == 0 && g_strcmp0 (bounce, "soft") != 0)
    return "bounced";
  return "failed";
}

static const char *
type_of (JsonObject *item)
{
  static const char * const plain[] = { "accepted", "delivered", "opened", "clicked", "unsubscribed", "complained" };
  const char *event = usher_json_get_string (item, "event");

  if (event == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (event, plain[i]))
      return plain[i];
  if (g_str_equal (event, "rejected"))
    return "failed";
  if (g_str_equal (event, "failed"))
    return type_of_failure (item);
  return NULL;
}

static char *
detail_of (JsonObject *item)
{
  const char *detail = usher_json_get_string_at (item, "delivery-status", "description", NULL);

  if (detail == NULL || *detail == '\0')
    detail = usher_json_get_string_at (item, "delivery-status", "message", NULL);
  if (detail == NULL || *detail == '\0')
    detail = usher_json_get_string_at (item, "reject", "reason", NULL);
  if (detail == NULL || *detail == '\0')
    detail = usher_json_get_string (item, "reason");
  return detail != NULL ? g_utf8_substring (detail, 0, MIN (g_utf8_strlen (detail, -1), DETAIL_MAX)) : NULL;
}

/* Mailgun's id is unique within one day only. The day and not the moment, since the three coats round it differently. */
static char *
unique_id (const char *id, double seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc ((gint64) seconds);
  g_autofree char *day = g_date_time_format (date, "%Y%m%d");

  return g_strdup_printf ("%s@%s", id, day);
}

UsherProviderEvent *
usher_mailgun_event_parse (JsonObject *item)
{
  const char *type = type_of (item);
  const char *id = usher_json_get_string (item, "id");
  const char *bot = usher_json_get_string_at (item, "client-info", "bot", NULL);
  double seconds = usher_mailgun_event_time (item);
  g_autofree char *delivery = NULL;
  UsherProviderEvent *event;

  if (type == NULL || id == NULL || *id == '\0' || seconds <= 0)
    return NULL;
  delivery = usher_mailgun_event_variable (item, "delivery");
  event = usher_provider_event_new ("mailgun", type);
  event->provider_event_id = unique_id (id, seconds);
  event->provider_id = g_strdup (usher_json_get_string_at (item, "message", "headers", "message-id", NULL));
  event->address = g_strdup (usher_json_get_string (item, "recipient"));
  event->detail = detail_of (item);
  event->machine = bot != NULL && *bot != '\0';
  event->at = (UsherInstant) (seconds * G_USEC_PER_SEC);
  event->batch_id = usher_mailgun_event_variable (item, "batch");
  if (delivery != NULL)
    event->delivery_id = MAX (g_ascii_strtoll (delivery, NULL, 10), 0);
  return event;
}

static gboolean
check_signature (const char *signing_key, JsonObject *object, UsherInstant now, GError **error)
{
  JsonObject *signature = usher_json_get_object (object, "signature");
  g_autofree char *timestamp = usher_json_dup_text (signature, "timestamp");
  const char *token = usher_json_get_string (signature, "token");
  const char *given = usher_json_get_string (signature, "signature");
  g_autofree char *message = NULL;
  g_autofree char *expected = NULL;
  gint64 age;

  if (timestamp == NULL || token == NULL || *token == '\0' || given == NULL)
    {
      usher_set_error_invalid (error, "signature", "This is not a Mailgun webhook: it has no signature");
      return FALSE;
    }
  message = g_strconcat (timestamp, token, NULL);
  expected = usher_signature_sha256_hex (signing_key, message, strlen (message));
  if (!usher_signature_equal (expected, given))
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "The signature of this webhook is not Mailgun's");
      return FALSE;
    }
  age = now / G_USEC_PER_SEC - g_ascii_strtoll (timestamp, NULL, 10);
  if (age > WEBHOOK_MAX_AGE || age < -WEBHOOK_MAX_FUTURE)
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "This webhook is not from now");
      return FALSE;
    }
  return TRUE;
}

/**
 * usher_mailgun_parse_webhook:
 * @signing_key: the webhook signing key of the account (not the API key)
 * @body: JSON
 * @now: to judge the age
 * @token: (out) (transfer full): set on success, and when the event is of no interest
 * @error: %USHER_ERROR_INVALID or %USHER_ERROR_FORBIDDEN
 *
 * Checks and reads a webhook (Mailgun, "Securing webhooks"). The signature does not cover the event: who has one valid
 * signature can put it in front of any event, which is why the caller must accept a token only once.
 *
 * Returns: (transfer full) (nullable): the event; %NULL without @error when it is of no interest
 */
UsherProviderEvent *
usher_mailgun_parse_webhook (const char *signing_key, GBytes *body, UsherInstant now, char **token, GError **error)
{
  gsize length;
  const char *text;
  g_autoptr (JsonObject) object = NULL;
  JsonObject *data;

  g_return_val_if_fail (body != NULL && token != NULL, NULL);

  *token = NULL;
  if (signing_key == NULL || *signing_key == '\0')
    {
      usher_set_error (error, USHER_ERROR_FORBIDDEN, "No signing key is set for Mailgun's webhooks");
      return NULL;
    }
  text = g_bytes_get_data (body, &length);
  object = usher_json_read_object (text, length);
  data = usher_json_get_object (object, "event-data");
  if (data == NULL)
    {
      usher_set_error_invalid (error, "event-data", "This is not a Mailgun webhook");
      return NULL;
    }
  if (!check_signature (signing_key, object, now, error))
    return NULL;
  *token = g_strdup (usher_json_get_string_at (object, "signature", "token", NULL));
  return usher_mailgun_event_parse (data);
}
