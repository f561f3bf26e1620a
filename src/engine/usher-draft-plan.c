/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-draft-plan.h"

#include "usher-command.h"
#include "usher-engine-private.h"
#include "usher-interval.h"
#include "usher-planner.h"
#include "usher-table-events.h"
#include "usher-table-notifications.h"
#include "usher-table-readers.h"

const char *
usher_step_state_nick (UsherStepState state)
{
  static const char * const nicks[] = { "planned", "new", "moved", "dropped", "skipped", "sent", "resent" };

  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (nicks), "");
  return nicks[state];
}

static void
step_free (gpointer data)
{
  UsherPlanStep *step = data;

  g_free (step->interval);
  g_free (step->label);
  g_free (step);
}

void
usher_draft_plan_free (UsherDraftPlan *plan)
{
  g_return_if_fail (plan != NULL);
  g_clear_pointer (&plan->event, usher_event_unref);
  g_clear_pointer (&plan->steps, g_ptr_array_unref);
  g_free (plan);
}

typedef struct {
  gint64           event_id;
  UsherEventDraft *draft;
  int              if_version;
} Input;

static void
input_free (gpointer data)
{
  Input *self = data;

  usher_event_draft_free (self->draft);
  g_free (self);
}

/* (element-type utf8 UsherNotification): the newest one of each interval, which speaks for the step */
static GHashTable *
read_steps (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (GHashTable) steps = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) usher_notification_unref);
  g_autoptr (GPtrArray) all = usher_notifications_reminders (conn, event_id, error);

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      UsherNotification *n = g_ptr_array_index (all, i);
      const UsherNotification *known = g_hash_table_lookup (steps, n->interval);

      if (known == NULL || known->id < n->id)
        g_hash_table_replace (steps, n->interval, usher_notification_ref (n));
    }
  return g_steal_pointer (&steps);
}

static gboolean
is_planned (const UsherNotification *n)
{
  return n != NULL && n->status == USHER_NOTIFICATION_SCHEDULED;
}

/* What became of a step that is there afterwards; FALSE: nothing to tell (it was cancelled before already) */
static gboolean
judge (const UsherNotification *before, const UsherNotification *after, UsherStepState *state)
{
  gboolean same = before != NULL && before->id == after->id;

  switch (after->status)
    {
    case USHER_NOTIFICATION_SCHEDULED:
      if (same)
        *state = before->due_at == after->due_at ? USHER_STEP_PLANNED : USHER_STEP_MOVED;
      else
        *state = before == NULL || before->status == USHER_NOTIFICATION_CANCELLED ? USHER_STEP_NEW : USHER_STEP_RESENT;
      return TRUE;
    case USHER_NOTIFICATION_CANCELLED:
      *state = USHER_STEP_DROPPED;
      return same && before->status != USHER_NOTIFICATION_CANCELLED;
    case USHER_NOTIFICATION_SKIPPED:
      *state = USHER_STEP_SKIPPED;
      return TRUE;
    case USHER_NOTIFICATION_SENDING:
    case USHER_NOTIFICATION_SENT:
    case USHER_NOTIFICATION_FAILED:
    default:
      *state = USHER_STEP_SENT;
      return TRUE;
    }
}

static void
add_step (UsherDraftPlan *plan, const UsherNotification *before, const UsherNotification *after)
{
  UsherInterval interval = { 0 };
  UsherStepState state;
  UsherPlanStep *step;

  if (!judge (before, after, &state))
    return;
  step = g_new0 (UsherPlanStep, 1);
  usher_interval_parse (after->interval, &interval, NULL);
  step->interval = g_strdup (after->interval);
  step->label = usher_interval_label (&interval);
  step->due_at = after->due_at;
  step->old_due_at = before != NULL && (before->id != after->id || is_planned (before)) ? before->due_at : USHER_NEVER;
  step->state = state;
  step->channels = after->channels;
  g_ptr_array_add (plan->steps, step);
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  UsherInterval first = { 0 }, second = { 0 };

  usher_interval_parse (((const UsherPlanStep *) a)->interval, &first, NULL);
  usher_interval_parse (((const UsherPlanStep *) b)->interval, &second, NULL);
  return usher_interval_compare (&first, &second);
}

static void
compare (UsherDraftPlan *plan, GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer interval, n;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &interval, &n))
    add_step (plan, before != NULL ? g_hash_table_lookup (before, interval) : NULL, n);
  g_ptr_array_sort_values (plan->steps, compare_steps);
}

/* The notice that the edit makes: the newest one, which was not there before. */
static gint64
find_notice (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (GPtrArray) all = usher_notifications_list (conn, event_id, TRUE, error);
  gint64 id = 0;

  if (all == NULL)
    return -1;
  for (guint i = 0; i < all->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (all, i);

      if (n->kind == USHER_NOTIFICATION_CHANGE && n->status == USHER_NOTIFICATION_SCHEDULED)
        id = MAX (id, n->id);
    }
  return id;
}

typedef struct {
  UsherCommand   *command;
  UsherDraftPlan *plan;
} Rehearsal;

/* The deed, and a look at what it did */
static gboolean
rehearse (UsherConn *conn, gpointer data, GError **error)
{
  Rehearsal *self = data;
  const Input *input = self->command->input;
  UsherDraftPlan *plan = self->plan;
  g_autoptr (GHashTable) before = NULL, after = NULL;
  g_autoptr (UsherEvent) old = NULL;
  gint64 id = input->event_id, known_notice = 0, notice;

  if (id != 0 && ((old = usher_events_get (conn, id, error)) == NULL || (before = read_steps (conn, id, error)) == NULL ||
                  (known_notice = find_notice (conn, id, error)) < 0))
    return FALSE;
  if (id == 0)
    id = usher_planner_create (self->command, input->draft, NULL, error);
  else if (!usher_planner_update (self->command, id, input->draft, input->if_version, error))
    return FALSE;
  plan->event = id != 0 ? usher_events_get (conn, id, error) : NULL;
  after = plan->event != NULL ? read_steps (conn, id, error) : NULL;
  notice = after != NULL ? find_notice (conn, id, error) : -1;
  if (notice < 0)
    return FALSE;
  compare (plan, before, after);
  plan->old_starts_at = old != NULL ? old->starts_at : USHER_NEVER;
  plan->change_notice = notice != 0 && notice != known_notice;
  return TRUE;
}

/* Its id is nobody's: the next event gets it. */
static void
forget_id (UsherDraftPlan *plan)
{
  UsherEvent *event = usher_event_copy (plan->event);

  event->id = 0;
  usher_event_unref (plan->event);
  plan->event = event;
}

static gboolean
run_plan (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherDraftPlan) plan = g_new0 (UsherDraftPlan, 1);
  Rehearsal rehearsal = { command, plan };
  gboolean good;

  plan->steps = g_ptr_array_new_with_free_func (step_free);
  good = usher_store_rehearse (command->conn, rehearse, &rehearsal, error);
  usher_command_forget (command);
  if (!good)
    return FALSE;
  if (input->event_id == 0)
    forget_id (plan);
  usher_command_set_output (command, g_steal_pointer (&plan), (GDestroyNotify) usher_draft_plan_free);
  return TRUE;
}

/* --- who is told: counted beside the writer, which has other things to do ------------------------------------------ */

static void
plan_free (gpointer plan)
{
  usher_draft_plan_free (plan);
}

static gboolean
count_readers (UsherEngine *engine, UsherDraftPlan *plan, GCancellable *cancellable, GError **error)
{
  UsherReadersQuery query = { .event_id = plan->event->id, .channels = plan->event->channels, .correction = TRUE };
  g_auto (UsherReader) reader = { 0 };

  if (!usher_reader_open_for (&reader, engine, cancellable, error) ||
      !usher_readers_count (reader.conn, &query, &plan->readers, error))
    return FALSE;
  plan->change_notice = plan->readers.people > 0;
  return TRUE;
}

/* @task_data: the caller's task, which lives until counted(). The thread itself must not be the last to know the engine. */
static void
count_in_thread (GTask *counting, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GTask *task = task_data;
  GError *error = NULL;

  if (count_readers (g_task_get_source_object (task), g_task_get_task_data (task), cancellable, &error))
    g_task_return_boolean (counting, TRUE);
  else
    g_task_return_error (counting, error);
}

static void
counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
rehearsed (GObject *engine, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) counting = NULL;
  GError *error = NULL;
  gpointer plan = NULL;

  if (!usher_command_finish (USHER_ENGINE (engine), result, usher_engine_plan_draft_async, &plan, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, plan, plan_free);
  if (!((UsherDraftPlan *) plan)->change_notice)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  counting = g_task_new (NULL, g_task_get_cancellable (task), counted, g_object_ref (task));
  g_task_set_task_data (counting, task, NULL);
  g_task_run_in_thread (counting, count_in_thread);
}

/**
 * usher_engine_plan_draft_async:
 * @self: the engine
 * @draft: the event as it is to be; copied
 * @event_id: the event that is edited; 0: it is new
 * @if_version: 0, or the version that the caller saw
 * @cancellable: (nullable): before it runs
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Runs the command of usher_engine_create_event_async() or usher_engine_update_event_async() and takes it back, so preview
 * and deed are one rule. Nothing is stored, announced or written to the audit trail. Errors are those of the command.
 */
void
usher_engine_plan_draft_async (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id, int if_version,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (draft != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, usher_engine_plan_draft_async);
  input = g_new0 (Input, 1);
  input->event_id = event_id;
  input->draft = usher_event_draft_copy (draft);
  input->if_version = if_version;
  usher_command_start (self, run_plan, input, input_free, "app", usher_engine_plan_draft_async, cancellable, rehearsed, task);
}

/**
 * usher_engine_plan_draft_finish:
 * @self: the engine
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): what would happen; %NULL on error
 */
UsherDraftPlan *
usher_engine_plan_draft_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  UsherDraftPlan *plan, *own;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  plan = g_task_get_task_data (G_TASK (result));
  own = g_memdup2 (plan, sizeof *plan);
  plan->event = NULL;
  plan->steps = NULL;
  return own;
}
