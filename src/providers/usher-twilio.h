/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-texter.h"

G_BEGIN_DECLS

#define USHER_TWILIO_BASE_URL "https://api.twilio.com"

/* Twilio's Messages API: reference/twilio.md. Sends from @messaging_service_sid where set, else from @phone_number. */
#define USHER_TYPE_TWILIO (usher_twilio_get_type ())
G_DECLARE_FINAL_TYPE (UsherTwilio, usher_twilio, USHER, TWILIO, GObject)
UsherTexter *usher_twilio_new (const char *base_url, const char *account_sid, const char *auth_token,
                               const char *phone_number, const char *messaging_service_sid);

/* Status callbacks and incoming messages (form POST). @url: the full public URL that Twilio was given.
 * Errors as usher_mailgun_parse_webhook(). */
UsherProviderEvent *usher_twilio_parse_webhook (const char *auth_token, const char *url, const char *signature,
                                                GBytes *body, UsherInstant now, GError **error);

G_END_DECLS
