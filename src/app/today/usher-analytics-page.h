/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_ANALYTICS_PAGE (usher_analytics_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherAnalyticsPage, usher_analytics_page, USHER, ANALYTICS_PAGE, UsherPage)


G_END_DECLS
