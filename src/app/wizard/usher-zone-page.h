/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherZonePage:
 *
 * Looks for a time zone by city, country, abbreviation or offset: the own one first, then those used last. Signal `chosen` (name).
 */
#define USHER_TYPE_ZONE_PAGE (usher_zone_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherZonePage, usher_zone_page, USHER, ZONE_PAGE, AdwNavigationPage)

AdwNavigationPage *usher_zone_page_new (UsherClient *client);

G_END_DECLS
