/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-row-list.h"

struct _UsherRowList {
  AdwPreferencesGroup *group;
  GPtrArray           *rows;
  void               (*prepare) (AdwActionRow *row);
};

UsherRowList *
usher_row_list_new (AdwPreferencesGroup *group, void (*prepare) (AdwActionRow *row))
{
  UsherRowList *self = g_new0 (UsherRowList, 1);

  self->group = group;
  self->rows = g_ptr_array_new ();
  self->prepare = prepare;
  gtk_widget_set_visible (GTK_WIDGET (group), FALSE);
  return self;
}

void
usher_row_list_free (UsherRowList *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static AdwActionRow *
add_row (UsherRowList *self)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (row, 2);
  if (self->prepare)
    self->prepare (row);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);
  return row;
}

void
usher_row_list_resize (UsherRowList *self, guint n_rows)
{
  g_return_if_fail (self != NULL);

  while (self->rows->len < n_rows)
    add_row (self);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_visible (self->rows->pdata[i], i < n_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->group), n_rows > 0);
}

AdwActionRow *
usher_row_list_get (UsherRowList *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->rows->len, NULL);
  return self->rows->pdata[index];
}

void
usher_row_set_action (AdwActionRow *row, const char *action, GVariant *target)
{
  g_return_if_fail (ADW_IS_ACTION_ROW (row));

  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), action != NULL);
}
