/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-json.h"

#include "usher-interval.h"
#include "usher-links.h"
#include "usher-time.h"

void
usher_json_string (JsonBuilder *b, const char *name, const char *value)
{
  json_builder_set_member_name (b, name);
  if (value)
    json_builder_add_string_value (b, value);
  else
    json_builder_add_null_value (b);
}

void
usher_json_int (JsonBuilder *b, const char *name, gint64 value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_int_value (b, value);
}

void
usher_json_boolean (JsonBuilder *b, const char *name, gboolean value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_boolean_value (b, value);
}

void
usher_json_id (JsonBuilder *b, const char *name, gint64 id)
{
  g_autofree char *text = id > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;

  usher_json_string (b, name, text);
}

void
usher_json_instant (JsonBuilder *b, const char *name, UsherInstant instant)
{
  g_autofree char *text = instant != USHER_NEVER ? usher_time_to_rfc3339 (instant) : NULL;

  usher_json_string (b, name, text);
}

void
usher_json_dollars (JsonBuilder *b, const char *name, gint64 micros)
{
  json_builder_set_member_name (b, name);
  json_builder_add_double_value (b, (double) micros / 1e6);
}

void
usher_json_channels (JsonBuilder *b, const char *name, UsherChannels channels)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_object (b);
  usher_json_boolean (b, "email", (channels & USHER_CHANNELS_EMAIL) != 0);
  usher_json_boolean (b, "sms", (channels & USHER_CHANNELS_SMS) != 0);
  json_builder_end_object (b);
}

void
usher_json_cost (JsonBuilder *b, const UsherCost *cost)
{
  usher_json_dollars (b, "email", cost->email_micros);
  usher_json_dollars (b, "sms", cost->sms_micros);
  usher_json_dollars (b, "both", cost->both_micros);
}

static char *
notification_label (const UsherNotification *n)
{
  UsherInterval interval;

  if (n->interval && usher_interval_parse (n->interval, &interval, NULL))
    return usher_interval_label (&interval);
  return g_strdup (usher_notification_kind_nick (n->kind));
}

void
usher_json_notification (JsonBuilder *b, const UsherNotification *n)
{
  g_autofree char *label = notification_label (n);

  json_builder_begin_object (b);
  usher_json_id (b, "id", n->id);
  usher_json_id (b, "event_id", n->event_id);
  usher_json_string (b, "kind", usher_notification_kind_nick (n->kind));
  usher_json_string (b, "interval", n->interval);
  usher_json_string (b, "label", label);
  usher_json_instant (b, "due_at", n->due_at);
  usher_json_string (b, "status", usher_notification_status_nick (n->status));
  usher_json_string (b, "reason", n->reason);
  usher_json_channels (b, "channels", n->channels);
  usher_json_boolean (b, "late", n->late);
  usher_json_instant (b, "opened_at", n->opened_at);
  usher_json_instant (b, "closed_at", n->closed_at);
  json_builder_set_member_name (b, "counts");
  json_builder_begin_object (b);
  usher_json_int (b, "total", n->total);
  usher_json_int (b, "pending", n->pending);
  usher_json_int (b, "sent", n->sent);
  usher_json_int (b, "delivered", n->delivered);
  usher_json_int (b, "failed", n->failed);
  usher_json_int (b, "skipped", n->skipped);
  usher_json_int (b, "cancelled", n->cancelled);
  usher_json_int (b, "opened", n->opened);
  usher_json_int (b, "clicked", n->clicked);
  json_builder_end_object (b);
  json_builder_end_object (b);
}

void
usher_json_registration (JsonBuilder *b, const UsherRegistration *r, const char *public_url)
{
  g_autofree char *manage = usher_link_manage (public_url, r->token);

  json_builder_begin_object (b);
  usher_json_id (b, "id", r->id);
  usher_json_id (b, "event_id", r->event_id);
  usher_json_string (b, "first_name", r->first_name);
  usher_json_string (b, "last_name", r->last_name);
  usher_json_string (b, "email", r->email);
  usher_json_string (b, "phone", r->phone);
  usher_json_boolean (b, "email_opt_in", r->email_opt_in);
  usher_json_boolean (b, "sms_opt_in", r->sms_opt_in);
  usher_json_string (b, "time_zone", r->time_zone);
  usher_json_string (b, "language", r->language);
  usher_json_string (b, "source", r->source);
  usher_json_instant (b, "registered_at", r->registered_at);
  usher_json_instant (b, "updated_at", r->updated_at);
  usher_json_string (b, "manage_url", manage);
  json_builder_end_object (b);
}

void
usher_json_delivery (JsonBuilder *b, const UsherDelivery *d)
{
  usher_json_id (b, "id", d->id);
  usher_json_id (b, "event_id", d->event_id);
  usher_json_id (b, "notification_id", d->notification_id);
  usher_json_id (b, "registration_id", d->registration_id);
  usher_json_string (b, "kind", usher_notification_kind_nick (d->kind));
  usher_json_string (b, "channel", usher_channel_nick (d->channel));
  usher_json_string (b, "recipient", d->address);
  usher_json_string (b, "status", usher_delivery_status_nick (d->status));
  usher_json_string (b, "reason", d->reason);
  usher_json_string (b, "provider", d->provider);
  usher_json_string (b, "provider_id", d->provider_id);
  usher_json_int (b, "attempts", d->attempts);
  usher_json_int (b, "segments", d->segments);
  usher_json_instant (b, "created_at", d->created_at);
  usher_json_instant (b, "settled_at", d->settled_at);
  usher_json_instant (b, "delivered_at", d->delivered_at);
  usher_json_instant (b, "opened_at", d->opened_at);
  usher_json_instant (b, "clicked_at", d->clicked_at);
}

void
usher_json_analytics (JsonBuilder *b, const UsherAnalytics *a)
{
  json_builder_begin_object (b);
  usher_json_id (b, "event_id", a->event_id);
  usher_json_int (b, "registrations", a->registrations);
  usher_json_int (b, "registrations_email", a->registrations_email);
  usher_json_int (b, "registrations_sms", a->registrations_sms);
  usher_json_int (b, "unsubscribes", a->unsubscribes);
  for (int c = 0; c < USHER_N_CHANNELS; c++)
    {
      json_builder_set_member_name (b, usher_channel_nick (c));
      json_builder_begin_object (b);
      usher_json_int (b, "sent", a->sent[c]);
      usher_json_int (b, "delivered", a->delivered[c]);
      usher_json_int (b, "failed", a->failed[c]);
      usher_json_dollars (b, "cost", a->cost_micros[c]);
      json_builder_end_object (b);
    }
  usher_json_int (b, "opened", a->opened);
  usher_json_int (b, "clicked", a->clicked);
  usher_json_int (b, "segments", a->segments);
  usher_json_int (b, "attendance", a->attendance);
  usher_json_int (b, "viewers_total", a->viewers_total);
  usher_json_int (b, "viewers_peak", a->viewers_peak);
  usher_json_int (b, "watch_seconds", a->watch_seconds);
  usher_json_int (b, "reactions", a->reactions);
  usher_json_int (b, "messages", a->messages);
  usher_json_int (b, "polls", a->polls);
  usher_json_int (b, "poll_votes", a->poll_votes);
  usher_json_instant (b, "event_started_at", a->started_at);
  usher_json_instant (b, "event_ended_at", a->ended_at);
  usher_json_int (b, "duration_seconds", a->duration_seconds);
  usher_json_instant (b, "computed_at", a->computed_at);
  json_builder_end_object (b);
}

void
usher_json_stream (JsonBuilder *b, const UsherStream *s)
{
  json_builder_begin_object (b);
  usher_json_string (b, "provider", s->provider);
  usher_json_string (b, "id", s->provider_id);
  usher_json_string (b, "status", s->status);
  usher_json_string (b, "ingest_url", s->ingest_url);
  usher_json_string (b, "stream_key", s->stream_key);
  usher_json_string (b, "playback_id", s->playback_id);
  usher_json_string (b, "playback_url", s->playback_url);
  json_builder_end_object (b);
}

void
usher_json_template (JsonBuilder *b, const UsherTemplateText *t)
{
  json_builder_begin_object (b);
  usher_json_string (b, "id", t->id);
  usher_json_string (b, "key", t->key);
  usher_json_string (b, "channel", usher_channel_nick (t->channel));
  usher_json_string (b, "name", t->name);
  usher_json_string (b, "subject", t->subject);
  usher_json_string (b, "html", t->html);
  usher_json_string (b, "text", t->text);
  usher_json_boolean (b, "is_default", t->is_default);
  usher_json_boolean (b, "active", t->active);
  usher_json_instant (b, "updated_at", t->updated_at);
  json_builder_end_object (b);
}

UsherResponse *
usher_json_response (guint status, JsonBuilder *b)
{
  g_autoptr (JsonNode) root = json_builder_get_root (b);

  return usher_response_new_text (status, "application/json", json_to_string (root, FALSE));
}
