/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: create, list, read, edit, cancel, duplicate. */
#include <string.h>

#include "usher-control-private.h"
#include "usher-draft-event.h"
#include "usher-error.h"
#include "usher-time.h"

/* Members of an event that are answers, not questions: a client may write back what it read. */
static const char * const answers_only[] = {
  "id", "uid", "slug", "status", "local_start", "version", "event_started_at", "event_ended_at", "created_at", "updated_at",
  "notifications", "estimate", "analytics", "stream", NULL,
};
static const char * const registration_answers_only[] = { "url", "count", "open", "closed_because", NULL };

static void
set_string (char **place, char *value)
{
  if (!value)
    return;
  g_free (*place);
  *place = value;
}

/* "2026-12-06T20:00" is wall time in the event's zone. What we answer is an instant ("…Z"): it is taken, too, and becomes
 * the wall time of that zone. */
static gboolean
normalise_start (UsherEventDraft *draft, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  UsherInstant instant;

  if (!draft->starts_at || !usher_time_from_rfc3339 (draft->starts_at, &instant, "starts_at", NULL))
    return TRUE;
  zone = usher_time_zone_new (draft->time_zone, "time_zone", error);
  if (!zone)
    return FALSE;
  g_free (draft->starts_at);
  draft->starts_at = usher_time_to_wall (instant, zone);
  return TRUE;
}

static void
read_channels (UsherJsonInput *input, UsherEventDraft *draft)
{
  UsherJsonInput *channels = usher_json_input_object (input, "channels");
  gboolean email, sms;

  if (!channels)
    return;
  email = usher_json_input_boolean (channels, "email", (draft->channels & USHER_CHANNELS_EMAIL) != 0);
  sms = usher_json_input_boolean (channels, "sms", (draft->channels & USHER_CHANNELS_SMS) != 0);
  draft->channels = (email ? USHER_CHANNELS_EMAIL : 0) | (sms ? USHER_CHANNELS_SMS : 0);
}

static UsherInstant
read_nullable_instant (UsherJsonInput *input, const char *name, UsherInstant fallback)
{
  if (usher_json_input_is_null (input, name))
    return USHER_NEVER;
  return usher_json_input_instant (input, name, fallback);
}

static void
read_registration (UsherJsonInput *input, UsherEventDraft *draft)
{
  UsherJsonInput *registration = usher_json_input_object (input, "registration");

  if (!registration)
    return;
  draft->registration_enabled = usher_json_input_boolean (registration, "enabled", draft->registration_enabled);
  if (usher_json_input_is_null (registration, "max"))
    draft->capacity = 0;
  else
    draft->capacity = (int) usher_json_input_int (registration, "max", 1, USHER_CAPACITY_MAX, draft->capacity);
  draft->opens_at = read_nullable_instant (registration, "opens_at", draft->opens_at);
  draft->closes_at = read_nullable_instant (registration, "closes_at", draft->closes_at);
  usher_json_input_ignore (registration, registration_answers_only);
}

/* Lays the body over @draft: what is absent stays. */
gboolean
usher_control_read_draft (UsherJsonInput *input, UsherEventDraft *draft, GError **error)
{
  set_string (&draft->title, usher_json_input_string (input, "title"));
  set_string (&draft->description, usher_json_input_string (input, "description"));
  set_string (&draft->starts_at, usher_json_input_string (input, "starts_at"));
  set_string (&draft->time_zone, usher_json_input_string (input, "time_zone"));
  draft->duration_minutes = (int) usher_json_input_int (input, "duration_minutes", 1, USHER_DURATION_MAX,
                                                        draft->duration_minutes);
  read_channels (input, draft);
  draft->intervals = usher_json_input_strings (input, "intervals");
  set_string (&draft->custom_message, usher_json_input_string (input, "custom_message"));
  read_registration (input, draft);
  if (usher_json_input_is_null (input, "privacy_url"))
    g_clear_pointer (&draft->privacy_url, g_free);
  set_string (&draft->privacy_url, usher_json_input_string (input, "privacy_url"));
  set_string (&draft->language, usher_json_input_string (input, "language"));
  usher_json_input_ignore (input, answers_only);
  return usher_json_input_finish (input, error) && normalise_start (draft, error);
}

static void
prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherEvent) event = NULL;
  GError *error = NULL;

  event = usher_engine_prepare_stream_finish (USHER_ENGINE (source), result, &error);
  if (event)
    usher_control_send_event (call->request, call->engine, 201, event);
  else
    usher_control_fail (call->request, error);
}

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherEvent) event = NULL;
  GError *error = NULL;

  event = usher_engine_create_event_finish (USHER_ENGINE (source), result, &error);
  if (!event)
    {
      usher_control_fail (call->request, error);
      return;
    }
  /* The encoder's address and key, so that they can be set up long before the show */
  usher_engine_prepare_stream_async (call->engine, event->id, NULL, prepared, call);
  g_steal_pointer (&call);
}

static void
handle_create (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, FALSE);
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (UsherSettings) settings = NULL;
  const char *key;
  GError *error = NULL;

  if (!input || !usher_control_idempotency_key (request, &key))
    return;
  settings = usher_engine_get_settings (data, &error);
  if (settings)
    draft->channels = settings->default_channels;
  if (!settings || !usher_control_read_draft (input, draft, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_create_event_async (data, draft, key, USHER_CONTROL_ACTOR, NULL, created,
                                   usher_control_call_new (data, request));
}

static gboolean
read_list_query (UsherRequest *request, UsherEventQuery *query, GError **error)
{
  const char *status = usher_request_get_query (request, "status");
  const char *from = usher_request_get_query (request, "from");
  const char *to = usher_request_get_query (request, "to");
  UsherEventStatus value;

  query->status = -1;
  query->search = usher_request_get_query (request, "search");
  query->from = query->to = USHER_NEVER;
  if (status && *status)
    {
      if (!usher_event_status_from_nick (status, &value))
        {
          usher_set_error_invalid (error, "status", "Must be scheduled, live, completed or cancelled.");
          return FALSE;
        }
      query->status = (int) value;
    }
  return (!from || usher_time_from_rfc3339 (from, &query->from, "from", error))
         && (!to || usher_time_from_rfc3339 (to, &query->to, "to", error));
}

static gboolean
add_events (JsonBuilder *b, UsherEngine *engine, GPtrArray *events, int limit, GError **error)
{
  gboolean more = events->len > (guint) limit;
  guint shown = more ? (guint) limit : events->len;

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "items");
  json_builder_begin_array (b);
  for (guint i = 0; i < shown; i++)
    if (!usher_control_add_event (b, engine, events->pdata[i], error))
      return FALSE;
  json_builder_end_array (b);
  usher_json_id (b, "next", more ? ((UsherEvent *) events->pdata[shown - 1])->id : 0);
  json_builder_end_object (b);
  return TRUE;
}

static void
handle_list (UsherRequest *request, gpointer data)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GPtrArray) events = NULL;
  UsherEventQuery query = { 0 };
  GError *error = NULL;
  int limit;

  if (!usher_control_page (request, "after", &limit, &query.after_id))
    return;
  query.limit = limit + 1;
  if (!read_list_query (request, &query, &error)
      || !(events = usher_engine_list_events (data, &query, &error))
      || !add_events (b, data, events, limit, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_request_complete (request, usher_json_response (200, b));
}

static void
handle_get (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherEvent) event = NULL;
  GError *error = NULL;

  if (id == 0)
    return;
  event = usher_engine_get_event (data, id, &error);
  if (event)
    usher_control_send_event (request, data, 200, event);
  else
    usher_control_fail (request, error);
}

USHER_CONTROL_EVENT_CALLBACK (updated, usher_engine_update_event_finish, 200)
USHER_CONTROL_EVENT_CALLBACK (cancelled, usher_engine_cancel_event_finish, 200)
USHER_CONTROL_EVENT_CALLBACK (duplicated, usher_engine_duplicate_event_finish, 201)

static void
handle_put (UsherRequest *request, gpointer data)
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
  /* What is absent was filled in from the version that was read just now: the edit holds for that one only. */
  usher_engine_update_event_async (data, id, draft, version ? version : event->version, USHER_CONTROL_ACTOR, NULL, updated,
                                   usher_control_call_new (data, request));
}

static void
handle_delete (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  int version;

  if (id == 0 || !usher_control_if_match (request, &version))
    return;
  usher_engine_cancel_event_async (data, id, version, USHER_CONTROL_ACTOR, NULL, cancelled,
                                   usher_control_call_new (data, request));
}

static void
handle_duplicate (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherJsonInput) input = NULL;
  g_autofree char *starts_at = NULL;
  GError *error = NULL;

  if (id == 0 || !(input = usher_control_input (request, FALSE)))
    return;
  starts_at = usher_json_input_string (input, "starts_at");
  if (!usher_json_input_finish (input, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  if (!starts_at)
    {
      usher_set_error_invalid (&error, "starts_at", "Is missing.");
      usher_control_fail (request, error);
      return;
    }
  usher_engine_duplicate_event_async (data, id, starts_at, USHER_CONTROL_ACTOR, NULL, duplicated,
                                      usher_control_call_new (data, request));
}

void
usher_control_events_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "POST", "/api/events/create", USHER_CONTROL_BODY_MAX, handle_create, engine);
  usher_router_add (router, "GET", "/api/events", 0, handle_list, engine);
  usher_router_add (router, "GET", "/api/events/{id}", 0, handle_get, engine);
  usher_router_add (router, "PUT", "/api/events/{id}", USHER_CONTROL_BODY_MAX, handle_put, engine);
  usher_router_add (router, "DELETE", "/api/events/{id}", 0, handle_delete, engine);
  usher_router_add (router, "POST", "/api/events/{id}/duplicate", USHER_CONTROL_BODY_MAX, handle_duplicate, engine);
}
