/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-template.h"

G_BEGIN_DECLS

/* Where variables went into a plain text, made visible. @marks: (nullable) (element-type UsherTemplateMark);
 * @name: (nullable): the variable that stands out */
PangoAttrList *usher_marks_attributes (GArray *marks, const char *name);
void           usher_marks_tag        (GtkTextBuffer *buffer, GArray *marks, const char *name);

G_END_DECLS
