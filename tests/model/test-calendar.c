/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libical/ical.h>
#include <string.h>

#include "usher-calendar.h"
#include "usher-interval.h"
#include "usher-time.h"

#define URL "https://live.example.org/watch/late-show"

static UsherInstant
moment (const char *text)
{
  UsherInstant instant;

  g_assert_true (usher_time_from_rfc3339 (text, &instant, "t", NULL));
  return instant;
}

static UsherEvent *
event_at (const char *zone_name, const char *wall, int minutes)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (zone_name, "zone", NULL);
  UsherEvent *event = usher_event_new ();

  g_set_str (&event->uid, "0b5e1d1c-6d0f-4a52-9d6c-3d1f5b1f2a77");
  g_set_str (&event->title, "Late show");
  g_set_str (&event->time_zone, zone_name);
  g_set_str (&event->local_start, wall);
  g_assert_true (usher_time_from_wall (wall, zone, &event->starts_at, NULL, "starts_at", NULL));
  event->duration_minutes = minutes;
  return event;
}

static char *
write_event (const UsherEvent *event)
{
  return usher_calendar_write (event, USHER_CALENDAR_PUBLISH, "Anna Muster", "anna@example.org", URL,
                               moment ("2026-11-22T19:00:00Z"));
}

/* Whatever is written must be one calendar without errors to another reader's eyes. */
static icalcomponent *
read_back (const char *text)
{
  icalcomponent *calendar = icalparser_parse_string (text);

  g_assert_nonnull (calendar);
  g_assert_cmpint (icalcomponent_isa (calendar), ==, ICAL_VCALENDAR_COMPONENT);
  g_assert_cmpint (icalcomponent_count_errors (calendar), ==, 0);
  g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, 1);
  return calendar;
}

static icalcomponent *
event_of (icalcomponent *calendar)
{
  return icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT);
}

/* Each line's end, length and first character (RFC 5545 3.1). */
static void
check_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_str_has_prefix (text, "BEGIN:VCALENDAR\r\n"));
  g_assert_true (g_str_has_suffix (text, "END:VCALENDAR\r\n"));
  for (char **line = lines; *line != NULL; line++)
    {
      g_assert_cmpuint (strlen (*line), <=, 75);
      g_assert_true (g_utf8_validate (*line, -1, NULL));   /* not folded inside a character */
      g_assert_null (strpbrk (*line, "\r\n"));
    }
}

/* --- content ----------------------------------------------------------------------------------------------------- */

static void
test_publish (void)
{
  g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 90);
  g_autofree char *text = NULL;
  icalcomponent *calendar, *component;
  icalproperty *organizer;

  event->sequence = 3;
  g_set_str (&event->description, "With *music*.");
  text = write_event (event);
  check_lines (text);
  calendar = read_back (text);
  component = event_of (calendar);

  g_assert_cmpint (icalcomponent_get_method (calendar), ==, ICAL_METHOD_PUBLISH);
  g_assert_nonnull (strstr (text, "VERSION:2.0\r\n"));
  g_assert_cmpstr (icalcomponent_get_uid (component), ==, event->uid);
  g_assert_cmpint (icalcomponent_get_sequence (component), ==, 3);
  g_assert_cmpint (icalcomponent_get_status (component), ==, ICAL_STATUS_CONFIRMED);
  g_assert_cmpstr (icalcomponent_get_summary (component), ==, "Late show");
  g_assert_cmpstr (icalcomponent_get_location (component), ==, URL);
  g_assert_cmpstr (icalcomponent_get_description (component), ==, "With music.\n\n" URL);
  g_assert_nonnull (strstr (text, "DTSTAMP:20261122T190000Z\r\n"));
  g_assert_nonnull (strstr (text, "DTSTART;TZID=Europe/Berlin:20261206T200000\r\n"));
  g_assert_nonnull (strstr (text, "DURATION:PT1H30M\r\n"));
  g_assert_nonnull (strstr (text, "\r\nURL:" URL "\r\n"));
  g_assert_null (strstr (text, "ATTENDEE"));
  organizer = icalcomponent_get_first_property (component, ICAL_ORGANIZER_PROPERTY);
  g_assert_cmpstr (icalproperty_get_organizer (organizer), ==, "mailto:anna@example.org");
  g_assert_cmpstr (icalparameter_get_cn (icalproperty_get_first_parameter (organizer, ICAL_CN_PARAMETER)), ==,
                   "Anna Muster");
  icalcomponent_free (calendar);
}

static void
test_cancel (void)
{
  g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 60);
  g_autofree char *published = write_event (event);
  g_autofree char *text = NULL;
  icalcomponent *before = read_back (published);
  icalcomponent *calendar, *component;

  event->sequence = 1;
  event->status = USHER_EVENT_CANCELLED;
  text = usher_calendar_write (event, USHER_CALENDAR_CANCEL, "Anna Muster", "anna@example.org", URL,
                               moment ("2026-11-23T19:00:00Z"));
  check_lines (text);
  calendar = read_back (text);
  component = event_of (calendar);
  g_assert_cmpint (icalcomponent_get_method (calendar), ==, ICAL_METHOD_CANCEL);
  g_assert_cmpint (icalcomponent_get_status (component), ==, ICAL_STATUS_CANCELLED);
  g_assert_cmpint (icalcomponent_get_sequence (component), ==, 1);
  g_assert_nonnull (icalcomponent_get_first_property (component, ICAL_ORGANIZER_PROPERTY));
  g_assert_cmpstr (icalcomponent_get_uid (component), ==, icalcomponent_get_uid (event_of (before)));
  icalcomponent_free (calendar);
  icalcomponent_free (before);
}

/* --- the zone ---------------------------------------------------------------------------------------------------- */

/* Another reader, who knows nothing of zones but what the file says, finds the same moment and the same end. */
static void
test_zones (void)
{
  static const struct { const char *zone, *wall, *start; int minutes, observances; const char *line; } cases[] = {
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:00:00Z", 60, 2, "TZNAME:CET\r\n" },
    { "Europe/Berlin", "2026-07-06T20:00", "2026-07-06T18:00:00Z", 60, 2, "TZNAME:CEST\r\n" },
    { "Europe/Berlin", "2026-03-29T01:30", "2026-03-29T00:30:00Z", 120, 3, "DTSTART:20260329T020000\r\n" },
    { "Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z", 60, 2, "DTSTART:20260329T020000\r\n" },
    { "Europe/Berlin", "2026-10-25T01:30", "2026-10-24T23:30:00Z", 120, 3, "DTSTART:20261025T030000\r\n" },
    { "America/New_York", "2026-12-06T20:00", "2026-12-07T01:00:00Z", 60, 2, "TZOFFSETTO:-0500\r\n" },
    { "Australia/Sydney", "2026-12-06T20:00", "2026-12-06T09:00:00Z", 60, 2, "TZNAME:AEDT\r\n" },
    { "Australia/Lord_Howe", "2026-12-06T20:00", "2026-12-06T09:00:00Z", 60, 2, "TZOFFSETFROM:+1030\r\n" },
    { "Asia/Kathmandu", "2026-12-06T20:00", "2026-12-06T14:15:00Z", 60, 1, "TZOFFSETTO:+0545\r\n" },
    { "Asia/Tokyo", "2026-12-06T20:00", "2026-12-06T11:00:00Z", 60, 1, "TZNAME:JST\r\n" },
    { "Africa/Cairo", "2026-04-24T01:30", "2026-04-23T22:30:00Z", 60, 2, "DTSTART:20260424T000000\r\n" },
    { "Pacific/Kiritimati", "2027-01-01T00:00", "2026-12-31T10:00:00Z", 60, 1, "TZOFFSETTO:+1400\r\n" },
    { "America/St_Johns", "2026-12-06T20:00", "2026-12-06T23:30:00Z", 60, 2, "TZOFFSETTO:-0330\r\n" },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:00:00Z", 7 * 24 * 60, 2, "DURATION:PT168H\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEvent) event = event_at (cases[i].zone, cases[i].wall, cases[i].minutes);
      g_autofree char *text = write_event (event);
      icalcomponent *calendar = read_back (text);
      icalcomponent *definition = icalcomponent_get_first_component (calendar, ICAL_VTIMEZONE_COMPONENT);
      icaltimezone *zone = icaltimezone_new ();
      icaltimetype start = icalcomponent_get_dtstart (event_of (calendar));
      time_t utc;

      g_test_message ("%s %s", cases[i].zone, cases[i].wall);
      check_lines (text);
      g_assert_nonnull (strstr (text, cases[i].line));
      g_assert_nonnull (definition);
      g_assert_cmpint (icalcomponent_count_components (definition, ICAL_ANY_COMPONENT), ==, cases[i].observances);
      icalcomponent_remove_component (calendar, definition);
      g_assert_true (icaltimezone_set_component (zone, definition));
      g_assert_cmpstr (icaltimezone_get_tzid (zone), ==, cases[i].zone);
      utc = icaltime_as_timet_with_zone (start, zone);
      g_assert_cmpint (utc, ==, moment (cases[i].start) / G_USEC_PER_SEC);
      icaltimezone_free (zone, 1);
      icalcomponent_free (calendar);
    }
}

static void
test_utc_and_unknown_zone (void)
{
  static const char * const names[] = { "UTC", "Mars/Olympus", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (UsherEvent) event = event_at ("UTC", "2026-12-06T19:00", 60);
      g_autofree char *text = NULL;
      icalcomponent *calendar;

      g_set_str (&event->time_zone, names[i]);
      text = write_event (event);
      calendar = read_back (text);
      g_assert_nonnull (strstr (text, "DTSTART:20261206T190000Z\r\n"));
      g_assert_null (strstr (text, "VTIMEZONE"));
      icalcomponent_free (calendar);
    }
}

/* A zone goes by its present name all through the file: it must be defined under the name that is used. */
static void
test_old_zone_name (void)
{
  g_autoptr (UsherEvent) event = event_at ("Asia/Calcutta", "2026-12-06T20:00", 60);
  g_autofree char *text = write_event (event);

  g_assert_nonnull (strstr (text, "\r\nTZID:Asia/Kolkata\r\n"));
  g_assert_nonnull (strstr (text, "DTSTART;TZID=Asia/Kolkata:20261206T200000\r\n"));
}

/* A quick start has no planned wall time: the moment counts, seconds and all. */
static void
test_quick_start (void)
{
  g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 60);
  g_autofree char *text = NULL;

  g_set_str (&event->local_start, "");
  event->starts_at += 17 * G_USEC_PER_SEC;
  text = write_event (event);
  check_lines (text);
  g_assert_nonnull (strstr (text, "DTSTART;TZID=Europe/Berlin:20261206T200000\r\n"));
}

/* --- hostile and odd texts --------------------------------------------------------------------------------------- */

static void
test_texts_come_back (void)
{
  static const char * const titles[] = {
    "a,b;c:d\\e", "\\n is no line break", "\"quoted\"", "Späte Show 🎬 with a long title that goes on and on and on 🎬🎬🎬🎬🎬🎬",
    "日本の番組日本の番組日本の番組日本の番組日本の番組日本の番組日本の番組日本の番組日本の番組", "END:VEVENT", "100 %", "a^b^n^'c",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 60);
      g_autofree char *text = NULL;
      icalcomponent *calendar;

      g_set_str (&event->title, titles[i]);
      text = write_event (event);
      check_lines (text);
      calendar = read_back (text);
      g_assert_cmpstr (icalcomponent_get_summary (event_of (calendar)), ==, titles[i]);
      g_assert_cmpstr (icalcomponent_get_uid (event_of (calendar)), ==, event->uid);
      icalcomponent_free (calendar);
    }
}

static void
test_nothing_gets_in (void)
{
  static const char * const attacks[] = {
    "x\r\nATTENDEE:mailto:b@example.org", "x\nBEGIN:VALARM\nEND:VALARM", "x\rATTENDEE:y", "x\"\r\nATTENDEE:y",
    "x\342\200\250ATTENDEE:y", "x\302\205ATTENDEE:y", "x\377\r\n ATTENDEE:y", "\";CN=\"y", "x\r\n\r\nATTENDEE:y",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 60);
      g_autofree char *text = NULL;
      icalcomponent *calendar;

      g_set_str (&event->title, attacks[i]);
      g_set_str (&event->uid, attacks[i]);
      text = usher_calendar_write (event, USHER_CALENDAR_PUBLISH, attacks[i], attacks[i], attacks[i], 0);
      check_lines (text);
      g_assert_null (strstr (text, "\r\nATTENDEE"));
      g_assert_null (strstr (text, "\r\nBEGIN:VALARM"));
      calendar = read_back (text);
      g_assert_cmpint (icalcomponent_count_properties (event_of (calendar), ICAL_ATTENDEE_PROPERTY), ==, 0);
      g_assert_cmpint (icalcomponent_count_properties (event_of (calendar), ICAL_ORGANIZER_PROPERTY), ==, 1);
      icalcomponent_free (calendar);
    }
}

static void
test_description_lines (void)
{
  g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 60);
  g_autofree char *text = NULL;
  icalcomponent *calendar;

  g_set_str (&event->description, "First.\n\nSecond; with, marks.");
  text = write_event (event);
  check_lines (text);
  calendar = read_back (text);
  g_assert_cmpstr (icalcomponent_get_description (event_of (calendar)), ==,
                   "First.\n\nSecond; with, marks.\n\n" URL);
  icalcomponent_free (calendar);
}

static void
test_without_sender_and_url (void)
{
  g_autoptr (UsherEvent) event = event_at ("Europe/Berlin", "2026-12-06T20:00", 60);
  g_autofree char *text = usher_calendar_write (event, USHER_CALENDAR_PUBLISH, NULL, NULL, NULL, 0);
  icalcomponent *calendar = read_back (text);

  check_lines (text);
  g_assert_null (strstr (text, "ORGANIZER"));
  g_assert_null (strstr (text, "URL"));
  g_assert_null (strstr (text, "DESCRIPTION"));
  icalcomponent_free (calendar);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/publish", test_publish);
  g_test_add_func ("/calendar/cancel", test_cancel);
  g_test_add_func ("/calendar/zones", test_zones);
  g_test_add_func ("/calendar/utc-and-unknown-zone", test_utc_and_unknown_zone);
  g_test_add_func ("/calendar/old-zone-name", test_old_zone_name);
  g_test_add_func ("/calendar/quick-start", test_quick_start);
  g_test_add_func ("/calendar/texts-come-back", test_texts_come_back);
  g_test_add_func ("/calendar/nothing-gets-in", test_nothing_gets_in);
  g_test_add_func ("/calendar/description-lines", test_description_lines);
  g_test_add_func ("/calendar/without-sender-and-url", test_without_sender_and_url);
  return g_test_run ();
}
