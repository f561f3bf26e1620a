/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-scheduler.h"

#include "usher-alarm.h"
#include "usher-due.h"
#include "usher-engine-private.h"
#include "usher-retention.h"
#include "usher-table-deliveries.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-zones.h"

#define FILL_PAGE  1000
/* Keys of requests and reports of providers are forgotten after a month, a page at a time */
#define FORGET_AFTER (30 * USHER_DAY)
#define FORGET_PAGE  1000
/* Longer than any wait between attempts: made by a clock that has been set back since */
#define WAIT_ABSURD (2 * USHER_HOUR)
/* Seconds until it looks again after the store refused */
#define RETRY_LOOK 5

/* One look: opens what is due → fills pages, in turns → tidies up. Looks never overlap. */
struct _UsherScheduler {
  gatomicrefcount refs;
  UsherEngine    *engine;        /* unowned: only while it runs */
  char           *names[USHER_N_CHANNELS];   /* of the providers */
  void          (*queued) (gpointer);
  gpointer        data;
  UsherAlarm     *alarm;
  gulong          jumped;
  gboolean        running;       /* between start and stop */
  gboolean        looking;
  GSource        *again;         /* a look that was asked for */
  GArray         *waiting;       /* of Waiter: those of the next look */
  GArray         *served;        /* of Waiter: those of this look */
  GHashTable     *filled;        /* ids of notifications whose deliveries are all made */
  UsherInstant    forget_at;     /* when old rows are looked for again; of the look that runs */
  UsherInstant    retain_at;     /* when old registrations are looked for again; USHER_NEVER: at the next look */
  gint64          last_look;     /* atomic by mutex */
  GMutex          mutex;
};

typedef struct {
  UsherSchedulerDone done;
  gpointer           data;
} Waiter;

/* What a look knows; its jobs run on the store's thread and touch nothing else. */
typedef struct {
  UsherScheduler *scheduler;
  UsherInstant    now;
  int             due;
  GPtrArray      *open;          /* of UsherNotification */
  GPtrArray      *to_fill;       /* of UsherNotification */
  GHashTable     *filled;        /* copy of the ids */
  GArray         *changed;       /* of gint64 */
  int             pulled;        /* how many waited for a moment of a wrong clock */
  UsherInstant    next_due;
  gint64          email_price, sms_price;
  gint64          erased;        /* of this event registrations were erased, or 0 */
  gboolean        complete;      /* of the page just made */
  gboolean        gone;          /* it is not being sent any more: no page was made */
  int             made;
} Look;

static void begin (UsherScheduler *self);
static void fill_next (Look *look);
static void tidy (Look *look);

static UsherScheduler *
scheduler_ref (UsherScheduler *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
usher_scheduler_unref (UsherScheduler *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->waiting);
  g_array_unref (self->served);
  g_hash_table_unref (self->filled);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    g_free (self->names[channel]);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
look_free (Look *self)
{
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->to_fill, g_ptr_array_unref);
  g_clear_pointer (&self->filled, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_array_unref);
  usher_scheduler_unref (self->scheduler);
  g_free (self);
}

static void
tell_waiters (UsherScheduler *self, GArray *waiters, int due, const GError *error)
{
  g_autoptr (GArray) told = g_array_ref (waiters);

  for (guint i = 0; i < told->len; i++)
    {
      Waiter waiter = g_array_index (told, Waiter, i);

      if (waiter.done != NULL)
        waiter.done (waiter.data, due, error);
    }
}

static GArray *
new_waiters (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Waiter));
}

/* The end of a look, one way or the other */
static void
finish (Look *look, const GError *error)
{
  UsherScheduler *self = look->scheduler;
  g_autoptr (GArray) served = self->served;

  if (error != NULL)
    g_warning ("Could not look for what is due: %s", error->message);
  for (guint i = 0; self->running && i < look->changed->len; i++)
    usher_engine_announce (self->engine, "notification", g_array_index (look->changed, gint64, i));
  if (self->running && look->erased != 0)
    {
      usher_places_forget (usher_engine_get_places (self->engine));
      usher_engine_announce (self->engine, "registration", 0);
    }
  self->served = new_waiters ();
  self->looking = FALSE;
  if (self->alarm != NULL)
    usher_alarm_set (self->alarm, error != NULL ? look->now + RETRY_LOOK * (gint64) G_USEC_PER_SEC : look->next_due);
  tell_waiters (self, served, error != NULL ? -1 : look->due, error);
  if (self->waiting->len > 0 && self->running)
    usher_scheduler_look (self);
  look_free (look);
}

/* --- opening ------------------------------------------------------------------------------------------------------- */

static gboolean
open_job (UsherConn *conn, gpointer data, GError **error)
{
  Look *look = data;

  g_clear_pointer (&look->open, g_ptr_array_unref);
  if (!usher_due_open_all (conn, look->now, &look->due, error)
      || !usher_deliveries_pull_forward (conn, look->now + WAIT_ABSURD, look->now, &look->pulled, error))
    return FALSE;
  look->open = usher_notifications_open_list (conn, error);
  return look->open != NULL;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  UsherScheduler *self = look->scheduler;
  g_autoptr (GError) error = NULL;

  if (!usher_store_write_finish (USHER_STORE (source), result, &error))
    {
      finish (look, error);
      return;
    }
  g_mutex_lock (&self->mutex);
  self->last_look = look->now;
  g_mutex_unlock (&self->mutex);
  if (look->pulled > 0 && self->running)
    self->queued (self->data);
  for (guint i = 0; i < look->open->len; i++)
    {
      UsherNotification *n = look->open->pdata[i];

      /* Confirmations are queued one by one, with each registration. */
      if (n->kind != USHER_NOTIFICATION_CONFIRMATION && !g_hash_table_contains (self->filled, &n->id))
        g_ptr_array_add (look->to_fill, usher_notification_ref (n));
      if (look->due > 0)
        g_array_append_val (look->changed, n->id);
    }
  fill_next (look);
}

/* --- filling ------------------------------------------------------------------------------------------------------- */

static gboolean
fill_job (UsherConn *conn, gpointer data, GError **error)
{
  Look *look = data;
  const UsherNotification *n = look->to_fill->pdata[0];
  g_autoptr (UsherNotification) fresh = NULL;

  look->complete = FALSE;
  look->made = 0;
  if (!usher_due_find_open (conn, n->id, &fresh, error))
    return FALSE;
  /* Cancelled between two pages (and perhaps put back later, to go on with the next one), or gone with its event */
  look->gone = fresh == NULL;
  if (look->gone)
    return TRUE;
  return usher_deliveries_fill (conn, fresh, FILL_PAGE, look->now, &look->complete, &look->made, error);
}

static void
on_filled (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  UsherScheduler *self = look->scheduler;
  g_autoptr (UsherNotification) n = NULL;
  g_autoptr (GError) error = NULL;

  if (!usher_store_write_finish (USHER_STORE (source), result, &error))
    {
      finish (look, error);
      return;
    }
  n = g_ptr_array_steal_index (look->to_fill, 0);
  if (look->made > 0 && self->running)
    self->queued (self->data);
  if (look->complete)
    g_hash_table_add (self->filled, g_memdup2 (&n->id, sizeof n->id));
  else if (!look->gone)
    g_ptr_array_add (look->to_fill, g_steal_pointer (&n));   /* in turns with the others */
  fill_next (look);
}

static void
fill_next (Look *look)
{
  UsherScheduler *self = look->scheduler;

  if (!self->running)
    finish (look, NULL);
  else if (look->to_fill->len == 0)
    tidy (look);
  else
    usher_store_write_async (usher_engine_get_store (self->engine), fill_job, look, NULL, NULL, on_filled, look);
}

/* --- tidying up ---------------------------------------------------------------------------------------------------- */

/* What keeps messages on the channels of @n from leaving; NULL: nothing is known */
static char *
trouble_of (UsherConn *conn, const UsherScheduler *self, const UsherNotification *n)
{
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    {
      g_autoptr (UsherProviderState) state = NULL;

      if (n->channels & (1 << channel))
        state = usher_provider_state_get (conn, self->names[channel], NULL);
      if (state != NULL && state->reason != NULL)
        return g_steal_pointer (&state->reason);
    }
  return NULL;
}

/* Once a day, and page by page until all are gone; a clock that was set back does not put it off for long. */
static gboolean
forget_old (UsherConn *conn, UsherScheduler *self, UsherInstant now, GError **error)
{
  int count;

  if (self->forget_at != USHER_NEVER && now < self->forget_at && self->forget_at - now <= USHER_DAY)
    return TRUE;
  if (!usher_age_forget (conn, now - FORGET_AFTER, FORGET_PAGE, &count, error))
    return FALSE;
  self->forget_at = count > 0 ? now : now + USHER_DAY;
  return TRUE;
}

/* Once an hour, and page by page until all are gone. The alarm rings for that, too. Settings that were changed make a look. */
static gboolean
retain (UsherConn *conn, Look *look, GError **error)
{
  UsherScheduler *self = look->scheduler;

  look->erased = 0;
  if (self->retain_at == USHER_NEVER || look->now >= self->retain_at || self->retain_at - look->now > USHER_RETENTION_TURN)
    if (!usher_retention_run (conn, look->now, look->email_price, look->sms_price, &self->retain_at, &look->erased, error))
      return FALSE;
  if (self->retain_at != USHER_NEVER && (look->next_due == USHER_NEVER || self->retain_at < look->next_due))
    look->next_due = self->retain_at;
  return TRUE;
}

static gboolean
tidy_job (UsherConn *conn, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (GPtrArray) open = usher_notifications_open_list (conn, error);

  g_array_set_size (look->changed, 0);
  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      const UsherNotification *n = open->pdata[i];
      g_autofree char *trouble = trouble_of (conn, look->scheduler, n);
      gboolean changed = FALSE;

      if (!usher_due_tidy (conn, n, g_hash_table_contains (look->filled, &n->id), trouble, look->now, &changed, error))
        return FALSE;
      if (changed || look->due > 0)
        g_array_append_val (look->changed, n->id);
    }
  if (open == NULL)
    return FALSE;
  look->next_due = usher_notifications_next_due (conn, NULL);
  if (!retain (conn, look, error))
    return FALSE;
  return forget_old (conn, look->scheduler, look->now, error);
}

static void
on_tidied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  usher_store_write_finish (USHER_STORE (source), result, &error);
  finish (data, error);
}

static void
tidy (Look *look)
{
  UsherScheduler *self = look->scheduler;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->filled);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (look->filled, g_memdup2 (id, sizeof (gint64)));
  usher_store_write_async (usher_engine_get_store (self->engine), tidy_job, look, NULL, NULL, on_tidied, look);
}

/* --- when ---------------------------------------------------------------------------------------------------------- */

static void
begin (UsherScheduler *self)
{
  Look *look = g_new0 (Look, 1);

  g_assert (!self->looking);
  self->looking = TRUE;
  g_array_unref (self->served);
  self->served = self->waiting;
  self->waiting = new_waiters ();
  look->scheduler = scheduler_ref (self);
  look->now = usher_clock_now (usher_engine_get_clock (self->engine));
  look->next_due = USHER_NEVER;
  look->email_price = usher_engine_get_config (self->engine)->email_price_micros;
  look->sms_price = usher_engine_get_config (self->engine)->sms_price_micros;
  look->to_fill = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_notification_unref);
  look->changed = g_array_new (FALSE, FALSE, sizeof (gint64));
  look->filled = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  usher_store_write_async (usher_engine_get_store (self->engine), open_job, look, NULL, NULL, on_opened, look);
}

static gboolean
on_again (gpointer data)
{
  UsherScheduler *self = data;

  /* While a look runs the source waits: finish() starts the next. */
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->again, g_source_unref);
  g_mutex_unlock (&self->mutex);
  if (!self->running)
    return G_SOURCE_REMOVE;
  if (self->looking)
    {
      Waiter nobody = { 0 };

      if (self->waiting->len == 0)
        g_array_append_val (self->waiting, nobody);
      return G_SOURCE_REMOVE;
    }
  begin (self);
  return G_SOURCE_REMOVE;
}

/* Any thread: many wakes make one look. */
void
usher_scheduler_look (UsherScheduler *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->again != NULL || !self->running)
    return;
  self->again = g_idle_source_new ();
  g_source_set_priority (self->again, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->again, "usher-scheduler-look");
  g_source_set_callback (self->again, on_again, scheduler_ref (self), (GDestroyNotify) usher_scheduler_unref);
  g_source_attach (self->again, usher_engine_get_context (self->engine));
}

void
usher_scheduler_run (UsherScheduler *self, UsherSchedulerDone done, gpointer data)
{
  Waiter waiter = { done, data };

  g_array_append_val (self->waiting, waiter);
  if (!self->looking)
    begin (self);
}

static void
on_rang (gpointer data)
{
  usher_scheduler_look (data);
}

static void
refresh_zones (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!usher_zones_refresh (source, &error))
    g_warning ("Could not bring the plan up to the new zone data: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
on_zones_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  UsherScheduler *self = data;

  if (self->running)
    usher_scheduler_look (self);
  usher_scheduler_unref (self);
}

static void
on_zones_changed (gpointer data)
{
  UsherScheduler *self = data;
  g_autoptr (GTask) task = g_task_new (self->engine, NULL, on_zones_refreshed, scheduler_ref (self));

  g_info ("The system's zone data changed");
  usher_engine_forget_zones (self->engine);
  g_task_run_in_thread (task, refresh_zones);
}

static void
on_jumped (UsherClock *clock, gpointer data)
{
  UsherScheduler *self = data;

  usher_scheduler_look (self);
  self->queued (self->data);
}

UsherScheduler *
usher_scheduler_new (UsherEngine *engine, void (*queued) (gpointer data), gpointer data)
{
  UsherScheduler *self = g_new0 (UsherScheduler, 1);

  g_atomic_ref_count_init (&self->refs);
  self->engine = engine;
  self->names[USHER_CHANNEL_EMAIL] = g_strdup (usher_mailer_get_name (usher_engine_get_mailer (engine)));
  self->names[USHER_CHANNEL_SMS] = g_strdup (usher_texter_get_name (usher_engine_get_texter (engine)));
  self->queued = queued;
  self->data = data;
  self->last_look = self->forget_at = self->retain_at = USHER_NEVER;
  self->waiting = new_waiters ();
  self->served = new_waiters ();
  self->filled = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_mutex_init (&self->mutex);
  return self;
}

void
usher_scheduler_start (UsherScheduler *self)
{
  UsherClock *clock = usher_engine_get_clock (self->engine);

  g_mutex_lock (&self->mutex);
  self->running = TRUE;
  g_mutex_unlock (&self->mutex);
  self->alarm = usher_alarm_new (clock, on_rang, on_zones_changed, self);
  self->jumped = g_signal_connect (clock, "jumped", G_CALLBACK (on_jumped), self);
  usher_scheduler_look (self);
}

void
usher_scheduler_stop (UsherScheduler *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Usher is stopping");
  g_autoptr (GArray) waiting = NULL;

  if (!self->running)
    return;
  g_clear_signal_handler (&self->jumped, usher_engine_get_clock (self->engine));
  g_clear_pointer (&self->alarm, usher_alarm_free);
  g_mutex_lock (&self->mutex);
  self->running = FALSE;
  if (self->again != NULL)
    g_source_destroy (self->again);
  g_clear_pointer (&self->again, g_source_unref);
  g_mutex_unlock (&self->mutex);
  waiting = self->waiting;
  self->waiting = new_waiters ();
  tell_waiters (self, waiting, -1, error);
}

UsherInstant
usher_scheduler_get_last_look (UsherScheduler *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->last_look;
}
