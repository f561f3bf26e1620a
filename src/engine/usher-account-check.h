/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-config.h"

G_BEGIN_DECLS

typedef enum {
  USHER_ACCOUNT_MAILER,
  USHER_ACCOUNT_TEXTER,
  USHER_ACCOUNT_STREAMER,
} UsherAccountKind;

/* Asks the provider whether the account of @candidate, which need not be saved, can be used. On a thread of its own; completes on
 * the caller's context. The error says in plain words what to do. */
void     usher_account_check_async  (UsherAccountKind kind, const UsherConfig *candidate, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean usher_account_check_finish (GAsyncResult *result, GError **error);

G_END_DECLS
