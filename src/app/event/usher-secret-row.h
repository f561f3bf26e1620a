/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherSecretRow:
 *
 * A row with a secret that others may look over one's shoulder at: dots, a button that copies it, and one that shows it for as
 * long as it is held, by mouse, finger or Space. While it is masked nothing in the widget says it, to screen readers neither.
 */
#define USHER_TYPE_SECRET_ROW (usher_secret_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherSecretRow, usher_secret_row, USHER, SECRET_ROW, AdwActionRow)

GtkWidget *usher_secret_row_new         (void);
void       usher_secret_row_set_secret  (UsherSecretRow *self, const char *secret);
gboolean   usher_secret_row_is_revealed (UsherSecretRow *self);

G_END_DECLS
