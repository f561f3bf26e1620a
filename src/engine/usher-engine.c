/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-private.h"

#include "usher-commands.h"
#include "usher-http.h"
#include "usher-restored.h"
#include "usher-store-outbox.h"
#include "usher-zones.h"

#include <string.h>

typedef struct {
  const char *kind;   /* static */
  gint64      id;
} Change;

/* As many as the viewers of a show usually live in; each is some ten kilobytes. */
#define ZONES_HELD 32

struct _UsherEngine {
  GObject          parent_instance;

  UsherStore      *store;
  UsherClock      *clock;
  UsherConfig     *config;        /* atomic: the last of configs */
  UsherMailer     *mailer;
  UsherTexter     *texter;
  UsherStreamer   *streamer;
  UsherDispatcher *dispatcher;
  UsherStage      *stage;
  UsherPlaces     *places;
  GMainContext    *context;

  GMutex           mutex;         /* what follows */
  GPtrArray       *configs;       /* of UsherConfig: whoever got one may use it as long as the engine is there */
  GPtrArray       *zones;         /* of GTimeZone: held, so that GLib need not read them again */
  char            *public_url;
  GPtrArray       *changes;       /* of Change: to be announced, in order */
  GHashTable      *changes_set;   /* the same, to find them */
  GSource         *announcement;
};

typedef enum {
  SIGNAL_CHANGED,
} UsherEngineSignal;

static guint signals[SIGNAL_CHANGED + 1];

G_DEFINE_FINAL_TYPE (UsherEngine, usher_engine, G_TYPE_OBJECT)

/* --- announcing ---------------------------------------------------------------------------------------------------- */

static guint
change_hash (gconstpointer data)
{
  const Change *change = data;

  return g_str_hash (change->kind) ^ g_int64_hash (&change->id);
}

static gboolean
change_equal (gconstpointer a, gconstpointer b)
{
  const Change *first = a, *second = b;

  return first->id == second->id && g_str_equal (first->kind, second->kind);
}

/* On the engine's context */
static gboolean
tell_changes (gpointer user_data)
{
  g_autoptr (UsherEngine) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&self->mutex);
  g_hash_table_remove_all (self->changes_set);
  g_ptr_array_extend_and_steal (changes, g_steal_pointer (&self->changes));
  self->changes = g_ptr_array_new_with_free_func (g_free);
  g_clear_pointer (&self->announcement, g_source_unref);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < changes->len; i++)
    {
      const Change *change = g_ptr_array_index (changes, i);

      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, change->kind, change->id);
    }
  return G_SOURCE_REMOVE;
}

/* The source holds no reference: an engine whose context runs no more must still be freed. */
static void
schedule_announcement (UsherEngine *self)
{
  if (self->announcement != NULL)
    return;
  self->announcement = g_idle_source_new ();
  g_source_set_static_name (self->announcement, "usher-engine-changed");
  g_source_set_priority (self->announcement, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->announcement, tell_changes, self, NULL);
  g_source_attach (self->announcement, self->context);
}

/**
 * usher_engine_announce:
 * @self: the engine
 * @kind: (transfer none): a static string: "event", "notification", "registration", "delivery", "template", "stream",
 *   "provider", "settings"
 * @id: which one; 0 where there is no number
 *
 * Emits `changed` on the engine's context, soon. What is announced several times until then is told once: whoever shows
 * it reads it again anyway. Any thread.
 */
void
usher_engine_announce (UsherEngine *self, const char *kind, gint64 id)
{
  Change change = { kind, id };

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (kind != NULL);

  g_mutex_lock (&self->mutex);
  if (!g_hash_table_contains (self->changes_set, &change))
    {
      Change *kept = g_memdup2 (&change, sizeof change);

      g_ptr_array_add (self->changes, kept);
      g_hash_table_add (self->changes_set, kept);
      schedule_announcement (self);
    }
  g_mutex_unlock (&self->mutex);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_engine_dispose (GObject *object)
{
  UsherEngine *self = USHER_ENGINE (object);

  usher_engine_stop (self, 0);
  g_mutex_lock (&self->mutex);
  if (self->announcement != NULL)
    g_source_destroy (self->announcement);
  g_clear_pointer (&self->announcement, g_source_unref);
  g_mutex_unlock (&self->mutex);

  g_clear_object (&self->dispatcher);
  g_clear_object (&self->stage);
  G_OBJECT_CLASS (usher_engine_parent_class)->dispose (object);
}

static void
usher_engine_finalize (GObject *object)
{
  UsherEngine *self = USHER_ENGINE (object);

  g_clear_object (&self->mailer);
  g_clear_object (&self->texter);
  g_clear_object (&self->streamer);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->configs, g_ptr_array_unref);
  g_clear_pointer (&self->places, usher_places_free);
  g_clear_pointer (&self->zones, g_ptr_array_unref);
  g_clear_pointer (&self->public_url, g_free);
  g_clear_pointer (&self->changes_set, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (usher_engine_parent_class)->finalize (object);
}

static void
usher_engine_class_init (UsherEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_engine_dispose;
  object_class->finalize = usher_engine_finalize;

  /**
   * UsherEngine::changed:
   * @self: the engine
   * @kind: "event", "notification", "registration", "delivery", "template", "stream", "provider", "settings", "store"
   * @id: which one; 0 where there is no number
   *
   * Something is different now. Emitted on the engine's context, after the commit.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_INT64);
}

static void
usher_engine_init (UsherEngine *self)
{
  g_mutex_init (&self->mutex);
  self->places = usher_places_new ();
  self->configs = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_config_free);
  self->zones = g_ptr_array_new_with_free_func ((GDestroyNotify) g_time_zone_unref);
  self->changes = g_ptr_array_new_with_free_func (g_free);
  self->changes_set = g_hash_table_new (change_hash, change_equal);
}

/* On a thread of the store */
static void
store_damaged (UsherStore *store, gpointer data)
{
  usher_engine_announce (data, "store", 0);
}

/**
 * usher_engine_new_full:
 * @store: an open store
 * @clock: where the time comes from
 * @config: what is configured; copied
 * @mailer: sends e-mail
 * @texter: sends SMS
 * @streamer: makes streams
 *
 * An engine with providers of the caller's choice. It belongs to the thread-default context of the calling thread.
 *
 * Returns: (transfer full): an engine that does nothing by itself until usher_engine_start()
 */
UsherEngine *
usher_engine_new_full (UsherStore *store, UsherClock *clock, const UsherConfig *config, UsherMailer *mailer,
                       UsherTexter *texter, UsherStreamer *streamer)
{
  UsherEngine *self;

  g_return_val_if_fail (USHER_IS_STORE (store), NULL);
  g_return_val_if_fail (USHER_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (USHER_IS_MAILER (mailer), NULL);
  g_return_val_if_fail (USHER_IS_TEXTER (texter), NULL);
  g_return_val_if_fail (USHER_IS_STREAMER (streamer), NULL);

  usher_http_prepare ();   /* an account may be checked while everything runs */
  self = g_object_new (USHER_TYPE_ENGINE, NULL);
  self->context = g_main_context_ref_thread_default ();
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "damaged", G_CALLBACK (store_damaged), self, G_CONNECT_DEFAULT);
  self->clock = g_object_ref (clock);
  self->config = usher_config_copy (config);
  g_ptr_array_add (self->configs, self->config);
  self->mailer = g_object_ref (mailer);
  self->texter = g_object_ref (texter);
  self->streamer = g_object_ref (streamer);
  self->public_url = g_strdup (config->public_url != NULL ? config->public_url : "");
  self->dispatcher = usher_dispatcher_new (self, mailer, texter);
  self->stage = usher_stage_new (self, streamer);
  return self;
}

/**
 * usher_engine_new:
 * @store: an open store
 * @clock: where the time comes from
 * @config: what is configured; copied
 *
 * An engine with the real provider where its account is configured, else the sandbox twin, whose outbox is the store.
 *
 * Returns: (transfer full): as usher_engine_new_full()
 */
UsherEngine *
usher_engine_new (UsherStore *store, UsherClock *clock, const UsherConfig *config)
{
  g_autoptr (UsherOutbox) outbox = NULL;
  g_autoptr (UsherMailer) mailer = NULL;
  g_autoptr (UsherTexter) texter = NULL;
  g_autoptr (UsherStreamer) streamer = NULL;

  g_return_val_if_fail (USHER_IS_STORE (store), NULL);
  g_return_val_if_fail (USHER_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (config != NULL, NULL);

  outbox = usher_store_outbox_new (store, clock);
  mailer = usher_config_make_mailer (config, outbox);
  texter = usher_config_make_texter (config, outbox);
  streamer = usher_config_make_streamer (config);
  return usher_engine_new_full (store, clock, config, mailer, texter, streamer);
}

/**
 * usher_engine_start:
 * @self: the engine
 * @error: return location
 *
 * Brings the plan up to the zone data of today, recovers what a crash left, and starts scheduler and workers. Blocks for
 * the few writes of that.
 *
 * Returns: %FALSE on error: then nothing runs
 */
gboolean
usher_engine_start (UsherEngine *self, GError **error)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);

  if (!usher_restored_heed (self, error) || !usher_zones_refresh (self, error) || !usher_dispatcher_start (self->dispatcher, error))
    return FALSE;
  if (usher_stage_start (self->stage, error))
    return TRUE;
  usher_dispatcher_stop (self->dispatcher, 0);
  return FALSE;
}

/**
 * usher_engine_stop:
 * @self: the engine
 * @seconds: how long running sends may take to end; then they are cancelled, become unknown and are asked about at the
 *   next start
 *
 * Joins the workers. Commands that are on their way still complete. Idempotent.
 */
void
usher_engine_stop (UsherEngine *self, int seconds)
{
  g_return_if_fail (USHER_IS_ENGINE (self));

  if (self->dispatcher != NULL)
    usher_dispatcher_stop (self->dispatcher, seconds);
  if (self->stage != NULL)
    usher_stage_stop (self->stage, seconds);
}

/* --- what it is made of -------------------------------------------------------------------------------------------- */

UsherStore *
usher_engine_get_store (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->store;
}

UsherClock *
usher_engine_get_clock (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->clock;
}

const UsherConfig *
usher_engine_get_config (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return g_atomic_pointer_get (&self->config);
}

/**
 * usher_engine_take_settings:
 * @self: the engine
 * @settings: what was saved
 *
 * From now on its names, addresses, links, country, prices and tracking hold, but for what the environment set; accounts stay.
 * Messages composed from now on use them, and links the public address when one is given. Any thread.
 */
void
usher_engine_take_settings (UsherEngine *self, const UsherSettings *settings)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const UsherConfig *before;
  UsherConfig *config;

  g_return_if_fail (USHER_IS_ENGINE (self) && settings != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  before = self->config;
  config = usher_config_with_settings (before, settings);
  g_ptr_array_add (self->configs, config);
  if (config->public_url != NULL && g_strcmp0 (config->public_url, before->public_url) != 0)
    g_set_str (&self->public_url, config->public_url);
  g_atomic_pointer_set (&self->config, config);
}

GMainContext *
usher_engine_get_context (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->context;
}

UsherDispatcher *
usher_engine_get_dispatcher (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->dispatcher;
}

UsherStage *
usher_engine_get_stage (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->stage;
}

UsherMailer *
usher_engine_get_mailer (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->mailer;
}

UsherTexter *
usher_engine_get_texter (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->texter;
}

UsherStreamer *
usher_engine_get_streamer (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->streamer;
}

UsherPlaces *
usher_engine_get_places (UsherEngine *self)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return self->places;
}

/**
 * usher_engine_hold_zone:
 * @self: the engine
 * @zone: a zone that was just made from its name
 *
 * GLib shares a zone as long as somebody has it, and reads its file anew after that, which takes longer than all the rest
 * of a page. So the last few are held, until the system's zone data change. Any thread.
 */
void
usher_engine_hold_zone (UsherEngine *self, GTimeZone *zone)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self) && zone != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (g_ptr_array_find (self->zones, zone, NULL))
    return;
  if (self->zones->len == ZONES_HELD)
    g_ptr_array_remove_index (self->zones, 0);
  g_ptr_array_add (self->zones, g_time_zone_ref (zone));
}

/* The system's zone data changed: what is asked for from now on is read anew. */
void
usher_engine_forget_zones (UsherEngine *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self));

  locker = g_mutex_locker_new (&self->mutex);
  g_ptr_array_set_size (self->zones, 0);
}

/**
 * usher_engine_set_public_url:
 * @self: the engine
 * @public_url: base of all links in messages, with or without slashes at the end
 *
 * For a port that the system chose, or a tunnel whose name is known later. Messages composed from now on use it. Any thread.
 */
void
usher_engine_set_public_url (UsherEngine *self, const char *public_url)
{
  g_autofree char *base = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (public_url != NULL);

  base = g_strdup (public_url);
  for (size_t length = strlen (base); length > 0 && base[length - 1] == '/'; length--)
    base[length - 1] = '\0';
  g_mutex_lock (&self->mutex);
  g_set_str (&self->public_url, base);
  g_mutex_unlock (&self->mutex);
}

/**
 * usher_engine_dup_public_url:
 * @self: the engine
 *
 * Returns: (transfer full): base of all links in messages, without a slash at the end; any thread
 */
char *
usher_engine_dup_public_url (UsherEngine *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return g_strdup (self->public_url);
}

/**
 * usher_engine_look:
 * @self: the engine
 *
 * Looks now for what is due (cron, wake-up). Returns at once. Any thread.
 */
void
usher_engine_look (UsherEngine *self)
{
  g_return_if_fail (USHER_IS_ENGINE (self));
  usher_dispatcher_wake (self->dispatcher);
}

static void
run_due_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int due = usher_dispatcher_run_due_finish (USHER_DISPATCHER (source), result, &error);

  if (due < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, due);
}

/**
 * usher_engine_run_due_async:
 * @self: the engine
 * @cancellable: (nullable): ends the waiting, not the sending
 * @callback: called when all that was due was handed over, failed, or waits for a later moment
 * @user_data: for @callback
 *
 * On the engine's thread.
 */
void
usher_engine_run_due_async (UsherEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (USHER_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, usher_engine_run_due_async);
  usher_dispatcher_run_due_async (self->dispatcher, cancellable, run_due_done, task);
}

/**
 * usher_engine_run_due_finish:
 * @self: the engine
 * @result: of usher_engine_run_due_async()
 * @error: return location
 *
 * Returns: how many notifications were due; -1 on error
 */
int
usher_engine_run_due_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (USHER_IS_ENGINE (self), -1);
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

/* --- readers ------------------------------------------------------------------------------------------------------- */

/**
 * usher_reader_open:
 * @self: an empty one
 * @engine: the engine
 * @error: return location
 *
 * Borrows a read-only connection until usher_reader_clear(). Any thread.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_reader_open (UsherReader *self, UsherEngine *engine, GError **error)
{
  g_assert (self->conn == NULL);

  self->store = usher_engine_get_store (engine);
  self->conn = usher_store_acquire_reader (self->store, error);
  return self->conn != NULL;
}

/**
 * usher_reader_open_for:
 * @self: an empty one
 * @engine: the engine
 * @cancellable: (nullable): what ends its queries
 * @error: return location
 *
 * As usher_reader_open(), for a long query whose asker may go away.
 *
 * Returns: %FALSE on error, %G_IO_ERROR_CANCELLED among them
 */
gboolean
usher_reader_open_for (UsherReader *self, UsherEngine *engine, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !usher_reader_open (self, engine, error))
    return FALSE;
  usher_conn_set_cancellable (self->conn, cancellable);
  return TRUE;
}

void
usher_reader_clear (UsherReader *self)
{
  if (self->conn != NULL)
    usher_store_release_reader (self->store, g_steal_pointer (&self->conn));
}
