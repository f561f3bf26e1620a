/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: what an edit would do, and what is on today. */
#include "usher-control-private.h"
#include "usher-draft-event.h"

/* --- plan ---------------------------------------------------------------------------------------------------------- */

static void
add_step (JsonBuilder *b, const UsherPlanStep *step)
{
  json_builder_begin_object (b);
  usher_json_string (b, "interval", step->interval);
  usher_json_string (b, "label", step->label);
  usher_json_instant (b, "due_at", step->due_at);
  usher_json_instant (b, "old_due_at", step->old_due_at);
  usher_json_string (b, "state", usher_step_state_nick (step->state));
  usher_json_channels (b, "channels", step->channels);
  json_builder_end_object (b);
}

static void
add_plan (JsonBuilder *b, const UsherDraftPlan *plan)
{
  json_builder_begin_object (b);
  usher_json_instant (b, "starts_at", plan->event->starts_at);
  usher_json_instant (b, "old_starts_at", plan->old_starts_at);
  usher_json_boolean (b, "change_notice", plan->change_notice);
  json_builder_set_member_name (b, "told");
  json_builder_begin_object (b);
  usher_json_int (b, "people", plan->readers.people);
  usher_json_int (b, "email", plan->readers.by_channel[USHER_CHANNEL_EMAIL]);
  usher_json_int (b, "sms", plan->readers.by_channel[USHER_CHANNEL_SMS]);
  json_builder_end_object (b);
  json_builder_set_member_name (b, "steps");
  json_builder_begin_array (b);
  for (guint i = 0; i < plan->steps->len; i++)
    add_step (b, plan->steps->pdata[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static void
planned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherDraftPlan) plan = NULL;
  GError *error = NULL;

  plan = usher_engine_plan_draft_finish (USHER_ENGINE (source), result, &error);
  if (!plan)
    {
      usher_control_fail (call->request, error);
      return;
    }
  add_plan (b, plan);
  usher_request_complete (call->request, usher_json_response (200, b));
}

/* The same body as of the edit itself */
static void
handle_plan (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherJsonInput) input = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherEventDraft) draft = NULL;
  int version;
  GError *error = NULL;

  if (id == 0 || !usher_control_if_match (request, &version))
    return;
  event = usher_engine_get_event (data, id, &error);
  if (!event)
    {
      usher_control_fail (request, error);
      return;
    }
  input = usher_control_input (request, FALSE);
  if (!input)
    return;
  draft = usher_draft_from_event (event);
  if (!usher_control_read_draft (input, draft, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_plan_draft_async (data, draft, id, version ? version : event->version, NULL, planned,
                                 usher_control_call_new (data, request));
}

/* --- today --------------------------------------------------------------------------------------------------------- */

static void
add_overview (JsonBuilder *b, const UsherEventOverview *overview)
{
  json_builder_begin_object (b);
  usher_json_id (b, "id", overview->event->id);
  usher_json_string (b, "title", overview->event->title);
  usher_json_string (b, "status", usher_event_status_nick (overview->event->status));
  usher_json_instant (b, "starts_at", overview->event->starts_at);
  usher_json_int (b, "registrations", overview->registrations);
  usher_json_instant (b, "next_due_at", overview->next_due_at);
  usher_json_string (b, "next_interval", overview->next_interval);
  usher_json_int (b, "pending", overview->pending);
  usher_json_int (b, "sent", overview->sent);
  usher_json_int (b, "failed", overview->failed);
  json_builder_end_object (b);
}

static void
add_attention (JsonBuilder *b, const UsherAttention *item)
{
  static const char * const kinds[] = { "provider", "failed", "overdue", "closed", "database" };

  json_builder_begin_object (b);
  usher_json_string (b, "kind", kinds[item->kind]);
  usher_json_id (b, "event_id", item->event_id);
  usher_json_id (b, "notification_id", item->notification_id);
  usher_json_string (b, "event_title", item->event_title);
  usher_json_string (b, "subject", item->subject);
  usher_json_string (b, "reason", item->reason);
  usher_json_int (b, "count", item->count);
  usher_json_instant (b, "at", item->at);
  json_builder_end_object (b);
}

static void
add_today (JsonBuilder *b, const UsherToday *today)
{
  json_builder_begin_object (b);
  usher_json_instant (b, "now", today->now);
  json_builder_set_member_name (b, "events");
  json_builder_begin_array (b);
  for (guint i = 0; i < today->events->len; i++)
    add_overview (b, today->events->pdata[i]);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "attention");
  json_builder_begin_array (b);
  for (guint i = 0; i < today->attention->len; i++)
    add_attention (b, today->attention->pdata[i]);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "sent");
  json_builder_begin_array (b);
  for (guint i = 0; i < today->sent->len; i++)
    {
      const UsherSentItem *item = today->sent->pdata[i];

      json_builder_begin_object (b);
      usher_json_string (b, "event_title", item->event_title);
      json_builder_set_member_name (b, "notification");
      usher_json_notification (b, item->notification);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static void
handle_today (UsherRequest *request, gpointer data)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherToday) today = NULL;
  GError *error = NULL;

  today = usher_engine_get_today (data, &error);
  if (!today)
    {
      usher_control_fail (request, error);
      return;
    }
  add_today (b, today);
  usher_request_complete (request, usher_json_response (200, b));
}

void
usher_control_plan_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "POST", "/api/events/{id}/plan", USHER_CONTROL_BODY_MAX, handle_plan, engine);
  usher_router_add (router, "GET", "/api/today", 0, handle_today, engine);
}
