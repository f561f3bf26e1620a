/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stage-private.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-table-misc.h"

/* Ids of ended events whose streams are to be completed and disabled, separated by spaces */
#define ENDING_KEY "stage.ending"

gboolean
usher_show_note_ending (UsherConn *conn, gint64 event_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *before = usher_settings_get (conn, ENDING_KEY, &local);
  g_autofree char *after = g_strdup_printf ("%s%s%" G_GINT64_FORMAT, before != NULL ? before : "",
                                            before != NULL && *before != '\0' ? " " : "", event_id);

  if (local == NULL)
    return usher_settings_set (conn, ENDING_KEY, after, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

typedef struct {
  UsherShow   *show;
  gint64       event_id;
  UsherStream *stream;         /* (nullable): stored when it is there */
  gboolean     done;           /* taken off the list */
} Closing;

static char *
without (const char *list, gint64 event_id)
{
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", " ", -1);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, event_id);
  GString *rest = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && !g_str_equal (ids[i], id))
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", ids[i]);
  return g_string_free (rest, FALSE);
}

static gboolean
closing_job (UsherConn *conn, gpointer data, GError **error)
{
  Closing *closing = data;
  UsherShow *self = closing->show;
  g_autofree char *list = usher_settings_get (conn, ENDING_KEY, NULL);
  g_autofree char *rest = without (list, closing->event_id);

  if (closing->stream != NULL && !usher_show_put_stream (conn, closing->stream, error))
    return FALSE;
  if (closing->done && !usher_settings_set (conn, ENDING_KEY, *rest != '\0' ? rest : NULL, error))
    return FALSE;
  return !self->circuit.changed || usher_circuit_store (&self->circuit, conn, usher_show_now (self), error);
}

/* OBS that goes on sending keeps a completed stream alive, and one that comes back starts a new recording: hence both,
 * in this order. A stream that is gone is as closed as can be. */
static gboolean
close_at_provider (UsherShow *self, const char *provider_id, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!usher_streamer_complete (self->streamer, provider_id, self->cancellable, &local)
      && !usher_error_is_not_found (local) && !g_error_matches (local, USHER_ERROR, USHER_ERROR_REFUSED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_clear_error (&local);
  if (usher_streamer_disable (self->streamer, provider_id, self->cancellable, &local) || usher_error_is_not_found (local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
judge_failure (UsherShow *self, const GError *error)
{
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_UNAUTHORIZED))
    usher_circuit_refused (&self->circuit, error->message, usher_show_now (self));
  else
    usher_circuit_trouble (&self->circuit, error->message, -1, usher_show_now (self));
}

static gboolean
close_one (UsherShow *self, gint64 event_id)
{
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  Closing closing = { .show = self, .event_id = event_id, .done = TRUE };

  if (usher_show_read_event (self, event_id, &event, &stream, &error) && stream != NULL
      && g_strcmp0 (stream->provider, usher_streamer_get_name (self->streamer)) == 0)
    {
      closing.done = close_at_provider (self, stream->provider_id, &error);
      if (usher_error_is_cancelled (error))
        return FALSE;
      if (closing.done)
        {
          usher_circuit_worked (&self->circuit);
          g_set_str (&stream->status, "completed");
          closing.stream = stream;
        }
      else
        judge_failure (self, error);
    }
  g_clear_error (&error);
  if (!usher_show_write (self, closing_job, &closing, &error))
    {
      g_warning ("Could not record the end of a stream: %s", error->message);
      return FALSE;
    }
  if (self->circuit.changed)
    usher_engine_announce (self->engine, "provider", 0);
  self->circuit.changed = FALSE;
  usher_engine_announce (self->engine, "stream", event_id);
  return closing.done;
}

gboolean
usher_show_close_streams (UsherShow *self)
{
  g_autofree char *list = NULL;
  g_auto (GStrv) ids = NULL;
  gboolean all = TRUE;

  {
    g_auto (UsherReader) reader = { 0 };

    if (usher_reader_open (&reader, self->engine, NULL))
      list = usher_settings_get (reader.conn, ENDING_KEY, NULL);
  }
  ids = g_strsplit (list != NULL ? list : "", " ", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && !close_one (self, g_ascii_strtoll (ids[i], NULL, 10)))
      all = FALSE;
  return all;
}
