/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherFigure:
 *
 * One number that matters, written large, with what it is and a line of detail. A number that could not be measured is a dash.
 */
#define USHER_TYPE_FIGURE (usher_figure_get_type ())
G_DECLARE_FINAL_TYPE (UsherFigure, usher_figure, USHER, FIGURE, GtkWidget)

GtkWidget *usher_figure_new (const char *label);
/* @value: (nullable): not measured; @detail: (nullable) */
void       usher_figure_set (UsherFigure *self, const char *value, const char *detail);

G_END_DECLS
