/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-zones.h"

#include "usher-interval.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-time.h"

#define PAGE 200

/* Governments move clocks. People keep the wall time that they were told, so it is the instant that moves: without a
 * change notice, but with a new SEQUENCE, since a calendar file carries the zone's rules of its day. */

static gboolean
refresh_start (UsherConn *conn, UsherEvent *event, GTimeZone *zone, UsherInstant now, GError **error)
{
  UsherInstant starts_at;

  if (!usher_time_from_wall (event->local_start, zone, &starts_at, NULL, "starts_at", NULL) ||
      starts_at == event->starts_at)
    return TRUE;
  event->starts_at = starts_at;
  event->sequence++;
  event->updated_at = now;
  return usher_events_update (conn, event, 0, error) &&
         usher_audit_add (conn, now, "app", "event.zone-data", event->id, NULL, event->time_zone, error);
}

/* A step whose new moment has passed stays planned: the rule for late ones decides about it. */
static gboolean
refresh_steps (UsherConn *conn, const UsherEvent *event, GTimeZone *zone, GError **error)
{
  g_autoptr (GPtrArray) pending = usher_notifications_pending (conn, event->id, error);

  if (pending == NULL)
    return FALSE;
  for (guint i = 0; i < pending->len; i++)
    {
      const UsherNotification *step = g_ptr_array_index (pending, i);
      UsherInterval interval;
      UsherInstant due_at = USHER_NEVER;

      if (usher_interval_parse (step->interval, &interval, NULL))
        due_at = usher_interval_due_at (&interval, event->local_start, zone);
      if (due_at != USHER_NEVER && due_at != step->due_at &&
          !usher_notifications_set_due (conn, step->id, due_at, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refresh_event (UsherConn *conn, UsherEvent *event, UsherInstant now, GError **error)
{
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", &unknown);

  if (zone == NULL)
    {
      g_warning ("Event %" G_GINT64_FORMAT ": this system no longer knows its time zone; its moments stay as they are",
                 event->id);
      return TRUE;
    }
  return refresh_start (conn, event, zone, now, error) && refresh_steps (conn, event, zone, error);
}

/* All of them first: a moved start changes the order in which pages are read. */
static GPtrArray *
list_scheduled (UsherConn *conn, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_unref);
  UsherEventQuery query = { .status = USHER_EVENT_SCHEDULED, .from = USHER_NEVER, .to = USHER_NEVER, .limit = PAGE };

  for (guint found = PAGE; found == PAGE;)
    {
      GPtrArray *page = usher_events_list (conn, &query, error);

      if (page == NULL)
        return NULL;
      found = page->len;
      g_ptr_array_extend_and_steal (all, page);
      if (found > 0)
        query.after_id = ((UsherEvent *) g_ptr_array_index (all, all->len - 1))->id;
    }
  return g_steal_pointer (&all);
}

static gboolean
refresh (UsherConn *conn, gpointer data, GError **error)
{
  UsherInstant now = usher_clock_now (usher_engine_get_clock (data));
  g_autoptr (GPtrArray) events = list_scheduled (conn, error);

  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    if (!refresh_event (conn, g_ptr_array_index (events, i), now, error))
      return FALSE;
  return TRUE;
}

gboolean
usher_zones_refresh (UsherEngine *engine, GError **error)
{
  return usher_store_write (usher_engine_get_store (engine), refresh, engine, NULL, error);
}
