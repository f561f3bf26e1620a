/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sender.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-feedback.h"
#include "usher-table-deliveries.h"
#include "usher-table-misc.h"

/* Polling is the base: where no webhook can reach us it is the only way to know, and it fills in what webhooks lost. */

#define SECOND (G_GINT64_CONSTANT (1) * G_USEC_PER_SEC)
#define POLL_MOST_FLYING (5 * SECOND * 60)      /* while messages are on their way */
#define POLL_DAY         (15 * SECOND * 60)     /* in the day after */
#define POLL_IDLE        (60 * SECOND * 60)
#define POLL_REFUSED     (60 * SECOND * 60)     /* a key that may only send */
#define FLYING           USHER_HOUR
/* One message whose last word is missing is looked at again after half its age, at most so many in a turn */
#define FETCH_FIRST      (20 * SECOND)
#define FETCH_SINCE      (3 * USHER_DAY)
#define FETCH_LISTED     500
#define FETCH_TURN       20

typedef struct {
  UsherSender *sender;
  GPtrArray   *events;
  const char  *cursor;       /* NULL: leave it */
  GHashTable  *changed;      /* notification ids */
} Page;

static gboolean
page_job (UsherConn *conn, gpointer data, GError **error)
{
  Page *page = data;
  g_autoptr (UsherProviderState) state = NULL;

  for (guint i = 0; i < page->events->len; i++)
    {
      g_autoptr (GError) local = NULL;
      gint64 id = 0;

      /* A kind of report that we do not know yet must not hold up all that come behind it. */
      if (!usher_feedback_apply (conn, page->events->pdata[i], FALSE, usher_sender_now (page->sender), &id, &local)
          && !g_error_matches (local, USHER_ERROR, USHER_ERROR_INVALID))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (id != 0)
        g_hash_table_add (page->changed, g_memdup2 (&id, sizeof id));
    }
  if (page->cursor == NULL)
    return TRUE;
  state = usher_provider_state_get (conn, page->sender->provider_name, error);
  if (state == NULL)
    return FALSE;
  g_set_str (&state->cursor, page->cursor);
  return usher_provider_state_put (conn, state, error);
}

static gboolean
store_page (UsherSender *self, GPtrArray *events, const char *cursor, GError **error)
{
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Page page = { .sender = self, .events = events, .cursor = cursor, .changed = changed };
  GHashTableIter iter;
  gpointer id;

  if (!usher_store_write (usher_engine_get_store (self->engine), page_job, &page, NULL, error))
    return FALSE;
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    usher_engine_announce (self->engine, "notification", *(gint64 *) id);
  if (events->len > 0)
    usher_engine_announce (self->engine, "delivery", 0);
  return TRUE;
}

static gboolean
read_cursor (UsherSender *self, char **cursor, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherProviderState) state = NULL;

  if (!usher_reader_open (&reader, self->engine, error))
    return FALSE;
  state = usher_provider_state_get (reader.conn, self->provider_name, error);
  if (state == NULL)
    return FALSE;
  *cursor = g_steal_pointer (&state->cursor);
  return TRUE;
}

/* Returns: whether there may be another page */
static gboolean
poll_page (UsherSender *self, GError **error)
{
  g_autofree char *cursor = NULL, *next = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gboolean moved;

  if (!read_cursor (self, &cursor, error))
    return FALSE;
  events = self->kind->poll (self, cursor, &next, error);
  if (events == NULL)
    return FALSE;
  moved = g_strcmp0 (cursor, next) != 0;
  if (events->len == 0 && !moved)
    return FALSE;
  return store_page (self, events, moved ? next : NULL, error) && events->len > 0 && moved;
}

static gboolean
wants_fetch (UsherSender *self, const UsherDelivery *d, UsherInstant now)
{
  const gint64 *last = g_hash_table_lookup (self->fetched, &d->id);
  gint64 age = now - d->claimed_at;

  return d->provider_id != NULL && now - (last != NULL ? *last : d->claimed_at) >= MAX (FETCH_FIRST, age / 2);
}

/* @error is not set where the provider does not know the message (any more). */
static gboolean
fetch_one (UsherSender *self, const UsherDelivery *d, UsherInstant now, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) local = NULL;

  g_hash_table_replace (self->fetched, g_memdup2 (&d->id, sizeof d->id), g_memdup2 (&now, sizeof now));
  events = self->kind->fetch (self, d, &local);
  if (events != NULL)
    return store_page (self, events, NULL, error);
  if (usher_error_is_not_found (local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static GPtrArray *
list_unfinished (UsherSender *self, UsherInstant since, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  if (!usher_reader_open (&reader, self->engine, error))
    return NULL;
  return usher_deliveries_unfinished (reader.conn, self->kind->channel, since, FETCH_LISTED, error);
}

/* Turn by turn through all of them, oldest first: the next turn goes on where this one ended, so that some which never get a last
 * word do not hold up those behind them. */
static gboolean
fetch_some (UsherSender *self, GError **error)
{
  UsherInstant now = usher_sender_now (self);
  UsherInstant since = now - FETCH_SINCE;
  g_autoptr (GPtrArray) list = NULL;
  int turn = 0;
  guint i;

  if (self->kind->fetch == NULL)
    return TRUE;
  if (self->fetch_from != USHER_NEVER && self->fetch_from <= now)
    since = MAX (since, self->fetch_from);
  list = list_unfinished (self, since, error);
  if (list == NULL)
    return FALSE;
  for (i = 0; i < list->len && turn < FETCH_TURN && !usher_sender_is_stopping (self); i++)
    if (wants_fetch (self, list->pdata[i], now))
      {
        turn++;
        if (!fetch_one (self, list->pdata[i], now, error))
          return FALSE;
      }
  self->fetch_from = USHER_NEVER;
  if (i > 0 && (i < list->len || list->len == FETCH_LISTED))
    self->fetch_from = ((UsherDelivery *) list->pdata[i - 1])->settled_at + 1;
  return TRUE;
}

static gint64
pause_until_next (UsherSender *self, UsherInstant now)
{
  gint64 since = self->last_sent != USHER_NEVER ? now - self->last_sent : G_MAXINT64;

  if (since < FLYING)
    return MIN (USHER_SENDER_POLL_FIRST << MIN (self->polls, 10), POLL_MOST_FLYING);
  return since < USHER_DAY ? POLL_DAY : POLL_IDLE;
}

gboolean
usher_sender_poll (UsherSender *self)
{
  UsherInstant now = usher_sender_now (self);
  g_autoptr (GError) error = NULL;

  if (poll_page (self, &error))
    return TRUE;
  if (error == NULL)
    fetch_some (self, &error);
  self->polls++;
  self->poll_at = now + pause_until_next (self, now);
  if (error != NULL && !usher_error_is_cancelled (error))
    {
      /* Sending may work all the same: a key that may only send cannot ask. */
      g_info ("Could not ask %s what became of the messages: %s", self->provider_name, error->message);
      if (g_error_matches (error, USHER_ERROR, USHER_ERROR_UNAUTHORIZED)
          || g_error_matches (error, USHER_ERROR, USHER_ERROR_REFUSED))
        self->poll_at = now + POLL_REFUSED;
    }
  return FALSE;
}
