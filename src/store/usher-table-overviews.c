/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-overviews.h"

#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-event-row.h"
#include "usher-search.h"

/* The next reminder comes from an index, the counts are kept: each row costs the same however many registered. */
#define SELECT_OVERVIEWS                                                                                             \
  "SELECT " USHER_EVENT_COLUMNS ", t.total, t.email, t.sms, n.due_at, n.interval, "                                   \
  "(SELECT coalesce(sum(d.n), 0) FROM delivery_tally d WHERE d.event_id = e.id "                                      \
  "AND d.status IN ('queued', 'claimed', 'unknown')), "                                                              \
  "(SELECT coalesce(sum(d.n), 0) FROM delivery_tally d WHERE d.event_id = e.id AND d.status IN ('accepted', 'delivered')), " \
  "(SELECT coalesce(sum(d.n), 0) FROM delivery_tally d WHERE d.event_id = e.id AND d.status = 'failed'), "             \
  "(SELECT count(*) FROM notification f WHERE f.event_id = e.id AND f.status = 'failed') "                            \
  "FROM event e LEFT JOIN registration_tally t ON t.event_id = e.id "                                                 \
  "LEFT JOIN notification n ON n.id = (SELECT id FROM notification p WHERE p.event_id = e.id AND p.kind = 'reminder' " \
  "AND p.status = 'scheduled' ORDER BY p.due_at LIMIT 1) "

/* Parameters 1 to 3 of every query; the group's numbers are those of UsherEventGroup. */
#define WHERE_MATCHES "WHERE e.starts_at >= ?1 AND e.starts_at < ?2 AND usher_contains(?3, e.title) "
#define GROUP_OF(now)                                                                                                 \
  "CASE e.status WHEN 'live' THEN 2 WHEN 'completed' THEN 3 WHEN 'cancelled' THEN 4 "                                 \
  "ELSE iif(e.starts_at + e.duration_minutes * 60000000 > " now ", 1, 3) END "

static UsherEventOverview *
read_row (UsherStatement *s)
{
  UsherEventOverview *overview = usher_event_overview_new (usher_event_row_read (s));

  overview->registrations = (int) usher_statement_column_int (s);
  overview->email = (int) usher_statement_column_int (s);
  overview->sms = (int) usher_statement_column_int (s);
  overview->next_due_at = usher_statement_column_instant (s);
  overview->next_interval = usher_statement_column_dup (s);
  overview->pending = (int) usher_statement_column_int (s);
  overview->sent = (int) usher_statement_column_int (s);
  overview->failed = (int) usher_statement_column_int (s);
  overview->failed_notifications = (int) usher_statement_column_int (s);
  return overview;
}

static UsherInstant
bound_or (UsherInstant instant, UsherInstant open)
{
  return instant == 0 || instant == USHER_NEVER ? open : instant;
}

static void
bind_matches (UsherStatement *s, const UsherEventOverviewQuery *query)
{
  g_autofree char *needle = query->search != NULL ? usher_search_key (query->search) : NULL;

  usher_statement_bind_int (s, bound_or (query->from, G_MININT64));
  usher_statement_bind_int (s, bound_or (query->to, G_MAXINT64));
  usher_statement_bind_text (s, needle);
}

/**
 * usher_overviews_list:
 * @conn: a connection
 * @query: which ones
 * @now: what is upcoming, and what is past
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherEventOverview): by start, then id; %NULL on error
 */
GPtrArray *
usher_overviews_list (UsherConn *conn, const UsherEventOverviewQuery *query, UsherInstant now, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_overview_unref);
  g_autoptr (UsherStatement) s = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && query != NULL, NULL);

  s = usher_statement_new (conn, query->newest_first
                           ? SELECT_OVERVIEWS WHERE_MATCHES "AND ?4 IN (0, " GROUP_OF ("?5") ") "
                             "ORDER BY e.starts_at DESC, e.id DESC LIMIT ?6 OFFSET ?7"
                           : SELECT_OVERVIEWS WHERE_MATCHES "AND ?4 IN (0, " GROUP_OF ("?5") ") "
                             "ORDER BY e.starts_at, e.id LIMIT ?6 OFFSET ?7", error);
  if (s == NULL)
    return NULL;
  bind_matches (s, query);
  usher_statement_bind_int (s, query->group);
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, query->limit);
  usher_statement_bind_int (s, query->offset);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (list, read_row (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * usher_overviews_get:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Returns: (transfer full): the overview of one event; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherEventOverview *
usher_overviews_get (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_OVERVIEWS "WHERE e.id = ?", error);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return read_row (s);
  if (step == USHER_STEP_DONE)
    g_set_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND, "There is no such event");
  return NULL;
}

/**
 * usher_overviews_count:
 * @conn: a connection
 * @query: search and range of the start
 * @now: what is upcoming, and what is past
 * @counts: (out): by group
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_overviews_count (UsherConn *conn, const UsherEventOverviewQuery *query, UsherInstant now, UsherEventCounts *counts,
                       GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && query != NULL && counts != NULL, FALSE);

  *counts = (UsherEventCounts) { 0 };
  s = usher_statement_new (conn, "SELECT " GROUP_OF ("?4") "AS kind, count(*) FROM event e " WHERE_MATCHES "GROUP BY kind", error);
  if (s == NULL)
    return FALSE;
  bind_matches (s, query);
  usher_statement_bind_int (s, now);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      int group = (int) usher_statement_column_int (s);

      counts->n[group] = (int) usher_statement_column_int (s);
      counts->n[USHER_EVENT_GROUP_ALL] += counts->n[group];
    }
  return step == USHER_STEP_DONE;
}

/**
 * usher_overviews_overdue:
 * @conn: a connection
 * @now: now
 * @limit: at most so many
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherEvent): scheduled events whose start passed in the last day, the last one first:
 *   older ones are forgotten rather than late; %NULL on error
 */
GPtrArray *
usher_overviews_overdue (UsherConn *conn, UsherInstant now, int limit, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT " USHER_EVENT_COLUMNS " FROM event e "
                                                      "WHERE e.starts_at > ? AND e.starts_at <= ? AND e.status = 'scheduled' "
                                                      "ORDER BY e.starts_at DESC, e.id DESC LIMIT ?", error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_unref);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, now - USHER_DAY);
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, limit);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (events, usher_event_row_read (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&events) : NULL;
}

/**
 * usher_overviews_completed:
 * @conn: a connection
 * @offset: how many are passed over
 * @limit: at most so many
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherEvent): completed events by their end, the last one first; %NULL on error
 */
GPtrArray *
usher_overviews_completed (UsherConn *conn, int offset, int limit, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT " USHER_EVENT_COLUMNS " FROM event e WHERE e.status = 'completed' "
                                                      "ORDER BY e.ended_at DESC, e.id DESC LIMIT ? OFFSET ?", error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_unref);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, limit);
  usher_statement_bind_int (s, offset);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (events, usher_event_row_read (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&events) : NULL;
}

/**
 * usher_overviews_count_completed:
 * @conn: a connection
 * @error: return location
 *
 * Returns: how many events are completed; -1 on error
 */
int
usher_overviews_count_completed (UsherConn *conn, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT count(*) FROM event WHERE status = 'completed'", error);

  if (s == NULL)
    return -1;
  return usher_statement_step (s, error) == USHER_STEP_ROW ? (int) usher_statement_column_int (s) : -1;
}
