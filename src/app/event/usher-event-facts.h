/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherEventFacts:
 * @overview: the event and its counts
 * @notifications: (element-type UsherNotification): all of it, by due moment
 * @stream: (nullable): there once it was made
 * @analytics: as they are now, or as they were fixed at the end
 * @closed: (nullable): why nobody can register just now, in words
 * @now: the moment of reading
 *
 * What event page, Studio and summary show of one event, read at one go on a worker thread.
 */
typedef struct {
  UsherEventOverview *overview;
  GPtrArray          *notifications;
  UsherStream        *stream;
  UsherAnalytics     *analytics;
  char               *register_url;
  char               *closed;
  UsherInstant        now;
} UsherEventFacts;

/* An UsherQuery: @input a const gint64 * with the event's id */
gpointer usher_event_facts_query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error);
void     usher_event_facts_free  (UsherEventFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEventFacts, usher_event_facts_free)

/* A copy of an id, for queries; frees with g_free() */
gpointer usher_event_facts_input (gint64 event_id);

G_END_DECLS
