/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-quick-start.h"

#include <glib/gi18n.h>

#include "usher-error-row.h"
#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-format.h"
#include "usher-time.h"

#define USHER_TYPE_QUICK_START (usher_quick_start_get_type ())
G_DECLARE_FINAL_TYPE (UsherQuickStart, usher_quick_start, USHER, QUICK_START, AdwDialog)

struct _UsherQuickStart {
  AdwDialog      parent_instance;

  UsherClient   *client;
  GCancellable  *cancellable;      /* (nullable): while it starts */

  /* template */
  GtkWidget     *title_row;
  UsherErrorRow *title_error;
  GtkStack      *button_stack;
  GtkWidget     *go_button;
  GtkWidget     *cancel_button;
};

G_DEFINE_FINAL_TYPE (UsherQuickStart, usher_quick_start, ADW_TYPE_DIALOG)

static void
show_error (UsherQuickStart *self, const GError *error)
{
  const UsherErrorPlace places[] = { { "title", self->title_row, self->title_error } };

  if (usher_error_places_show (places, 1, error, TRUE) || !error)
    return;
  usher_error_row_show (self->title_error, usher_error_get_local_message (error));
  gtk_accessible_announce (GTK_ACCESSIBLE (self->title_error), usher_error_get_local_message (error),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
title_changed (UsherQuickStart *self)
{
  show_error (self, NULL);
}

/* The focus goes first: what holds it may not be taken away under it. */
static void
set_busy (UsherQuickStart *self, gboolean busy)
{
  if (!busy)
    gtk_widget_set_sensitive (self->title_row, TRUE);
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "ready");
  gtk_widget_grab_focus (busy ? self->cancel_button : self->title_row);
  if (busy)
    gtk_widget_set_sensitive (self->title_row, FALSE);
}

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherQuickStart) self = user_data;
  g_autoptr (GtkWidget) window = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_engine_quick_start_finish (USHER_ENGINE (source), result, &error);

  g_clear_object (&self->cancellable);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (!event)
    {
      set_busy (self, FALSE);
      if (!usher_error_is_cancelled (error))
        show_error (self, error);
      return;
    }
  window = g_object_ref (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))));
  adw_dialog_force_close (ADW_DIALOG (self));
  gtk_widget_activate_action (window, "win.open-studio", "x", event->id);
}

/* By the rule of all events: one that starts now */
static gboolean
check_title (UsherQuickStart *self, const char *title, GError **error)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  g_set_str (&draft->title, title);
  g_set_str (&draft->time_zone, "UTC");
  g_free (draft->starts_at);
  draft->starts_at = usher_time_to_wall (usher_client_now (self->client) + USHER_MINUTE, zone);
  return usher_event_draft_check (draft, usher_client_now (self->client), NULL, error);
}

static void
go_live (UsherQuickStart *self)
{
  const char *title = gtk_editable_get_text (GTK_EDITABLE (self->title_row));
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autoptr (GError) error = NULL;

  if (!engine || self->cancellable)
    return;
  if (!check_title (self, title, &error))
    {
      show_error (self, error);
      return;
    }
  show_error (self, NULL);
  self->cancellable = g_cancellable_new ();
  usher_engine_quick_start_async (engine, title, usher_format_own_zone_name (), "app", self->cancellable, started,
                                  g_object_ref (self));
  set_busy (self, TRUE);
}

static void
cancel (UsherQuickStart *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
usher_quick_start_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (USHER_QUICK_START (dialog)->cancellable);
}

static void
usher_quick_start_dispose (GObject *object)
{
  UsherQuickStart *self = USHER_QUICK_START (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_QUICK_START);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_quick_start_parent_class)->dispose (object);
}

static void
usher_quick_start_class_init (UsherQuickStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_quick_start_dispose;
  ADW_DIALOG_CLASS (klass)->closed = usher_quick_start_closed;
  g_type_ensure (USHER_TYPE_ERROR_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-quick-start.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherQuickStart, title_row);
  gtk_widget_class_bind_template_child (widget_class, UsherQuickStart, title_error);
  gtk_widget_class_bind_template_child (widget_class, UsherQuickStart, button_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherQuickStart, go_button);
  gtk_widget_class_bind_template_child (widget_class, UsherQuickStart, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, title_changed);
  gtk_widget_class_bind_template_callback (widget_class, go_live);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
}

static void
usher_quick_start_init (UsherQuickStart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self->title_row), 5 * USHER_TITLE_MAX);
}

/**
 * usher_quick_start_new:
 * @client: the client
 *
 * Live at once, with a title only. Nobody is written to.
 *
 * Returns: (transfer none): a dialog
 */
AdwDialog *
usher_quick_start_new (UsherClient *client)
{
  UsherQuickStart *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_new (USHER_TYPE_QUICK_START, NULL);
  self->client = g_object_ref (client);
  return ADW_DIALOG (self);
}
