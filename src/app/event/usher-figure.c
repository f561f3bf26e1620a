/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-figure.h"

#include <glib/gi18n.h>

struct _UsherFigure {
  GtkWidget  parent_instance;

  GtkWidget *box;
  GtkLabel  *label;
  GtkLabel  *value;
  GtkLabel  *detail;
};

G_DEFINE_FINAL_TYPE (UsherFigure, usher_figure, GTK_TYPE_WIDGET)

static void
usher_figure_dispose (GObject *object)
{
  g_clear_pointer (&USHER_FIGURE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_figure_parent_class)->dispose (object);
}

static void
usher_figure_class_init (UsherFigureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_figure_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
add_label (UsherFigure *self, const char *css_class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (label), css_class);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (label));
  return label;
}

static void
usher_figure_init (UsherFigure *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "figure-card");
  self->label = add_label (self, "dimmed");
  self->value = add_label (self, "figure");
  self->detail = add_label (self, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "dimmed");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * usher_figure_new:
 * @label: what it counts: "Peak viewers"
 *
 * Returns: a figure without a value
 */
GtkWidget *
usher_figure_new (const char *label)
{
  UsherFigure *self = g_object_new (USHER_TYPE_FIGURE, NULL);

  gtk_label_set_label (self->label, label);
  usher_figure_set (self, NULL, NULL);
  return GTK_WIDGET (self);
}

void
usher_figure_set (UsherFigure *self, const char *value, const char *detail)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (USHER_IS_FIGURE (self));

  gtk_label_set_label (self->value, value ? value : "–");
  gtk_label_set_label (self->detail, detail ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL);
  /* Translators: a number and its name for screen readers: "Peak viewers: 12" */
  spoken = g_strdup_printf (_("%s: %s"), gtk_label_get_label (self->label), value ? value : _("not measured"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
