/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * usher_link_markup:
 * @text: UTF-8
 *
 * A plain text as markup for a label in which its http and https links can be followed. All else of it is escaped.
 *
 * Returns: (transfer full): Pango markup with links
 */
char *usher_link_markup (const char *text);

G_END_DECLS
