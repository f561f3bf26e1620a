/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-today.h"

#include "usher-statement.h"
#include "usher-table-notifications.h"

void
usher_today_row_free (UsherTodayRow *row)
{
  g_return_if_fail (row != NULL);
  g_clear_pointer (&row->notification, usher_notification_unref);
  g_free (row->event_title);
  g_free (row->time_zone);
  g_free (row);
}

/* Rows of a notification's id, and title and zone of its event */
static GPtrArray *
read_rows (UsherConn *conn, UsherStatement *s, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_today_row_free);
  UsherStep step;

  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      UsherTodayRow *row = g_new0 (UsherTodayRow, 1);

      g_ptr_array_add (rows, row);
      row->notification = usher_notifications_get (conn, usher_statement_column_int (s), error);
      row->event_title = usher_statement_column_dup (s);
      row->time_zone = usher_statement_column_dup (s);
      if (row->notification == NULL)
        return NULL;
    }
  return step == USHER_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * usher_today_list_sent:
 * @conn: a connection
 * @limit: at most so many
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherTodayRow): notifications that went out, the last one first; %NULL on error
 */
GPtrArray *
usher_today_list_sent (UsherConn *conn, int limit, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT n.id, e.title, e.time_zone FROM notification n JOIN event e ON e.id = n.event_id "
                         "WHERE n.status IN ('sent', 'failed') AND n.closed_at IS NOT NULL AND n.kind <> 'confirmation' "
                         "ORDER BY n.closed_at DESC LIMIT ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, limit);
  return read_rows (conn, s, error);
}

/**
 * usher_today_list_failed:
 * @conn: a connection
 * @now: now
 * @limit: at most so many
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherTodayRow): notifications that failed, of events that are not over, the last one
 *   first; %NULL on error
 */
GPtrArray *
usher_today_list_failed (UsherConn *conn, UsherInstant now, int limit, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT n.id, e.title, e.time_zone FROM notification n INDEXED BY notification_failed "
                         "JOIN event e ON e.id = n.event_id WHERE n.status = 'failed' AND e.status IN ('scheduled', 'live') "
                         "AND e.starts_at + e.duration_minutes * 60000000 > ? ORDER BY n.closed_at DESC LIMIT ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, limit);
  return read_rows (conn, s, error);
}
