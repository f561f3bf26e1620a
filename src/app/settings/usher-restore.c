/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-restore.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-format.h"
#include "usher-migration.h"
#include "usher-store-restore.h"
#include "usher-store.h"

typedef struct {
  GtkWidget   *parent;
  UsherClient *client;
  char        *path;        /* of the backup */
  char        *folder;      /* of the database */
  UsherInstant now;
} Restore;

static void
restore_free (gpointer data)
{
  Restore *self = data;

  g_object_unref (self->parent);
  g_object_unref (self->client);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Restore, restore_free)

static gboolean
is_shown (Restore *self)
{
  return gtk_widget_get_root (self->parent) != NULL;
}

static void
tell (Restore *self, const char *heading, const char *body)
{
  AdwDialog *dialog;

  if (!is_shown (self))
    return;
  dialog = adw_alert_dialog_new (heading, NULL);
  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _("Close"));
  adw_dialog_present (dialog, self->parent);
}

/* --- restoring ----------------------------------------------------------------------------------------------------- */

static void
tell_done (Restore *self, const UsherRestoreInfo *info)
{
  g_autofree char *events = usher_format_number (info->events);
  g_autofree char *registrations = usher_format_registrations ((gint64) info->registrations);
  g_autofree char *what = g_strdup_printf (g_dngettext ("usher", "%s event is back, with %s.", "%s events are back, with %s.",
                                                        (gulong) info->events), events, registrations);
  g_autoptr (GString) body = g_string_new (what);

  if (info->held_back > 0)
    {
      g_autofree char *number = usher_format_number (info->held_back);

      g_string_append (body, "\n\n");
      g_string_append_printf (body, g_dngettext ("usher",
                                                 "%s message had its time before now. It is not sent, since it may have been sent already.",
                                                 "%s messages had their time before now. They are not sent, since they may have been sent already.",
                                                 (gulong) info->held_back), number);
    }
  if (info->kept_path)
    {
      g_string_append (body, "\n\n");
      g_string_append_printf (body, _("What was there before is kept in %s"), info->kept_path);
    }
  tell (self, _("The Backup Was Restored"), body->str);
}

static gpointer
restore (gpointer input, GCancellable *cancellable, GError **error)
{
  Restore *self = input;

  return usher_store_restore (self->folder, self->path, self->now, cancellable, error);
}

static void
restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Restore) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherRestoreInfo) info = usher_client_pause_finish (USHER_CLIENT (source), result, &error);

  if (info)
    tell_done (self, info);
  else
    tell (self, _("Nothing Was Changed"), usher_error_get_local_message (error));
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Restore) self = user_data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  UsherClient *client = self->client;

  if (!g_str_equal (response, "restore"))
    return;
  self->now = usher_client_now (client);
  usher_client_pause_async (client, restore, self, NULL, (GDestroyNotify) usher_restore_info_free, NULL, restored, self);
  g_steal_pointer (&self);   /* restored() has it */
}

static void
ask (Restore *restore)
{
  g_autofree char *name = g_path_get_basename (restore->path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *body = g_strdup_printf (_("What is in Usher now makes way for what is in “%s”. It is not deleted: a copy stays "
                                             "beside it. While Usher restores, the registration page is closed."), shown);
  AdwDialog *dialog = adw_alert_dialog_new (_("Restore This Backup?"), NULL);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("Cancel"), "restore", _("Restore"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "restore", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), restore->parent, NULL, answered, restore);
}

static void
inspect (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Restore *self = task_data;
  GError *error = NULL;
  int version;

  if (usher_migration_inspect (self->path, usher_store_schema_version (), &version, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
inspected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Restore) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    tell (self, _("This File Cannot Be Restored"), usher_error_get_local_message (error));
  else if (is_shown (self))
    ask (g_steal_pointer (&self));
}

void
usher_restore_file (GtkWidget *parent, UsherClient *client, const char *path)
{
  g_autoptr (GTask) task = NULL;
  Restore *self;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (USHER_IS_CLIENT (client));
  g_return_if_fail (path != NULL);

  self = g_new0 (Restore, 1);
  self->parent = g_object_ref (parent);
  self->client = g_object_ref (client);
  self->path = g_strdup (path);
  self->folder = g_strdup (usher_client_get_options (client)->data_dir);
  task = g_task_new (parent, NULL, inspected, self);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, inspect);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Restore) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path && is_shown (self))
    usher_restore_file (self->parent, self->client, path);
}

static GListStore *
make_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) backups = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (backups, _("Backups"));
  gtk_file_filter_add_pattern (backups, "*.db*");
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, backups);
  g_list_store_append (filters, all);
  return filters;
}

void
usher_restore_ask (GtkWidget *parent, UsherClient *client)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = make_filters ();
  Restore *self;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (USHER_IS_CLIENT (client));

  self = g_new0 (Restore, 1);
  self->parent = g_object_ref (parent);
  self->client = g_object_ref (client);
  gtk_file_dialog_set_title (dialog, _("Restore a Backup"));
  gtk_file_dialog_set_accept_label (dialog, _("Restore…"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (parent)), NULL, file_chosen, self);
}
