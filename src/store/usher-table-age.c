/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is kept only so that a repetition is known as one: after a while nobody repeats it any more. */

#include "usher-statement.h"
#include "usher-table-misc.h"

static const char * const forget[] = {
  "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE at < ? ORDER BY at LIMIT ?)",
  "DELETE FROM feedback WHERE (provider, provider_event_id) IN "
  "(SELECT provider, provider_event_id FROM feedback WHERE received_at < ? ORDER BY received_at LIMIT ?)",
};

/**
 * usher_age_forget:
 * @conn: the writer's connection
 * @before: what is older than this is forgotten
 * @limit: at most so many rows of each table, so that a write stays short
 * @count: (out): how many rows went
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_age_forget (UsherConn *conn, UsherInstant before, int limit, int *count, GError **error)
{
  g_return_val_if_fail (conn != NULL && limit > 0 && count != NULL, FALSE);

  *count = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (forget); i++)
    {
      g_autoptr (UsherStatement) s = usher_statement_new (conn, forget[i], error);

      if (s == NULL)
        return FALSE;
      usher_statement_bind_int (s, before);
      usher_statement_bind_int (s, limit);
      if (!usher_statement_run (s, error))
        return FALSE;
      *count += usher_statement_changes (s);
    }
  return TRUE;
}
