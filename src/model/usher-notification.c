/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-notification.h"

#include "usher-record.h"

static const UsherRecordString notification_strings[] = {
  USHER_RECORD_NULLABLE (UsherNotification, interval),
  USHER_RECORD_NULLABLE (UsherNotification, reason),
};

USHER_RECORD_DEFINE_COUNTED (UsherNotification, usher_notification, notification_strings)

/**
 * usher_notification_new:
 *
 * Returns: (transfer full): a scheduled reminder whose moments are not set; free with usher_notification_unref()
 */
UsherNotification *
usher_notification_new (void)
{
  UsherNotification *self = usher_notification_make ();

  self->due_at = USHER_NEVER;
  self->opened_at = USHER_NEVER;
  self->closed_at = USHER_NEVER;
  self->created_at = USHER_NEVER;
  return self;
}
