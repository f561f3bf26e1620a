/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox.h"

G_DEFINE_INTERFACE (UsherOutbox, usher_outbox, G_TYPE_OBJECT)

static void
usher_outbox_default_init (UsherOutboxInterface *iface)
{
}

gboolean
usher_outbox_record_mail (UsherOutbox *self, const UsherMailBatch *batch, GError **error)
{
  g_return_val_if_fail (USHER_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (batch != NULL, FALSE);
  return USHER_OUTBOX_GET_IFACE (self)->record_mail (self, batch, error);
}

gboolean
usher_outbox_record_text (UsherOutbox *self, const UsherTextMessage *message, GError **error)
{
  g_return_val_if_fail (USHER_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);
  return USHER_OUTBOX_GET_IFACE (self)->record_text (self, message, error);
}

GHashTable *
usher_outbox_find_sent (UsherOutbox *self, const char *batch_id, GError **error)
{
  g_return_val_if_fail (USHER_IS_OUTBOX (self), NULL);
  g_return_val_if_fail (batch_id != NULL, NULL);
  return USHER_OUTBOX_GET_IFACE (self)->find_batch (self, batch_id, error);
}
