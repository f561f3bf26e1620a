/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include "usher-accounts.h"
#include "usher-daemon.h"

/* How much the engine gives way to the window, and to the encoder that streams from the same machine: a third of a processor
 * that is wanted by all is more than it ever needs. */
#define ENGINE_NICE 5

struct _UsherEngineThread {
  gatomicrefcount                refs;
  const UsherOptions            *options;
  const UsherEngineThreadEvents *events;
  gpointer                       data;
  GThread                       *thread;
  GMainContext                  *owner;     /* of the thread that started this one */
  GMainContext                  *context;
  GMainLoop                     *loop;
  GCancellable                  *opening;   /* cancelled when it is to stop while it still asks the keyring */
  gboolean                       stopped;   /* owner's thread only */
};

static UsherEngineThread *
engine_thread_ref (UsherEngineThread *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
engine_thread_unref (UsherEngineThread *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_object_unref (self->opening);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner);
  g_free (self);
}

/* --- news, on their way to the owner's context ---------------------------------------------------------------------- */

typedef struct {
  UsherEngineThread *thread;
  const char        *kind;     /* interned; NULL: started */
  gint64             id;
  UsherEngine       *engine;
  GError            *error;
} News;

static void
news_free (gpointer data)
{
  News *self = data;

  engine_thread_unref (self->thread);
  g_clear_object (&self->engine);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
tell_news (gpointer data)
{
  News *self = data;

  if (self->thread->stopped)
    return G_SOURCE_REMOVE;
  if (self->kind)
    self->thread->events->changed (self->kind, self->id, self->thread->data);
  else
    self->thread->events->started (self->engine, self->error, self->thread->data);
  return G_SOURCE_REMOVE;
}

static News *
news_new (UsherEngineThread *thread)
{
  News *self = g_new0 (News, 1);

  self->thread = engine_thread_ref (thread);
  return self;
}

/* With the priority of an idle: input and frames go before what changed behind the scenes. */
static void
send_news (News *news)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "usher-engine-news");
  g_source_set_callback (source, tell_news, news, news_free);
  g_source_attach (source, news->thread->owner);
}

static void
engine_changed (UsherEngine *engine, const char *kind, gint64 id, gpointer user_data)
{
  News *news = news_new (user_data);

  news->kind = g_intern_string (kind);
  news->id = id;
  send_news (news);
}

/* --- the thread ---------------------------------------------------------------------------------------------------- */

static UsherDaemon *
open_house (UsherEngineThread *self, GError **error)
{
  g_autoptr (UsherDaemon) daemon = usher_daemon_new_full (self->options, usher_accounts_configure, self->opening, NULL, NULL,
                                                           error);

  if (!daemon)
    return NULL;
  g_signal_connect (usher_daemon_get_engine (daemon), "changed", G_CALLBACK (engine_changed), self);
  return usher_daemon_start (daemon, error) ? g_steal_pointer (&daemon) : NULL;
}

/* What commands have still to say is said before the context goes. */
static void
drain (GMainContext *context)
{
  for (int i = 0; i < 1000 && g_main_context_iteration (context, FALSE); i++)
    ;
}

/* On Linux niceness belongs to a thread, and those that it starts (store, senders, stage) begin with its own (sched(7)). */
static void
give_way (void)
{
  if (setpriority (PRIO_PROCESS, (id_t) gettid (), ENGINE_NICE) < 0)
    g_debug ("The engine keeps the window's priority");
}

static gpointer
run (gpointer data)
{
  UsherEngineThread *self = data;
  g_autoptr (UsherDaemon) daemon = NULL;
  News *news = news_new (self);

  give_way ();
  g_main_context_push_thread_default (self->context);
  daemon = open_house (self, &news->error);
  if (daemon)
    news->engine = g_object_ref (usher_daemon_get_engine (daemon));
  send_news (news);
  if (daemon)
    {
      g_main_loop_run (self->loop);
      g_signal_handlers_disconnect_by_data (usher_daemon_get_engine (daemon), self);
      usher_daemon_stop (daemon);
    }
  drain (self->context);
  g_clear_pointer (&daemon, usher_daemon_free);
  g_main_context_pop_thread_default (self->context);
  engine_thread_unref (self);
  return NULL;
}

/**
 * usher_engine_thread_start:
 * @options: for usher_daemon_new()
 * @events: what is told, on the calling thread's default context
 * @data: for @events
 *
 * Returns: (transfer full): the running thread; usher_engine_thread_stop() frees it
 */
UsherEngineThread *
usher_engine_thread_start (const UsherOptions *options, const UsherEngineThreadEvents *events, gpointer data)
{
  UsherEngineThread *self = g_new0 (UsherEngineThread, 1);

  g_atomic_ref_count_init (&self->refs);
  self->options = options;
  self->events = events;
  self->data = data;
  self->owner = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->opening = g_cancellable_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("usher-engine", run, engine_thread_ref (self));
  return self;
}

void
usher_engine_thread_silence (UsherEngineThread *self)
{
  self->stopped = TRUE;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/**
 * usher_engine_thread_stop:
 * @self: (transfer full): the thread
 *
 * Also one that is still starting, or that could not start.
 */
void
usher_engine_thread_stop (UsherEngineThread *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  if (!self->stopped)
    usher_engine_thread_silence (self);
  g_cancellable_cancel (self->opening);
  /* By a source, which waits for the loop to run: quitting a loop that has not begun would be forgotten. */
  g_source_set_callback (source, quit, g_main_loop_ref (self->loop), (GDestroyNotify) g_main_loop_unref);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  engine_thread_unref (self);
}
