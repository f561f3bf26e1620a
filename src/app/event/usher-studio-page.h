/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_STUDIO_PAGE (usher_studio_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherStudioPage, usher_studio_page, USHER, STUDIO_PAGE, UsherPage)

AdwNavigationPage *usher_studio_page_new (UsherClient *client, gint64 event_id);

G_END_DECLS
