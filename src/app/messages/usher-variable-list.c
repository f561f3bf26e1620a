/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-variable-list.h"

#include <glib/gi18n.h>

#include "usher-queries-preview.h"

struct _UsherVariableList {
  GtkWidget   parent_instance;

  char       *chosen;      /* (nullable) */
  gboolean    filling;

  GtkWidget  *scroller;
  GtkListBox *list;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherVariableList, usher_variable_list, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (const char *text, const char *first_class, const char *second_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (first_class)
    gtk_widget_add_css_class (label, first_class);
  if (second_class)
    gtk_widget_add_css_class (label, second_class);
  return label;
}

static const char *
source_of (const UsherPreviewVariable *variable)
{
  switch (variable->source)
    {
    case USHER_SOURCE_REGISTRANT: return _("From the registrant");
    case USHER_SOURCE_SETTINGS:   return _("From your settings");
    case USHER_SOURCE_REMINDER:   return _("From the reminder’s moment");
    case USHER_SOURCE_SAMPLE:     return _("A made-up sample");
    case USHER_SOURCE_EVENT:
    default:                      return _("From the event");
    }
}

static GtkWidget *
make_row (const UsherPreviewVariable *variable)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *tag = g_strdup_printf ("{{%s}}", variable->name);
  GtkWidget *value = make_label (variable->value, NULL, NULL);

  gtk_label_set_lines (GTK_LABEL (value), 3);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), make_label (tag, "caption", "monospace"));
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), make_label (source_of (variable), "caption", "dimmed"));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _(variable->description));
  g_object_set_data_full (G_OBJECT (row), "usher-name", g_strdup (variable->name), g_free);
  return row;
}

static void
row_selected (UsherVariableList *self, GtkListBoxRow *row)
{
  if (self->filling)
    return;
  if (g_set_str (&self->chosen, row ? g_object_get_data (G_OBJECT (row), "usher-name") : NULL))
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->chosen);
}

/* Once more on the chosen one: none is. */
static void
row_activated (UsherVariableList *self, GtkListBoxRow *row)
{
  gboolean again = g_object_get_data (G_OBJECT (row), "usher-again") != NULL;

  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (self->list)); w; w = gtk_widget_get_next_sibling (w))
    g_object_set_data (G_OBJECT (w), "usher-again", NULL);
  if (again)
    gtk_list_box_unselect_all (self->list);
  else
    g_object_set_data (G_OBJECT (row), "usher-again", row);
}

static void
usher_variable_list_dispose (GObject *object)
{
  UsherVariableList *self = USHER_VARIABLE_LIST (object);

  self->filling = TRUE;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_variable_list_parent_class)->dispose (object);
}

static void
usher_variable_list_finalize (GObject *object)
{
  g_free (USHER_VARIABLE_LIST (object)->chosen);
  G_OBJECT_CLASS (usher_variable_list_parent_class)->finalize (object);
}

static void
usher_variable_list_class_init (UsherVariableListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_variable_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_variable_list_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", USHER_TYPE_VARIABLE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
usher_variable_list_init (UsherVariableList *self)
{
  GtkWidget *nothing = make_label (_("This message is the same for everybody: it has no variables."), "dimmed", NULL);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Variables of this message"), -1);
  gtk_widget_set_margin_start (nothing, 18);
  gtk_widget_set_margin_end (nothing, 18);
  gtk_widget_set_margin_top (nothing, 18);
  gtk_list_box_set_placeholder (self->list, nothing);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (row_selected), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated), self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/* The chosen one stays chosen, if it is still there. */
void
usher_variable_list_set (UsherVariableList *self, GPtrArray *variables)
{
  GtkListBoxRow *chosen = NULL;

  g_return_if_fail (USHER_IS_VARIABLE_LIST (self));

  self->filling = TRUE;
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; variables && i < variables->len; i++)
    {
      const UsherPreviewVariable *variable = variables->pdata[i];
      GtkWidget *row = make_row (variable);

      gtk_list_box_append (self->list, row);
      if (g_strcmp0 (variable->name, self->chosen) == 0)
        chosen = GTK_LIST_BOX_ROW (row);
    }
  gtk_list_box_select_row (self->list, chosen);
  self->filling = FALSE;
  row_selected (self, chosen);
}
