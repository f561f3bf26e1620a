/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-queries.h"

#include <json-glib/json-glib.h>

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-message.h"

/* --- what it costs ------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64        registrations[USHER_N_CHANNELS];
  gint64        notifications;
  UsherChannels channels;
} Scope;

static gboolean
count_event (UsherEngine *self, gint64 event_id, Scope *scope, GError **error)
{
  const UsherConfig *config = usher_engine_get_config (self);
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherAnalytics) analytics = NULL;
  g_autoptr (GPtrArray) pending = NULL;

  if (!usher_reader_open (&reader, self, error))
    return FALSE;
  event = usher_events_get (reader.conn, event_id, error);
  if (event == NULL)
    return FALSE;
  analytics = usher_analytics_read (reader.conn, event_id, config->email_price_micros, config->sms_price_micros, error);
  pending = analytics != NULL ? usher_notifications_pending (reader.conn, event_id, error) : NULL;
  if (pending == NULL)
    return FALSE;
  scope->channels = event->channels;
  scope->notifications = pending->len;
  scope->registrations[USHER_CHANNEL_EMAIL] = analytics->registrations_email;
  scope->registrations[USHER_CHANNEL_SMS] = analytics->registrations_sms;
  return TRUE;
}

/* The parts of this event's general reminder: it stands for all steps. */
static gboolean
measure_reminder (UsherEngine *self, gint64 event_id, int *segments, GError **error)
{
  g_autoptr (UsherPreview) preview = usher_engine_preview (self, NULL, "reminder", USHER_CHANNEL_SMS, event_id, 0, error);

  if (preview == NULL)
    return FALSE;
  *segments = MAX (1, preview->segments);
  return TRUE;
}

/**
 * usher_engine_estimate:
 * @self: the engine
 * @event_id: an event; 0: only numbers
 * @registrations: how many people; with an event 0 or less: those who agreed to each channel
 * @notifications: how many messages to each; with an event 0 or less: its planned reminders
 * @cost: (out): by channel and together; 0 for a channel that the event does not use
 * @error: %USHER_ERROR_NOT_FOUND, %USHER_ERROR_INVALID on a negative number
 *
 * Prices are those of the configuration. Without an event an SMS is one segment; with one, its reminder is measured.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_engine_estimate (UsherEngine *self, gint64 event_id, gint64 registrations, gint64 notifications,
                       UsherCost *cost, GError **error)
{
  const UsherConfig *config;
  Scope scope = { { registrations, registrations }, notifications, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS };
  int segments = 1;

  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (cost != NULL, FALSE);

  config = usher_engine_get_config (self);
  if (event_id == 0 && (registrations < 0 || notifications < 0))
    {
      usher_set_error_invalid (error, registrations < 0 ? "registrations" : "notifications", "The number cannot be negative.");
      return FALSE;
    }
  if (event_id != 0)
    {
      if (!count_event (self, event_id, &scope, error) || !measure_reminder (self, event_id, &segments, error))
        return FALSE;
      if (registrations > 0)
        scope.registrations[USHER_CHANNEL_EMAIL] = scope.registrations[USHER_CHANNEL_SMS] = registrations;
      if (notifications > 0)
        scope.notifications = notifications;
    }
  *cost = (UsherCost) { 0 };
  if ((scope.channels & USHER_CHANNELS_EMAIL) != 0)
    cost->email_micros = usher_cost_estimate (scope.registrations[USHER_CHANNEL_EMAIL], scope.notifications, segments,
                                              config->email_price_micros, config->sms_price_micros).email_micros;
  if ((scope.channels & USHER_CHANNELS_SMS) != 0)
    cost->sms_micros = usher_cost_estimate (scope.registrations[USHER_CHANNEL_SMS], scope.notifications, segments,
                                            config->email_price_micros, config->sms_price_micros).sms_micros;
  cost->both_micros = cost->email_micros + cost->sms_micros;
  return TRUE;
}

/* --- the sandbox's outbox ------------------------------------------------------------------------------------------ */

/* (element-type utf8 utf8) */
static GHashTable *
parse_variables (const char *json)
{
  g_autoptr (GHashTable) variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      json_object_iter_init (&iter, json_node_get_object (root));
      while (json_object_iter_next (&iter, &name, &value))
        if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
          g_hash_table_insert (variables, g_strdup (name), json_node_dup_string (value));
    }
  return g_steal_pointer (&variables);
}

static void
expand (char **member, GHashTable *variables)
{
  g_autofree char *expanded = *member != NULL ? usher_mail_batch_expand (*member, variables) : NULL;

  g_set_str (member, expanded);
}

/**
 * usher_engine_read_outbox:
 * @self: the engine
 * @delivery_id: the delivery
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the message as its one reader sees it; %NULL without error: the sandbox did not send it
 */
UsherOutboxBatch *
usher_engine_read_outbox (UsherEngine *self, gint64 delivery_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GHashTable) variables = NULL;
  g_autofree char *recipient = NULL;
  g_autofree char *json = NULL;
  UsherOutboxBatch *batch;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  if (!usher_reader_open (&reader, self, error))
    return NULL;
  batch = usher_outbox_get (reader.conn, delivery_id, &recipient, &json, error);
  if (batch == NULL)
    return NULL;
  variables = parse_variables (json);
  expand (&batch->subject, variables);
  expand (&batch->html, variables);
  expand (&batch->text, variables);
  expand (&batch->headers, variables);
  return batch;
}

/* --- how the engine is --------------------------------------------------------------------------------------------- */

void
usher_status_free (UsherStatus *status)
{
  g_return_if_fail (status != NULL);
  g_clear_pointer (&status->providers, g_ptr_array_unref);
  g_free (status->mailer);
  g_free (status->texter);
  g_free (status->streamer);
  g_free (status);
}

static gboolean
read_providers (UsherConn *conn, UsherStatus *status, GError **error)
{
  const char * const names[] = { status->mailer, status->texter, status->streamer };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      UsherProviderState *state = usher_provider_state_get (conn, names[i], error);

      if (state == NULL)
        return FALSE;
      g_ptr_array_add (status->providers, state);
    }
  return TRUE;
}

/**
 * usher_engine_get_status:
 * @self: the engine
 * @error: return location
 *
 * Returns: (transfer full): heartbeat, next due moment, queue and providers; %NULL on error
 */
UsherStatus *
usher_engine_get_status (UsherEngine *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherStatus) status = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  if (!usher_reader_open (&reader, self, error))
    return NULL;
  status = g_new0 (UsherStatus, 1);
  status->now = usher_clock_now (usher_engine_get_clock (self));
  status->last_look = usher_dispatcher_get_last_look (usher_engine_get_dispatcher (self));
  status->mailer = g_strdup (usher_mailer_get_name (usher_engine_get_mailer (self)));
  status->texter = g_strdup (usher_texter_get_name (usher_engine_get_texter (self)));
  status->streamer = g_strdup (usher_streamer_get_name (usher_engine_get_streamer (self)));
  status->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_state_free);
  status->next_due = usher_notifications_next_due (reader.conn, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (!usher_deliveries_count_queue (reader.conn, &status->queued, &status->claimed, &status->unknown, error) ||
      !read_providers (reader.conn, status, error))
    return NULL;
  return g_steal_pointer (&status);
}
