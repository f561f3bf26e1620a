/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading lists of messages: what people sent us, where no webhook can reach us. */
#include <stdio.h>
#include <string.h>

#include "usher-error.h"
#include "usher-twilio-private.h"

#define FIRST_LOOK_BACK (7 * 24 * 3600)   /* seconds */
#define OVERLAP         600               /* a message may be listed a little late */
#define ROUND_PAUSE     5                 /* as for Mailgun: a sooner round would not find anything */
#define PAGE_SIZE       1000
#define PAGES_IN_A_CALL 50
#define PAGE_AGE        3600              /* seconds; a round that was broken off longer ago begins anew */

/* Only a path of our own account is followed: the auth token goes to no other place. */
static char *
safe_path (const char *uri)
{
  if (uri == NULL || *uri != '/' || strpbrk (uri, " \r\n#") != NULL || g_str_has_prefix (uri, "//"))
    return NULL;
  return g_strdup (uri);
}

JsonArray *
usher_twilio_messages (UsherHttp *http, const char *path, char **next_path, GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherHttpAnswer) answer = usher_http_send (http, "GET", path, NULL, NULL, cancellable);
  g_autoptr (JsonObject) object = NULL;
  JsonArray *messages;

  *next_path = NULL;
  if (answer->status == 200)
    object = usher_json_read_object (answer->body, answer->length);
  messages = usher_json_get_array (object, "messages");
  if (messages == NULL)
    {
      usher_twilio_fail (answer, error);
      return NULL;
    }
  *next_path = safe_path (usher_json_get_string (object, "next_page_uri"));
  if (g_strcmp0 (*next_path, path) == 0)
    g_clear_pointer (next_path, g_free);
  return json_array_ref (messages);
}

static void
collect (JsonArray *messages, GPtrArray *events)
{
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonNode *node = json_array_get_element (messages, i);
      JsonObject *message = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *sid = usher_json_get_string (message, "sid");
      const char *from = usher_json_get_string (message, "from");
      const char *type;
      UsherInstant at;

      if (sid == NULL || from == NULL || g_strcmp0 (usher_json_get_string (message, "direction"), "inbound") != 0)
        continue;
      type = usher_twilio_keyword (usher_json_get_string (message, "body"), NULL);
      at = usher_twilio_date (usher_json_get_string (message, "date_sent"));
      if (type != NULL)
        g_ptr_array_add (events, usher_twilio_inbound_event (sid, from, type, at));
    }
}

static char *
first_path (const char *account_sid, const char *to, gint64 since)
{
  g_autofree char *account = g_uri_escape_string (account_sid, NULL, FALSE);
  g_autofree char *number = to != NULL ? g_uri_escape_string (to, NULL, FALSE) : NULL;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (since);
  g_autofree char *day = g_date_time_format (date, "%Y-%m-%d");

  return g_strdup_printf ("/2010-04-01/Accounts/%s/Messages.json?%s%s%sDateSent%%3E=%s&PageSize=%d", account,
                          number != NULL ? "To=" : "", number != NULL ? number : "", number != NULL ? "&" : "", day,
                          PAGE_SIZE);
}

/* The cursor is "1 SINCE END RUNNING PATH": since when, when the running round began (or the last one ended), whether it is
 * still running, its next page. */
GPtrArray *
usher_twilio_inbox_poll (UsherHttp *http, const char *account_sid, const char *to, const char *cursor, UsherInstant now,
                         char **next_cursor, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  gint64 seconds = now / G_USEC_PER_SEC, since = seconds - FIRST_LOOK_BACK, end = 0;
  int running = 0, used = 0;
  g_autofree char *path = NULL;

  if (cursor != NULL && sscanf (cursor, "1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %n", &since, &end, &running,
                                &used) == 3 && used > 0)
    path = running && ABS (seconds - end) <= PAGE_AGE ? safe_path (cursor + used) : NULL;
  if (path == NULL && !running && end != 0 && ABS (seconds - end) < ROUND_PAUSE)
    {
      *next_cursor = g_strdup (cursor);
      return g_steal_pointer (&events);
    }
  if (path == NULL)
    {
      path = first_path (account_sid, to, since);
      end = seconds;
    }
  for (int page = 0; page < PAGES_IN_A_CALL && path != NULL && events->len == 0; page++)
    {
      char *next = NULL;
      g_autoptr (JsonArray) messages = usher_twilio_messages (http, path, &next, cancellable, error);

      if (messages == NULL)
        {
          *next_cursor = NULL;
          return NULL;
        }
      collect (messages, events);
      g_free (path);
      path = next;
    }
  if (path == NULL)
    {
      since = MAX (since, end - OVERLAP);
      end = seconds;   /* from here on the pause counts */
    }
  *next_cursor = g_strdup_printf ("1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %s", since, end, path != NULL,
                                  path != NULL ? path : "");
  return g_steal_pointer (&events);
}
