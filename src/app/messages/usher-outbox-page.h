/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

/**
 * UsherOutboxPage:
 *
 * Every message, newest first, beside the one that is open.
 */
#define USHER_TYPE_OUTBOX_PAGE (usher_outbox_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherOutboxPage, usher_outbox_page, USHER, OUTBOX_PAGE, UsherPage)

/* Only messages of that event; 0: all */
void usher_outbox_page_set_event    (UsherOutboxPage *self, gint64 event_id);
/* Only messages of that notification of the event, whatever became of them */
void usher_outbox_page_set_notification (UsherOutboxPage *self, gint64 event_id, gint64 notification_id);
/* Opens one, whatever the list shows */
void usher_outbox_page_open_message (UsherOutboxPage *self, gint64 delivery_id);

G_END_DECLS
