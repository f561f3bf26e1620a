/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sender.h"

#include "usher-engine-private.h"
#include "usher-sms.h"
#include "usher-table-deliveries.h"
#include "usher-time.h"

/* Twilio's list shows what it took at once. */
#define FIRST_LOOK 20      /* seconds */
#define BELIEVED   120
/* How long the provider may keep it: no less than a slow carrier takes, no more than Twilio's default */
#define VALID_MIN  60      /* seconds */
#define VALID_MAX  14400

/* Where Twilio reports; without a public address (or without TLS, which Twilio asks for) polling does it alone. */
static char *
status_callback (const char *public_url)
{
  if (!g_str_has_prefix (public_url, "https://"))
    return NULL;
  return g_strconcat (public_url, "/webhooks/twilio", NULL);
}

/* A reminder says "today" or "tomorrow": one that the provider could not hand over before the reader's midnight would say it on
 * the wrong day, so it must not come at all. */
static int
get_valid_seconds (UsherSender *self, const UsherClaim *claim, UsherInstant now)
{
  const UsherDelivery *d = claim->deliveries->pdata[0];
  const UsherRegistration *reader = claim->registrations->pdata[0];
  g_autoptr (GTimeZone) zone = NULL;
  UsherInstant until = claim->helps_until;

  if (d->kind == USHER_NOTIFICATION_REMINDER)
    {
      if (reader != NULL && reader->time_zone != NULL)
        zone = usher_time_zone_new (reader->time_zone, "time_zone", NULL);
      if (zone == NULL && claim->event != NULL)
        zone = usher_time_zone_new (claim->event->time_zone, "time_zone", NULL);
      if (zone != NULL)
        until = MIN (until, usher_time_next_midnight (now, zone));
    }
  return (int) CLAMP ((until - now) / G_USEC_PER_SEC, VALID_MIN, VALID_MAX);
}

/* The message as it was worded at the moment of the claim: also for finding it at the provider later. */
static UsherTextMessage *
make_message (UsherSender *self, const UsherClaim *claim, UsherInstant now, GError **error)
{
  g_autofree char *public_url = usher_engine_dup_public_url (self->engine);
  g_autoptr (UsherComposer) composer = usher_claim_compose (claim, usher_engine_get_config (self->engine), public_url,
                                                            error);
  g_autoptr (UsherComposed) composed = NULL;
  const UsherDelivery *d = claim->deliveries->pdata[0];
  UsherTextMessage *message;

  if (composer == NULL)
    return NULL;
  composed = usher_composer_render (composer, claim->registrations->pdata[0]);
  message = usher_text_message_new ();
  message->delivery_id = d->id;
  message->batch_id = g_strdup (claim->batch_id);
  message->to = g_strdup (d->address);
  message->body = g_steal_pointer (&composed->text);
  message->status_callback = status_callback (public_url);
  message->valid_seconds = get_valid_seconds (self, claim, now);
  message->claimed_at = claim->at;
  return message;
}

/* The sender's rate, counted in segments as the carriers do */
static void
keep_rate (UsherSender *self, const UsherTextMessage *message, UsherInstant now)
{
  double rate = usher_texter_get_rate (USHER_TEXTER (self->provider));

  if (rate > 0)
    self->not_before = now + (gint64) (MAX (1, usher_sms_measure (message->body).segments) / rate * G_USEC_PER_SEC);
}

static void
text_send (UsherSender *self, UsherClaim *claim)
{
  UsherInstant now = usher_sender_now (self);
  const UsherDelivery *d = claim->deliveries->pdata[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTextMessage) message = make_message (self, claim, now, &error);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_send_result_free);
  UsherSendResult *result;

  if (message != NULL)
    {
      result = usher_texter_send (USHER_TEXTER (self->provider), message, self->cancellable);
      if (result->outcome == USHER_OUTCOME_ACCEPTED && result->segments == 0)
        result->segments = usher_sms_measure (message->body).segments;
      keep_rate (self, message, now);
    }
  else
    {
      result = usher_send_result_new (d->id, USHER_OUTCOME_REFUSED);
      result->blame = USHER_BLAME_MESSAGE;
      result->reason = g_strdup (error->message);
    }
  g_ptr_array_add (results, result);
  usher_sender_settle (self, claim->batch_id, claim->deliveries, results);
}

/* One by one: a STOP that arrives meanwhile still counts, and each has an id of its own. */
static int
text_limit (UsherSender *self)
{
  return 1;
}

/* What tells it from the reader's other messages when its words would be others by now. */
static gboolean
set_marks (UsherSender *self, const UsherClaim *claim, UsherTextMessage *message, GError **error)
{
  const UsherRegistration *registration = claim->registrations->pdata[0];
  g_auto (UsherReader) reader = { 0 };

  if (registration == NULL)
    return TRUE;
  message->mark = g_strdup (registration->token);
  if (!usher_reader_open (&reader, self->engine, error))
    return FALSE;
  message->others = usher_deliveries_provider_ids (reader.conn, registration->id, USHER_CHANNEL_SMS, message->delivery_id,
                                                   error);
  return message->others != NULL;
}

static GHashTable *
text_ask (UsherSender *self, UsherClaim *claim, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (UsherTextMessage) message = make_message (self, claim, usher_sender_now (self), error);
  g_autofree char *provider_id = NULL;

  if (message == NULL || !set_marks (self, claim, message, error)
      || !usher_texter_find (USHER_TEXTER (self->provider), message, &provider_id, self->cancellable, error))
    return NULL;
  if (provider_id != NULL)
    g_hash_table_insert (found, g_memdup2 (&message->delivery_id, sizeof message->delivery_id),
                         g_steal_pointer (&provider_id));
  return g_steal_pointer (&found);
}

static GPtrArray *
text_poll (UsherSender *self, const char *cursor, char **next_cursor, GError **error)
{
  return usher_texter_poll (USHER_TEXTER (self->provider), cursor, usher_sender_now (self), next_cursor,
                            self->cancellable, error);
}

static GPtrArray *
text_fetch (UsherSender *self, const UsherDelivery *d, GError **error)
{
  return usher_texter_fetch (USHER_TEXTER (self->provider), d->provider_id, self->cancellable, error);
}

static const UsherSenderKind text_kind = {
  .channel = USHER_CHANNEL_SMS,
  .patience = { FIRST_LOOK, BELIEVED },
  .limit = text_limit,
  .send = text_send,
  .ask = text_ask,
  .poll = text_poll,
  .fetch = text_fetch,
};

UsherSender *
usher_text_sender_new (UsherEngine *engine, UsherTexter *texter, UsherSenderReport report, gpointer data)
{
  return usher_sender_new (&text_kind, engine, texter, usher_texter_get_name (texter), report, data);
}
