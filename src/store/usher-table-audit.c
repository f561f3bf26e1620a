/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-statement.h"
#include "usher-table-misc.h"

/**
 * usher_audit_add:
 * @conn: the writer's connection
 * @at: now
 * @actor: who did it: "app", "api", "viewer", "scheduler", a provider
 * @action: what: "event.start"
 * @event_id: the event it was about, or 0
 * @subject: (nullable): what else it was about: "notification:7"
 * @detail: (nullable): more; no personal datum
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_audit_add (UsherConn *conn, UsherInstant at, const char *actor, const char *action, gint64 event_id,
                 const char *subject, const char *detail, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && actor != NULL && action != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO audit (at, actor, action, event_id, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
                           error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, at);
  usher_statement_bind_text (s, actor);
  usher_statement_bind_text (s, action);
  usher_statement_bind_id (s, event_id);
  usher_statement_bind_text (s, subject);
  usher_statement_bind_text (s, detail);
  return usher_statement_run (s, error);
}
