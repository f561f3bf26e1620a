/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-delivery-words.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-i18n.h"

static const struct {
  const char *words, *icon_name, *style;
} looks[] = {
  [USHER_DELIVERY_QUEUED] = { N_("Waiting"), "alarm-symbolic", "scheduled" },
  [USHER_DELIVERY_CLAIMED] = { N_("Sending"), "mail-send-symbolic", "scheduled" },
  [USHER_DELIVERY_ACCEPTED] = { N_("Sent"), "object-select-symbolic", "done" },
  [USHER_DELIVERY_DELIVERED] = { N_("Delivered"), "object-select-symbolic", "done" },
  [USHER_DELIVERY_FAILED] = { N_("Failed"), "dialog-warning-symbolic", "problem" },
  [USHER_DELIVERY_UNKNOWN] = { N_("Checking"), "dialog-question-symbolic", "soon" },
  [USHER_DELIVERY_CANCELLED] = { N_("Cancelled"), "action-unavailable-symbolic", "muted" },
  [USHER_DELIVERY_SKIPPED] = { N_("Skipped"), "media-skip-forward-symbolic", "muted" },
};

const char *
usher_delivery_words (UsherDeliveryStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (looks), NULL);
  return _(looks[status].words);
}

void
usher_delivery_chip (UsherStatusChip *chip, UsherDeliveryStatus status)
{
  g_return_if_fail (status < G_N_ELEMENTS (looks));
  usher_status_chip_set (chip, _(looks[status].words), looks[status].icon_name, looks[status].style);
}

char *
usher_delivery_kind (const UsherOutboxRow *row)
{
  UsherNotification notification = { .kind = row->delivery->kind, .interval = row->interval };

  if (notification.kind == USHER_NOTIFICATION_REMINDER && !row->interval)
    return g_strdup (_("Reminder"));
  return usher_format_notification (&notification);
}

char *
usher_delivery_answer (const UsherDelivery *delivery)
{
  if (delivery->reason && *delivery->reason)
    return g_strdup (usher_i18n_stored (delivery->reason));
  if (delivery->status == USHER_DELIVERY_UNKNOWN)
    return g_strdup (_("No answer came. The provider is asked before anything is sent again."));
  return NULL;
}
