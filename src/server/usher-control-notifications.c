/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: an event's notifications: list, schedule, send now, test, cancel, put back. */
#include <string.h>

#include "usher-control-private.h"
#include "usher-error.h"
#include "usher-interval.h"

static gboolean
add_list (JsonBuilder *b, UsherEngine *engine, gint64 event_id, gboolean all, GError **error)
{
  g_autoptr (GPtrArray) notifications = usher_engine_list_notifications (engine, event_id, all, error);

  if (!notifications)
    return FALSE;
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "items");
  json_builder_begin_array (b);
  for (guint i = 0; i < notifications->len; i++)
    usher_json_notification (b, notifications->pdata[i]);
  json_builder_end_array (b);
  usher_json_string (b, "next", NULL);
  json_builder_end_object (b);
  return TRUE;
}

static void
send_list (UsherRequest *request, UsherEngine *engine, guint status, gint64 event_id, gboolean all)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherEvent) event = NULL;
  GError *error = NULL;

  event = usher_engine_get_event (engine, event_id, &error);
  if (!event || !add_list (b, engine, event_id, all, &error))
    usher_control_fail (request, error);
  else
    usher_request_complete (request, usher_json_response (status, b));
}

static void
send_one (UsherRequest *request, guint status, const UsherNotification *n)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  usher_json_notification (b, n);
  usher_request_complete (request, usher_json_response (status, b));
}

static void
handle_list (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  const char *kind = usher_request_get_query (request, "kind");
  GError *error = NULL;

  if (id == 0)
    return;
  if (kind && strcmp (kind, "all") != 0 && strcmp (kind, "reminder") != 0)
    {
      usher_set_error_invalid (&error, "kind", "Must be reminder or all.");
      usher_control_fail (request, error);
      return;
    }
  send_list (request, data, 200, id, g_strcmp0 (kind, "all") == 0);
}

static void
scheduled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  GError *error = NULL;

  if (usher_engine_add_intervals_finish (USHER_ENGINE (source), result, &error))
    send_list (call->request, call->engine, 200, usher_request_get_id (call->request, "id"), FALSE);
  else
    usher_control_fail (call->request, error);
}

static void
handle_schedule (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherJsonInput) input = NULL;
  g_autoptr (GPtrArray) intervals = NULL;
  GError *error = NULL;

  if (id == 0 || !(input = usher_control_input (request, FALSE)))
    return;
  intervals = usher_json_input_strings (input, "intervals");
  if (!usher_json_input_finish (input, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  if (!intervals || intervals->len == 0)
    {
      usher_set_error_invalid (&error, "intervals", "Name at least one, such as \"PT30M\".");
      usher_control_fail (request, error);
      return;
    }
  g_ptr_array_add (intervals, NULL);
  usher_engine_add_intervals_async (data, id, (const char * const *) intervals->pdata, USHER_CONTROL_ACTOR, NULL, scheduled,
                                    usher_control_call_new (data, request));
}

static void
sent_now (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherNotification) n = NULL;
  GError *error = NULL;

  n = usher_engine_send_now_finish (USHER_ENGINE (source), result, &error);
  if (n)
    send_one (call->request, 202, n);
  else
    usher_control_fail (call->request, error);
}

/* "interval" names a step as well as its id does: the planned one, or (a repeated request) the one that left last. */
static gint64
find_by_interval (UsherEngine *engine, gint64 event_id, const char *text, GError **error)
{
  g_autoptr (GPtrArray) notifications = usher_engine_list_notifications (engine, event_id, FALSE, error);
  UsherInterval wanted, interval;
  gint64 found = 0;

  if (!notifications || !usher_interval_parse (text, &wanted, error))
    return 0;
  for (guint i = 0; i < notifications->len; i++)
    {
      const UsherNotification *n = notifications->pdata[i];

      if (!n->interval || !usher_interval_parse (n->interval, &interval, NULL)
          || usher_interval_compare (&wanted, &interval) != 0)
        continue;
      if (n->status == USHER_NOTIFICATION_SCHEDULED)
        return n->id;
      found = n->id;
    }
  if (found == 0)
    g_set_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND, "No notification is planned %s before the start.", text);
  return found;
}

static void
handle_send (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherJsonInput) input = NULL;
  g_autofree char *interval = NULL;
  const char *key;
  gint64 notification_id;
  GError *error = NULL;

  if (id == 0 || !usher_control_idempotency_key (request, &key) || !(input = usher_control_input (request, TRUE)))
    return;
  notification_id = usher_json_input_id (input, "notification_id");
  interval = usher_json_input_string (input, "interval");
  if (!usher_json_input_finish (input, &error)
      || (!notification_id && interval && !(notification_id = find_by_interval (data, id, interval, &error))))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_send_now_async (data, id, notification_id, key, USHER_CONTROL_ACTOR, NULL, sent_now,
                               usher_control_call_new (data, request));
}

static void
test_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  GError *error = NULL;
  gint64 id = usher_engine_send_test_finish (USHER_ENGINE (source), result, &error);

  if (id == 0)
    {
      usher_control_fail (call->request, error);
      return;
    }
  json_builder_begin_object (b);
  usher_json_id (b, "delivery_id", id);
  json_builder_end_object (b);
  usher_request_complete (call->request, usher_json_response (202, b));
}

/* "template": a key; or "interval", which names the reminder's */
static char *
read_template_key (UsherJsonInput *input)
{
  g_autofree char *key = usher_json_input_string (input, "template");
  g_autofree char *interval = usher_json_input_string (input, "interval");

  if (key)
    return g_steal_pointer (&key);
  return usher_template_key (interval ? USHER_NOTIFICATION_REMINDER : USHER_NOTIFICATION_CONFIRMATION, interval, FALSE);
}

/* Without a word about it, what the address is: a phone number has a + */
static UsherChannel
read_channel (UsherJsonInput *input, const char *to, GError **error)
{
  g_autofree char *nick = usher_json_input_string (input, "channel");
  UsherChannel channel = to && *to == '+' && !strchr (to, '@') ? USHER_CHANNEL_SMS : USHER_CHANNEL_EMAIL;

  if (nick && !usher_channel_from_nick (nick, &channel))
    usher_set_error_invalid (error, "channel", "Must be email or sms.");
  return channel;
}

static void
handle_test (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherJsonInput) input = NULL;
  g_autofree char *key = NULL;
  g_autofree char *to = NULL;
  UsherChannel channel;
  GError *error = NULL;

  if (id == 0 || !(input = usher_control_input (request, FALSE)))
    return;
  key = read_template_key (input);
  to = usher_json_input_string (input, "to");
  channel = read_channel (input, to, &error);
  if (error || !usher_json_input_finish (input, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_send_test_async (data, id, key, channel, to ? to : "", USHER_CONTROL_ACTOR, NULL, test_sent,
                                usher_control_call_new (data, request));
}

static void
notification_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherNotification) n = NULL;
  GError *error = NULL;

  n = usher_engine_cancel_notification_finish (USHER_ENGINE (source), result, &error);
  if (n)
    send_one (call->request, 200, n);
  else
    usher_control_fail (call->request, error);
}

static void
handle_cancel (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  gint64 nid = id ? usher_control_id (request, "nid") : 0;

  if (nid != 0)
    usher_engine_cancel_notification_async (data, id, nid, USHER_CONTROL_ACTOR, NULL, notification_cancelled,
                                            usher_control_call_new (data, request));
}

static void
notification_restored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherNotification) n = NULL;
  GError *error = NULL;

  n = usher_engine_restore_notification_finish (USHER_ENGINE (source), result, &error);
  if (n)
    send_one (call->request, 200, n);
  else
    usher_control_fail (call->request, error);
}

static void
handle_restore (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  gint64 nid = id ? usher_control_id (request, "nid") : 0;

  if (nid != 0)
    usher_engine_restore_notification_async (data, id, nid, USHER_CONTROL_ACTOR, NULL, notification_restored,
                                             usher_control_call_new (data, request));
}

void
usher_control_notifications_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "GET", "/api/events/{id}/notifications", 0, handle_list, engine);
  usher_router_add (router, "POST", "/api/events/{id}/notifications/schedule", USHER_CONTROL_BODY_MAX, handle_schedule, engine);
  usher_router_add (router, "POST", "/api/events/{id}/notifications/send", USHER_CONTROL_BODY_MAX, handle_send, engine);
  usher_router_add (router, "POST", "/api/events/{id}/notifications/test", USHER_CONTROL_BODY_MAX, handle_test, engine);
  usher_router_add (router, "DELETE", "/api/events/{id}/notifications/{nid}", 0, handle_cancel, engine);
  usher_router_add (router, "POST", "/api/events/{id}/notifications/{nid}/restore", 0, handle_restore, engine);
}
