/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-outbox-rows.h"

#include "usher-conn-private.h"
#include "usher-delivery-row.h"
#include "usher-error.h"
#include "usher-search.h"

/* As literals: the partial indexes are for exactly these. */
static const char * const groups[] = {
  [USHER_DELIVERY_GROUP_ALL] = "",
  [USHER_DELIVERY_GROUP_WAITING] = "AND d.status IN ('queued', 'claimed', 'unknown') ",
  [USHER_DELIVERY_GROUP_SENT] = "AND d.status IN ('accepted', 'delivered') ",
  [USHER_DELIVERY_GROUP_FAILED] = "AND d.status = 'failed' ",
  [USHER_DELIVERY_GROUP_SKIPPED] = "AND d.status IN ('skipped', 'cancelled') ",
};

#define SEARCH_FROM                                                                                          \
  "FROM delivery d JOIN event e ON e.id = d.event_id LEFT JOIN registration r ON r.id = d.registration_id "

static const char *
channel_filter (UsherChannels channels)
{
  if (channels == USHER_CHANNELS_EMAIL)
    return "AND d.channel = 'email' ";
  return channels == USHER_CHANNELS_SMS ? "AND d.channel = 'sms' " : "";
}

/* Parameters 1 to 5. All texts come from a fixed set, so each is kept once for ever. */
static char *
make_from (const UsherOutboxQuery *query)
{
  return g_strconcat (query->search != NULL ? SEARCH_FROM : "FROM delivery d ",
                      "WHERE ?1 = ?1 AND ?2 = ?2 ",
                      query->event_id != 0 && query->notification_id == 0 ? "AND d.event_id = ?1 " : "",
                      query->notification_id != 0 ? "AND d.notification_id = ?2 " : "",
                      channel_filter (query->channels), groups[query->group], "AND d.id < ?3 ",
                      query->search != NULL ? "AND (usher_contains(?4, d.address, r.first_name || ' ' || r.last_name, e.title) "
                      "OR (?5 IS NOT NULL AND usher_contains(?5, d.address))) " : "AND ?4 IS NULL AND ?5 IS NULL ", NULL);
}

static void
bind_from (UsherStatement *s, const UsherOutboxQuery *query, gint64 before_id)
{
  g_autofree char *needle = query->search != NULL ? usher_search_key (query->search) : NULL;
  g_autofree char *digits = query->search != NULL ? usher_search_phone_key (query->search) : NULL;

  usher_statement_bind_int (s, query->event_id);
  usher_statement_bind_int (s, query->notification_id);
  usher_statement_bind_int (s, before_id);
  usher_statement_bind_text (s, needle);
  usher_statement_bind_text (s, digits);
}

static gboolean
is_whole (const UsherOutboxQuery *query)
{
  return query->event_id == 0 && query->notification_id == 0 && query->search == NULL && query->before_id == 0 &&
         query->group == USHER_DELIVERY_GROUP_ALL &&
         (query->channels == USHER_CHANNELS_NONE || query->channels == (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS));
}

/* Where nothing was ever deleted, ids have no gaps, and the row at an offset is known without stepping over all before it. */
static gboolean
find_start (UsherConn *conn, const UsherOutboxQuery *query, gint64 *before_id, int *skip, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  gint64 oldest, newest;
  int all;

  *before_id = query->before_id != 0 ? query->before_id : G_MAXINT64;
  *skip = MAX (0, query->offset);
  if (*skip == 0 || !is_whole (query))
    return TRUE;
  all = usher_outbox_rows_count (conn, query, error);
  s = all >= 0 ? usher_statement_new (conn, "SELECT (SELECT min(id) FROM delivery), (SELECT max(id) FROM delivery)", error) : NULL;
  if (s == NULL || usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  oldest = usher_statement_column_int (s);
  newest = usher_statement_column_int (s);
  if (all > 0 && newest - oldest + 1 == all)
    {
      *before_id = newest - *skip + 1;
      *skip = 0;
    }
  return TRUE;
}

/* (element-type gint64) */
static GArray *
list_ids (UsherConn *conn, const UsherOutboxQuery *query, GError **error)
{
  g_autofree char *from = make_from (query);
  g_autofree char *sql = g_strconcat ("SELECT d.id ", from, "ORDER BY d.id DESC LIMIT ?6 OFFSET ?7", NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (UsherStatement) s = NULL;
  gint64 before_id;
  UsherStep step;
  int skip;

  if (!find_start (conn, query, &before_id, &skip, error))
    return NULL;
  s = usher_statement_new (conn, g_intern_string (sql), error);
  if (s == NULL)
    return NULL;
  bind_from (s, query, before_id);
  usher_statement_bind_int (s, query->limit);
  usher_statement_bind_int (s, skip);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      gint64 id = usher_statement_column_int (s);

      g_array_append_val (ids, id);
    }
  return step == USHER_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * usher_outbox_rows_get:
 * @conn: a connection
 * @delivery_id: the delivery
 * @error: return location
 *
 * Returns: (transfer full): the row; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherOutboxRow *
usher_outbox_rows_get (UsherConn *conn, gint64 delivery_id, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT " USHER_DELIVERY_COLUMNS ", e.title, n.interval, "
                         "coalesce(trim(r.first_name || ' ' || r.last_name), ''), d.template_key FROM delivery d "
                         "JOIN event e ON e.id = d.event_id LEFT JOIN notification n ON n.id = d.notification_id "
                         "LEFT JOIN registration r ON r.id = d.registration_id WHERE d.id = ?", error);
  UsherOutboxRow *row;
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, delivery_id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_DONE)
    g_set_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND, "There is no such delivery");
  if (step != USHER_STEP_ROW)
    return NULL;
  row = usher_outbox_row_new (usher_delivery_row_read (s));
  usher_statement_column_text (s, &row->event_title);
  usher_statement_column_text (s, &row->interval);
  usher_statement_column_text (s, &row->recipient);
  usher_statement_column_text (s, &row->template_key);
  return row;
}

/**
 * usher_outbox_rows_list:
 * @conn: a connection
 * @query: which ones
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherOutboxRow): newest first; %NULL on error
 */
GPtrArray *
usher_outbox_rows_list (UsherConn *conn, const UsherOutboxQuery *query, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_outbox_row_unref);
  g_autoptr (GArray) ids = NULL;

  g_return_val_if_fail (conn != NULL && query != NULL, NULL);

  ids = list_ids (conn, query, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      UsherOutboxRow *row = usher_outbox_rows_get (conn, g_array_index (ids, gint64, i), error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (list, row);
    }
  return ids != NULL ? g_steal_pointer (&list) : NULL;
}

/* From what is kept. */
static int
count_kept (UsherConn *conn, const UsherOutboxQuery *query, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT coalesce(sum(d.n), 0) FROM delivery_tally d WHERE ?1 = ?1 AND ?2 = ?2 ",
                                      query->event_id != 0 ? "AND d.event_id = ?1 " : "",
                                      query->notification_id != 0 ? "AND d.notification_id = ?2 " : "",
                                      channel_filter (query->channels), groups[query->group], NULL);
  g_autoptr (UsherStatement) s = usher_statement_new (conn, g_intern_string (sql), error);

  if (s == NULL)
    return -1;
  usher_statement_bind_int (s, query->event_id);
  usher_statement_bind_int (s, query->notification_id);
  return usher_statement_step (s, error) == USHER_STEP_ROW ? (int) usher_statement_column_int (s) : -1;
}

/**
 * usher_outbox_rows_count:
 * @conn: a connection
 * @query: which ones; its window does not count
 * @error: return location
 *
 * Without a search the number is kept and costs little; with one each message is looked at.
 *
 * Returns: how many rows the list has; -1 on error
 */
int
usher_outbox_rows_count (UsherConn *conn, const UsherOutboxQuery *query, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && query != NULL, -1);

  if (query->search == NULL)
    return count_kept (conn, query, error);
  from = make_from (query);
  sql = g_strconcat ("SELECT count(*) ", from, NULL);
  s = usher_statement_new (conn, g_intern_string (sql), error);
  if (s == NULL)
    return -1;
  bind_from (s, query, G_MAXINT64);
  return usher_statement_step (s, error) == USHER_STEP_ROW ? (int) usher_statement_column_int (s) : -1;
}

/* --- why ----------------------------------------------------------------------------------------------------------- */

void
usher_failure_reason_free (UsherFailureReason *reason)
{
  g_return_if_fail (reason != NULL);
  g_free (reason->reason);
  g_free (reason);
}

/**
 * usher_outbox_rows_reasons:
 * @conn: a connection
 * @notification_id: a notification
 * @group: which of its messages: failed, or skipped
 * @limit: at most so many reasons
 * @error: return location
 *
 * The same words are one reason; where a provider put the address into its words, the address is left out of them.
 *
 * Returns: (transfer full) (element-type UsherFailureReason): most frequent first; %NULL on error
 */
GPtrArray *
usher_outbox_rows_reasons (UsherConn *conn, gint64 notification_id, UsherDeliveryGroup group, int limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_failure_reason_free);
  g_autofree char *sql = NULL;
  g_autoptr (UsherStatement) s = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL, NULL);
  g_return_val_if_fail (group >= USHER_DELIVERY_GROUP_ALL && group <= USHER_DELIVERY_GROUP_SKIPPED, NULL);

  sql = g_strconcat ("SELECT CASE WHEN d.address <> '' THEN replace(d.reason, d.address, '…') ELSE d.reason END AS why, count(*) "
                     "FROM delivery d WHERE d.notification_id = ?1 AND d.channel IN ('email', 'sms') AND d.reason IS NOT NULL ",
                     groups[group], "GROUP BY why ORDER BY count(*) DESC, why LIMIT ?2", NULL);
  s = usher_statement_new (conn, g_intern_string (sql), error);
  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, notification_id);
  usher_statement_bind_int (s, limit);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      UsherFailureReason *reason = g_new0 (UsherFailureReason, 1);

      reason->reason = usher_statement_column_dup (s);
      reason->count = (int) usher_statement_column_int (s);
      g_ptr_array_add (list, reason);
    }
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
