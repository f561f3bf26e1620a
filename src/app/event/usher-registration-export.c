/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration-export.h"

#include "usher-csv.h"
#include "usher-time.h"

#define PAGE 1000

typedef struct {
  gint64              event_id;
  GFile              *file;
  UsherExportProgress progress;
  gpointer            data;
  GMainContext       *context;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_object (&self->file);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

/* --- progress, on the caller's thread ------------------------------------------------------------------------------ */

typedef struct {
  UsherExportProgress progress;
  gpointer            data;
  GCancellable       *cancellable;
  int                 written;
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_clear_object (&self->cancellable);
  g_free (self);
}

/* Not after a cancel: whom it told may be gone. */
static gboolean
tell (gpointer data)
{
  Step *step = data;

  if (!g_cancellable_is_cancelled (step->cancellable))
    step->progress (step->written, step->data);
  return G_SOURCE_REMOVE;
}

static void
tell_progress (const Export *self, GCancellable *cancellable, int written)
{
  Step *step;

  if (!self->progress)
    return;
  step = g_new0 (Step, 1);
  step->progress = self->progress;
  step->data = self->data;
  g_set_object (&step->cancellable, cancellable);
  step->written = written;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, tell, step, step_free);
}

/* --- writing, on the worker's -------------------------------------------------------------------------------------- */

static const char *
yes_no (gboolean value)
{
  return value ? "yes" : "no";
}

static void
append (GString *csv, const UsherRegistration *r)
{
  g_autofree char *registered_at = usher_time_to_rfc3339 (r->registered_at);
  const char *fields[] = {
    r->first_name, r->last_name, r->email ? r->email : "", r->phone ? r->phone : "", yes_no (r->email_opt_in),
    yes_no (r->sms_opt_in), r->time_zone ? r->time_zone : "", r->language ? r->language : "", r->source, registered_at, NULL,
  };

  usher_csv_append_row (csv, fields);
}

/* Returns how many rows; -1 on error */
static int
write_rows (UsherEngine *engine, const Export *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  static const char * const header[] = {
    "first_name", "last_name", "email", "phone", "email_opt_in", "sms_opt_in", "time_zone", "language", "source",
    "registered_at", NULL,
  };
  UsherRegistrationQuery query = { .event_id = self->event_id, .limit = PAGE, .cancellable = cancellable };
  g_autoptr (GString) csv = g_string_new (USHER_CSV_BOM);
  int written = 0;

  usher_csv_append_row (csv, header);
  for (;;)
    {
      g_autoptr (GPtrArray) page = usher_engine_list_registrations (engine, &query, error);

      if (!page)
        return -1;
      for (guint i = 0; i < page->len; i++)
        append (csv, page->pdata[i]);
      if (!g_output_stream_write_all (stream, csv->str, csv->len, NULL, cancellable, error))
        return -1;
      g_string_truncate (csv, 0);
      written += (int) page->len;
      tell_progress (self, cancellable, written);
      if (page->len < PAGE)
        return written;
      query.after_id = ((UsherRegistration *) page->pdata[page->len - 1])->id;
    }
}

static gpointer
write_file (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Export *self = input;
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  int written;

  stream = g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error);
  if (!stream)
    return NULL;
  written = write_rows (engine, self, G_OUTPUT_STREAM (stream), cancellable, error);
  if (written < 0)
    {
      /* Closed with a cancelled cancellable the new file does not take the old one's place. */
      g_cancellable_cancel (stop);
      g_output_stream_close (G_OUTPUT_STREAM (stream), stop, NULL);
      return NULL;
    }
  if (!g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error))
    return NULL;
  return g_memdup2 (&written, sizeof written);
}

void
usher_registration_export_async (UsherClient *client, gint64 event_id, GFile *file, UsherExportProgress progress,
                                 gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Export *self;

  g_return_if_fail (USHER_IS_CLIENT (client));
  g_return_if_fail (G_IS_FILE (file));

  self = g_new0 (Export, 1);
  self->event_id = event_id;
  self->file = g_object_ref (file);
  self->progress = progress;
  self->data = progress_data;
  self->context = g_main_context_ref_thread_default ();
  usher_client_query_async (client, write_file, self, export_free, g_free, cancellable, callback, user_data);
}

int
usher_registration_export_finish (UsherClient *client, GAsyncResult *result, GError **error)
{
  g_autofree int *written = usher_client_query_finish (client, result, error);

  return written ? *written : -1;
}
