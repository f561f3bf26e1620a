/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-mailer.h"

G_BEGIN_DECLS

#define USHER_MAILGUN_BASE_URL_US "https://api.mailgun.net"
#define USHER_MAILGUN_BASE_URL_EU "https://api.eu.mailgun.net"

/* Mailgun's HTTP API: reference/mailgun.md. Own variables: v:batch, v:event, v:delivery=%recipient.delivery%. */
#define USHER_TYPE_MAILGUN (usher_mailgun_get_type ())
G_DECLARE_FINAL_TYPE (UsherMailgun, usher_mailgun, USHER, MAILGUN, GObject)
UsherMailer *usher_mailgun_new (const char *base_url, const char *domain, const char *api_key);

/* A webhook's body: signature checked with @signing_key, then the event in it. *token: to be used once
 * (usher_webhook_tokens_use()). NULL with @error INVALID (not ours), or FORBIDDEN (signature, age); NULL without error: an
 * event of no interest. */
UsherProviderEvent *usher_mailgun_parse_webhook (const char *signing_key, GBytes *body, UsherInstant now, char **token,
                                                 GError **error);

G_END_DECLS
