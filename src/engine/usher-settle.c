/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-settle.h"

#include "usher-table-deliveries.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-table-registrations.h"

/* A message that is put off for its own sake is tried this often, a test send less: somebody waits for it. */
#define ATTEMPTS_MAX      6
#define TEST_ATTEMPTS_MAX 2
/* Seconds between attempts */
#define RETRY_FIRST 20.0
#define RETRY_MOST  1800.0
#define GIVE_UP_ASKING (3 * USHER_DAY)
/* A question that is asked this late was slept through: its failure is the first since the machine woke, and no reason yet to
 * give up (the network comes up after us) */
#define SLEPT_THROUGH USHER_HOUR

/* What one answer says of all: the worst that concerns more than the one message counts. */
void
usher_settle_circuit (UsherCircuit *circuit, GPtrArray *results, UsherInstant now)
{
  const UsherSendResult *refused = NULL, *trouble = NULL;
  gboolean worked = FALSE;

  for (guint i = 0; i < results->len; i++)
    {
      const UsherSendResult *r = results->pdata[i];

      if (r->blame == USHER_BLAME_ACCOUNT && (r->outcome == USHER_OUTCOME_REFUSED || r->outcome == USHER_OUTCOME_LATER))
        refused = r;
      else if (r->outcome == USHER_OUTCOME_UNKNOWN || (r->outcome == USHER_OUTCOME_LATER && r->blame == USHER_BLAME_SERVICE))
        trouble = r;
      else if (r->outcome == USHER_OUTCOME_ACCEPTED || r->outcome == USHER_OUTCOME_REFUSED)
        worked = TRUE;
    }
  if (refused != NULL && refused->outcome == USHER_OUTCOME_REFUSED)
    usher_circuit_refused (circuit, refused->reason, now);
  else if (refused != NULL || trouble != NULL)
    usher_circuit_trouble (circuit, (refused != NULL ? refused : trouble)->reason,
                           (refused != NULL ? refused : trouble)->retry_after, now);
  else if (worked)
    usher_circuit_worked (circuit);
}

static char *
tried_in_vain (const UsherDelivery *d, const char *reason)
{
  return g_strdup_printf ("Tried %d times, without success: %s", d->attempts,
                          reason != NULL ? reason : "the provider did not say why.");
}

/* What did not leave may be tried again, unless the streamer took its notification back while the request was on its way. */
static gboolean
put_back (UsherConn *conn, const char *batch_id, const UsherDelivery *d, const char *reason, UsherInstant next,
          gboolean count_attempt, UsherInstant now, GError **error)
{
  g_autoptr (UsherNotification) n = NULL;

  if (d->notification_id != 0)
    {
      n = usher_notifications_get_plain (conn, d->notification_id, error);
      if (n == NULL)
        return FALSE;
      if (n->status == USHER_NOTIFICATION_CANCELLED)
        return usher_deliveries_withdraw (conn, batch_id, d->id, n->reason, now, error);
    }
  return usher_deliveries_requeue (conn, batch_id, d->id, reason, next, count_attempt, error);
}

static gboolean
settle_later (UsherConn *conn, const char *batch_id, const UsherDelivery *d, const UsherSendResult *r, UsherInstant now,
              GError **error)
{
  gboolean test = d->kind == USHER_NOTIFICATION_TEST;
  gboolean own = r->blame == USHER_BLAME_RECIPIENT || r->blame == USHER_BLAME_MESSAGE;
  UsherInstant next = now;

  /* The provider never looked at it: it keeps its place, and the circuit of the whole channel decides when. */
  if (!own && !test)
    return put_back (conn, batch_id, d, r->reason, now, FALSE, now, error);
  if (d->attempts >= (test ? TEST_ATTEMPTS_MAX : ATTEMPTS_MAX))
    {
      g_autofree char *reason = tried_in_vain (d, r->reason);

      return usher_deliveries_fail (conn, batch_id, d->id, reason, now, error);
    }
  if (own)
    next = now + (gint64) (usher_backoff (d->attempts - 1, RETRY_FIRST, RETRY_MOST) * G_USEC_PER_SEC);
  return put_back (conn, batch_id, d, r->reason, next, TRUE, now, error);
}

static gboolean
settle_refused (UsherConn *conn, const char *batch_id, const UsherDelivery *d, const UsherSendResult *r,
                const char *provider, UsherInstant now, GError **error)
{
  if (r->blame == USHER_BLAME_ACCOUNT && d->kind != USHER_NOTIFICATION_TEST)
    return put_back (conn, batch_id, d, r->reason, now, FALSE, now, error);
  if (!usher_deliveries_fail (conn, batch_id, d->id, r->reason, now, error))
    return FALSE;
  if (!r->suppress)
    return TRUE;
  return usher_settle_withdraw (conn, d->channel, d->address,
                                d->channel == USHER_CHANNEL_SMS ? USHER_SUPPRESSION_STOP : USHER_SUPPRESSION_BOUNCE,
                                provider, "stop", now, error);
}

static gboolean
settle_one (UsherConn *conn, const char *batch_id, const UsherDelivery *d, const UsherSendResult *r,
            const char *provider, const UsherPatience *patience, UsherInstant now, GError **error)
{
  switch (r->outcome)
    {
    case USHER_OUTCOME_ACCEPTED:
      return usher_deliveries_accept (conn, batch_id, d->id, r->provider_id, r->segments, now, error);
    case USHER_OUTCOME_REFUSED:
      return settle_refused (conn, batch_id, d, r, provider, now, error);
    case USHER_OUTCOME_LATER:
      return settle_later (conn, batch_id, d, r, now, error);
    case USHER_OUTCOME_UNKNOWN:
      return usher_deliveries_unknown (conn, batch_id, d->id, r->reason,
                                       now + patience->first_look * (gint64) G_USEC_PER_SEC, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* The usual case in one statement: the provider took the whole request. */
static gboolean
all_accepted (GPtrArray *deliveries, GPtrArray *results)
{
  const UsherSendResult *first = results->len > 0 ? results->pdata[0] : NULL;

  if (first == NULL || results->len != deliveries->len)
    return FALSE;
  for (guint i = 0; i < results->len; i++)
    {
      const UsherSendResult *r = results->pdata[i];

      if (r->outcome != USHER_OUTCOME_ACCEPTED || g_strcmp0 (r->provider_id, first->provider_id) != 0
          || r->segments != first->segments)
        return FALSE;
    }
  return TRUE;
}

gboolean
usher_settle_results (UsherConn *conn, const char *batch_id, GPtrArray *deliveries, GPtrArray *results,
                      const char *provider, const UsherPatience *patience, UsherInstant now, GError **error)
{
  g_autoptr (GHashTable) by_id = NULL;
  g_autoptr (UsherSendResult) missing = NULL;

  if (all_accepted (deliveries, results))
    {
      const UsherSendResult *first = results->pdata[0];

      return usher_deliveries_accept (conn, batch_id, 0, first->provider_id, first->segments, now, error);
    }
  by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < results->len; i++)
    g_hash_table_insert (by_id, &((UsherSendResult *) results->pdata[i])->delivery_id, results->pdata[i]);
  missing = usher_send_result_new (0, USHER_OUTCOME_UNKNOWN);
  missing->reason = g_strdup ("The provider's answer did not say what became of this message.");
  for (guint i = 0; i < deliveries->len; i++)
    {
      const UsherDelivery *d = deliveries->pdata[i];
      const UsherSendResult *r = g_hash_table_lookup (by_id, &d->id);

      if (!settle_one (conn, batch_id, d, r != NULL ? r : missing, provider, patience, now, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
send_again (UsherConn *conn, const char *batch_id, const UsherDelivery *d, UsherInstant now, GError **error)
{
  g_autofree char *reason = NULL;

  if (d->attempts < ATTEMPTS_MAX)
    return put_back (conn, batch_id, d, "The first request was lost; it is sent again.", now, TRUE, now, error);
  reason = tried_in_vain (d, d->reason);
  return usher_deliveries_fail (conn, batch_id, d->id, reason, now, error);
}

gboolean
usher_settle_found (UsherConn *conn, const char *batch_id, GPtrArray *deliveries, GHashTable *found,
                    UsherInstant ask_again, UsherInstant now, GError **error)
{
  for (guint i = 0; i < deliveries->len; i++)
    {
      const UsherDelivery *d = deliveries->pdata[i];
      gpointer provider_id = NULL;
      gboolean done;

      if (g_hash_table_lookup_extended (found, &d->id, NULL, &provider_id))
        done = usher_deliveries_accept (conn, batch_id, d->id, provider_id, d->segments, now, error);
      else if (ask_again != USHER_NEVER)
        done = usher_deliveries_unknown (conn, batch_id, d->id, d->reason, ask_again, error);
      else
        done = send_again (conn, batch_id, d, now, error);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

gboolean
usher_settle_unasked (UsherConn *conn, const char *batch_id, GPtrArray *deliveries, const char *why,
                      UsherInstant ask_again, UsherInstant now, GError **error)
{
  g_autofree char *reason = g_strdup_printf ("It is not known whether this message left, and the provider could not "
                                             "be asked, so it was not sent again: %s", why);

  for (guint i = 0; i < deliveries->len; i++)
    {
      const UsherDelivery *d = deliveries->pdata[i];
      gboolean slept = now - d->next_attempt_at > SLEPT_THROUGH;
      gboolean given_up = now - d->claimed_at > GIVE_UP_ASKING && !slept;

      if (given_up ? !usher_deliveries_fail (conn, batch_id, d->id, reason, now, error)
                   : !usher_deliveries_unknown (conn, batch_id, d->id, why, ask_again, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
withdraw_registration (UsherConn *conn, gint64 id, UsherChannel channel, const char *address, const char *reason,
                       const char *method, UsherInstant now, GError **error)
{
  g_autoptr (UsherRegistration) r = usher_registrations_get (conn, id, error);
  UsherConsent consent = { .registration_id = id, .channel = channel, .act = "withdrawn", .address = address,
                           .consent_text = "", .method = method, .at = now };
  gboolean agreed;

  if (r == NULL)
    return FALSE;
  agreed = channel == USHER_CHANNEL_EMAIL ? r->email_opt_in : r->sms_opt_in;
  if (!usher_deliveries_cancel (conn, 0, id, (int) channel, reason, now, error))
    return FALSE;
  if (!agreed)
    return TRUE;
  if (channel == USHER_CHANNEL_EMAIL)
    r->email_opt_in = FALSE;
  else
    r->sms_opt_in = FALSE;
  r->updated_at = now;
  consent.event_id = r->event_id;
  consent.language = r->language;
  return usher_registrations_update (conn, r, error) && usher_consents_insert (conn, &consent, error);
}

static const char *
words_of_suppression (UsherSuppressionReason reason)
{
  switch (reason)
    {
    case USHER_SUPPRESSION_UNSUBSCRIBE:
      return "The person unsubscribed.";
    case USHER_SUPPRESSION_BOUNCE:
      return "Messages to this address come back.";
    case USHER_SUPPRESSION_COMPLAINT:
      return "The person reported a message as spam.";
    case USHER_SUPPRESSION_STOP:
      return "The person answered STOP.";
    case USHER_SUPPRESSION_MANUAL:
    default:
      return "This address is on the list of those never to be written to.";
    }
}

gboolean
usher_settle_withdraw (UsherConn *conn, UsherChannel channel, const char *address, UsherSuppressionReason reason,
                       const char *source, const char *method, UsherInstant now, GError **error)
{
  g_autoptr (GArray) ids = NULL;

  if (!usher_suppressions_add (conn, channel, address, reason, source, now, error))
    return FALSE;
  ids = usher_registrations_find_address (conn, channel, address, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!withdraw_registration (conn, g_array_index (ids, gint64, i), channel, address, words_of_suppression (reason),
                                method, now, error))
      return FALSE;
  return TRUE;
}
