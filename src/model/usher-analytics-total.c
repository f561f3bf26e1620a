/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-analytics-total.h"

#include "usher-csv.h"
#include "usher-time.h"

gboolean
usher_analytics_counted_opens (const UsherAnalytics *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->opened > 0 || self->clicked > 0;
}

gint64
usher_analytics_get_sent (const UsherAnalytics *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (gint64) self->sent[USHER_CHANNEL_EMAIL] + self->sent[USHER_CHANNEL_SMS];
}

gint64
usher_analytics_get_delivered (const UsherAnalytics *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (gint64) self->delivered[USHER_CHANNEL_EMAIL] + self->delivered[USHER_CHANNEL_SMS];
}

gint64
usher_analytics_get_cost (const UsherAnalytics *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->cost_micros[USHER_CHANNEL_EMAIL] + self->cost_micros[USHER_CHANNEL_SMS];
}

/**
 * usher_analytics_total_add:
 * @self: the sum so far; all zero at the beginning
 * @analytics: one event
 */
void
usher_analytics_total_add (UsherAnalyticsTotal *self, const UsherAnalytics *analytics)
{
  g_return_if_fail (self != NULL && analytics != NULL);

  self->events++;
  self->registrations += analytics->registrations;
  self->sent += usher_analytics_get_sent (analytics);
  self->delivered += usher_analytics_get_delivered (analytics);
  self->failed += (gint64) analytics->failed[USHER_CHANNEL_EMAIL] + analytics->failed[USHER_CHANNEL_SMS];
  self->cost_micros += usher_analytics_get_cost (analytics);
  if (usher_analytics_measured (analytics))
    {
      self->seen_events++;
      self->seen_registrations += analytics->registrations;
      self->attendance += analytics->attendance;
    }
  if (usher_analytics_counted_opens (analytics))
    {
      self->counted_emails += analytics->delivered[USHER_CHANNEL_EMAIL];
      self->opened += analytics->opened;
    }
}

/* --- as a table ---------------------------------------------------------------------------------------------------- */

void
usher_analytics_csv_header (GString *csv)
{
  static const char * const names[] = {
    "title", "starts_at", "registrations", "attendance", "viewers_total", "viewers_peak", "watch_seconds", "sent", "delivered",
    "failed", "opened", "clicked", "cost_usd", NULL,
  };

  g_return_if_fail (csv != NULL);
  usher_csv_append_row (csv, names);
}

static char *
number (gint64 value, gboolean measured)
{
  return measured ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : g_strdup ("");
}

static char *
dollars (gint64 micros)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", micros / 1000000, (int) (micros % 1000000));
}

void
usher_analytics_csv_row (GString *csv, const UsherEvent *event, const UsherAnalytics *a)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
  gboolean seen, counted;

  g_return_if_fail (csv != NULL && event != NULL && a != NULL);

  seen = usher_analytics_measured (a);
  counted = usher_analytics_counted_opens (a);
  g_ptr_array_add (row, g_strdup (event->title));
  g_ptr_array_add (row, usher_time_to_rfc3339 (event->starts_at));
  g_ptr_array_add (row, number (a->registrations, TRUE));
  g_ptr_array_add (row, number (a->attendance, seen));
  g_ptr_array_add (row, number (a->viewers_total, seen));
  g_ptr_array_add (row, number (a->viewers_peak, seen));
  g_ptr_array_add (row, number (a->watch_seconds, seen));
  g_ptr_array_add (row, number (usher_analytics_get_sent (a), TRUE));
  g_ptr_array_add (row, number (usher_analytics_get_delivered (a), TRUE));
  g_ptr_array_add (row, number ((gint64) a->failed[USHER_CHANNEL_EMAIL] + a->failed[USHER_CHANNEL_SMS], TRUE));
  g_ptr_array_add (row, number (a->opened, counted));
  g_ptr_array_add (row, number (a->clicked, counted));
  g_ptr_array_add (row, dollars (usher_analytics_get_cost (a)));
  g_ptr_array_add (row, NULL);
  usher_csv_append_row (csv, (const char * const *) row->pdata);
}
