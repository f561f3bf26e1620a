/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"
#include "usher-overview-list.h"

G_BEGIN_DECLS

/**
 * UsherEventList:
 *
 * A scrolled list of events: opens what is activated, has a menu for each, and a mode in which several are chosen. Only the rows that
 * are seen exist.
 *
 * Property: `compact`. Signals: "more": its end came near; "toggle" (UsherOverviewItem): it was chosen, or is no more; "choose-all".
 */
#define USHER_TYPE_EVENT_LIST (usher_event_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherEventList, usher_event_list, USHER, EVENT_LIST, GtkWidget)

/* @days: with a heading for each day */
void       usher_event_list_set_model    (UsherEventList *self, UsherClient *client, UsherOverviewList *list, gboolean days);
void       usher_event_list_set_compact  (UsherEventList *self, gboolean compact);
/* @chosen: (nullable): ids (gint64) as keys, kept by the caller; NULL: nothing is being chosen. Call it again when it changed. */
void       usher_event_list_set_chosen   (UsherEventList *self, GHashTable *chosen);
void       usher_event_list_scroll_to    (UsherEventList *self, guint position, gboolean focus);
void       usher_event_list_scroll_home  (UsherEventList *self);   /* to the very top, its first heading, too */
GtkWidget *usher_event_list_get_view     (UsherEventList *self);   /* the GtkListView */

G_END_DECLS
