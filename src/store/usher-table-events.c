/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-table-events.h"

#include "usher-error.h"
#include "usher-event-row.h"
#include "usher-search.h"
#include "usher-statement.h"

#define COLUMNS                                                                                            \
  "uid, slug, title, description, local_start, time_zone, starts_at, duration_minutes, status, email, sms, " \
  "custom_message, registration_enabled, capacity, opens_at, closes_at, privacy_url, language, sequence, "  \
  "started_at, ended_at, created_at, updated_at"

/* An address has so many tries that only a runaway program meets the end. */
#define SLUG_TRIES 100000

static void
bind_columns (UsherStatement *s, const UsherEvent *event)
{
  usher_statement_bind_text (s, event->uid);
  usher_statement_bind_text (s, event->slug);
  usher_statement_bind_text (s, event->title);
  usher_statement_bind_text (s, event->description);
  usher_statement_bind_text (s, event->local_start);
  usher_statement_bind_text (s, event->time_zone);
  usher_statement_bind_int (s, event->starts_at);
  usher_statement_bind_int (s, event->duration_minutes);
  usher_statement_bind_text (s, usher_event_status_nick (event->status));
  usher_statement_bind_channels (s, event->channels);
  usher_statement_bind_text (s, event->custom_message);
  usher_statement_bind_bool (s, event->registration_enabled);
  usher_statement_bind_int (s, event->capacity);
  usher_statement_bind_instant (s, event->opens_at);
  usher_statement_bind_instant (s, event->closes_at);
  usher_statement_bind_text (s, event->privacy_url);
  usher_statement_bind_text (s, event->language);
  usher_statement_bind_int (s, event->sequence);
  usher_statement_bind_instant (s, event->started_at);
  usher_statement_bind_instant (s, event->ended_at);
  usher_statement_bind_instant (s, event->created_at);
  usher_statement_bind_instant (s, event->updated_at);
}

UsherEvent *
usher_event_row_read (UsherStatement *s)
{
  UsherEvent *event = usher_event_new ();

  event->id = usher_statement_column_int (s);
  event->version = (int) usher_statement_column_int (s);
  usher_statement_column_text (s, &event->uid);
  usher_statement_column_text (s, &event->slug);
  usher_statement_column_text (s, &event->title);
  usher_statement_column_text (s, &event->description);
  usher_statement_column_text (s, &event->local_start);
  usher_statement_column_text (s, &event->time_zone);
  event->starts_at = usher_statement_column_int (s);
  event->duration_minutes = (int) usher_statement_column_int (s);
  usher_event_status_from_nick (usher_statement_column_peek (s), &event->status);
  event->channels = usher_statement_column_channels (s);
  usher_statement_column_text (s, &event->custom_message);
  event->registration_enabled = usher_statement_column_bool (s);
  event->capacity = (int) usher_statement_column_int (s);
  event->opens_at = usher_statement_column_instant (s);
  event->closes_at = usher_statement_column_instant (s);
  usher_statement_column_text (s, &event->privacy_url);
  usher_statement_column_text (s, &event->language);
  event->sequence = (int) usher_statement_column_int (s);
  event->started_at = usher_statement_column_instant (s);
  event->ended_at = usher_statement_column_instant (s);
  event->created_at = usher_statement_column_instant (s);
  event->updated_at = usher_statement_column_instant (s);
  return event;
}

static UsherEvent *
read_one (UsherStatement *s, GError **error)
{
  switch (usher_statement_step (s, error))
    {
    case USHER_STEP_ROW:
      return usher_event_row_read (s);
    case USHER_STEP_DONE:
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such event");
      return NULL;
    case USHER_STEP_ERROR:
    default:
      return NULL;
    }
}

/* -1 on error */
static int
slug_is_taken (UsherConn *conn, const char *slug, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT 1 FROM event WHERE slug = ?", error);

  if (s == NULL)
    return -1;
  usher_statement_bind_text (s, slug);
  return usher_statement_step (s, error);
}

static gboolean
make_slug_unique (UsherConn *conn, UsherEvent *event, GError **error)
{
  g_autofree char *wanted = g_strdup (event->slug);

  for (int number = 2; number < SLUG_TRIES; number++)
    {
      int taken = slug_is_taken (conn, event->slug, error);

      if (taken <= 0)
        return taken == 0;
      g_free (event->slug);
      event->slug = g_strdup_printf ("%s-%d", wanted, number);
    }
  usher_set_error (error, USHER_ERROR_CONFLICT, "There are too many events of this name");
  return FALSE;
}

static gboolean
insert_analytics (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "INSERT INTO analytics (event_id) VALUES (?)", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, event_id);
  return usher_statement_run (s, error);
}

/**
 * usher_events_insert:
 * @conn: the writer's connection
 * @event: not stored yet; gets its id, version 1 and a slug that nobody has
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_events_insert (UsherConn *conn, UsherEvent *event, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && event != NULL, FALSE);

  if (!make_slug_unique (conn, event, error))
    return FALSE;
  s = usher_statement_new (conn, "INSERT INTO event (" COLUMNS ") VALUES "
                           "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  bind_columns (s, event);
  if (!usher_statement_run (s, error))
    return FALSE;
  event->id = usher_statement_inserted_id (s);
  event->version = 1;
  return insert_analytics (conn, event->id, error);
}

/* Nothing was updated: why? */
static gboolean
set_error_not_updated (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherEvent) there = usher_events_get (conn, id, error);

  if (there != NULL)
    usher_set_error (error, USHER_ERROR_STALE, "The event was changed by somebody else meanwhile");
  return FALSE;
}

/**
 * usher_events_update:
 * @conn: the writer's connection
 * @event: a stored event with its new values; gets its new version
 * @if_version: the version that must still be there, or 0 for any
 * @error: return location
 *
 * Returns: %FALSE with %USHER_ERROR_STALE, %USHER_ERROR_NOT_FOUND, or another error
 */
gboolean
usher_events_update (UsherConn *conn, UsherEvent *event, int if_version, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && event != NULL, FALSE);

  s = usher_statement_new (conn,
                           "UPDATE event SET (" COLUMNS ") = "
                           "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), version = version + 1 "
                           "WHERE id = ? AND ? IN (0, version) RETURNING version", error);
  if (s == NULL)
    return FALSE;
  bind_columns (s, event);
  usher_statement_bind_int (s, event->id);
  usher_statement_bind_int (s, if_version);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ERROR)
    return FALSE;
  if (step == USHER_STEP_DONE)
    return set_error_not_updated (conn, event->id, error);
  event->version = (int) usher_statement_column_int (s);
  return usher_statement_run (s, error);
}

/**
 * usher_events_delete:
 * @conn: the writer's connection
 * @id: the event
 * @error: return location
 *
 * Deletes an event with all that belongs to it: registrations, notifications, deliveries, stream, analytics. Records of consent
 * stay, without it.
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_events_delete (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL, FALSE);

  s = usher_statement_new (conn, "DELETE FROM event WHERE id = ?", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, id);
  if (!usher_statement_run (s, error))
    return FALSE;
  if (usher_statement_changes (s) > 0)
    return TRUE;
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such event");
  return FALSE;
}

/**
 * usher_events_get:
 * @conn: a connection
 * @id: the event
 * @error: return location
 *
 * Returns: (transfer full): the event; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherEvent *
usher_events_get (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id, version, " COLUMNS " FROM event WHERE id = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  return read_one (s, error);
}

/**
 * usher_events_get_by_slug:
 * @conn: a connection
 * @slug: the last part of its registration address
 * @error: return location
 *
 * Returns: (transfer full): the event; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherEvent *
usher_events_get_by_slug (UsherConn *conn, const char *slug, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id, version, " COLUMNS " FROM event WHERE slug = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, slug);
  return read_one (s, error);
}

/**
 * usher_events_get_by_uid:
 * @conn: a connection
 * @uid: its UUID
 * @error: return location
 *
 * Returns: (transfer full): the event; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherEvent *
usher_events_get_by_uid (UsherConn *conn, const char *uid, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id, version, " COLUMNS " FROM event WHERE uid = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, uid);
  return read_one (s, error);
}

/**
 * usher_events_list:
 * @conn: a connection
 * @query: which ones
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherEvent): by start, then id; %NULL on error
 */
GPtrArray *
usher_events_list (UsherConn *conn, const UsherEventQuery *query, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_unref);
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *needle = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && query != NULL, NULL);

  s = usher_statement_new (conn,
                           "SELECT id, version, " COLUMNS " FROM event "
                           "WHERE starts_at >= ?1 AND starts_at < ?2 AND (?3 IS NULL OR status = ?3) "
                           "AND (?4 = 0 OR (starts_at, id) > (SELECT starts_at, id FROM event WHERE id = ?4)) "
                           "AND usher_contains(?5, title) ORDER BY starts_at, id LIMIT ?6", error);
  if (s == NULL)
    return NULL;
  needle = query->search != NULL ? usher_search_key (query->search) : NULL;
  usher_statement_bind_int (s, query->from != USHER_NEVER ? query->from : G_MININT64);
  usher_statement_bind_int (s, query->to != USHER_NEVER ? query->to : G_MAXINT64);
  usher_statement_bind_text (s, query->status >= 0 ? usher_event_status_nick ((UsherEventStatus) query->status) : NULL);
  usher_statement_bind_int (s, query->after_id);
  usher_statement_bind_text (s, needle);
  usher_statement_bind_int (s, query->limit);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (events, usher_event_row_read (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&events) : NULL;
}

/**
 * usher_idempotency_find:
 * @conn: a connection
 * @key: what the client chose
 * @fingerprint: of the request
 * @subject_id: (out): what the first request with this key made; 0: the key is new
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when the key was used for another request
 */
gboolean
usher_idempotency_find (UsherConn *conn, const char *key, const char *fingerprint, gint64 *subject_id, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  UsherStep step;

  g_return_val_if_fail (conn != NULL && key != NULL && fingerprint != NULL && subject_id != NULL, FALSE);

  *subject_id = 0;
  s = usher_statement_new (conn, "SELECT fingerprint, subject_id FROM idempotency WHERE key = ?", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, key);
  step = usher_statement_step (s, error);
  if (step != USHER_STEP_ROW)
    return step == USHER_STEP_DONE;
  if (g_strcmp0 (usher_statement_column_peek (s), fingerprint) != 0)
    {
      usher_set_error (error, USHER_ERROR_CONFLICT, "This Idempotency-Key was used for another request");
      return FALSE;
    }
  *subject_id = usher_statement_column_int (s);
  return TRUE;
}

/**
 * usher_idempotency_insert:
 * @conn: the writer's connection
 * @key: what the client chose
 * @fingerprint: of the request
 * @subject_id: what the request made
 * @at: now
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when the key is there
 */
gboolean
usher_idempotency_insert (UsherConn *conn, const char *key, const char *fingerprint, gint64 subject_id, gint64 at,
                          GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && key != NULL && fingerprint != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO idempotency (key, fingerprint, subject_id, at) VALUES (?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, key);
  usher_statement_bind_text (s, fingerprint);
  usher_statement_bind_int (s, subject_id);
  usher_statement_bind_int (s, at);
  return usher_statement_run (s, error);
}
