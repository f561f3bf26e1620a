/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): @html as a reader with a dark (or light) screen sees it, whatever this screen is */
char *usher_letter_with_scheme (const char *html, gboolean dark);

G_END_DECLS
