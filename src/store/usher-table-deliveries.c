/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-deliveries.h"

#include "usher-delivery-row.h"
#include "usher-error.h"
#include "usher-search.h"
#include "usher-table-misc.h"

/* Counting further would take time that nobody needs: the question is whether there are any. */
#define PENDING_COUNTED_MAX 1000

UsherDelivery *
usher_delivery_row_read (UsherStatement *s)
{
  UsherDelivery *d = usher_delivery_new ();

  d->id = usher_statement_column_int (s);
  d->event_id = usher_statement_column_int (s);
  d->notification_id = usher_statement_column_int (s);
  d->registration_id = usher_statement_column_int (s);
  usher_notification_kind_from_nick (usher_statement_column_peek (s), &d->kind);
  usher_channel_from_nick (usher_statement_column_peek (s), &d->channel);
  d->edition = (int) usher_statement_column_int (s);
  usher_statement_column_text (s, &d->address);
  usher_delivery_status_from_nick (usher_statement_column_peek (s), &d->status);
  usher_statement_column_text (s, &d->batch_id);
  usher_statement_column_text (s, &d->provider);
  usher_statement_column_text (s, &d->provider_id);
  usher_statement_column_text (s, &d->reason);
  d->attempts = (int) usher_statement_column_int (s);
  d->segments = (int) usher_statement_column_int (s);
  d->price_micros = usher_statement_column_int (s);
  d->next_attempt_at = usher_statement_column_instant (s);
  d->created_at = usher_statement_column_instant (s);
  d->claimed_at = usher_statement_column_instant (s);
  d->settled_at = usher_statement_column_instant (s);
  d->delivered_at = usher_statement_column_instant (s);
  d->opened_at = usher_statement_column_instant (s);
  d->clicked_at = usher_statement_column_instant (s);
  return d;
}

GPtrArray *
usher_delivery_rows_read (UsherStatement *s, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_delivery_unref);
  UsherStep step;

  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (list, usher_delivery_row_read (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/* A suppressed address gets nothing, and the delivery says why. */
static gboolean
apply_suppression (UsherConn *conn, UsherDelivery *d, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  const char *nick;

  if (d->status != USHER_DELIVERY_QUEUED)
    return TRUE;
  nick = usher_suppressions_find (conn, d->channel, d->address, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (nick != NULL)
    {
      d->status = USHER_DELIVERY_SKIPPED;
      g_set_str (&d->reason, usher_suppression_words (nick));
      d->settled_at = d->created_at;
    }
  return TRUE;
}

static void
bind_new (UsherStatement *s, const UsherDelivery *d, const char *template_key)
{
  usher_statement_bind_int (s, d->event_id);
  usher_statement_bind_id (s, d->notification_id);
  usher_statement_bind_id (s, d->registration_id);
  usher_statement_bind_text (s, usher_notification_kind_nick (d->kind));
  usher_statement_bind_text (s, usher_channel_nick (d->channel));
  usher_statement_bind_int (s, d->edition);
  usher_statement_bind_text (s, d->address);
  usher_statement_bind_text (s, usher_delivery_status_nick (d->status));
  usher_statement_bind_text (s, d->batch_id);
  usher_statement_bind_text (s, d->provider);
  usher_statement_bind_text (s, d->provider_id);
  usher_statement_bind_text (s, d->reason);
  usher_statement_bind_int (s, d->attempts);
  usher_statement_bind_int (s, d->segments);
  usher_statement_bind_int (s, d->price_micros);
  usher_statement_bind_text (s, template_key);
  usher_statement_bind_instant (s, d->next_attempt_at != USHER_NEVER ? d->next_attempt_at : d->created_at);
  usher_statement_bind_instant (s, d->created_at);
  usher_statement_bind_instant (s, d->claimed_at);
  usher_statement_bind_instant (s, d->settled_at);
  usher_statement_bind_instant (s, d->delivered_at);
  usher_statement_bind_instant (s, d->opened_at);
  usher_statement_bind_instant (s, d->clicked_at);
}

/**
 * usher_deliveries_insert:
 * @conn: the writer's connection
 * @d: not stored yet; gets its id, and status skipped with the reason where its address is suppressed
 * @template_key: (nullable): for a test send: which message
 * @error: return location
 *
 * A delivery of the same notification, registration, channel and edition happens once: where there is one, nothing is made, and
 * the id is 0.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_insert (UsherConn *conn, UsherDelivery *d, const char *template_key, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && d != NULL, FALSE);

  if (!apply_suppression (conn, d, error))
    return FALSE;
  s = usher_statement_new (conn,
                           "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, edition, address, "
                           "status, batch_id, provider, provider_id, reason, attempts, segments, price_micros, template_key, "
                           "next_attempt_at, created_at, claimed_at, settled_at, delivered_at, opened_at, clicked_at) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                           "ON CONFLICT (notification_id, registration_id, channel, edition) DO NOTHING", error);
  if (s == NULL)
    return FALSE;
  bind_new (s, d, template_key);
  if (!usher_statement_run (s, error))
    return FALSE;
  d->id = usher_statement_changes (s) > 0 ? usher_statement_inserted_id (s) : 0;
  return TRUE;
}

/**
 * usher_deliveries_get:
 * @conn: a connection
 * @id: the delivery
 * @error: return location
 *
 * Returns: (transfer full): the delivery; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherDelivery *
usher_deliveries_get (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d WHERE d.id = ?",
                                                      error);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return usher_delivery_row_read (s);
  if (step == USHER_STEP_DONE)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such delivery");
  return NULL;
}

/**
 * usher_deliveries_next_edition:
 * @conn: a connection
 * @notification_id: the notification
 * @registration_id: the registration
 * @channel: the channel
 * @error: return location
 *
 * Returns: the edition that was not made yet, 0 for the first; -1 on error
 */
int
usher_deliveries_next_edition (UsherConn *conn, gint64 notification_id, gint64 registration_id, UsherChannel channel,
                               GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT coalesce(max(edition) + 1, 0) FROM delivery "
                                                      "WHERE notification_id = ? AND registration_id = ? AND channel = ?", error);

  if (s == NULL)
    return -1;
  usher_statement_bind_int (s, notification_id);
  usher_statement_bind_int (s, registration_id);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  return usher_statement_step (s, error) == USHER_STEP_ROW ? (int) usher_statement_column_int (s) : -1;
}

/**
 * usher_deliveries_next_attempt:
 * @conn: a connection
 * @channel: the channel
 * @error: return location
 *
 * Returns: when the next queued delivery may leave; %USHER_NEVER: none is queued, or an error
 */
UsherInstant
usher_deliveries_next_attempt (UsherConn *conn, UsherChannel channel, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT min(next_attempt_at) FROM delivery "
                                                      "WHERE status = 'queued' AND channel = ?", error);

  if (s == NULL)
    return USHER_NEVER;
  usher_statement_bind_text (s, usher_channel_nick (channel));
  return usher_statement_step (s, error) == USHER_STEP_ROW ? usher_statement_column_instant (s) : USHER_NEVER;
}

/**
 * usher_deliveries_next_unknown:
 * @conn: a connection
 * @channel: the channel
 * @error: return location
 *
 * Returns: when the provider is to be asked about a delivery next; %USHER_NEVER: none is unknown, or an error
 */
UsherInstant
usher_deliveries_next_unknown (UsherConn *conn, UsherChannel channel, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT min(next_attempt_at) FROM delivery "
                                                      "WHERE status = 'unknown' AND channel = ?", error);

  if (s == NULL)
    return USHER_NEVER;
  usher_statement_bind_text (s, usher_channel_nick (channel));
  return usher_statement_step (s, error) == USHER_STEP_ROW ? usher_statement_column_instant (s) : USHER_NEVER;
}

/**
 * usher_deliveries_unknown_batch:
 * @conn: a connection
 * @channel: the channel
 * @now: now
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherDelivery): the unknown ones of the one batch that waits longest to be asked about;
 *   empty: none is to be asked about yet. %NULL on error
 */
GPtrArray *
usher_deliveries_unknown_batch (UsherConn *conn, UsherChannel channel, UsherInstant now, GError **error)
{
  /* The term with both statuses lets the partial index of unsettled ones be used. */
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d "
                         "WHERE d.status IN ('claimed', 'unknown') AND d.status = 'unknown' AND d.batch_id = "
                         "(SELECT o.batch_id FROM delivery o WHERE o.status = 'unknown' AND o.channel = ? "
                         "AND o.next_attempt_at <= ? ORDER BY o.next_attempt_at LIMIT 1) ORDER BY d.id", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, usher_channel_nick (channel));
  usher_statement_bind_int (s, now);
  return usher_delivery_rows_read (s, error);
}

/**
 * usher_deliveries_unfinished:
 * @conn: a connection
 * @channel: the channel
 * @since: accepted at this moment or later
 * @limit: at most so many
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherDelivery): accepted ones whose provider has not said what became of them, oldest
 *   first; %NULL on error
 */
GPtrArray *
usher_deliveries_unfinished (UsherConn *conn, UsherChannel channel, UsherInstant since, int limit, GError **error)
{
  /* The channel is a literal so that the partial index of SMS can be used: e-mail is not polled one by one. */
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, channel == USHER_CHANNEL_SMS
                         ? "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d WHERE d.status = 'accepted' AND d.channel = 'sms' "
                           "AND d.settled_at >= ? AND d.provider_id IS NOT NULL ORDER BY d.settled_at, d.id LIMIT ?"
                         : "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d WHERE d.status = 'accepted' AND d.channel = 'email' "
                           "AND d.settled_at >= ? AND d.provider_id IS NOT NULL ORDER BY d.settled_at, d.id LIMIT ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, since);
  usher_statement_bind_int (s, limit);
  return usher_delivery_rows_read (s, error);
}

/**
 * usher_deliveries_provider_ids:
 * @conn: a connection
 * @registration_id: the reader
 * @channel: the channel
 * @but: a delivery whose id is left out
 * @error: return location
 *
 * For telling the reader's messages apart at the provider.
 *
 * Returns: (transfer full) (element-type utf8): a set of the provider's ids; %NULL on error
 */
GHashTable *
usher_deliveries_provider_ids (UsherConn *conn, gint64 registration_id, UsherChannel channel, gint64 but, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT provider_id FROM delivery WHERE registration_id = ? "
                                                      "AND channel = ? AND id <> ? AND provider_id IS NOT NULL", error);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, registration_id);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  usher_statement_bind_int (s, but);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_hash_table_add (ids, usher_statement_column_dup (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * usher_deliveries_count_pending:
 * @conn: a connection
 * @notification_id: the notification
 * @error: return location
 *
 * Returns: how many of its deliveries are queued, claimed or unknown, counted up to 1,000; -1 on error
 */
int
usher_deliveries_count_pending (UsherConn *conn, gint64 notification_id, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE notification_id = ? "
                         "AND channel IN ('email', 'sms') AND status IN ('queued', 'claimed', 'unknown') LIMIT ?)", error);

  if (s == NULL)
    return -1;
  usher_statement_bind_int (s, notification_id);
  usher_statement_bind_int (s, PENDING_COUNTED_MAX);
  return usher_statement_step (s, error) == USHER_STEP_ROW ? (int) usher_statement_column_int (s) : -1;
}

/**
 * usher_deliveries_count_queue:
 * @conn: a connection
 * @queued: (out): how many wait
 * @claimed: (out): how many are with a provider right now
 * @unknown: (out): how many a provider is to be asked about
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_deliveries_count_queue (UsherConn *conn, int *queued, int *claimed, int *unknown, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT (SELECT count(*) FROM delivery INDEXED BY delivery_queue WHERE status = 'queued'), "
                         "(SELECT count(*) FROM delivery INDEXED BY delivery_unsettled "
                         "WHERE status IN ('claimed', 'unknown') AND status = 'claimed'), "
                         "(SELECT count(*) FROM delivery INDEXED BY delivery_to_ask WHERE status = 'unknown')", error);

  g_return_val_if_fail (queued != NULL && claimed != NULL && unknown != NULL, FALSE);

  if (s == NULL || usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  *queued = (int) usher_statement_column_int (s);
  *claimed = (int) usher_statement_column_int (s);
  *unknown = (int) usher_statement_column_int (s);
  return TRUE;
}

#define LIST_FILTER                                                                                              \
  "AND (?3 IS NULL OR d.channel = ?3) AND (?4 IS NULL OR d.status = ?4) "                                        \
  "AND (usher_contains(?5, d.address) OR (?6 IS NOT NULL AND usher_contains(?6, d.address))) "                    \
  "ORDER BY d.id DESC LIMIT ?7"

/**
 * usher_deliveries_list:
 * @conn: a connection
 * @query: which ones
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherDelivery): newest first; %NULL on error
 */
GPtrArray *
usher_deliveries_list (UsherConn *conn, const UsherDeliveryQuery *query, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *needle = NULL;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (conn != NULL && query != NULL, NULL);

  s = usher_statement_new (conn, query->registration_id != 0
                           ? "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d WHERE d.registration_id = ?1 AND d.id < ?2 " LIST_FILTER
                           : query->event_id != 0
                           ? "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d WHERE d.event_id = ?1 AND d.id < ?2 " LIST_FILTER
                           : "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d WHERE ?1 = 0 AND d.id < ?2 " LIST_FILTER, error);
  if (s == NULL)
    return NULL;
  if (query->search != NULL)
    {
      needle = usher_search_key (query->search);
      digits = usher_search_phone_key (query->search);
    }
  usher_statement_bind_int (s, query->registration_id != 0 ? query->registration_id : query->event_id);
  usher_statement_bind_int (s, query->before_id != 0 ? query->before_id : G_MAXINT64);
  usher_statement_bind_text (s, query->channel >= 0 ? usher_channel_nick ((UsherChannel) query->channel) : NULL);
  usher_statement_bind_text (s, query->status >= 0 ? usher_delivery_status_nick ((UsherDeliveryStatus) query->status) : NULL);
  usher_statement_bind_text (s, needle);
  usher_statement_bind_text (s, digits);
  usher_statement_bind_int (s, query->limit);
  return usher_delivery_rows_read (s, error);
}

/**
 * usher_deliveries_get_template_key:
 * @conn: a connection
 * @id: a test send
 * @error: return location
 *
 * Returns: (transfer full) (nullable): which message it shows; %NULL without error: it is no test send
 */
char *
usher_deliveries_get_template_key (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT template_key FROM delivery WHERE id = ?", error);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return usher_statement_column_dup (s);
  if (step == USHER_STEP_DONE)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such delivery");
  return NULL;
}
