/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherCountdown:
 *
 * A label that says how far away an event's start is and runs by itself: "in 12 days", "tomorrow at 20:00", "02:14:09", "started 10 minutes
 * ago"; while the event is live the time on air. Screen readers are told in words, and not every second.
 */
#define USHER_TYPE_COUNTDOWN (usher_countdown_get_type ())
G_DECLARE_FINAL_TYPE (UsherCountdown, usher_countdown, USHER, COUNTDOWN, GtkWidget)

GtkWidget *usher_countdown_new       (void);
/* @client: whose clock it shows; @event: (nullable) */
void       usher_countdown_set_event (UsherCountdown *self, UsherClient *client, UsherEvent *event);

G_END_DECLS
