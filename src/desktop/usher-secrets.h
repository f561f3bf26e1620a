/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The secrets of the accounts in the user's keyring (Secret Service, or the portal in Flatpak), and nowhere else. */

#include <gio/gio.h>

#include "usher-config.h"

G_BEGIN_DECLS

#define USHER_SECRET_MAILGUN_API_KEY     "mailgun-api-key"
#define USHER_SECRET_MAILGUN_SIGNING_KEY "mailgun-signing-key"
#define USHER_SECRET_TWILIO_AUTH_TOKEN   "twilio-auth-token"
#define USHER_SECRET_MUX_TOKEN_SECRET    "mux-token-secret"
#define USHER_SECRET_MUX_SIGNING_SECRET  "mux-signing-secret"

/* Milliseconds that a user gets to unlock the keyring when it asks */
#define USHER_SECRETS_PATIENCE 120000

void          usher_secrets_load_async   (guint                 patience,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
UsherSecrets *usher_secrets_load_finish  (GAsyncResult         *result,
                                          GError              **error);
/* @value: (nullable): %NULL or "" takes it out */
void          usher_secrets_store_async  (const char           *key,
                                          const char           *value,
                                          guint                 patience,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean      usher_secrets_store_finish (GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
