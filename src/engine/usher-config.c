/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-config.h"

#include <string.h>

#include "usher-contact.h"
#include "usher-cost.h"
#include "usher-error.h"
#include "usher-mailgun.h"
#include "usher-mux.h"
#include "usher-sandbox.h"
#include "usher-twilio.h"

/* Each text of the configuration once: where it comes from, where it is kept, how it is checked. */
typedef enum { TEXT, SECRET, URL, PHONE, EMAIL, COUNTRY } FieldKind;

typedef struct {
  const char *variable;
  gsize       offset;
  FieldKind   kind;
} Field;

#define FIELD(variable, member, kind) { variable, G_STRUCT_OFFSET (UsherConfig, member), kind }

static const Field fields[] = {
  FIELD ("MAILGUN_API_KEY", mailgun_api_key, SECRET),
  FIELD ("MAILGUN_DOMAIN", mailgun_domain, TEXT),
  FIELD ("MAILGUN_BASE_URL", mailgun_base_url, URL),
  FIELD ("MAILGUN_SIGNING_KEY", mailgun_signing_key, SECRET),
  FIELD ("TWILIO_ACCOUNT_SID", twilio_account_sid, TEXT),
  FIELD ("TWILIO_AUTH_TOKEN", twilio_auth_token, SECRET),
  FIELD ("TWILIO_PHONE_NUMBER", twilio_phone_number, PHONE),
  FIELD ("TWILIO_MESSAGING_SERVICE_SID", twilio_messaging_service_sid, TEXT),
  FIELD ("TWILIO_BASE_URL", twilio_base_url, URL),
  FIELD ("MUX_TOKEN_ID", mux_token_id, TEXT),
  FIELD ("MUX_TOKEN_SECRET", mux_token_secret, SECRET),
  FIELD ("MUX_BASE_URL", mux_base_url, URL),
  FIELD ("MUX_SIGNING_SECRET", mux_signing_secret, SECRET),
  FIELD ("CRON_SECRET", cron_secret, SECRET),
  FIELD ("USHER_SENDER_NAME", sender_name, TEXT),
  FIELD ("USHER_SENDER_ADDRESS", sender_address, EMAIL),
  FIELD ("USHER_REPLY_TO", reply_to, EMAIL),
  FIELD ("USHER_POSTAL_ADDRESS", postal_address, TEXT),
  FIELD ("USHER_PUBLIC_URL", public_url, URL),
  FIELD ("USHER_PLAYBACK_URL", playback_url, URL),
  FIELD ("USHER_PRIVACY_URL", privacy_url, URL),
  FIELD ("USHER_DEFAULT_COUNTRY", default_country, COUNTRY),
};

static char **
text_at (const UsherConfig *self, const Field *field)
{
  return G_STRUCT_MEMBER_P (self, field->offset);
}

/**
 * usher_config_new:
 *
 * Returns: (transfer full): the sandbox everywhere, the house's prices, no tracking
 */
UsherConfig *
usher_config_new (void)
{
  UsherConfig *self = g_new0 (UsherConfig, 1);

  self->default_country = g_strdup ("US");
  self->email_price_micros = USHER_PRICE_EMAIL_DEFAULT;
  self->sms_price_micros = USHER_PRICE_SMS_DEFAULT;
  return self;
}

UsherConfig *
usher_config_copy (const UsherConfig *self)
{
  UsherConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    *text_at (copy, &fields[i]) = g_strdup (*text_at (self, &fields[i]));
  return copy;
}

void
usher_config_free (UsherConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (*text_at (self, &fields[i]));
  g_free (self);
}

static char *
check_url (const char *text, const char *variable, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *url = g_strdup (text);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0))
    {
      usher_set_error_invalid (error, variable, "%s must be an address that begins with http:// or https://.", variable);
      return NULL;
    }
  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return g_steal_pointer (&url);
}

static char *
check_country (const char *text, const char *variable, GError **error)
{
  if (strlen (text) == 2 && g_ascii_isalpha (text[0]) && g_ascii_isalpha (text[1]))
    return g_ascii_strup (text, -1);
  usher_set_error_invalid (error, variable, "%s must be a country code of two letters, like US or DE.", variable);
  return NULL;
}

/* The check of the forms names no field in its words; here nobody sees which one was meant. */
static char *
check_email (const char *text, const char *variable, GError **error)
{
  char *address = usher_email_check (text, variable, error);

  if (address == NULL)
    g_prefix_error (error, "%s: ", variable);
  return address;
}

static char *
check_field (const Field *field, const char *text, GError **error)
{
  switch (field->kind)
    {
    case URL:
      return check_url (text, field->variable, error);
    case EMAIL:
      return check_email (text, field->variable, error);
    case COUNTRY:
      return check_country (text, field->variable, error);
    case PHONE:   /* a short code or an alphanumeric sender may stand here, too */
    case TEXT:
    case SECRET:
      for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_iscntrl (*p))
          {
            usher_set_error_invalid (error, field->variable, "%s must be one line.", field->variable);
            return NULL;
          }
      if (!g_utf8_validate (text, -1, NULL))
        {
          usher_set_error_invalid (error, field->variable, "%s is not valid UTF-8.", field->variable);
          return NULL;
        }
      return g_strdup (text);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* "0.0075" dollars → 7500 */
static gboolean
read_price (const char * const *environ_, const char *variable, gint64 *micros, GError **error)
{
  const char *text = g_environ_getenv ((char **) environ_, variable);
  char *end = NULL;
  double dollars;

  if (text == NULL || *text == '\0')
    return TRUE;
  dollars = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(dollars >= 0) || dollars > 1000)
    {
      usher_set_error_invalid (error, variable, "%s must be a price in dollars, like 0.0075.", variable);
      return FALSE;
    }
  *micros = (gint64) (dollars * 1e6 + 0.5);
  return TRUE;
}

static gboolean
read_switch (const char * const *environ_, const char *variable, gboolean *value, GError **error)
{
  static const char * const on[] = { "1", "yes", "true", "on", NULL };
  static const char * const off[] = { "", "0", "no", "false", "off", NULL };
  const char *text = g_environ_getenv ((char **) environ_, variable);
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  if (g_strv_contains (on, lower))
    *value = TRUE;
  else if (!g_strv_contains (off, lower))
    {
      usher_set_error_invalid (error, variable, "%s must be yes or no.", variable);
      return FALSE;
    }
  return TRUE;
}

/* An account is whole, or not there at all: half of one would look like the sandbox, and nobody would get a message. */
static gboolean
check_whole (const char *first, const char *first_name, const char *second, const char *second_name, GError **error)
{
  if ((first == NULL) == (second == NULL))
    return TRUE;
  usher_set_error_invalid (error, first == NULL ? first_name : second_name,
                           "%s is set, but %s is not: set both, or none for the sandbox.",
                           first == NULL ? second_name : first_name, first == NULL ? first_name : second_name);
  return FALSE;
}

static gboolean
check_accounts (const UsherConfig *self, GError **error)
{
  if (!check_whole (self->mailgun_api_key, "MAILGUN_API_KEY", self->mailgun_domain, "MAILGUN_DOMAIN", error)
      || !check_whole (self->twilio_account_sid, "TWILIO_ACCOUNT_SID", self->twilio_auth_token, "TWILIO_AUTH_TOKEN", error)
      || !check_whole (self->mux_token_id, "MUX_TOKEN_ID", self->mux_token_secret, "MUX_TOKEN_SECRET", error))
    return FALSE;
  if (self->twilio_account_sid != NULL && self->twilio_phone_number == NULL && self->twilio_messaging_service_sid == NULL)
    {
      usher_set_error_invalid (error, "TWILIO_PHONE_NUMBER",
                               "Twilio has no sender: set TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID.");
      return FALSE;
    }
  return TRUE;
}

/**
 * usher_config_new_from_environ:
 * @environ_: (array zero-terminated=1): "NAME=value" as g_get_environ() gives them
 * @error: INVALID, with the variable as its field
 *
 * Empty variables count as not set.
 *
 * Returns: (transfer full) (nullable): the configuration
 */
UsherConfig *
usher_config_new_from_environ (const char * const *environ_, GError **error)
{
  g_autoptr (UsherConfig) self = usher_config_new ();

  g_return_val_if_fail (environ_ != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = g_environ_getenv ((char **) environ_, fields[i].variable);
      char *value;

      if (text == NULL || *text == '\0')
        continue;
      value = check_field (&fields[i], text, error);
      if (value == NULL)
        return NULL;
      g_free (*text_at (self, &fields[i]));
      *text_at (self, &fields[i]) = value;
    }
  if (!check_accounts (self, error)
      || !read_price (environ_, "USHER_EMAIL_PRICE", &self->email_price_micros, error)
      || !read_price (environ_, "USHER_SMS_PRICE", &self->sms_price_micros, error)
      || !read_switch (environ_, "USHER_TRACKING", &self->track, error))
    return NULL;
  return g_steal_pointer (&self);
}

static const char *
base_url (const char *own, const char *usual)
{
  return own != NULL ? own : usual;
}

UsherMailer *
usher_config_make_mailer (const UsherConfig *self, UsherOutbox *outbox)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->mailgun_api_key == NULL || self->mailgun_domain == NULL)
    return usher_sandbox_mailer_new (outbox);
  return usher_mailgun_new (base_url (self->mailgun_base_url, USHER_MAILGUN_BASE_URL_US), self->mailgun_domain,
                            self->mailgun_api_key);
}

UsherTexter *
usher_config_make_texter (const UsherConfig *self, UsherOutbox *outbox)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->twilio_account_sid == NULL || self->twilio_auth_token == NULL)
    return usher_sandbox_texter_new (outbox);
  return usher_twilio_new (base_url (self->twilio_base_url, USHER_TWILIO_BASE_URL), self->twilio_account_sid,
                           self->twilio_auth_token, self->twilio_phone_number, self->twilio_messaging_service_sid);
}

UsherStreamer *
usher_config_make_streamer (const UsherConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->mux_token_id == NULL || self->mux_token_secret == NULL)
    return usher_manual_streamer_new (self->playback_url);
  return usher_mux_new (base_url (self->mux_base_url, USHER_MUX_BASE_URL), self->mux_token_id, self->mux_token_secret);
}
