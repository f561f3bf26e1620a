/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stage.h"

#include "usher-commands.h"
#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-stage-private.h"

/* How often (real time) the thread looks up when streams wait to be closed */
#define NAP_MAX (60 * G_TIME_SPAN_SECOND)

typedef enum { ERRAND_START, ERRAND_PREPARE, ERRAND_QUICK_START, ERRAND_END, ERRAND_CLOSE, ERRAND_REFRESH } ErrandKind;

typedef struct {
  ErrandKind kind;
  gint64     event_id;
  char      *title;
  char      *time_zone;
  char      *actor;
  GTask     *task;           /* (nullable): a refresh has nobody who waits */
} Errand;

/* Errands are done one by one, in their order: the second of two starts finds the event live. */
struct _UsherStage {
  GObject      parent_instance;

  UsherEngine *engine;       /* unowned: it owns us */
  UsherShow    show;         /* the thread's own while it runs */
  GCancellable *stop;        /* the end of the thread */
  GMutex       mutex;        /* what follows */
  GCond        cond;
  GThread     *thread;
  GQueue       errands;
  gboolean     stopping;
  gboolean     ended;
  gboolean     woken;        /* the clock jumped */
  gulong       jumped;
};

G_DEFINE_FINAL_TYPE (UsherStage, usher_stage, G_TYPE_OBJECT)

static void
errand_free (Errand *self)
{
  g_free (self->title);
  g_free (self->time_zone);
  g_free (self->actor);
  g_clear_object (&self->task);
  g_free (self);
}

static UsherEvent *
do_errand (UsherStage *self, const Errand *errand, GError **error)
{
  switch (errand->kind)
    {
    case ERRAND_START:
      return usher_show_start (&self->show, errand->event_id, errand->actor, error);
    case ERRAND_PREPARE:
      return usher_show_prepare (&self->show, errand->event_id, error);
    case ERRAND_QUICK_START:
      return usher_show_quick_start (&self->show, errand->title, errand->time_zone, errand->actor, error);
    case ERRAND_END:
      return usher_show_end (&self->show, errand->event_id, errand->actor, error);
    case ERRAND_CLOSE:
      return NULL;
    case ERRAND_REFRESH:
    default:
      usher_show_refresh (&self->show, errand->event_id);
      return NULL;
    }
}

static void
finish_errand (Errand *errand, UsherEvent *event, GError *error)
{
  if (errand->task == NULL)
    g_clear_error (&error);
  else if (event != NULL)
    g_task_return_pointer (errand->task, event, (GDestroyNotify) usher_event_unref);
  else
    g_task_return_error (errand->task, error);
  errand_free (errand);
}

static void
forward (GCancellable *cancellable, GCancellable *target)
{
  g_cancellable_cancel (target);
}

static gulong
chain (GCancellable *cancellable, GCancellable *target)
{
  return cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (forward), g_object_ref (target), g_object_unref) : 0;
}

/* Who waits for a start may give up; the end of the thread ends everything. */
static UsherEvent *
do_errand_cancellably (UsherStage *self, const Errand *errand, GError **error)
{
  gboolean may_stop = errand->task != NULL && (errand->kind == ERRAND_START || errand->kind == ERRAND_PREPARE
                                               || errand->kind == ERRAND_QUICK_START);
  GCancellable *caller = may_stop ? g_task_get_cancellable (errand->task) : NULL;
  g_autoptr (GCancellable) own = g_cancellable_new ();
  gulong by_end = chain (self->stop, own), by_caller = chain (caller, own);
  UsherEvent *event;

  self->show.cancellable = own;
  event = do_errand (self, errand, error);
  self->show.cancellable = self->stop;
  g_cancellable_disconnect (self->stop, by_end);
  if (caller != NULL)
    g_cancellable_disconnect (caller, by_caller);
  return event;
}

static void
run_errand (UsherStage *self, Errand *errand, UsherInstant *close_at)
{
  GError *error = NULL;
  UsherEvent *event = do_errand_cancellably (self, errand, &error);

  if (errand->kind == ERRAND_CLOSE || (errand->kind == ERRAND_END && event != NULL))
    *close_at = usher_show_close_streams (&self->show) ? USHER_NEVER : self->show.circuit.retry_at;
  finish_errand (errand, event, error);
}

/* With the mutex: until there is an errand, the end, or @close_at by the engine's clock */
static void
wait_for_errand (UsherStage *self, UsherInstant close_at)
{
  UsherClock *clock = usher_engine_get_clock (self->engine);

  while (!self->stopping && g_queue_is_empty (&self->errands) && !self->woken)
    {
      gint64 left = close_at - usher_clock_now (clock);

      if (close_at == USHER_NEVER || usher_clock_is_settable (clock))
        {
          if (close_at != USHER_NEVER && left <= 0)
            return;
          g_cond_wait (&self->cond, &self->mutex);
        }
      else if (left <= 0
               || !g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + MIN (left, NAP_MAX)))
        return;
    }
  self->woken = FALSE;
}

static UsherInstant
sooner (UsherInstant a, UsherInstant b)
{
  return a == USHER_NEVER ? b : b == USHER_NEVER ? a : MIN (a, b);
}

static gpointer
stage_thread (gpointer data)
{
  UsherStage *self = data;
  UsherClock *clock = usher_engine_get_clock (self->engine);
  UsherInstant close_at = usher_clock_now (clock), poll_at = close_at;

  g_mutex_lock (&self->mutex);
  while (!self->stopping)
    {
      Errand *errand = g_queue_pop_head (&self->errands);
      gboolean close_now = close_at != USHER_NEVER && usher_clock_now (clock) >= close_at;
      gboolean poll_now = poll_at != USHER_NEVER && usher_clock_now (clock) >= poll_at;

      if (errand == NULL && !close_now && !poll_now)
        {
          wait_for_errand (self, sooner (close_at, poll_at));
          continue;
        }
      g_mutex_unlock (&self->mutex);
      if (errand != NULL)
        {
          /* Afterwards something may be live that was not. */
          if (errand->kind == ERRAND_START || errand->kind == ERRAND_QUICK_START)
            poll_at = usher_clock_now (clock) + USHER_STREAM_POLL;
          run_errand (self, errand, &close_at);
        }
      else if (poll_now)
        poll_at = usher_show_poll (&self->show);
      else
        close_at = usher_show_close_streams (&self->show) ? USHER_NEVER : self->show.circuit.retry_at;
      g_mutex_lock (&self->mutex);
    }
  self->ended = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

static void
on_jumped (UsherClock *clock, gpointer data)
{
  UsherStage *self = data;

  g_mutex_lock (&self->mutex);
  self->woken = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
usher_stage_dispose (GObject *object)
{
  usher_stage_stop (USHER_STAGE (object), 0);
  G_OBJECT_CLASS (usher_stage_parent_class)->dispose (object);
}

static void
usher_stage_finalize (GObject *object)
{
  UsherStage *self = USHER_STAGE (object);

  g_queue_clear_full (&self->errands, (GDestroyNotify) errand_free);
  g_clear_object (&self->show.streamer);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->show.looks, usher_stream_looks_free);
  usher_circuit_clear (&self->show.circuit);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (usher_stage_parent_class)->finalize (object);
}

static void
usher_stage_class_init (UsherStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_stage_dispose;
  object_class->finalize = usher_stage_finalize;
}

static void
usher_stage_init (UsherStage *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->errands);
}

/**
 * usher_stage_new:
 * @engine: the engine that owns it
 * @streamer: makes and ends streams
 *
 * Returns: (transfer full): a stage whose thread does not run yet
 */
UsherStage *
usher_stage_new (UsherEngine *engine, UsherStreamer *streamer)
{
  UsherStage *self;

  g_return_val_if_fail (USHER_IS_ENGINE (engine) && USHER_IS_STREAMER (streamer), NULL);
  self = g_object_new (USHER_TYPE_STAGE, NULL);
  self->engine = engine;
  self->show.engine = engine;
  self->show.streamer = g_object_ref (streamer);
  self->stop = g_cancellable_new ();
  self->show.cancellable = self->stop;
  self->show.looks = usher_stream_looks_new ();
  usher_circuit_init (&self->show.circuit, usher_streamer_get_name (streamer));
  return self;
}

gboolean
usher_stage_start (UsherStage *self, GError **error)
{
  g_return_val_if_fail (USHER_IS_STAGE (self), FALSE);

  if (self->thread != NULL)
    return TRUE;
  g_cancellable_reset (self->stop);
  self->stopping = self->ended = FALSE;
  self->jumped = g_signal_connect (usher_engine_get_clock (self->engine), "jumped", G_CALLBACK (on_jumped), self);
  self->thread = g_thread_new ("usher-stage", stage_thread, self);
  return TRUE;
}

/**
 * usher_stage_stop:
 * @self: a stage
 * @seconds: how long the errand that is on its way may take
 *
 * Joins the thread; errands that did not begin fail with %G_IO_ERROR_CANCELLED.
 */
void
usher_stage_stop (UsherStage *self, int seconds)
{
  gint64 deadline = g_get_monotonic_time () + MAX (seconds, 0) * (gint64) G_USEC_PER_SEC;
  Errand *errand;

  g_return_if_fail (USHER_IS_STAGE (self));

  if (self->thread == NULL)
    return;
  g_clear_signal_handler (&self->jumped, usher_engine_get_clock (self->engine));
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->cond);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->mutex, deadline))
    ;
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->stop);
  g_thread_join (g_steal_pointer (&self->thread));
  while ((errand = g_queue_pop_head (&self->errands)) != NULL)
    finish_errand (errand, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Usher is stopping"));
}

/* Any thread */
static void
push (UsherStage *self, Errand *errand)
{
  gboolean runs;

  g_mutex_lock (&self->mutex);
  runs = self->thread != NULL && !self->stopping;
  if (runs)
    g_queue_push_tail (&self->errands, errand);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (!runs)
    finish_errand (errand, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Usher is not running"));
}

/**
 * usher_stage_close_streams:
 * @self: the stage
 *
 * Completes and disables, soon and until it worked, the streams that were noted with usher_show_note_ending(). Any thread.
 */
void
usher_stage_close_streams (UsherStage *self)
{
  Errand *errand;

  g_return_if_fail (USHER_IS_STAGE (self));
  errand = g_new0 (Errand, 1);
  errand->kind = ERRAND_CLOSE;
  push (self, errand);
}

void
usher_stage_refresh (UsherStage *self, gint64 event_id)
{
  Errand *errand;

  g_return_if_fail (USHER_IS_STAGE (self));
  errand = g_new0 (Errand, 1);
  errand->kind = ERRAND_REFRESH;
  errand->event_id = event_id;
  push (self, errand);
}

gboolean
usher_engine_get_stream_look (UsherEngine *self, gint64 event_id, UsherStreamLook *look)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (look != NULL, FALSE);
  return usher_stream_looks_get (usher_engine_get_stage (self)->show.looks, event_id, look);
}

/* --- commands ------------------------------------------------------------------------------------------------------ */

static Errand *
errand_new (UsherEngine *engine, ErrandKind kind, gint64 event_id, const char *actor, gpointer tag,
            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->kind = kind;
  errand->event_id = event_id;
  errand->actor = g_strdup (actor);
  errand->task = g_task_new (engine, cancellable, callback, user_data);
  g_task_set_source_tag (errand->task, tag);
  /* Whether it was stopped in time is said by the one who does it, not by GTask. */
  g_task_set_check_cancellable (errand->task, FALSE);
  return errand;
}

static UsherEvent *
finish (UsherEngine *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self) && g_task_get_source_tag (G_TASK (result)) == tag, NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
usher_engine_start_event_async (UsherEngine *self, gint64 id, const char *actor, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));
  push (usher_engine_get_stage (self), errand_new (self, ERRAND_START, id, actor, usher_engine_start_event_async,
                                                   cancellable, callback, user_data));
}

UsherEvent *
usher_engine_start_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, usher_engine_start_event_async, error);
}

void
usher_engine_end_event_async (UsherEngine *self, gint64 id, const char *actor, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));
  push (usher_engine_get_stage (self), errand_new (self, ERRAND_END, id, actor, usher_engine_end_event_async,
                                                   cancellable, callback, user_data));
}

UsherEvent *
usher_engine_end_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, usher_engine_end_event_async, error);
}

void
usher_engine_prepare_stream_async (UsherEngine *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (USHER_IS_ENGINE (self));
  push (usher_engine_get_stage (self), errand_new (self, ERRAND_PREPARE, id, NULL, usher_engine_prepare_stream_async,
                                                   cancellable, callback, user_data));
}

UsherEvent *
usher_engine_prepare_stream_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, usher_engine_prepare_stream_async, error);
}

void
usher_engine_quick_start_async (UsherEngine *self, const char *title, const char *time_zone, const char *actor,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Errand *errand;

  g_return_if_fail (USHER_IS_ENGINE (self));
  errand = errand_new (self, ERRAND_QUICK_START, 0, actor, usher_engine_quick_start_async, cancellable, callback, user_data);
  errand->title = g_strdup (title);
  errand->time_zone = g_strdup (time_zone);
  push (usher_engine_get_stage (self), errand);
}

UsherEvent *
usher_engine_quick_start_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, usher_engine_quick_start_async, error);
}
