/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-closed.h"
#include "usher-cost.h"
#include "usher-error.h"
#include "usher-mailgun.h"
#include "usher-mux.h"
#include "usher-sandbox.h"
#include "usher-twilio.h"

/* Each text of the configuration once: where it comes from, where it is kept, how it is checked. */
typedef enum { OTHER, ACCOUNT } FieldKind;

typedef struct {
  const char      *variable;
  const char      *member;    /* the same name in UsherSettings or UsherSecrets */
  gsize            offset;
  FieldKind        kind;
  UsherSettingRule rule;
} Field;

#define FIELD(variable, member, kind, rule) \
  { variable, #member, G_STRUCT_OFFSET (UsherConfig, member), kind, USHER_SETTING_##rule }

static const Field fields[] = {
  FIELD ("MAILGUN_API_KEY", mailgun_api_key, ACCOUNT, LINE),
  FIELD ("MAILGUN_DOMAIN", mailgun_domain, ACCOUNT, LINE),
  FIELD ("MAILGUN_BASE_URL", mailgun_base_url, ACCOUNT, URL),
  FIELD ("MAILGUN_SIGNING_KEY", mailgun_signing_key, ACCOUNT, LINE),
  FIELD ("TWILIO_ACCOUNT_SID", twilio_account_sid, ACCOUNT, LINE),
  FIELD ("TWILIO_AUTH_TOKEN", twilio_auth_token, ACCOUNT, LINE),
  FIELD ("TWILIO_PHONE_NUMBER", twilio_phone_number, ACCOUNT, SENDER),
  FIELD ("TWILIO_MESSAGING_SERVICE_SID", twilio_messaging_service_sid, ACCOUNT, LINE),
  FIELD ("TWILIO_BASE_URL", twilio_base_url, ACCOUNT, URL),
  FIELD ("MUX_TOKEN_ID", mux_token_id, ACCOUNT, LINE),
  FIELD ("MUX_TOKEN_SECRET", mux_token_secret, ACCOUNT, LINE),
  FIELD ("MUX_BASE_URL", mux_base_url, ACCOUNT, URL),
  FIELD ("MUX_SIGNING_SECRET", mux_signing_secret, ACCOUNT, LINE),
  FIELD ("CRON_SECRET", cron_secret, OTHER, LINE),
  FIELD ("USHER_SENDER_NAME", sender_name, OTHER, NAME),
  FIELD ("USHER_SENDER_ADDRESS", sender_address, OTHER, EMAIL),
  FIELD ("USHER_REPLY_TO", reply_to, OTHER, EMAIL),
  FIELD ("USHER_POSTAL_ADDRESS", postal_address, OTHER, LINE),
  FIELD ("USHER_PUBLIC_URL", public_url, OTHER, URL),
  FIELD ("USHER_PLAYBACK_URL", playback_url, ACCOUNT, LINK),
  FIELD ("USHER_PRIVACY_URL", privacy_url, OTHER, LINK),
  FIELD ("USHER_DEFAULT_COUNTRY", default_country, OTHER, COUNTRY),
};

/* In UsherConfig.pinned: a bit for each text, and these */
#define PINNED_TEXT(i)     (G_GUINT64_CONSTANT (1) << (i))
#define PINNED_EMAIL_PRICE (G_GUINT64_CONSTANT (1) << 61)
#define PINNED_SMS_PRICE   (G_GUINT64_CONSTANT (1) << 62)
#define PINNED_TRACK       (G_GUINT64_CONSTANT (1) << 63)

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
  copy->mailgun_closed = g_strdup (self->mailgun_closed);
  copy->twilio_closed = g_strdup (self->twilio_closed);
  copy->mux_closed = g_strdup (self->mux_closed);
  return copy;
}

void
usher_config_free (UsherConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (*text_at (self, &fields[i]));
  g_free (self->mailgun_closed);
  g_free (self->twilio_closed);
  g_free (self->mux_closed);
  g_free (self);
}

/* "0.0075" dollars → 7500 */
static gboolean
read_price (const char * const *environ_, const char *variable, gint64 *micros, gboolean *set, GError **error)
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
  *set = TRUE;
  return TRUE;
}

static gboolean
read_switch (const char * const *environ_, const char *variable, gboolean *value, gboolean *set, GError **error)
{
  static const char * const on[] = { "1", "yes", "true", "on", NULL };
  static const char * const off[] = { "", "0", "no", "false", "off", NULL };
  const char *text = g_environ_getenv ((char **) environ_, variable);
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  *set = *lower != '\0';
  if (g_strv_contains (on, lower))
    *value = TRUE;
  else if (!g_strv_contains (off, lower))
    {
      usher_set_error_invalid (error, variable, "%s must be yes or no.", variable);
      return FALSE;
    }
  return TRUE;
}

/* --- accounts ------------------------------------------------------------------------------------------------------- */

/* The two halves of each: the variables, the fields of the preferences, and what to say there when one of them is missing */
static const struct {
  gsize       half[2];
  const char *variable[2];
  const char *field[2];
  const char *missing[2];
} accounts[] = {
  { { G_STRUCT_OFFSET (UsherConfig, mailgun_api_key), G_STRUCT_OFFSET (UsherConfig, mailgun_domain) },
    { "MAILGUN_API_KEY", "MAILGUN_DOMAIN" }, { "mailgun_api_key", "mailgun_domain" },
    { N_("Fill in Mailgun’s API key as well, or clear the domain to stay in the sandbox."),
      N_("Fill in Mailgun’s domain as well, or clear the API key to stay in the sandbox.") } },
  { { G_STRUCT_OFFSET (UsherConfig, twilio_account_sid), G_STRUCT_OFFSET (UsherConfig, twilio_auth_token) },
    { "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN" }, { "twilio_account_sid", "twilio_auth_token" },
    { N_("Fill in Twilio’s account SID as well, or clear the auth token to stay in the sandbox."),
      N_("Fill in Twilio’s auth token as well, or clear the account SID to stay in the sandbox.") } },
  { { G_STRUCT_OFFSET (UsherConfig, mux_token_id), G_STRUCT_OFFSET (UsherConfig, mux_token_secret) },
    { "MUX_TOKEN_ID", "MUX_TOKEN_SECRET" }, { "mux_token_id", "mux_token_secret" },
    { N_("Fill in Mux’s token ID as well, or clear its secret to bring a stream of your own."),
      N_("Fill in Mux’s token secret as well, or clear its ID to bring a stream of your own.") } },
};

/* An account is whole, or not there at all: half of one would look like the sandbox, and nobody would get a message. */
static gboolean
check_whole (const UsherConfig *self, gsize account, gboolean environ_, GError **error)
{
  const char *first = G_STRUCT_MEMBER (char *, self, accounts[account].half[0]);
  const char *second = G_STRUCT_MEMBER (char *, self, accounts[account].half[1]);
  int missing = first == NULL ? 0 : 1;

  if ((first == NULL) == (second == NULL))
    return TRUE;
  if (environ_)
    usher_set_error_invalid (error, accounts[account].variable[missing],
                             "%s is set, but %s is not: set both, or none for the sandbox.",
                             accounts[account].variable[1 - missing], accounts[account].variable[missing]);
  else
    usher_set_error_about (error, accounts[account].field[missing], "", accounts[account].missing[missing], 0);
  return FALSE;
}

/* @environ_: whether the words are for somebody who sets variables */
static gboolean
check_accounts (const UsherConfig *self, gboolean environ_, GError **error)
{
  const char *closed[] = { self->mailgun_closed, self->twilio_closed, self->mux_closed };

  for (gsize i = 0; i < G_N_ELEMENTS (accounts); i++)
    if (closed[i] == NULL && !check_whole (self, i, environ_, error))
      return FALSE;
  if (self->twilio_account_sid == NULL || self->twilio_closed != NULL || self->twilio_phone_number != NULL || self->twilio_messaging_service_sid != NULL)
    return TRUE;
  if (environ_)
    usher_set_error_invalid (error, "TWILIO_PHONE_NUMBER",
                             "Twilio has no sender: set TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID.");
  else
    usher_set_error_invalid (error, "twilio_phone_number",
                             "Twilio has no sender: fill in your Twilio number, or a messaging service.");
  return FALSE;
}

/* --- settings ------------------------------------------------------------------------------------------------------- */

static char **
find_setting (const UsherSettings *settings, const char *member)
{
  for (guint i = 0; usher_settings_text_name (i) != NULL; i++)
    if (g_str_equal (usher_settings_text_name (i), member))
      return usher_settings_text ((UsherSettings *) settings, i);
  return NULL;
}

static gboolean
is_pinned (const UsherConfig *self, const char *variable)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].variable, variable))
      return (self->pinned & PINNED_TEXT (i)) != 0;
  return FALSE;
}

/* The key of an account of the environment goes where the environment says: who may save settings must not learn it. */
static gboolean
is_base_of_pinned (const UsherConfig *self, const Field *field)
{
  static const char * const bases[][2] = {
    { "MAILGUN_BASE_URL", "MAILGUN_DOMAIN" }, { "TWILIO_BASE_URL", "TWILIO_ACCOUNT_SID" }, { "MUX_BASE_URL", "MUX_TOKEN_ID" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    if (g_str_equal (field->variable, bases[i][0]))
      return is_pinned (self, bases[i][1]);
  return FALSE;
}

static void
take_settings (UsherConfig *self, const UsherSettings *settings, gboolean with_accounts)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      char **text = find_setting (settings, fields[i].member);

      if (text != NULL && (self->pinned & PINNED_TEXT (i)) == 0 && (with_accounts || fields[i].kind == OTHER)
          && !is_base_of_pinned (self, &fields[i]))
        g_set_str (text_at (self, &fields[i]), *text);
    }
  if ((self->pinned & PINNED_EMAIL_PRICE) == 0)
    self->email_price_micros = settings->email_price_micros;
  if ((self->pinned & PINNED_SMS_PRICE) == 0)
    self->sms_price_micros = settings->sms_price_micros;
  if ((self->pinned & PINNED_TRACK) == 0)
    self->track = settings->track;
}

/**
 * usher_config_with_settings:
 * @self: the configuration in use
 * @settings: what was saved just now
 *
 * Providers are made once, at the start of an engine; so accounts, and the playback address of a stream without one, stay as
 * they are.
 *
 * Returns: (transfer full): a configuration with the names, addresses, links, country, prices and tracking of @settings
 */
UsherConfig *
usher_config_with_settings (const UsherConfig *self, const UsherSettings *settings)
{
  UsherConfig *config;

  g_return_val_if_fail (self != NULL && settings != NULL, NULL);

  config = usher_config_copy (self);
  take_settings (config, settings, FALSE);
  return config;
}

#define SECRET(member, name) \
  { #member, name, G_STRUCT_OFFSET (UsherSecrets, member), G_STRUCT_OFFSET (UsherConfig, member) }

static const struct {
  const char *field;
  const char *name;
  gsize       from, to;
} secret_fields[] = {
  SECRET (mailgun_api_key, N_("Mailgun’s API key")),
  SECRET (mailgun_signing_key, N_("Mailgun’s signing key")),
  SECRET (twilio_auth_token, N_("Twilio’s auth token")),
  SECRET (mux_token_secret, N_("Mux’s token secret")),
  SECRET (mux_signing_secret, N_("Mux’s signing secret")),
};

static char **
secret_at (const UsherSecrets *secrets, guint index)
{
  return G_STRUCT_MEMBER_P (secrets, secret_fields[index].from);
}

static gboolean
take_secrets (UsherConfig *self, const UsherSecrets *secrets, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (secret_fields); i++)
    {
      const char *text = *secret_at (secrets, i);
      g_autofree char *kept = NULL;

      if (text == NULL)
        continue;
      kept = usher_setting_rule_check (USHER_SETTING_LINE, text, secret_fields[i].field, secret_fields[i].name, error);
      if (kept == NULL)
        return FALSE;
      g_set_str (G_STRUCT_MEMBER_P (self, secret_fields[i].to), *kept != '\0' ? kept : NULL);
    }
  return TRUE;
}

/**
 * usher_config_new_from_settings:
 * @settings: what the streamer chose
 * @secrets: (nullable): the secret half of the accounts
 * @error: INVALID, with the field of @settings or @secrets. An account of which one half is missing is an error, never the
 *   sandbox: messages would seem to leave and nobody would get them
 *
 * Returns: (transfer full) (nullable): the configuration
 */
UsherConfig *
usher_config_new_from_settings (const UsherSettings *settings, const UsherSecrets *secrets, GError **error)
{
  g_autoptr (UsherConfig) self = NULL;
  g_autoptr (UsherSettings) kept = NULL;

  g_return_val_if_fail (settings != NULL, NULL);

  kept = usher_settings_normalize (settings, error);
  if (kept == NULL)
    return NULL;
  self = usher_config_new ();
  take_settings (self, kept, TRUE);
  if ((secrets != NULL && !take_secrets (self, secrets, error)) || !check_accounts (self, FALSE, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- the keyring --------------------------------------------------------------------------------------------------- */

/* Accounts as their two halves: what is in the settings, and what is in the keyring or in the environment */
static const struct {
  gsize       open, secret, closed;
  const char *open_variable, *secret_variable;
  const char *missing;
} halves[] = {
  { G_STRUCT_OFFSET (UsherConfig, mailgun_domain), G_STRUCT_OFFSET (UsherConfig, mailgun_api_key),
    G_STRUCT_OFFSET (UsherConfig, mailgun_closed), "MAILGUN_DOMAIN", "MAILGUN_API_KEY",
    N_("Mailgun’s API key is not in the keyring, so e-mail waits. Paste it again in the preferences.") },
  { G_STRUCT_OFFSET (UsherConfig, twilio_account_sid), G_STRUCT_OFFSET (UsherConfig, twilio_auth_token),
    G_STRUCT_OFFSET (UsherConfig, twilio_closed), "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN",
    N_("Twilio’s auth token is not in the keyring, so SMS wait. Paste it again in the preferences.") },
  { G_STRUCT_OFFSET (UsherConfig, mux_token_id), G_STRUCT_OFFSET (UsherConfig, mux_token_secret),
    G_STRUCT_OFFSET (UsherConfig, mux_closed), "MUX_TOKEN_ID", "MUX_TOKEN_SECRET",
    N_("Mux’s token secret is not in the keyring, so no stream can be made. Paste it again in the preferences.") },
};

static void
close_halves (UsherConfig *self, const GError *why)
{
  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      char **open = G_STRUCT_MEMBER_P (self, halves[i].open);
      char **secret = G_STRUCT_MEMBER_P (self, halves[i].secret);
      char **closed = G_STRUCT_MEMBER_P (self, halves[i].closed);

      /* A secret that was left behind by an account that is gone is none. */
      if (*open == NULL)
        g_clear_pointer (secret, g_free);
      else if (*secret == NULL)
        *closed = g_strdup (why != NULL ? why->message : halves[i].missing);
    }
  if (self->twilio_account_sid != NULL && self->twilio_closed == NULL && self->twilio_phone_number == NULL
      && self->twilio_messaging_service_sid == NULL)
    self->twilio_closed = g_strdup (N_("Twilio has no sender, so SMS wait. Fill in your number in the preferences."));
}

/**
 * usher_config_new_from_keyring:
 * @settings: what the streamer chose
 * @secrets: (nullable): what the keyring has
 * @why: (nullable): why the keyring could not be read
 * @error: INVALID: @settings are not fit to be used
 *
 * Unlike usher_config_new_from_settings() it takes what there is: the app has to start with a keyring that is locked. An
 * account that is not whole is neither used nor taken for the sandbox: its messages wait (usher-closed.h).
 *
 * Returns: (transfer full) (nullable): the configuration
 */
UsherConfig *
usher_config_new_from_keyring (const UsherSettings *settings, const UsherSecrets *secrets, const GError *why, GError **error)
{
  g_autoptr (UsherConfig) self = NULL;
  g_autoptr (UsherSettings) kept = NULL;

  g_return_val_if_fail (settings != NULL, NULL);

  kept = usher_settings_normalize (settings, error);
  if (kept == NULL)
    return NULL;
  self = usher_config_new ();
  take_settings (self, kept, TRUE);
  if (secrets != NULL && !take_secrets (self, secrets, error))
    return NULL;
  close_halves (self, why);
  return g_steal_pointer (&self);
}

gboolean
usher_config_is_sandbox (const UsherConfig *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  return self->mailgun_domain == NULL && self->twilio_account_sid == NULL;
}

UsherSecrets *
usher_secrets_new (void)
{
  return g_new0 (UsherSecrets, 1);
}

UsherSecrets *
usher_secrets_copy (const UsherSecrets *self)
{
  UsherSecrets *copy = usher_secrets_new ();

  for (guint i = 0; self != NULL && i < G_N_ELEMENTS (secret_fields); i++)
    *secret_at (copy, i) = g_strdup (*secret_at (self, i));
  return copy;
}

void
usher_secrets_free (UsherSecrets *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (secret_fields); i++)
    {
      char *secret = *secret_at (self, i);

      if (secret != NULL)
        explicit_bzero (secret, strlen (secret));
      g_free (secret);
    }
  g_free (self);
}

/* --- the environment ------------------------------------------------------------------------------------------------ */

static gboolean
read_texts (UsherConfig *self, const char * const *environ_, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = g_environ_getenv ((char **) environ_, fields[i].variable);
      g_autofree char *kept = NULL;

      if (text == NULL || *text == '\0')
        continue;
      kept = usher_setting_rule_check (fields[i].rule, text, fields[i].variable, fields[i].variable, error);
      if (kept == NULL)
        return FALSE;
      g_set_str (text_at (self, &fields[i]), kept);
      self->pinned |= PINNED_TEXT (i);
    }
  return TRUE;
}

static gboolean
read_rest (UsherConfig *self, const char * const *environ_, GError **error)
{
  gboolean email = FALSE, sms = FALSE, track = FALSE;

  if (!read_price (environ_, "USHER_EMAIL_PRICE", &self->email_price_micros, &email, error)
      || !read_price (environ_, "USHER_SMS_PRICE", &self->sms_price_micros, &sms, error)
      || !read_switch (environ_, "USHER_TRACKING", &self->track, &track, error))
    return FALSE;
  self->pinned |= (email ? PINNED_EMAIL_PRICE : 0) | (sms ? PINNED_SMS_PRICE : 0) | (track ? PINNED_TRACK : 0);
  return TRUE;
}

/* Halves that were saved, without their secret here: those accounts are closed, and the rest of the program starts. */
static void
close_saved_halves (UsherConfig *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++)
    if (G_STRUCT_MEMBER (char *, self, halves[i].open) != NULL && G_STRUCT_MEMBER (char *, self, halves[i].secret) == NULL
        && !is_pinned (self, halves[i].open_variable))
      G_STRUCT_MEMBER (char *, self, halves[i].closed) =
        g_strdup_printf ("An account was saved, but %s is not set, so its messages wait.", halves[i].secret_variable);
  if (self->twilio_account_sid != NULL && self->twilio_closed == NULL && self->twilio_phone_number == NULL
      && self->twilio_messaging_service_sid == NULL && !is_pinned (self, "TWILIO_ACCOUNT_SID"))
    self->twilio_closed = g_strdup (N_("Twilio has no sender, so SMS wait. Fill in your number in the preferences."));
}

/**
 * usher_config_new_from_environ_and_settings:
 * @environ_: (array zero-terminated=1): "NAME=value" as g_get_environ() gives them
 * @settings: (nullable): what was saved in the folder
 * @error: INVALID, with the variable as its field
 *
 * What a service manager sets goes before what was saved, and stays when something else is saved. Empty variables count as not
 * set. Secrets are never in settings: an account that was set up in the preferences needs its secret in the environment, and is
 * closed without it (usher-closed.h). Half an account in the environment is an error.
 *
 * Returns: (transfer full) (nullable): the configuration
 */
UsherConfig *
usher_config_new_from_environ_and_settings (const char * const *environ_, const UsherSettings *settings, GError **error)
{
  g_autoptr (UsherConfig) self = usher_config_new ();

  g_return_val_if_fail (environ_ != NULL, NULL);

  if (!read_texts (self, environ_, error) || !read_rest (self, environ_, error))
    return NULL;
  if (settings != NULL)
    take_settings (self, settings, TRUE);
  close_saved_halves (self);
  return check_accounts (self, TRUE, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * usher_config_new_from_environ:
 * @environ_: (array zero-terminated=1): "NAME=value" as g_get_environ() gives them
 * @error: INVALID, with the variable as its field
 *
 * Returns: (transfer full) (nullable): the configuration
 */
UsherConfig *
usher_config_new_from_environ (const char * const *environ_, GError **error)
{
  return usher_config_new_from_environ_and_settings (environ_, NULL, error);
}

/* --- what it is good for -------------------------------------------------------------------------------------------- */

static const char *
base_url (const char *own, const char *usual)
{
  return own != NULL ? own : usual;
}

UsherMailer *
usher_config_make_mailer (const UsherConfig *self, UsherOutbox *outbox)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->mailgun_closed != NULL)
    return USHER_MAILER (usher_closed_new ("mailgun", self->mailgun_closed));
  if (self->mailgun_api_key == NULL || self->mailgun_domain == NULL)
    return usher_sandbox_mailer_new (outbox);
  return usher_mailgun_new (base_url (self->mailgun_base_url, USHER_MAILGUN_BASE_URL_US), self->mailgun_domain,
                            self->mailgun_api_key);
}

UsherTexter *
usher_config_make_texter (const UsherConfig *self, UsherOutbox *outbox)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->twilio_closed != NULL)
    return USHER_TEXTER (usher_closed_new ("twilio", self->twilio_closed));
  if (self->twilio_account_sid == NULL || self->twilio_auth_token == NULL)
    return usher_sandbox_texter_new (outbox);
  return usher_twilio_new (base_url (self->twilio_base_url, USHER_TWILIO_BASE_URL), self->twilio_account_sid,
                           self->twilio_auth_token, self->twilio_phone_number, self->twilio_messaging_service_sid);
}

UsherStreamer *
usher_config_make_streamer (const UsherConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->mux_closed != NULL)
    return USHER_STREAMER (usher_closed_new ("mux", self->mux_closed));
  if (self->mux_token_id == NULL || self->mux_token_secret == NULL)
    return usher_manual_streamer_new (self->playback_url);
  return usher_mux_new (base_url (self->mux_base_url, USHER_MUX_BASE_URL), self->mux_token_id, self->mux_token_secret);
}
