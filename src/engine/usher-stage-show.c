/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stage-private.h"

#include <glib/gi18n.h>

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-text.h"
#include "usher-time.h"
#include "usher-timing.h"

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
  return usher_show_put_stream (conn, turn->stream, error) && usher_show_unmark (conn, turn->event->uid, error);
}

static gboolean
check_startable (const UsherEvent *event, GError **error)
{
  if (event->status == USHER_EVENT_SCHEDULED)
    return TRUE;
  usher_set_error (error, USHER_ERROR_CONFLICT,
                   event->status == USHER_EVENT_CANCELLED ? N_("The event is cancelled: it cannot go live.")
                   : event->status == USHER_EVENT_COMPLETED ? N_("The event is over: it cannot go live again.")
                   : N_("The event is live already."));
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

  if (!usher_show_read_event (self, event_id, &event, &stored, error))
    return NULL;
  if (event->status == USHER_EVENT_LIVE)
    return g_steal_pointer (&event);
  if (!check_startable (event, error))
    return NULL;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;
  stream = usher_show_ensure_stream (self, event, stored, error);
  /* Nobody wants it any more: the next try finds the stream by its mark. */
  if (stream == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;
  turn.event = g_steal_pointer (&event);
  turn.stream = stream;
  turn.now = usher_show_now (self);
  if (!usher_show_write (self, start_job, &turn, error))
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

  if (!usher_show_read_event (self, event_id, &event, NULL, error))
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
  if (!usher_text_check (stripped, USHER_TEXT_LINE, USHER_TITLE_MAX, "title", N_("The title"), error))
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

  if (event == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;
  /* The stream first: when it cannot be made, no half of an event stays behind. */
  stream = usher_show_ensure_stream (self, event, NULL, error);
  /* Who gave up meanwhile has no event; a stream that is idle costs nothing. */
  if (stream == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;
  turn.now = usher_show_now (self);
  event->starts_at = event->started_at = event->created_at = event->updated_at = turn.now;
  turn.event = g_steal_pointer (&event);
  turn.stream = stream;
  if (!usher_show_write (self, quick_job, &turn, error))
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
          || !fix_analytics (conn, turn, event, error) || !usher_show_note_ending (conn, event->id, error)
          || !usher_audit_add (conn, turn->now, turn->actor, "event.end", event->id, NULL, NULL, error))
        return FALSE;
    }
  else if (event->status != USHER_EVENT_COMPLETED)
    {
      usher_set_error (error, USHER_ERROR_CONFLICT,
                       event->status == USHER_EVENT_CANCELLED ? N_("The event is cancelled: there is nothing to end.")
                                                              : N_("The event is not live yet: there is nothing to end."));
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
  Turn turn = { .actor = actor, .now = usher_show_now (self), .email_price = config->email_price_micros,
                .sms_price = config->sms_price_micros };

  turn.event = usher_event_new ();
  turn.event->id = event_id;
  if (!usher_show_write (self, end_job, &turn, error))
    {
      usher_event_unref (turn.event);
      return NULL;
    }
  announce (self, event_id);
  usher_dispatcher_wake (usher_engine_get_dispatcher (self->engine));
  return turn.event;
}
