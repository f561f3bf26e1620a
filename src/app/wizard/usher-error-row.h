/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherErrorRow:
 *
 * The place below a field where its mistake is told. Shows nothing until there is one. Signal `fix`: its button, which does what
 * would help, was pressed.
 */
#define USHER_TYPE_ERROR_ROW (usher_error_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherErrorRow, usher_error_row, USHER, ERROR_ROW, AdwPreferencesRow)

/* @message: (nullable): %NULL takes it away */
void        usher_error_row_show    (UsherErrorRow *self, const char *message);
const char *usher_error_row_get     (UsherErrorRow *self);   /* (nullable) */
/* @label: (nullable): of the button */
void        usher_error_row_offer   (UsherErrorRow *self, const char *label);
void        usher_error_row_focus_offer (UsherErrorRow *self);

/* Where the mistake in @field is told: several may share a row */
typedef struct {
  const char    *field;
  GtkWidget     *widget;    /* marked, and focused */
  UsherErrorRow *row;
} UsherErrorPlace;

/**
 * usher_error_places_show:
 * @error: (nullable): %NULL: nothing is wrong any more
 * @focus: moves the focus there, and tells screen readers
 *
 * Returns: whether one of the places is the one of the error
 */
gboolean    usher_error_places_show (const UsherErrorPlace *places, gsize n_places, const GError *error, gboolean focus);

G_END_DECLS
