/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-export.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-csv.h"
#include "usher-event-overview.h"
#include "usher-format.h"
#include "usher-links.h"
#include "usher-toast.h"

static void
append_headings (GString *csv)
{
  const char *headings[] = {
    _("Title"), _("Start"), _("Time Zone"), _("Minutes"), _("State"), _("Registrations"), _("By E-mail"), _("By SMS"),
    _("Messages Sent"), _("Messages Failed"), _("Registration Link"), NULL,
  };

  usher_csv_append_row (csv, headings);
}

static void
append_overview (GString *csv, const UsherEventOverview *overview, const char *base, UsherInstant now)
{
  const UsherEvent *event = overview->event;
  g_autofree char *minutes = g_strdup_printf ("%d", event->duration_minutes);
  g_autofree char *registrations = g_strdup_printf ("%d", overview->registrations);
  g_autofree char *email = g_strdup_printf ("%d", overview->email);
  g_autofree char *sms = g_strdup_printf ("%d", overview->sms);
  g_autofree char *sent = g_strdup_printf ("%d", overview->sent);
  g_autofree char *failed = g_strdup_printf ("%d", overview->failed);
  g_autofree char *link = event->registration_enabled ? usher_link_register (base, event) : g_strdup ("");
  const char *fields[] = {
    event->title, event->local_start, event->time_zone, minutes, usher_format_phase (usher_event_phase (event, now)),
    registrations, email, sms, sent, failed, link, NULL,
  };

  usher_csv_append_row (csv, fields);
}

char *
usher_event_export_csv (GPtrArray *overviews, const char *base, UsherInstant now)
{
  GString *csv = g_string_new (NULL);

  append_headings (csv);
  for (guint i = 0; i < overviews->len; i++)
    append_overview (csv, g_ptr_array_index (overviews, i), base, now);
  return g_string_free (csv, FALSE);
}

/* --- the file ------------------------------------------------------------------------------------------------------ */

typedef struct {
  GtkWidget *widget;
  char      *csv;
  guint      n;
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->widget);
  g_free (self->csv);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      usher_toast_error (self->widget, error);
      return;
    }
  said = g_strdup_printf (ngettext ("%u event exported", "%u events exported", self->n), self->n);
  usher_toast (self->widget, said);
}

static void
chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (!file)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
        usher_toast_error (self->widget, error);
      return;
    }
  bytes = g_bytes_new (self->csv, strlen (self->csv));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, written,
                                       g_steal_pointer (&self));
}

void
usher_event_export_save (GtkWidget *widget, UsherClient *client, GPtrArray *overviews)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  UsherEngine *engine = usher_client_get_engine (client);
  g_autofree char *base = engine ? usher_engine_dup_public_url (engine) : NULL;
  Export *export;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (!base)
    return;

  export = g_new0 (Export, 1);
  export->widget = g_object_ref (widget);
  export->csv = usher_event_export_csv (overviews, base, usher_client_now (client));
  export->n = overviews->len;
  gtk_file_dialog_set_title (dialog, _("Export Events"));
  /* Translators: the name of a file; keep the end */
  gtk_file_dialog_set_initial_name (dialog, _("events.csv"));
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen, export);
}
