/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Everything that a visitor can make big, slow or many, with its limit. Times are milliseconds, sizes bytes. */

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherLimits:
 * @backlog: connections that the kernel holds until we accept them
 * @connections: open at once; at the cap the one that has been idle longest is closed for the new one
 * @connections_per_address: of these, from one address (IPv6: one /64). A whole venue may sit behind one address
 * @connection_requests: answered on one connection before it is closed
 * @header_ms: from the accept, or the first byte of a later request, to the end of its headers
 * @header_bytes: request line and headers together
 * @header_count: how many headers
 * @idle_ms: between two requests
 * @body_ms: from the end of the headers to the end of the body
 * @answer_ms: how long the visitor may take none of an answer
 * @stalled_ms: an answer of which the visitor took nothing for so long gives way when there is no room for a new connection
 * @slow_grace_ms: before the minimum rate is asked for
 * @slow_rate: bytes per second that a body must come and an answer must go, on average
 * @linger_ms, @linger_bytes: after an answer that cuts a request off: how long and how much more is read and thrown away,
 *   so that the visitor sees the answer and not a reset
 * @memory: bodies and answers of all connections together
 * @rate, @burst: requests of one address: per second, and at once
 * @rate_addresses: how many addresses are remembered
 */
typedef struct {
  int     backlog;
  guint   connections;
  guint   connections_per_address;
  guint   connection_requests;
  guint   header_ms;
  gsize   header_bytes;
  guint   header_count;
  guint   idle_ms;
  guint   body_ms;
  guint   answer_ms;
  guint   stalled_ms;
  guint   slow_grace_ms;
  guint   slow_rate;
  guint   linger_ms;
  gsize   linger_bytes;
  gsize   memory;
  double  rate;
  double  burst;
  guint   rate_addresses;
} UsherLimits;

#define USHER_LIMIT_BACKLOG                 1024
#define USHER_LIMIT_CONNECTIONS             512
#define USHER_LIMIT_CONNECTIONS_PER_ADDRESS 256
#define USHER_LIMIT_CONNECTION_REQUESTS     200
#define USHER_LIMIT_HEADER_MS               10000
#define USHER_LIMIT_HEADER_BYTES            (16 * 1024)
#define USHER_LIMIT_HEADER_COUNT            64
#define USHER_LIMIT_IDLE_MS                 5000
#define USHER_LIMIT_BODY_MS                 30000
#define USHER_LIMIT_ANSWER_MS               10000
#define USHER_LIMIT_STALLED_MS              1000
#define USHER_LIMIT_SLOW_GRACE_MS           5000
#define USHER_LIMIT_SLOW_RATE               512
#define USHER_LIMIT_LINGER_MS               2000
#define USHER_LIMIT_LINGER_BYTES            (256 * 1024)
#define USHER_LIMIT_MEMORY                  (64 * 1024 * 1024)
#define USHER_LIMIT_PUBLIC_RATE             50.0
#define USHER_LIMIT_PUBLIC_BURST            1000.0
#define USHER_LIMIT_CONTROL_RATE            10000.0
#define USHER_LIMIT_CONTROL_BURST           20000.0
#define USHER_LIMIT_RATE_ADDRESSES          20000

/* What the public routes take */
#define USHER_LIMIT_BODY_NONE               0
#define USHER_LIMIT_BODY_FORM               (16 * 1024)
#define USHER_LIMIT_BODY_WEBHOOK            (256 * 1024)
#define USHER_LIMIT_FORM_FIELDS             64
/* Registrations of one address: a full venue at once, then still one every two seconds */
#define USHER_LIMIT_REGISTER_RATE           0.5
#define USHER_LIMIT_REGISTER_BURST          500.0
/* A form that is older than this shows a page that is out of date */
#define USHER_LIMIT_FORM_MAX_MS             (12 * 60 * 60 * 1000)

#define USHER_LIMITS_PUBLIC                                                                         \
  {                                                                                                 \
    .backlog = USHER_LIMIT_BACKLOG,                                                                 \
    .connections = USHER_LIMIT_CONNECTIONS,                                                         \
    .connections_per_address = USHER_LIMIT_CONNECTIONS_PER_ADDRESS,                                 \
    .connection_requests = USHER_LIMIT_CONNECTION_REQUESTS,                                         \
    .header_ms = USHER_LIMIT_HEADER_MS,                                                             \
    .header_bytes = USHER_LIMIT_HEADER_BYTES,                                                       \
    .header_count = USHER_LIMIT_HEADER_COUNT,                                                       \
    .idle_ms = USHER_LIMIT_IDLE_MS,                                                                 \
    .body_ms = USHER_LIMIT_BODY_MS,                                                                 \
    .answer_ms = USHER_LIMIT_ANSWER_MS,                                                             \
    .stalled_ms = USHER_LIMIT_STALLED_MS,                                                           \
    .slow_grace_ms = USHER_LIMIT_SLOW_GRACE_MS,                                                     \
    .slow_rate = USHER_LIMIT_SLOW_RATE,                                                             \
    .linger_ms = USHER_LIMIT_LINGER_MS,                                                             \
    .linger_bytes = USHER_LIMIT_LINGER_BYTES,                                                       \
    .memory = USHER_LIMIT_MEMORY,                                                                   \
    .rate = USHER_LIMIT_PUBLIC_RATE,                                                                \
    .burst = USHER_LIMIT_PUBLIC_BURST,                                                              \
    .rate_addresses = USHER_LIMIT_RATE_ADDRESSES,                                                   \
  }

G_END_DECLS
