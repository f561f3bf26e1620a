/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-control.h"

#include <string.h>

#include "usher-control-private.h"
#include "usher-error.h"

#define IDEMPOTENCY_KEY_MAX 255

UsherControlCall *
usher_control_call_new (UsherEngine *engine, UsherRequest *request)
{
  UsherControlCall *call = g_new0 (UsherControlCall, 1);

  call->engine = g_object_ref (engine);
  call->request = usher_request_ref (request);
  return call;
}

void
usher_control_call_free (UsherControlCall *call)
{
  g_object_unref (call->engine);
  usher_request_unref (call->request);
  g_free (call);
}

void
usher_control_fail (UsherRequest *request, GError *error)
{
  g_assert (error);
  usher_request_complete (request, usher_response_new_error (error));
  g_error_free (error);
}

UsherJsonInput *
usher_control_input (UsherRequest *request, gboolean optional)
{
  GBytes *body = usher_request_get_body (request);
  const char *type = usher_request_get_content_type (request);
  g_autoptr (GBytes) empty = g_bytes_new_static ("{}", 2);
  g_autoptr (UsherJsonInput) input = NULL;
  GError *error = NULL;

  if (optional && g_bytes_get_size (body) == 0)
    body = empty;
  else if (g_strcmp0 (type, "application/json") != 0)
    {
      usher_request_complete (request, usher_response_new_problem (415, "Unsupported media type",
                                                                   "Send the body as application/json.", NULL));
      return NULL;
    }
  input = usher_json_input_new (body, &error);
  if (!input)
    usher_control_fail (request, error);
  return g_steal_pointer (&input);
}

gint64
usher_control_id (UsherRequest *request, const char *name)
{
  gint64 id = usher_request_get_id (request, name);

  if (id == 0)
    usher_request_complete (request, usher_response_new_problem (404, "Not found", "There is nothing with that id.", NULL));
  return id;
}

gboolean
usher_control_query_id (UsherRequest *request, const char *name, gint64 *id, GError **error)
{
  const char *text = usher_request_get_query (request, name);

  *id = 0;
  if (!text || !*text)
    return TRUE;
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  usher_set_error_invalid (error, name, "Is not an id.");
  return FALSE;
}

gboolean
usher_control_query_channel (UsherRequest *request, const char *name, int *channel, GError **error)
{
  const char *text = usher_request_get_query (request, name);
  UsherChannel value;

  *channel = -1;
  if (!text || !*text)
    return TRUE;
  if (usher_channel_from_nick (text, &value))
    {
      *channel = (int) value;
      return TRUE;
    }
  usher_set_error_invalid (error, name, "Must be email or sms.");
  return FALSE;
}

gboolean
usher_control_page (UsherRequest *request, const char *cursor, int *limit, gint64 *position)
{
  const char *text = usher_request_get_query (request, "limit");
  gint64 value = USHER_CONTROL_PAGE_DEFAULT;
  GError *error = NULL;

  if (text && !g_ascii_string_to_signed (text, 10, 1, USHER_CONTROL_PAGE_MAX, &value, NULL))
    {
      usher_set_error_invalid (&error, "limit", "Must be between 1 and %d.", USHER_CONTROL_PAGE_MAX);
      usher_control_fail (request, error);
      return FALSE;
    }
  *limit = (int) value;
  if (!usher_control_query_id (request, cursor, position, &error))
    {
      usher_control_fail (request, error);
      return FALSE;
    }
  return TRUE;
}

gboolean
usher_control_if_match (UsherRequest *request, int *version)
{
  const char *text = usher_request_get_header (request, "If-Match");
  g_autofree char *digits = NULL;
  gint64 value;

  *version = 0;
  if (!text || strcmp (text, "*") == 0)
    return TRUE;
  if (g_str_has_prefix (text, "\"") && g_str_has_suffix (text, "\"") && strlen (text) > 2)
    {
      digits = g_strndup (text + 1, strlen (text) - 2);
      if (g_ascii_string_to_signed (digits, 10, 1, G_MAXINT, &value, NULL))
        {
          *version = (int) value;
          return TRUE;
        }
    }
  usher_request_complete (request, usher_response_new_problem (412, "Changed meanwhile",
    "If-Match does not hold an ETag that this event ever had. Read the event again.", NULL));
  return FALSE;
}

gboolean
usher_control_idempotency_key (UsherRequest *request, const char **key)
{
  const char *text = usher_request_get_header (request, "Idempotency-Key");
  GError *error = NULL;
  gboolean good = TRUE;

  *key = NULL;
  if (!text)
    return TRUE;
  for (const char *p = text; *p; p++)
    good = good && g_ascii_isprint (*p);
  if (!good || !*text || strlen (text) > IDEMPOTENCY_KEY_MAX)
    {
      usher_set_error_invalid (&error, "Idempotency-Key", "Must be 1 to %d printable characters.",
                               IDEMPOTENCY_KEY_MAX);
      usher_control_fail (request, error);
      return FALSE;
    }
  *key = text;
  return TRUE;
}

/**
 * usher_control_router_new:
 * @engine: kept alive by the caller for as long as the router
 *
 * Returns: (transfer full): the routes of the control door
 */
UsherRouter *
usher_control_router_new (UsherEngine *engine)
{
  UsherRouter *router = usher_router_new ();

  usher_control_events_add_routes (router, engine);
  usher_control_stage_add_routes (router, engine);
  usher_control_notifications_add_routes (router, engine);
  usher_control_plan_add_routes (router, engine);
  usher_control_registrations_add_routes (router, engine);
  usher_control_templates_add_routes (router, engine);
  usher_control_settings_add_routes (router, engine);
  usher_control_status_add_routes (router, engine);
  return router;
}
