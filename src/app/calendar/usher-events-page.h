/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_EVENTS_PAGE (usher_events_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherEventsPage, usher_events_page, USHER, EVENTS_PAGE, UsherPage)


G_END_DECLS
