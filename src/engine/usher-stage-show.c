/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stage-private.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-text.h"
#include "usher-time.h"
#include "usher-timing.h"

/* Written before a stream is asked for and taken away when the answer is here: found at the next try, it says that a stream
 * may exist that nobody knows of. */
#define CREATING_KEY "stage.creating."
/* Ids of ended events whose streams are to be completed and disabled, separated by spaces */
#define ENDING_KEY   "stage.ending"

static UsherInstant
now_of (UsherShow *self)
{
  return usher_clock_now (usher_engine_get_clock (self->engine));
}

static gboolean
write_store (UsherShow *self, UsherStoreJob job, gpointer data, GError **error)
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

  return write_store (self, setting_job, &setting, error);
}

static gboolean
read_event (UsherShow *self, gint64 event_id, UsherEvent **event, UsherStream **stream, GError **error)
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
static gboolean
put_stream (UsherConn *conn, UsherStream *stream, GError **error)
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

static UsherStream *
ensure_stream (UsherShow *self, const UsherEvent *event, const UsherStream *stored, GError **error)
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
    stream->created_at = now_of (self);
  return stream;
}

/* --- going live ---------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherEvent  *event;          /* out, too */
  UsherStream *stream;
  const char  *actor;
  UsherInstant now;
  gboolean     live;           /* else: only store the stream */
  gint64       email_price;
  gint64       sms_price;
} Turn;

static gboolean
store_stream (UsherConn *conn, const Turn *turn, GError **error)
{
  g_autofree char *key = g_strconcat (CREATING_KEY, turn->event->uid, NULL);

  return put_stream (conn, turn->stream, error) && usher_settings_set (conn, key, NULL, error);
}

static gboolean
check_startable (const UsherEvent *event, GError **error)
{
  if (event->status == USHER_EVENT_SCHEDULED)
    return TRUE;
  g_set_error (error, USHER_ERROR, USHER_ERROR_CONFLICT,
               event->status == USHER_EVENT_CANCELLED ? "The event is cancelled: it cannot go live."
               : event->status == USHER_EVENT_COMPLETED ? "The event is over: it cannot go live again."
               : "The event is live already.");
  return FALSE;
}

static gboolean
start_job (UsherConn *conn, gpointer data, GError **error)
{
  Turn *turn = data;
  g_autoptr (UsherEvent) event = usher_events_get (conn, turn->event->id, error);

  if (event == NULL || !check_startable (event, error) || !store_stream (conn, turn, error))
    return FALSE;
  if (turn->live)
    {
      event->status = USHER_EVENT_LIVE;
      event->started_at = turn->now;
      event->updated_at = turn->now;
      if (!usher_events_update (conn, event, 0, error)
          || !usher_audit_add (conn, turn->now, turn->actor, "event.start", event->id, NULL, turn->stream->provider, error))
        return FALSE;
    }
  usher_event_unref (turn->event);
  turn->event = g_steal_pointer (&event);
  return TRUE;
}

static void
announce (UsherShow *self, gint64 event_id)
{
  usher_engine_announce (self->engine, "event", event_id);
  usher_engine_announce (self->engine, "stream", event_id);
}

static UsherEvent *
take_turn (UsherShow *self, gint64 event_id, const char *actor, gboolean live, GError **error)
{
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherStream) stored = NULL;
  g_autoptr (UsherStream) stream = NULL;
  Turn turn = { .actor = actor, .live = live };

  if (!read_event (self, event_id, &event, &stored, error))
    return NULL;
  if (event->status == USHER_EVENT_LIVE)
    return g_steal_pointer (&event);
  if (!check_startable (event, error))
    return NULL;
  stream = ensure_stream (self, event, stored, error);
  if (stream == NULL)
    return NULL;
  turn.event = g_steal_pointer (&event);
  turn.stream = stream;
  turn.now = now_of (self);
  if (!write_store (self, start_job, &turn, error))
    {
      usher_event_unref (turn.event);
      return NULL;
    }
  announce (self, event_id);
  return turn.event;
}

UsherEvent *
usher_show_start (UsherShow *self, gint64 event_id, const char *actor, GError **error)
{
  return take_turn (self, event_id, actor, TRUE, error);
}

UsherEvent *
usher_show_prepare (UsherShow *self, gint64 event_id, GError **error)
{
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) local = NULL;
  UsherEvent *prepared;

  if (!read_event (self, event_id, &event, NULL, error))
    return NULL;
  if (event->status != USHER_EVENT_SCHEDULED || g_str_equal (usher_streamer_get_name (self->streamer), "manual"))
    return g_steal_pointer (&event);
  prepared = take_turn (self, event_id, "app", FALSE, &local);
  if (prepared != NULL)
    return prepared;
  g_info ("The stream could not be prepared yet");
  return g_steal_pointer (&event);
}

/* --- quick start --------------------------------------------------------------------------------------------------- */

static gboolean
quick_job (UsherConn *conn, gpointer data, GError **error)
{
  Turn *turn = data;
  g_autoptr (UsherEvent) event = usher_event_copy (turn->event);
  g_autoptr (UsherNotification) confirmation = usher_notification_new ();

  if (!usher_events_insert (conn, event, error))
    return FALSE;
  confirmation->event_id = event->id;
  confirmation->kind = USHER_NOTIFICATION_CONFIRMATION;
  confirmation->due_at = USHER_NEVER;
  confirmation->status = USHER_NOTIFICATION_SENDING;
  confirmation->channels = event->channels;
  confirmation->opened_at = confirmation->created_at = turn->now;
  turn->stream->event_id = event->id;
  if (!usher_notifications_insert (conn, confirmation, error) || !store_stream (conn, turn, error)
      || !usher_audit_add (conn, turn->now, turn->actor, "event.quick-start", event->id, NULL, turn->stream->provider, error))
    return FALSE;
  usher_event_unref (turn->event);
  turn->event = g_steal_pointer (&event);
  return TRUE;
}

static UsherEvent *
new_quick_event (UsherShow *self, const char *title, const char *time_zone, GError **error)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_autofree char *stripped = g_strstrip (g_strdup (title != NULL ? title : ""));
  g_autoptr (GTimeZone) zone = usher_time_zone_new (time_zone != NULL ? time_zone : "UTC", "time_zone", error);

  if (zone == NULL)
    return NULL;
  if (*stripped == '\0')
    {
      usher_set_error_invalid (error, "title", "The event needs a title.");
      return NULL;
    }
  if (!usher_text_check (stripped, USHER_TEXT_LINE, USHER_TITLE_MAX, "title", "The title", error))
    return NULL;
  g_set_str (&event->title, stripped);
  g_set_str (&event->time_zone, time_zone != NULL ? time_zone : "UTC");
  g_set_str (&event->language, "en");
  g_free (event->uid);
  event->uid = g_uuid_string_random ();
  g_free (event->slug);
  event->slug = usher_slug_from_title (stripped);
  event->duration_minutes = USHER_DURATION_DEFAULT;
  event->channels = USHER_CHANNELS_EMAIL;
  event->registration_enabled = FALSE;
  event->status = USHER_EVENT_LIVE;
  return g_steal_pointer (&event);
}

UsherEvent *
usher_show_quick_start (UsherShow *self, const char *title, const char *time_zone, const char *actor, GError **error)
{
  g_autoptr (UsherEvent) event = new_quick_event (self, title, time_zone, error);
  g_autoptr (UsherStream) stream = NULL;
  Turn turn = { .actor = actor, .live = TRUE };

  if (event == NULL)
    return NULL;
  /* The stream first: when it cannot be made, no half of an event stays behind. */
  stream = ensure_stream (self, event, NULL, error);
  if (stream == NULL)
    return NULL;
  turn.now = now_of (self);
  event->starts_at = event->started_at = event->created_at = event->updated_at = turn.now;
  turn.event = g_steal_pointer (&event);
  turn.stream = stream;
  if (!write_store (self, quick_job, &turn, error))
    {
      usher_event_unref (turn.event);
      return NULL;
    }
  announce (self, turn.event->id);
  return turn.event;
}

/* --- ending -------------------------------------------------------------------------------------------------------- */

static gboolean
skip_pending (UsherConn *conn, gint64 event_id, UsherInstant now, GError **error)
{
  g_autoptr (GPtrArray) pending = usher_notifications_pending (conn, event_id, error);

  if (pending == NULL)
    return FALSE;
  for (guint i = 0; i < pending->len; i++)
    if (!usher_notifications_set_status (conn, ((UsherNotification *) pending->pdata[i])->id, USHER_NOTIFICATION_SKIPPED,
                                         usher_timing_reason (USHER_TIMING_SKIP_EVENT), now, error))
      return FALSE;
  return TRUE;
}

static gboolean
fix_analytics (UsherConn *conn, const Turn *turn, const UsherEvent *event, GError **error)
{
  g_autoptr (UsherAnalytics) analytics = usher_analytics_read (conn, event->id, turn->email_price, turn->sms_price, error);

  if (analytics == NULL)
    return FALSE;
  analytics->started_at = event->started_at;
  analytics->ended_at = event->ended_at;
  analytics->duration_seconds = (int) CLAMP ((event->ended_at - event->started_at) / G_USEC_PER_SEC, 0, G_MAXINT);
  analytics->computed_at = turn->now;
  return usher_analytics_fix (conn, analytics, error);
}

static gboolean
note_ending (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *before = usher_settings_get (conn, ENDING_KEY, &local);
  g_autofree char *after = g_strdup_printf ("%s%s%" G_GINT64_FORMAT, before != NULL ? before : "",
                                            before != NULL && *before != '\0' ? " " : "", event_id);

  if (local == NULL)
    return usher_settings_set (conn, ENDING_KEY, after, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
end_job (UsherConn *conn, gpointer data, GError **error)
{
  Turn *turn = data;
  g_autoptr (UsherEvent) event = usher_events_get (conn, turn->event->id, error);

  if (event == NULL)
    return FALSE;
  if (event->status == USHER_EVENT_LIVE)
    {
      event->status = USHER_EVENT_COMPLETED;
      event->ended_at = MAX (turn->now, event->started_at);
      event->updated_at = turn->now;
      event->sequence++;
      if (!usher_events_update (conn, event, 0, error) || !skip_pending (conn, event->id, turn->now, error)
          || !fix_analytics (conn, turn, event, error) || !note_ending (conn, event->id, error)
          || !usher_audit_add (conn, turn->now, turn->actor, "event.end", event->id, NULL, NULL, error))
        return FALSE;
    }
  else if (event->status != USHER_EVENT_COMPLETED)
    {
      g_set_error (error, USHER_ERROR, USHER_ERROR_CONFLICT,
                   event->status == USHER_EVENT_CANCELLED ? "The event is cancelled: there is nothing to end."
                                                          : "The event is not live yet: there is nothing to end.");
      return FALSE;
    }
  usher_event_unref (turn->event);
  turn->event = g_steal_pointer (&event);
  return TRUE;
}

UsherEvent *
usher_show_end (UsherShow *self, gint64 event_id, const char *actor, GError **error)
{
  const UsherConfig *config = usher_engine_get_config (self->engine);
  Turn turn = { .actor = actor, .now = now_of (self), .email_price = config->email_price_micros,
                .sms_price = config->sms_price_micros };

  turn.event = usher_event_new ();
  turn.event->id = event_id;
  if (!write_store (self, end_job, &turn, error))
    {
      usher_event_unref (turn.event);
      return NULL;
    }
  announce (self, event_id);
  usher_dispatcher_wake (usher_engine_get_dispatcher (self->engine));
  return turn.event;
}

/* --- closing streams ----------------------------------------------------------------------------------------------- */

typedef struct {
  UsherShow   *show;
  gint64       event_id;
  UsherStream *stream;         /* (nullable): stored when it is there */
  gboolean     done;           /* taken off the list */
} Closing;

static char *
without (const char *list, gint64 event_id)
{
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", " ", -1);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, event_id);
  GString *rest = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && !g_str_equal (ids[i], id))
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", ids[i]);
  return g_string_free (rest, FALSE);
}

static gboolean
closing_job (UsherConn *conn, gpointer data, GError **error)
{
  Closing *closing = data;
  UsherShow *self = closing->show;
  g_autofree char *list = usher_settings_get (conn, ENDING_KEY, NULL);
  g_autofree char *rest = without (list, closing->event_id);

  if (closing->stream != NULL && !put_stream (conn, closing->stream, error))
    return FALSE;
  if (closing->done && !usher_settings_set (conn, ENDING_KEY, *rest != '\0' ? rest : NULL, error))
    return FALSE;
  return !self->circuit.changed || usher_circuit_store (&self->circuit, conn, now_of (self), error);
}

/* OBS that goes on sending keeps a completed stream alive, and one that comes back starts a new recording: hence both,
 * in this order. A stream that is gone is as closed as can be. */
static gboolean
close_at_provider (UsherShow *self, const char *provider_id, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!usher_streamer_complete (self->streamer, provider_id, self->cancellable, &local)
      && !usher_error_is_not_found (local) && !g_error_matches (local, USHER_ERROR, USHER_ERROR_REFUSED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_clear_error (&local);
  if (usher_streamer_disable (self->streamer, provider_id, self->cancellable, &local) || usher_error_is_not_found (local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
judge_failure (UsherShow *self, const GError *error)
{
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_UNAUTHORIZED))
    usher_circuit_refused (&self->circuit, error->message, now_of (self));
  else
    usher_circuit_trouble (&self->circuit, error->message, -1, now_of (self));
}

static gboolean
close_one (UsherShow *self, gint64 event_id)
{
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  Closing closing = { .show = self, .event_id = event_id, .done = TRUE };

  if (read_event (self, event_id, &event, &stream, &error) && stream != NULL
      && g_strcmp0 (stream->provider, usher_streamer_get_name (self->streamer)) == 0)
    {
      closing.done = close_at_provider (self, stream->provider_id, &error);
      if (usher_error_is_cancelled (error))
        return FALSE;
      if (closing.done)
        {
          usher_circuit_worked (&self->circuit);
          g_set_str (&stream->status, "completed");
          closing.stream = stream;
        }
      else
        judge_failure (self, error);
    }
  g_clear_error (&error);
  if (!write_store (self, closing_job, &closing, &error))
    {
      g_warning ("Could not record the end of a stream: %s", error->message);
      return FALSE;
    }
  if (self->circuit.changed)
    usher_engine_announce (self->engine, "provider", 0);
  self->circuit.changed = FALSE;
  usher_engine_announce (self->engine, "stream", event_id);
  return closing.done;
}

gboolean
usher_show_close_streams (UsherShow *self)
{
  g_autofree char *list = NULL;
  g_auto (GStrv) ids = NULL;
  gboolean all = TRUE;

  {
    g_auto (UsherReader) reader = { 0 };

    if (usher_reader_open (&reader, self->engine, NULL))
      list = usher_settings_get (reader.conn, ENDING_KEY, NULL);
  }
  ids = g_strsplit (list != NULL ? list : "", " ", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && !close_one (self, g_ascii_strtoll (ids[i], NULL, 10)))
      all = FALSE;
  return all;
}

static gboolean
refresh_job (UsherConn *conn, gpointer data, GError **error)
{
  return put_stream (conn, data, error);
}

void
usher_show_refresh (UsherShow *self, gint64 event_id)
{
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherStream) stored = NULL, current = NULL;

  if (!read_event (self, event_id, &event, &stored, NULL) || stored == NULL || event->status == USHER_EVENT_COMPLETED
      || g_strcmp0 (stored->provider, usher_streamer_get_name (self->streamer)) != 0)
    return;
  current = usher_streamer_get (self->streamer, stored->provider_id, self->cancellable, NULL);
  if (current == NULL)
    return;
  merge (stored, current);
  if (write_store (self, refresh_job, current, NULL))
    usher_engine_announce (self->engine, "stream", event_id);
}
