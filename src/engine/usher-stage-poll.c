/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stage-private.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-table-events.h"

/* Live at the same time and looked at; nobody runs more shows at once. */
#define LIVE_MAX 20

/* --- when it was looked at ----------------------------------------------------------------------------------------- */

struct _UsherStreamLooks {
  GMutex      mutex;
  GHashTable *table;    /* event id → UsherStreamLook */
};

UsherStreamLooks *
usher_stream_looks_new (void)
{
  UsherStreamLooks *self = g_new0 (UsherStreamLooks, 1);

  g_mutex_init (&self->mutex);
  self->table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
usher_stream_looks_free (UsherStreamLooks *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->table);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
note (UsherStreamLooks *self, gint64 event_id, UsherInstant now, gboolean answered)
{
  UsherStreamLook *look;

  g_mutex_lock (&self->mutex);
  look = g_hash_table_lookup (self->table, &event_id);
  if (look == NULL)
    {
      look = g_new0 (UsherStreamLook, 1);
      look->answered_at = USHER_NEVER;
      g_hash_table_insert (self->table, g_memdup2 (&event_id, sizeof event_id), look);
    }
  look->looked_at = now;
  if (answered)
    look->answered_at = now;
  g_mutex_unlock (&self->mutex);
}

gboolean
usher_stream_looks_get (UsherStreamLooks *self, gint64 event_id, UsherStreamLook *look)
{
  const UsherStreamLook *found;

  g_mutex_lock (&self->mutex);
  found = g_hash_table_lookup (self->table, &event_id);
  if (found != NULL)
    *look = *found;
  g_mutex_unlock (&self->mutex);
  return found != NULL;
}

/* --- looking ------------------------------------------------------------------------------------------------------- */

static GPtrArray *
list_live (UsherShow *self)
{
  g_auto (UsherReader) reader = { 0 };
  UsherEventQuery query = { .status = USHER_EVENT_LIVE, .from = USHER_NEVER, .to = USHER_NEVER, .limit = LIVE_MAX };

  return usher_reader_open (&reader, self->engine, NULL) ? usher_events_list (reader.conn, &query, NULL) : NULL;
}

/**
 * usher_show_poll:
 * @self: the show
 *
 * Reads the state of the streams of all live events; what changed is stored and announced.
 *
 * Returns: when to look again; %USHER_NEVER: nothing is live, or nobody could tell
 */
UsherInstant
usher_show_poll (UsherShow *self)
{
  g_autoptr (GPtrArray) live = list_live (self);
  gboolean answered = TRUE;

  /* The streamer's own service: there is nobody to ask. */
  if (live == NULL || live->len == 0 || g_str_equal (usher_streamer_get_name (self->streamer), "manual"))
    return USHER_NEVER;
  for (guint i = 0; i < live->len; i++)
    {
      gint64 id = ((UsherEvent *) live->pdata[i])->id;
      gboolean one = usher_show_refresh (self, id);

      note (self->looks, id, usher_show_now (self), one);
      answered = answered && one;
    }
  return usher_show_now (self) + (answered ? USHER_STREAM_POLL : USHER_STREAM_POLL_AFTER_FAILURE);
}
