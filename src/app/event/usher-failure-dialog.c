/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-failure-dialog.h"

#include <glib/gi18n.h>

#include "usher-format.h"

#define REASONS_MAX 50

struct _UsherFailureDialog {
  AdwDialog            parent_instance;

  gint64               event_id;
  gint64               notification_id;

  /* template */
  AdwPreferencesGroup *group;
  GtkStack            *stack;
  AdwStatusPage       *problem;
};

#define USHER_TYPE_FAILURE_DIALOG (usher_failure_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherFailureDialog, usher_failure_dialog, USHER, FAILURE_DIALOG, AdwDialog)
G_DEFINE_FINAL_TYPE (UsherFailureDialog, usher_failure_dialog, ADW_TYPE_DIALOG)

static gpointer
read_reasons (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_list_failure_reasons (engine, *(const gint64 *) input, USHER_DELIVERY_GROUP_FAILED, REASONS_MAX, error);
}

static void
add_reason (UsherFailureDialog *self, const char *reason, int count)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *number = usher_format_number (count);
  g_autofree char *words = g_strdup_printf (ngettext ("%s message", "%s messages", (gulong) MAX (count, 0)), number);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), reason && *reason ? reason : _("No reason was given"));
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  if (count > 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_preferences_group_add (self->group, row);
}

static void
reasons_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherFailureDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reasons = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (!self->stack)
    return;
  if (!reasons)
    adw_status_page_set_description (self->problem, error->message);
  for (guint i = 0; reasons && i < reasons->len; i++)
    {
      const UsherFailureReason *reason = reasons->pdata[i];

      add_reason (self, reason->reason, reason->count);
    }
  gtk_stack_set_visible_child_name (self->stack, reasons ? "reasons" : "problem");
}

static void
outbox_clicked (GtkButton *button, UsherFailureDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-notification", "(xx)", self->event_id, self->notification_id);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
usher_failure_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_FAILURE_DIALOG);
  G_OBJECT_CLASS (usher_failure_dialog_parent_class)->dispose (object);
}

static void
usher_failure_dialog_class_init (UsherFailureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_failure_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-failure-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherFailureDialog, group);
  gtk_widget_class_bind_template_child (widget_class, UsherFailureDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherFailureDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, outbox_clicked);
}

static void
usher_failure_dialog_init (UsherFailureDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
usher_failure_dialog_new (UsherClient *client, UsherNotification *notification)
{
  UsherFailureDialog *self = g_object_new (USHER_TYPE_FAILURE_DIALOG, NULL);

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (notification != NULL, NULL);

  self->event_id = notification->event_id;
  self->notification_id = notification->id;
  if (notification->failed == 0 && notification->reason)
    {
      add_reason (self, notification->reason, 0);
      gtk_stack_set_visible_child_name (self->stack, "reasons");
    }
  else
    usher_client_query_async (client, read_reasons, g_memdup2 (&notification->id, sizeof notification->id), g_free,
                              (GDestroyNotify) g_ptr_array_unref, NULL, reasons_read, g_object_ref (self));
  return ADW_DIALOG (self);
}
