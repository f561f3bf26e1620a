/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What would happen: the real command, run and taken back. Nothing of it stays, nothing is announced. */

#include "usher-cost.h"
#include "usher-engine.h"
#include "usher-event-draft.h"
#include "usher-event.h"
#include "usher-table-readers.h"

G_BEGIN_DECLS

/* nicks: planned new moved dropped skipped sent resent */
typedef enum {
  USHER_STEP_PLANNED,     /* will leave at due_at, as before the edit */
  USHER_STEP_NEW,         /* is planned by this draft */
  USHER_STEP_MOVED,       /* leaves at another moment than before (old_due_at) */
  USHER_STEP_DROPPED,     /* will not leave any more */
  USHER_STEP_SKIPPED,     /* will not leave: its moment has passed (or would have) */
  USHER_STEP_SENT,        /* has left, or is leaving: it stays as it is */
  USHER_STEP_RESENT,      /* has left (or was skipped) and is planned once more, for the new start */
} UsherStepState;
const char     *usher_step_state_nick (UsherStepState state);

typedef struct {
  char          *interval;     /* canonical ISO 8601 */
  char          *label;        /* "2 weeks", in English */
  UsherInstant   due_at;
  UsherInstant   old_due_at;   /* USHER_NEVER: there was none */
  UsherStepState state;
  UsherChannels  channels;
} UsherPlanStep;

/**
 * UsherDraftPlan:
 * @event: as it would be stored; its id is 0 where it is new
 * @steps: (element-type UsherPlanStep): longest distance first
 * @change_notice: registrants are told that it was moved
 * @readers: how many of them, exactly
 * @old_starts_at: the start before the edit; %USHER_NEVER: it is new
 *
 * What creating or editing an event with a draft would do.
 */
typedef struct {
  UsherEvent  *event;
  GPtrArray   *steps;
  gboolean     change_notice;
  UsherReaders readers;
  UsherInstant old_starts_at;
} UsherDraftPlan;
void            usher_draft_plan_free (UsherDraftPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherDraftPlan, usher_draft_plan_free)

/* @event_id: 0: create; else edit (@if_version as in usher_engine_update_event_async()). Errors are those of the deed, with
 * their field. */
void            usher_engine_plan_draft_async  (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id, int if_version,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherDraftPlan *usher_engine_plan_draft_finish (UsherEngine *self, GAsyncResult *result, GError **error);

/**
 * UsherDraftEstimate:
 * @steps: reminders that would leave
 * @segments: SMS parts of all of them together, as their own texts are long; 0 without SMS
 * @per_registrant: one registrant who agreed to both channels
 *
 * What an event would cost. Confirmations are not in it.
 */
typedef struct {
  int       steps;
  int       segments;
  UsherCost per_registrant;
  UsherCost per_100;
  UsherCost per_1000;
  UsherCost total;            /* for the number that was asked for */
} UsherDraftEstimate;
/* Quick; any thread. @registrants: for `total`. With @event_id only steps that have not left count. */
gboolean        usher_engine_estimate_draft    (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id,
                                                gint64 registrants, UsherDraftEstimate *estimate, GError **error);

G_END_DECLS
