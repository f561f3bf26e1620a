/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_TODAY_PAGE (usher_today_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherTodayPage, usher_today_page, USHER, TODAY_PAGE, UsherPage)


G_END_DECLS
