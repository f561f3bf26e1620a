/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-section-row.h"

struct _UsherSectionRow {
  GtkListBoxRow parent_instance;

  char         *name;

  /* template */
  GtkImage     *icon;
  GtkLabel     *label;
};

G_DEFINE_FINAL_TYPE (UsherSectionRow, usher_section_row, GTK_TYPE_LIST_BOX_ROW)

static void
usher_section_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_SECTION_ROW);
  G_OBJECT_CLASS (usher_section_row_parent_class)->dispose (object);
}

static void
usher_section_row_finalize (GObject *object)
{
  g_free (USHER_SECTION_ROW (object)->name);
  G_OBJECT_CLASS (usher_section_row_parent_class)->finalize (object);
}

static void
usher_section_row_class_init (UsherSectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_section_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_section_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-section-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSectionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UsherSectionRow, label);
}

static void
usher_section_row_init (UsherSectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
usher_section_row_new (const char *name, const char *title, const char *icon_name)
{
  UsherSectionRow *self = g_object_new (USHER_TYPE_SECTION_ROW, NULL);

  self->name = g_strdup (name);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

const char *
usher_section_row_get_name (UsherSectionRow *self)
{
  g_return_val_if_fail (USHER_IS_SECTION_ROW (self), NULL);
  return self->name;
}
