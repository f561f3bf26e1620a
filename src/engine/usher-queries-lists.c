/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-queries-lists.h"

#include "usher-engine-private.h"
#include "usher-plan.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"

static UsherInstant
get_now (UsherEngine *self)
{
  return usher_clock_now (usher_engine_get_clock (self));
}

/**
 * usher_engine_list_event_overviews:
 * @self: the engine
 * @query: which ones
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherEventOverview): events as a list shows them, by start; %NULL on error
 */
GPtrArray *
usher_engine_list_event_overviews (UsherEngine *self, const UsherEventOverviewQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  return usher_reader_open_for (&reader, self, query->cancellable, error)
         ? usher_overviews_list (reader.conn, query, get_now (self), error) : NULL;
}

/**
 * usher_engine_get_event_overview:
 * @self: the engine
 * @event_id: the event
 * @error: %USHER_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): one event as a list shows it; %NULL on error
 */
UsherEventOverview *
usher_engine_get_event_overview (UsherEngine *self, gint64 event_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_overviews_get (reader.conn, event_id, error) : NULL;
}

/**
 * usher_engine_count_events:
 * @self: the engine
 * @query: (nullable): whose search and range count; %NULL: all events
 * @counts: (out): how many there are in each group
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_engine_count_events (UsherEngine *self, const UsherEventOverviewQuery *query, UsherEventCounts *counts, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  UsherEventOverviewQuery all = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (counts != NULL, FALSE);

  if (query == NULL)
    query = &all;
  return usher_reader_open_for (&reader, self, query->cancellable, error) &&
         usher_overviews_count (reader.conn, query, get_now (self), counts, error);
}

/**
 * usher_engine_count_registration_rows:
 * @self: the engine
 * @query: event, filter and search; order and window do not count
 * @error: return location
 *
 * Returns: how many rows the whole list has; -1 on error
 */
int
usher_engine_count_registration_rows (UsherEngine *self, const UsherRegistrationQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), -1);
  g_return_val_if_fail (query != NULL, -1);
  return usher_reader_open_for (&reader, self, query->cancellable, error)
         ? usher_registrations_count_rows (reader.conn, query, error) : -1;
}

/**
 * usher_engine_count_readers:
 * @self: the engine
 * @notification_id: a planned one
 * @cancellable: (nullable): ends it early
 * @readers: (out): who agreed, has an address, is not suppressed and has not got it
 * @error: %USHER_ERROR_NOT_FOUND
 *
 * Returns: %FALSE on error
 */
gboolean
usher_engine_count_readers (UsherEngine *self, gint64 notification_id, GCancellable *cancellable, UsherReaders *readers,
                            GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherNotification) n = NULL;
  UsherReadersQuery query = { .notification_id = notification_id };

  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (readers != NULL, FALSE);

  if (!usher_reader_open_for (&reader, self, cancellable, error) ||
      (n = usher_notifications_get (reader.conn, notification_id, error)) == NULL)
    return FALSE;
  query.event_id = n->event_id;
  query.channels = n->channels;
  return usher_readers_count (reader.conn, &query, readers, error);
}

/**
 * usher_engine_count_cancellation_readers:
 * @self: the engine
 * @event_id: the event
 * @cancellable: (nullable): ends it early
 * @readers: (out): whom usher_engine_cancel_event_async() would tell now
 * @error: %USHER_ERROR_NOT_FOUND
 *
 * Returns: %FALSE on error
 */
gboolean
usher_engine_count_cancellation_readers (UsherEngine *self, gint64 event_id, GCancellable *cancellable, UsherReaders *readers,
                                         GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherEvent) event = NULL;
  UsherReadersQuery query = { .event_id = event_id, .correction = TRUE };

  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (readers != NULL, FALSE);

  *readers = (UsherReaders) { 0 };
  if (!usher_reader_open_for (&reader, self, cancellable, error) ||
      (event = usher_events_get (reader.conn, event_id, error)) == NULL)
    return FALSE;
  query.channels = event->channels;
  return !usher_plan_tells_of_cancellation (event, get_now (self)) || usher_readers_count (reader.conn, &query, readers, error);
}

/**
 * usher_engine_list_consents:
 * @self: the engine
 * @registration_id: a registration
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherConsentRecord): its acts of consent, the last first; %NULL on error
 */
GPtrArray *
usher_engine_list_consents (UsherEngine *self, gint64 registration_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_consents_list (reader.conn, registration_id, error) : NULL;
}

/**
 * usher_engine_list_outbox:
 * @self: the engine
 * @query: which ones
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherOutboxRow): messages, newest first; %NULL on error
 */
GPtrArray *
usher_engine_list_outbox (UsherEngine *self, const UsherOutboxQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  return usher_reader_open_for (&reader, self, query->cancellable, error)
         ? usher_outbox_rows_list (reader.conn, query, error) : NULL;
}

/**
 * usher_engine_get_outbox_row:
 * @self: the engine
 * @delivery_id: the message
 * @error: %USHER_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): one row of the outbox; %NULL on error
 */
UsherOutboxRow *
usher_engine_get_outbox_row (UsherEngine *self, gint64 delivery_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_outbox_rows_get (reader.conn, delivery_id, error) : NULL;
}

/**
 * usher_engine_count_outbox:
 * @self: the engine
 * @query: filters and search; the window does not count
 * @error: return location
 *
 * Returns: how many rows the whole list has; -1 on error
 */
int
usher_engine_count_outbox (UsherEngine *self, const UsherOutboxQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), -1);
  g_return_val_if_fail (query != NULL, -1);
  return usher_reader_open_for (&reader, self, query->cancellable, error)
         ? usher_outbox_rows_count (reader.conn, query, error) : -1;
}

/**
 * usher_engine_list_failure_reasons:
 * @self: the engine
 * @notification_id: a notification
 * @group: which of its messages: %USHER_DELIVERY_GROUP_FAILED, or another one
 * @limit: at most so many reasons
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherFailureReason): the most frequent one first; %NULL on error
 */
GPtrArray *
usher_engine_list_failure_reasons (UsherEngine *self, gint64 notification_id, UsherDeliveryGroup group, int limit, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error)
         ? usher_outbox_rows_reasons (reader.conn, notification_id, group, limit, error) : NULL;
}

/* --- how they went ------------------------------------------------------------------------------------------------- */

void
usher_event_result_free (UsherEventResult *result)
{
  g_return_if_fail (result != NULL);
  g_clear_pointer (&result->event, usher_event_unref);
  g_clear_pointer (&result->analytics, usher_analytics_free);
  g_free (result);
}

/**
 * usher_engine_list_results:
 * @self: the engine
 * @offset: how many are passed over
 * @limit: at most so many
 * @error: return location
 *
 * Their figures were fixed when they ended, so none is counted again.
 *
 * Returns: (transfer full) (element-type UsherEventResult): completed events, the last one first; %NULL on error
 */
GPtrArray *
usher_engine_list_results (UsherEngine *self, int offset, int limit, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_result_free);
  g_autoptr (GPtrArray) events = NULL;
  const UsherConfig *config;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  config = usher_engine_get_config (self);
  events = usher_reader_open (&reader, self, error) ? usher_overviews_completed (reader.conn, offset, limit, error) : NULL;
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      UsherEventResult *result = g_new0 (UsherEventResult, 1);

      g_ptr_array_add (results, result);
      result->event = usher_event_ref (g_ptr_array_index (events, i));
      result->analytics = usher_analytics_read (reader.conn, result->event->id, config->email_price_micros,
                                                config->sms_price_micros, error);
      if (result->analytics == NULL)
        return NULL;
    }
  return events != NULL ? g_steal_pointer (&results) : NULL;
}

/**
 * usher_engine_count_results:
 * @self: the engine
 * @error: return location
 *
 * Returns: how many events are completed; -1 on error
 */
int
usher_engine_count_results (UsherEngine *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), -1);
  return usher_reader_open (&reader, self, error) ? usher_overviews_count_completed (reader.conn, error) : -1;
}
