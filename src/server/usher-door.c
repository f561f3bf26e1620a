/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-door.h"

#include <gio/gnetworking.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "usher-listener.h"
#include "usher-pool.h"
#include "usher-visits.h"

#define ACCEPTS_PER_TURN 64   /* so that a flood of connections does not starve those that are in */
#define ACCEPT_PAUSE_MS  100  /* when there is no descriptor left for another connection */

struct _UsherDoor {
  GObject parent_instance;

  UsherDoorKind  kind;
  UsherLimits    limits;
  UsherVisits   *visits;
  UsherAdmission *admission;    /* of @visits */

  GMainContext  *context;
  SoupServer    *server;
  GSocket       *socket;        /* listening */
  GSource       *accept;
  int            keep_fd;       /* see keep_alive_listener() */
  char          *url;
  UsherPool     *pool;
};

G_DEFINE_FINAL_TYPE (UsherDoor, usher_door, G_TYPE_OBJECT)

static void
connection_overflow (UsherConnection *connection, gpointer data)
{
  UsherDoor *self = data;

  usher_visits_cut_connection (self->visits, connection, usher_response_new_problem (431, "Headers too long", NULL, NULL));
}

static void
connection_broken (UsherConnection *connection, gpointer data)
{
  UsherDoor *self = data;

  usher_visits_cut_connection (self->visits, connection, usher_response_new_problem (400, "Bad request", "This is not HTTP as the standard has it.", NULL));
}

static void
connection_closed (UsherConnection *connection, gpointer data)
{
  UsherDoor *self = data;

  usher_pool_remove (self->pool, connection);
}

static void
connection_overdue (UsherConnection *connection, gpointer data)
{
  UsherDoor *self = data;

  if (!usher_visits_cut_overdue (self->visits, connection))
    usher_connection_end (connection);
}

static void
got_headers (SoupServerMessage *message, gpointer data)
{
  UsherDoor *self = data;
  UsherConnection *connection = usher_pool_find (self->pool, soup_server_message_get_remote_address (message));

  if (connection != NULL)    /* else it had to make room for another one */
    usher_visits_begin (self->visits, message, connection);
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
}

/* SoupServer wants a handler, or it answers 404 by itself. */
static void
server_handler (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  UsherDoor *self = data;

  usher_visits_body_is_whole (self->visits, message);
}

static const UsherConnectionEvents connection_events = { connection_overflow, connection_broken, connection_closed };

static void
admit_connection (UsherDoor *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) base = g_socket_connection_factory_create_connection (socket);
  g_autoptr (UsherConnection) connection = usher_connection_new (base, &self->limits, &connection_events, self);
  gboolean proxy;

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  if (connection == NULL)
    return;
  proxy = self->admission->proxies != NULL
          && g_strv_contains ((const char * const *) self->admission->proxies, usher_connection_get_address (connection));
  if (!usher_pool_add (self->pool, connection, proxy))
    return;   /* the last reference closes it */
  soup_server_accept_iostream (self->server, G_IO_STREAM (connection), usher_connection_get_local (connection),
                               usher_connection_get_remote (connection), NULL);
}

static void start_accepting (UsherDoor *self);

static gboolean
accept_again (gpointer data)
{
  UsherDoor *self = data;

  g_clear_pointer (&self->accept, g_source_unref);
  start_accepting (self);
  return G_SOURCE_REMOVE;
}

/* The listening socket stays readable while nobody can be let in: asking again at once would spin. */
static void
pause_accepting (UsherDoor *self)
{
  g_source_destroy (self->accept);
  g_source_unref (self->accept);
  self->accept = g_timeout_source_new (ACCEPT_PAUSE_MS);
  g_source_set_callback (self->accept, accept_again, self, NULL);
  g_source_attach (self->accept, self->context);
}

static gboolean
accept_cb (GSocket *listening, GIOCondition condition, gpointer data)
{
  UsherDoor *self = data;

  for (int i = 0; i < ACCEPTS_PER_TURN; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) socket = g_socket_accept (listening, NULL, &error);

      if (socket != NULL)
        {
          admit_connection (self, socket);
          continue;
        }
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
        pause_accepting (self);
      break;
    }
  return G_SOURCE_CONTINUE;
}

static void
start_accepting (UsherDoor *self)
{
  self->accept = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->accept, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->accept, self->context);
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
  self->admission->port = usher_listener_get_port (self->socket);
  self->url = usher_listener_make_url (self->socket);
  start_accepting (self);
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
  return usher_visits_count (self->visits);
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
  usher_visits_end_all (self->visits);
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

  g_hash_table_insert (self->admission->path_tokens, g_strdup (path), g_strdup (token));
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

  g_strfreev (self->admission->proxies);
  self->admission->proxies = g_strdupv ((char **) addresses);
}

static void
usher_door_finalize (GObject *object)
{
  UsherDoor *self = USHER_DOOR (object);

  usher_door_close (self);
  g_clear_object (&self->visits);
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
  self->limits = *limits;
  self->visits = usher_visits_new (router, kind == USHER_DOOR_CONTROL, token, limits);
  self->admission = usher_visits_get_admission (self->visits);
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
