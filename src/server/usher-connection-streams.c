/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-connection-streams.h"

/* SoupServer reads and writes without blocking, so the pollable faces are the ones that matter; the plain ones are
 * there because the base classes want them. */

#define USHER_TYPE_CONNECTION_INPUT (usher_connection_input_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionInput, usher_connection_input, USHER, CONNECTION_INPUT, GFilterInputStream)

struct _UsherConnectionInput {
  GFilterInputStream parent_instance;
  UsherConnection   *connection;   /* owns this */
};

static void usher_connection_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherConnectionInput, usher_connection_input, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, usher_connection_input_pollable_init))

static gssize
read_through (UsherConnectionInput *self, void *buffer, gsize count, gboolean blocking, GCancellable *cancellable,
              GError **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
  gssize n;

  if (!usher_connection_before_read (self->connection, error))
    return -1;
  n = g_pollable_stream_read (base, buffer, count, blocking, cancellable, error);
  return n > 0 ? usher_connection_after_read (self->connection, buffer, (gsize) n, error) : n;
}

static gssize
usher_connection_input_read_fn (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                                GError **error)
{
  return read_through (USHER_CONNECTION_INPUT (stream), buffer, count, TRUE, cancellable, error);
}

static gssize
usher_connection_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return read_through (USHER_CONNECTION_INPUT (stream), buffer, count, FALSE, NULL, error);
}

static GPollableInputStream *
base_input (GPollableInputStream *stream)
{
  return G_POLLABLE_INPUT_STREAM (g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream)));
}

static gboolean
usher_connection_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (base_input (stream));
}

static GSource *
usher_connection_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) child = g_pollable_input_stream_create_source (base_input (stream), NULL);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
usher_connection_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = usher_connection_input_is_readable;
  iface->create_source = usher_connection_input_create_source;
  iface->read_nonblocking = usher_connection_input_read_nonblocking;
}

static void
usher_connection_input_class_init (UsherConnectionInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = usher_connection_input_read_fn;
}

static void
usher_connection_input_init (UsherConnectionInput *self)
{
}

GInputStream *
usher_connection_input_new (UsherConnection *connection, GInputStream *base)
{
  UsherConnectionInput *self = g_object_new (USHER_TYPE_CONNECTION_INPUT, "base-stream", base, "close-base-stream", FALSE, NULL);

  self->connection = connection;
  return G_INPUT_STREAM (self);
}

#define USHER_TYPE_CONNECTION_OUTPUT (usher_connection_output_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionOutput, usher_connection_output, USHER, CONNECTION_OUTPUT, GFilterOutputStream)

struct _UsherConnectionOutput {
  GFilterOutputStream parent_instance;
  UsherConnection    *connection;   /* owns this */
};

static void usher_connection_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherConnectionOutput, usher_connection_output, G_TYPE_FILTER_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, usher_connection_output_pollable_init))

static gssize
write_through (UsherConnectionOutput *self, const void *buffer, gsize count, gboolean blocking,
               GCancellable *cancellable, GError **error)
{
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (self));
  gssize n;

  if (!usher_connection_before_write (self->connection, error))
    return -1;
  n = g_pollable_stream_write (base, buffer, count, blocking, cancellable, error);
  if (n > 0)
    usher_connection_after_write (self->connection, (gsize) n);
  return n;
}

static gssize
usher_connection_output_write_fn (GOutputStream *stream, const void *buffer, gsize count, GCancellable *cancellable,
                                  GError **error)
{
  return write_through (USHER_CONNECTION_OUTPUT (stream), buffer, count, TRUE, cancellable, error);
}

static gssize
usher_connection_output_write_nonblocking (GPollableOutputStream *stream, const void *buffer, gsize count,
                                           GError **error)
{
  return write_through (USHER_CONNECTION_OUTPUT (stream), buffer, count, FALSE, NULL, error);
}

static GPollableOutputStream *
base_output (GPollableOutputStream *stream)
{
  return G_POLLABLE_OUTPUT_STREAM (g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream)));
}

static gboolean
usher_connection_output_is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (base_output (stream));
}

static GSource *
usher_connection_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) child = g_pollable_output_stream_create_source (base_output (stream), NULL);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
usher_connection_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = usher_connection_output_is_writable;
  iface->create_source = usher_connection_output_create_source;
  iface->write_nonblocking = usher_connection_output_write_nonblocking;
}

static void
usher_connection_output_class_init (UsherConnectionOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = usher_connection_output_write_fn;
}

static void
usher_connection_output_init (UsherConnectionOutput *self)
{
}

GOutputStream *
usher_connection_output_new (UsherConnection *connection, GOutputStream *base)
{
  UsherConnectionOutput *self = g_object_new (USHER_TYPE_CONNECTION_OUTPUT, "base-stream", base, "close-base-stream", FALSE, NULL);

  self->connection = connection;
  return G_OUTPUT_STREAM (self);
}
