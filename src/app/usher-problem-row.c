/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-problem-row.h"

struct _UsherProblemRow {
  AdwPreferencesRow parent_instance;

  GtkWidget        *of;      /* not owned */
  GtkLabel         *label;
};

G_DEFINE_FINAL_TYPE (UsherProblemRow, usher_problem_row, ADW_TYPE_PREFERENCES_ROW)

static void
usher_problem_row_dispose (GObject *object)
{
  g_clear_weak_pointer (&USHER_PROBLEM_ROW (object)->of);
  G_OBJECT_CLASS (usher_problem_row_parent_class)->dispose (object);
}

static void
usher_problem_row_class_init (UsherProblemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_problem_row_dispose;
}

static void
usher_problem_row_init (UsherProblemRow *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "problem-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "problem-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
usher_problem_row_new (GtkWidget *of)
{
  UsherProblemRow *self = g_object_new (USHER_TYPE_PROBLEM_ROW, NULL);

  g_return_val_if_fail (GTK_IS_WIDGET (of), NULL);
  g_set_weak_pointer (&self->of, of);
  return GTK_WIDGET (self);
}

/* What a screen reader is on: the text inside of an entry row */
static GtkAccessible *
input_of (GtkWidget *row)
{
  GtkEditable *inner = GTK_IS_EDITABLE (row) ? gtk_editable_get_delegate (GTK_EDITABLE (row)) : NULL;

  return inner ? GTK_ACCESSIBLE (inner) : GTK_ACCESSIBLE (row);
}

void
usher_problem_row_set (UsherProblemRow *self, const char *words)
{
  g_return_if_fail (USHER_IS_PROBLEM_ROW (self));

  gtk_label_set_label (self->label, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
  if (!self->of)
    return;
  if (words)
    {
      gtk_widget_add_css_class (self->of, "error");
      gtk_accessible_update_state (input_of (self->of), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_relation (input_of (self->of), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE, self->label, NULL, -1);
    }
  else
    {
      gtk_widget_remove_css_class (self->of, "error");
      gtk_accessible_reset_state (input_of (self->of), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_relation (input_of (self->of), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
    }
}

const char *
usher_problem_row_get (UsherProblemRow *self)
{
  g_return_val_if_fail (USHER_IS_PROBLEM_ROW (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->label) : NULL;
}
