/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @widget: anything inside a window or a dialog: the toast shows in the nearest AdwToastOverlay around it, else the window's */
void usher_toast       (GtkWidget *widget, const char *title);
void usher_toast_error (GtkWidget *widget, const GError *error);   /* cancelled: nothing */

/**
 * usher_toast_undo:
 * @widget: anything inside a window
 * @title: what was done: "Registration removed"
 * @commit: does it; called when the toast is gone, or the window closes
 * @undo: (nullable): shows things as they were; called when the button is pressed
 * @data: (transfer full): for both
 * @free_data: (nullable): after either
 *
 * For what can be taken back by not doing it: the page shows it as done at once, and it is done when nobody took it back.
 */
typedef void (*UsherToastFunc) (gpointer data);
void usher_toast_undo  (GtkWidget *widget, const char *title, UsherToastFunc commit, UsherToastFunc undo, gpointer data,
                        GDestroyNotify free_data);

G_END_DECLS
