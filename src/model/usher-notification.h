/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherNotification:
 * @interval: (nullable): ISO 8601 duration before the start, for reminders; %NULL for the other kinds
 * @due_at: when it is to leave; %USHER_NEVER for a confirmation, which leaves with each registration
 * @reason: (nullable): why it failed, was skipped or cancelled, in words for the streamer
 * @total … @cancelled: counts of its deliveries, filled in by reads
 *
 * One planned message of an event to all its registrants. Each event has one confirmation notification, to which the
 * confirmations of all its registrants belong, and one reminder for each interval.
 */
typedef struct {
  gint64                  id;
  gint64                  event_id;
  UsherNotificationKind   kind;
  char                   *interval;
  UsherInstant            due_at;
  UsherNotificationStatus status;
  char                   *reason;
  UsherChannels           channels;
  UsherInstant            opened_at;    /* when its recipients were fixed, or USHER_NEVER */
  UsherInstant            closed_at;    /* when its last delivery was settled, or USHER_NEVER */
  UsherInstant            created_at;
  gboolean                late;         /* left so late that the general reminder text is used */
  int                     total;
  int                     pending;      /* queued, claimed, unknown */
  int                     sent;         /* accepted or delivered */
  int                     delivered;
  int                     failed;
  int                     skipped;
  int                     cancelled;
  int                     opened;       /* by people, not machines */
  int                     clicked;
} UsherNotification;

UsherNotification *usher_notification_new   (void);
UsherNotification *usher_notification_copy  (const UsherNotification *self);
UsherNotification *usher_notification_ref   (UsherNotification *self);
void               usher_notification_unref (UsherNotification *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherNotification, usher_notification_unref)

G_END_DECLS
