/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-time.h"

static GTimeZone *
zone_of (const char *name)
{
  g_autoptr (GError) error = NULL;
  GTimeZone *zone = usher_time_zone_new (name, "time_zone", &error);

  g_assert_no_error (error);
  return zone;
}

static void
test_zone_names (void)
{
  static const struct { const char *name; gboolean good; } cases[] = {
    { "Europe/Berlin", TRUE }, { "UTC", TRUE }, { "GMT", TRUE }, { "Etc/UTC", TRUE }, { "Etc/GMT+5", TRUE },
    { "Etc/GMT-14", TRUE }, { "America/Argentina/Buenos_Aires", TRUE }, { "America/Port-au-Prince", TRUE },
    { "Asia/Kathmandu", TRUE },
    { NULL, FALSE }, { "", FALSE }, { " ", FALSE }, { "Z", FALSE }, { "+01:00", FALSE }, { "01:00", FALSE },
    { "-05", FALSE }, { "UTC+1", FALSE }, { "GMT+5", FALSE }, { "CET-1CEST", FALSE }, { "<+03>-3", FALSE },
    { "CET-1CEST,M3.5.0,M10.5.0/3", FALSE }, { "Europe", FALSE }, { "Europe/", FALSE }, { "/Europe/Berlin", FALSE },
    { "Europe//Berlin", FALSE }, { "../Berlin", FALSE }, { "Europe/../Europe/Berlin", FALSE }, { "America/Argentina", FALSE },
    { "/etc/localtime", FALSE }, { "localtime", FALSE }, { "posixrules", FALSE }, { "posix/Europe/Berlin", FALSE },
    { "right/Europe/Berlin", FALSE }, { "zone.tab", FALSE }, { "leapseconds", FALSE }, { "leap-seconds.list", FALSE },
    { "europe/berlin", FALSE }, { "Europe/Berlin ", FALSE }, { "Europe/Berlin\n", FALSE }, { "Europe/Atlantis", FALSE },
    { "Europe/B\303\244rlin", FALSE }, { "Europe/\377", FALSE }, { ":Europe/Berlin", FALSE },
    { "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GTimeZone) zone = usher_time_zone_new (cases[i].name, "zone", &error);

      if (cases[i].good)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (g_time_zone_get_identifier (zone), ==, cases[i].name);
          continue;
        }
      if (zone != NULL)
        g_test_message ("accepted: %s", cases[i].name);
      g_assert_null (zone);
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "zone");
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* Browsers report the old names; this system's zone data may not have them. */
static void
test_old_zone_names (void)
{
  static const struct { const char *old, *present; } cases[] = {
    { "Asia/Calcutta", "Asia/Kolkata" }, { "Asia/Katmandu", "Asia/Kathmandu" }, { "Europe/Kiev", "Europe/Kyiv" },
    { "US/Pacific", "America/Los_Angeles" }, { "EST5EDT", "America/New_York" }, { "Japan", "Asia/Tokyo" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_of (cases[i].old);

      g_assert_cmpstr (g_time_zone_get_identifier (zone), ==, cases[i].present);
    }
}

static void
test_from_wall (void)
{
  static const struct { const char *zone, *wall, *instant; UsherWallKind kind; } cases[] = {
    { "UTC", "2026-12-06T20:00", "2026-12-06T20:00:00Z", USHER_WALL_EXACT },
    { "UTC", "2026-12-06T20:00:59", "2026-12-06T20:00:59Z", USHER_WALL_EXACT },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:00:00Z", USHER_WALL_EXACT },
    { "Europe/Berlin", "2026-07-06T20:00", "2026-07-06T18:00:00Z", USHER_WALL_EXACT },
    { "Europe/Berlin", "2050-07-06T20:00", "2050-07-06T18:00:00Z", USHER_WALL_EXACT },   /* past 2037 */
    /* spring gap, with both borders */
    { "Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59:00Z", USHER_WALL_EXACT },
    { "Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z", USHER_WALL_GAP },
    { "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00Z", USHER_WALL_GAP },
    { "Europe/Berlin", "2026-03-29T02:59:59", "2026-03-29T01:59:59Z", USHER_WALL_GAP },
    { "Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z", USHER_WALL_EXACT },
    /* autumn fold, with both borders: the first one */
    { "Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59:00Z", USHER_WALL_EXACT },
    { "Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00:00Z", USHER_WALL_FOLD },
    { "Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z", USHER_WALL_FOLD },
    { "Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z", USHER_WALL_EXACT },
    { "America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z", USHER_WALL_GAP },
    { "America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z", USHER_WALL_FOLD },
    /* southern hemisphere: the other way round */
    { "Australia/Sydney", "2026-01-06T20:00", "2026-01-06T09:00:00Z", USHER_WALL_EXACT },
    { "Australia/Sydney", "2026-10-04T02:30", "2026-10-03T16:30:00Z", USHER_WALL_GAP },
    { "Australia/Sydney", "2026-04-05T02:30", "2026-04-04T15:30:00Z", USHER_WALL_FOLD },
    /* half an hour */
    { "Australia/Lord_Howe", "2026-10-04T01:59", "2026-10-03T15:29:00Z", USHER_WALL_EXACT },
    { "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z", USHER_WALL_GAP },
    { "Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30:00Z", USHER_WALL_EXACT },
    { "Australia/Lord_Howe", "2026-04-05T01:30", "2026-04-04T14:30:00Z", USHER_WALL_FOLD },
    { "Australia/Lord_Howe", "2026-04-05T01:59", "2026-04-04T14:59:00Z", USHER_WALL_FOLD },
    { "Australia/Lord_Howe", "2026-04-05T02:00", "2026-04-04T15:30:00Z", USHER_WALL_EXACT },
    /* two hours */
    { "Antarctica/Troll", "2026-03-29T02:59", "2026-03-29T02:59:00Z", USHER_WALL_GAP },
    { "Antarctica/Troll", "2026-03-29T03:00", "2026-03-29T01:00:00Z", USHER_WALL_EXACT },
    /* midnight that does not exist, or twice */
    { "America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00Z", USHER_WALL_GAP },
    { "America/Sao_Paulo", "2018-11-04T01:00", "2018-11-04T03:00:00Z", USHER_WALL_EXACT },
    { "America/Sao_Paulo", "2018-02-17T23:30", "2018-02-18T01:30:00Z", USHER_WALL_FOLD },
    { "America/Sao_Paulo", "2026-11-01T00:00", "2026-11-01T03:00:00Z", USHER_WALL_EXACT },   /* abolished since */
    { "Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00:00Z", USHER_WALL_GAP },
    { "Africa/Cairo", "2026-04-23T23:59", "2026-04-23T21:59:00Z", USHER_WALL_EXACT },
    /* a whole day left out */
    { "Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59:00Z", USHER_WALL_EXACT },
    { "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z", USHER_WALL_GAP },
    { "Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00:00Z", USHER_WALL_EXACT },
    /* "winter" as the saving time; no changes; odd offsets; the ends of the world */
    { "Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30:00Z", USHER_WALL_FOLD },
    { "Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:30:00Z", USHER_WALL_GAP },
    { "Asia/Tokyo", "2026-03-29T02:30", "2026-03-28T17:30:00Z", USHER_WALL_EXACT },
    { "Asia/Kathmandu", "2026-06-01T00:00", "2026-05-31T18:15:00Z", USHER_WALL_EXACT },
    { "Asia/Kolkata", "2026-06-01T00:00", "2026-05-31T18:30:00Z", USHER_WALL_EXACT },
    { "Pacific/Chatham", "2026-07-01T12:00", "2026-06-30T23:15:00Z", USHER_WALL_EXACT },
    { "Pacific/Kiritimati", "2027-01-01T00:00", "2026-12-31T10:00:00Z", USHER_WALL_EXACT },
    { "Pacific/Niue", "2026-12-31T23:59", "2027-01-01T10:59:00Z", USHER_WALL_EXACT },
    /* calendar */
    { "UTC", "2028-02-29T12:00", "2028-02-29T12:00:00Z", USHER_WALL_EXACT },
    { "UTC", "2000-02-29T12:00", "2000-02-29T12:00:00Z", USHER_WALL_EXACT },
    { "UTC", "1969-12-31T23:59:59", "1969-12-31T23:59:59Z", USHER_WALL_EXACT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_of (cases[i].zone);
      g_autoptr (GError) error = NULL;
      g_autofree char *got = NULL;
      UsherInstant instant;
      UsherWallKind kind;

      g_test_message ("%s %s", cases[i].zone, cases[i].wall);
      g_assert_true (usher_time_from_wall (cases[i].wall, zone, &instant, &kind, "starts_at", &error));
      g_assert_no_error (error);
      got = usher_time_to_rfc3339 (instant);
      g_assert_cmpstr (got, ==, cases[i].instant);
      g_assert_cmpint (kind, ==, cases[i].kind);
      if (kind != USHER_WALL_GAP)
        {
          g_autofree char *back = usher_time_to_wall (instant, zone);

          g_assert_true (g_str_has_prefix (cases[i].wall, back));
        }
    }
}

/* Every quarter of an hour of a year, in zones of all kinds: what a clock shows leads back to the moment, or, in the
 * second pass of a fold, to the first one. */
static void
test_round_trip (void)
{
  static const char * const names[] = { "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca",
                                        "Antarctica/Troll", "Africa/Cairo", "Asia/Kathmandu", "UTC" };

  for (gsize z = 0; z < G_N_ELEMENTS (names); z++)
    {
      g_autoptr (GTimeZone) zone = zone_of (names[z]);
      UsherInstant start = 0;

      g_assert_true (usher_time_from_rfc3339 ("2026-01-01T00:00:00Z", &start, "t", NULL));
      for (int quarter = 0; quarter < 366 * 96; quarter++)
        {
          UsherInstant instant = start + quarter * 15 * (gint64) USHER_MINUTE;
          g_autofree char *wall = usher_time_to_wall (instant, zone);
          UsherInstant back;
          UsherWallKind kind;

          g_assert_true (usher_time_from_wall (wall, zone, &back, &kind, "t", NULL));
          g_assert_cmpint (kind, !=, USHER_WALL_GAP);
          if (kind == USHER_WALL_EXACT)
            g_assert_cmpint (back, ==, instant);
          else
            g_assert_true (back == instant || (back < instant && instant - back <= 2 * USHER_HOUR));
        }
    }
}

static void
test_bad_walls (void)
{
  static const char * const bad[] = {
    NULL, "", "2026-12-06", "2026-12-06 20:00", "2026-12-06t20:00", "2026-12-06T20", "2026-12-06T2000", "20261206T2000",
    "2026-12-06T20:00Z", "2026-12-06T20:00+01:00", "2026-12-06T20:00:00.5", "2026-12-06T20:00:60", "2026-12-06T24:00",
    "2026-12-06T20:60", "2026-13-06T20:00", "2026-00-06T20:00", "2026-12-32T20:00", "2026-12-00T20:00",
    "2026-02-29T20:00", "2100-02-29T20:00", "2026-04-31T20:00", "0000-12-06T20:00", "-026-12-06T20:00",
    "+2026-12-06T20:00", "12026-12-06T20:00", "2026-12-06T20:00 ", " 2026-12-06T20:00", "2026-12-06T20:00:",
    "2026-12-06T20:0", "2026-12-6T20:00", "\377\376", "2026-12-06T20:00\n", "２０２６-12-06T20:00",
  };
  g_autoptr (GTimeZone) zone = zone_of ("Europe/Berlin");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      UsherInstant instant = 42;

      g_assert_false (usher_time_from_wall (bad[i], zone, &instant, NULL, "starts_at", &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "starts_at");
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpint (instant, ==, 42);
      g_assert_true (usher_time_days_before_wall (bad[i], 1, zone) == USHER_NEVER);
    }
}

static void
test_gaps (void)
{
  static const struct { const char *zone, *wall, *first, *next; } cases[] = {
    { "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T02:00", "2026-03-29T03:00" },
    { "Australia/Lord_Howe", "2026-10-04T02:00", "2026-10-04T02:00", "2026-10-04T02:30" },
    { "Africa/Cairo", "2026-04-24T00:59", "2026-04-24T00:00", "2026-04-24T01:00" },
    { "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T00:00", "2011-12-31T00:00" },
    { "Antarctica/Troll", "2026-03-29T02:00", "2026-03-29T01:00", "2026-03-29T03:00" },
    { "Europe/Berlin", "2026-03-29T03:00", NULL, NULL },
    { "Europe/Berlin", "2026-10-25T02:30", NULL, NULL },
    { "Asia/Tokyo", "2026-03-29T02:30", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_of (cases[i].zone);
      g_autofree char *first = NULL;
      g_autofree char *next = NULL;

      g_assert_cmpint (usher_time_find_gap (cases[i].wall, zone, &first, &next), ==, cases[i].first != NULL);
      g_assert_cmpstr (first, ==, cases[i].first);
      g_assert_cmpstr (next, ==, cases[i].next);
    }
}

static void
test_next_change (void)
{
  static const struct { const char *zone, *after, *before, *change; int offset; } cases[] = {
    { "Europe/Berlin", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-03-29T01:00:00Z", 7200 },
    { "Europe/Berlin", "2026-03-29T01:00:00Z", "2027-01-01T00:00:00Z", "2026-10-25T01:00:00Z", 3600 },
    { "Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:00:01Z", "2026-03-29T01:00:00Z", 7200 },
    { "Europe/Berlin", "2026-01-01T00:00:00Z", "2026-03-29T01:00:00Z", NULL, 0 },
    { "Europe/Berlin", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", NULL, 0 },
    { "Asia/Tokyo", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_of (cases[i].zone);
      UsherInstant after, before, change;
      g_autofree char *got = NULL;

      g_assert_true (usher_time_from_rfc3339 (cases[i].after, &after, "t", NULL));
      g_assert_true (usher_time_from_rfc3339 (cases[i].before, &before, "t", NULL));
      change = usher_time_next_change (zone, after, before);
      if (change != USHER_NEVER)
        {
          got = usher_time_to_rfc3339 (change);
          g_assert_cmpint (usher_time_offset (change, zone), ==, cases[i].offset);
          g_assert_cmpint (usher_time_offset (change - 1, zone), !=, cases[i].offset);
        }
      g_assert_cmpstr (got, ==, cases[i].change);
    }
}

static void
test_rfc3339 (void)
{
  static const struct { const char *text; gint64 usec; } good[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01t00:00:01z", 1000000 },
    { "1970-01-01T01:00:00+01:00", 0 },
    { "1969-12-31T18:30:00-05:30", 0 },
    { "1970-01-01T00:00:00-00:00", 0 },
    { "1970-01-01T00:00:00.5Z", 500000 },
    { "1970-01-01T00:00:00.123456789Z", 123456 },
    { "1969-12-31T23:59:59.75Z", -250000 },
    { "1990-12-31T23:59:60Z", 662688000000000 },
    { "1990-12-31T15:59:60-08:00", 662688000000000 },
  };
  static const char * const bad[] = {
    NULL, "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00Z", "1970-01-01 00:00:00Z", "1970-01-01T00:00:00.Z",
    "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+01:60", "1970-01-01T00:00:00+1:00",
    "1970-01-01T00:00:60Z", "1970-01-01T12:00:60Z", "1970-01-01T00:00:61Z", "1970-01-01T00:00:00Zx", "1970-02-30T00:00:00Z",
    "1970-01-01T24:00:00Z", "1970-01-01T00:00:00.1234567890123Z", "now", "0", "\377", "1970-01-01T00:00:00,5Z",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      UsherInstant instant;

      g_assert_true (usher_time_from_rfc3339 (good[i].text, &instant, "opens_at", &error));
      g_assert_no_error (error);
      g_assert_cmpint (instant, ==, good[i].usec);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      UsherInstant instant = 42;

      g_assert_false (usher_time_from_rfc3339 (bad[i], &instant, "opens_at", &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "opens_at");
      g_assert_cmpint (instant, ==, 42);
    }
}

/* What lies between two seconds or minutes belongs to the one that has begun, before 1970, too. */
static void
test_writing_rounds_down (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *second = usher_time_to_rfc3339 (-1);
  g_autofree char *minute = usher_time_to_wall (-1, utc);
  g_autofree char *late = usher_time_to_rfc3339 (999999);

  g_assert_cmpstr (second, ==, "1969-12-31T23:59:59Z");
  g_assert_cmpstr (minute, ==, "1969-12-31T23:59");
  g_assert_cmpstr (late, ==, "1970-01-01T00:00:00Z");
  g_assert_cmpint (usher_time_offset (-1, utc), ==, 0);
}

static void
test_next_midnight (void)
{
  static const struct { const char *zone, *instant, *midnight; } rows[] = {
    { "UTC", "2026-12-05T22:00:00Z", "2026-12-06T00:00:00Z" },
    { "UTC", "2026-12-06T00:00:00Z", "2026-12-07T00:00:00Z" },
    { "UTC", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z" },
    { "Asia/Tokyo", "2026-12-05T14:59:59Z", "2026-12-05T15:00:00Z" },
    { "Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25T23:00:00Z" },   /* a day of 25 hours */
    { "Africa/Cairo", "2027-04-29T12:00:00Z", "2027-04-29T22:00:00Z" },    /* 00:00 is skipped: 01:00 comes at once */
    { "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T13:30:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (rows[i].zone, "time_zone", NULL);
      g_autofree char *got = NULL;
      UsherInstant instant;

      g_assert_true (usher_time_from_rfc3339 (rows[i].instant, &instant, "instant", NULL));
      got = usher_time_to_rfc3339 (usher_time_next_midnight (instant, zone));
      g_assert_cmpstr (got, ==, rows[i].midnight);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/zone-names", test_zone_names);
  g_test_add_func ("/time/old-zone-names", test_old_zone_names);
  g_test_add_func ("/time/from-wall", test_from_wall);
  g_test_add_func ("/time/round-trip", test_round_trip);
  g_test_add_func ("/time/bad-walls", test_bad_walls);
  g_test_add_func ("/time/gaps", test_gaps);
  g_test_add_func ("/time/next-change", test_next_change);
  g_test_add_func ("/time/rfc3339", test_rfc3339);
  g_test_add_func ("/time/next-midnight", test_next_midnight);
  g_test_add_func ("/time/writing-rounds-down", test_writing_rounds_down);
  return g_test_run ();
}
