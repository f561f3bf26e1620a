/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-readers.h"

#include "usher-statement.h"

/* Does this registration get it on that channel? Hashes are made only where something is suppressed at all, and who is left
 * out is read once, not for each registration. */
#define GETS(channel, wanted, opt_in, address)                                                                                \
  "(" wanted " AND r." opt_in " = 1 AND r." address " IS NOT NULL "                                                           \
  "AND (NOT EXISTS (SELECT 1 FROM suppression WHERE channel = '" channel "') OR NOT EXISTS (SELECT 1 FROM suppression "       \
  "WHERE channel = '" channel "' AND address_hash = usher_address_hash('" channel "', r." address "))) "                      \
  "AND r.id NOT IN (SELECT registration_id FROM delivery WHERE notification_id = ?2 AND channel = '" channel "' "             \
  "AND status <> 'queued' AND edition = 0 AND +registration_id IS NOT NULL) "                                                 \
  "AND (NOT ?5 OR r.id NOT IN (SELECT registration_id FROM delivery WHERE notification_id = "                                 \
  "(SELECT id FROM notification WHERE event_id = ?1 AND kind = 'confirmation') AND channel = '" channel "' "                  \
  "AND status = 'queued' AND edition = 0 AND +registration_id IS NOT NULL)))"

/**
 * usher_readers_count:
 * @conn: a connection
 * @query: which message
 * @readers: (out): how many get it
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_readers_count (UsherConn *conn, const UsherReadersQuery *query, UsherReaders *readers, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && query != NULL && readers != NULL, FALSE);

  *readers = (UsherReaders) { 0 };
  s = usher_statement_new (conn, "SELECT count(*), coalesce(sum(e), 0), coalesce(sum(s), 0) FROM (SELECT "
                           GETS ("email", "?3", "email_opt_in", "email") " AS e, " GETS ("sms", "?4", "sms_opt_in", "phone") " AS s "
                           "FROM registration r WHERE r.event_id = ?1) WHERE e OR s", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, query->event_id);
  usher_statement_bind_int (s, query->notification_id);
  usher_statement_bind_bool (s, (query->channels & USHER_CHANNELS_EMAIL) != 0);
  usher_statement_bind_bool (s, (query->channels & USHER_CHANNELS_SMS) != 0);
  usher_statement_bind_bool (s, query->correction);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  readers->people = (int) usher_statement_column_int (s);
  readers->by_channel[USHER_CHANNEL_EMAIL] = (int) usher_statement_column_int (s);
  readers->by_channel[USHER_CHANNEL_SMS] = (int) usher_statement_column_int (s);
  return TRUE;
}
