/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-client.h"

#include "usher-engine-thread.h"
#include "usher-error.h"

/* Changes of one round that are told one by one; more of one kind are told as "many" (id 0). */
#define TELL_AT_MOST 16
/* How often a flood of changes is told, in milliseconds */
#define TELL_EVERY   100

struct _UsherClient {
  GObject             parent_instance;

  const UsherOptions *options;
  UsherEngineThread  *thread;
  UsherEngine        *engine;      /* while RUNNING */
  UsherClientState    state;
  GError             *error;
  gboolean            sandbox;
  GHashTable         *changes;     /* kind → GHashTable of ids, to be told */
  guint               tell_source;
  guint               tick_source;
  gint64              last_told;   /* monotonic */
};

typedef enum {
  PROP_STATE = 1,
  PROP_RUNNING,
  PROP_SANDBOX,
} UsherClientProperty;

static GParamSpec *properties[PROP_SANDBOX + 1];

typedef enum {
  SIGNAL_CHANGED,
  SIGNAL_TICK,
} UsherClientSignal;

static guint signals[SIGNAL_TICK + 1];

G_DEFINE_FINAL_TYPE (UsherClient, usher_client, G_TYPE_OBJECT)

/* --- what changed -------------------------------------------------------------------------------------------------- */

static void
tell_kind (UsherClient *self, const char *kind, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  if (g_hash_table_size (ids) > TELL_AT_MOST)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, kind, (gint64) 0);
      return;
    }
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, kind, *(const gint64 *) id);
}

static gboolean
tell_changes (gpointer user_data)
{
  g_autoptr (UsherClient) self = g_object_ref (USHER_CLIENT (user_data));
  g_autoptr (GHashTable) changes = g_steal_pointer (&self->changes);
  GHashTableIter iter;
  gpointer kind, ids;

  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  self->tell_source = 0;
  self->last_told = g_get_monotonic_time ();
  g_hash_table_iter_init (&iter, changes);
  while (g_hash_table_iter_next (&iter, &kind, &ids))
    tell_kind (self, kind, ids);
  return G_SOURCE_REMOVE;
}

/* The first change is told at once, a flood ten times a second. */
static void
engine_changed (const char *kind, gint64 id, gpointer user_data)
{
  UsherClient *self = user_data;
  GHashTable *ids = g_hash_table_lookup (self->changes, kind);
  gint64 since;

  if (!ids)
    {
      ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      g_hash_table_insert (self->changes, (gpointer) g_intern_string (kind), ids);
    }
  if (g_hash_table_size (ids) <= TELL_AT_MOST)
    g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
  if (self->tell_source != 0)
    return;
  since = (g_get_monotonic_time () - self->last_told) / 1000;
  if (since >= TELL_EVERY)
    self->tell_source = g_idle_add (tell_changes, self);
  else
    self->tell_source = g_timeout_add ((guint) (TELL_EVERY - since), tell_changes, self);
}

/* --- the second hand ----------------------------------------------------------------------------------------------- */

static gboolean tick (gpointer user_data);

/* A little after the full second, so that 00:59 is not shown for a second that has just begun */
static void
schedule_tick (UsherClient *self)
{
  gint64 into = g_get_real_time () % G_USEC_PER_SEC;

  self->tick_source = g_timeout_add ((guint) ((G_USEC_PER_SEC - into) / 1000 + 5), tick, self);
}

static gboolean
tick (gpointer user_data)
{
  UsherClient *self = user_data;

  schedule_tick (self);
  if (g_signal_has_handler_pending (self, signals[SIGNAL_TICK], 0, FALSE))
    g_signal_emit (self, signals[SIGNAL_TICK], 0);
  return G_SOURCE_REMOVE;
}

/* --- starting and stopping ----------------------------------------------------------------------------------------- */

static void
set_state (UsherClient *self, UsherClientState state)
{
  gboolean was_running = self->state == USHER_CLIENT_RUNNING;

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (was_running != (state == USHER_CLIENT_RUNNING))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
engine_started (UsherEngine *engine, const GError *error, gpointer user_data)
{
  UsherClient *self = user_data;
  gboolean sandbox;

  g_clear_error (&self->error);
  if (!engine)
    {
      self->error = g_error_copy (error);
      set_state (self, USHER_CLIENT_FAILED);
      return;
    }
  g_set_object (&self->engine, engine);
  sandbox = usher_config_is_sandbox (usher_engine_get_config (engine));
  if (sandbox != self->sandbox)
    {
      self->sandbox = sandbox;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SANDBOX]);
    }
  set_state (self, USHER_CLIENT_RUNNING);
}

static const UsherEngineThreadEvents events = { engine_started, engine_changed };

/**
 * usher_client_start:
 * @self: the client, stopped or failed
 *
 * Starts the engine thread and returns; `state` tells how it went.
 */
void
usher_client_start (UsherClient *self)
{
  g_return_if_fail (USHER_IS_CLIENT (self));
  g_return_if_fail (self->state == USHER_CLIENT_STOPPED || self->state == USHER_CLIENT_FAILED);

  g_clear_pointer (&self->thread, usher_engine_thread_stop);
  set_state (self, USHER_CLIENT_STARTING);
  self->thread = usher_engine_thread_start (self->options, &events, self);
}

/**
 * usher_client_stop:
 * @self: the client
 *
 * Who holds a reference to the engine beyond this gets errors from it, not crashes.
 */
void
usher_client_stop (UsherClient *self)
{
  g_return_if_fail (USHER_IS_CLIENT (self));

  set_state (self, USHER_CLIENT_STOPPED);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->thread, usher_engine_thread_stop);
}

typedef struct {
  UsherEngineThread *thread;       /* (nullable): to be joined */
  UsherClientWork    work;         /* (nullable) */
  gpointer           input;
  GDestroyNotify     free_input;
  GDestroyNotify     free_result;
} Pause;

static void
pause_free (gpointer data)
{
  Pause *self = data;

  if (self->free_input)
    self->free_input (self->input);
  g_free (self);
}

static void
run_pause (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Pause *pause = task_data;
  GError *error = NULL;
  gpointer result = NULL;

  g_clear_pointer (&pause->thread, usher_engine_thread_stop);
  if (pause->work)
    result = pause->work (pause->input, cancellable, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, pause->free_result);
}

static void
pause_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UsherClient *self = USHER_CLIENT (source);
  g_autoptr (GTask) outer = user_data;
  Pause *pause = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state == USHER_CLIENT_STARTING && !self->thread)   /* else stopped meanwhile */
    self->thread = usher_engine_thread_start (self->options, &events, self);
  if (error)
    g_task_return_error (outer, error);
  else
    g_task_return_pointer (outer, value, pause->free_result);
}

/**
 * usher_client_pause_async:
 * @self: the client, but not in a pause
 * @work: (nullable): runs on a worker thread
 * @input: (transfer full) (nullable): for @work
 * @free_input: (nullable): frees @input, on any thread
 * @free_result: (nullable): frees a result that nobody takes
 * @cancellable: (nullable): for @work
 * @callback: called on the UI thread when the engine is on its way again
 * @user_data: for @callback
 *
 * Does not block: sends that are under way may take some seconds to end, and `state` is STARTING meanwhile. Errors: those of @work;
 * %USHER_ERROR_CONFLICT in a pause.
 */
void
usher_client_pause_async (UsherClient *self, UsherClientWork work, gpointer input, GDestroyNotify free_input,
                          GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) outer = NULL;
  g_autoptr (GTask) inner = NULL;
  Pause *pause;

  g_return_if_fail (USHER_IS_CLIENT (self));

  outer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (outer, usher_client_pause_async);
  pause = g_new0 (Pause, 1);
  *pause = (Pause) { NULL, work, input, free_input, free_result };
  /* One that starts may have read accounts that are others by now; after a pause nothing has been read yet. */
  if (self->state == USHER_CLIENT_STARTING && !self->thread)
    {
      pause_free (pause);
      g_task_return_new_error_literal (outer, USHER_ERROR, USHER_ERROR_CONFLICT, "The engine is starting: try again in a moment");
      return;
    }
  set_state (self, USHER_CLIENT_STARTING);
  g_clear_object (&self->engine);
  pause->thread = g_steal_pointer (&self->thread);
  if (pause->thread)
    usher_engine_thread_silence (pause->thread);
  inner = g_task_new (self, cancellable, pause_over, g_object_ref (outer));
  g_task_set_check_cancellable (inner, FALSE);   /* what was done was done */
  g_task_set_task_data (inner, pause, pause_free);
  g_task_run_in_thread (inner, run_pause);
}

gpointer
usher_client_pause_finish (UsherClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_client_pause_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * usher_client_restart:
 * @self: the client
 *
 * Stops and starts again, so that accounts and addresses of now are used. Does not block: sends that are under way may take
 * some seconds to end, and `state` is STARTING meanwhile.
 */
void
usher_client_restart (UsherClient *self)
{
  g_return_if_fail (USHER_IS_CLIENT (self));

  if (self->state == USHER_CLIENT_STOPPED || self->state == USHER_CLIENT_FAILED)
    usher_client_start (self);
  else if (self->state == USHER_CLIENT_RUNNING || self->thread)
    usher_client_pause_async (self, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* --- queries ------------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherQuery     query;
  gpointer       input;
  GDestroyNotify free_input;
  GDestroyNotify free_result;
  UsherEngine   *engine;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  if (self->free_input)
    self->free_input (self->input);
  g_clear_object (&self->engine);
  g_free (self);
}

static void
ask (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  GError *error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;
  result = question->query (question->engine, question->input, cancellable, &error);
  g_clear_object (&question->engine);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, question->free_result);
}

/**
 * usher_client_query_async:
 * @self: the client
 * @query: reads on a worker thread
 * @input: (transfer full) (nullable): for @query
 * @free_input: (nullable): frees @input, on any thread
 * @free_result: (nullable): frees a result that nobody takes
 * @cancellable: (nullable): a cancelled question has %G_IO_ERROR_CANCELLED for its answer
 * @callback: called on the UI thread
 * @user_data: for @callback
 *
 * Errors: those of @query; %USHER_ERROR_FAILED while the engine does not run.
 */
void
usher_client_query_async (UsherClient *self, UsherQuery query, gpointer input, GDestroyNotify free_input,
                          GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (USHER_IS_CLIENT (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, usher_client_query_async);
  question = g_new0 (Question, 1);
  question->query = query;
  question->input = input;
  question->free_input = free_input;
  question->free_result = free_result;
  g_set_object (&question->engine, self->engine);
  g_task_set_task_data (task, question, question_free);
  if (!self->engine)
    g_task_return_new_error_literal (task, USHER_ERROR, USHER_ERROR_FAILED, "The engine is not running");
  else
    g_task_run_in_thread (task, ask);
}

/**
 * usher_client_query_finish:
 * @self: the client
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the query returned
 */
gpointer
usher_client_query_finish (UsherClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_client_query_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherClient *self = USHER_CLIENT (object);

  switch ((UsherClientProperty) id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, usher_client_is_running (self));
      break;
    case PROP_SANDBOX:
      g_value_set_boolean (value, self->sandbox);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_client_dispose (GObject *object)
{
  UsherClient *self = USHER_CLIENT (object);

  usher_client_stop (self);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  G_OBJECT_CLASS (usher_client_parent_class)->dispose (object);
}

static void
usher_client_finalize (GObject *object)
{
  UsherClient *self = USHER_CLIENT (object);

  g_clear_error (&self->error);
  g_clear_pointer (&self->changes, g_hash_table_unref);
  G_OBJECT_CLASS (usher_client_parent_class)->finalize (object);
}

static void
usher_client_class_init (UsherClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_client_get_property;
  object_class->dispose = usher_client_dispose;
  object_class->finalize = usher_client_finalize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, USHER_CLIENT_STOPPED, USHER_CLIENT_FAILED,
                                             USHER_CLIENT_STOPPED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SANDBOX] = g_param_spec_boolean ("sandbox", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * UsherClient::changed:
   * @self: the client
   * @kind: as UsherEngine::changed
   * @id: which one; 0 for many or for one without a number
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_INT64);
  signals[SIGNAL_TICK] = g_signal_new ("tick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
usher_client_init (UsherClient *self)
{
  self->sandbox = TRUE;
  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  schedule_tick (self);
}

/**
 * usher_client_new:
 * @options: where the data lie and the doors listen; must outlive the client
 *
 * Returns: (transfer full): a client that is stopped
 */
UsherClient *
usher_client_new (const UsherOptions *options)
{
  UsherClient *self;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (USHER_TYPE_CLIENT, NULL);
  self->options = options;
  return self;
}

UsherClientState
usher_client_get_state (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), USHER_CLIENT_STOPPED);
  return self->state;
}

gboolean
usher_client_is_running (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), FALSE);
  return self->state == USHER_CLIENT_RUNNING;
}

const GError *
usher_client_get_error (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), NULL);
  return self->state == USHER_CLIENT_FAILED ? self->error : NULL;
}

gboolean
usher_client_get_sandbox (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), TRUE);
  return self->sandbox;
}

UsherEngine *
usher_client_get_engine (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), NULL);
  return self->engine;
}

const UsherOptions *
usher_client_get_options (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), NULL);
  return self->options;
}

UsherInstant
usher_client_now (UsherClient *self)
{
  g_return_val_if_fail (USHER_IS_CLIENT (self), 0);
  return self->engine ? usher_clock_now (usher_engine_get_clock (self->engine)) : g_get_real_time ();
}
