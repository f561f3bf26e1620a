/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-feedback.h"

#include "usher-command.h"
#include "usher-commands.h"
#include "usher-error.h"
#include "usher-settle.h"
#include "usher-stage-private.h"
#include "usher-table-deliveries.h"
#include "usher-table-misc.h"

/* Mailgun repeats a webhook for up to eight hours; a token older than this cannot come with a timestamp that is taken. */
#define TOKENS_KEPT (2 * USHER_DAY)

typedef struct {
  const char            *type;
  UsherChannel           channel;
  UsherSuppressionReason reason;
  const char            *method;   /* in the consent record */
} Withdrawal;

static const Withdrawal withdrawals[] = {
  { "unsubscribed", USHER_CHANNEL_EMAIL, USHER_SUPPRESSION_UNSUBSCRIBE, "provider" },
  { "complained",   USHER_CHANNEL_EMAIL, USHER_SUPPRESSION_COMPLAINT,   "complaint" },
  { "bounced",      USHER_CHANNEL_EMAIL, USHER_SUPPRESSION_BOUNCE,      "bounce" },
  { "stopped",      USHER_CHANNEL_SMS,   USHER_SUPPRESSION_STOP,        "stop" },
};

static gboolean
act_on_address (UsherConn *conn, const UsherProviderEvent *event, const char *address, UsherInstant now, GError **error)
{
  if (g_strcmp0 (event->type, "started") == 0)
    return usher_suppressions_remove (conn, USHER_CHANNEL_SMS, address, USHER_SUPPRESSION_STOP, error);
  for (guint i = 0; i < G_N_ELEMENTS (withdrawals); i++)
    if (g_strcmp0 (event->type, withdrawals[i].type) == 0)
      return usher_settle_withdraw (conn, withdrawals[i].channel, address, withdrawals[i].reason, event->provider,
                                    withdrawals[i].method, now, error);
  return TRUE;
}

gboolean
usher_feedback_apply (UsherConn *conn, const UsherProviderEvent *event, gboolean known_only, UsherInstant now,
                      gint64 *notification_id, GError **error)
{
  UsherFeedback feedback = {
    .provider = event->provider, .provider_event_id = event->provider_event_id, .delivery_id = event->delivery_id,
    .provider_id = event->provider_id, .batch_id = event->batch_id, .address = event->address, .type = event->type, .detail = event->detail,
    .price_micros = event->price_micros, .segments = event->segments, .machine = event->machine,
    .at = event->at != USHER_NEVER ? event->at : now, .received_at = now,
  };
  g_autoptr (UsherDelivery) delivery = NULL;
  gboolean is_new = FALSE;
  const char *address;

  g_assert (conn != NULL && event != NULL && notification_id != NULL);

  *notification_id = 0;
  if (!usher_feedback_record (conn, &feedback, &is_new, &delivery, error))
    return FALSE;
  if (!is_new)
    return TRUE;
  if (delivery != NULL)
    *notification_id = delivery->notification_id;
  if (known_only && delivery == NULL)
    return TRUE;
  /* What we sent to is surer than what a report says. */
  address = delivery != NULL ? delivery->address : event->address;
  return address == NULL || *address == '\0' || act_on_address (conn, event, address, now, error);
}

/* --- by webhook ---------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherProviderEvent *event;
  char               *token;
} Report;

static void
report_free (gpointer data)
{
  Report *self = data;

  usher_provider_event_free (self->event);
  g_free (self->token);
  g_free (self);
}

static UsherProviderEvent *
copy_event (const UsherProviderEvent *event)
{
  UsherProviderEvent *copy = usher_provider_event_new (event->provider, event->type);

  copy->provider_event_id = g_strdup (event->provider_event_id);
  copy->delivery_id = event->delivery_id;
  copy->provider_id = g_strdup (event->provider_id);
  copy->batch_id = g_strdup (event->batch_id);
  copy->detail = g_strdup (event->detail);
  copy->address = g_strdup (event->address);
  copy->machine = event->machine;
  copy->price_micros = event->price_micros;
  copy->segments = event->segments;
  copy->at = event->at;
  return copy;
}

static gboolean
run_feedback (UsherCommand *command, GError **error)
{
  const Report *report = command->input;
  gboolean fresh = TRUE;
  gint64 notification_id;

  if (report->token != NULL
      && !usher_webhook_tokens_use (command->conn, report->event->provider, report->token, command->now,
                                    command->now - TOKENS_KEPT, &fresh, error))
    return FALSE;
  if (!fresh)
    return TRUE;
  /* A token means a signature over the token alone (Mailgun). */
  if (!usher_feedback_apply (command->conn, report->event, report->token != NULL, command->now, &notification_id, error))
    return FALSE;
  usher_command_changed (command, "delivery", report->event->delivery_id);
  if (notification_id != 0)
    usher_command_changed (command, "notification", notification_id);
  return TRUE;
}

void
usher_engine_take_feedback_async (UsherEngine *self, const UsherProviderEvent *event, const char *token,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Report *report;

  g_return_if_fail (USHER_IS_ENGINE (self) && event != NULL);

  report = g_new0 (Report, 1);
  report->event = copy_event (event);
  report->token = g_strdup (token);
  usher_command_start (self, run_feedback, report, report_free, "provider", usher_engine_take_feedback_async,
                       cancellable, callback, user_data);
}

gboolean
usher_engine_take_feedback_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_take_feedback_async, NULL, error);
}

typedef struct {
  char *stream_id;
  char *asset_id;
} StreamReport;

static void
stream_report_free (gpointer data)
{
  StreamReport *self = data;

  g_free (self->stream_id);
  g_free (self->asset_id);
  g_free (self);
}

static gboolean
run_stream_event (UsherCommand *command, GError **error)
{
  const StreamReport *report = command->input;
  g_autoptr (GError) local = NULL;
  g_autoptr (UsherStream) stream = usher_streams_get_by_provider_id (command->conn, report->stream_id, &local);

  if (local != NULL && !usher_error_is_not_found (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Every hook gets all events of the account: what we do not know is not ours. */
  if (stream == NULL)
    return TRUE;
  if (report->asset_id != NULL && *report->asset_id != '\0')
    {
      g_autofree char *ids = usher_stage_join_assets (stream->asset_ids, report->asset_id);

      g_set_str (&stream->asset_ids, ids);
      if (!usher_streams_put (command->conn, stream, error))
        return FALSE;
    }
  usher_command_changed (command, "stream", stream->event_id);
  /* Events come in any order: the stream itself knows best. */
  usher_stage_refresh (usher_engine_get_stage (command->engine), stream->event_id);
  return TRUE;
}

void
usher_engine_take_stream_event_async (UsherEngine *self, const char *stream_id, const char *asset_id,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  StreamReport *report;

  g_return_if_fail (USHER_IS_ENGINE (self) && stream_id != NULL);

  report = g_new0 (StreamReport, 1);
  report->stream_id = g_strdup (stream_id);
  report->asset_id = g_strdup (asset_id);
  usher_command_start (self, run_stream_event, report, stream_report_free, "provider",
                       usher_engine_take_stream_event_async, cancellable, callback, user_data);
}

gboolean
usher_engine_take_stream_event_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_take_stream_event_async, NULL, error);
}
