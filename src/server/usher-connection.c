/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-connection.h"

#include <gio/gnetworking.h>
#include <string.h>

#include "usher-connection-streams.h"
#include "usher-framing.h"

#define IPV6_NETWORK_BYTES 8   /* a /64 is what one visitor gets, and can change freely within */

struct _UsherConnection {
  GIOStream parent_instance;

  GSocketConnection *base;
  GSocket           *socket;
  GInputStream      *input;
  GOutputStream     *output;
  GSocketAddress    *remote;
  GSocketAddress    *local;
  char              *address;
  char              *key;
  UsherLimits        limits;
  UsherConnectionEvents events;
  gpointer           data;

  UsherPhase         phase;
  gint64             since;        /* of the phase */
  gint64             progress_at;  /* when a byte last went out */
  gsize              phase_in;     /* bytes in and out since then */
  gsize              phase_out;
  guint              requests;
  UsherFraming       framing;
  gboolean           cut;          /* the reader gets nothing more */
  GSource           *linger;
};

G_DEFINE_FINAL_TYPE (UsherConnection, usher_connection, G_TYPE_IO_STREAM)

char *
usher_address_key (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  guint8 network[16] = { 0 };
  g_autoptr (GInetAddress) masked = NULL;
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return g_inet_address_to_string (address);
  if (memcmp (bytes, mapped, sizeof mapped) == 0)
    {
      masked = g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
      return g_inet_address_to_string (masked);
    }
  memcpy (network, bytes, IPV6_NETWORK_BYTES);
  masked = g_inet_address_new_from_bytes (network, G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (masked);
}

char *
usher_address_key_from_text (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL ? usher_address_key (address) : g_strdup (text);
}

static GInputStream *
usher_connection_get_input_stream (GIOStream *stream)
{
  return USHER_CONNECTION (stream)->input;
}

static GOutputStream *
usher_connection_get_output_stream (GIOStream *stream)
{
  return USHER_CONNECTION (stream)->output;
}

static void
stop_lingering (UsherConnection *self)
{
  if (self->linger == NULL)
    return;
  g_source_destroy (self->linger);
  g_clear_pointer (&self->linger, g_source_unref);
}

static void
close_now (UsherConnection *self)
{
  g_autoptr (UsherConnection) keep = NULL;

  if (self->phase == USHER_PHASE_CLOSED)
    return;
  keep = g_object_ref (self);
  stop_lingering (self);
  usher_connection_set_phase (self, USHER_PHASE_CLOSED);
  g_io_stream_close (G_IO_STREAM (self->base), NULL, NULL);
  self->events.closed (self, self->data);
}

/* SoupServer is done with it. One that was cut off stays open on its own a little longer. */
static gboolean
usher_connection_close_fn (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  UsherConnection *self = USHER_CONNECTION (stream);

  if (self->phase != USHER_PHASE_LINGER)
    close_now (self);
  return TRUE;
}

static gboolean
linger_cb (GObject *pollable, gpointer data)
{
  UsherConnection *self = data;
  char buffer[16 * 1024];
  gssize n = g_socket_receive_with_blocking (self->socket, buffer, sizeof buffer, FALSE, NULL, NULL);

  if (n > 0)
    self->phase_in += (gsize) n;
  if (n > 0 && self->phase_in < self->limits.linger_bytes)
    return G_SOURCE_CONTINUE;
  close_now (self);
  return G_SOURCE_REMOVE;
}

static gboolean
fail_cut (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "Cut off");
  return FALSE;
}

/* FALSE: no more is to be read. Called by the input stream. */
gboolean
usher_connection_before_read (UsherConnection *self, GError **error)
{
  if (!self->cut && self->phase == USHER_PHASE_HEADERS && self->phase_in > self->limits.header_bytes)
    self->events.overflow (self, self->data);
  else if (!self->cut && self->framing.state == USHER_FRAMING_BROKEN)
    self->events.broken (self, self->data);
  return !self->cut || fail_cut (error);
}

/* Counts what was read, and passes on only what is in order: SoupServer deals with what came before, and when it wants to
 * read on, that is the end. Called by the input stream. Returns how much to pass on, or -1. */
gssize
usher_connection_after_read (UsherConnection *self, const char *bytes, gsize n, GError **error)
{
  gsize good = usher_framing_follow (&self->framing, bytes, n);

  if (self->phase == USHER_PHASE_IDLE)
    usher_connection_set_phase (self, USHER_PHASE_HEADERS);
  self->phase_in += n;
  if (good > 0)
    return (gssize) good;
  usher_connection_before_read (self, error);
  return -1;
}

gboolean
usher_connection_before_write (UsherConnection *self, GError **error)
{
  return !self->cut || fail_cut (error);
}

void
usher_connection_after_write (UsherConnection *self, gsize n)
{
  if (n == 0)
    return;
  self->phase_out += n;
  self->progress_at = g_get_monotonic_time ();
}

static void
usher_connection_finalize (GObject *object)
{
  UsherConnection *self = USHER_CONNECTION (object);

  stop_lingering (self);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->base);
  g_clear_object (&self->remote);
  g_clear_object (&self->local);
  g_free (self->address);
  g_free (self->key);
  G_OBJECT_CLASS (usher_connection_parent_class)->finalize (object);
}

static void
usher_connection_class_init (UsherConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  object_class->finalize = usher_connection_finalize;
  stream_class->get_input_stream = usher_connection_get_input_stream;
  stream_class->get_output_stream = usher_connection_get_output_stream;
  stream_class->close_fn = usher_connection_close_fn;
}

static void
usher_connection_init (UsherConnection *self)
{
}

/**
 * usher_connection_new:
 * @base: a connection that was just accepted
 * @limits: what it may do
 * @events: what it tells, and whom
 * @data: for @events
 *
 * Returns: (transfer full) (nullable): a stream in phase %USHER_PHASE_HEADERS; %NULL when the visitor is gone already
 */
UsherConnection *
usher_connection_new (GSocketConnection *base, const UsherLimits *limits, const UsherConnectionEvents *events,
                      gpointer data)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (base, NULL);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (base, NULL);
  UsherConnection *self;
  GInetAddress *address;

  if (!G_IS_INET_SOCKET_ADDRESS (remote) || !G_IS_INET_SOCKET_ADDRESS (local))
    return NULL;

  self = g_object_new (USHER_TYPE_CONNECTION, NULL);
  self->base = g_object_ref (base);
  self->socket = g_socket_connection_get_socket (base);
  self->remote = g_steal_pointer (&remote);
  self->local = g_steal_pointer (&local);
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (self->remote));
  self->address = g_inet_address_to_string (address);
  self->key = usher_address_key (address);
  self->limits = *limits;
  self->events = *events;
  self->data = data;
  self->input = usher_connection_input_new (self, g_io_stream_get_input_stream (G_IO_STREAM (base)));
  self->output = usher_connection_output_new (self, g_io_stream_get_output_stream (G_IO_STREAM (base)));
  usher_connection_set_phase (self, USHER_PHASE_HEADERS);
  return self;
}

GSocketAddress *
usher_connection_get_remote (UsherConnection *self)
{
  return self->remote;
}

GSocketAddress *
usher_connection_get_local (UsherConnection *self)
{
  return self->local;
}

const char *
usher_connection_get_address (UsherConnection *self)
{
  return self->address;
}

const char *
usher_connection_get_key (UsherConnection *self)
{
  return self->key;
}

UsherPhase
usher_connection_get_phase (UsherConnection *self)
{
  return self->phase;
}

gint64
usher_connection_get_since (UsherConnection *self)
{
  return self->since;
}

void
usher_connection_set_phase (UsherConnection *self, UsherPhase phase)
{
  self->phase = phase;
  self->since = g_get_monotonic_time ();
  self->progress_at = self->since;
  self->phase_in = 0;
  self->phase_out = 0;
}

guint
usher_connection_count_request (UsherConnection *self)
{
  return ++self->requests;
}

static gboolean
is_slower (const UsherConnection *self, gsize bytes, gint64 elapsed_ms)
{
  gint64 beyond_grace = elapsed_ms - (gint64) self->limits.slow_grace_ms;

  return beyond_grace > 0 && (double) bytes < (double) self->limits.slow_rate * (double) beyond_grace / 1000;
}

gboolean
usher_connection_is_overdue (UsherConnection *self, gint64 now)
{
  gint64 elapsed_ms = (now - self->since) / 1000;

  switch (self->phase)
    {
    case USHER_PHASE_HEADERS:
      return elapsed_ms >= (gint64) self->limits.header_ms;
    case USHER_PHASE_BODY:
      return elapsed_ms >= (gint64) self->limits.body_ms || is_slower (self, self->phase_in, elapsed_ms);
    case USHER_PHASE_ANSWER:
      return (now - self->progress_at) / 1000 >= (gint64) self->limits.answer_ms
             || is_slower (self, self->phase_out, elapsed_ms);
    case USHER_PHASE_IDLE:
      return elapsed_ms >= (gint64) self->limits.idle_ms;
    case USHER_PHASE_LINGER:
      return elapsed_ms >= (gint64) self->limits.linger_ms;
    case USHER_PHASE_HANDLER:
    case USHER_PHASE_CLOSED:
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

gboolean
usher_connection_is_stalled (UsherConnection *self, gint64 now)
{
  return self->phase == USHER_PHASE_ANSWER && (now - self->progress_at) / 1000 >= (gint64) self->limits.stalled_ms;
}

/* Sent bare, since SoupServer would read the rest of the request first. What the kernel does not take at once (it takes
 * a page easily) is lost with a visitor who broke the rules. Closing with unread bytes in the socket would make the
 * kernel send a reset, which wipes the answer out on the other side: so read on for a moment, and count. */
void
usher_connection_cut (UsherConnection *self, const char *answer, gsize length)
{
  if (self->cut || self->phase == USHER_PHASE_CLOSED)
    return;
  if (length > 0)
    g_socket_send_with_blocking (self->socket, answer, length, FALSE, NULL, NULL);
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  self->cut = TRUE;
  usher_connection_set_phase (self, USHER_PHASE_LINGER);
  self->linger = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->base))), NULL);
  g_source_set_callback (self->linger, G_SOURCE_FUNC (linger_cb), self, NULL);
  g_source_attach (self->linger, g_main_context_get_thread_default ());
}

/* Shutting the socket down makes it readable and writable: whoever waits for it comes, and finds it cut. */
void
usher_connection_end (UsherConnection *self)
{
  if (self->phase == USHER_PHASE_CLOSED)
    return;
  if (self->phase == USHER_PHASE_LINGER)
    {
      close_now (self);
      return;
    }
  self->cut = TRUE;
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

typedef struct {
  GSocket    *socket;
  GSourceFunc func;
  gpointer    data;
} GoneWatch;

static void
gone_watch_free (gpointer data)
{
  GoneWatch *watch = data;

  g_object_unref (watch->socket);
  g_free (watch);
}

/* Bytes mean that the next request is here already: then nothing can be known about the end, and watching would spin. */
static gboolean
gone_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  GoneWatch *watch = data;
  char byte;

  if (recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0)
    watch->func (watch->data);
  return G_SOURCE_REMOVE;
}

GSource *
usher_connection_watch_gone (UsherConnection *self, GSourceFunc func, gpointer data)
{
  GSource *source = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
  GoneWatch *watch = g_new (GoneWatch, 1);

  watch->socket = g_object_ref (self->socket);
  watch->func = func;
  watch->data = data;
  g_source_set_callback (source, G_SOURCE_FUNC (gone_cb), watch, gone_watch_free);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}
