/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole event as the API shows it. */
#include "usher-control-private.h"
#include "usher-error.h"
#include "usher-links.h"

#define PER_THOUSAND 1000

static gboolean
is_newest (GPtrArray *notifications, const UsherNotification *n)
{
  for (guint i = 0; i < notifications->len; i++)
    {
      const UsherNotification *other = notifications->pdata[i];

      if (other->id > n->id && g_strcmp0 (other->interval, n->interval) == 0)
        return FALSE;
    }
  return TRUE;
}

/* The steps that stand now: what a PUT would take. A postponed event may have one twice, sent once and planned again: the
 * newest row tells. */
static void
add_intervals (JsonBuilder *b, GPtrArray *notifications)
{
  json_builder_set_member_name (b, "intervals");
  json_builder_begin_array (b);
  for (guint i = 0; i < notifications->len; i++)
    {
      const UsherNotification *n = notifications->pdata[i];

      if (n->interval && n->status != USHER_NOTIFICATION_CANCELLED && is_newest (notifications, n))
        json_builder_add_string_value (b, n->interval);
    }
  json_builder_end_array (b);
}

static void
add_notifications (JsonBuilder *b, GPtrArray *notifications)
{
  json_builder_set_member_name (b, "notifications");
  json_builder_begin_array (b);
  for (guint i = 0; i < notifications->len; i++)
    usher_json_notification (b, notifications->pdata[i]);
  json_builder_end_array (b);
  add_intervals (b, notifications);
}

static void
add_registration (JsonBuilder *b, UsherEngine *engine, const UsherEvent *event, int count)
{
  g_autofree char *base = usher_engine_dup_public_url (engine);
  g_autofree char *url = usher_link_register (base, event);
  g_autoptr (GError) closed = NULL;
  gboolean open = usher_engine_check_open (engine, event, &closed);

  json_builder_set_member_name (b, "registration");
  json_builder_begin_object (b);
  usher_json_boolean (b, "enabled", event->registration_enabled);
  usher_json_string (b, "url", url);
  usher_json_int (b, "count", count);
  json_builder_set_member_name (b, "max");
  if (event->capacity > 0)
    json_builder_add_int_value (b, event->capacity);
  else
    json_builder_add_null_value (b);
  usher_json_instant (b, "opens_at", event->opens_at);
  usher_json_instant (b, "closes_at", event->closes_at);
  usher_json_boolean (b, "open", open);
  usher_json_string (b, "closed_because", closed ? closed->message : NULL);
  json_builder_end_object (b);
}

static int
count_planned (GPtrArray *notifications)
{
  int planned = 0;

  for (guint i = 0; i < notifications->len; i++)
    planned += ((UsherNotification *) notifications->pdata[i])->status == USHER_NOTIFICATION_SCHEDULED;
  return planned;
}

static gboolean
add_estimate (JsonBuilder *b, UsherEngine *engine, const UsherEvent *event, int count, int planned, GError **error)
{
  UsherCost now, thousand;

  if (!usher_engine_estimate (engine, event->id, 0, 0, &now, error)
      || !usher_engine_estimate (engine, 0, PER_THOUSAND, planned, &thousand, error))
    return FALSE;

  json_builder_set_member_name (b, "estimate");
  json_builder_begin_object (b);
  usher_json_int (b, "registrations", count);
  usher_json_int (b, "notifications", planned);
  usher_json_cost (b, &now);
  json_builder_set_member_name (b, "per_thousand");
  json_builder_begin_object (b);
  usher_json_cost (b, &thousand);
  json_builder_end_object (b);
  json_builder_end_object (b);
  return TRUE;
}

static void
add_details (JsonBuilder *b, const UsherEvent *event)
{
  usher_json_id (b, "id", event->id);
  usher_json_string (b, "uid", event->uid);
  usher_json_string (b, "slug", event->slug);
  usher_json_string (b, "title", event->title);
  usher_json_string (b, "description", event->description);
  usher_json_string (b, "status", usher_event_status_nick (event->status));
  usher_json_instant (b, "starts_at", event->starts_at);
  usher_json_string (b, "local_start", event->local_start);
  usher_json_string (b, "time_zone", event->time_zone);
  usher_json_int (b, "duration_minutes", event->duration_minutes);
  usher_json_channels (b, "channels", event->channels);
  usher_json_string (b, "custom_message", event->custom_message);
  usher_json_string (b, "privacy_url", event->privacy_url);
  usher_json_string (b, "language", event->language);
  usher_json_int (b, "version", event->version);
  usher_json_instant (b, "event_started_at", event->started_at);
  usher_json_instant (b, "event_ended_at", event->ended_at);
  usher_json_instant (b, "created_at", event->created_at);
  usher_json_instant (b, "updated_at", event->updated_at);
}

gboolean
usher_control_add_event (JsonBuilder *b, UsherEngine *engine, const UsherEvent *event, GError **error)
{
  g_autoptr (GPtrArray) notifications = NULL;
  g_autoptr (UsherAnalytics) analytics = NULL;
  g_autoptr (UsherStream) stream = NULL;
  g_autoptr (GError) local = NULL;
  int count;

  notifications = usher_engine_list_notifications (engine, event->id, FALSE, error);
  if (!notifications)
    return FALSE;
  analytics = usher_engine_get_analytics (engine, event->id, error);
  if (!analytics)
    return FALSE;
  count = usher_engine_count_registrations (engine, event->id, error);
  if (count < 0)
    return FALSE;
  stream = usher_engine_get_stream (engine, event->id, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  json_builder_begin_object (b);
  add_details (b, event);
  add_notifications (b, notifications);
  add_registration (b, engine, event, count);
  if (!add_estimate (b, engine, event, count, count_planned (notifications), error))
    return FALSE;
  json_builder_set_member_name (b, "analytics");
  usher_json_analytics (b, analytics);
  json_builder_set_member_name (b, "stream");
  if (stream)
    usher_json_stream (b, stream);
  else
    json_builder_add_null_value (b);
  json_builder_end_object (b);
  return TRUE;
}

void
usher_control_send_event (UsherRequest *request, UsherEngine *engine, guint status, const UsherEvent *event)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *etag = g_strdup_printf ("\"%d\"", event->version);
  UsherResponse *response;
  GError *error = NULL;

  if (!usher_control_add_event (b, engine, event, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  response = usher_json_response (status, b);
  usher_response_add_header (response, "ETag", etag);
  if (status == 201)
    {
      g_autofree char *location = g_strdup_printf ("/api/events/%" G_GINT64_FORMAT, event->id);

      usher_response_add_header (response, "Location", location);
    }
  usher_request_complete (request, response);
}
