/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherRowList:
 *
 * The rows of a group that is read again and again: they are changed in place, so that focus and pointer stay where they are.
 */
typedef struct _UsherRowList UsherRowList;

/* @group: (transfer none): lives longer. @prepare: (nullable): called once for each new row */
UsherRowList *usher_row_list_new    (AdwPreferencesGroup *group, void (*prepare) (AdwActionRow *row));
void          usher_row_list_free   (UsherRowList *self);
/* As many rows as that are shown; none: the group is hidden */
void          usher_row_list_resize (UsherRowList *self, guint n_rows);
AdwActionRow *usher_row_list_get    (UsherRowList *self, guint index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRowList, usher_row_list_free)

/* Activating the row activates the action; @target is consumed if floating */
void          usher_row_set_action  (AdwActionRow *row, const char *action, GVariant *target);

G_END_DECLS
