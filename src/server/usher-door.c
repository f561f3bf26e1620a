/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-door.h"

#include <gio/gnetworking.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "usher-admission.h"
#include "usher-answer.h"
#include "usher-listener.h"
#include "usher-pool.h"
#include "usher-request-private.h"
#include "usher-response-private.h"

#define ACCEPTS_PER_TURN 64   /* so that a flood of connections does not starve those that are in */

struct _UsherDoor {
  GObject parent_instance;

  UsherDoorKind  kind;
  UsherLimits    limits;
  UsherAdmission admission;

  GMainContext  *context;
  SoupServer    *server;
  GSocket       *socket;        /* listening */
  GSource       *accept;
  int            keep_fd;       /* see keep_alive_listener() */
  char          *url;
  UsherPool     *pool;
  GHashTable    *visits;        /* (element-type SoupServerMessage Visit) */
  gsize          memory;        /* of bodies and answers under way */
};

G_DEFINE_FINAL_TYPE (UsherDoor, usher_door, G_TYPE_OBJECT)

/* One request and what the door knows of it, from the end of its headers to the end of its answer. */
typedef struct {
  UsherDoor         *door;
  SoupServerMessage *message;
  UsherConnection   *connection;
  UsherRequest      *request;      /* (nullable): until its handler was called; refused ones have none */
  UsherRequest      *running;      /* (nullable) (unowned): the handler has it */
  GSource           *gone;         /* (nullable) */
  const char        *pattern;      /* (nullable): for the log */
  gsize              memory;       /* counted in the door's */
  gint64             began;
  gboolean           paused;
} Visit;

static void
visit_account (Visit *visit, gsize bytes)
{
  visit->memory += bytes;
  visit->door->memory += bytes;
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
  visit->door->memory -= visit->memory;
  if (visit->running != NULL)
    usher_request_detach (visit->running);
  g_clear_pointer (&visit->request, usher_request_unref);
  g_object_unref (visit->connection);
  g_free (visit);
}

/* Which answer a visitor gets for what the door finds by itself: a page for a browser, else the problem as it is. */
static UsherResponse *
dress_error (UsherDoor *self, SoupServerMessage *message, UsherResponse *problem)
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
  UsherDoor *self = visit->door;
  GBytes *body = usher_response_get_body (response);

  if (body != NULL)
    visit_account (visit, g_bytes_get_size (body));
  usher_answer_fill (visit->message, response, self->kind == USHER_DOOR_PUBLIC);
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

/* Takes @response, sends it bare and closes: for who would go on sending. SoupServer would read the whole body first. */
static void
cut_off (UsherDoor *self, UsherConnection *connection, UsherResponse *response)
{
  g_autoptr (GString) raw = usher_answer_print (response, self->kind == USHER_DOOR_PUBLIC);

  usher_connection_cut (connection, raw->str, raw->len);
  usher_response_free (response);
}

/* The same for a request that SoupServer is reading: it is taken away from it. */
static void
cut_visit (Visit *visit, UsherResponse *response)
{
  UsherDoor *self = visit->door;
  g_autoptr (SoupServerMessage) message = g_object_ref (visit->message);
  g_autoptr (UsherConnection) connection = g_object_ref (visit->connection);
  g_autoptr (GIOStream) stolen = NULL;

  soup_server_message_set_status (message, usher_response_get_status (response), NULL);
  log_visit (visit);
  g_hash_table_remove (self->visits, message);
  stolen = soup_server_message_steal_connection (message);
  cut_off (self, connection, response);
}

static void
connection_overflow (UsherConnection *connection, gpointer data)
{
  cut_off (data, connection, usher_response_new_problem (431, "Headers too long", NULL, NULL));
}

static void
connection_closed (UsherConnection *connection, gpointer data)
{
  UsherDoor *self = data;

  usher_pool_remove (self->pool, connection);
}

static Visit *
find_visit (UsherDoor *self, UsherConnection *connection)
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
connection_overdue (UsherConnection *connection, gpointer data)
{
  Visit *visit = NULL;

  if (usher_connection_get_phase (connection) == USHER_PHASE_BODY)
    visit = find_visit (data, connection);
  if (visit != NULL)
    cut_visit (visit, usher_response_new_problem (408, "Too slow", NULL, NULL));
  else
    usher_connection_end (connection);
}

static void
request_freed (UsherRequest *request, gpointer data)
{
  g_object_unref (data);
}

/* The handler's answer. The message is still ours when it was not detached. */
static void
request_completed (UsherRequest *request, UsherResponse *response, gpointer data)
{
  UsherDoor *self = data;
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
admit (UsherDoor *self, Visit *visit)
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
  UsherDoor *self = data;
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
  UsherDoor *self = visit->door;
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

static void
got_body (SoupServerMessage *message, gpointer data)
{
  UsherDoor *self = data;
  Visit *visit = g_hash_table_lookup (self->visits, message);

  if (visit == NULL || usher_connection_get_phase (visit->connection) != USHER_PHASE_BODY)
    return;
  if (visit->request != NULL)
    run_handler (visit);
}

static void
got_headers (SoupServerMessage *message, gpointer data)
{
  UsherDoor *self = data;
  UsherConnection *connection = usher_pool_find (self->pool, soup_server_message_get_remote_address (message));
  UsherResponse *refusal;
  Visit *visit;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (connection == NULL)    /* it had to make room for another one */
    return;
  visit = g_new0 (Visit, 1);
  visit->door = self;
  visit->message = message;
  visit->connection = g_object_ref (connection);
  visit->began = g_get_monotonic_time ();
  g_hash_table_insert (self->visits, g_object_ref (message), visit);
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

static void
finished (SoupServerMessage *message, gpointer data)
{
  UsherDoor *self = data;
  Visit *visit = g_hash_table_lookup (self->visits, message);

  if (visit == NULL)
    return;
  log_visit (visit);
  if (usher_connection_get_phase (visit->connection) == USHER_PHASE_ANSWER)
    usher_connection_set_phase (visit->connection, USHER_PHASE_IDLE);
  g_hash_table_remove (self->visits, message);
}

static void
request_started (SoupServer *server, SoupServerMessage *message, gpointer data)
{
  UsherDoor *self = data;
  UsherConnection *connection = usher_pool_find (self->pool, soup_server_message_get_remote_address (message));

  /* A pipelined request may be in SoupServer's buffer already: no byte is read for it. */
  if (connection != NULL && usher_connection_get_phase (connection) == USHER_PHASE_IDLE)
    usher_connection_set_phase (connection, USHER_PHASE_HEADERS);
  g_signal_connect_object (message, "got-headers", G_CALLBACK (got_headers), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (message, "finished", G_CALLBACK (finished), self, G_CONNECT_DEFAULT);
}

/* SoupServer wants a handler, or it answers 404 by itself. */
static void
server_handler (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  got_body (message, data);
}

static const UsherConnectionEvents connection_events = { connection_overflow, connection_closed };

static void
admit_connection (UsherDoor *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) base = g_socket_connection_factory_create_connection (socket);
  g_autoptr (UsherConnection) connection = usher_connection_new (base, &self->limits, &connection_events, self);
  gboolean proxy;

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  if (connection == NULL)
    return;
  proxy = self->admission.proxies != NULL
          && g_strv_contains ((const char * const *) self->admission.proxies, usher_connection_get_address (connection));
  if (!usher_pool_add (self->pool, connection, proxy))
    return;   /* the last reference closes it */
  soup_server_accept_iostream (self->server, G_IO_STREAM (connection), usher_connection_get_local (connection),
                               usher_connection_get_remote (connection), NULL);
}

static gboolean
accept_cb (GSocket *listening, GIOCondition condition, gpointer data)
{
  UsherDoor *self = data;

  for (int i = 0; i < ACCEPTS_PER_TURN; i++)
    {
      g_autoptr (GSocket) socket = g_socket_accept (listening, NULL, NULL);

      if (socket == NULL)
        break;
      admit_connection (self, socket);
    }
  return G_SOURCE_CONTINUE;
}

/* SoupServer keeps connections alive only while it listens to something itself. It gets one end of a pair of sockets on which
 * nothing ever comes; connections are accepted here. */
static gboolean
keep_alive_listener (UsherDoor *self, GError **error)
{
  g_autoptr (GSocket) dummy = NULL;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  self->keep_fd = fds[0];
  dummy = g_socket_new_from_fd (fds[1], error);
  return dummy != NULL && soup_server_listen_socket (self->server, dummy, 0, error);
}

static gboolean
open_server (UsherDoor *self, GError **error)
{
  self->context = g_main_context_ref_thread_default ();
  self->pool = usher_pool_new (&self->limits, self->context, connection_overdue, self);
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_handler (self->server, NULL, server_handler, self, NULL);
  g_signal_connect_object (self->server, "request-started", G_CALLBACK (request_started), self, G_CONNECT_DEFAULT);
  return keep_alive_listener (self, error);
}

/**
 * usher_door_listen:
 * @self: a door that was not opened yet
 * @address: "127.0.0.1:0", "[::]:8080", ":8080"; port 0 leaves the choice to the system
 * @error: why it cannot listen there: %USHER_ERROR_INVALID for an address that is none (or not loopback, for the control
 *   door), or a #GIOErrorEnum
 *
 * Opens the door on the caller's thread-default main context.
 */
gboolean
usher_door_listen (UsherDoor *self, const char *address, GError **error)
{
  g_return_val_if_fail (USHER_IS_DOOR (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);
  g_return_val_if_fail (self->server == NULL, FALSE);

  self->socket = usher_listener_open (address, self->kind == USHER_DOOR_CONTROL, self->limits.backlog, error);
  if (self->socket == NULL)
    return FALSE;
  if (!open_server (self, error))
    {
      usher_door_close (self);
      return FALSE;
    }
  self->admission.port = usher_listener_get_port (self->socket);
  self->url = usher_listener_make_url (self->socket);
  self->accept = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->accept, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->accept, self->context);
  return TRUE;
}

/**
 * usher_door_get_url:
 * @self: a door
 *
 * Returns: (nullable): "http://ADDRESS:PORT", where a program on this machine reaches it; %NULL before it listens
 */
const char *
usher_door_get_url (UsherDoor *self)
{
  g_return_val_if_fail (USHER_IS_DOOR (self), NULL);
  return self->url;
}

/**
 * usher_door_stop_listening:
 * @self: a door
 *
 * Nobody new comes in. Those who are in are served to the end.
 */
void
usher_door_stop_listening (UsherDoor *self)
{
  g_return_if_fail (USHER_IS_DOOR (self));

  if (self->accept != NULL)
    g_source_destroy (self->accept);
  g_clear_pointer (&self->accept, g_source_unref);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
}

/**
 * usher_door_count_requests:
 * @self: a door
 *
 * Returns: how many requests are under way
 */
guint
usher_door_count_requests (UsherDoor *self)
{
  g_return_val_if_fail (USHER_IS_DOOR (self), 0);
  return g_hash_table_size (self->visits);
}

/**
 * usher_door_count_connections:
 * @self: a door
 *
 * Returns: how many connections are open
 */
guint
usher_door_count_connections (UsherDoor *self)
{
  g_return_val_if_fail (USHER_IS_DOOR (self), 0);
  return self->pool != NULL ? usher_pool_count (self->pool) : 0;
}

/**
 * usher_door_close:
 * @self: a door, open or not
 *
 * Ends everything at once: connections are closed, the cancellables of running requests cancelled, their answers dropped.
 */
void
usher_door_close (UsherDoor *self)
{
  g_return_if_fail (USHER_IS_DOOR (self));

  usher_door_stop_listening (self);
  if (self->server == NULL)
    return;
  g_hash_table_remove_all (self->visits);
  soup_server_disconnect (self->server);
  usher_pool_end_all (self->pool);
  g_clear_object (&self->server);
  g_clear_pointer (&self->pool, usher_pool_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_fd (&self->keep_fd, NULL);
  g_clear_pointer (&self->url, g_free);
}

/**
 * usher_door_add_token:
 * @self: a control door
 * @path: the one path, as it stands in a request
 * @token: the secret
 *
 * Who has this token may use @path, and nothing else.
 */
void
usher_door_add_token (UsherDoor *self, const char *path, const char *token)
{
  g_return_if_fail (USHER_IS_DOOR (self));
  g_return_if_fail (path != NULL && token != NULL && *token != '\0');

  g_hash_table_insert (self->admission.path_tokens, g_strdup (path), g_strdup (token));
}

/**
 * usher_door_trust_proxies:
 * @self: a door
 * @addresses: (array zero-terminated=1) (nullable): IP addresses as text
 *
 * The visitor's address is taken from X-Forwarded-For when a connection comes from one of these.
 */
void
usher_door_trust_proxies (UsherDoor *self, const char * const *addresses)
{
  g_return_if_fail (USHER_IS_DOOR (self));

  g_strfreev (self->admission.proxies);
  self->admission.proxies = g_strdupv ((char **) addresses);
}

static void
usher_door_finalize (GObject *object)
{
  UsherDoor *self = USHER_DOOR (object);

  usher_door_close (self);
  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->admission.rate, usher_rate_free);
  g_clear_pointer (&self->admission.router, usher_router_free);
  g_clear_pointer (&self->admission.path_tokens, g_hash_table_unref);
  g_free (self->admission.token);
  g_strfreev (self->admission.proxies);
  G_OBJECT_CLASS (usher_door_parent_class)->finalize (object);
}

static void
usher_door_class_init (UsherDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_door_finalize;
}

static void
usher_door_init (UsherDoor *self)
{
  self->keep_fd = -1;
  self->admission.path_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->visits = g_hash_table_new_full (NULL, NULL, g_object_unref, visit_free);
}

/**
 * usher_door_new_with_limits:
 * @kind: who is expected
 * @router: (transfer full): what is behind it
 * @token: (nullable): the bearer token of the control door; without one nobody comes in there
 * @limits: see usher-limits.h
 *
 * Returns: (transfer full): a door that does not listen yet
 */
UsherDoor *
usher_door_new_with_limits (UsherDoorKind kind, UsherRouter *router, const char *token, const UsherLimits *limits)
{
  UsherDoor *self;

  g_return_val_if_fail (router != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  self = g_object_new (USHER_TYPE_DOOR, NULL);
  self->kind = kind;
  self->admission.router = router;
  self->admission.token = g_strdup (token);
  self->limits = *limits;
  self->admission.local_only = kind == USHER_DOOR_CONTROL;
  self->admission.limits = &self->limits;
  self->admission.rate = usher_rate_new (limits->rate, limits->burst, limits->rate_addresses);
  return self;
}

/**
 * usher_door_new:
 * @kind: who is expected
 * @router: (transfer full): what is behind it
 * @token: (nullable): the bearer token of the control door; without one nobody comes in there
 *
 * Returns: (transfer full): a door with the limits of the house that does not listen yet
 */
UsherDoor *
usher_door_new (UsherDoorKind kind, UsherRouter *router, const char *token)
{
  UsherLimits limits = USHER_LIMITS_PUBLIC;

  if (kind == USHER_DOOR_CONTROL)
    {
      limits.rate = USHER_LIMIT_CONTROL_RATE;
      limits.burst = USHER_LIMIT_CONTROL_BURST;
    }
  return usher_door_new_with_limits (kind, router, token, &limits);
}
