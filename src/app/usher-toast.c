/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-toast.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-window.h"

/* Seconds in which a deed can be taken back */
#define UNDO_SECONDS 6

static void
add_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkWidget *preferences = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_DIALOG);   /* has one of its own, inside */
  GtkRoot *root = gtk_widget_get_root (widget);

  if (preferences)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (preferences), toast);
  else if (overlay)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else if (USHER_IS_WINDOW (root))
    usher_window_add_toast (USHER_WINDOW (root), toast);
  else
    {
      /* Nowhere to show it: as if it had been there. */
      g_signal_emit_by_name (toast, "dismissed");
      g_object_unref (g_object_ref_sink (toast));
    }
}

static AdwToast *
new_toast (const char *title)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_use_markup (toast, FALSE);
  return toast;
}

void
usher_toast (GtkWidget *widget, const char *title)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (title != NULL);

  add_toast (widget, new_toast (title));
}

void
usher_toast_error (GtkWidget *widget, const GError *error)
{
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (!error || usher_error_is_cancelled (error))
    return;
  toast = new_toast (usher_error_get_local_message (error));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 0);
  add_toast (widget, toast);
}

/* --- undo ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherToastFunc commit;
  UsherToastFunc undo;
  gpointer       data;
  GDestroyNotify free_data;
  gboolean       decided;
} Deed;

static void
deed_free (gpointer data)
{
  Deed *self = data;

  if (!self->decided)
    self->commit (self->data);
  if (self->free_data)
    self->free_data (self->data);
  g_free (self);
}

static void
button_clicked (AdwToast *toast, Deed *deed)
{
  deed->decided = TRUE;
  if (deed->undo)
    deed->undo (deed->data);
}

static void
dismissed (AdwToast *toast, Deed *deed)
{
  if (deed->decided)
    return;
  deed->decided = TRUE;
  deed->commit (deed->data);
}

void
usher_toast_undo (GtkWidget *widget, const char *title, UsherToastFunc commit, UsherToastFunc undo, gpointer data,
                  GDestroyNotify free_data)
{
  AdwToast *toast;
  Deed *deed;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (commit != NULL);

  deed = g_new0 (Deed, 1);
  deed->commit = commit;
  deed->undo = undo;
  deed->data = data;
  deed->free_data = free_data;
  toast = new_toast (title);
  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  /* A toast that goes with its window was not taken back, either: the end of the toast is the last moment. */
  g_object_set_data_full (G_OBJECT (toast), "usher-deed", deed, deed_free);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (button_clicked), deed);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed), deed);
  add_toast (widget, toast);
}
