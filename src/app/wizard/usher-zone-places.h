/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How early a zone comes among those that fit alike: 0 is the first; all small places alike. @words: (out): what else people call
 * it, folded, with semicolons between */
int usher_zone_places_rank (const char *name, const char **words);

G_END_DECLS
