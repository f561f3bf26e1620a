/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The notifications of one event as a plan: which steps there are, and what becomes of them when the event moves.
 * Inside this room only; all functions run in a command. */

#include "usher-command.h"
#include "usher-event.h"
#include "usher-notification.h"

G_BEGIN_DECLS

/**
 * UsherPlan:
 *
 * The reminders of an event. A step is known by its interval; of several notifications of the same interval (a step that
 * was sent and then planned again after a postponement) the newest one speaks for it.
 */
typedef struct _UsherPlan UsherPlan;

/* @event: as it is to be (start and zone); must outlive the plan */
UsherPlan *usher_plan_load           (UsherCommand *command, const UsherEvent *event, GError **error);
void       usher_plan_free           (UsherPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPlan, usher_plan_free)

/* Was a step of this interval ever planned? Is it in force (not cancelled)? Does its moment still fit? */
gboolean   usher_plan_knows          (UsherPlan *self, const char *interval);
gboolean   usher_plan_has            (UsherPlan *self, const char *interval);
gboolean   usher_plan_fits           (UsherPlan *self, const char *interval);
/* (transfer full) (element-type utf8): those in force, longest first */
GPtrArray *usher_plan_list           (UsherPlan *self);
/* Was anything written? */
gboolean   usher_plan_is_changed     (UsherPlan *self);

/* Plans a step that is not in force; one in force stays as it is. INVALID when its moment has passed or is taken. */
gboolean   usher_plan_add            (UsherPlan *self, const char *interval, GError **error);
/* Steps that are not in @intervals (element-type utf8) are taken back, unless they have left. */
gboolean   usher_plan_keep_only      (UsherPlan *self, GPtrArray *intervals, GError **error);
/* The start has moved: what becomes of each step. */
gboolean   usher_plan_move           (UsherPlan *self, GError **error);
/* The event's channels are others now. */
gboolean   usher_plan_set_channels   (UsherPlan *self, GError **error);

/* The one notification to which all confirmations belong: `sending` for as long as people may register, since each one
 * leaves with its registration. Without a due moment, so it is never due; the dispatcher closes it when the event is over. */
gboolean   usher_plan_add_confirmation     (UsherCommand *command, const UsherEvent *event, GError **error);
/* One notice to those who registered, and know of it; replaces one that has not left. */
gboolean   usher_plan_announce_move        (UsherCommand *command, const UsherEvent *event, UsherInstant old_starts_at,
                                            GError **error);
/* Takes everything back, and tells those who were told anything before. */
gboolean   usher_plan_announce_cancellation (UsherCommand *command, const UsherEvent *event, GError **error);
/* Is there anything to say? When the event would be over by now, nobody is waiting for it. */
gboolean   usher_plan_tells_of_cancellation (const UsherEvent *event, UsherInstant now);
/* A notification of the event, `scheduled` (a confirmation: `sending`). @interval: canonical, for reminders; else NULL */
UsherNotification *usher_plan_insert       (UsherCommand *command, const UsherEvent *event, UsherNotificationKind kind,
                                            const char *interval, UsherInstant due_at, GError **error);
/* What the streamer took back by hand, which can be undone */
#define USHER_REASON_TAKEN_BACK "You cancelled it."
/* One notification and what of it has not left */
gboolean   usher_plan_take_back            (UsherCommand *command, const UsherNotification *n, const char *reason, GError **error);

G_END_DECLS
