/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"

G_BEGIN_DECLS

/* Derives the moments of all events that are to come again from wall time and zone, with the zone data of today. Blocks;
 * inside this room only. */
gboolean usher_zones_refresh (UsherEngine *engine, GError **error);

G_END_DECLS
