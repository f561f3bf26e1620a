/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

#define USHER_TYPE_EVENT_PAGE (usher_event_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherEventPage, usher_event_page, USHER, EVENT_PAGE, UsherPage)

AdwNavigationPage *usher_event_page_new          (UsherClient *client, gint64 event_id);
gint64             usher_event_page_get_event_id (UsherEventPage *self);
/* Starts it, without a question, and shows how that goes; see usher_go_live_ask() */
void               usher_event_page_go_live      (UsherEventPage *self);

G_END_DECLS
