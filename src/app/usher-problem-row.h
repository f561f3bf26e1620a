/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherProblemRow:
 *
 * Stands below a row of a form and says what is wrong with it. Hidden as long as nothing is. The row above is marked, and its input tells
 * screen readers that it is invalid, and why.
 */
#define USHER_TYPE_PROBLEM_ROW (usher_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherProblemRow, usher_problem_row, USHER, PROBLEM_ROW, AdwPreferencesRow)

/* @of: the row above; lives as long as this one */
GtkWidget  *usher_problem_row_new (GtkWidget *of);
/* @words: (nullable): what is wrong and what to do; %NULL: nothing */
void        usher_problem_row_set (UsherProblemRow *self, const char *words);
const char *usher_problem_row_get (UsherProblemRow *self);   /* (nullable) */

G_END_DECLS
