/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-move.h"

#include "usher-time.h"

static UsherEvent *
make_event (const char *wall, const char *zone_name, UsherEventStatus status)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (zone_name, "zone", NULL);
  UsherEvent *event = usher_event_new ();

  g_assert_true (usher_time_from_wall (wall, zone, &event->starts_at, NULL, "t", NULL));
  g_set_str (&event->local_start, wall);
  g_set_str (&event->time_zone, zone_name);
  event->status = status;
  return event;
}

static UsherInstant
moment (const char *text)
{
  UsherInstant instant;

  g_assert_true (usher_time_from_rfc3339 (text, &instant, "t", NULL));
  return instant;
}

static void
test_days (void)
{
  static const struct {
    const char *wall, *zone, *calendar, *day, *now;
    UsherMove   move;
    const char *start;
  } cases[] = {
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-09", "2026-12-01T00:00:00Z", USHER_MOVE_OK, "2026-12-09T20:00" },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2027-01-01", "2026-12-01T00:00:00Z", USHER_MOVE_OK, "2027-01-01T20:00" },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-06", "2026-12-01T00:00:00Z", USHER_MOVE_SAME, NULL },
    /* Both sides of a clock change: the same wall clock */
    { "2026-10-24T20:00", "Europe/Berlin", "Europe/Berlin", "2026-10-26", "2026-10-01T00:00:00Z", USHER_MOVE_OK, "2026-10-26T20:00" },
    { "2026-03-28T02:30", "Europe/Berlin", "Europe/Berlin", "2026-03-29", "2026-03-01T00:00:00Z", USHER_MOVE_OK, "2026-03-29T02:30" },
    /* Its place is elsewhere: what counts is the day that the calendar shows */
    { "2026-12-07T04:00", "Asia/Tokyo", "Europe/Berlin", "2026-12-09", "2026-12-01T00:00:00Z", USHER_MOVE_OK, "2026-12-10T04:00" },
    { "2026-12-06T22:00", "America/New_York", "Europe/Berlin", "2026-12-09", "2026-12-01T00:00:00Z", USHER_MOVE_OK, "2026-12-08T22:00" },
    /* New York changes later than Berlin: 18:30 there is 00:30 here, but 23:30 in the week between */
    { "2026-10-20T18:30", "America/New_York", "Europe/Berlin", "2026-10-28", "2026-10-01T00:00:00Z", USHER_MOVE_OK, "2026-10-28T18:30" },
    { "2026-10-28T18:30", "America/New_York", "Europe/Berlin", "2026-11-05", "2026-10-01T00:00:00Z", USHER_MOVE_OK, "2026-11-04T18:30" },
    /* What has passed: earlier today counts, later today does not */
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-11-30", "2026-12-01T00:00:00Z", USHER_MOVE_PAST, NULL },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-01", "2026-12-01T18:59:00Z", USHER_MOVE_OK, "2026-12-01T20:00" },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-01", "2026-12-01T19:00:00Z", USHER_MOVE_PAST, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEvent) event = make_event (cases[i].wall, cases[i].zone, USHER_EVENT_SCHEDULED);
      g_autoptr (GTimeZone) calendar = usher_time_zone_new (cases[i].calendar, "zone", NULL);
      g_autofree char *start = NULL;
      UsherDay day = usher_day_parse (cases[i].day);

      g_test_message ("%s in %s to %s in %s", cases[i].wall, cases[i].zone, cases[i].day, cases[i].calendar);
      g_assert_cmpint (usher_move_to_day (event, day, calendar, moment (cases[i].now), &start), ==, cases[i].move);
      g_assert_cmpstr (start, ==, cases[i].start);
      g_assert_cmpint (usher_move_to_day (event, day, calendar, moment (cases[i].now), NULL), ==, cases[i].move);
    }
}

static void
test_times (void)
{
  static const struct {
    const char *wall, *zone, *calendar, *day;
    int         minutes;
    UsherMove   move;
    const char *start;
  } cases[] = {
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-07", 19 * 60 + 30, USHER_MOVE_OK, "2026-12-07T19:30" },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-06", 20 * 60, USHER_MOVE_SAME, NULL },
    { "2026-12-07T04:00", "Asia/Tokyo", "Europe/Berlin", "2026-12-08", 20 * 60, USHER_MOVE_OK, "2026-12-09T04:00" },
    { "2026-12-07T04:00", "Asia/Tokyo", "Europe/Berlin", "2026-12-06", 20 * 60, USHER_MOVE_SAME, NULL },
    /* 02:30 does not happen that night: clocks show 03:30 then */
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2027-03-28", 2 * 60 + 30, USHER_MOVE_OK, "2027-03-28T03:30" },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-11-15", 0, USHER_MOVE_PAST, NULL },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-01", 0, USHER_MOVE_PAST, NULL },
    { "2026-12-06T20:00", "Europe/Berlin", "Europe/Berlin", "2026-12-01", 13 * 60 + 15, USHER_MOVE_OK, "2026-12-01T13:15" },
  };
  UsherInstant now = moment ("2026-12-01T12:00:00Z");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEvent) event = make_event (cases[i].wall, cases[i].zone, USHER_EVENT_SCHEDULED);
      g_autoptr (GTimeZone) calendar = usher_time_zone_new (cases[i].calendar, "zone", NULL);
      g_autofree char *start = NULL;

      g_test_message ("%s in %s to %s, minute %d", cases[i].wall, cases[i].zone, cases[i].day, cases[i].minutes);
      g_assert_cmpint (usher_move_to_time (event, usher_day_parse (cases[i].day), cases[i].minutes, calendar, now, &start), ==,
                       cases[i].move);
      g_assert_cmpstr (start, ==, cases[i].start);
    }
}

/* Only what is still to come can be moved. */
static void
test_fixed (void)
{
  static const UsherEventStatus fixed[] = { USHER_EVENT_LIVE, USHER_EVENT_COMPLETED, USHER_EVENT_CANCELLED };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      g_autoptr (UsherEvent) event = make_event ("2026-12-06T20:00", "UTC", fixed[i]);
      g_autofree char *start = NULL;

      g_assert_false (usher_move_allowed (event));
      g_assert_cmpint (usher_move_to_day (event, usher_day_parse ("2026-12-09"), utc, 0, &start), ==, USHER_MOVE_FIXED);
      g_assert_cmpint (usher_move_to_time (event, usher_day_parse ("2026-12-09"), 0, utc, 0, &start), ==, USHER_MOVE_FIXED);
      g_assert_null (start);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/move/days", test_days);
  g_test_add_func ("/move/times", test_times);
  g_test_add_func ("/move/fixed", test_fixed);
  return g_test_run ();
}
