/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *usher_countries_options (const char *selected);   /* HTML; @selected nullable */
gboolean usher_countries_has     (const char *region);

G_END_DECLS
