/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-circuit.h"

#include <math.h>

#include "usher-table-misc.h"

/* Seconds */
#define TROUBLE_FIRST   15.0
#define TROUBLE_MOST    600.0
#define REFUSED_FIRST   300.0
#define REFUSED_MOST    3600.0
/* A provider may ask for patience, but not put us to sleep for ever. */
#define RETRY_AFTER_MAX 3600

static const char * const nicks[] = { "unknown", "ok", "troubled", "open" };

void
usher_circuit_init (UsherCircuit *self, const char *provider)
{
  *self = (UsherCircuit) { .provider = g_strdup (provider), .retry_at = USHER_NEVER };
}

void
usher_circuit_clear (UsherCircuit *self)
{
  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->reason, g_free);
}

gboolean
usher_circuit_load (UsherCircuit *self, UsherConn *conn, GError **error)
{
  g_autoptr (UsherProviderState) row = usher_provider_state_get (conn, self->provider, error);

  if (row == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_strcmp0 (row->state, nicks[i]) == 0)
      self->state = i;
  g_set_str (&self->reason, row->reason);
  /* A new start is how many a user sets an account right: one message is tried at once. */
  self->retry_at = USHER_NEVER;
  return TRUE;
}

gboolean
usher_circuit_store (const UsherCircuit *self, UsherConn *conn, UsherInstant now, GError **error)
{
  g_autoptr (UsherProviderState) row = usher_provider_state_get (conn, self->provider, error);

  if (row == NULL)
    return FALSE;
  g_set_str (&row->state, nicks[self->state]);
  g_set_str (&row->reason, self->reason);
  row->retry_at = self->retry_at;
  row->checked_at = now;
  return usher_provider_state_put (conn, row, error);
}

gboolean
usher_circuit_allows (const UsherCircuit *self, UsherInstant now, gboolean *trial)
{
  *trial = self->state == USHER_CIRCUIT_OPEN || self->state == USHER_CIRCUIT_TROUBLED;
  /* A wait longer than any of ours was made by a clock that has been set back since. */
  return !*trial || self->retry_at == USHER_NEVER || now >= self->retry_at
         || self->retry_at - now > 2 * RETRY_AFTER_MAX * (gint64) G_USEC_PER_SEC;
}

void
usher_circuit_worked (UsherCircuit *self)
{
  if (self->state == USHER_CIRCUIT_OK)
    return;
  self->state = USHER_CIRCUIT_OK;
  g_clear_pointer (&self->reason, g_free);
  self->retry_at = USHER_NEVER;
  self->failures = 0;
  self->changed = TRUE;
}

static void
close_until (UsherCircuit *self, UsherCircuitState state, const char *reason, double seconds, UsherInstant now)
{
  self->state = state;
  g_set_str (&self->reason, reason);
  self->retry_at = now + (gint64) (seconds * G_USEC_PER_SEC);
  self->failures++;
  self->changed = TRUE;
}

void
usher_circuit_trouble (UsherCircuit *self, const char *reason, int retry_after, UsherInstant now)
{
  double seconds = usher_backoff (self->failures, TROUBLE_FIRST, TROUBLE_MOST);

  if (retry_after >= 0)
    seconds = CLAMP (retry_after, 1, RETRY_AFTER_MAX);
  close_until (self, USHER_CIRCUIT_TROUBLED, reason, seconds, now);
}

void
usher_circuit_refused (UsherCircuit *self, const char *reason, UsherInstant now)
{
  close_until (self, USHER_CIRCUIT_OPEN, reason, usher_backoff (self->failures, REFUSED_FIRST, REFUSED_MOST), now);
}

void
usher_circuit_probe (UsherCircuit *self, UsherInstant now)
{
  if (self->retry_at != USHER_NEVER && self->retry_at > now)
    self->retry_at = now;
  self->failures = 0;
}

double
usher_backoff (int failures, double first, double most)
{
  double seconds = first * exp2 (CLAMP (failures, 0, 30));

  return MIN (seconds, most) * g_random_double_range (0.75, 1.25);
}
