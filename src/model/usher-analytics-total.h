/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-analytics.h"
#include "usher-event.h"

G_BEGIN_DECLS

/**
 * UsherAnalyticsTotal:
 * @events: how many were added
 * @seen_events, @seen_registrations: those at which viewers could be counted, and who had registered for them
 * @attendance: registered viewers that were seen at those
 * @counted_emails: delivered e-mail of events at which opens were counted
 *
 * Several events together. What was not measured at an event does not count as zero: shares are of what was measured.
 */
typedef struct {
  int    events;
  gint64 registrations;
  int    seen_events;
  gint64 seen_registrations;
  gint64 attendance;
  gint64 sent, delivered, failed;
  gint64 counted_emails;
  gint64 opened;
  gint64 cost_micros;
} UsherAnalyticsTotal;

void     usher_analytics_total_add      (UsherAnalyticsTotal *self, const UsherAnalytics *analytics);
/* Were opens and clicks counted? Without tracking there are none. */
gboolean usher_analytics_counted_opens  (const UsherAnalytics *self);
/* Messages of all channels */
gint64   usher_analytics_get_sent       (const UsherAnalytics *self);
gint64   usher_analytics_get_delivered  (const UsherAnalytics *self);
gint64   usher_analytics_get_cost       (const UsherAnalytics *self);

/* A table of events and how they went, for a spreadsheet: what was not measured is empty, not 0 (usher-csv.h) */
void     usher_analytics_csv_header     (GString *csv);
void     usher_analytics_csv_row        (GString *csv, const UsherEvent *event, const UsherAnalytics *analytics);

G_END_DECLS
