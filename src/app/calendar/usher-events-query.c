/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-events-query.h"

UsherEventsAsk *
usher_events_ask_new (UsherEventGroup group, const char *search, gboolean latest_first, int limit)
{
  UsherEventsAsk *self = g_new0 (UsherEventsAsk, 1);

  self->search = g_strdup (search);
  self->query.search = self->search;
  self->query.group = group;
  self->query.newest_first = latest_first;
  self->query.limit = limit;
  return self;
}

UsherEventsAsk *
usher_events_ask_range (UsherInstant from, UsherInstant to, int limit)
{
  UsherEventsAsk *self = usher_events_ask_new (USHER_EVENT_GROUP_ALL, NULL, FALSE, limit);

  self->query.from = from;
  self->query.to = to;
  return self;
}

void
usher_events_ask_free (UsherEventsAsk *ask)
{
  g_free (ask->search);
  g_free (ask);
}

void
usher_events_answer_free (UsherEventsAnswer *answer)
{
  g_clear_pointer (&answer->overviews, g_ptr_array_unref);
  g_free (answer);
}

gpointer
usher_events_query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const UsherEventsAsk *ask = input;
  g_autoptr (UsherEventsAnswer) answer = g_new0 (UsherEventsAnswer, 1);
  UsherEventOverviewQuery query = ask->query;

  query.cancellable = cancellable;
  answer->from = query.from;
  answer->to = query.to;
  answer->overviews = usher_engine_list_event_overviews (engine, &query, error);
  if (!answer->overviews || !usher_engine_count_events (engine, &query, &answer->counts, error))
    return NULL;
  return g_steal_pointer (&answer);
}

int
usher_events_compare (gconstpointer a, gconstpointer b)
{
  const UsherEvent *one = ((const UsherEventOverview *) a)->event;
  const UsherEvent *other = ((const UsherEventOverview *) b)->event;

  if (one->starts_at != other->starts_at)
    return one->starts_at < other->starts_at ? -1 : 1;
  return (one->id > other->id) - (one->id < other->id);
}
