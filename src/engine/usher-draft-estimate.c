/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-draft-plan.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-queries-preview.h"
#include "usher-settings-store.h"
#include "usher-table-events.h"
#include "usher-table-notifications.h"
#include "usher-time.h"

/* Has the newest step of that interval left already, of an event that stays where it is? */
static gboolean
has_left (GPtrArray *stored, const char *interval)
{
  const UsherNotification *newest = NULL;

  for (guint i = 0; stored != NULL && i < stored->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (stored, i);

      if (g_str_equal (n->interval, interval) && (newest == NULL || newest->id < n->id))
        newest = n;
    }
  return newest != NULL && newest->status != USHER_NOTIFICATION_SCHEDULED && newest->status != USHER_NOTIFICATION_CANCELLED;
}

/* (element-type utf8): of an edit that names none: those that are planned */
static GPtrArray *
list_planned (GPtrArray *stored)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < stored->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (stored, i);

      if (n->status == USHER_NOTIFICATION_SCHEDULED)
        g_ptr_array_add (list, g_strdup (n->interval));
    }
  return list;
}

/* A moved event sends all that fit, also what had left. @stored: (out) (nullable): the steps of an edited event */
static gboolean
read_stored (UsherConn *conn, gint64 event_id, UsherInstant starts_at, GPtrArray **stored, gboolean *moved, GError **error)
{
  g_autoptr (UsherEvent) event = NULL;

  *stored = NULL;
  *moved = FALSE;
  if (event_id == 0)
    return TRUE;
  event = usher_events_get (conn, event_id, error);
  *stored = event != NULL ? usher_notifications_reminders (conn, event_id, error) : NULL;
  if (*stored == NULL)
    return FALSE;
  *moved = event->starts_at != starts_at;
  return TRUE;
}

/* (element-type utf8): the canonical intervals that would leave */
static GPtrArray *
list_steps (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherSettings) settings = NULL;
  g_autoptr (GPtrArray) stored = NULL, wanted = NULL;
  g_autoptr (GTimeZone) zone = usher_time_zone_new (draft->time_zone != NULL ? draft->time_zone : "", "time_zone", error);
  UsherInstant now = usher_clock_now (usher_engine_get_clock (self)), starts_at;
  gboolean moved;

  if (zone == NULL ||
      !usher_time_from_wall (draft->starts_at != NULL ? draft->starts_at : "", zone, &starts_at, NULL, "starts_at", error) ||
      !usher_reader_open (&reader, self, error) || (settings = usher_settings_load (reader.conn, error)) == NULL ||
      !read_stored (reader.conn, event_id, starts_at, &stored, &moved, error))
    return NULL;
  wanted = draft->intervals != NULL ? g_ptr_array_ref (draft->intervals)
           : stored != NULL ? list_planned (stored) : usher_interval_choose (settings->default_intervals, draft->starts_at, zone, now);
  for (guint i = 0; i < wanted->len; i++)
    {
      g_autofree char *canonical = NULL;
      UsherInterval interval;

      if (!usher_interval_parse (g_ptr_array_index (wanted, i), &interval, error))
        return NULL;
      canonical = usher_interval_format (&interval);
      if (usher_interval_fits (usher_interval_due_at (&interval, draft->starts_at, zone), now) &&
          (moved || !has_left (stored, canonical)))
        g_ptr_array_add (steps, g_steal_pointer (&canonical));
    }
  return g_steal_pointer (&steps);
}

/* Each interval has words, and so a length, of its own. */
static gboolean
measure (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id, GPtrArray *steps, int *segments, GError **error)
{
  *segments = 0;
  if ((draft->channels & USHER_CHANNELS_SMS) == 0)
    return TRUE;
  for (guint i = 0; i < steps->len; i++)
    {
      g_autoptr (UsherPreview) preview = usher_engine_preview_draft (self, draft, event_id, g_ptr_array_index (steps, i),
                                                                     USHER_CHANNEL_SMS, 0, USHER_PREVIEW_PLAIN, error);

      if (preview == NULL)
        return FALSE;
      *segments += MAX (1, preview->segments);
    }
  return TRUE;
}

static UsherCost
price (UsherEngine *self, const UsherEventDraft *draft, const UsherDraftEstimate *estimate, gint64 registrants)
{
  const UsherConfig *config = usher_engine_get_config (self);
  UsherCost cost = { 0 };

  if ((draft->channels & USHER_CHANNELS_EMAIL) != 0)
    cost.email_micros = usher_cost_estimate (registrants, estimate->steps, 1, config->email_price_micros,
                                             config->sms_price_micros).email_micros;
  if (estimate->segments > 0)
    cost.sms_micros = usher_cost_estimate (registrants, 1, estimate->segments, config->email_price_micros,
                                           config->sms_price_micros).sms_micros;
  cost.both_micros = cost.email_micros + cost.sms_micros;
  return cost;
}

/**
 * usher_engine_estimate_draft:
 * @self: the engine
 * @draft: the event as it is to be: with a start and a zone
 * @event_id: the event that is edited; 0: it is new
 * @registrants: how many people, each on every channel of the event
 * @estimate: (out): what its reminders would cost
 * @error: %USHER_ERROR_INVALID naming the field, %USHER_ERROR_NOT_FOUND
 *
 * Returns: %FALSE on error
 */
gboolean
usher_engine_estimate_draft (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id, gint64 registrants,
                             UsherDraftEstimate *estimate, GError **error)
{
  g_autoptr (GPtrArray) steps = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (draft != NULL && estimate != NULL, FALSE);

  *estimate = (UsherDraftEstimate) { 0 };
  if (registrants < 0)
    {
      usher_set_error_invalid (error, "registrants", "The number cannot be negative.");
      return FALSE;
    }
  steps = list_steps (self, draft, event_id, error);
  if (steps == NULL || !measure (self, draft, event_id, steps, &estimate->segments, error))
    return FALSE;
  estimate->steps = (int) steps->len;
  estimate->per_registrant = price (self, draft, estimate, 1);
  estimate->per_100 = price (self, draft, estimate, 100);
  estimate->per_1000 = price (self, draft, estimate, 1000);
  estimate->total = price (self, draft, estimate, registrants);
  return TRUE;
}
