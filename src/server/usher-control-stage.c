/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: start, end, quick start. */
#include "usher-control-private.h"


USHER_CONTROL_EVENT_CALLBACK (started, usher_engine_start_event_finish, 200)
USHER_CONTROL_EVENT_CALLBACK (ended, usher_engine_end_event_finish, 200)
USHER_CONTROL_EVENT_CALLBACK (quick_started, usher_engine_quick_start_finish, 201)

/* Start and end take no fields, but a client may send an empty object. */
static gboolean
body_is_empty (UsherRequest *request)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, TRUE);
  GError *error = NULL;

  if (!input)
    return FALSE;
  if (usher_json_input_finish (input, &error))
    return TRUE;
  usher_control_fail (request, error);
  return FALSE;
}

static void
handle_start (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");

  if (id != 0 && body_is_empty (request))
    usher_engine_start_event_async (data, id, USHER_CONTROL_ACTOR, NULL, started, usher_control_call_new (data, request));
}

static void
handle_end (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");

  if (id != 0 && body_is_empty (request))
    usher_engine_end_event_async (data, id, USHER_CONTROL_ACTOR, NULL, ended, usher_control_call_new (data, request));
}

static void
handle_quick_start (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, FALSE);
  g_autofree char *title = NULL;
  g_autofree char *time_zone = NULL;
  GError *error = NULL;

  if (!input)
    return;
  title = usher_json_input_string (input, "title");
  time_zone = usher_json_input_string (input, "time_zone");
  if (!usher_json_input_finish (input, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_quick_start_async (data, title ? title : "", time_zone ? time_zone : "UTC", USHER_CONTROL_ACTOR, NULL,
                                  quick_started, usher_control_call_new (data, request));
}

void
usher_control_stage_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "POST", "/api/events/{id}/start", USHER_CONTROL_BODY_MAX, handle_start, engine);
  usher_router_add (router, "POST", "/api/events/{id}/end", USHER_CONTROL_BODY_MAX, handle_end, engine);
  usher_router_add (router, "POST", "/api/events/quick-start", USHER_CONTROL_BODY_MAX, handle_quick_start, engine);
}
