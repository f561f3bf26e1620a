/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-calendar.h"

#include <libical/ical.h>
#include <string.h>

#include "usher-markdown.h"
#include "usher-time.h"

/* How far back the last clock changes are looked for: zones that change do so each year. */
#define CHANGES_BACK (400 * USHER_DAY)

/* --- values ------------------------------------------------------------------------------------------------------ */

/* libical escapes what TEXT needs, but writes control characters as they are, and a line break in a parameter or an
 * address would begin a property of somebody else's making. */
static char *
clean (const char *text, gboolean keep_lines)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) cleaned = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iscntrl (c) || (keep_lines && (c == '\n' || c == '\t')))
        g_string_append_unichar (cleaned, c);
      else if (!keep_lines && c == '\n')
        g_string_append_c (cleaned, ' ');
    }
  return g_string_free (g_steal_pointer (&cleaned), FALSE);
}

/* "2026-12-06T20:00" (and seconds, if any) → libical's broken-down time, without a zone */
static icaltimetype
floating_time (const char *wall)
{
  g_autoptr (GString) basic = g_string_new (NULL);

  for (const char *p = wall; *p != '\0'; p++)
    if (*p != '-' && *p != ':')
      g_string_append_c (basic, *p);
  if (basic->len == strlen ("20261206T2000"))
    g_string_append (basic, "00");
  return icaltime_from_string (basic->str);
}

static icaltimetype
utc_time (UsherInstant instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);
  g_autofree char *basic = utc != NULL ? g_date_time_format (utc, "%Y%m%dT%H%M%SZ") : NULL;

  return basic != NULL ? icaltime_from_string (basic) : icaltime_null_time ();
}

/* --- the zone ---------------------------------------------------------------------------------------------------- */

/* One observance of RFC 5545 3.6.5: what holds from @onset on. Its DTSTART is what the clocks showed until then. */
static icalcomponent *
observance (GTimeZone *zone, UsherInstant onset, int offset_from)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *wall = usher_time_to_wall (onset + offset_from * (gint64) G_USEC_PER_SEC, utc);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, onset / G_USEC_PER_SEC);
  icalcomponent_kind kind = g_time_zone_is_dst (zone, interval) ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT;

  return icalcomponent_vanew (kind,
                              icalproperty_new_dtstart (floating_time (wall)),
                              icalproperty_new_tzoffsetfrom (offset_from),
                              icalproperty_new_tzoffsetto (usher_time_offset (onset, zone)),
                              icalproperty_new_tzname (g_time_zone_get_abbreviation (zone, interval)),
                              NULL);
}

/* The observances that the event touches, and the one before them: made from the same zone data as all our times, and
 * with the plain IANA name as TZID, by which calendar programs know the zone. libical's own would bring neither. */
static icalcomponent *
zone_component (GTimeZone *zone, UsherInstant starts_at, UsherInstant ends_at)
{
  icalcomponent *component = icalcomponent_vanew (ICAL_VTIMEZONE_COMPONENT,
                                                  icalproperty_new_tzid (g_time_zone_get_identifier (zone)), NULL);
  UsherInstant window = starts_at - CHANGES_BACK;
  UsherInstant previous = USHER_NEVER;
  UsherInstant current = USHER_NEVER;
  UsherInstant change = window;

  while ((change = usher_time_next_change (zone, change, starts_at + G_USEC_PER_SEC)) != USHER_NEVER)
    {
      previous = current;
      current = change;
    }
  if (current == USHER_NEVER)   /* no change for a year: the offset has always been so, as far as the event cares */
    icalcomponent_add_component (component, observance (zone, window, usher_time_offset (window, zone)));
  if (previous != USHER_NEVER)
    icalcomponent_add_component (component, observance (zone, previous, usher_time_offset (previous - 1, zone)));
  if (current != USHER_NEVER)
    icalcomponent_add_component (component, observance (zone, current, usher_time_offset (current - 1, zone)));
  for (change = usher_time_next_change (zone, starts_at, ends_at); change != USHER_NEVER;
       change = usher_time_next_change (zone, change, ends_at))
    icalcomponent_add_component (component, observance (zone, change, usher_time_offset (change - 1, zone)));
  return component;
}

/* --- the event --------------------------------------------------------------------------------------------------- */

static icalproperty *
start_property (const UsherEvent *event, GTimeZone *zone)
{
  g_autofree char *derived = NULL;
  const char *wall = event->local_start;
  UsherInstant ignored;
  icalproperty *property;

  if (zone == NULL)
    return icalproperty_new_dtstart (utc_time (event->starts_at));
  /* A quick start has no wall time that was planned. */
  if (!usher_time_from_wall (wall, zone, &ignored, NULL, "starts_at", NULL))
    wall = derived = usher_time_to_wall (event->starts_at, zone);
  property = icalproperty_new_dtstart (floating_time (wall));
  icalproperty_add_parameter (property, icalparameter_new_tzid (g_time_zone_get_identifier (zone)));
  return property;
}

/* Hours and minutes only: a day of RFC 5545 is a calendar day, which a clock change makes longer or shorter. */
static icalproperty *
duration_property (const UsherEvent *event)
{
  struct icaldurationtype duration = icaldurationtype_null_duration ();

  duration.hours = (unsigned) MAX (event->duration_minutes, 0) / 60;
  duration.minutes = (unsigned) MAX (event->duration_minutes, 0) % 60;
  return icalproperty_new_duration (duration);
}

static void
add_organizer (icalcomponent *component, const char *name, const char *email)
{
  g_autofree char *cn = clean (name, FALSE);
  g_autofree char *address = clean (email, FALSE);
  g_autofree char *uri = g_strconcat ("mailto:", address, NULL);
  icalproperty *property;

  if (address[0] == '\0')
    return;
  property = icalproperty_new_organizer (uri);
  g_strdelimit (cn, "\"", '\'');   /* the one character that a parameter cannot hold */
  if (cn[0] != '\0')
    icalproperty_add_parameter (property, icalparameter_new_cn (cn));
  icalcomponent_add_property (component, property);
}

static char *
description_text (const UsherEvent *event, const char *url)
{
  g_autofree char *text = usher_markdown_to_text (event->description);
  g_autofree char *both = NULL;

  g_strstrip (text);
  if (url[0] == '\0')
    return clean (text, TRUE);
  both = g_strconcat (text, text[0] != '\0' ? "\n\n" : "", url, NULL);
  return clean (both, TRUE);
}

static icalcomponent *
event_component (const UsherEvent *event, GTimeZone *zone, gboolean cancelled, const char *url, UsherInstant now)
{
  g_autofree char *uid = clean (event->uid, FALSE);
  g_autofree char *title = clean (event->title, FALSE);
  g_autofree char *description = description_text (event, url);
  icalcomponent *component;

  component = icalcomponent_vanew (ICAL_VEVENT_COMPONENT,
                                   icalproperty_new_uid (uid),
                                   icalproperty_new_sequence (event->sequence),
                                   icalproperty_new_dtstamp (utc_time (now)),
                                   start_property (event, zone),
                                   duration_property (event),
                                   icalproperty_new_summary (title),
                                   icalproperty_new_status (cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
                                   NULL);
  if (description[0] != '\0')
    icalcomponent_add_property (component, icalproperty_new_description (description));
  if (url[0] != '\0')
    {
      icalcomponent_add_property (component, icalproperty_new_location (url));
      icalcomponent_add_property (component, icalproperty_new_url (url));
    }
  return component;
}

/**
 * usher_calendar_write:
 * @event: the event; its @sequence must have been raised for %USHER_CALENDAR_CANCEL (RFC 5546 3.2.5)
 * @method: to add it, or to withdraw it
 * @organizer_name: (nullable): the sender's name
 * @organizer_email: (nullable): the sender's address; there is no ORGANIZER without one
 * @url: (nullable): where the event is watched
 * @now: DTSTAMP
 *
 * The start stands as wall time with its zone, so that a calendar program follows later changes of the zone's rules;
 * in UTC where the event's zone is UTC or not known here. Any thread may call this.
 *
 * Returns: (transfer full): an iCalendar file (RFC 5545, RFC 5546), UTF-8
 */
char *
usher_calendar_write (const UsherEvent *event, UsherCalendarMethod method, const char *organizer_name,
                      const char *organizer_email, const char *url, UsherInstant now)
{
  gboolean cancelled = method == USHER_CALENDAR_CANCEL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *link = clean (url, FALSE);
  icalcomponent *calendar, *component;
  char *text, *written;

  g_return_val_if_fail (event != NULL, NULL);

  if (g_strcmp0 (event->time_zone, "UTC") != 0)
    zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  calendar = icalcomponent_vanew (ICAL_VCALENDAR_COMPONENT,
                                  icalproperty_new_version ("2.0"),
                                  icalproperty_new_prodid ("-//Usher//Usher//EN"),
                                  icalproperty_new_method (cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH),
                                  NULL);
  if (zone != NULL)
    icalcomponent_add_component (calendar, zone_component (zone, event->starts_at, usher_event_ends_at (event)));
  component = event_component (event, zone, cancelled, link, now);
  add_organizer (component, organizer_name, organizer_email);
  icalcomponent_add_component (calendar, component);
  text = icalcomponent_as_ical_string_r (calendar);
  written = g_strdup (text);
  icalmemory_free_buffer (text);
  icalcomponent_free (calendar);
  return written;
}
