/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-dispatcher.h"

#include "usher-engine-private.h"
#include "usher-former-account.h"
#include "usher-scheduler.h"
#include "usher-sender.h"
#include "usher-table-deliveries.h"

/* What a crash left claimed is asked about after this many seconds: the request may just have arrived. */
#define RECOVERY_WAIT 10

struct _UsherDispatcher {
  GObject         parent_instance;

  UsherEngine    *engine;       /* unowned: it owns us */
  UsherScheduler *scheduler;
  UsherSender    *senders[USHER_N_CHANNELS];
  gboolean        running;

  GPtrArray      *runs;         /* of Run: run_due() calls that wait for the senders */
  GMutex          mutex;
  GSource        *report;       /* a sender became idle */
};

/* One run_due(): look, let the senders serve what that queued, look again so that what is complete is closed. */
typedef struct {
  GTask   *task;
  int      due;
  guint    wakes[USHER_N_CHANNELS];
} Run;

G_DEFINE_FINAL_TYPE (UsherDispatcher, usher_dispatcher, G_TYPE_OBJECT)

static void on_second_look (gpointer data, int due, const GError *error);

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_object (&run->task);
  g_free (run);
}

static void
run_fail (Run *run, const GError *error)
{
  g_task_return_error (run->task, g_error_copy (error));
  run_free (run);
}

static gboolean
is_served (UsherDispatcher *self, const Run *run)
{
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if (!usher_sender_has_served (self->senders[channel], run->wakes[channel]))
      return FALSE;
  return TRUE;
}

static void
serve_runs (UsherDispatcher *self)
{
  for (guint i = 0; i < self->runs->len;)
    {
      Run *run = self->runs->pdata[i];

      if (is_served (self, run))
        {
          g_ptr_array_steal_index (self->runs, i);
          usher_scheduler_run (self->scheduler, on_second_look, run);
        }
      else
        i++;
    }
}

static gboolean
on_report (gpointer data)
{
  UsherDispatcher *self = data;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->report, g_source_unref);
  g_mutex_unlock (&self->mutex);
  if (self->running)
    serve_runs (self);
  return G_SOURCE_REMOVE;
}

/* From a sender's thread */
static void
sender_report (gpointer data, gboolean idle)
{
  UsherDispatcher *self = data;

  if (!idle)
    {
      usher_scheduler_look (self->scheduler);
      return;
    }
  g_mutex_lock (&self->mutex);
  if (self->report == NULL)
    {
      self->report = g_idle_source_new ();
      g_source_set_priority (self->report, G_PRIORITY_DEFAULT);
      g_source_set_static_name (self->report, "usher-dispatcher-report");
      g_source_set_callback (self->report, on_report, self, NULL);
      g_source_attach (self->report, usher_engine_get_context (self->engine));
    }
  g_mutex_unlock (&self->mutex);
}

static void
wake_senders (gpointer data)
{
  UsherDispatcher *self = data;

  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    usher_sender_wake (self->senders[channel]);
}

static void
usher_dispatcher_dispose (GObject *object)
{
  usher_dispatcher_stop (USHER_DISPATCHER (object), 0);
  G_OBJECT_CLASS (usher_dispatcher_parent_class)->dispose (object);
}

static void
usher_dispatcher_finalize (GObject *object)
{
  UsherDispatcher *self = USHER_DISPATCHER (object);

  g_clear_pointer (&self->scheduler, usher_scheduler_unref);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    g_clear_pointer (&self->senders[channel], usher_sender_free);
  g_ptr_array_unref (self->runs);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (usher_dispatcher_parent_class)->finalize (object);
}

static void
usher_dispatcher_class_init (UsherDispatcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_dispatcher_dispose;
  object_class->finalize = usher_dispatcher_finalize;
}

static void
usher_dispatcher_init (UsherDispatcher *self)
{
  self->runs = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
}

/**
 * usher_dispatcher_new:
 * @engine: the engine that owns it
 * @mailer: sends e-mail
 * @texter: sends SMS
 *
 * Returns: (transfer full): a dispatcher that does nothing until it is started
 */
UsherDispatcher *
usher_dispatcher_new (UsherEngine *engine, UsherMailer *mailer, UsherTexter *texter)
{
  UsherDispatcher *self;

  g_return_val_if_fail (USHER_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (USHER_IS_MAILER (mailer) && USHER_IS_TEXTER (texter), NULL);

  self = g_object_new (USHER_TYPE_DISPATCHER, NULL);
  self->engine = engine;
  self->scheduler = usher_scheduler_new (engine, wake_senders, self);
  self->senders[USHER_CHANNEL_EMAIL] = usher_mail_sender_new (engine, mailer, sender_report, self);
  self->senders[USHER_CHANNEL_SMS] = usher_text_sender_new (engine, texter, sender_report, self);
  return self;
}

static gboolean
recover_job (UsherConn *conn, gpointer data, GError **error)
{
  UsherDispatcher *self = data;
  UsherInstant now = usher_clock_now (usher_engine_get_clock (self->engine));
  int count = usher_deliveries_recover (conn, now + RECOVERY_WAIT * (gint64) G_USEC_PER_SEC, error);

  if (count > 0)
    g_message ("%d messages were on their way when Usher ended; their providers are asked about them", count);
  return count >= 0 && usher_former_account_leave (conn, usher_engine_get_config (self->engine), now, error);
}

/**
 * usher_dispatcher_start:
 * @self: a dispatcher
 * @error: STORAGE
 *
 * Blocks for the write that marks as unknown what an earlier run left between claim and answer.
 *
 * Returns: whether it runs
 */
gboolean
usher_dispatcher_start (UsherDispatcher *self, GError **error)
{
  g_return_val_if_fail (USHER_IS_DISPATCHER (self), FALSE);

  if (self->running)
    return TRUE;
  if (!usher_store_write (usher_engine_get_store (self->engine), recover_job, self, NULL, error))
    return FALSE;
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if (!usher_sender_start (self->senders[channel], error))
      {
        self->running = TRUE;
        usher_dispatcher_stop (self, 0);
        return FALSE;
      }
  self->running = TRUE;
  usher_scheduler_start (self->scheduler);
  return TRUE;
}

static void
fail_runs (UsherDispatcher *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Usher is stopping");
  g_autoptr (GPtrArray) runs = g_steal_pointer (&self->runs);

  self->runs = g_ptr_array_new ();
  for (guint i = 0; i < runs->len; i++)
    run_fail (runs->pdata[i], error);
}

/**
 * usher_dispatcher_stop:
 * @self: a dispatcher
 * @seconds: how long requests that are on their way may take
 */
void
usher_dispatcher_stop (UsherDispatcher *self, int seconds)
{
  gint64 deadline = g_get_monotonic_time () + MAX (seconds, 0) * (gint64) G_USEC_PER_SEC;

  g_return_if_fail (USHER_IS_DISPATCHER (self));

  if (!self->running)
    return;
  self->running = FALSE;
  usher_scheduler_stop (self->scheduler);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    usher_sender_ask_to_stop (self->senders[channel]);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    usher_sender_join (self->senders[channel], deadline);
  g_mutex_lock (&self->mutex);
  if (self->report != NULL)
    g_source_destroy (self->report);
  g_clear_pointer (&self->report, g_source_unref);
  g_mutex_unlock (&self->mutex);
  fail_runs (self);
}

void
usher_dispatcher_wake (UsherDispatcher *self)
{
  g_return_if_fail (USHER_IS_DISPATCHER (self));
  usher_scheduler_look (self->scheduler);
  wake_senders (self);
}

void
usher_dispatcher_probe (UsherDispatcher *self)
{
  g_return_if_fail (USHER_IS_DISPATCHER (self));
  usher_scheduler_look (self->scheduler);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    usher_sender_probe (self->senders[channel]);
}

static void
on_second_look (gpointer data, int due, const GError *error)
{
  Run *run = data;

  if (due < 0)
    {
      run_fail (run, error);
      return;
    }
  g_task_return_int (run->task, run->due);
  run_free (run);
}

static void
on_first_look (gpointer data, int due, const GError *error)
{
  Run *run = data;
  UsherDispatcher *self = g_task_get_source_object (run->task);

  if (due < 0)
    {
      run_fail (run, error);
      return;
    }
  run->due = due;
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    run->wakes[channel] = usher_sender_wake (self->senders[channel]);
  g_ptr_array_add (self->runs, run);
}

/* On the engine's context: looks and runs belong to it alone. */
static gboolean
begin_run (gpointer data)
{
  Run *run = data;
  UsherDispatcher *self = g_task_get_source_object (run->task);

  if (self->running)
    {
      usher_scheduler_run (self->scheduler, on_first_look, run);
      return G_SOURCE_REMOVE;
    }
  g_task_return_new_error (run->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Usher is not running");
  run_free (run);
  return G_SOURCE_REMOVE;
}

/**
 * usher_dispatcher_run_due_async:
 * @self: a dispatcher that runs; any thread
 * @cancellable: (nullable): ends the waiting, not the sending
 * @callback: when nothing is left to do before a later moment
 * @user_data: for @callback
 */
void
usher_dispatcher_run_due_async (UsherDispatcher *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Run *run;

  g_return_if_fail (USHER_IS_DISPATCHER (self));

  run = g_new0 (Run, 1);
  run->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (run->task, usher_dispatcher_run_due_async);
  g_main_context_invoke (usher_engine_get_context (self->engine), begin_run, run);
}

int
usher_dispatcher_run_due_finish (UsherDispatcher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (USHER_IS_DISPATCHER (self), -1);
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

UsherInstant
usher_dispatcher_get_last_look (UsherDispatcher *self)
{
  g_return_val_if_fail (USHER_IS_DISPATCHER (self), USHER_NEVER);
  return usher_scheduler_get_last_look (self->scheduler);
}
