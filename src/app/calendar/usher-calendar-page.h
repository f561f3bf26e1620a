/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_CALENDAR_PAGE (usher_calendar_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherCalendarPage, usher_calendar_page, USHER, CALENDAR_PAGE, UsherPage)


G_END_DECLS
