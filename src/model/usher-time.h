/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Instants, wall times and zones. Zone data is the system's (GTimeZone); everything else comes in as an argument. */

#include "usher-types.h"

G_BEGIN_DECLS

/* A zone by IANA name ("Europe/Berlin", "UTC"); %USHER_ERROR_INVALID on @field for anything else (no POSIX strings,
 * no offsets, no paths). */
GTimeZone   *usher_time_zone_new       (const char   *name,
                                        const char   *field,
                                        GError      **error);

typedef enum {
  USHER_WALL_EXACT,     /* happens once */
  USHER_WALL_GAP,       /* skipped by a clock change: does not happen */
  USHER_WALL_FOLD,      /* happens twice; the first one is taken */
} UsherWallKind;

/* "YYYY-MM-DDTHH:MM[:SS]" in @zone → instant. In a gap the instant is the one with the offset before the change (RFC 5545
 * 3.3.5), so 02:30 becomes what clocks call 03:30. */
gboolean     usher_time_from_wall      (const char    *wall,
                                        GTimeZone     *zone,
                                        UsherInstant  *instant,
                                        UsherWallKind *kind,
                                        const char    *field,
                                        GError       **error);
char        *usher_time_to_wall        (UsherInstant instant, GTimeZone *zone);    /* "YYYY-MM-DDTHH:MM" */
char        *usher_time_to_rfc3339     (UsherInstant instant);                     /* "2026-12-06T19:00:00Z" */
gboolean     usher_time_from_rfc3339   (const char *text, UsherInstant *instant, const char *field, GError **error);

G_END_DECLS
