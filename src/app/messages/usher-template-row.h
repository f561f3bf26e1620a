/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-default-templates.h"

G_BEGIN_DECLS

/* A template in the list: which message, and how it stands. */
#define USHER_TYPE_TEMPLATE_ROW (usher_template_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherTemplateRow, usher_template_row, USHER, TEMPLATE_ROW, GtkListBoxRow)

/* @text: copied */
GtkWidget               *usher_template_row_new         (const UsherTemplateText *text);
const UsherTemplateText *usher_template_row_get_text    (UsherTemplateRow *self);
void                     usher_template_row_set_unsaved (UsherTemplateRow *self, gboolean unsaved);
gboolean                 usher_template_row_matches     (UsherTemplateRow *self, const char *search);

G_END_DECLS
