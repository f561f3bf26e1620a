/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-analytics-total.h"

#include <string.h>

static const UsherAnalytics seen = {
  .registrations = 400, .attendance = 244, .viewers_total = 300, .sent = { 1000, 100 }, .delivered = { 990, 90 }, .failed = { 10, 10 },
  .opened = 600, .cost_micros = { 1000000, 750000 },
};
static const UsherAnalytics unseen = {
  .registrations = 100, .sent = { 200, 0 }, .delivered = { 200, 0 }, .cost_micros = { 200000, 0 },
};

/* An event that was not measured makes no share smaller. */
static void
test_total (void)
{
  UsherAnalyticsTotal total = { 0 };

  usher_analytics_total_add (&total, &seen);
  usher_analytics_total_add (&total, &unseen);
  g_assert_cmpint (total.events, ==, 2);
  g_assert_cmpint (total.registrations, ==, 500);
  g_assert_cmpint (total.seen_events, ==, 1);
  g_assert_cmpint (total.seen_registrations, ==, 400);
  g_assert_cmpint (total.attendance, ==, 244);
  g_assert_cmpint (total.sent, ==, 1300);
  g_assert_cmpint (total.delivered, ==, 1280);
  g_assert_cmpint (total.failed, ==, 20);
  g_assert_cmpint (total.counted_emails, ==, 990);
  g_assert_cmpint (total.opened, ==, 600);
  g_assert_cmpint (total.cost_micros, ==, 1950000);
  g_assert_true (usher_analytics_measured (&seen));
  g_assert_false (usher_analytics_measured (&unseen));
}

static void
test_csv (void)
{
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_auto (GStrv) lines = NULL;

  g_set_str (&event->title, "=Show, \"live\"");
  usher_analytics_csv_header (csv);
  usher_analytics_csv_row (csv, event, &seen);
  usher_analytics_csv_row (csv, event, &unseen);
  lines = g_strsplit (csv->str, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[1], ==, "\"'=Show, \"\"live\"\"\",1970-01-01T00:00:00Z,400,244,300,0,0,1100,1080,20,600,0,1.750000");
  g_assert_cmpstr (lines[2], ==, "\"'=Show, \"\"live\"\"\",1970-01-01T00:00:00Z,100,,,,,200,200,0,,,0.200000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analytics-total/total", test_total);
  g_test_add_func ("/analytics-total/csv", test_csv);
  return g_test_run ();
}
