/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-page-event.h"

#include "usher-consent-text.h"
#include "usher-interval.h"
#include "usher-links.h"
#include "usher-markdown.h"
#include "usher-time.h"
#include "usher-wording.h"

#define HUES 8   /* hue-0 … hue-7 in usher.css */
#define SOON USHER_HOUR

static const char * const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char * const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* The event's zone; UTC where the system no longer knows it */
static GTimeZone *
event_zone (UsherPublic *site, const UsherEvent *event)
{
  GTimeZone *zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);

  if (zone == NULL)
    return g_time_zone_new_utc ();
  usher_engine_hold_zone (site->engine, zone);
  return zone;
}

static void
take (GHashTable *values, const char *name, char *value)
{
  usher_page_set (values, name, value);
  g_free (value);
}

static void
set_date_block (GHashTable *values, UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  usher_page_set (values, "weekday", weekdays[g_date_time_get_day_of_week (local) - 1]);
  take (values, "day", g_strdup_printf ("%d", g_date_time_get_day_of_month (local)));
  take (values, "month", g_strdup_printf ("%s %d", months[g_date_time_get_month (local) - 1], g_date_time_get_year (local)));
}

static void
set_times (GHashTable *values, const UsherEvent *event, GTimeZone *zone)
{
  set_date_block (values, event->starts_at, zone);
  take (values, "event_date", usher_wording_date (event->starts_at, zone, "en"));
  take (values, "event_time", usher_wording_time (event->starts_at, zone, "en"));
  take (values, "event_zone", usher_wording_zone (event->starts_at, zone));
  take (values, "event_instant", usher_time_to_rfc3339 (event->starts_at));
  take (values, "duration", usher_wording_duration (event->duration_minutes, "en"));
  usher_page_set (values, "zone_name", event->time_zone);
}

static void
set_state (GHashTable *values, const UsherEvent *event, UsherInstant now, GTimeZone *zone)
{
  switch (event->status)
    {
    case USHER_EVENT_LIVE:
      usher_page_set (values, "state", "Live now");
      usher_page_set (values, "state_class", "live");
      break;
    case USHER_EVENT_COMPLETED:
      usher_page_set (values, "state", "Over");
      break;
    case USHER_EVENT_CANCELLED:
      usher_page_set (values, "state", "Cancelled");
      break;
    case USHER_EVENT_SCHEDULED:
      if (event->starts_at > now)
        take (values, "starts_in", usher_wording_starts_in (event->starts_at, now, zone, "en"));
      if (event->starts_at > now && event->starts_at - now < SOON)
        {
          usher_page_set (values, "state", "Soon");
          usher_page_set (values, "state_class", "soon");
        }
      break;
    default:
      g_assert_not_reached ();
    }
}

void
usher_page_event_ticket (UsherPublic *site, GHashTable *values, const UsherEvent *event, gboolean jump)
{
  g_autoptr (GTimeZone) zone = event_zone (site, event);
  UsherInstant now = usher_clock_now (usher_engine_get_clock (site->engine));

  usher_page_set (values, "slug", event->slug);
  usher_page_set (values, "event_title", event->title);
  if (event->description[0] != '\0')
    take (values, "event_description", usher_markdown_to_html (event->description));
  if (event->privacy_url != NULL && event->privacy_url[0] != '\0')
    usher_page_set (values, "privacy_url", event->privacy_url);
  take (values, "hue", g_strdup_printf ("%u", g_str_hash (event->uid) % HUES));
  set_times (values, event, zone);
  set_state (values, event, now, zone);
  usher_page_set_flag (values, "live", event->status == USHER_EVENT_LIVE);
  usher_page_set_flag (values, "waiting", event->status == USHER_EVENT_SCHEDULED);
  usher_page_set_flag (values, "jump", jump);
  take (values, "ticket", usher_pages_part (site->pages, USHER_PAGE_TICKET, values));
}

static char *
compact_utc (UsherInstant instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  return g_date_time_format (utc, "%Y%m%dT%H%M%SZ");
}

static char *
escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

/* Add-to-calendar addresses of the big services: web-standards, "Add-to-calendar links". All values percent-encoded. */
void
usher_page_event_calendars (UsherPublic *site, GHashTable *values, const UsherEvent *event)
{
  g_autofree char *base = usher_engine_dup_public_url (site->engine);
  g_autofree char *watch = usher_link_watch (base != NULL ? base : "", event, NULL);
  g_autofree char *link = escape (watch);
  g_autofree char *title = escape (event->title);
  g_autofree char *zone = escape (event->time_zone);
  UsherInstant end = usher_event_ends_at (event);
  g_autofree char *from = compact_utc (event->starts_at);
  g_autofree char *to = compact_utc (end);
  g_autofree char *from_text = usher_time_to_rfc3339 (event->starts_at);
  g_autofree char *to_text = usher_time_to_rfc3339 (end);
  g_autofree char *microsoft = g_strdup_printf ("/calendar/deeplink/compose?path=%%2Fcalendar%%2Faction%%2Fcompose&rru=addevent"
                                                "&subject=%s&startdt=%s&enddt=%s&body=%s&location=%s",
                                                title, from_text, to_text, link, link);

  take (values, "google_url",
        g_strdup_printf ("https://calendar.google.com/calendar/render?action=TEMPLATE&text=%s&dates=%s/%s&details=%s&location=%s&ctz=%s",
                         title, from, to, link, link, zone));
  take (values, "outlook_url", g_strconcat ("https://outlook.live.com", microsoft, NULL));
  take (values, "office_url", g_strconcat ("https://outlook.office.com", microsoft, NULL));
  take (values, "yahoo_url", g_strdup_printf ("https://calendar.yahoo.com/?v=60&TITLE=%s&ST=%s&ET=%s&DESC=%s&in_loc=%s",
                                              title, from, to, link, link));
}

static void
append_reminder (GString *html, const UsherNotification *n, GTimeZone *zone)
{
  g_autofree char *date = usher_wording_date (n->due_at, zone, "en");
  g_autofree char *time = usher_wording_time (n->due_at, zone, "en");
  UsherInterval interval;
  g_autofree char *label = NULL;
  g_autofree char *line = NULL;

  if (n->interval == NULL || !usher_interval_parse (n->interval, &interval, NULL))
    return;
  label = interval.days == 0 && interval.seconds == 0 ? g_strdup ("At the start") : usher_interval_label (&interval);
  line = g_markup_printf_escaped ("<li>%s%s <span>%s, %s</span></li>\n", label,
                                  interval.days == 0 && interval.seconds == 0 ? "" : " before", date, time);
  g_string_append (html, line);
}

void
usher_page_event_reminders (UsherPublic *site, GHashTable *values, const UsherEvent *event)
{
  g_autoptr (GPtrArray) list = usher_engine_list_reminders (site->engine, event->id, NULL);
  g_autoptr (GTimeZone) zone = event_zone (site, event);
  g_autoptr (GString) html = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const UsherNotification *n = list->pdata[i];

      if (n->status == USHER_NOTIFICATION_SCHEDULED && n->due_at != USHER_NEVER)
        append_reminder (html, n, zone);
    }
  usher_page_set (values, "reminders", html->str);
}

/* Sent ones count, too: the number must not change under the eyes of somebody who is filling in the form. */
static guint
count_reminders (UsherPublic *site, const UsherEvent *event)
{
  g_autoptr (GPtrArray) list = usher_engine_list_reminders (site->engine, event->id, NULL);
  guint count = 0;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const UsherNotification *n = list->pdata[i];

      if (n->status != USHER_NOTIFICATION_CANCELLED)
        count++;
    }
  return count;
}

char *
usher_page_event_email_consent (UsherPublic *site, const UsherEvent *event)
{
  return usher_consent_text_email (event, usher_engine_get_config (site->engine)->sender_name,
                                   count_reminders (site, event));
}

char *
usher_page_event_sms_consent (UsherPublic *site, const UsherEvent *event)
{
  return usher_consent_text_sms (event, usher_engine_get_config (site->engine)->sender_name,
                                 count_reminders (site, event));
}
