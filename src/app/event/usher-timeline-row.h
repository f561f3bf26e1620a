/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-event-facts.h"

G_BEGIN_DECLS

/**
 * UsherTimelineRow:
 *
 * One message of an event. Its menu activates timeline.send-now, .cancel, .preview-email, .preview-sms, .failures, .outbox with the
 * notification's id.
 */
#define USHER_TYPE_TIMELINE_ROW (usher_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherTimelineRow, usher_timeline_row, USHER, TIMELINE_ROW, AdwActionRow)

GtkWidget         *usher_timeline_row_new              (void);
void               usher_timeline_row_set              (UsherTimelineRow *self, UsherNotification *notification,
                                                        const UsherEventOverview *overview, UsherInstant now);
UsherNotification *usher_timeline_row_get_notification (UsherTimelineRow *self);

G_END_DECLS
