/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Size of the window, in the user's state folder: nothing that matters, so a file that is not there or broken is no error. */
void usher_window_state_restore (GtkWindow *window);
void usher_window_state_save    (GtkWindow *window);

G_END_DECLS
