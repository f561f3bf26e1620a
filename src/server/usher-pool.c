/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-pool.h"

#define SWEEP_MAX_MS 250
#define SWEEP_MIN_MS 10

struct _UsherPool {
  UsherLimits      limits;
  GMainContext    *context;
  UsherPoolOverdue overdue;
  gpointer         data;
  GHashTable      *connections;   /* (element-type GSocketAddress UsherConnection): keys are the connections' own */
  GHashTable      *per_address;   /* (element-type utf8 guint) */
  GSource         *sweep;         /* (nullable): runs while there are connections */
};

/**
 * usher_pool_new:
 * @limits: caps and times
 * @context: where the timer runs
 * @overdue: ends a connection that took too long
 * @data: for @overdue
 *
 * Returns: (transfer full): an empty pool
 */
UsherPool *
usher_pool_new (const UsherLimits *limits, GMainContext *context, UsherPoolOverdue overdue, gpointer data)
{
  UsherPool *self = g_new0 (UsherPool, 1);

  self->limits = *limits;
  self->context = g_main_context_ref (context);
  self->overdue = overdue;
  self->data = data;
  self->connections = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->per_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

static GPtrArray *
list_connections (UsherPool *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (list, g_object_ref (value));
  return list;
}

static void
stop_sweep (UsherPool *self)
{
  if (self->sweep == NULL)
    return;
  g_source_destroy (self->sweep);
  g_clear_pointer (&self->sweep, g_source_unref);
}

static gboolean
sweep_cb (gpointer data)
{
  UsherPool *self = data;
  g_autoptr (GPtrArray) list = list_connections (self);
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < list->len; i++)
    {
      if (usher_connection_is_overdue (list->pdata[i], now))
        self->overdue (list->pdata[i], self->data);
    }
  return G_SOURCE_CONTINUE;
}

/* One timer for all: a source for each connection would be looked at in every turn of the main loop. */
static void
start_sweep (UsherPool *self)
{
  guint shortest = MIN (MIN (self->limits.header_ms, self->limits.idle_ms), MIN (self->limits.body_ms, self->limits.answer_ms));

  if (self->sweep != NULL)
    return;
  shortest = MIN (shortest, MIN (self->limits.linger_ms, self->limits.slow_grace_ms));
  self->sweep = g_timeout_source_new (CLAMP (shortest / 4, SWEEP_MIN_MS, SWEEP_MAX_MS));
  g_source_set_callback (self->sweep, sweep_cb, self, NULL);
  g_source_attach (self->sweep, self->context);
}

/* How readily a connection gives way: 0 not at all. Nobody loses by an idle one's end; one whose request is still on its
 * way, or who does not read, may be an honest one that is slow, or one that holds the place on purpose. */
static int
willingness (UsherConnection *connection, gint64 now)
{
  switch (usher_connection_get_phase (connection))
    {
    case USHER_PHASE_LINGER:
      return 3;
    case USHER_PHASE_IDLE:
      return 2;
    case USHER_PHASE_HEADERS:
    case USHER_PHASE_BODY:
      return 1;
    case USHER_PHASE_ANSWER:
      return usher_connection_is_stalled (connection, now) ? 1 : 0;
    case USHER_PHASE_HANDLER:
    case USHER_PHASE_CLOSED:
      return 0;
    default:
      g_assert_not_reached ();
    }
}

/* Ends the connection that has waited longest among the most willing (of @key, or of all). It leaves the count at once; its
 * stream is closed in the loop's next turn. */
static gboolean
make_room (UsherPool *self, const char *key)
{
  UsherConnection *best = NULL;
  int best_willingness = 0;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      int w = willingness (value, now);

      if (w == 0 || w < best_willingness || (key != NULL && !g_str_equal (key, usher_connection_get_key (value))))
        continue;
      if (w > best_willingness || usher_connection_get_since (value) < usher_connection_get_since (best))
        {
          best = value;
          best_willingness = w;
        }
    }
  if (best == NULL)
    return FALSE;
  g_object_ref (best);
  usher_pool_remove (self, best);
  usher_connection_end (best);
  g_object_unref (best);
  return TRUE;
}

/**
 * usher_pool_add:
 * @self: a pool
 * @connection: a new connection
 * @exempt: it does not count for the cap per address
 *
 * At a cap the connection that was idle longest is ended for the new one.
 *
 * Returns: whether there was room
 */
gboolean
usher_pool_add (UsherPool *self, UsherConnection *connection, gboolean exempt)
{
  const char *key = usher_connection_get_key (connection);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_address, key));

  if (!exempt && count >= self->limits.connections_per_address && !make_room (self, key))
    return FALSE;
  if (g_hash_table_size (self->connections) >= self->limits.connections && !make_room (self, NULL))
    return FALSE;
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_address, key));
  g_hash_table_insert (self->per_address, g_strdup (key), GUINT_TO_POINTER (count + 1));
  g_hash_table_insert (self->connections, usher_connection_get_remote (connection), g_object_ref (connection));
  start_sweep (self);
  return TRUE;
}

/**
 * usher_pool_remove:
 * @self: a pool
 * @connection: one that was closed; one that is not (any longer) in the pool is no error
 */
void
usher_pool_remove (UsherPool *self, UsherConnection *connection)
{
  const char *key = usher_connection_get_key (connection);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_address, key));

  if (!g_hash_table_contains (self->connections, usher_connection_get_remote (connection)))
    return;
  if (count > 1)
    g_hash_table_insert (self->per_address, g_strdup (key), GUINT_TO_POINTER (count - 1));
  else
    g_hash_table_remove (self->per_address, key);
  g_hash_table_remove (self->connections, usher_connection_get_remote (connection));
  if (g_hash_table_size (self->connections) == 0)
    stop_sweep (self);
}

/**
 * usher_pool_find:
 * @self: a pool
 * @remote: the address object that SoupServer was given with the connection
 *
 * Returns: (transfer none) (nullable): the connection
 */
UsherConnection *
usher_pool_find (UsherPool *self, GSocketAddress *remote)
{
  return g_hash_table_lookup (self->connections, remote);
}

guint
usher_pool_count (UsherPool *self)
{
  return g_hash_table_size (self->connections);
}

void
usher_pool_end_all (UsherPool *self)
{
  g_autoptr (GPtrArray) list = list_connections (self);

  for (guint i = 0; i < list->len; i++)
    usher_connection_end (list->pdata[i]);
}

/**
 * usher_pool_free:
 * @self: (transfer full) (nullable): a pool
 */
void
usher_pool_free (UsherPool *self)
{
  if (self == NULL)
    return;
  stop_sweep (self);
  g_hash_table_unref (self->connections);
  g_hash_table_unref (self->per_address);
  g_main_context_unref (self->context);
  g_free (self);
}
