/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

#include "usher-command.h"
#include "usher-draft-event.h"
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-plan.h"
#include "usher-planner.h"
#include "usher-settings-store.h"
#include "usher-stage-private.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-time.h"

typedef struct {
  gint64           id;
  UsherEventDraft *draft;
  char            *key;          /* (nullable): Idempotency-Key */
  char            *starts_at;    /* of a duplicate */
  int              if_version;
} Input;

static void
input_free (gpointer data)
{
  Input *self = data;

  g_clear_pointer (&self->draft, usher_event_draft_free);
  g_free (self->key);
  g_free (self->starts_at);
  g_free (self);
}

static Input *
input_new (gint64 id, const UsherEventDraft *draft, int if_version)
{
  Input *self = g_new0 (Input, 1);

  self->id = id;
  self->draft = draft != NULL ? usher_event_draft_copy (draft) : NULL;
  self->if_version = if_version;
  return self;
}

/* As it is stored now: with its version. */
static gboolean
return_event (UsherCommand *command, gint64 id, GError **error)
{
  UsherEvent *event = usher_events_get (command->conn, id, error);

  if (event == NULL)
    return FALSE;
  usher_command_set_output (command, event, (GDestroyNotify) usher_event_unref);
  return TRUE;
}

static gboolean
check_version (const UsherEvent *event, int if_version, GError **error)
{
  if (if_version == 0 || if_version == event->version)
    return TRUE;
  usher_set_error (error, USHER_ERROR_STALE, "The event was changed by somebody else meanwhile");
  return FALSE;
}

static gboolean
store_event (UsherCommand *command, UsherEvent *event, const char *action, const char *detail, GError **error)
{
  event->updated_at = command->now;
  usher_command_changed (command, "event", event->id);
  return usher_events_update (command->conn, event, 0, error) &&
         usher_command_audit (command, action, event->id, NULL, detail, error);
}

/* --- create -------------------------------------------------------------------------------------------------------- */

static gboolean
plan_steps (UsherCommand *command, const UsherEvent *event, GPtrArray *wanted, GError **error)
{
  g_autoptr (UsherPlan) plan = usher_plan_load (command, event, error);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  g_autoptr (UsherSettings) settings = plan != NULL ? usher_settings_load (command->conn, error) : NULL;
  g_autoptr (GPtrArray) intervals = NULL;

  if (settings == NULL)
    return FALSE;
  intervals = wanted != NULL ? g_ptr_array_ref (wanted)
                             : usher_interval_choose (settings->default_intervals, event->local_start, zone, command->now);
  for (guint i = 0; i < intervals->len; i++)
    if (!usher_plan_add (plan, g_ptr_array_index (intervals, i), error))
      return FALSE;
  return TRUE;
}

gint64
usher_planner_create (UsherCommand *command, const UsherEventDraft *draft, const char *detail, GError **error)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_autofree char *uid = g_uuid_string_random ();
  g_autofree char *slug = NULL;
  UsherInstant starts_at;

  if (!usher_event_draft_check (draft, command->now, &starts_at, error))
    return 0;
  usher_draft_apply (draft, starts_at, event);
  slug = usher_slug_from_title (event->title);
  g_set_str (&event->uid, uid);
  g_set_str (&event->slug, slug);
  event->status = USHER_EVENT_SCHEDULED;
  event->created_at = event->updated_at = command->now;
  if (!usher_events_insert (command->conn, event, error) || !usher_plan_add_confirmation (command, event, error) ||
      !plan_steps (command, event, draft->intervals, error) ||
      !usher_command_audit (command, "event.create", event->id, NULL, detail, error))
    return 0;
  usher_command_changed (command, "event", event->id);
  return event->id;
}

static gboolean
run_create (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autofree char *fingerprint = input->key != NULL ? usher_draft_fingerprint (input->draft) : NULL;
  gint64 id = 0;

  if (input->key != NULL && !usher_idempotency_find (command->conn, input->key, fingerprint, &id, error))
    return FALSE;
  if (id != 0)
    return return_event (command, id, error);
  id = usher_planner_create (command, input->draft, NULL, error);
  if (id == 0)
    return FALSE;
  if (input->key != NULL &&
      !usher_idempotency_insert (command->conn, input->key, fingerprint, id, command->now, error))
    return FALSE;
  return return_event (command, id, error);
}

/**
 * usher_engine_create_event_async:
 * @self: the engine
 * @draft: what is asked for; copied
 * @idempotency_key: (nullable): the same key with the same draft gives the first one's event again
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Makes an event with its reminders (those that @draft lists, else the recommended ones that still fit), its
 * confirmation and its analytics. Errors: %USHER_ERROR_INVALID naming the field, %USHER_ERROR_CONFLICT for a key that
 * stood for something else.
 */
void
usher_engine_create_event_async (UsherEngine *self, const UsherEventDraft *draft, const char *idempotency_key,
                                 const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (draft != NULL);

  input = input_new (0, draft, 0);
  input->key = g_strdup (idempotency_key);
  usher_command_start (self, run_create, input, input_free, actor, usher_engine_create_event_async, cancellable,
                       callback, user_data);
}

UsherEvent *
usher_engine_create_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer event = NULL;

  usher_command_finish (self, result, usher_engine_create_event_async, &event, error);
  return event;
}

/* --- update -------------------------------------------------------------------------------------------------------- */

/* The check of a draft refuses what is past, which an edit may well name: the start of an event that is live, and steps
 * that the event has already. */
static gboolean
check_draft (UsherCommand *command, UsherPlan *plan, const UsherEventDraft *draft, const UsherEvent *event,
             UsherInstant *starts_at, GError **error)
{
  g_autoptr (UsherEventDraft) asked = usher_event_draft_copy (draft);

  for (guint i = asked->intervals != NULL ? asked->intervals->len : 0; i > 0; i--)
    if (usher_plan_knows (plan, g_ptr_array_index (asked->intervals, i - 1)))
      g_ptr_array_remove_index (asked->intervals, i - 1);

  return usher_draft_check (asked, event, command->now, starts_at, error);
}

static gboolean
check_editable (const UsherEvent *event, GError **error)
{
  switch (event->status)
    {
    case USHER_EVENT_SCHEDULED:
    case USHER_EVENT_LIVE:
      return TRUE;
    case USHER_EVENT_COMPLETED:
      usher_set_error (error, USHER_ERROR_CONFLICT, "The event is over and can no longer be changed");
      return FALSE;
    case USHER_EVENT_CANCELLED:
    default:
      usher_set_error (error, USHER_ERROR_CONFLICT, "The event was cancelled and can no longer be changed");
      return FALSE;
    }
}

static gboolean
same_intervals (UsherPlan *plan, GPtrArray *wanted)
{
  g_autoptr (GPtrArray) ours = usher_plan_list (plan);

  if (wanted == NULL)
    return TRUE;
  for (guint i = 0; i < wanted->len; i++)
    if (!usher_plan_has (plan, g_ptr_array_index (wanted, i)))
      return FALSE;
  return wanted->len == ours->len;
}

/* While the show runs its words may change and its doors may open or close, but not what people were told of its time. */
static gboolean
check_live (const UsherEvent *event, UsherDraftChanges changes, UsherPlan *plan, GPtrArray *wanted, GError **error)
{
  if (event->status != USHER_EVENT_LIVE || (!changes.fixed && same_intervals (plan, wanted)))
    return TRUE;
  usher_set_error (error, USHER_ERROR_CONFLICT,
                   "The event is live: its start, time zone, duration, channels and reminders can no longer be changed");
  return FALSE;
}

static gboolean
add_wanted (UsherPlan *plan, GPtrArray *wanted, GError **error)
{
  for (guint i = 0; i < wanted->len; i++)
    {
      const char *interval = g_ptr_array_index (wanted, i);

      /* One that was taken back once, and whose moment is over, was only written back as it was read. */
      if (usher_plan_knows (plan, interval) && !usher_plan_fits (plan, interval))
        continue;
      if (!usher_plan_add (plan, interval, error))
        return FALSE;
    }
  return TRUE;
}

/* Brings the notifications in line with the event as it is to be. */
static gboolean
follow (UsherCommand *command, UsherPlan *plan, const UsherEvent *before, const UsherEvent *after, GPtrArray *wanted,
        GError **error)
{
  gboolean moved = before->starts_at != after->starts_at || g_strcmp0 (before->local_start, after->local_start) != 0 ||
                   g_strcmp0 (before->time_zone, after->time_zone) != 0;

  if (wanted != NULL && !usher_plan_keep_only (plan, wanted, error))
    return FALSE;
  if (moved && !usher_plan_move (plan, error))
    return FALSE;
  if (before->channels != after->channels && !usher_plan_set_channels (plan, error))
    return FALSE;
  if (wanted != NULL && !add_wanted (plan, wanted, error))
    return FALSE;
  /* In another zone at the same instant nothing changes for a viewer. */
  return before->starts_at == after->starts_at ||
         usher_plan_announce_move (command, after, before->starts_at, error);
}

static gboolean
update_event (UsherCommand *command, const UsherEvent *before, const UsherEventDraft *draft, GError **error)
{
  g_autoptr (UsherEvent) after = usher_event_copy (before);
  g_autoptr (UsherPlan) plan = NULL;
  UsherDraftChanges changes;
  UsherInstant starts_at;

  /* The plan looks at the event as it is to be; until the draft is checked that is the event as it is. */
  plan = usher_plan_load (command, after, error);
  if (plan == NULL || !check_draft (command, plan, draft, before, &starts_at, error))
    return FALSE;
  usher_draft_apply (draft, starts_at, after);
  changes = usher_draft_compare (before, after);
  if (!check_live (before, changes, plan, draft->intervals, error))
    return FALSE;

  g_clear_pointer (&plan, usher_plan_free);
  plan = usher_plan_load (command, after, error);
  if (plan == NULL || !follow (command, plan, before, after, draft->intervals, error))
    return FALSE;
  if (!changes.any && !usher_plan_is_changed (plan))
    return TRUE;
  if (changes.schedule)
    after->sequence++;
  return store_event (command, after, "event.update", changes.schedule ? "schedule" : NULL, error);
}

gboolean
usher_planner_update (UsherCommand *command, gint64 event_id, const UsherEventDraft *draft, int if_version, GError **error)
{
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, event_id, error);

  return event != NULL && check_version (event, if_version, error) && check_editable (event, error) &&
         update_event (command, event, draft, error);
}

static gboolean
run_update (UsherCommand *command, GError **error)
{
  const Input *input = command->input;

  return usher_planner_update (command, input->id, input->draft, input->if_version, error) &&
         return_event (command, input->id, error);
}

/**
 * usher_engine_update_event_async:
 * @self: the engine
 * @id: the event
 * @draft: the event as it is to be; an empty language keeps the one that is there
 * @if_version: 0, or the version that the caller saw
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * What changes with the start: planned steps move along; those whose new moment has passed are skipped; a step that was
 * sent (or skipped) and whose new moment is still to come is planned again; one that is being sent is taken back, since
 * what had not left would say the wrong time. Registrants get one change notice when the instant of the start is another. An
 * edit that changes nothing changes nothing, not even the version.
 *
 * Errors: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_STALE, %USHER_ERROR_INVALID naming the field, %USHER_ERROR_CONFLICT where the
 * event's status does not allow it.
 */
void
usher_engine_update_event_async (UsherEngine *self, gint64 id, const UsherEventDraft *draft, int if_version,
                                 const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (draft != NULL);

  usher_command_start (self, run_update, input_new (id, draft, if_version), input_free, actor,
                       usher_engine_update_event_async, cancellable, callback, user_data);
}

UsherEvent *
usher_engine_update_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer event = NULL;

  usher_command_finish (self, result, usher_engine_update_event_async, &event, error);
  return event;
}

/* --- cancel -------------------------------------------------------------------------------------------------------- */

/* A stream that was prepared for it must not wait for an encoder for ever. */
static gboolean
note_stream (UsherCommand *command, gint64 event_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UsherStream) stream = usher_streams_get (command->conn, event_id, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (stream == NULL)
    return TRUE;
  usher_command_changed (command, "stream", event_id);
  return usher_show_note_ending (command->conn, event_id, error);
}

static gboolean
cancel_event (UsherCommand *command, const UsherEvent *before, GError **error)
{
  g_autoptr (UsherEvent) event = usher_event_copy (before);

  if (!usher_plan_announce_cancellation (command, event, error) || !note_stream (command, before->id, error))
    return FALSE;
  event->status = USHER_EVENT_CANCELLED;
  event->sequence++;
  return store_event (command, event, "event.cancel", NULL, error);
}

static gboolean
run_cancel (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, input->id, error);

  if (event == NULL)
    return FALSE;
  switch (event->status)
    {
    case USHER_EVENT_CANCELLED:
      return return_event (command, input->id, error);
    case USHER_EVENT_SCHEDULED:
      return check_version (event, input->if_version, error) && cancel_event (command, event, error) &&
             return_event (command, input->id, error);
    case USHER_EVENT_LIVE:
      usher_set_error (error, USHER_ERROR_CONFLICT, "The event is live: end it instead");
      return FALSE;
    case USHER_EVENT_COMPLETED:
    default:
      usher_set_error (error, USHER_ERROR_CONFLICT, "The event is over already");
      return FALSE;
    }
}

/**
 * usher_engine_cancel_event_async:
 * @self: the engine
 * @id: the event
 * @if_version: 0, or the version that the caller saw
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Takes back what has not left, and tells those who were told of the event before (not those whose confirmation had not
 * left). Cancelling it again changes nothing and is no error. Errors: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_STALE,
 * %USHER_ERROR_CONFLICT for an event that is live or over.
 */
void
usher_engine_cancel_event_async (UsherEngine *self, gint64 id, int if_version, const char *actor,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));

  usher_command_start (self, run_cancel, input_new (id, NULL, if_version), input_free, actor,
                       usher_engine_cancel_event_async, cancellable, callback, user_data);
}

UsherEvent *
usher_engine_cancel_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer event = NULL;

  usher_command_finish (self, result, usher_engine_cancel_event_async, &event, error);
  return event;
}

/* --- duplicate ----------------------------------------------------------------------------------------------------- */

/* Registration opens and closes as long before the new start as before the old one; what would lie in the past is dropped. */
static UsherInstant
shift (UsherInstant instant, gint64 by, UsherInstant now)
{
  return instant == USHER_NEVER || instant + by <= now ? USHER_NEVER : instant + by;
}

static UsherEventDraft *
draft_duplicate (UsherCommand *command, const UsherEvent *event, const char *starts_at, GError **error)
{
  g_autoptr (UsherEventDraft) draft = usher_draft_from_event (event);
  g_autoptr (UsherPlan) plan = usher_plan_load (command, event, error);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  UsherInstant start;

  if (plan == NULL || !usher_time_from_wall (starts_at, zone, &start, NULL, "starts_at", error))
    return NULL;
  g_set_str (&draft->starts_at, starts_at);
  draft->opens_at = shift (event->opens_at, start - event->starts_at, command->now);
  draft->closes_at = shift (event->closes_at, start - event->starts_at, command->now);
  draft->intervals = usher_plan_list (plan);
  /* Old rules must not fire: of the steps only those go along that are still to come. */
  for (guint i = draft->intervals->len; i > 0; i--)
    {
      UsherInterval interval;

      if (!usher_interval_parse (g_ptr_array_index (draft->intervals, i - 1), &interval, NULL) ||
          !usher_interval_fits (usher_interval_due_at (&interval, starts_at, zone), command->now))
        g_ptr_array_remove_index (draft->intervals, i - 1);
    }
  return g_steal_pointer (&draft);
}

static gboolean
run_duplicate (UsherCommand *command, GError **error)
{
  const Input *input = command->input;
  g_autoptr (UsherEvent) event = usher_events_get (command->conn, input->id, error);
  g_autoptr (UsherEventDraft) draft = NULL;
  g_autofree char *detail = NULL;
  gint64 id;

  if (event == NULL)
    return FALSE;
  draft = draft_duplicate (command, event, input->starts_at, error);
  if (draft == NULL)
    return FALSE;
  detail = g_strdup_printf ("duplicate of %" G_GINT64_FORMAT, event->id);
  id = usher_planner_create (command, draft, detail, error);
  return id != 0 && return_event (command, id, error);
}

/**
 * usher_engine_duplicate_event_async:
 * @self: the engine
 * @id: the event to copy, in any status
 * @starts_at: the new wall time in the event's zone
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * A new event with the same words, steps (those that still fit) and rules, without registrations. Errors:
 * %USHER_ERROR_NOT_FOUND, %USHER_ERROR_INVALID on starts_at.
 */
void
usher_engine_duplicate_event_async (UsherEngine *self, gint64 id, const char *starts_at, const char *actor,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Input *input;

  g_return_if_fail (USHER_IS_ENGINE (self));

  input = input_new (id, NULL, 0);
  input->starts_at = g_strdup (starts_at);
  usher_command_start (self, run_duplicate, input, input_free, actor, usher_engine_duplicate_event_async, cancellable,
                       callback, user_data);
}

UsherEvent *
usher_engine_duplicate_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer event = NULL;

  usher_command_finish (self, result, usher_engine_duplicate_event_async, &event, error);
  return event;
}
