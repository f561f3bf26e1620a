/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-words.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-time.h"
#include "usher-wording.h"

char *
usher_event_words_problem (const UsherEventOverview *overview)
{
  g_autofree char *number = NULL;

  if (overview->failed_notifications > 0)
    return g_strdup (ngettext ("A reminder could not be sent", "Several reminders could not be sent",
                               (gulong) overview->failed_notifications));
  if (overview->failed == 0)
    return NULL;
  number = usher_format_number (overview->failed);
  return g_strdup_printf (ngettext ("%s message failed", "%s messages failed", (gulong) overview->failed), number);
}

/* In a calendar, whose day is known: the time there, and the start at the event's own place where that is another */
static char *
start_in (const UsherEvent *event, GTimeZone *zone, UsherInstant now)
{
  g_autofree char *time = NULL;
  g_autofree char *there = NULL;

  if (!zone)
    return usher_format_start (event, now);
  time = usher_format_time (event->starts_at, zone);
  if (g_strcmp0 (event->time_zone, usher_format_own_zone_name ()) == 0)
    return g_steal_pointer (&time);
  there = usher_format_start (event, now);
  /* Translators: the streamer's time, and the same moment at the place of the event: "20:00, there Mon 7 Dec, 04:00 (Asia/Tokyo)" */
  return g_strdup_printf (_("%s, there %s"), time, there);
}

char *
usher_event_words_describe (const UsherEventOverview *overview, GTimeZone *zone, UsherInstant now)
{
  const UsherEvent *event = overview->event;
  const char *phase = usher_format_phase (usher_event_phase (event, now));
  g_autofree char *start = start_in (event, zone, now);
  g_autofree char *registrations = usher_format_registrations (overview->registrations);
  g_autofree char *problem = usher_event_words_problem (overview);

  if (problem)
    /* Translators: title, state, start, registrations, and what went wrong */
    return g_strdup_printf (_("%s, %s, %s, %s, %s"), event->title, phase, start, registrations, problem);
  /* Translators: title, state, start and registrations of an event: "Winter Show, Scheduled, 20:00, 12 registrations" */
  return g_strdup_printf (_("%s, %s, %s, %s"), event->title, phase, start, registrations);
}

char *
usher_event_words_day (UsherDay day, GTimeZone *zone, guint n_events, gboolean today)
{
  g_autofree char *date = usher_wording_date (usher_day_start (day, zone), zone, usher_format_language ());
  g_autofree char *count = NULL;

  count = n_events == 0 ? g_strdup (_("no events")) : g_strdup_printf (ngettext ("%u event", "%u events", n_events), n_events);
  if (today)
    /* Translators: a day in the calendar: "Sunday, 6 December 2026, today, 2 events" */
    return g_strdup_printf (_("%s, today, %s"), date, count);
  /* Translators: a day in the calendar: "Sunday, 6 December 2026, 2 events" */
  return g_strdup_printf (_("%s, %s"), date, count);
}

char *
usher_event_words_date (UsherDay day, const char *format)
{
  g_autoptr (GDateTime) date = NULL;
  int year, month, day_of_month;

  usher_day_split (day, &year, &month, &day_of_month);
  date = g_date_time_new_utc (year, month, day_of_month, 12, 0, 0);
  return g_date_time_format (date, format);
}

char *
usher_event_words_month (UsherDay day, gboolean brief)
{
  if (brief)
    /* Translators: a month where there is little room, "Dec 2026"; see g_date_time_format() */
    return usher_event_words_date (day, _("%Ob %Y"));
  /* Translators: a month that stands alone, "December 2026"; see g_date_time_format() */
  return usher_event_words_date (day, _("%OB %Y"));
}

static const char *
last_day_format (gboolean brief)
{
  if (brief)
    /* Translators: a day in the title of a week where there is little room: "12 Dec"; see g_date_time_format() */
    return _("%-d %b");
  /* Translators: the last day of a week in its title: "12 December 2026"; see g_date_time_format() */
  return _("%-d %B %Y");
}

static const char *
first_day_format (gboolean same_month, gboolean same_year, gboolean brief)
{
  if (same_month)
    /* Translators: the first day of a week that ends in the same month: "6" */
    return _("%-d");
  if (same_year && !brief)
    /* Translators: the first day of a week that ends in another month: "28 November" */
    return _("%-d %B");
  return last_day_format (brief);
}

char *
usher_event_words_days (UsherDay first, UsherDay last, gboolean brief)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  int year, month, last_year, last_month;

  usher_day_split (first, &year, &month, NULL);
  usher_day_split (last, &last_year, &last_month, NULL);
  from = usher_event_words_date (first, first_day_format (year == last_year && month == last_month, year == last_year, brief));
  to = usher_event_words_date (last, last_day_format (brief));
  /* Translators: a week: "6 – 12 December 2026" */
  return g_strdup_printf (_("%s – %s"), from, to);
}
