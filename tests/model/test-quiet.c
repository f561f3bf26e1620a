/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-quiet.h"
#include "usher-time.h"

static UsherInstant
moment (const char *text)
{
  UsherInstant instant = USHER_NEVER;

  if (text != NULL)
    g_assert_true (usher_time_from_rfc3339 (text, &instant, "t", NULL));
  return instant;
}

/* When the hours end (NULL: it is not quiet) */
static const struct {
  const char *from, *to;   /* HH:MM */
  const char *zone;
  const char *now;
  const char *end;
} hours[] = {
  { "22:00", "08:00", "Europe/Berlin", "2026-12-06T20:59:59Z", NULL },
  { "22:00", "08:00", "Europe/Berlin", "2026-12-06T21:00:00Z", "2026-12-07T07:00:00Z" },
  { "22:00", "08:00", "Europe/Berlin", "2026-12-07T06:59:59Z", "2026-12-07T07:00:00Z" },
  { "22:00", "08:00", "Europe/Berlin", "2026-12-07T07:00:00Z", NULL },
  { "22:00", "08:00", "Asia/Tokyo", "2026-12-06T19:00:00Z", "2026-12-06T23:00:00Z" },
  { "22:00", "08:00", "UTC", "2026-12-31T23:30:00Z", "2027-01-01T08:00:00Z" },
  { "13:00", "15:30", "UTC", "2026-12-06T13:00:00Z", "2026-12-06T15:30:00Z" },
  { "13:00", "15:30", "UTC", "2026-12-06T15:30:00Z", NULL },
  { "22:00", "00:00", "UTC", "2026-12-06T22:30:00Z", "2026-12-07T00:00:00Z" },
  /* The clocks of Berlin are put back on 2026-10-25 at 03:00, and forward on 2027-03-28 at 02:00. */
  { "22:00", "08:00", "Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T07:00:00Z" },
  { "22:00", "08:00", "Europe/Berlin", "2027-03-27T22:00:00Z", "2027-03-28T06:00:00Z" },
  { "22:00", "02:30", "Europe/Berlin", "2027-03-27T22:00:00Z", "2027-03-28T01:00:00Z" },   /* never 02:30 */
  { "22:00", "02:30", "Europe/Berlin", "2026-10-25T00:15:00Z", "2026-10-25T00:30:00Z" },   /* the first 02:15 */
  { "22:00", "02:30", "Europe/Berlin", "2026-10-25T01:15:00Z", "2026-10-25T01:30:00Z" },   /* the second one */
};

static int
minutes (const char *time)
{
  return (int) g_ascii_strtoll (time, NULL, 10) * 60 + (int) g_ascii_strtoll (time + 3, NULL, 10);
}

static void
test_end (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    {
      UsherQuietHours quiet = { TRUE, minutes (hours[i].from), minutes (hours[i].to) };
      g_autoptr (GTimeZone) zone = usher_time_zone_new (hours[i].zone, "zone", NULL);
      UsherInstant end = usher_quiet_end (&quiet, moment (hours[i].now), zone);
      g_autofree char *text = end != USHER_NEVER ? usher_time_to_rfc3339 (end) : NULL;

      g_assert_cmpstr (text, ==, hours[i].end);
      quiet.enabled = FALSE;
      g_assert_cmpint (usher_quiet_end (&quiet, moment (hours[i].now), zone), ==, USHER_NEVER);
    }
}

#define REMINDER     USHER_NOTIFICATION_REMINDER
#define CHANGE       USHER_NOTIFICATION_CHANGE
#define CANCELLATION USHER_NOTIFICATION_CANCELLATION

/* At midnight UTC, with quiet hours until 08:00 */
static const struct {
  UsherNotificationKind kind;
  const char *starts_at;
  const char *old_starts_at;
  gboolean    helps_then;
  UsherQuiet  quiet;
} cases[] = {
  { REMINDER, "2026-12-07T20:00:00Z", NULL, TRUE, USHER_QUIET_WAIT },
  { REMINDER, "2026-12-07T20:00:00Z", NULL, FALSE, USHER_QUIET_SKIP },
  { REMINDER, "2026-12-07T01:00:01Z", NULL, FALSE, USHER_QUIET_SKIP },
  { REMINDER, "2026-12-07T01:00:00Z", NULL, FALSE, USHER_QUIET_LEAVE },   /* the step of an hour */
  { REMINDER, "2026-12-07T00:00:00Z", NULL, FALSE, USHER_QUIET_LEAVE },   /* at start */
  { REMINDER, "2026-12-06T23:50:00Z", NULL, FALSE, USHER_QUIET_LEAVE },
  { USHER_NOTIFICATION_CONFIRMATION, "2026-12-09T20:00:00Z", NULL, TRUE, USHER_QUIET_LEAVE },
  { USHER_NOTIFICATION_TEST, "2026-12-09T20:00:00Z", NULL, TRUE, USHER_QUIET_LEAVE },
  { CHANGE, "2026-12-09T20:00:00Z", "2026-12-08T20:00:00Z", FALSE, USHER_QUIET_WAIT },
  { CHANGE, "2026-12-09T20:00:00Z", "2026-12-07T09:00:00Z", FALSE, USHER_QUIET_WAIT },
  { CHANGE, "2026-12-09T20:00:00Z", "2026-12-07T08:59:00Z", FALSE, USHER_QUIET_LEAVE },   /* the old one is soon */
  { CHANGE, "2026-12-07T07:00:00Z", "2026-12-09T20:00:00Z", FALSE, USHER_QUIET_LEAVE },   /* the new one is */
  { CHANGE, "2026-12-09T20:00:00Z", "2026-12-06T20:00:00Z", FALSE, USHER_QUIET_WAIT },    /* the old one is over */
  { CANCELLATION, "2026-12-09T20:00:00Z", NULL, FALSE, USHER_QUIET_WAIT },
  { CANCELLATION, "2026-12-07T08:30:00Z", NULL, FALSE, USHER_QUIET_LEAVE },
};

static void
test_decide (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      UsherQuietCase c = {
        .kind = cases[i].kind, .now = moment ("2026-12-07T00:00:00Z"), .quiet_end = moment ("2026-12-07T08:00:00Z"),
        .starts_at = moment (cases[i].starts_at), .old_starts_at = moment (cases[i].old_starts_at),
        .helps_then = cases[i].helps_then,
      };

      g_assert_cmpint (usher_quiet_decide (&c), ==, cases[i].quiet);
      g_assert_cmpint (usher_quiet_reason (cases[i].quiet) != NULL, ==, cases[i].quiet != USHER_QUIET_LEAVE);
      c.quiet_end = USHER_NEVER;
      g_assert_cmpint (usher_quiet_decide (&c), ==, USHER_QUIET_LEAVE);
    }
}

/* Around changes of clocks, also those at midnight and one that skips a day: the end is the first moment that is not quiet any more. */
static const struct {
  const char *zone, *begin;
} changes[] = {
  { "Europe/Berlin", "2026-03-28T00:00" }, { "Europe/Berlin", "2026-10-24T00:00" }, { "Australia/Lord_Howe", "2026-04-04T00:00" },
  { "Australia/Lord_Howe", "2026-10-03T00:00" }, { "America/Sao_Paulo", "2018-11-03T00:00" }, { "America/Sao_Paulo", "2018-02-16T12:00" },
  { "America/Havana", "2026-03-07T00:00" }, { "America/Havana", "2026-10-31T00:00" }, { "Africa/Cairo", "2026-04-23T00:00" },
  { "Pacific/Apia", "2011-12-28T12:00" },
};

static void
try_moment (const UsherQuietHours *window, UsherInstant now, GTimeZone *zone)
{
  UsherInstant end = usher_quiet_end (window, now, zone);

  if (end == USHER_NEVER)
    return;
  g_assert_cmpint (end, >, now);
  g_assert_cmpint (end - now, <=, 25 * USHER_HOUR);
  g_assert_cmpint (usher_quiet_end (window, end, zone), ==, USHER_NEVER);
  for (UsherInstant t = now; t < end; t += 10 * USHER_MINUTE)
    g_assert_cmpint (usher_quiet_end (window, t, zone), !=, USHER_NEVER);
  g_assert_cmpint (usher_quiet_end (window, end - 1, zone), ==, end);
}

static void
test_around_changes (void)
{
  static const UsherQuietHours windows[] = {
    { TRUE, 22 * 60, 8 * 60 }, { TRUE, 22 * 60, 30 }, { TRUE, 23 * 60, 0 }, { TRUE, 0, 2 * 60 + 30 }, { TRUE, 60, 2 * 60 + 15 }, { TRUE, 0, 23 * 60 + 59 },
    { TRUE, 2 * 60 + 10, 2 * 60 + 40 }, { TRUE, 12 * 60, 20 * 60 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (changes[i].zone, "zone", NULL);
      UsherInstant begin;

      g_assert_true (usher_time_from_wall (changes[i].begin, zone, &begin, NULL, "begin", NULL));
      for (guint w = 0; w < G_N_ELEMENTS (windows); w++)
        {
          g_test_message ("%s, window %u", changes[i].zone, w);
          for (UsherInstant now = begin; now < begin + 3 * USHER_DAY; now += 7 * USHER_MINUTE + 1)
            try_moment (&windows[w], now, zone);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quiet/end", test_end);
  g_test_add_func ("/quiet/decide", test_decide);
  g_test_add_func ("/quiet/around-changes", test_around_changes);
  return g_test_run ();
}
