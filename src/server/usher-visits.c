/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-visits.h"

#include <string.h>

#include "usher-answer.h"
#include "usher-request-private.h"

struct _UsherVisits {
  GObject parent_instance;

  UsherLimits    limits;
  UsherAdmission admission;
  GHashTable    *visits;        /* (element-type SoupServerMessage Visit) */
  gsize          memory;        /* of bodies and answers under way */
};

G_DEFINE_FINAL_TYPE (UsherVisits, usher_visits, G_TYPE_OBJECT)

/* One request and what is known of it, from the end of its headers to the end of its answer. */
typedef struct {
  UsherVisits       *owner;
  SoupServerMessage *message;
  UsherConnection   *connection;
  UsherRequest      *request;      /* (nullable): until its handler was called; refused ones have none */
  UsherRequest      *running;      /* (nullable) (unowned): the handler has it */
  GSource           *gone;         /* (nullable) */
  const char        *pattern;      /* (nullable): for the log */
  gsize              memory;       /* counted in the owner's */
  gint64             began;
  gboolean           paused;
} Visit;

static void
visit_account (Visit *visit, gsize bytes)
{
  visit->memory += bytes;
  visit->owner->memory += bytes;
}

static void
stop_watching (Visit *visit)
{
  if (visit->gone == NULL)
    return;
  g_source_destroy (visit->gone);
  g_clear_pointer (&visit->gone, g_source_unref);
}

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  stop_watching (visit);
  visit->owner->memory -= visit->memory;
  if (visit->running != NULL)
    usher_request_detach (visit->running);
  g_clear_pointer (&visit->request, usher_request_unref);
  g_object_unref (visit->connection);
  g_free (visit);
}

/* Which answer a visitor gets for what is found without a handler: a page for a browser, else the problem as it is. */
static UsherResponse *
dress_error (UsherVisits *self, SoupServerMessage *message, UsherResponse *problem)
{
  const char *accept = NULL;
  UsherResponse *page;

  if (message != NULL)
    accept = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Accept");
  if (accept == NULL || strstr (accept, "text/html") == NULL)
    return problem;
  page = usher_router_error_page (self->admission.router, usher_response_get_status (problem));
  if (page == NULL)
    return problem;
  usher_answer_copy_headers (problem, page);
  usher_response_free (problem);
  return page;
}

/* Takes @response. */
static void
write_response (Visit *visit, UsherResponse *response)
{
  UsherVisits *self = visit->owner;
  GBytes *body = usher_response_get_body (response);

  if (body != NULL)
    visit_account (visit, g_bytes_get_size (body));
  usher_answer_fill (visit->message, response, !self->admission.local_only);
  usher_connection_set_phase (visit->connection, USHER_PHASE_ANSWER);
  usher_response_free (response);
}

/* Neither the path (it may hold a personal token) nor the address: the route says enough. */
static void
log_visit (const Visit *visit)
{
  g_debug ("%s %s %u %" G_GINT64_FORMAT " ms", soup_server_message_get_method (visit->message),
           visit->pattern != NULL ? visit->pattern : "-", soup_server_message_get_status (visit->message),
           (g_get_monotonic_time () - visit->began) / 1000);
}

void
usher_visits_cut_connection (UsherVisits *self, UsherConnection *connection, UsherResponse *response)
{
  g_autoptr (GString) raw = usher_answer_print (response, !self->admission.local_only);

  usher_connection_cut (connection, raw->str, raw->len);
  usher_response_free (response);
}

/* Takes @response. SoupServer would read the whole body first: the connection is taken away from it. */
static void
cut_visit (Visit *visit, UsherResponse *response)
{
  UsherVisits *self = visit->owner;
  g_autoptr (SoupServerMessage) message = g_object_ref (visit->message);
  g_autoptr (UsherConnection) connection = g_object_ref (visit->connection);
  g_autoptr (GIOStream) stolen = NULL;

  soup_server_message_set_status (message, usher_response_get_status (response), NULL);
  log_visit (visit);
  g_hash_table_remove (self->visits, message);
  stolen = soup_server_message_steal_connection (message);
  usher_visits_cut_connection (self, connection, response);
}

static Visit *
find_visit (UsherVisits *self, UsherConnection *connection)
{
  GHashTableIter iter;
  gpointer visit;

  g_hash_table_iter_init (&iter, self->visits);
  while (g_hash_table_iter_next (&iter, NULL, &visit))
    {
      if (((Visit *) visit)->connection == connection)
        return visit;
    }
  return NULL;
}

static void
request_freed (gpointer data)
{
  g_object_unref (data);
}

/* The handler's answer. The message is still ours when it was not detached. */
static void
request_completed (UsherRequest *request, UsherResponse *response, gpointer data)
{
  UsherVisits *self = data;
  SoupServerMessage *message = usher_request_get_message (request);
  Visit *visit = message != NULL ? g_hash_table_lookup (self->visits, message) : NULL;

  if (visit == NULL)
    {
      usher_response_free (response);
      return;
    }
  stop_watching (visit);
  visit->running = NULL;
  write_response (visit, response);
  usher_request_detach (request);
  if (visit->paused)
    {
      visit->paused = FALSE;
      soup_server_message_unpause (visit->message);
    }
}

static const UsherRequestEvents request_events = { request_completed, request_freed };

static UsherResponse *
admit (UsherVisits *self, Visit *visit)
{
  g_auto (UsherMatch) match = { 0 };
  char *client = NULL;
  UsherResponse *refusal = usher_admission_check (&self->admission, visit->message,
                                                  usher_connection_get_address (visit->connection), self->memory, &match, &client);

  visit->pattern = match.pattern;
  if (refusal == NULL)
    visit->request = usher_request_new (visit->message, &match, client, &request_events, g_object_ref (self));
  else
    g_free (client);
  return refusal;
}

static void
got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  UsherVisits *self = data;
  Visit *visit = g_hash_table_lookup (self->visits, message);

  if (visit == NULL || visit->request == NULL)
    return;
  if (self->memory + g_bytes_get_size (chunk) <= self->limits.memory && usher_request_append_body (visit->request, chunk))
    {
      visit_account (visit, g_bytes_get_size (chunk));
      return;
    }
  cut_visit (visit, dress_error (self, message, usher_response_new_problem (413, "Too long", "The request is longer than this address takes.", NULL)));
}

static gboolean
visitor_gone (gpointer data)
{
  Visit *visit = data;

  if (visit->running != NULL)
    usher_request_cancel (visit->running);
  return G_SOURCE_REMOVE;
}

static void
run_handler (Visit *visit)
{
  UsherRequest *request = g_steal_pointer (&visit->request);
  UsherVisits *self = visit->owner;
  SoupServerMessage *message = visit->message;

  visit->running = request;
  usher_connection_set_phase (visit->connection, USHER_PHASE_HANDLER);
  usher_request_handle (request);
  usher_request_unref (request);
  visit = g_hash_table_lookup (self->visits, message);
  if (visit == NULL || visit->running == NULL)
    return;
  visit->paused = TRUE;
  soup_server_message_pause (message);
  visit->gone = usher_connection_watch_gone (visit->connection, visitor_gone, visit);
}

void
usher_visits_body_is_whole (UsherVisits *self, SoupServerMessage *message)
{
  Visit *visit = g_hash_table_lookup (self->visits, message);

  if (visit != NULL && visit->request != NULL && usher_connection_get_phase (visit->connection) == USHER_PHASE_BODY)
    run_handler (visit);
}

static void
finished (SoupServerMessage *message, gpointer data)
{
  UsherVisits *self = data;
  Visit *visit = g_hash_table_lookup (self->visits, message);

  if (visit == NULL)
    return;
  log_visit (visit);
  if (usher_connection_get_phase (visit->connection) == USHER_PHASE_ANSWER)
    usher_connection_set_phase (visit->connection, USHER_PHASE_IDLE);
  g_hash_table_remove (self->visits, message);
}

/* All that can be known before the body is settled here. */
void
usher_visits_begin (UsherVisits *self, SoupServerMessage *message, UsherConnection *connection)
{
  Visit *visit = g_new0 (Visit, 1);
  UsherResponse *refusal;

  visit->owner = self;
  visit->message = message;
  visit->connection = g_object_ref (connection);
  visit->began = g_get_monotonic_time ();
  g_hash_table_insert (self->visits, g_object_ref (message), visit);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (message, "finished", G_CALLBACK (finished), self, G_CONNECT_DEFAULT);
  usher_connection_set_phase (connection, USHER_PHASE_BODY);
  refusal = admit (self, visit);
  if (usher_connection_count_request (connection) >= self->limits.connection_requests)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  if (refusal == NULL)
    return;
  if (usher_response_get_status (refusal) >= 400)
    refusal = dress_error (self, message, refusal);
  if (usher_admission_has_body (message))
    cut_visit (visit, refusal);
  else
    write_response (visit, refusal);
}

gboolean
usher_visits_cut_overdue (UsherVisits *self, UsherConnection *connection)
{
  Visit *visit = find_visit (self, connection);

  if (visit == NULL || usher_connection_get_phase (connection) != USHER_PHASE_BODY)
    return FALSE;
  cut_visit (visit, usher_response_new_problem (408, "Too slow", NULL, NULL));
  return TRUE;
}

void
usher_visits_end_all (UsherVisits *self)
{
  g_hash_table_remove_all (self->visits);
}

guint
usher_visits_count (UsherVisits *self)
{
  return g_hash_table_size (self->visits);
}

UsherAdmission *
usher_visits_get_admission (UsherVisits *self)
{
  return &self->admission;
}

static void
usher_visits_finalize (GObject *object)
{
  UsherVisits *self = USHER_VISITS (object);

  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->admission.rate, usher_rate_free);
  g_clear_pointer (&self->admission.router, usher_router_free);
  g_clear_pointer (&self->admission.path_tokens, g_hash_table_unref);
  g_free (self->admission.token);
  g_strfreev (self->admission.proxies);
  G_OBJECT_CLASS (usher_visits_parent_class)->finalize (object);
}

static void
usher_visits_class_init (UsherVisitsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_visits_finalize;
}

static void
usher_visits_init (UsherVisits *self)
{
  self->visits = g_hash_table_new_full (NULL, NULL, g_object_unref, visit_free);
  self->admission.path_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * usher_visits_new:
 * @router: (transfer full): what is behind the door
 * @local_only: the control door's rules
 * @token: (nullable): its bearer token
 * @limits: see usher-limits.h
 *
 * Returns: (transfer full): no visits yet
 */
UsherVisits *
usher_visits_new (UsherRouter *router, gboolean local_only, const char *token, const UsherLimits *limits)
{
  UsherVisits *self = g_object_new (USHER_TYPE_VISITS, NULL);

  self->limits = *limits;
  self->admission.local_only = local_only;
  self->admission.router = router;
  self->admission.token = g_strdup (token);
  self->admission.limits = &self->limits;
  self->admission.rate = usher_rate_new (limits->rate, limits->burst, limits->rate_addresses);
  return self;
}
