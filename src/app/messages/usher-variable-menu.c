/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-variable-menu.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-template.h"

struct _UsherVariableMenu {
  GtkWidget       parent_instance;

  gboolean        html;

  GtkMenuButton  *button;
  GtkPopover     *popover;
  GtkSearchEntry *search;
  GtkListBox     *list;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherVariableMenu, usher_variable_menu, GTK_TYPE_WIDGET)

static const UsherVariable *
variable_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "usher-variable");
}

static GtkWidget *
make_label (const char *text, const char *first_class, const char *second_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, first_class);
  if (second_class)
    gtk_widget_add_css_class (label, second_class);
  return label;
}

static GtkWidget *
make_row (const UsherVariable *variable)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *tag = g_strdup_printf ("{{%s}}", variable->name);

  gtk_box_append (GTK_BOX (box), make_label (_(variable->description), "body", NULL));
  gtk_box_append (GTK_BOX (box), make_label (tag, "caption", "monospace"));
  gtk_box_append (GTK_BOX (box), make_label (variable->sample, "caption", "dimmed"));
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "usher-variable", (gpointer) variable);
  return row;
}

static gboolean
contains (const char *haystack, const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (haystack, -1);
  g_autofree char *sought = g_utf8_casefold (needle, -1);

  return strstr (folded, sought) != NULL;
}

static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  UsherVariableMenu *self = data;
  const UsherVariable *variable = variable_of (row);
  const char *search = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if ((variable->flags & USHER_TEMPLATE_SAFE_HTML) && !self->html)
    return FALSE;
  return contains (variable->name, search) || contains (_(variable->description), search);
}

static void
row_activated (UsherVariableMenu *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, variable_of (row)->name);
}

static void
search_changed (UsherVariableMenu *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

/* Enter takes the first that is shown. */
static void
search_activated (UsherVariableMenu *self)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (is_shown (row, self))
        {
          row_activated (self, row);
          return;
        }
    }
}

static void
closed (UsherVariableMenu *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
usher_variable_menu_dispose (GObject *object)
{
  UsherVariableMenu *self = USHER_VARIABLE_MENU (object);

  if (self->list)
    gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_VARIABLE_MENU);
  G_OBJECT_CLASS (usher_variable_menu_parent_class)->dispose (object);
}

static void
usher_variable_menu_class_init (UsherVariableMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_variable_menu_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", USHER_TYPE_VARIABLE_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-variable-menu.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherVariableMenu, button);
  gtk_widget_class_bind_template_child (widget_class, UsherVariableMenu, popover);
  gtk_widget_class_bind_template_child (widget_class, UsherVariableMenu, search);
  gtk_widget_class_bind_template_child (widget_class, UsherVariableMenu, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
  gtk_widget_class_bind_template_callback (widget_class, closed);
}

static void
usher_variable_menu_init (UsherVariableMenu *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (const UsherVariable *v = usher_template_message_variables (); v->name != NULL; v++)
    gtk_list_box_append (self->list, make_row (v));
  gtk_list_box_set_filter_func (self->list, is_shown, self, NULL);
}

void
usher_variable_menu_set_html (UsherVariableMenu *self, gboolean html)
{
  g_return_if_fail (USHER_IS_VARIABLE_MENU (self));

  self->html = html;
  gtk_list_box_invalidate_filter (self->list);
}
