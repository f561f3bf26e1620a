/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-mailer.h"
#include "usher-outbox.h"
#include "usher-streamer.h"
#include "usher-texter.h"

G_BEGIN_DECLS

/**
 * UsherConfig:
 *
 * What the engine is told at its start. usherd fills it from the environment (issue: MAILGUN_API_KEY …), the app from
 * settings and libsecret. Immutable once the engine has it.
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
} UsherConfig;

UsherConfig   *usher_config_new      (void);                  /* defaults: sandbox everywhere */
UsherConfig   *usher_config_new_from_environ (const char * const *environ, GError **error);
UsherConfig   *usher_config_copy     (const UsherConfig *self);
void           usher_config_free     (UsherConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConfig, usher_config_free)

/* The real one where its account is set, else the sandbox twin. */
UsherMailer   *usher_config_make_mailer   (const UsherConfig *self, UsherOutbox *outbox);
UsherTexter   *usher_config_make_texter   (const UsherConfig *self, UsherOutbox *outbox);
UsherStreamer *usher_config_make_streamer (const UsherConfig *self);

G_END_DECLS
