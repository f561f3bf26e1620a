/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-texter.h"

G_DEFINE_INTERFACE (UsherTexter, usher_texter, G_TYPE_OBJECT)

static void
usher_texter_default_init (UsherTexterInterface *iface)
{
}

const char *
usher_texter_get_name (UsherTexter *self)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), NULL);
  return USHER_TEXTER_GET_IFACE (self)->get_name (self);
}

double
usher_texter_get_rate (UsherTexter *self)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), 0);
  return USHER_TEXTER_GET_IFACE (self)->get_rate (self);
}

/**
 * usher_texter_send:
 * @message: to one number
 *
 * Returns: (transfer full): what became of it; never %NULL
 */
UsherSendResult *
usher_texter_send (UsherTexter *self, const UsherTextMessage *message, GCancellable *cancellable)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), NULL);
  g_return_val_if_fail (message != NULL && message->to != NULL && message->body != NULL, NULL);
  return USHER_TEXTER_GET_IFACE (self)->send (self, message, cancellable);
}

gboolean
usher_texter_find (UsherTexter *self, const UsherTextMessage *message, char **provider_id, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), FALSE);
  g_return_val_if_fail (message != NULL && provider_id != NULL, FALSE);
  return USHER_TEXTER_GET_IFACE (self)->find (self, message, provider_id, cancellable, error);
}

GPtrArray *
usher_texter_fetch (UsherTexter *self, const char *provider_id, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);
  return USHER_TEXTER_GET_IFACE (self)->fetch (self, provider_id, cancellable, error);
}

GPtrArray *
usher_texter_poll (UsherTexter *self, const char *cursor, UsherInstant now, char **next_cursor,
                   GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), NULL);
  g_return_val_if_fail (next_cursor != NULL, NULL);
  return USHER_TEXTER_GET_IFACE (self)->poll (self, cursor, now, next_cursor, cancellable, error);
}

gboolean
usher_texter_check (UsherTexter *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_TEXTER (self), FALSE);
  return USHER_TEXTER_GET_IFACE (self)->check (self, cancellable, error);
}
