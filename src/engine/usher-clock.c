/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-clock.h"

struct _UsherClock {
  GObject       parent_instance;

  GMutex        mutex;
  GMainContext *context;     /* where `jumped` is emitted */
  gboolean      settable;
  UsherInstant  now;         /* settable ones */
};

enum {
  JUMPED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherClock, usher_clock, G_TYPE_OBJECT)

static gboolean
emit_jumped (gpointer data)
{
  g_signal_emit (data, signals[JUMPED], 0);
  return G_SOURCE_REMOVE;
}

static void
usher_clock_finalize (GObject *object)
{
  UsherClock *self = USHER_CLOCK (object);

  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (usher_clock_parent_class)->finalize (object);
}

static void
usher_clock_class_init (UsherClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_clock_finalize;

  /**
   * UsherClock::jumped:
   *
   * The clock was set, or the machine woke: what was computed from the time before is to be computed again.
   */
  signals[JUMPED] = g_signal_new ("jumped", USHER_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_clock_init (UsherClock *self)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * usher_clock_new:
 *
 * Returns: (transfer full): the system's clock; `jumped` comes on the thread-default context of the caller
 */
UsherClock *
usher_clock_new (void)
{
  return g_object_new (USHER_TYPE_CLOCK, NULL);
}

/**
 * usher_clock_new_settable:
 * @now: what it shows
 *
 * Returns: (transfer full): a clock that stands still until it is set
 */
UsherClock *
usher_clock_new_settable (UsherInstant now)
{
  UsherClock *self = g_object_new (USHER_TYPE_CLOCK, NULL);

  self->settable = TRUE;
  self->now = now;
  return self;
}

gboolean
usher_clock_is_settable (UsherClock *self)
{
  g_return_val_if_fail (USHER_IS_CLOCK (self), FALSE);
  return self->settable;
}

/**
 * usher_clock_now:
 * @self: a clock; any thread
 *
 * Returns: the present moment
 */
UsherInstant
usher_clock_now (UsherClock *self)
{
  UsherInstant now;

  g_return_val_if_fail (USHER_IS_CLOCK (self), USHER_NEVER);
  if (!self->settable)
    return g_get_real_time ();
  g_mutex_lock (&self->mutex);
  now = self->now;
  g_mutex_unlock (&self->mutex);
  return now;
}

/**
 * usher_clock_set:
 * @self: a settable clock; any thread
 * @now: what it shows from now on; may lie before what it showed
 */
void
usher_clock_set (UsherClock *self, UsherInstant now)
{
  g_return_if_fail (USHER_IS_CLOCK (self));
  g_return_if_fail (self->settable);
  g_mutex_lock (&self->mutex);
  self->now = now;
  g_mutex_unlock (&self->mutex);
  usher_clock_notify_jump (self);
}

void
usher_clock_notify_jump (UsherClock *self)
{
  g_return_if_fail (USHER_IS_CLOCK (self));
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, emit_jumped, g_object_ref (self), g_object_unref);
}
