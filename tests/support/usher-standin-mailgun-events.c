/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Mailgun tells of messages: the events API, the logs API, and the lists of suppressed addresses. */
#include <string.h>

#include "usher-standin-mailgun.h"

/**
 * StandinMailPage:
 * @after: only events later than that, in microseconds
 *
 * What a page token stands for. Zero-terminated texts of bounded size keep it one block.
 */
typedef struct {
  gint64 begin, end, after;
  guint  limit;
  char   types[256];       /* " OR " between them; empty: all */
  char   recipient[256];
  char   domain[256];
} StandinMailPage;

static JsonObject *
user_variables (const StandinMail *mail)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < mail->batch->options->len; i++)
    {
      const StandinField *field = g_ptr_array_index (mail->batch->options, i);
      g_autofree char *value = NULL;

      if (!g_str_has_prefix (field->name, "v:"))
        continue;
      value = standin_expand (field->value, mail);
      json_object_set_string_member (object, field->name + 2, value);
    }
  return object;
}

static JsonArray *
tags_of (const StandinMail *mail)
{
  JsonArray *tags = json_array_new ();

  for (guint i = 0; i < mail->batch->options->len; i++)
    {
      const StandinField *field = g_ptr_array_index (mail->batch->options, i);

      if (g_str_equal (field->name, "o:tag"))
        json_array_add_string_element (tags, field->value);
    }
  return tags;
}

static JsonObject *
message_of (const StandinMail *mail)
{
  JsonObject *message = json_object_new ();
  JsonNode *headers = standin_object ("message-id", mail->batch->id, "from", mail->batch->from, "to", mail->to, "subject",
                                      mail->batch->subject != NULL ? mail->batch->subject : "", NULL);

  json_object_set_member (message, "headers", headers);
  json_object_set_array_member (message, "attachments", json_array_new ());
  json_object_set_int_member (message, "size", 1024);
  return message;
}

static JsonObject *
flags_of (gboolean logs)
{
  static const char * const more[] = { "is-authenticated", "is-system-test", "is-routed", "is-delayed-bounce", "is-callback" };
  JsonObject *flags = json_object_new ();

  json_object_set_boolean_member (flags, "is-test-mode", FALSE);
  for (guint i = 0; logs && i < G_N_ELEMENTS (more); i++)
    json_object_set_boolean_member (flags, more[i], FALSE);
  return flags;
}

/* The two APIs write a moment and the variables differently. */
static void
set_by_api (JsonObject *object, const StandinMailEvent *event, gboolean logs)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc_usec (event->at);
  g_autofree char *moment = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *iso = g_strdup_printf ("%s.%03dZ", moment, (int) (event->at / 1000 % 1000));
  JsonObject *variables = user_variables (event->mail);

  if (logs)
    {
      g_autoptr (JsonNode) node = standin_node (variables);
      g_autofree char *text = standin_print (node);

      json_object_set_string_member (object, "@timestamp", iso);
      json_object_set_string_member (object, "user-variables", text);
      json_object_set_member (object, "domain", standin_object ("name", event->mail->batch->domain, NULL));
      json_object_set_member (object, "account", standin_object ("id", "0123456789", NULL));
      return;
    }
  json_object_set_double_member (object, "timestamp", (double) event->at / G_USEC_PER_SEC);
  json_object_set_object_member (object, "user-variables", variables);
}

JsonObject *
standin_mail_event_json (const StandinMailEvent *event, gboolean logs)
{
  JsonObject *object = json_object_new ();
  const char *at = strrchr (event->mail->address, '@');
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_set_string_member (object, "id", event->id);
  json_object_set_string_member (object, "event", event->type);
  json_object_set_string_member (object, "log-level", "info");
  json_object_set_string_member (object, "recipient", event->mail->address);
  json_object_set_string_member (object, "recipient-domain", at != NULL ? at + 1 : "");
  json_object_set_array_member (object, "tags", tags_of (event->mail));
  json_object_set_object_member (object, "message", message_of (event->mail));
  json_object_set_object_member (object, "flags", flags_of (logs));
  set_by_api (object, event, logs);
  if (event->extra == NULL)
    return object;
  json_object_iter_init (&iter, event->extra);
  while (json_object_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "at") && !g_str_equal (name, "delivery") && !g_str_equal (name, "service") &&
        !g_str_equal (name, "url"))
      json_object_set_member (object, name, json_node_copy (value));
  return object;
}

static gboolean
fits (const StandinMailPage *page, char **types, const StandinMailEvent *event)
{
  return event->at > page->after && event->at >= page->begin * G_USEC_PER_SEC &&
         (page->end == 0 || event->at < (page->end + 1) * G_USEC_PER_SEC) &&
         (types[0] == NULL || g_strv_contains ((const char * const *) types, event->type)) &&
         (page->recipient[0] == '\0' || g_ascii_strcasecmp (page->recipient, event->mail->address) == 0) &&
         g_str_equal (page->domain, event->mail->batch->domain);
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  const StandinMailEvent *first = *(StandinMailEvent * const *) a, *second = *(StandinMailEvent * const *) b;

  return first->at < second->at ? -1 : first->at > second->at;
}

/* The page's events, oldest first; @next becomes the page after it. */
static JsonArray *
read_page (UsherStandin *self, const StandinMailPage *page, StandinMailPage *next, gboolean logs)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_auto (GStrv) types = g_strsplit (page->types, " OR ", -1);
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < self->mailgun->events->len; i++)
    if (fits (page, types, g_ptr_array_index (self->mailgun->events, i)))
      g_ptr_array_add (found, g_ptr_array_index (self->mailgun->events, i));
  g_ptr_array_sort (found, by_time);
  *next = *page;
  for (guint i = 0; i < found->len && i < page->limit; i++)
    {
      const StandinMailEvent *event = g_ptr_array_index (found, i);

      json_array_add_object_element (items, standin_mail_event_json (event, logs));
      next->after = event->at;
    }
  return items;
}

static char *
remember (UsherStandin *self, const StandinMailPage *page)
{
  char *token = standin_id (self, "page", 24);

  g_hash_table_insert (self->mailgun->pages, g_strdup (token), g_memdup2 (page, sizeof *page));
  return token;
}

static gboolean
page_of_query (StandinCall *call, StandinMailPage *page)
{
  static const char * const known[] = { "begin", "end", "ascending", "limit", "event", "recipient", NULL };
  const char *begin = standin_field (call->query, "begin");
  const char *end = standin_field (call->query, "end");
  const char *limit = standin_field (call->query, "limit");
  const char *event = standin_field (call->query, "event");
  const char *recipient = standin_field (call->query, "recipient");

  standin_unknown (call, call->query, known, NULL);
  if (end == NULL && begin != NULL && standin_field (call->query, "ascending") == NULL)
    return FALSE;
  page->begin = begin != NULL ? g_ascii_strtoll (begin, NULL, 10) : 0;
  page->end = end != NULL ? g_ascii_strtoll (end, NULL, 10) : 0;
  page->limit = limit != NULL ? (guint) g_ascii_strtoull (limit, NULL, 10) : 100;
  if (page->limit == 0 || page->limit > 300)
    return FALSE;
  g_strlcpy (page->types, event != NULL ? event : "", sizeof page->types);
  g_strlcpy (page->recipient, recipient != NULL ? recipient : "", sizeof page->recipient);
  return TRUE;
}

void
standin_mailgun_events (StandinCall *call)
{
  StandinMailPage page = { .limit = 100 }, next;
  JsonObject *answer;
  g_autofree char *token = NULL;
  g_autofree char *url = NULL;

  if (call->n_segments == 4)
    {
      StandinMailPage *known = g_hash_table_lookup (call->standin->mailgun->pages, call->segments[3]);

      if (known == NULL)
        {
          standin_answer (call, 400, standin_object ("message", "Invalid page token", NULL));
          return;
        }
      page = *known;
    }
  else if (!page_of_query (call, &page))
    {
      standin_answer (call, 400, standin_object ("message", "Invalid query", NULL));
      return;
    }
  g_strlcpy (page.domain, call->segments[1], sizeof page.domain);
  answer = json_object_new ();
  json_object_set_array_member (answer, "items", read_page (call->standin, &page, &next, FALSE));
  token = remember (call->standin, &next);
  url = g_strdup_printf ("%s/v3/%s/events/%s", call->standin->urls[USHER_STANDIN_MAILGUN], call->segments[1], token);
  json_object_set_member (answer, "paging", standin_object ("next", url, "previous", url, NULL));
  standin_answer (call, 200, standin_node (answer));
}

static void
unknown_members (StandinCall *call, JsonObject *object, const char * const *known)
{
  JsonObjectIter iter;
  const char *name;

  if (object == NULL)
    return;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      standin_problem (call, "unknown member %s", name);
}

static gboolean
read_filter (StandinCall *call, JsonObject *filter, StandinMailPage *page)
{
  JsonNode *node = filter != NULL ? json_object_get_member (filter, "AND") : NULL;
  JsonArray *predicates = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (filter != NULL && predicates == NULL)
    return FALSE;
  for (guint i = 0; predicates != NULL && i < json_array_get_length (predicates); i++)
    {
      JsonObject *predicate = json_array_get_object_element (predicates, i);
      const char *attribute = standin_string (predicate, "attribute");
      JsonArray *values = json_object_get_array_member (predicate, "values");
      const char *value = values != NULL && json_array_get_length (values) == 1
                            ? standin_string (json_array_get_object_element (values, 0), "value")
                            : NULL;

      if (attribute == NULL || g_strcmp0 (standin_string (predicate, "comparator"), "=") != 0 || value == NULL)
        return FALSE;
      if (g_str_equal (attribute, "domain"))
        g_strlcpy (page->domain, value, sizeof page->domain);
      else if (g_str_equal (attribute, "recipient"))
        g_strlcpy (page->recipient, value, sizeof page->recipient);
      else
        return FALSE;
    }
  return TRUE;
}

static gboolean
page_of_json (StandinCall *call, StandinMailPage *page)
{
  static const char * const known[] = { "start", "end", "events", "filter", "include_subaccounts", "include_totals", "pagination", NULL };
  static const char * const known_paging[] = { "sort", "token", "limit", NULL };
  JsonNode *paging_node = json_object_get_member (call->json, "pagination");
  JsonObject *paging = paging_node != NULL ? json_node_get_object (paging_node) : NULL;
  JsonNode *filter = json_object_get_member (call->json, "filter");
  JsonNode *events = json_object_get_member (call->json, "events");
  const char *token = standin_string (paging, "token");
  g_autoptr (GString) types = g_string_new (NULL);

  unknown_members (call, call->json, known);
  unknown_members (call, paging, known_paging);
  if (token != NULL)
    {
      StandinMailPage *remembered = g_hash_table_lookup (call->standin->mailgun->pages, token);

      if (remembered != NULL)
        *page = *remembered;
      return remembered != NULL;
    }
  if (!standin_from_rfc2822 (standin_string (call->json, "start"), &page->begin) ||
      (json_object_has_member (call->json, "end") && !standin_from_rfc2822 (standin_string (call->json, "end"), &page->end)))
    return FALSE;
  for (guint i = 0; events != NULL && i < json_array_get_length (json_node_get_array (events)); i++)
    g_string_append_printf (types, "%s%s", i > 0 ? " OR " : "", json_array_get_string_element (json_node_get_array (events), i));
  g_strlcpy (page->types, types->str, sizeof page->types);
  page->limit = (guint) standin_int (paging, "limit", 50);
  return page->limit >= 1 && page->limit <= 100 && read_filter (call, filter != NULL ? json_node_get_object (filter) : NULL, page);
}

void
standin_mailgun_logs (StandinCall *call)
{
  StandinMailPage page = { .limit = 50 }, next;
  g_autofree char *token = NULL;
  g_autofree char *now = standin_rfc2822 (standin_now (call->standin));
  JsonObject *answer;

  if (call->standin->no_logs)
    {
      standin_answer (call, 403, standin_object ("message", "Your plan has no logs", NULL));
      return;
    }
  g_strlcpy (page.domain, USHER_STANDIN_MAILGUN_DOMAIN, sizeof page.domain);
  if (call->json == NULL || !page_of_json (call, &page))
    {
      standin_problem (call, "not a valid logs request");
      standin_answer (call, 400, standin_object ("message", "Invalid request", NULL));
      return;
    }
  answer = json_object_new ();
  json_object_set_string_member (answer, "start", now);
  json_object_set_string_member (answer, "end", now);
  json_object_set_array_member (answer, "items", read_page (call->standin, &page, &next, TRUE));
  token = remember (call->standin, &next);
  json_object_set_member (answer, "pagination",
                          standin_object ("previous", "", "next", token, "first", "", "last", "", NULL));
  json_object_set_object_member (answer, "aggregates", json_object_new ());
  standin_answer (call, 200, standin_node (answer));
}

static void
suppress (UsherStandin *self, const char *list, JsonObject *given)
{
  g_autofree char *lower = g_ascii_strdown (standin_string (given, "address"), -1);
  g_autofree char *created = standin_rfc2822 (standin_now (self));

  json_object_set_string_member (given, "created_at", created);
  g_hash_table_replace (self->mailgun->suppressions, g_strdup_printf ("%s:%s", list, lower), json_object_ref (given));
}

static void
list_suppressions (StandinCall *call, const char *list)
{
  JsonObject *answer = json_object_new ();
  JsonArray *items = json_array_new ();
  g_autofree char *prefix = g_strdup_printf ("%s:", list);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, call->standin->mailgun->suppressions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, prefix) && standin_field (call->query, "page") == NULL)
      json_array_add_object_element (items, json_object_ref (value));
  json_object_set_array_member (answer, "items", items);
  {
    g_autofree char *url = g_strdup_printf ("%s%s?page=next", call->standin->urls[USHER_STANDIN_MAILGUN], call->path);

    json_object_set_member (answer, "paging",
                            standin_object ("next", url, "previous", url, "first", url, "last", url, NULL));
  }
  standin_answer (call, 200, standin_node (answer));
}

/* One as a form, or up to 1,000 as a JSON array */
static void
add_suppressions (StandinCall *call, const char *list)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (call->message));
  const char *address = standin_field (call->fields, "address");
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  if (address != NULL)
    {
      g_autoptr (JsonNode) node = standin_object ("address", address, NULL);

      suppress (call->standin, list, json_node_get_object (node));
    }
  else if (json_parser_load_from_data (parser, data, (gssize) length, NULL) &&
           JSON_NODE_HOLDS_ARRAY (json_parser_get_root (parser)))
    {
      JsonArray *given = json_node_get_array (json_parser_get_root (parser));

      for (guint i = 0; i < json_array_get_length (given); i++)
        suppress (call->standin, list, json_array_get_object_element (given, i));
    }
  else
    {
      standin_answer (call, 400, standin_object ("message", "Invalid request", NULL));
      return;
    }
  standin_answer (call, 200, standin_object ("message", "Addresses have been added to the table", NULL));
}

void
standin_mailgun_suppressions (StandinCall *call)
{
  const char *list = call->segments[2];
  g_autofree char *lower = call->n_segments == 4 ? g_ascii_strdown (call->segments[3], -1) : NULL;
  g_autofree char *key = g_strdup_printf ("%s:%s", list, lower != NULL ? lower : "");
  JsonObject *found = g_hash_table_lookup (call->standin->mailgun->suppressions, key);
  g_autofree char *missing = g_strdup_printf ("Address not found in %s table", list);

  if (call->n_segments == 3 && g_str_equal (call->method, "GET"))
    list_suppressions (call, list);
  else if (call->n_segments == 3 && g_str_equal (call->method, "POST"))
    add_suppressions (call, list);
  else if (found == NULL)
    standin_answer (call, 404, standin_object ("message", missing, NULL));
  else if (g_str_equal (call->method, "GET"))
    standin_answer (call, 200, standin_node (json_object_ref (found)));
  else
    {
      standin_answer (call, 200, standin_object ("message", "Address has been removed", "address", call->segments[3], NULL));
      g_hash_table_remove (call->standin->mailgun->suppressions, key);
    }
}
