/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The present name of a zone that was renamed: "Asia/Calcutta" → "Asia/Kolkata"; NULL where there is none. */
const char *usher_zone_name_present (const char *name);

G_END_DECLS
