/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the pages of events ask the engine, on a worker thread. */

#include "usher-queries.h"

G_BEGIN_DECLS

typedef struct {
  UsherEventOverviewQuery query;
  char                   *search;    /* what query.search points to */
} UsherEventsAsk;

typedef struct {
  GPtrArray       *overviews;        /* (element-type UsherEventOverview) */
  UsherEventCounts counts;
  UsherInstant     from, to;         /* as asked */
} UsherEventsAnswer;

/* @limit: -1: all of them */
UsherEventsAsk *usher_events_ask_new     (UsherEventGroup group, const char *search, gboolean latest_first, int limit);
/* Those that start in [from, to), @limit -1: all; @to 0: whenever */
UsherEventsAsk *usher_events_ask_range   (UsherInstant from, UsherInstant to, int limit);
void            usher_events_ask_free    (UsherEventsAsk *ask);
void            usher_events_answer_free (UsherEventsAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEventsAnswer, usher_events_answer_free)

/* An UsherQuery: of an UsherEventsAsk to an UsherEventsAnswer */
gpointer        usher_events_query       (UsherEngine *engine, gconstpointer ask, GCancellable *cancellable, GError **error);
/* Overviews by start, then id: a GCompareFunc */
int             usher_events_compare     (gconstpointer a, gconstpointer b);

G_END_DECLS
