/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-message-names.h"
#include "usher-status-chip.h"

struct _UsherTemplateRow {
  GtkListBoxRow      parent_instance;

  UsherTemplateText *text;
  char              *title;
  GtkWidget         *unsaved;
};

G_DEFINE_FINAL_TYPE (UsherTemplateRow, usher_template_row, GTK_TYPE_LIST_BOX_ROW)

static void
usher_template_row_finalize (GObject *object)
{
  UsherTemplateRow *self = USHER_TEMPLATE_ROW (object);

  usher_template_text_free (self->text);
  g_free (self->title);
  G_OBJECT_CLASS (usher_template_row_parent_class)->finalize (object);
}

static void
usher_template_row_class_init (UsherTemplateRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_template_row_finalize;
}

static void
usher_template_row_init (UsherTemplateRow *self)
{
}

static GtkWidget *
make_label (const char *words, const char *style)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_chip (GtkBox *box, const char *words, const char *icon_name, const char *style)
{
  GtkWidget *chip = usher_status_chip_new ();

  usher_status_chip_set (USHER_STATUS_CHIP (chip), words, icon_name, style);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_box_append (box, chip);
}

/* What an own one is called, where that says more than what it is for */
static GtkWidget *
make_words (UsherTemplateRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  const char *first_line = self->text->channel == USHER_CHANNEL_SMS ? self->text->text : self->text->subject;

  gtk_box_append (GTK_BOX (box), make_label (self->title, NULL));
  gtk_box_append (GTK_BOX (box), make_label (self->text->is_default || self->text->active ? first_line : self->text->name, "caption"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "dimmed");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  return box;
}

GtkWidget *
usher_template_row_new (const UsherTemplateText *text)
{
  UsherTemplateRow *self = g_object_new (USHER_TYPE_TEMPLATE_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->text = usher_template_text_copy (text);
  self->title = usher_message_name (text->key);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), make_words (self));
  self->unsaved = gtk_label_new (_("Unsaved"));
  gtk_widget_add_css_class (self->unsaved, "caption");
  gtk_widget_add_css_class (self->unsaved, "accent");
  gtk_widget_set_visible (self->unsaved, FALSE);
  gtk_box_append (GTK_BOX (box), self->unsaved);
  if (!text->is_default && text->active)
    add_chip (GTK_BOX (box), _("Customised"), "document-edit-symbolic", "scheduled");
  else if (!text->is_default)
    add_chip (GTK_BOX (box), _("Not in use"), "action-unavailable-symbolic", "muted");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title, -1);
  return GTK_WIDGET (self);
}

const UsherTemplateText *
usher_template_row_get_text (UsherTemplateRow *self)
{
  g_return_val_if_fail (USHER_IS_TEMPLATE_ROW (self), NULL);
  return self->text;
}

void
usher_template_row_set_unsaved (UsherTemplateRow *self, gboolean unsaved)
{
  g_return_if_fail (USHER_IS_TEMPLATE_ROW (self));
  gtk_widget_set_visible (self->unsaved, unsaved);
}

static gboolean
contains (const char *haystack, const char *folded_needle)
{
  g_autofree char *folded = g_utf8_casefold (haystack, -1);

  return strstr (folded, folded_needle) != NULL;
}

gboolean
usher_template_row_matches (UsherTemplateRow *self, const char *search)
{
  g_autofree char *needle = g_utf8_casefold (search, -1);

  g_return_val_if_fail (USHER_IS_TEMPLATE_ROW (self), FALSE);

  return contains (self->title, needle) || contains (self->text->name, needle) || contains (self->text->subject, needle) ||
         contains (self->text->text, needle);
}
