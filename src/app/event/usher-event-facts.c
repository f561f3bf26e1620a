/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-facts.h"

#include "usher-links.h"

void
usher_event_facts_free (UsherEventFacts *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->overview, usher_event_overview_unref);
  g_clear_pointer (&self->notifications, g_ptr_array_unref);
  g_clear_pointer (&self->stream, usher_stream_unref);
  g_clear_pointer (&self->analytics, usher_analytics_free);
  g_free (self->register_url);
  g_free (self->closed);
  g_free (self);
}

gpointer
usher_event_facts_input (gint64 event_id)
{
  return g_memdup2 (&event_id, sizeof event_id);
}

/**
 * usher_event_facts_query:
 * @engine: the engine
 * @input: a gint64: the event
 * @cancellable: (nullable): not looked at; all of it is quick
 * @error: %USHER_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): UsherEventFacts; %NULL on error
 */
gpointer
usher_event_facts_query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherEventFacts) self = g_new0 (UsherEventFacts, 1);
  gint64 id = *(const gint64 *) input;
  g_autofree char *base = NULL;
  g_autoptr (GError) local = NULL;

  self->overview = usher_engine_get_event_overview (engine, id, error);
  if (!self->overview)
    return NULL;
  self->notifications = usher_engine_list_notifications (engine, id, TRUE, error);
  if (!self->notifications)
    return NULL;
  self->analytics = usher_engine_get_analytics (engine, id, error);
  if (!self->analytics)
    return NULL;
  self->stream = usher_engine_get_stream (engine, id, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  base = usher_engine_dup_public_url (engine);
  self->register_url = usher_link_register (base ? base : "", self->overview->event);
  if (!usher_engine_check_open (engine, self->overview->event, &local))
    self->closed = g_strdup (local->message);
  self->now = usher_clock_now (usher_engine_get_clock (engine));
  return g_steal_pointer (&self);
}
