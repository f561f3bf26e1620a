/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_SUMMARY_PAGE (usher_summary_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherSummaryPage, usher_summary_page, USHER, SUMMARY_PAGE, UsherPage)

AdwNavigationPage *usher_summary_page_new (UsherClient *client, gint64 event_id);

G_END_DECLS
