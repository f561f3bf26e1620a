/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stage-private.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"

/* Written before a stream is asked for and taken away when the answer is here: found at the next try, it says that a stream
 * may exist that nobody knows of. */
#define CREATING_KEY "stage.creating."

UsherInstant
usher_show_now (UsherShow *self)
{
  return usher_clock_now (usher_engine_get_clock (self->engine));
}

gboolean
usher_show_write (UsherShow *self, UsherStoreJob job, gpointer data, GError **error)
{
  return usher_store_write (usher_engine_get_store (self->engine), job, data, NULL, error);
}

/* --- making a stream ----------------------------------------------------------------------------------------------- */

typedef struct {
  char       *key;
  const char *value;
} Setting;

static gboolean
setting_job (UsherConn *conn, gpointer data, GError **error)
{
  const Setting *setting = data;

  return usher_settings_set (conn, setting->key, setting->value, error);
}

static gboolean
mark_creating (UsherShow *self, const char *uid, gboolean creating, GError **error)
{
  g_autofree char *key = g_strconcat (CREATING_KEY, uid, NULL);
  Setting setting = { key, creating ? "1" : NULL };

  return usher_show_write (self, setting_job, &setting, error);
}

gboolean
usher_show_unmark (UsherConn *conn, const char *uid, GError **error)
{
  g_autofree char *key = g_strconcat (CREATING_KEY, uid, NULL);

  return usher_settings_set (conn, key, NULL, error);
}

gboolean
usher_show_read_event (UsherShow *self, gint64 event_id, UsherEvent **event, UsherStream **stream, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GError) local = NULL;

  if (!usher_reader_open (&reader, self->engine, error))
    return FALSE;
  *event = usher_events_get (reader.conn, event_id, error);
  if (*event == NULL)
    return FALSE;
  if (stream != NULL)
    *stream = usher_streams_get (reader.conn, event_id, &local);
  if (local == NULL)
    return TRUE;
  g_clear_pointer (event, usher_event_unref);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
was_creating (UsherShow *self, const char *uid)
{
  g_auto (UsherReader) reader = { 0 };
  g_autofree char *key = g_strconcat (CREATING_KEY, uid, NULL);
  g_autofree char *value = NULL;

  if (!usher_reader_open (&reader, self->engine, NULL))
    return TRUE;
  value = usher_settings_get (reader.conn, key, NULL);
  return value != NULL;
}

/* The outcome is not known: is it there after all? An error stays when that cannot be said either. */
static UsherStream *
look_for_lost (UsherShow *self, const char *uid, GError **error)
{
  g_autoptr (GError) unknown = g_steal_pointer (error);
  g_autoptr (GError) local = NULL;
  UsherStream *stream = usher_streamer_find (self->streamer, uid, self->cancellable, &local);

  if (stream == NULL)
    g_propagate_error (error, local != NULL ? g_steal_pointer (&local) : g_steal_pointer (&unknown));
  return stream;
}

static UsherStream *
create (UsherShow *self, const char *uid, const char *title, GError **error)
{
  g_autoptr (GError) local = NULL;
  UsherStream *stream = NULL;

  if (was_creating (self, uid))
    {
      stream = usher_streamer_find (self->streamer, uid, self->cancellable, &local);
      if (stream != NULL)
        return stream;
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  else if (!mark_creating (self, uid, TRUE, error))
    return NULL;
  stream = usher_streamer_create (self->streamer, uid, title, self->cancellable, &local);
  if (stream == NULL && g_error_matches (local, USHER_ERROR, USHER_ERROR_UNKNOWN_OUTCOME))
    stream = look_for_lost (self, uid, &local);
  else if (stream == NULL && !usher_error_is_cancelled (local))
    mark_creating (self, uid, FALSE, NULL);
  if (stream == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return stream;
}

char *
usher_stage_join_assets (const char *first, const char *second)
{
  g_autofree char *both = g_strjoin (" ", first != NULL ? first : "", second != NULL ? second : "", NULL);
  g_auto (GStrv) ids = g_strsplit (both, " ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) joined = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && g_hash_table_add (seen, ids[i]))
      g_strv_builder_add (builder, ids[i]);
  joined = g_strv_builder_end (builder);
  return joined[0] != NULL ? g_strjoinv (" ", joined) : NULL;
}

/* A recording may have been reported while the provider was asked. */
gboolean
usher_show_put_stream (UsherConn *conn, UsherStream *stream, GError **error)
{
  g_autoptr (UsherStream) stored = usher_streams_get (conn, stream->event_id, NULL);

  if (stored != NULL && g_strcmp0 (stored->provider_id, stream->provider_id) == 0)
    {
      g_autofree char *ids = usher_stage_join_assets (stored->asset_ids, stream->asset_ids);

      g_set_str (&stream->asset_ids, ids);
    }
  return usher_streams_put (conn, stream, error);
}

/* What the provider does not tell twice, and what only we know, stays. */
static UsherStream *
merge (const UsherStream *stored, UsherStream *current)
{
  current->event_id = stored->event_id;
  current->created_at = stored->created_at;
  if (*current->stream_key == '\0')
    g_set_str (&current->stream_key, stored->stream_key);
  if (*current->ingest_url == '\0')
    g_set_str (&current->ingest_url, stored->ingest_url);
  return current;
}

/* *gone: the provider does not know it any more */
static UsherStream *
reuse (UsherShow *self, const UsherStream *stored, gboolean *gone, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UsherStream) current = usher_streamer_get (self->streamer, stored->provider_id, self->cancellable, &local);

  *gone = usher_error_is_not_found (local);
  if (*gone)
    return NULL;
  if (current == NULL)
    {
      /* It is there, as far as we know; that the provider cannot be asked just now is no reason to keep the show waiting. */
      if ((g_error_matches (local, USHER_ERROR, USHER_ERROR_LATER)
           || g_error_matches (local, USHER_ERROR, USHER_ERROR_UNKNOWN_OUTCOME))
          && g_strcmp0 (stored->status, "disabled") != 0)
        return usher_stream_copy (stored);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (g_strcmp0 (current->status, "disabled") == 0 || g_strcmp0 (stored->status, "disabled") == 0)
    {
      if (!usher_streamer_enable (self->streamer, stored->provider_id, self->cancellable, error))
        return NULL;
      g_set_str (&current->status, "idle");
    }
  return merge (stored, g_steal_pointer (&current));
}

UsherStream *
usher_show_ensure_stream (UsherShow *self, const UsherEvent *event, const UsherStream *stored, GError **error)
{
  UsherStream *stream = NULL;
  gboolean gone = TRUE;

  if (stored != NULL && g_strcmp0 (stored->provider, usher_streamer_get_name (self->streamer)) == 0)
    {
      g_autoptr (GError) local = NULL;

      stream = reuse (self, stored, &gone, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  if (gone)
    stream = create (self, event->uid, event->title, error);
  if (stream == NULL)
    return NULL;
  stream->event_id = event->id;
  if (stream->created_at == USHER_NEVER)
    stream->created_at = usher_show_now (self);
  return stream;
}

/* --- reading it again ------------------------------------------------------------------------------------------------- */

static gboolean
refresh_job (UsherConn *conn, gpointer data, GError **error)
{
  return usher_show_put_stream (conn, data, error);
}

static gboolean
is_same (const UsherStream *a, const UsherStream *b)
{
  return g_strcmp0 (a->status, b->status) == 0 && g_strcmp0 (a->ingest_url, b->ingest_url) == 0
         && g_strcmp0 (a->stream_key, b->stream_key) == 0 && g_strcmp0 (a->playback_id, b->playback_id) == 0
         && g_strcmp0 (a->playback_url, b->playback_url) == 0;
}

static gboolean
has_new_recording (const UsherStream *stored, const UsherStream *current)
{
  g_autofree char *both = usher_stage_join_assets (stored->asset_ids, current->asset_ids);

  return g_strcmp0 (both, stored->asset_ids) != 0;
}

gboolean
usher_show_refresh (UsherShow *self, gint64 event_id)
{
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherStream) stored = NULL, current = NULL;

  if (!usher_show_read_event (self, event_id, &event, &stored, NULL) || stored == NULL || event->status == USHER_EVENT_COMPLETED
      || g_strcmp0 (stored->provider, usher_streamer_get_name (self->streamer)) != 0)
    return TRUE;
  current = usher_streamer_get (self->streamer, stored->provider_id, self->cancellable, NULL);
  if (current == NULL)
    return FALSE;
  merge (stored, current);
  if (is_same (stored, current) && !has_new_recording (stored, current))
    return TRUE;
  if (usher_show_write (self, refresh_job, current, NULL))
    usher_engine_announce (self->engine, "stream", event_id);
  return TRUE;
}
