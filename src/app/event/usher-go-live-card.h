/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherGoLiveCard:
 *
 * The GO LIVE pill with its countdown. Pressed it asks (win.go-live), then becomes the progress of making the stream, with a
 * way out; what goes wrong stands above it. Live it leads to the Studio, afterwards to the summary.
 */
#define USHER_TYPE_GO_LIVE_CARD (usher_go_live_card_get_type ())
G_DECLARE_FINAL_TYPE (UsherGoLiveCard, usher_go_live_card, USHER, GO_LIVE_CARD, GtkWidget)

void usher_go_live_card_set_event (UsherGoLiveCard *self, UsherClient *client, UsherEvent *event);
/* Starts, without a question */
void usher_go_live_card_start     (UsherGoLiveCard *self, UsherClient *client, gint64 event_id);

G_END_DECLS
