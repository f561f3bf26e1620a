/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends the whole request number @i (from 0). */
typedef void (*UsherLoadWrite) (GString *out, guint i, gpointer data);

/**
 * UsherLoad:
 * @port: of a server on 127.0.0.1
 * @requests: how many in all
 * @connections: how many at once, one request in flight on each
 * @per_connection: requests until a connection makes way to a new one; the server may ask for that sooner
 * @write: makes the requests
 * @data: for @write
 * @status: what each answer must be
 *
 * Load on a server over loopback, from one thread. Each connection comes from an address of its own out of 127.64.0.0/10, as
 * the visitors of a page do, so that what a server allows one address is not what is measured.
 */
typedef struct {
  guint16        port;
  guint          requests;
  guint          connections;
  guint          per_connection;
  UsherLoadWrite write;
  gpointer       data;
  guint          status;
} UsherLoad;

typedef struct {
  double seconds;
  double per_second;
  double median_ms;     /* of an answer, from the first byte sent to the last received */
  double p99_ms;
  gsize  body_bytes;    /* of the last answer */
} UsherLoadResult;

/* Ends the program with words when an answer is another one, or none comes: a figure that counts failures is none. */
UsherLoadResult usher_load_run (const UsherLoad *load);

G_END_DECLS
