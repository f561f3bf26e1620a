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
/* The same wall clock @days calendar days earlier; USHER_NEVER when @wall is no wall time. */
UsherInstant usher_time_days_before_wall (const char *wall, int days, GTimeZone *zone);
/* Between which wall times the gap lies that @wall falls into; FALSE when it falls into none. */
gboolean     usher_time_find_gap       (const char *wall, GTimeZone *zone, char **first, char **next);
/* Do the clocks of @zone show that time at all? Else the error says between which times they are put forward. */
gboolean     usher_time_check_exists   (const char *wall, GTimeZone *zone, const char *zone_name, const char *field, GError **error);
/* The first clock change in (after, before), or USHER_NEVER; and the seconds east of UTC at a moment. */
UsherInstant usher_time_next_change    (GTimeZone *zone, UsherInstant after, UsherInstant before);
int          usher_time_offset         (UsherInstant instant, GTimeZone *zone);
/* When the day after the one of @instant begins in @zone */
UsherInstant usher_time_next_midnight  (UsherInstant instant, GTimeZone *zone);
char        *usher_time_to_wall        (UsherInstant instant, GTimeZone *zone);    /* "YYYY-MM-DDTHH:MM" */
char        *usher_time_to_rfc3339     (UsherInstant instant);                     /* "2026-12-06T19:00:00Z" */
gboolean     usher_time_from_rfc3339   (const char *text, UsherInstant *instant, const char *field, GError **error);

G_END_DECLS
