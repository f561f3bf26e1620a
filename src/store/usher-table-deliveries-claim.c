/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-contact.h"
#include "usher-delivery-row.h"
#include "usher-table-deliveries.h"
#include "usher-table-misc.h"

#include <glib/gi18n.h>

/* A claim looks at so many queued rows for each one that it may take: enough to find the rest of a notification behind others
 * that are due at the same time, few enough that a claim costs the same however long the queue is. */
#define ROWS_LOOKED_AT 4

/* What the store says about a queued delivery at the moment of the claim */
typedef struct {
  UsherDelivery *delivery;
  char          *current_address;   /* (nullable): of the registration, on this channel, where it agrees to it */
  char          *template_key;      /* (nullable): of a test send */
  char          *suppressed;        /* (nullable): words */
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  usher_delivery_unref (self->delivery);
  g_free (self->current_address);
  g_free (self->template_key);
  g_free (self->suppressed);
  g_free (self);
}

static Candidate *
candidate_read (UsherStatement *s)
{
  Candidate *self = g_new0 (Candidate, 1);

  self->delivery = usher_delivery_row_read (s);
  self->current_address = usher_statement_column_dup (s);
  self->template_key = usher_statement_column_dup (s);
  self->suppressed = usher_statement_column_dup (s);
  return self;
}

/* Do both leave with the same text? */
static gboolean
is_same_message (const Candidate *a, const Candidate *b)
{
  if (a->delivery->notification_id != b->delivery->notification_id)
    return FALSE;
  return a->delivery->notification_id != 0 ||
         (a->delivery->event_id == b->delivery->event_id && g_strcmp0 (a->template_key, b->template_key) == 0);
}

/* A registration may have changed its address since. The hash is that of the address that would be written to. */
#define SELECT_CANDIDATES(channel, opt_in, address, of)                                                                 \
  "SELECT " USHER_DELIVERY_COLUMNS ", r." address ", d.template_key, usher_suppressed_words("                        \
  "(SELECT reason FROM suppression WHERE channel = '" channel "' "                                                   \
  "AND address_hash = usher_address_hash('" channel "', coalesce(r." address ", d.address)) "                        \
  "ORDER BY reason = 'unsubscribe', reason LIMIT 1)) "                                                               \
  "FROM delivery d LEFT JOIN registration r ON r.id = d.registration_id AND r." opt_in " = 1 "                       \
  "WHERE d.status = 'queued' AND d.channel = '" channel "' " of "AND d.next_attempt_at <= ? "                        \
  "ORDER BY d.next_attempt_at, d.notification_id, d.id LIMIT ?"

/* Somebody waits for a confirmation or a test, and a change or cancellation makes reminders wrong: these go first, however many
 * reminders wait. */
#define FIRST "AND d.kind <> 'reminder' "

static const char * const select_candidates[2][USHER_N_CHANNELS] = {
  { SELECT_CANDIDATES ("email", "email_opt_in", "email", FIRST), SELECT_CANDIDATES ("sms", "sms_opt_in", "phone", FIRST) },
  { SELECT_CANDIDATES ("email", "email_opt_in", "email", ""), SELECT_CANDIDATES ("sms", "sms_opt_in", "phone", "") },
};

/* What one claim does: a batch, and what it found on the way */
typedef struct {
  UsherConn    *conn;
  UsherChannel  channel;
  const char   *batch_id;
  const char   *provider;
  int           limit;
  UsherInstant  now;
  GPtrArray    *candidates;   /* to be settled, in order; the first decides which message it is */
  GHashTable   *addresses;    /* of the batch */
  int           n_taken;
} Claim;

static gboolean
is_withdrawn (const Candidate *c)
{
  return c->delivery->notification_id != 0 && c->current_address == NULL;
}

/* Returns FALSE for a row that stays queued. */
static gboolean
consider (Claim *claim, const Candidate *c)
{
  const char *address = c->current_address != NULL ? c->current_address : c->delivery->address;

  if (claim->candidates->len > 0 && !is_same_message (g_ptr_array_index (claim->candidates, 0), c))
    return FALSE;
  if (is_withdrawn (c) || c->suppressed != NULL)
    return TRUE;
  /* Providers know the members of a batch by their addresses. */
  if (!g_hash_table_add (claim->addresses, claim->channel == USHER_CHANNEL_EMAIL ? usher_email_key (address)
                         : g_strdup (address)))
    return FALSE;
  claim->n_taken++;
  return TRUE;
}

/* All is read before anything is written: a query must not see its own changes. */
static gboolean
read_candidates (Claim *claim, const char *sql, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (claim->conn, sql, error);
  UsherStep step = USHER_STEP_DONE;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, claim->now);
  usher_statement_bind_int (s, (gint64) claim->limit * ROWS_LOOKED_AT);
  while (claim->n_taken < claim->limit && (step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      Candidate *c = candidate_read (s);

      if (consider (claim, c))
        g_ptr_array_add (claim->candidates, c);
      else
        candidate_free (c);
    }
  return step != USHER_STEP_ERROR;
}

static gboolean
close_queued (Claim *claim, const Candidate *c, UsherDeliveryStatus status, const char *reason, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (claim->conn, "UPDATE delivery SET status = ?, reason = ?, settled_at = ? "
                                                      "WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, usher_delivery_status_nick (status));
  usher_statement_bind_text (s, reason);
  usher_statement_bind_int (s, claim->now);
  usher_statement_bind_int (s, c->delivery->id);
  return usher_statement_run (s, error);
}

static gboolean
take (Claim *claim, const Candidate *c, GPtrArray *taken, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (claim->conn, "UPDATE delivery SET status = 'claimed', batch_id = ?, provider = ?, address = ?, "
                         "attempts = attempts + 1, claimed_at = ?, provider_id = NULL, reason = NULL WHERE id = ?", error);
  UsherDelivery *d = c->delivery;

  if (s == NULL)
    return FALSE;
  if (c->current_address != NULL)
    g_set_str (&d->address, c->current_address);
  usher_statement_bind_text (s, claim->batch_id);
  usher_statement_bind_text (s, claim->provider);
  usher_statement_bind_text (s, d->address);
  usher_statement_bind_int (s, claim->now);
  usher_statement_bind_int (s, d->id);
  if (!usher_statement_run (s, error))
    return FALSE;
  d->status = USHER_DELIVERY_CLAIMED;
  g_set_str (&d->batch_id, claim->batch_id);
  g_set_str (&d->provider, claim->provider);
  g_clear_pointer (&d->provider_id, g_free);
  g_clear_pointer (&d->reason, g_free);
  d->attempts++;
  d->claimed_at = claim->now;
  g_ptr_array_add (taken, usher_delivery_ref (d));
  return TRUE;
}

static gboolean
settle_candidate (Claim *claim, const Candidate *c, GPtrArray *taken, GError **error)
{
  if (is_withdrawn (c))
    return close_queued (claim, c, USHER_DELIVERY_CANCELLED, c->delivery->registration_id != 0
                         ? N_("The recipient does not want this channel any more") : N_("The registration was deleted"), error);
  if (c->suppressed != NULL)
    return close_queued (claim, c, USHER_DELIVERY_SKIPPED, c->suppressed, error);
  return take (claim, c, taken, error);
}

/* One look at the queue. In *@more: rows were closed but none taken, so it is worth another look. */
static gboolean
claim_once (Claim *claim, GPtrArray *taken, gboolean *more, GError **error)
{
  g_ptr_array_set_size (claim->candidates, 0);
  g_hash_table_remove_all (claim->addresses);
  claim->n_taken = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (select_candidates) && claim->candidates->len == 0; i++)
    if (!read_candidates (claim, select_candidates[i][claim->channel], error))
      return FALSE;
  for (guint i = 0; i < claim->candidates->len; i++)
    if (!settle_candidate (claim, g_ptr_array_index (claim->candidates, i), taken, error))
      return FALSE;
  *more = taken->len == 0 && claim->candidates->len > 0;
  return TRUE;
}

/**
 * usher_deliveries_claim:
 * @conn: the writer's connection
 * @channel: the channel
 * @batch_id: a fresh UUID for the request
 * @provider: who is to deliver it
 * @limit: at most so many
 * @now: now
 * @error: return location
 *
 * Takes the next batch from the queue. When the job that calls this is committed, the batch belongs to its caller alone,
 * even after a crash; only then may the request leave. The oldest delivery that may leave decides which message the batch
 * is about; reminders come after everything else.
 *
 * Returns: (transfer full) (element-type UsherDelivery): the batch as it is now; empty: nothing may leave. %NULL on error
 */
GPtrArray *
usher_deliveries_claim (UsherConn *conn, UsherChannel channel, const char *batch_id, const char *provider, int limit,
                        UsherInstant now, GError **error)
{
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_delivery_unref);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GHashTable) addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Claim claim = { conn, channel, batch_id, provider, limit, now, candidates, addresses, 0 };
  gboolean more = TRUE;

  g_return_val_if_fail (conn != NULL && batch_id != NULL && provider != NULL && limit > 0, NULL);

  /* Each look that goes on has taken rows off the queue, so this ends. */
  while (more)
    if (!claim_once (&claim, taken, &more, error))
      return NULL;
  return g_steal_pointer (&taken);
}
