/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-mailer.h"

G_DEFINE_INTERFACE (UsherMailer, usher_mailer, G_TYPE_OBJECT)

static void
usher_mailer_default_init (UsherMailerInterface *iface)
{
}

const char *
usher_mailer_get_name (UsherMailer *self)
{
  g_return_val_if_fail (USHER_IS_MAILER (self), NULL);
  return USHER_MAILER_GET_IFACE (self)->get_name (self);
}

/**
 * usher_mailer_get_max_batch:
 *
 * Returns: how many recipients one usher_mailer_send() takes with one request
 */
int
usher_mailer_get_max_batch (UsherMailer *self)
{
  g_return_val_if_fail (USHER_IS_MAILER (self), 1);
  return USHER_MAILER_GET_IFACE (self)->get_max_batch (self);
}

/**
 * usher_mailer_send:
 * @batch: what goes to whom; at least one recipient
 *
 * Returns: (transfer container) (element-type UsherSendResult): one result for each recipient, in their order
 */
GPtrArray *
usher_mailer_send (UsherMailer *self, const UsherMailBatch *batch, GCancellable *cancellable)
{
  g_return_val_if_fail (USHER_IS_MAILER (self), NULL);
  g_return_val_if_fail (batch != NULL && batch->batch_id != NULL, NULL);
  return USHER_MAILER_GET_IFACE (self)->send (self, batch, cancellable);
}

GHashTable *
usher_mailer_find_batch (UsherMailer *self, const char *batch_id, UsherInstant since, GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (USHER_IS_MAILER (self), NULL);
  g_return_val_if_fail (batch_id != NULL, NULL);
  return USHER_MAILER_GET_IFACE (self)->find_batch (self, batch_id, since, cancellable, error);
}

GPtrArray *
usher_mailer_poll (UsherMailer *self, const char *cursor, UsherInstant now, char **next_cursor,
                   GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_MAILER (self), NULL);
  g_return_val_if_fail (next_cursor != NULL, NULL);
  return USHER_MAILER_GET_IFACE (self)->poll (self, cursor, now, next_cursor, cancellable, error);
}

gboolean
usher_mailer_check (UsherMailer *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_MAILER (self), FALSE);
  return USHER_MAILER_GET_IFACE (self)->check (self, cancellable, error);
}
