/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-store-restore.h"
#include "usher-statement.h"
#include "usher-table-misc.h"

/* Set in the restored database; taken away by the first start */
#define KEY    "restored_at"
#define REASON USHER_RESTORE_REASON

/* A backup is a picture of a moment. What was on its way or due since then has left meanwhile, from the database that it replaces; to
 * send it again would be to flood everybody, and one message too few does less harm than a hundred too many. What waits for a
 * moment after the restore is still to be sent. */
static const char * const statements[] = {
  "UPDATE delivery SET status = 'skipped', reason = '" REASON "', settled_at = ?1 "
  "WHERE status IN ('claimed', 'unknown') OR (status = 'queued' AND next_attempt_at <= ?2)",
  "UPDATE notification SET status = 'skipped', reason = '" REASON "', closed_at = ?1 "
  "WHERE status = 'scheduled' AND due_at <= ?2",
  /* Those that were being sent make no more deliveries. The confirmation stays open: people register on. */
  "UPDATE notification SET complete = 1 WHERE status = 'sending' AND kind <> 'confirmation' AND ?1 >= ?2",
};

static gboolean
run (UsherConn *conn, const char *sql, UsherInstant now, UsherInstant restored_at, int *count, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, sql, error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, restored_at);
  if (!usher_statement_run (s, error))
    return FALSE;
  *count += usher_statement_changes (s);
  return TRUE;
}

/**
 * usher_restore_hold_back:
 * @conn: the writer's connection
 * @now: now
 * @restored_at: (out): when it was restored; %USHER_NEVER: it was not, and nothing was done
 * @count: (out): how many deliveries and notifications were skipped or closed
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_restore_hold_back (UsherConn *conn, UsherInstant now, UsherInstant *restored_at, int *count, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (conn != NULL && restored_at != NULL && count != NULL, FALSE);

  *restored_at = USHER_NEVER;
  *count = 0;
  text = usher_settings_get (conn, KEY, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  *restored_at = g_ascii_strtoll (text, NULL, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!run (conn, statements[i], MAX (now, *restored_at), *restored_at, count, error))
      return FALSE;
  return usher_settings_set (conn, KEY, NULL, error);
}
