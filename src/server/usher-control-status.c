/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: estimate, analytics, cron, status, outbox, the description of the API, and the settable clock of tests. */
#include "usher-control-private.h"
#include "usher-control-resources.h"
#include "usher-error.h"
#include "usher-time.h"

#define ESTIMATE_MAX 1000000000   /* registrations or notifications; keeps the product in 64 bits */
#define OPENAPI_RESOURCE "/io/github/usherlive/Usher/openapi.json"

static gboolean
query_count (UsherRequest *request, const char *name, gboolean needed, gint64 *value, GError **error)
{
  const char *text = usher_request_get_query (request, name);

  if (!text && !needed)
    return TRUE;
  if (text && g_ascii_string_to_signed (text, 10, 0, ESTIMATE_MAX, value, NULL))
    return TRUE;
  usher_set_error_invalid (error, name, "%s",
                           text ? "Must be a whole number from 0 to 1,000,000,000." : "Is missing (or name an event_id).");
  return FALSE;
}

static void
handle_estimate (UsherRequest *request, gpointer data)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  const char *name = usher_request_get_query (request, "event") ? "event" : "event_id";
  gint64 event_id, registrations = 0, notifications = 0;
  UsherCost cost;
  GError *error = NULL;

  if (!usher_control_query_id (request, name, &event_id, &error)
      || !query_count (request, "registrations", event_id == 0, &registrations, &error)
      || !query_count (request, "notifications", event_id == 0, &notifications, &error)
      || !usher_engine_estimate (data, event_id, registrations, notifications, &cost, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  json_builder_begin_object (b);
  usher_json_cost (b, &cost);
  usher_json_string (b, "currency", "USD");
  json_builder_end_object (b);
  usher_request_complete (request, usher_json_response (200, b));
}

static void
handle_analytics (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherAnalytics) analytics = NULL;
  GError *error = NULL;

  if (id == 0)
    return;
  analytics = usher_engine_get_analytics (data, id, &error);
  if (!analytics)
    {
      usher_control_fail (request, error);
      return;
    }
  usher_json_analytics (b, analytics);
  usher_request_complete (request, usher_json_response (200, b));
}

static void
ran_due (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  GError *error = NULL;
  int due = usher_engine_run_due_finish (USHER_ENGINE (source), result, &error);

  if (due < 0)
    {
      usher_control_fail (call->request, error);
      return;
    }
  json_builder_begin_object (b);
  usher_json_int (b, "due", due);
  json_builder_end_object (b);
  usher_request_complete (call->request, usher_json_response (200, b));
}

static void
handle_cron (UsherRequest *request, gpointer data)
{
  usher_engine_run_due_async (data, NULL, ran_due, usher_control_call_new (data, request));
}

/* The sandbox is one provider in two roles. */
static void
add_provider (JsonBuilder *b, const char *role, const UsherProviderState *state)
{
  json_builder_begin_object (b);
  usher_json_string (b, "role", role);
  usher_json_string (b, "name", state->provider);
  usher_json_string (b, "state", state->state);
  usher_json_string (b, "reason", state->reason);
  usher_json_instant (b, "retry_at", state->retry_at);
  usher_json_instant (b, "checked_at", state->checked_at);
  json_builder_end_object (b);
}

static void
handle_status (UsherRequest *request, gpointer data)
{
  static const char * const roles[] = { "mailer", "texter", "streamer" };
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherStatus) status = NULL;
  g_autofree char *base = usher_engine_dup_public_url (data);
  GError *error = NULL;

  status = usher_engine_get_status (data, &error);
  if (!status)
    {
      usher_control_fail (request, error);
      return;
    }
  json_builder_begin_object (b);
  usher_json_string (b, "version", USHER_VERSION);
  usher_json_instant (b, "now", status->now);
  usher_json_instant (b, "heartbeat", status->last_look);
  usher_json_instant (b, "next_due", status->next_due);
  usher_json_string (b, "public_url", base);
  json_builder_set_member_name (b, "queue");
  json_builder_begin_object (b);
  usher_json_int (b, "queued", status->queued);
  usher_json_int (b, "claimed", status->claimed);
  usher_json_int (b, "unknown", status->unknown);
  json_builder_end_object (b);
  usher_json_string (b, "mailer", status->mailer);
  usher_json_string (b, "texter", status->texter);
  usher_json_string (b, "streamer", status->streamer);
  json_builder_set_member_name (b, "providers");
  json_builder_begin_array (b);
  for (guint i = 0; i < MIN (status->providers->len, G_N_ELEMENTS (roles)); i++)
    add_provider (b, roles[i], status->providers->pdata[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
  usher_request_complete (request, usher_json_response (200, b));
}

/* A delivery, and what its reader saw where the sandbox kept it. @whole: with the HTML */
static gboolean
add_message (JsonBuilder *b, UsherEngine *engine, const UsherDelivery *d, gboolean whole, GError **error)
{
  g_autoptr (UsherOutboxBatch) message = NULL;
  g_autoptr (GError) local = NULL;

  message = usher_engine_read_outbox (engine, d->id, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  json_builder_begin_object (b);
  usher_json_delivery (b, d);
  usher_json_string (b, "sender", message ? message->sender : NULL);
  usher_json_string (b, "subject", message && d->channel == USHER_CHANNEL_EMAIL ? message->subject : NULL);
  usher_json_string (b, "text", message ? message->text : NULL);
  if (whole)
    {
      usher_json_string (b, "html", message && d->channel == USHER_CHANNEL_EMAIL ? message->html : NULL);
      usher_json_string (b, "headers", message ? message->headers : NULL);
      usher_json_string (b, "attachment_name", message ? message->attachment_name : NULL);
      usher_json_string (b, "attachment", message ? message->attachment : NULL);
    }
  json_builder_end_object (b);
  return TRUE;
}

static gboolean
read_outbox_query (UsherRequest *request, UsherDeliveryQuery *query, GError **error)
{
  const char *status = usher_request_get_query (request, "status");
  UsherDeliveryStatus value;

  query->status = -1;
  query->search = usher_request_get_query (request, "search");
  if (status && *status)
    {
      if (!usher_delivery_status_from_nick (status, &value))
        {
          usher_set_error_invalid (error, "status", "Is not a delivery's status.");
          return FALSE;
        }
      query->status = (int) value;
    }
  return usher_control_query_id (request, "event_id", &query->event_id, error)
         && usher_control_query_channel (request, "channel", &query->channel, error);
}

static gboolean
add_outbox (JsonBuilder *b, UsherEngine *engine, const UsherDeliveryQuery *query, guint limit, GError **error)
{
  g_autoptr (GPtrArray) deliveries = usher_engine_list_deliveries (engine, query, error);
  guint shown;

  if (!deliveries)
    return FALSE;
  shown = MIN (deliveries->len, limit);
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "items");
  json_builder_begin_array (b);
  for (guint i = 0; i < shown; i++)
    if (!add_message (b, engine, deliveries->pdata[i], FALSE, error))
      return FALSE;
  json_builder_end_array (b);
  usher_json_id (b, "next", deliveries->len > shown ? ((UsherDelivery *) deliveries->pdata[shown - 1])->id : 0);
  json_builder_end_object (b);
  return TRUE;
}

static void
handle_outbox (UsherRequest *request, gpointer data)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  UsherDeliveryQuery query = { 0 };
  GError *error = NULL;
  int limit;

  if (!usher_control_page (request, "before", &limit, &query.before_id))
    return;
  query.limit = limit + 1;
  if (!read_outbox_query (request, &query, &error) || !add_outbox (b, data, &query, (guint) limit, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_request_complete (request, usher_json_response (200, b));
}

static void
handle_outbox_message (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherDelivery) delivery = NULL;
  GError *error = NULL;

  if (id == 0)
    return;
  delivery = usher_engine_get_delivery (data, id, &error);
  if (!delivery || !add_message (b, data, delivery, TRUE, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_request_complete (request, usher_json_response (200, b));
}

static void
handle_openapi (UsherRequest *request, gpointer data)
{
  /* Named, so that the linker keeps the bundle of this static library */
  g_autoptr (GBytes) bytes = g_resource_lookup_data (usher_control_get_resource (), OPENAPI_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes);
  usher_request_complete (request, usher_response_new (200, "application/json", g_steal_pointer (&bytes)));
}

/* Only with a settable clock (usherd --test-clock): tests move the time and wait until what became due was handed over. */
static void
handle_clock (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, FALSE);
  UsherClock *clock = usher_engine_get_clock (data);
  UsherInstant now;
  GError *error = NULL;

  if (!input)
    return;
  now = usher_json_input_instant (input, "now", USHER_NEVER);
  if (!usher_json_input_finish (input, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  if (now == USHER_NEVER)
    {
      usher_set_error_invalid (&error, "now", "Is missing.");
      usher_control_fail (request, error);
      return;
    }
  usher_clock_set (clock, now);
  usher_engine_run_due_async (data, NULL, ran_due, usher_control_call_new (data, request));
}

void
usher_control_status_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "GET", "/api/estimate", 0, handle_estimate, engine);
  usher_router_add (router, "GET", "/api/events/{id}/analytics", 0, handle_analytics, engine);
  usher_router_add (router, "POST", "/api/cron/notifications", USHER_CONTROL_BODY_MAX, handle_cron, engine);
  usher_router_add (router, "GET", "/api/status", 0, handle_status, engine);
  usher_router_add (router, "GET", "/api/outbox", 0, handle_outbox, engine);
  usher_router_add (router, "GET", "/api/outbox/{id}", 0, handle_outbox_message, engine);
  usher_router_add (router, "GET", "/api/openapi.json", 0, handle_openapi, engine);
  if (usher_clock_is_settable (usher_engine_get_clock (engine)))
    usher_router_add (router, "POST", "/api/test/clock", USHER_CONTROL_BODY_MAX, handle_clock, engine);
}
