/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-mailer.h"
#include "usher-outbox.h"
#include "usher-settings.h"
#include "usher-streamer.h"
#include "usher-texter.h"

G_BEGIN_DECLS

/**
 * UsherConfig:
 *
 * What the engine is told at its start. usherd fills it from the environment (issue: MAILGUN_API_KEY …), the app from
 * settings and libsecret. Immutable once the engine has it; when settings are saved, the engine makes itself another one
 * (usher_config_with_settings()).
 */
typedef struct {
  char  *mailgun_api_key, *mailgun_domain, *mailgun_base_url, *mailgun_signing_key;
  char  *twilio_account_sid, *twilio_auth_token, *twilio_phone_number, *twilio_messaging_service_sid, *twilio_base_url;
  char  *mux_token_id, *mux_token_secret, *mux_base_url, *mux_signing_secret;
  char  *cron_secret;
  char  *sender_name, *sender_address, *reply_to, *postal_address;
  char  *public_url;             /* base of all links in messages, without a slash at the end */
  char  *playback_url;           /* (nullable): the streamer's own, where there is no Mux */
  char  *privacy_url;
  char  *default_country;        /* region of national phone numbers: "US" */
  gint64 email_price_micros;
  gint64 sms_price_micros;
  gboolean track;                /* opens and clicks */
  char  *mailgun_closed, *twilio_closed, *mux_closed;   /* (nullable): why an account that is set up cannot be used now */
  guint64 pinned;                /* what the environment set: settings do not change it */
} UsherConfig;

/**
 * UsherSecrets:
 *
 * The secret half of the accounts, as it comes from the keyring; all (nullable). Never stored or logged.
 */
typedef struct {
  char *mailgun_api_key, *mailgun_signing_key;
  char *twilio_auth_token;
  char *mux_token_secret, *mux_signing_secret;
} UsherSecrets;

UsherSecrets  *usher_secrets_new     (void);
UsherSecrets  *usher_secrets_copy    (const UsherSecrets *self);
void           usher_secrets_free    (UsherSecrets *self);     /* wipes them */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSecrets, usher_secrets_free)

UsherConfig   *usher_config_new      (void);                  /* defaults: sandbox everywhere */
UsherConfig   *usher_config_new_from_environ (const char * const *environ, GError **error);
/* The environment's word goes before that of the settings (nullable); secrets from the environment alone */
UsherConfig   *usher_config_new_from_environ_and_settings (const char * const *environ, const UsherSettings *settings, GError **error);
UsherConfig   *usher_config_new_from_settings (const UsherSettings *settings, const UsherSecrets *secrets, GError **error);
/* The desktop app's: an account whose secret is missing is closed: its messages wait. @why: (nullable): why @secrets (nullable) could not
 * be read */
UsherConfig   *usher_config_new_from_keyring (const UsherSettings *settings, const UsherSecrets *secrets, const GError *why, GError **error);
/* No account of a mailer or texter: nothing leaves this machine */
gboolean       usher_config_is_sandbox (const UsherConfig *self);
/* The same accounts with all else from @settings, but for what the environment set */
UsherConfig   *usher_config_with_settings (const UsherConfig *self, const UsherSettings *settings);
UsherConfig   *usher_config_copy     (const UsherConfig *self);
void           usher_config_free     (UsherConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConfig, usher_config_free)

/* The real one where its account is set, else the sandbox twin. */
UsherMailer   *usher_config_make_mailer   (const UsherConfig *self, UsherOutbox *outbox);
UsherTexter   *usher_config_make_texter   (const UsherConfig *self, UsherOutbox *outbox);
UsherStreamer *usher_config_make_streamer (const UsherConfig *self);

G_END_DECLS
