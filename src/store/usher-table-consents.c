/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-registrations.h"

#include "usher-statement.h"

void
usher_consent_record_free (UsherConsentRecord *record)
{
  g_return_if_fail (record != NULL);

  g_free (record->act);
  g_free (record->consent_text);
  g_free (record->method);
  g_free (record);
}

static UsherConsentRecord *
read_row (UsherStatement *s)
{
  UsherConsentRecord *record = g_new0 (UsherConsentRecord, 1);
  g_autofree char *channel = usher_statement_column_dup (s);

  usher_channel_from_nick (channel, &record->channel);
  record->act = usher_statement_column_dup (s);
  record->consent_text = usher_statement_column_dup (s);
  record->method = usher_statement_column_dup (s);
  record->at = usher_statement_column_instant (s);
  return record;
}

/**
 * usher_consents_list:
 * @conn: a connection
 * @registration_id: a registration
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherConsentRecord): what this person agreed to and took back, the last first; %NULL on
 *   error
 */
GPtrArray *
usher_consents_list (UsherConn *conn, gint64 registration_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_consent_record_free);
  g_autoptr (UsherStatement) s = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL, NULL);

  s = usher_statement_new (conn, "SELECT channel, act, consent_text, method, at FROM consent WHERE registration_id = ? "
                           "ORDER BY id DESC", error);
  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, registration_id);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (list, read_row (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
