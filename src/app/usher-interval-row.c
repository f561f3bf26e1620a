/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-interval-row.h"

/* More than any number has, so that what is no number is told and not cut */
#define TYPED_MAX 20

struct _UsherIntervalRow {
  AdwExpanderRow parent_instance;

  /* template */
  AdwEntryRow   *number_row;
  AdwComboRow   *unit_row;
};

enum {
  SIGNAL_ADD,
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherIntervalRow, usher_interval_row, ADW_TYPE_EXPANDER_ROW)

static void
add (UsherIntervalRow *self)
{
  static const char units[] = "MHDW";
  char unit = units[MIN (adw_combo_row_get_selected (self->unit_row), 3)];

  g_signal_emit (self, signals[SIGNAL_ADD], 0, gtk_editable_get_text (GTK_EDITABLE (self->number_row)), unit);
}

static void
number_changed (UsherIntervalRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
usher_interval_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_INTERVAL_ROW);
  G_OBJECT_CLASS (usher_interval_row_parent_class)->dispose (object);
}

static void
usher_interval_row_class_init (UsherIntervalRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_interval_row_dispose;
  signals[SIGNAL_ADD] = g_signal_new ("add", USHER_TYPE_INTERVAL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                      G_TYPE_STRING, G_TYPE_CHAR);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", USHER_TYPE_INTERVAL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-interval-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherIntervalRow, number_row);
  gtk_widget_class_bind_template_child (widget_class, UsherIntervalRow, unit_row);
  gtk_widget_class_bind_template_callback (widget_class, add);
  gtk_widget_class_bind_template_callback (widget_class, number_changed);
}

static void
usher_interval_row_init (UsherIntervalRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (self->number_row, TYPED_MAX);
}

GtkWidget *
usher_interval_row_new (void)
{
  return g_object_new (USHER_TYPE_INTERVAL_ROW, NULL);
}

GtkWidget *
usher_interval_row_get_entry (UsherIntervalRow *self)
{
  g_return_val_if_fail (USHER_IS_INTERVAL_ROW (self), NULL);
  return GTK_WIDGET (self->number_row);
}

void
usher_interval_row_close (UsherIntervalRow *self)
{
  g_return_if_fail (USHER_IS_INTERVAL_ROW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->number_row), "");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}
