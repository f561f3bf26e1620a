/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-backup-row.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-toast.h"

struct _UsherBackupRow {
  AdwActionRow  parent_instance;

  UsherClient  *client;
  GCancellable *running;       /* (nullable) */
  GtkWidget    *spinner;
  GtkWidget    *stop_button;
  GtkWidget    *save_button;
};

G_DEFINE_FINAL_TYPE (UsherBackupRow, usher_backup_row, ADW_TYPE_ACTION_ROW)

static void
show_busy (UsherBackupRow *self, gboolean busy)
{
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_visible (self->stop_button, busy);
  gtk_widget_set_visible (self->save_button, !busy);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherBackupRow) self = user_data;
  g_autoptr (GError) error = NULL;

  usher_engine_backup_finish (USHER_ENGINE (source), result, &error);
  g_clear_object (&self->running);
  if (!gtk_widget_get_root (GTK_WIDGET (self)))
    return;
  show_busy (self, FALSE);
  gtk_widget_grab_focus (self->save_button);
  if (error)
    usher_toast_error (GTK_WIDGET (self), error);
  else
    usher_toast (GTK_WIDGET (self), _("Backup saved"));
}

void
usher_backup_row_save (UsherBackupRow *self, const char *path)
{
  UsherEngine *engine;

  g_return_if_fail (USHER_IS_BACKUP_ROW (self));
  g_return_if_fail (path != NULL);

  engine = usher_client_get_engine (self->client);
  if (self->running)
    return;
  if (!engine)
    {
      usher_toast (GTK_WIDGET (self), _("Usher is still starting. Try again in a moment."));
      return;
    }
  self->running = g_cancellable_new ();
  show_busy (self, TRUE);
  gtk_widget_grab_focus (self->stop_button);
  usher_engine_backup_async (engine, path, self->running, saved, g_object_ref (self));
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherBackupRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    usher_backup_row_save (self, path);
  else if (file)
    usher_toast (GTK_WIDGET (self), _("A backup can only be saved in a folder of this computer"));
}

static void
save_clicked (UsherBackupRow *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "usher-%Y-%m-%d.db");

  gtk_file_dialog_set_title (dialog, _("Save a Backup"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, file_chosen, g_object_ref (self));
}

static void
stop_clicked (UsherBackupRow *self)
{
  if (self->running)
    g_cancellable_cancel (self->running);
}

static void
usher_backup_row_dispose (GObject *object)
{
  UsherBackupRow *self = USHER_BACKUP_ROW (object);

  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_backup_row_parent_class)->dispose (object);
}

static void
usher_backup_row_finalize (GObject *object)
{
  g_clear_object (&USHER_BACKUP_ROW (object)->running);
  G_OBJECT_CLASS (usher_backup_row_parent_class)->finalize (object);
}

static void
usher_backup_row_class_init (UsherBackupRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_backup_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_backup_row_finalize;
}

static GtkWidget *
add_button (UsherBackupRow *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

static void
usher_backup_row_init (UsherBackupRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Save a Backup"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _("Everything goes on meanwhile"));
  self->spinner = adw_spinner_new ();
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->spinner);
  self->stop_button = add_button (self, _("Cancel"), G_CALLBACK (stop_clicked));
  self->save_button = add_button (self, _("Save…"), G_CALLBACK (save_clicked));
  show_busy (self, FALSE);
}

GtkWidget *
usher_backup_row_new (UsherClient *client)
{
  UsherBackupRow *self = g_object_new (USHER_TYPE_BACKUP_ROW, NULL);

  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}
