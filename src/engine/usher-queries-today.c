/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-queries-today.h"

#include "usher-engine-private.h"
#include "usher-event-draft.h"
#include "usher-table-misc.h"
#include "usher-table-overviews.h"
#include "usher-table-today.h"

/* Nobody can register for an event that begins within this time, and nobody has: worth a word. */
#define SOON (3 * USHER_DAY)

static void
attention_free (gpointer data)
{
  UsherAttention *self = data;

  g_free (self->event_title);
  g_free (self->time_zone);
  g_free (self->subject);
  g_free (self->reason);
  g_free (self);
}

static void
sent_item_free (gpointer data)
{
  UsherSentItem *self = data;

  g_clear_pointer (&self->notification, usher_notification_unref);
  g_free (self->event_title);
  g_free (self->time_zone);
  g_free (self);
}

void
usher_today_free (UsherToday *today)
{
  g_return_if_fail (today != NULL);
  g_clear_pointer (&today->events, g_ptr_array_unref);
  g_clear_pointer (&today->attention, g_ptr_array_unref);
  g_clear_pointer (&today->sent, g_ptr_array_unref);
  g_free (today);
}

static UsherAttention *
add_attention (UsherToday *today, UsherAttentionKind kind)
{
  UsherAttention *item = g_new0 (UsherAttention, 1);

  item->kind = kind;
  item->at = USHER_NEVER;
  g_ptr_array_add (today->attention, item);
  return item;
}

static gboolean
add_provider (UsherConn *conn, const char *name, UsherToday *today, GError **error)
{
  g_autoptr (UsherProviderState) state = usher_provider_state_get (conn, name, error);
  UsherAttention *item;

  if (state == NULL)
    return FALSE;
  if (g_strcmp0 (state->state, "troubled") != 0 && g_strcmp0 (state->state, "open") != 0)
    return TRUE;
  item = add_attention (today, USHER_ATTENTION_PROVIDER);
  item->subject = g_strdup (name);
  item->reason = g_strdup (state->reason);
  item->at = state->checked_at;
  return TRUE;
}

static gboolean
is_closed (UsherEngine *self, const char *name)
{
  const UsherConfig *config = usher_engine_get_config (self);

  return (config->mailgun_closed != NULL && g_str_equal (name, "mailgun")) ||
         (config->twilio_closed != NULL && g_str_equal (name, "twilio")) ||
         (config->mux_closed != NULL && g_str_equal (name, "mux"));
}

static gboolean
add_providers (UsherEngine *self, UsherConn *conn, UsherToday *today, GError **error)
{
  const char * const names[] = {
    usher_mailer_get_name (usher_engine_get_mailer (self)),
    usher_texter_get_name (usher_engine_get_texter (self)),
    usher_streamer_get_name (usher_engine_get_streamer (self)),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gboolean known = is_closed (self, names[i]);

      for (gsize j = 0; j < i; j++)
        known = known || g_strcmp0 (names[i], names[j]) == 0;
      if (!known && !add_provider (conn, names[i], today, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_event_attention (UsherToday *today, UsherAttentionKind kind, const UsherEvent *event)
{
  UsherAttention *item = add_attention (today, kind);

  item->event_id = event->id;
  item->event_title = g_strdup (event->title);
  item->time_zone = g_strdup (event->time_zone);
  item->at = event->starts_at;
}

/* An account that cannot be used is worth a word before the first message fails. */
static void
add_closed (UsherEngine *self, UsherToday *today)
{
  const UsherConfig *config = usher_engine_get_config (self);
  const struct { const char *name, *reason; } closed[] = {
    { "mailgun", config->mailgun_closed }, { "twilio", config->twilio_closed }, { "mux", config->mux_closed },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (closed); i++)
    if (closed[i].reason != NULL)
      {
        UsherAttention *item = add_attention (today, USHER_ATTENTION_PROVIDER);

        item->subject = g_strdup (closed[i].name);
        item->reason = g_strdup (closed[i].reason);
      }
}

/* The first rows of what is to come, and what should have begun. */
static gboolean
look_at_events (UsherConn *conn, UsherToday *today, GError **error)
{
  g_autoptr (GPtrArray) live = NULL, upcoming = NULL, overdue = NULL;
  UsherEventOverviewQuery query = { .group = USHER_EVENT_GROUP_LIVE, .limit = USHER_TODAY_EVENTS };

  live = usher_overviews_list (conn, &query, today->now, error);
  /* None that began before this can be to come still, and so they need not be looked at. */
  query.group = USHER_EVENT_GROUP_UPCOMING;
  query.from = today->now - USHER_DURATION_MAX * (gint64) USHER_MINUTE;
  upcoming = live != NULL ? usher_overviews_list (conn, &query, today->now, error) : NULL;
  overdue = upcoming != NULL ? usher_overviews_overdue (conn, today->now, USHER_TODAY_EVENTS, error) : NULL;
  if (overdue == NULL)
    return FALSE;
  for (guint i = 0; i < overdue->len; i++)
    add_event_attention (today, USHER_ATTENTION_OVERDUE, g_ptr_array_index (overdue, i));
  for (guint i = 0; i < upcoming->len; i++)
    {
      const UsherEventOverview *overview = g_ptr_array_index (upcoming, i);

      if (!overview->event->registration_enabled && overview->registrations == 0 &&
          overview->event->starts_at > today->now && overview->event->starts_at - today->now < SOON)
        add_event_attention (today, USHER_ATTENTION_CLOSED, overview->event);
    }
  g_ptr_array_extend_and_steal (today->events, g_steal_pointer (&live));
  g_ptr_array_extend_and_steal (today->events, g_steal_pointer (&upcoming));
  if (today->events->len > USHER_TODAY_EVENTS)
    g_ptr_array_set_size (today->events, USHER_TODAY_EVENTS);
  return TRUE;
}

static gboolean
look_at_failures (UsherConn *conn, UsherToday *today, GError **error)
{
  g_autoptr (GPtrArray) failed = usher_today_list_failed (conn, today->now, USHER_TODAY_ATTENTION, error);

  if (failed == NULL)
    return FALSE;
  for (guint i = 0; i < failed->len; i++)
    {
      const UsherTodayRow *row = g_ptr_array_index (failed, i);
      UsherAttention *item = add_attention (today, USHER_ATTENTION_FAILED);

      item->event_id = row->notification->event_id;
      item->notification_id = row->notification->id;
      item->event_title = g_strdup (row->event_title);
      item->time_zone = g_strdup (row->time_zone);
      item->subject = g_strdup (row->notification->interval);
      item->reason = g_strdup (row->notification->reason);
      item->count = row->notification->failed;
      item->at = row->notification->closed_at;
    }
  return TRUE;
}

static gboolean
look_at_sent (UsherConn *conn, UsherToday *today, GError **error)
{
  g_autoptr (GPtrArray) sent = usher_today_list_sent (conn, USHER_TODAY_SENT, error);

  if (sent == NULL)
    return FALSE;
  for (guint i = 0; i < sent->len; i++)
    {
      UsherTodayRow *row = g_ptr_array_index (sent, i);
      UsherSentItem *item = g_new0 (UsherSentItem, 1);

      item->notification = g_steal_pointer (&row->notification);
      item->event_title = g_steal_pointer (&row->event_title);
      item->time_zone = g_steal_pointer (&row->time_zone);
      g_ptr_array_add (today->sent, item);
    }
  return TRUE;
}

/* The disk comes before all else. */
static void
look_at_store (UsherEngine *self, UsherToday *today)
{
  g_autofree char *damage = usher_store_dup_damage (usher_engine_get_store (self));

  if (damage != NULL)
    add_attention (today, USHER_ATTENTION_DATABASE)->reason = g_steal_pointer (&damage);
}

/**
 * usher_engine_get_today:
 * @self: the engine
 * @error: return location
 *
 * Reads no more than the rows that it hands out: it may be asked on every change.
 *
 * Returns: (transfer full): what comes next, what needs attention, what went out; %NULL on error
 */
UsherToday *
usher_engine_get_today (UsherEngine *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherToday) today = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  if (!usher_reader_open (&reader, self, error))
    return NULL;
  today = g_new0 (UsherToday, 1);
  today->now = usher_clock_now (usher_engine_get_clock (self));
  today->events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_overview_unref);
  today->attention = g_ptr_array_new_with_free_func (attention_free);
  today->sent = g_ptr_array_new_with_free_func (sent_item_free);
  look_at_store (self, today);
  add_closed (self, today);
  if (!add_providers (self, reader.conn, today, error) || !look_at_events (reader.conn, today, error) ||
      !look_at_failures (reader.conn, today, error) || !look_at_sent (reader.conn, today, error))
    return NULL;
  return g_steal_pointer (&today);
}
