/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-delivery-row.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"

/* Their clock may be slow */
#define CLOCK_SKEW (10 * USHER_MINUTE)

/* How far a status is on a delivery's way. Feedback comes in any order and more than once; a delivery shows the furthest
 * point that was ever reported. A message that came back is further than one that the other side took: some servers take
 * first and return later. */
static int
rank_of (UsherDeliveryStatus status)
{
  switch (status)
    {
    case USHER_DELIVERY_ACCEPTED:
      return 1;
    case USHER_DELIVERY_DELIVERED:
      return 2;
    case USHER_DELIVERY_FAILED:
      return 3;
    case USHER_DELIVERY_QUEUED:
    case USHER_DELIVERY_CLAIMED:
    case USHER_DELIVERY_UNKNOWN:
    case USHER_DELIVERY_CANCELLED:
    case USHER_DELIVERY_SKIPPED:
    default:
      return 0;
    }
}

typedef struct {
  const char          *type;
  gboolean             has_status;
  UsherDeliveryStatus  status;      /* what it says of the delivery: who opened it has got it */
} FeedbackType;

static const FeedbackType feedback_types[] = {
  { "accepted",     TRUE,  USHER_DELIVERY_ACCEPTED },
  { "delivered",    TRUE,  USHER_DELIVERY_DELIVERED },
  { "failed",       TRUE,  USHER_DELIVERY_FAILED },
  { "bounced",      TRUE,  USHER_DELIVERY_FAILED },
  { "opened",       TRUE,  USHER_DELIVERY_DELIVERED },
  { "clicked",      TRUE,  USHER_DELIVERY_DELIVERED },
  { "unsubscribed", TRUE,  USHER_DELIVERY_DELIVERED },
  { "complained",   TRUE,  USHER_DELIVERY_DELIVERED },
  { "stopped",      FALSE, USHER_DELIVERY_QUEUED },
  { "started",      FALSE, USHER_DELIVERY_QUEUED },
  { "price",        FALSE, USHER_DELIVERY_QUEUED },
};

static const FeedbackType *
find_type (const char *type, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (feedback_types); i++)
    if (g_str_equal (feedback_types[i].type, type))
      return &feedback_types[i];
  usher_set_error_invalid (error, "type", "“%s” is no kind of feedback", type);
  return NULL;
}

/* Another installation with the same account has such ids, too, and so had this one before its database was replaced by a backup.
 * The number of the request decides; one that lost its request (sent again, as it was believed) may still hear of it, one that was
 * never claimed cannot. */
static gboolean
is_ours (const UsherFeedback *feedback, const UsherDelivery *d)
{
  if (feedback->batch_id != NULL && d->batch_id != NULL)
    return g_str_equal (feedback->batch_id, d->batch_id);
  if (d->batch_id == NULL && (d->attempts == 0 || feedback->at < d->created_at - CLOCK_SKEW))
    return FALSE;
  return feedback->address == NULL || *d->address == '\0' || g_ascii_strcasecmp (feedback->address, d->address) == 0;
}

/* An id of ours comes back with the message; the provider's side must fit. A provider id alone must be that of one delivery:
 * batches of Mailgun share theirs. NULL without error: nobody's. */
static UsherDelivery *
find_delivery (UsherConn *conn, const UsherFeedback *feedback, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (feedback->delivery_id == 0 && feedback->provider_id == NULL)
    return NULL;
  s = usher_statement_new (conn, feedback->delivery_id != 0
                           ? "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d "
                             "WHERE d.id = ? AND (d.provider IS NULL OR d.provider = ?) LIMIT 2"
                           : "SELECT " USHER_DELIVERY_COLUMNS " FROM delivery d "
                             "WHERE d.provider_id = ? AND (d.provider IS NULL OR d.provider = ?) LIMIT 2", error);
  if (s == NULL)
    return NULL;
  if (feedback->delivery_id != 0)
    usher_statement_bind_int (s, feedback->delivery_id);
  else
    usher_statement_bind_text (s, feedback->provider_id);
  usher_statement_bind_text (s, feedback->provider);
  found = usher_delivery_rows_read (s, error);
  if (found == NULL || found->len != 1 || (feedback->delivery_id != 0 && !is_ours (feedback, g_ptr_array_index (found, 0))))
    return NULL;
  return g_ptr_array_steal_index (found, 0);
}

/* In *@is_new: whether this was told for the first time. */
static gboolean
insert_feedback (UsherConn *conn, const UsherFeedback *feedback, const UsherDelivery *d, gboolean *is_new, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "INSERT INTO feedback (provider, provider_event_id, delivery_id, event_id, type, detail, at, "
                         "received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (provider, provider_event_id) DO NOTHING", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, feedback->provider);
  usher_statement_bind_text (s, feedback->provider_event_id);
  usher_statement_bind_id (s, d != NULL ? d->id : 0);
  usher_statement_bind_id (s, d != NULL ? d->event_id : 0);
  usher_statement_bind_text (s, feedback->type);
  usher_statement_bind_text (s, feedback->detail);
  usher_statement_bind_int (s, feedback->at);
  usher_statement_bind_int (s, feedback->received_at);
  if (!usher_statement_run (s, error))
    return FALSE;
  *is_new = usher_statement_changes (s) > 0;
  return TRUE;
}

static UsherInstant
earlier (UsherInstant known, UsherInstant at)
{
  return known == USHER_NEVER ? at : MIN (known, at);
}

static void
apply_status (UsherDelivery *d, const UsherFeedback *feedback, const FeedbackType *type)
{
  if (!type->has_status)
    return;
  if (type->status == USHER_DELIVERY_DELIVERED)
    d->delivered_at = earlier (d->delivered_at, feedback->at);
  if (rank_of (type->status) <= rank_of (d->status))
    return;
  d->status = type->status;
  g_set_str (&d->reason, type->status == USHER_DELIVERY_FAILED ? feedback->detail : NULL);
  if (d->settled_at == USHER_NEVER)
    d->settled_at = feedback->at;
}

static void
apply (UsherDelivery *d, const UsherFeedback *feedback, const FeedbackType *type)
{
  gboolean opened = g_str_equal (type->type, "opened");
  gboolean clicked = g_str_equal (type->type, "clicked");

  /* A scanner that opens it shows that the message arrived, not that somebody read it. */
  apply_status (d, feedback, type);
  if ((opened || clicked) && !feedback->machine)
    d->opened_at = earlier (d->opened_at, feedback->at);
  if (clicked && !feedback->machine)
    d->clicked_at = earlier (d->clicked_at, feedback->at);
  if (feedback->price_micros >= 0)
    d->price_micros = feedback->price_micros;
  if (feedback->segments > 0)
    d->segments = feedback->segments;
  if (d->provider_id == NULL)
    g_set_str (&d->provider_id, feedback->provider_id);
  if (d->provider == NULL)
    g_set_str (&d->provider, feedback->provider);
}

static gboolean
update_delivery (UsherConn *conn, const UsherDelivery *d, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "UPDATE delivery SET status = ?, reason = ?, provider = ?, provider_id = ?, segments = ?, "
                         "price_micros = ?, settled_at = ?, delivered_at = ?, opened_at = ?, clicked_at = ? WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, usher_delivery_status_nick (d->status));
  usher_statement_bind_text (s, d->reason);
  usher_statement_bind_text (s, d->provider);
  usher_statement_bind_text (s, d->provider_id);
  usher_statement_bind_int (s, d->segments);
  usher_statement_bind_int (s, d->price_micros);
  usher_statement_bind_instant (s, d->settled_at);
  usher_statement_bind_instant (s, d->delivered_at);
  usher_statement_bind_instant (s, d->opened_at);
  usher_statement_bind_instant (s, d->clicked_at);
  usher_statement_bind_int (s, d->id);
  return usher_statement_run (s, error);
}

/**
 * usher_feedback_record:
 * @conn: the writer's connection
 * @feedback: what a provider told
 * @is_new: (out): %FALSE without error: it was told before, and nothing changed
 * @delivery: (out) (optional) (transfer full): the delivery as it is now; %NULL where it is not one of ours
 * @error: return location
 *
 * Keeps what a provider told, once, and moves the delivery on. The order in which feedback comes does not matter. Suppressing an
 * address is the caller's part (usher_suppressions_add()).
 *
 * Returns: %FALSE on error; %USHER_ERROR_INVALID for an unknown type
 */
gboolean
usher_feedback_record (UsherConn *conn, const UsherFeedback *feedback, gboolean *is_new, UsherDelivery **delivery,
                       GError **error)
{
  g_autoptr (UsherDelivery) d = NULL;
  g_autoptr (GError) local_error = NULL;
  const FeedbackType *type;

  g_return_val_if_fail (conn != NULL && feedback != NULL && is_new != NULL, FALSE);
  g_return_val_if_fail (feedback->provider != NULL && feedback->provider_event_id != NULL && feedback->type != NULL, FALSE);

  *is_new = FALSE;
  if (delivery != NULL)
    *delivery = NULL;
  type = find_type (feedback->type, error);
  if (type == NULL)
    return FALSE;
  d = find_delivery (conn, feedback, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!insert_feedback (conn, feedback, d, is_new, error))
    return FALSE;
  if (*is_new && d != NULL)
    {
      apply (d, feedback, type);
      if (!update_delivery (conn, d, error))
        return FALSE;
    }
  if (delivery != NULL)
    *delivery = g_steal_pointer (&d);
  return TRUE;
}
