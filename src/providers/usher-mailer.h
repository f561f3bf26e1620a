/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-message.h"
#include "usher-provider-event.h"
#include "usher-send-result.h"

G_BEGIN_DECLS

/**
 * UsherMailer:
 *
 * Sends e-mail. All calls block and belong on a worker thread; one thread at a time. Cancelling makes a running request an
 * unknown outcome, not a failure.
 */
#define USHER_TYPE_MAILER (usher_mailer_get_type ())
G_DECLARE_INTERFACE (UsherMailer, usher_mailer, USHER, MAILER, GObject)

struct _UsherMailerInterface {
  GTypeInterface parent;
  const char *(*get_name)      (UsherMailer *self);
  int         (*get_max_batch) (UsherMailer *self);
  GPtrArray  *(*send)          (UsherMailer *self, const UsherMailBatch *batch, GCancellable *cancellable);
  GHashTable *(*find_batch)    (UsherMailer *self, const char *batch_id, UsherInstant since, GCancellable *cancellable,
                                GError **error);
  GPtrArray  *(*poll)          (UsherMailer *self, const char *cursor, UsherInstant now, char **next_cursor,
                                GCancellable *cancellable, GError **error);
  gboolean    (*check)         (UsherMailer *self, GCancellable *cancellable, GError **error);
};

const char *usher_mailer_get_name      (UsherMailer *self);     /* "mailgun", "sandbox" */
int         usher_mailer_get_max_batch (UsherMailer *self);
/* (transfer container) (element-type UsherSendResult): exactly one for each recipient. Never fails as a whole: a whole
 * failure is the same result for each. */
GPtrArray  *usher_mailer_send          (UsherMailer *self, const UsherMailBatch *batch, GCancellable *cancellable);
/* (element-type gint64 utf8): delivery id → provider id of those that the provider took; what is missing was not taken (as far as it
 * knows now: the caller waits before believing that). */
GHashTable *usher_mailer_find_batch    (UsherMailer *self, const char *batch_id, UsherInstant since,
                                        GCancellable *cancellable, GError **error);
/* (element-type UsherProviderEvent): one page of what happened since @cursor (NULL: the beginning that makes sense). The
 * page's end is *next_cursor; equal to @cursor (or an empty page): nothing more now. Events may come again. */
GPtrArray  *usher_mailer_poll          (UsherMailer *self, const char *cursor, UsherInstant now, char **next_cursor,
                                        GCancellable *cancellable, GError **error);
/* Is the account usable? @error says plainly what is wrong and what to do. */
gboolean    usher_mailer_check         (UsherMailer *self, GCancellable *cancellable, GError **error);

G_END_DECLS
