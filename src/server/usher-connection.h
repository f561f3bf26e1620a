/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-limits.h"

G_BEGIN_DECLS

/**
 * UsherConnection:
 *
 * A visitor's connection as a stream that counts what passes and knows what it is waiting for. SoupServer gets this in place
 * of the bare socket, so that a connection that takes too long or brings too much can be ended at any moment. Private to the door.
 */
#define USHER_TYPE_CONNECTION (usher_connection_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnection, usher_connection, USHER, CONNECTION, GIOStream)

typedef enum {
  USHER_PHASE_HEADERS,   /* a request's headers are on their way (or the first byte of the first request) */
  USHER_PHASE_BODY,
  USHER_PHASE_HANDLER,   /* it is our turn */
  USHER_PHASE_ANSWER,    /* the answer is on its way */
  USHER_PHASE_IDLE,      /* between two requests */
  USHER_PHASE_LINGER,    /* cut off: what still comes is thrown away */
  USHER_PHASE_CLOSED,
} UsherPhase;

/* What the connection tells the door; @data as given to usher_connection_new() */
typedef struct {
  void (*overflow) (UsherConnection *connection, gpointer data);   /* more header bytes than the limit */
  void (*broken)   (UsherConnection *connection, gpointer data);   /* what came is no HTTP, or has two meanings */
  void (*closed)   (UsherConnection *connection, gpointer data);   /* last call; the door forgets it */
} UsherConnectionEvents;

UsherConnection *usher_connection_new         (GSocketConnection *base, const UsherLimits *limits,
                                               const UsherConnectionEvents *events, gpointer data);
GSocketAddress  *usher_connection_get_remote  (UsherConnection *self);   /* this object is the same for the connection's life */
GSocketAddress  *usher_connection_get_local   (UsherConnection *self);
const char      *usher_connection_get_address (UsherConnection *self);   /* remote IP address as text */
const char      *usher_connection_get_key     (UsherConnection *self);   /* the address as limits see it: IPv6 as its /64 */
UsherPhase       usher_connection_get_phase   (UsherConnection *self);
gint64           usher_connection_get_since   (UsherConnection *self);   /* monotonic µs since when in this phase */
void             usher_connection_set_phase   (UsherConnection *self, UsherPhase phase);
guint            usher_connection_count_request (UsherConnection *self); /* returns the how-manieth it is */
/* Has the phase taken too long, or gone too slowly, at @now (monotonic µs)? */
gboolean         usher_connection_is_overdue  (UsherConnection *self, gint64 now);
/* Does an answer wait for a visitor who does not read it? */
gboolean         usher_connection_is_stalled  (UsherConnection *self, gint64 now);
/* Sends @answer, stops the reader, and closes when the visitor has read it or the linger time is over. */
void             usher_connection_cut         (UsherConnection *self, const char *answer, gsize length);
/* Ends it now: whoever reads or writes gets an error. */
void             usher_connection_end         (UsherConnection *self);
/* Calls @func once when the visitor goes away while it is our turn; destroy the source to stop. */
GSource         *usher_connection_watch_gone  (UsherConnection *self, GSourceFunc func, gpointer data);

/* (transfer full): the key under which limits count an address; text that is no address is its own key */
char            *usher_address_key            (GInetAddress *address);
char            *usher_address_key_from_text  (const char *text);

G_END_DECLS
