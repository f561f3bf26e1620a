/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-registrations.h"

#include "usher-contact.h"
#include "usher-error.h"
#include "usher-search.h"
#include "usher-statement.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"

#define COLUMNS                                                                                    \
  "event_id, token, first_name, last_name, email, phone, email_opt_in, sms_opt_in, time_zone, language, source, " \
  "registered_at, updated_at"
#define SELECT_ROWS "SELECT id, " COLUMNS " FROM registration "

static void
bind_columns (UsherStatement *s, const UsherRegistration *r)
{
  g_autofree char *email_key = r->email != NULL ? usher_email_key (r->email) : NULL;

  usher_statement_bind_int (s, r->event_id);
  usher_statement_bind_text (s, r->token);
  usher_statement_bind_text (s, r->first_name);
  usher_statement_bind_text (s, r->last_name);
  usher_statement_bind_text (s, r->email);
  usher_statement_bind_text (s, r->phone);
  usher_statement_bind_bool (s, r->email_opt_in);
  usher_statement_bind_bool (s, r->sms_opt_in);
  usher_statement_bind_text (s, r->time_zone);
  usher_statement_bind_text (s, r->language);
  usher_statement_bind_text (s, r->source);
  usher_statement_bind_instant (s, r->registered_at);
  usher_statement_bind_instant (s, r->updated_at);
  usher_statement_bind_text (s, email_key);
}

static UsherRegistration *
read_row (UsherStatement *s)
{
  UsherRegistration *r = usher_registration_new ();

  r->id = usher_statement_column_int (s);
  r->event_id = usher_statement_column_int (s);
  usher_statement_column_text (s, &r->token);
  usher_statement_column_text (s, &r->first_name);
  usher_statement_column_text (s, &r->last_name);
  usher_statement_column_text (s, &r->email);
  usher_statement_column_text (s, &r->phone);
  r->email_opt_in = usher_statement_column_bool (s);
  r->sms_opt_in = usher_statement_column_bool (s);
  usher_statement_column_text (s, &r->time_zone);
  usher_statement_column_text (s, &r->language);
  usher_statement_column_text (s, &r->source);
  r->registered_at = usher_statement_column_instant (s);
  r->updated_at = usher_statement_column_instant (s);
  return r;
}

static gboolean
set_error_not_found (GError **error)
{
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such registration");
  return FALSE;
}

static UsherRegistration *
read_one (UsherStatement *s, GError **error)
{
  UsherStep step = usher_statement_step (s, error);

  if (step == USHER_STEP_ROW)
    return read_row (s);
  if (step == USHER_STEP_DONE)
    set_error_not_found (error);
  return NULL;
}

/**
 * usher_registrations_insert:
 * @conn: the writer's connection
 * @r: not stored yet; gets its id
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when the same person is registered (usher_registrations_find_same())
 */
gboolean
usher_registrations_insert (UsherConn *conn, UsherRegistration *r, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && r != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO registration (" COLUMNS ", email_key) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  bind_columns (s, r);
  if (!usher_statement_run (s, error))
    return FALSE;
  r->id = usher_statement_inserted_id (s);
  return TRUE;
}

/**
 * usher_registrations_update:
 * @conn: the writer's connection
 * @r: a stored registration with its new values
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND, %USHER_ERROR_CONFLICT when the address is another registrant's
 */
gboolean
usher_registrations_update (UsherConn *conn, const UsherRegistration *r, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && r != NULL, FALSE);

  s = usher_statement_new (conn, "UPDATE registration SET (" COLUMNS ", email_key) = "
                           "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?", error);
  if (s == NULL)
    return FALSE;
  bind_columns (s, r);
  usher_statement_bind_int (s, r->id);
  if (!usher_statement_run (s, error))
    return FALSE;
  return usher_statement_changes (s) > 0 || set_error_not_found (error);
}

/* What is left of a person beside the row itself. Deliveries stay as history without saying to whom; a provider's words
 * may repeat the address. */
static gboolean
forget_traces (UsherConn *conn, gint64 id, GError **error)
{
  static const char * const sql[] = {
    "DELETE FROM outbox_batch WHERE batch_id IN "
      "(SELECT m.batch_id FROM outbox_message m JOIN delivery d ON d.id = m.delivery_id WHERE d.registration_id = ?1) "
      "AND NOT EXISTS (SELECT 1 FROM outbox_message m LEFT JOIN delivery d ON d.id = m.delivery_id "
      "WHERE m.batch_id = outbox_batch.batch_id AND d.registration_id IS NOT ?1)",
    "DELETE FROM outbox_message WHERE delivery_id IN (SELECT id FROM delivery WHERE registration_id = ?)",
    "UPDATE feedback SET detail = NULL WHERE detail IS NOT NULL "
      "AND delivery_id IN (SELECT id FROM delivery WHERE registration_id = ?)",
    "UPDATE delivery SET status = 'cancelled', reason = 'The registration was deleted' "
      "WHERE registration_id = ? AND status = 'queued'",
    "UPDATE delivery SET reason = CASE WHEN address <> '' THEN replace(reason, address, '…') ELSE reason END, "
      "address = '' WHERE registration_id = ?",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr (UsherStatement) s = usher_statement_new (conn, sql[i], error);

      if (s == NULL)
        return FALSE;
      usher_statement_bind_int (s, id);
      if (!usher_statement_run (s, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * usher_registrations_delete:
 * @conn: the writer's connection
 * @id: the registration
 * @error: return location
 *
 * Erases a person: queued messages are cancelled, the address goes from those that left, from what providers said and from
 * the sandbox. Consent records stay with the hash of the address alone.
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_registrations_delete (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL, FALSE);

  if (!forget_traces (conn, id, error))
    return FALSE;
  s = usher_statement_new (conn, "DELETE FROM registration WHERE id = ?", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, id);
  if (!usher_statement_run (s, error))
    return FALSE;
  return usher_statement_changes (s) > 0 || set_error_not_found (error);
}

/**
 * usher_registrations_get:
 * @conn: a connection
 * @id: the registration
 * @error: return location
 *
 * Returns: (transfer full): the registration; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherRegistration *
usher_registrations_get (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_ROWS "WHERE id = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  return read_one (s, error);
}

/**
 * usher_registrations_get_by_token:
 * @conn: a connection
 * @token: the secret of its links
 * @error: return location
 *
 * Returns: (transfer full): the registration; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherRegistration *
usher_registrations_get_by_token (UsherConn *conn, const char *token, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, SELECT_ROWS "WHERE token = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, token);
  return read_one (s, error);
}

/**
 * usher_registrations_find_same:
 * @conn: a connection
 * @r: a registration
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the stored registration of the same person for the same event; %NULL without
 *   error: there is none
 */
UsherRegistration *
usher_registrations_find_same (UsherConn *conn, const UsherRegistration *r, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *email_key = NULL;

  g_return_val_if_fail (conn != NULL && r != NULL, NULL);

  email_key = r->email != NULL ? usher_email_key (r->email) : NULL;
  s = usher_statement_new (conn, email_key != NULL
                           ? SELECT_ROWS "WHERE event_id = ? AND email_key = ?"
                           : SELECT_ROWS "WHERE event_id = ? AND phone = ? AND email_key IS NULL", error);
  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, r->event_id);
  usher_statement_bind_text (s, email_key != NULL ? email_key : r->phone);
  return usher_statement_step (s, error) == USHER_STEP_ROW ? read_row (s) : NULL;
}

/**
 * usher_registrations_list:
 * @conn: a connection
 * @query: which ones
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherRegistration): in the order in which they came, or the one asked for; %NULL on
 *   error
 */
GPtrArray *
usher_registrations_list (UsherConn *conn, const UsherRegistrationQuery *query, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_registration_unref);
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *needle = NULL;
  g_autofree char *digits = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && query != NULL, NULL);

  if (query->filter != USHER_REGISTRATIONS_ALL || query->sort != USHER_REGISTRATIONS_BY_TIME || query->descending ||
      query->offset != 0)
    return usher_registrations_window (conn, query, error);
  s = usher_statement_new (conn, SELECT_ROWS
                           "WHERE event_id = ? AND id > ? AND email_opt_in >= ? AND sms_opt_in >= ? "
                           "AND (usher_contains(?5, first_name || ' ' || last_name, email, phone) "
                           "OR (?6 IS NOT NULL AND usher_contains(?6, phone))) ORDER BY id LIMIT ?7", error);
  if (s == NULL)
    return NULL;
  if (query->search != NULL)
    {
      needle = usher_search_key (query->search);
      digits = usher_search_phone_key (query->search);
    }
  usher_statement_bind_int (s, query->event_id);
  usher_statement_bind_int (s, query->after_id);
  usher_statement_bind_channels (s, query->channels);
  usher_statement_bind_text (s, needle);
  usher_statement_bind_text (s, digits);
  usher_statement_bind_int (s, query->limit);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (list, read_row (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * usher_registrations_count:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Kept by the database as people come and go, so it costs the same however many there are.
 *
 * Returns: how many registered for it; -1 on error
 */
int
usher_registrations_count (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT total FROM registration_tally WHERE event_id = ?", error);
  UsherStep step;

  if (s == NULL)
    return -1;
  usher_statement_bind_int (s, event_id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return (int) usher_statement_column_int (s);
  return step == USHER_STEP_DONE ? 0 : -1;
}

/* The same question, asked from the events' side. */
int
usher_events_count_registrations (UsherConn *conn, gint64 event_id, GError **error)
{
  return usher_registrations_count (conn, event_id, error);
}

/**
 * usher_consents_insert:
 * @conn: the writer's connection
 * @consent: one act of a person; the address is hashed
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_consents_insert (UsherConn *conn, const UsherConsent *consent, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *hash = NULL;

  g_return_val_if_fail (conn != NULL && consent != NULL && consent->address != NULL, FALSE);

  s = usher_statement_new (conn,
                           "INSERT INTO consent (registration_id, event_id, channel, act, address_hash, consent_text, language, "
                           "method, page_url, ip_address, user_agent, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  hash = usher_address_hash (consent->channel, consent->address);
  usher_statement_bind_id (s, consent->registration_id);
  usher_statement_bind_id (s, consent->event_id);
  usher_statement_bind_text (s, usher_channel_nick (consent->channel));
  usher_statement_bind_text (s, consent->act);
  usher_statement_bind_text (s, hash);
  usher_statement_bind_text (s, consent->consent_text != NULL ? consent->consent_text : "");
  usher_statement_bind_text (s, consent->language);
  usher_statement_bind_text (s, consent->method);
  usher_statement_bind_text (s, consent->page_url);
  usher_statement_bind_text (s, consent->ip_address);
  usher_statement_bind_text (s, consent->user_agent);
  usher_statement_bind_int (s, consent->at);
  return usher_statement_run (s, error);
}
