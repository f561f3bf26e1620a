/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking Mailgun what became of messages: POST /v1/analytics/logs, and GET /v3/{domain}/events where an account does not
 * have the former. Asked once: who asks has the next reminders to send from the same thread, and comes again anyway. */
#include <string.h>

#include "usher-error.h"
#include "usher-mailgun-private.h"

#define LOGS_LIMIT    100
#define EVENTS_LIMIT  300
#define FIND_PAGES    2000     /* bounds a search: 200,000 events */
#define CLOCK_SKEW    300      /* seconds */

static const char * const taken_events[] = { "accepted", "rejected", NULL };
static const char * const all_events[] = {
  "accepted", "rejected", "delivered", "failed", "opened", "clicked", "unsubscribed", "complained", NULL,
};

static char *
rfc2822 (gint64 seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_format (date, "%a, %d %b %Y %H:%M:%S +0000");
}

static void
add_domain_filter (JsonBuilder *builder, const char *domain)
{
  json_builder_set_member_name (builder, "filter");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "AND");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "attribute");
  json_builder_add_string_value (builder, "domain");
  json_builder_set_member_name (builder, "comparator");
  json_builder_add_string_value (builder, "=");
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "label");
  json_builder_add_string_value (builder, domain);
  json_builder_set_member_name (builder, "value");
  json_builder_add_string_value (builder, domain);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_pagination (JsonBuilder *builder, const char *token)
{
  json_builder_set_member_name (builder, "pagination");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sort");
  json_builder_add_string_value (builder, "timestamp:asc");
  json_builder_set_member_name (builder, "limit");
  json_builder_add_int_value (builder, LOGS_LIMIT);
  if (token != NULL)
    {
      json_builder_set_member_name (builder, "token");
      json_builder_add_string_value (builder, token);
    }
  json_builder_end_object (builder);
}

static GBytes *
logs_request (UsherMailgunFeed *feed, const UsherMailgunQuery *query)
{
  const char * const *events = query->taken_only ? taken_events : all_events;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *begin = rfc2822 (query->begin);
  char *text;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "start");
  json_builder_add_string_value (builder, begin);
  if (query->end != 0)
    {
      g_autofree char *end = rfc2822 (query->end);

      json_builder_set_member_name (builder, "end");
      json_builder_add_string_value (builder, end);
    }
  json_builder_set_member_name (builder, "events");
  json_builder_begin_array (builder);
  for (guint i = 0; events[i] != NULL; i++)
    json_builder_add_string_value (builder, events[i]);
  json_builder_end_array (builder);
  add_domain_filter (builder, feed->domain);
  add_pagination (builder, query->token);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = usher_json_print (node);
  return g_bytes_new_take (text, strlen (text));
}

static UsherHttpAnswer *
ask_logs (UsherMailgunFeed *feed, const UsherMailgunQuery *query, GCancellable *cancellable)
{
  g_autoptr (GBytes) body = logs_request (feed, query);

  return usher_http_send (feed->http, "POST", "/v1/analytics/logs", "application/json", body, cancellable);
}

static UsherHttpAnswer *
ask_events (UsherMailgunFeed *feed, const UsherMailgunQuery *query, GCancellable *cancellable)
{
  const char * const *events = query->taken_only ? taken_events : all_events;
  g_autofree char *domain = g_uri_escape_string (feed->domain, NULL, FALSE);
  g_autofree char *wanted = g_strjoinv (" OR ", (char **) events);
  g_autofree char *filter = g_uri_escape_string (wanted, NULL, FALSE);
  g_autofree char *end = query->end != 0 ? g_strdup_printf ("&end=%" G_GINT64_FORMAT, query->end) : g_strdup ("");
  g_autofree char *path = NULL;

  if (query->token != NULL)
    path = g_strdup_printf ("/v3/%s/events/%s", domain, query->token);
  else
    path = g_strdup_printf ("/v3/%s/events?begin=%" G_GINT64_FORMAT "%s&ascending=yes&limit=%d&event=%s", domain,
                            query->begin, end, EVENTS_LIMIT, filter);
  return usher_http_send (feed->http, "GET", path, NULL, NULL, cancellable);
}

/* Of the next page's URL only the last part is used: the key goes to our own base URL and nowhere else. */
static char *
token_of_url (const char *url)
{
  const char *found = url != NULL ? strstr (url, "/events/") : NULL;

  if (found == NULL)
    return NULL;
  found += strlen ("/events/");
  if (*found == '\0' || strpbrk (found, "/?# \r\n") != NULL)
    return NULL;
  return g_strdup (found);
}

static void
fail (const UsherHttpAnswer *answer, GError **error)
{
  g_autofree char *words = usher_mailgun_words (answer);

  if (answer->status == 401 || answer->status == 403)
    usher_set_error (error, USHER_ERROR_UNAUTHORIZED,
                     "Mailgun does not let this key read what became of messages. A domain sending key can only send: "
                     "use an account key");
  else
    usher_http_answer_fail (answer, "Mailgun", words, TRUE, error);
}

JsonArray *
usher_mailgun_feed_page (UsherMailgunFeed *feed, const UsherMailgunQuery *query, char **next_token,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherHttpAnswer) answer = NULL;
  g_autoptr (JsonObject) object = NULL;
  JsonArray *items;

  *next_token = NULL;
  answer = feed->use_events ? ask_events (feed, query, cancellable) : ask_logs (feed, query, cancellable);
  if (!feed->use_events && query->token == NULL &&
      (answer->status == 400 || answer->status == 403 || answer->status == 404 || answer->status == 405))
    {
      feed->use_events = TRUE;
      g_clear_pointer (&answer, usher_http_answer_free);
      answer = ask_events (feed, query, cancellable);
    }
  if (answer->status == 200)
    object = usher_json_read_object (answer->body, answer->length);
  items = usher_json_get_array (object, "items");
  if (items == NULL)
    {
      fail (answer, error);
      return NULL;
    }
  if (json_array_get_length (items) > 0)
    *next_token = feed->use_events ? token_of_url (usher_json_get_string_at (object, "paging", "next", NULL))
                                   : g_strdup (usher_json_get_string_at (object, "pagination", "next", NULL));
  if (*next_token != NULL && (**next_token == '\0' || g_strcmp0 (*next_token, query->token) == 0))
    g_clear_pointer (next_token, g_free);
  return json_array_ref (items);
}

static void
collect_taken (JsonArray *items, const char *batch_id, GHashTable *taken)
{
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *batch = item != NULL ? usher_mailgun_event_variable (item, "batch") : NULL;
      g_autofree char *delivery = item != NULL ? usher_mailgun_event_variable (item, "delivery") : NULL;
      const char *id = usher_json_get_string_at (item, "message", "headers", "message-id", NULL);
      gint64 key = delivery != NULL ? g_ascii_strtoll (delivery, NULL, 10) : 0;

      if (key > 0 && g_strcmp0 (batch, batch_id) == 0)
        g_hash_table_replace (taken, g_memdup2 (&key, sizeof key), g_strdup (id != NULL ? id : ""));
    }
}

/* There is no filter for own variables, so all that was taken since is looked through. */
GHashTable *
usher_mailgun_feed_find (UsherMailgunFeed *feed, const char *batch_id, UsherInstant since, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  UsherMailgunQuery query = { since / G_USEC_PER_SEC - CLOCK_SKEW, 0, NULL, TRUE };
  g_autofree char *token = NULL;

  for (int page = 0; page < FIND_PAGES; page++)
    {
      g_autofree char *next = NULL;
      g_autoptr (JsonArray) items = usher_mailgun_feed_page (feed, &query, &next, cancellable, error);

      if (items == NULL)
        return NULL;
      collect_taken (items, batch_id, taken);
      if (next == NULL)
        return g_steal_pointer (&taken);
      g_free (token);
      token = g_steal_pointer (&next);
      query.token = token;
    }
  usher_set_error (error, USHER_ERROR_LATER, "Mailgun has too many events to look through");
  return NULL;
}
