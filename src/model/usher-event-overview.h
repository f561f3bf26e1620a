/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-event.h"

G_BEGIN_DECLS

/**
 * UsherEventOverview:
 * @event: the event
 * @registrations: how many registered
 * @email, @sms: how many of them are reached by it (agreed, and gave the address)
 * @next_due_at: when its next planned reminder leaves; %USHER_NEVER: none is planned
 * @next_interval: (nullable): of that reminder
 * @pending: messages that wait or are with a provider
 * @sent: messages that a provider took
 * @failed: messages that a provider refused for good
 * @failed_notifications: notifications of which nothing could be sent
 *
 * An event as a list shows it. Immutable once it is shared between threads; counted references.
 */
typedef struct {
  UsherEvent  *event;
  int          registrations;
  int          email;
  int          sms;
  UsherInstant next_due_at;
  char        *next_interval;
  int          pending;
  int          sent;
  int          failed;
  int          failed_notifications;
} UsherEventOverview;

/* @event: (transfer full) */
UsherEventOverview *usher_event_overview_new   (UsherEvent *event);
UsherEventOverview *usher_event_overview_ref   (UsherEventOverview *self);
void                usher_event_overview_unref (UsherEventOverview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEventOverview, usher_event_overview_unref)

/* What a list can be narrowed to. Upcoming: still to come, or to be started late; past: over, or never started though its
 * expected end has passed. */
typedef enum {
  USHER_EVENT_GROUP_ALL,
  USHER_EVENT_GROUP_UPCOMING,
  USHER_EVENT_GROUP_LIVE,
  USHER_EVENT_GROUP_PAST,
  USHER_EVENT_GROUP_CANCELLED,
} UsherEventGroup;
#define USHER_N_EVENT_GROUPS 5

/* The group other than ALL to which an event belongs at @now */
UsherEventGroup     usher_event_group          (const UsherEvent *event, UsherInstant now);

G_END_DECLS
