/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A section of the window in its sidebar. */
#define USHER_TYPE_SECTION_ROW (usher_section_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherSectionRow, usher_section_row, USHER, SECTION_ROW, GtkListBoxRow)

GtkWidget  *usher_section_row_new      (const char *name, const char *title, const char *icon_name);
const char *usher_section_row_get_name (UsherSectionRow *self);

G_END_DECLS
