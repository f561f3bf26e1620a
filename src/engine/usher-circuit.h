/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherCircuit:
 * @failures: in a row; each doubles the wait
 *
 * Whether a provider is to be bothered now. "troubled": it or the network is away, it passes by itself. "open": it refuses the
 * account; nothing leaves until a trial works again, and the user is told what to set right. Kept by one thread; its copy in
 * the store is for the others and for the next start.
 */
typedef enum {
  USHER_CIRCUIT_UNKNOWN,
  USHER_CIRCUIT_OK,
  USHER_CIRCUIT_TROUBLED,
  USHER_CIRCUIT_OPEN,
} UsherCircuitState;

typedef struct {
  char             *provider;
  UsherCircuitState state;
  char             *reason;
  UsherInstant      retry_at;
  int               failures;
  gboolean          changed;     /* since it was stored */
} UsherCircuit;

void     usher_circuit_init    (UsherCircuit *self, const char *provider);
void     usher_circuit_clear   (UsherCircuit *self);
gboolean usher_circuit_load    (UsherCircuit *self, UsherConn *conn, GError **error);
/* In a job; keeps what others wrote in the row (the cursor of polling) */
gboolean usher_circuit_store   (const UsherCircuit *self, UsherConn *conn, UsherInstant now, GError **error);

/* May something leave now? *trial: only one, to see whether it works again */
gboolean usher_circuit_allows  (const UsherCircuit *self, UsherInstant now, gboolean *trial);
void     usher_circuit_worked  (UsherCircuit *self);
void     usher_circuit_trouble (UsherCircuit *self, const char *reason, int retry_after, UsherInstant now);
void     usher_circuit_refused (UsherCircuit *self, const char *reason, UsherInstant now);
/* The user asks for a trial now */
void     usher_circuit_probe   (UsherCircuit *self, UsherInstant now);

/* Seconds before try number @failures + 1: @first, doubled each time up to @most, give or take a quarter (so that many
 * who failed together do not come back together) */
double   usher_backoff         (int failures, double first, double most);

G_END_DECLS
