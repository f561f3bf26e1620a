/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sender.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"

/* A thread with nothing to do looks up this often (real time), in case a wake was lost to the machine's sleep. */
#define NAP_MAX         (60 * G_TIME_SPAN_SECOND)
/* Wait after the disk refused to write, and after a claim that came to nothing although something seemed due */
#define DISK_WAIT       (5 * (gint64) G_USEC_PER_SEC)
/* Wait after a question that the provider does not answer for this account */
#define ASK_WAIT        (600 * (gint64) G_USEC_PER_SEC)
/* Longer than any wait of ours: made by a clock that has been set back since */
#define WAIT_ABSURD     (2 * (gint64) USHER_HOUR)
#define EMPTY_CLAIM_WAIT (30 * (gint64) G_USEC_PER_SEC)

UsherInstant
usher_sender_now (UsherSender *self)
{
  return usher_clock_now (usher_engine_get_clock (self->engine));
}

gboolean
usher_sender_is_stopping (UsherSender *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->stopping;
}

/* Until @until by the engine's clock (USHER_NEVER: until woken), or a wake after number @seen, or the end. */
static void
rest (UsherSender *self, guint seen, UsherInstant until)
{
  gboolean settable = usher_clock_is_settable (usher_engine_get_clock (self->engine));
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!self->stopping && self->wakes == seen)
    {
      gint64 left = until == USHER_NEVER ? NAP_MAX : until - usher_sender_now (self);

      if (left <= 0)
        return;
      /* A settable clock moves by being set, and that wakes; real time says nothing about it. */
      if (settable)
        g_cond_wait (&self->cond, &self->mutex);
      else if (!g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + MIN (left, NAP_MAX)))
        return;
    }
}

/* --- settling ------------------------------------------------------------------------------------------------------ */

typedef struct {
  UsherSender *sender;
  const char  *batch_id;
  GPtrArray   *deliveries;
  GPtrArray   *results;        /* of a send */
  GHashTable  *found;          /* of an ask */
  const char  *unasked;        /* why an ask failed */
  UsherInstant ask_again;
  UsherInstant now;
} Settlement;

static gboolean
settle_job (UsherConn *conn, gpointer data, GError **error)
{
  Settlement *s = data;
  UsherSender *self = s->sender;
  gboolean done;

  if (s->results != NULL)
    done = usher_settle_results (conn, s->batch_id, s->deliveries, s->results, self->provider_name, &self->kind->patience,
                                 s->now, error);
  else if (s->found != NULL)
    done = usher_settle_found (conn, s->batch_id, s->deliveries, s->found, s->ask_again, s->now, error);
  else
    done = usher_settle_unasked (conn, s->batch_id, s->deliveries, s->unasked, s->ask_again, s->now, error);
  return done && (!self->circuit.changed || usher_circuit_store (&self->circuit, conn, s->now, error));
}

/* What the provider did is done: its answer is worth more than one try. If the program ends first, the next start asks. */
static void
settle (UsherSender *self, Settlement *s)
{
  UsherStore *store = usher_engine_get_store (self->engine);
  g_autoptr (GError) error = NULL;
  guint seen;

  for (;;)
    {
      g_clear_error (&error);
      g_mutex_lock (&self->mutex);
      seen = self->wakes;
      g_mutex_unlock (&self->mutex);
      s->now = usher_sender_now (self);
      if (usher_store_write (store, settle_job, s, NULL, &error))
        break;
      g_warning ("Could not record what became of a request: %s", error->message);
      if (usher_sender_is_stopping (self))
        return;
      rest (self, seen, s->now + DISK_WAIT);
    }
  if (self->circuit.changed)
    usher_engine_announce (self->engine, "provider", 0);
  self->circuit.changed = FALSE;
  usher_engine_announce (self->engine, "delivery", 0);
  self->report (self->report_data, FALSE);
}

void
usher_sender_settle (UsherSender *self, const char *batch_id, GPtrArray *deliveries, GPtrArray *results)
{
  Settlement s = { .sender = self, .batch_id = batch_id, .deliveries = deliveries, .results = results };

  UsherInstant now = usher_sender_now (self);

  usher_settle_circuit (&self->circuit, results, now);
  settle (self, &s);
  self->last_sent = now;
  self->poll_at = now + USHER_SENDER_POLL_FIRST;
  self->polls = 0;
}

/* The provider was not asked, so this says nothing about it. */
void
usher_sender_give_back (UsherSender *self, const char *batch_id, GPtrArray *deliveries, const char *reason)
{
  g_autoptr (UsherSendResult) later = usher_send_result_new (0, USHER_OUTCOME_LATER);
  g_autoptr (GPtrArray) results = NULL;
  Settlement s = { .sender = self, .batch_id = batch_id, .deliveries = deliveries };

  later->reason = g_strdup (reason);
  s.results = results = usher_sender_same_results (deliveries, later);
  settle (self, &s);
}

GPtrArray *
usher_sender_same_results (GPtrArray *deliveries, const UsherSendResult *result)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_send_result_free);

  for (guint i = 0; i < deliveries->len; i++)
    {
      UsherSendResult *copy = usher_send_result_copy (result);

      copy->delivery_id = ((UsherDelivery *) deliveries->pdata[i])->id;
      g_ptr_array_add (results, copy);
    }
  return results;
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

static UsherClaim *
load_unknown (UsherSender *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GPtrArray) deliveries = NULL;

  if (!usher_reader_open (&reader, self->engine, error))
    return NULL;
  deliveries = usher_deliveries_unknown_batch (reader.conn, self->kind->channel, usher_sender_now (self), error);
  if (deliveries == NULL || deliveries->len == 0)
    return NULL;
  return usher_claim_load (reader.conn, deliveries, error);
}

/* A provider needs a while until it knows what it took: it is asked twice before it is believed that it did not. */
static UsherInstant
when_to_ask_again (UsherSender *self, const UsherClaim *claim, UsherInstant now)
{
  UsherInstant believed = claim->at + self->kind->patience.believed * (gint64) G_USEC_PER_SEC;
  gboolean first = g_hash_table_add (self->asked, g_strdup (claim->batch_id));

  /* A claim of the future was made by a clock that has been set back since. */
  believed = MIN (believed, now + self->kind->patience.believed * (gint64) G_USEC_PER_SEC);
  if (!first && (now >= believed || claim->at > now))
    {
      g_hash_table_remove (self->asked, claim->batch_id);
      return USHER_NEVER;
    }
  return MAX (believed, now + self->kind->patience.first_look * (gint64) G_USEC_PER_SEC);
}

/* A service that is away is left alone for sending, too; a key that may only send says nothing about sending. */
static UsherInstant
after_failed_question (UsherSender *self, const GError *error, UsherInstant now)
{
  if (!g_error_matches (error, USHER_ERROR, USHER_ERROR_LATER)
      && !g_error_matches (error, USHER_ERROR, USHER_ERROR_UNKNOWN_OUTCOME))
    return now + ASK_WAIT;
  usher_circuit_trouble (&self->circuit, error->message, -1, now);
  return MAX (self->circuit.retry_at, now + self->kind->patience.first_look * (gint64) G_USEC_PER_SEC);
}

/* Returns: whether there was something to ask about */
static gboolean
ask_one (UsherSender *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherClaim) claim = load_unknown (self, &error);
  g_autoptr (GHashTable) found = NULL;
  UsherInstant now = usher_sender_now (self);
  Settlement s = { .sender = self };

  if (claim == NULL)
    {
      if (error != NULL)
        g_warning ("Could not read what is unknown: %s", error->message);
      return FALSE;
    }
  found = self->kind->ask (self, claim, &error);
  if (found == NULL && usher_error_is_cancelled (error))
    return FALSE;
  s.batch_id = claim->batch_id;
  s.deliveries = claim->deliveries;
  s.found = found;
  if (found != NULL)
    {
      usher_circuit_worked (&self->circuit);
      s.ask_again = when_to_ask_again (self, claim, now);
    }
  else
    {
      s.unasked = error->message;
      s.ask_again = after_failed_question (self, error, now);
    }
  settle (self, &s);
  return TRUE;
}

/* --- sending ------------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherSender *sender;
  int          limit;
  UsherClaim  *claim;
  gboolean     again;
} ClaimJob;

static gboolean
claim_job (UsherConn *conn, gpointer data, GError **error)
{
  ClaimJob *job = data;
  UsherSender *self = job->sender;
  g_autoptr (GError) local = NULL;

  g_clear_pointer (&job->claim, usher_claim_free);
  job->claim = usher_claim_take (conn, self->kind->channel, self->provider_name, job->limit, usher_sender_now (self),
                                 &job->again, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Returns: whether something left, or may leave at once; else *next is when to look again. */
static gboolean
send_one (UsherSender *self, gboolean trial, UsherInstant *next)
{
  ClaimJob job = { .sender = self, .limit = trial ? 1 : self->kind->limit (self) };
  g_autoptr (UsherClaim) claim = NULL;
  g_autoptr (GError) error = NULL;

  if (!usher_store_write (usher_engine_get_store (self->engine), claim_job, &job, NULL, &error))
    {
      g_warning ("Could not take up what is queued: %s", error->message);
      *next = usher_sender_now (self) + DISK_WAIT;
      g_clear_pointer (&job.claim, usher_claim_free);
      return FALSE;
    }
  claim = g_steal_pointer (&job.claim);
  if (claim != NULL)
    self->kind->send (self, claim);
  else if (job.again)
    self->report (self->report_data, FALSE);
  return claim != NULL || job.again;
}

static UsherInstant
earlier (UsherInstant a, UsherInstant b)
{
  if (a == USHER_NEVER || b == USHER_NEVER)
    return a == USHER_NEVER ? b : a;
  return MIN (a, b);
}

/* When is there something to send, when to ask? */
static gboolean
read_next (UsherSender *self, UsherInstant *send_at, UsherInstant *ask_at)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GError) error = NULL;

  *send_at = *ask_at = USHER_NEVER;
  if (usher_reader_open (&reader, self->engine, &error))
    {
      *send_at = usher_deliveries_next_attempt (reader.conn, self->kind->channel, &error);
      if (error == NULL)
        *ask_at = usher_deliveries_next_unknown (reader.conn, self->kind->channel, &error);
    }
  if (error == NULL)
    return TRUE;
  g_warning ("Could not read the queue: %s", error->message);
  return FALSE;
}

/* One step. Returns: whether to go on at once; else *next is when to look again. */
static gboolean
work (UsherSender *self, UsherInstant *next)
{
  UsherInstant now = usher_sender_now (self);
  UsherInstant send_at, ask_at;
  gboolean trial;

  *next = USHER_NEVER;
  if (self->not_before != USHER_NEVER && self->not_before - now > WAIT_ABSURD)
    self->not_before = USHER_NEVER;
  if (self->poll_at != USHER_NEVER && self->poll_at - now > WAIT_ABSURD)
    self->poll_at = USHER_NEVER;
  if (!read_next (self, &send_at, &ask_at))
    {
      *next = now + DISK_WAIT;
      return FALSE;
    }
  if (!usher_circuit_allows (&self->circuit, now, &trial))
    {
      *next = self->circuit.retry_at;
      return FALSE;
    }
  if (ask_at != USHER_NEVER && ask_at <= now && ask_one (self))
    return TRUE;
  if (send_at != USHER_NEVER && self->not_before != USHER_NEVER && send_at < self->not_before)
    send_at = self->not_before;
  if (send_at != USHER_NEVER && send_at <= now)
    {
      if (send_one (self, trial, next))
        return TRUE;
      send_at = *next != USHER_NEVER ? *next : now + EMPTY_CLAIM_WAIT;
    }
  if (self->poll_at == USHER_NEVER || self->poll_at <= now)
    if (usher_sender_poll (self))
      return TRUE;
  *next = earlier (send_at, ask_at != USHER_NEVER && ask_at <= now ? now + EMPTY_CLAIM_WAIT : ask_at);
  *next = earlier (*next, self->poll_at);
  return FALSE;
}

static gpointer
sender_thread (gpointer data)
{
  UsherSender *self = data;

  g_mutex_lock (&self->mutex);
  while (!self->stopping)
    {
      guint seen = self->wakes;
      gboolean probe = self->probe;
      UsherInstant next;
      gboolean more;

      self->probe = FALSE;
      g_mutex_unlock (&self->mutex);
      if (probe)
        usher_circuit_probe (&self->circuit, usher_sender_now (self));
      more = work (self, &next);
      if (!more)
        {
          g_mutex_lock (&self->mutex);
          self->served = seen;
          g_mutex_unlock (&self->mutex);
          self->report (self->report_data, TRUE);
          rest (self, seen, next);
        }
      g_mutex_lock (&self->mutex);
    }
  self->ended = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

UsherSender *
usher_sender_new (const UsherSenderKind *kind, UsherEngine *engine, gpointer provider, const char *name,
                  UsherSenderReport report, gpointer data)
{
  UsherSender *self = g_new0 (UsherSender, 1);

  self->kind = kind;
  self->engine = engine;
  self->provider = g_object_ref (provider);
  self->provider_name = name;
  self->report = report;
  self->report_data = data;
  self->cancellable = g_cancellable_new ();
  self->fetched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->last_sent = self->poll_at = self->fetch_from = USHER_NEVER;
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->not_before = USHER_NEVER;
  usher_circuit_init (&self->circuit, name);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
usher_sender_free (UsherSender *self)
{
  if (self == NULL)
    return;
  g_assert (self->thread == NULL);
  g_object_unref (self->provider);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->fetched);
  usher_circuit_clear (&self->circuit);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

gboolean
usher_sender_start (UsherSender *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_assert (self->thread == NULL);
  if (!usher_reader_open (&reader, self->engine, error) || !usher_circuit_load (&self->circuit, reader.conn, error))
    return FALSE;
  g_cancellable_reset (self->cancellable);
  self->stopping = self->ended = FALSE;
  self->thread = g_thread_new (self->kind->channel == USHER_CHANNEL_EMAIL ? "usher-mail" : "usher-text", sender_thread,
                               self);
  return TRUE;
}

void
usher_sender_ask_to_stop (UsherSender *self)
{
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
usher_sender_join (UsherSender *self, gint64 deadline)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->mutex);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->mutex, deadline))
    ;
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (g_steal_pointer (&self->thread));
}

guint
usher_sender_wake (UsherSender *self)
{
  guint wake;

  g_mutex_lock (&self->mutex);
  wake = ++self->wakes;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return wake;
}

void
usher_sender_probe (UsherSender *self)
{
  g_mutex_lock (&self->mutex);
  self->probe = TRUE;
  g_mutex_unlock (&self->mutex);
  usher_sender_wake (self);
}

gboolean
usher_sender_has_served (UsherSender *self, guint wake)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return (gint) (self->served - wake) >= 0;
}
