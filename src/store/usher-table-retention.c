/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-statement.h"
#include "usher-table-misc.h"

/* Events that are over, whoever went to them; those to come and those that run are never looked at. A cancelled one was over when it
 * was cancelled. */
#define OVER "e.status IN ('completed', 'cancelled') AND coalesce(e.ended_at, e.updated_at) < ?"

/**
 * usher_retention_find_event:
 * @conn: a connection
 * @before: over before this
 * @event_id: (out): one that still has registrations; 0 when there is none
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_retention_find_event (UsherConn *conn, UsherInstant before, gint64 *event_id, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT e.id FROM event e WHERE " OVER " AND EXISTS "
                         "(SELECT 1 FROM registration r WHERE r.event_id = e.id) ORDER BY e.id LIMIT 1", error);
  UsherStep step;

  g_return_val_if_fail (event_id != NULL, FALSE);

  *event_id = 0;
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, before);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    *event_id = usher_statement_column_int (s);
  return step != USHER_STEP_ERROR;
}

/**
 * usher_retention_list:
 * @conn: a connection
 * @event_id: the event
 * @limit: at most so many
 * @error: return location
 *
 * Returns: (transfer full) (element-type gint64): ids of registrations; %NULL on error
 */
GArray *
usher_retention_list (UsherConn *conn, gint64 event_id, int limit, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id FROM registration WHERE event_id = ? ORDER BY id LIMIT ?",
                                                      error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  usher_statement_bind_int (s, limit);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      gint64 id = usher_statement_column_int (s);

      g_array_append_val (ids, id);
    }
  return step == USHER_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}
