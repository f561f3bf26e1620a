/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherZone:
 *
 * A time zone as somebody looks for it: by city, country, abbreviation, offset, or a name that it once had. Immutable.
 */
#define USHER_TYPE_ZONE (usher_zone_get_type ())
G_DECLARE_FINAL_TYPE (UsherZone, usher_zone, USHER, ZONE, GObject)

const char *usher_zone_get_name    (UsherZone *self);   /* "America/Argentina/Buenos_Aires" */
const char *usher_zone_get_city    (UsherZone *self);   /* "Buenos Aires" */
const char *usher_zone_get_detail  (UsherZone *self);   /* "Argentina · -03, UTC-3" */
/* How well @query fits: 0: not at all; of others the smaller is the better. Each word has to be found. Empty: all alike */
int         usher_zone_match       (UsherZone *self, const char *query);

/* The folder where systems keep their zones */
#define USHER_ZONE_FOLDER "/usr/share/zoneinfo"

/**
 * usher_zone_list_load:
 * @folder: with zone.tab, iso3166.tab and, for former names, tzdata.zi
 * @when: the moment whose offsets are shown; the abbreviations of the whole year are found
 *
 * Reads files: not on the UI thread. Without the tables: what there is anyway, UTC.
 *
 * Returns: (transfer full) (element-type UsherZone): by name
 */
GListStore *usher_zone_list_load   (const char *folder, UsherInstant when);

/**
 * usher_zone_list_search:
 * @zones: (element-type UsherZone): all
 * @query: as typed
 * @own: (nullable): name of the streamer's own zone: first of those that fit alike
 * @recent: (nullable): names of those used last: after it
 *
 * Returns: (transfer full) (element-type UsherZone): those that fit, best first
 */
GPtrArray  *usher_zone_list_search (GListModel *zones, const char *query, const char *own, const char * const *recent);

G_END_DECLS
