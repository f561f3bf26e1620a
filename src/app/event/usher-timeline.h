/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-event-facts.h"

G_BEGIN_DECLS

/**
 * UsherTimeline:
 *
 * The messages of an event in the order in which they leave: each with its state, moment, channels, counts, and what one can
 * do about it.
 */
#define USHER_TYPE_TIMELINE (usher_timeline_get_type ())
G_DECLARE_FINAL_TYPE (UsherTimeline, usher_timeline, USHER, TIMELINE, GtkWidget)

void usher_timeline_set_facts (UsherTimeline *self, UsherClient *client, const UsherEventFacts *facts);

G_END_DECLS
