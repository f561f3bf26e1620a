/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherIntervalRow:
 *
 * “Add Interval…”: a number and a unit. Signal `add` (number as typed, unit as in usher_typed_interval()): whether such a reminder may
 * be is for the listener to say. Signal `changed`: another number is being typed.
 */
#define USHER_TYPE_INTERVAL_ROW (usher_interval_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherIntervalRow, usher_interval_row, USHER, INTERVAL_ROW, AdwExpanderRow)

GtkWidget *usher_interval_row_new       (void);
GtkWidget *usher_interval_row_get_entry (UsherIntervalRow *self);   /* where the number is typed */
/* It was taken: ready for another one */
void       usher_interval_row_close     (UsherIntervalRow *self);

G_END_DECLS
