/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherVariableMenu:
 *
 * A button with all variables, what they stand for and a sample of each. Signal `chosen` (name).
 */
#define USHER_TYPE_VARIABLE_MENU (usher_variable_menu_get_type ())
G_DECLARE_FINAL_TYPE (UsherVariableMenu, usher_variable_menu, USHER, VARIABLE_MENU, GtkWidget)

/* Plain text has no place for those that are HTML */
void usher_variable_menu_set_html (UsherVariableMenu *self, gboolean html);

G_END_DECLS
