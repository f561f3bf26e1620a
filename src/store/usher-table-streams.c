/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-statement.h"
#include "usher-table-misc.h"

#define COLUMNS                                                                                                  \
  "event_id, provider, provider_id, status, ingest_url, stream_key, playback_id, playback_url, asset_ids, created_at"

/* NULL without error: there is none */
static UsherStream *
read_one (UsherStatement *s, GError **error)
{
  UsherStream *stream;

  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return NULL;
  stream = usher_stream_new ();
  stream->event_id = usher_statement_column_int (s);
  usher_statement_column_text (s, &stream->provider);
  usher_statement_column_text (s, &stream->provider_id);
  usher_statement_column_text (s, &stream->status);
  usher_statement_column_text (s, &stream->ingest_url);
  usher_statement_column_text (s, &stream->stream_key);
  usher_statement_column_text (s, &stream->playback_id);
  usher_statement_column_text (s, &stream->playback_url);
  usher_statement_column_text (s, &stream->asset_ids);
  stream->created_at = usher_statement_column_instant (s);
  return stream;
}

/**
 * usher_streams_get:
 * @conn: a connection
 * @event_id: the event
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the event's stream; %NULL without error: it has none
 */
UsherStream *
usher_streams_get (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT " COLUMNS " FROM stream WHERE event_id = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, event_id);
  return read_one (s, error);
}

/**
 * usher_streams_get_by_provider_id:
 * @conn: a connection
 * @provider_id: the provider's id of the stream
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the stream; %NULL without error: there is none
 */
UsherStream *
usher_streams_get_by_provider_id (UsherConn *conn, const char *provider_id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT " COLUMNS " FROM stream WHERE provider_id = ?", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, provider_id);
  return read_one (s, error);
}

/**
 * usher_streams_put:
 * @conn: the writer's connection
 * @stream: the stream; replaces the one that the event had
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND when there is no such event
 */
gboolean
usher_streams_put (UsherConn *conn, const UsherStream *stream, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && stream != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT OR REPLACE INTO stream (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, stream->event_id);
  usher_statement_bind_text (s, stream->provider);
  usher_statement_bind_text (s, stream->provider_id);
  usher_statement_bind_text (s, stream->status);
  usher_statement_bind_text (s, stream->ingest_url);
  usher_statement_bind_text (s, stream->stream_key);
  usher_statement_bind_text (s, stream->playback_id);
  usher_statement_bind_text (s, stream->playback_url);
  usher_statement_bind_text (s, stream->asset_ids);
  usher_statement_bind_instant (s, stream->created_at);
  return usher_statement_run (s, error);
}
