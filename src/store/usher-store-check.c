/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-store-check.h"

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-migration.h"

struct _UsherStoreCheck {
  GThread             *thread;
  char                *path;
  gint64               begins_at;     /* monotonic */
  UsherStoreCheckFound found;
  gpointer             data;
  GCancellable        *cancellable;
  GMutex               mutex;
  GCond                wake;
};

/* FALSE: given up */
static gboolean
wait_for_quiet (UsherStoreCheck *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!g_cancellable_is_cancelled (self->cancellable))
    if (!g_cond_wait_until (&self->wake, &self->mutex, self->begins_at))
      return TRUE;
  return FALSE;
}

static gpointer
check_thread (gpointer data)
{
  UsherStoreCheck *self = data;
  g_autoptr (UsherConn) conn = NULL;
  g_autoptr (GError) error = NULL;

  if (!wait_for_quiet (self))
    return NULL;
  conn = usher_conn_open (self->path, USHER_CONN_READER, &error);
  if (conn != NULL)
    {
      usher_conn_set_cancellable (conn, self->cancellable);
      usher_migration_check_integrity (conn, self->path, FALSE, &error);
    }
  /* A disk that could not be read just now is no damage: whoever needs the page is told. */
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_CORRUPT))
    self->found (self->data);
  else if (error != NULL)
    g_debug ("The database was not read to its end: %s", error->message);
  return NULL;
}

/**
 * usher_store_check_new:
 * @path: the database file
 * @delay: microseconds before it begins: the start of the program needs the disk first
 * @found: called on the thread of the check when the database is damaged
 * @data: for @found
 *
 * Returns: (transfer full): a check on a thread of its own
 */
UsherStoreCheck *
usher_store_check_new (const char *path, gint64 delay, UsherStoreCheckFound found, gpointer data)
{
  UsherStoreCheck *self = g_new0 (UsherStoreCheck, 1);

  self->path = g_strdup (path);
  self->begins_at = g_get_monotonic_time () + delay;
  self->found = found;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("usher-check", check_thread, self);
  return self;
}

/**
 * usher_store_check_free:
 * @self: (transfer full): a check
 *
 * Not on its own thread.
 */
void
usher_store_check_free (UsherStoreCheck *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->wake);
  g_free (self->path);
  g_free (self);
}
