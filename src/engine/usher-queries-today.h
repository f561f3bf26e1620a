/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The first page: what comes next, what needs attention, what went out. Cheap: it is read again on every change. */

#include "usher-engine.h"
#include "usher-event-overview.h"
#include "usher-notification.h"

G_BEGIN_DECLS

typedef enum {
  USHER_ATTENTION_PROVIDER,        /* a service refuses us or cannot be reached: @subject its name, @reason its words */
  USHER_ATTENTION_FAILED,          /* a notification failed: @event_id, @notification_id, @count messages, @reason */
  USHER_ATTENTION_OVERDUE,         /* its start has passed and it is not live: @event_id */
  USHER_ATTENTION_CLOSED,          /* it is soon, nobody registered, and nobody can: @event_id */
  USHER_ATTENTION_DATABASE,        /* the database is damaged: @reason */
} UsherAttentionKind;

typedef struct {
  UsherAttentionKind kind;
  gint64             event_id;          /* 0: of no event */
  gint64             notification_id;
  char              *event_title;       /* (nullable) */
  char              *time_zone;         /* (nullable): the event's */
  char              *subject;           /* (nullable): provider, or interval of a reminder */
  char              *reason;            /* (nullable) */
  int                count;
  UsherInstant       at;                /* since when, or the event's start; USHER_NEVER: not known */
} UsherAttention;

typedef struct {
  UsherNotification *notification;      /* with counts */
  char              *event_title;
  char              *time_zone;         /* the event's */
} UsherSentItem;

#define USHER_TODAY_EVENTS     5
#define USHER_TODAY_SENT       10
#define USHER_TODAY_ATTENTION  20

typedef struct {
  UsherInstant now;
  GPtrArray   *events;      /* (element-type UsherEventOverview): live ones first, then the soonest */
  GPtrArray   *attention;   /* (element-type UsherAttention): most pressing first */
  GPtrArray   *sent;        /* (element-type UsherSentItem): the last one first */
} UsherToday;
void        usher_today_free       (UsherToday *today);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherToday, usher_today_free)

UsherToday *usher_engine_get_today (UsherEngine *self, GError **error);

G_END_DECLS
