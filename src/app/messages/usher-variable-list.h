/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherVariableList:
 *
 * What a message was filled with: each value with its name and where it comes from. Signal `chosen` (name, nullable): a row was
 * chosen, or none is.
 */
#define USHER_TYPE_VARIABLE_LIST (usher_variable_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherVariableList, usher_variable_list, USHER, VARIABLE_LIST, GtkWidget)

/* @variables: (nullable) (element-type UsherPreviewVariable) */
void usher_variable_list_set (UsherVariableList *self, GPtrArray *variables);

G_END_DECLS
