/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-places.h"

#include "usher-table-registrations.h"

/* The count is between these, both included. */
typedef struct {
  int lower;
  int upper;
} Bounds;

struct _UsherPlaces {
  GMutex      mutex;    /* what follows */
  GHashTable *bounds;   /* event id → Bounds */
};

UsherPlaces *
usher_places_new (void)
{
  UsherPlaces *self = g_new0 (UsherPlaces, 1);

  g_mutex_init (&self->mutex);
  self->bounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
usher_places_free (UsherPlaces *self)
{
  g_clear_pointer (&self->bounds, g_hash_table_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* Do the bounds decide it? */
static gboolean
look_up (UsherPlaces *self, const UsherEvent *event, gboolean *full)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const Bounds *bounds = g_hash_table_lookup (self->bounds, &event->id);

  if (bounds == NULL || (bounds->lower < event->capacity && bounds->upper >= event->capacity))
    return FALSE;
  *full = bounds->lower >= event->capacity;
  return TRUE;
}

static void
keep (UsherPlaces *self, gint64 event_id, int count)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Bounds exact = { count, count };

  g_hash_table_insert (self->bounds, g_memdup2 (&event_id, sizeof event_id), g_memdup2 (&exact, sizeof exact));
}

gboolean
usher_places_ask (UsherPlaces *self, UsherConn *conn, gboolean writer, const UsherEvent *event, gboolean *full,
                  GError **error)
{
  int count;

  g_assert (event->capacity > 0);

  if (look_up (self, event, full))
    return TRUE;
  count = usher_registrations_count (conn, event->id, error);
  if (count < 0)
    return FALSE;
  if (writer)
    keep (self, event->id, count);
  *full = count >= event->capacity;
  return TRUE;
}

void
usher_places_take (UsherPlaces *self, gint64 event_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Bounds *bounds = g_hash_table_lookup (self->bounds, &event_id);

  if (bounds != NULL)
    bounds->upper++;
}

void
usher_places_give_back (UsherPlaces *self, gint64 event_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Bounds *bounds = g_hash_table_lookup (self->bounds, &event_id);

  if (bounds != NULL)
    bounds->lower--;
}

void
usher_places_forget (UsherPlaces *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_hash_table_remove_all (self->bounds);
}
