/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-send-result.h"

/**
 * usher_send_result_new:
 * @delivery_id: what it is about
 * @outcome: what became of it
 *
 * Returns: (transfer full): a result that blames the service and names no time to wait
 */
UsherSendResult *
usher_send_result_new (gint64 delivery_id, UsherOutcome outcome)
{
  UsherSendResult *self = g_new0 (UsherSendResult, 1);

  self->delivery_id = delivery_id;
  self->outcome = outcome;
  self->blame = USHER_BLAME_SERVICE;
  self->retry_after = -1;
  return self;
}

UsherSendResult *
usher_send_result_copy (const UsherSendResult *self)
{
  UsherSendResult *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->provider_id = g_strdup (self->provider_id);
  copy->reason = g_strdup (self->reason);
  return copy;
}

void
usher_send_result_free (UsherSendResult *self)
{
  if (self == NULL)
    return;
  g_free (self->provider_id);
  g_free (self->reason);
  g_free (self);
}
