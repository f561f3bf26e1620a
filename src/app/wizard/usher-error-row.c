/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error-row.h"

#include "usher-error.h"

struct _UsherErrorRow {
  AdwPreferencesRow parent_instance;

  /* template */
  GtkLabel         *label;
  GtkButton        *button;
};

enum { FIX, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherErrorRow, usher_error_row, ADW_TYPE_PREFERENCES_ROW)

static void
button_clicked (UsherErrorRow *self)
{
  g_signal_emit (self, signals[FIX], 0);
}

static void
usher_error_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_ERROR_ROW);
  G_OBJECT_CLASS (usher_error_row_parent_class)->dispose (object);
}

static void
usher_error_row_class_init (UsherErrorRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_error_row_dispose;
  signals[FIX] = g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-error-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherErrorRow, label);
  gtk_widget_class_bind_template_child (widget_class, UsherErrorRow, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked);
}

static void
usher_error_row_init (UsherErrorRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_error_row_show (UsherErrorRow *self, const char *message)
{
  g_return_if_fail (USHER_IS_ERROR_ROW (self));

  gtk_label_set_label (self->label, message ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self), message != NULL);
  if (!message)
    usher_error_row_offer (self, NULL);
}

const char *
usher_error_row_get (UsherErrorRow *self)
{
  g_return_val_if_fail (USHER_IS_ERROR_ROW (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->label) : NULL;
}

void
usher_error_row_offer (UsherErrorRow *self, const char *label)
{
  g_return_if_fail (USHER_IS_ERROR_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  gtk_button_set_label (self->button, label ? label : "");
}

void
usher_error_row_focus_offer (UsherErrorRow *self)
{
  g_return_if_fail (USHER_IS_ERROR_ROW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

/* --- many of them -------------------------------------------------------------------------------------------------- */

static void
mark (const UsherErrorPlace *place, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (place->widget, "error");
  else
    gtk_widget_remove_css_class (place->widget, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (place->widget), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* The focus brings its field into view; what is wrong with it stands below. It has a place only after the next frame. */
static gboolean
bring_into_view (GtkWidget *row, GdkFrameClock *clock, gpointer data)
{
  int *frames = data;
  GtkWidget *viewport = gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT);

  if (++*frames < 3)
    return G_SOURCE_CONTINUE;
  if (viewport && gtk_widget_get_mapped (row))
    gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), row, NULL);
  return G_SOURCE_REMOVE;
}

gboolean
usher_error_places_show (const UsherErrorPlace *places, gsize n_places, const GError *error, gboolean focus)
{
  const char *field = usher_error_get_field (error);
  const UsherErrorPlace *found = NULL;

  for (gsize i = 0; i < n_places; i++)
    {
      if (!found && field && g_str_equal (places[i].field, field))
        found = &places[i];
      mark (&places[i], FALSE);
      usher_error_row_show (places[i].row, NULL);
    }
  if (!found)
    return FALSE;
  mark (found, TRUE);
  usher_error_row_show (found->row, usher_error_get_local_message (error));
  if (focus)
    {
      gtk_widget_grab_focus (found->widget);
      gtk_widget_add_tick_callback (GTK_WIDGET (found->row), bring_into_view, g_new0 (int, 1), g_free);
      gtk_accessible_announce (GTK_ACCESSIBLE (found->row), usher_error_get_local_message (error),
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
    }
  return TRUE;
}
