/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-calendar.h"
#include "usher-links.h"
#include "usher-page-event.h"
#include "usher-public-private.h"

#define REFRESH_SOON_S 15          /* the page looks again by itself, without a script */
#define REFRESH_NEAR   USHER_HOUR  /* when the start is this near, or past */

/* What browsers play by themselves: Safari HLS, all of them MP4 and WebM. Any other address is only linked to. */
static gboolean
is_media_file (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL
         && (g_str_has_suffix (g_uri_get_path (uri), ".m3u8") || g_str_has_suffix (g_uri_get_path (uri), ".mp4")
             || g_str_has_suffix (g_uri_get_path (uri), ".webm"));
}

/* The strict policy of all pages, and the one place that the picture comes from */
static char *
media_policy (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *origin = NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") != strlen (host))
    return NULL;
  origin = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri), "", NULL, NULL);
  return g_strdup_printf ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src %s; "
                          "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", origin);
}

static void
send_live (UsherPublic *site, UsherRequest *request, const UsherEvent *event)
{
  g_autoptr (GHashTable) values = usher_public_values (site, event->title);
  g_autoptr (UsherStream) stream = usher_engine_get_stream (site->engine, event->id, NULL);
  const char *url = stream != NULL && stream->playback_url != NULL ? stream->playback_url : "";
  g_autofree char *policy = NULL;
  UsherResponse *response;

  usher_page_event_ticket (site, values, event, FALSE);
  usher_page_set (values, "playback_url", url);
  usher_page_set_flag (values, "native_video", *url != '\0' && is_media_file (url));
  if (*url == '\0')
    usher_page_set (values, "refresh", G_STRINGIFY (REFRESH_SOON_S));
  else
    policy = media_policy (url);
  response = usher_pages_respond (site->pages, 200, USHER_PAGE_WATCH, values);
  if (policy != NULL)
    usher_response_add_header (response, "Content-Security-Policy", policy);
  usher_public_send (site, request, response);
}

static void
send_waiting (UsherPublic *site, UsherRequest *request, const UsherEvent *event)
{
  g_autoptr (GHashTable) values = usher_public_values (site, event->title);
  UsherInstant now = usher_clock_now (usher_engine_get_clock (site->engine));
  gboolean near = event->starts_at - now < REFRESH_NEAR;

  usher_page_event_ticket (site, values, event, FALSE);
  if (event->starts_at <= now)
    usher_page_set (values, "heading", "It begins any moment");
  else
    usher_page_set (values, "heading", near ? "The doors open soon" : "Not on yet");
  usher_page_set (values, "text", near ? "Stay here: this page goes on by itself as soon as the show begins."
                                       : "The show runs on this page. Come back at the start; whoever registered gets a reminder.");
  if (near)
    usher_page_set (values, "refresh", G_STRINGIFY (REFRESH_SOON_S));
  usher_public_send_page (site, request, 200, USHER_PAGE_WATCH, values);
}

static void
send_past (UsherPublic *site, UsherRequest *request, const UsherEvent *event)
{
  g_autoptr (GHashTable) values = usher_public_values (site, event->title);
  gboolean cancelled = event->status == USHER_EVENT_CANCELLED;

  usher_page_event_ticket (site, values, event, FALSE);
  usher_page_set (values, "heading", cancelled ? "The show was cancelled" : "The show is over");
  usher_page_set (values, "text", cancelled ? "It does not take place. Whoever registered was told." : "Thank you for being there.");
  usher_public_send_page (site, request, 200, USHER_PAGE_WATCH, values);
}

void
usher_public_get_watch (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (UsherEvent) event = usher_public_find_event (site, request);

  if (event == NULL)
    return;
  switch (event->status)
    {
    case USHER_EVENT_SCHEDULED:
      send_waiting (site, request, event);
      break;
    case USHER_EVENT_LIVE:
      send_live (site, request, event);
      break;
    case USHER_EVENT_COMPLETED:
    case USHER_EVENT_CANCELLED:
      send_past (site, request, event);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
usher_public_get_calendar (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  const UsherConfig *config = usher_engine_get_config (site->engine);
  g_autoptr (UsherEvent) event = usher_public_find_event (site, request);
  g_autofree char *base = usher_engine_dup_public_url (site->engine);
  g_autofree char *watch = NULL;
  g_autofree char *disposition = NULL;
  gboolean cancelled;
  UsherResponse *response;

  if (event == NULL)
    return;
  cancelled = event->status == USHER_EVENT_CANCELLED;
  watch = usher_link_watch (base != NULL ? base : "", event, NULL);
  disposition = g_strdup_printf ("attachment; filename=\"%s.ics\"", event->slug);
  response = usher_response_new_text (200,
                                      cancelled ? "text/calendar; charset=utf-8; method=CANCEL"
                                                : "text/calendar; charset=utf-8; method=PUBLISH",
                                      usher_calendar_write (event, cancelled ? USHER_CALENDAR_CANCEL : USHER_CALENDAR_PUBLISH,
                                                            config->sender_name, config->sender_address, watch,
                                                            usher_clock_now (usher_engine_get_clock (site->engine))));
  usher_response_add_header (response, "Content-Disposition", disposition);
  usher_public_send (site, request, response);
}
