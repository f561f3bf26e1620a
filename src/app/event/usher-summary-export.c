/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-summary-export.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "usher-csv.h"
#include "usher-live-figures.h"
#include "usher-time.h"

typedef struct {
  const char *name;
  gint64      value;
  gboolean    audience;    /* says something only where the audience was measured */
} Number;

#define N_NUMBERS 22

static void
collect (const UsherAnalytics *a, Number numbers[N_NUMBERS])
{
  const Number all[N_NUMBERS] = {
    { "duration_seconds", a->duration_seconds },
    { "registrations", a->registrations },
    { "registrations_email", a->registrations_email },
    { "registrations_sms", a->registrations_sms },
    { "unsubscribes", a->unsubscribes },
    { "email_sent", a->sent[USHER_CHANNEL_EMAIL] },
    { "email_delivered", a->delivered[USHER_CHANNEL_EMAIL] },
    { "email_failed", a->failed[USHER_CHANNEL_EMAIL] },
    { "email_opened", a->opened },
    { "email_clicked", a->clicked },
    { "email_cost_micros", a->cost_micros[USHER_CHANNEL_EMAIL] },
    { "sms_sent", a->sent[USHER_CHANNEL_SMS] },
    { "sms_delivered", a->delivered[USHER_CHANNEL_SMS] },
    { "sms_failed", a->failed[USHER_CHANNEL_SMS] },
    { "sms_cost_micros", a->cost_micros[USHER_CHANNEL_SMS] },
    { "attendance", a->attendance, TRUE },
    { "viewers_total", a->viewers_total, TRUE },
    { "viewers_peak", a->viewers_peak, TRUE },
    { "watch_seconds", a->watch_seconds, TRUE },
    { "reactions", a->reactions, TRUE },
    { "messages", a->messages, TRUE },
    { "polls", a->polls, TRUE },
  };

  memcpy (numbers, all, sizeof all);
}

static char *
moment (UsherInstant instant)
{
  return instant == USHER_NEVER ? g_strdup ("") : usher_time_to_rfc3339 (instant);
}

static void
append_pair (GString *csv, const char *name, const char *value)
{
  const char *fields[] = { name, value, NULL };

  usher_csv_append_row (csv, fields);
}

GBytes *
usher_summary_to_csv (const UsherEvent *event, const UsherAnalytics *analytics)
{
  GString *csv = g_string_new (USHER_CSV_BOM);
  gboolean measured = usher_analytics_measured (analytics);
  g_autofree char *started = moment (event->started_at), *ended = moment (event->ended_at);
  Number numbers[N_NUMBERS];

  collect (analytics, numbers);
  append_pair (csv, "title", event->title);
  append_pair (csv, "started_at", started);
  append_pair (csv, "ended_at", ended);
  for (gsize i = 0; i < N_NUMBERS; i++)
    {
      g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i].value);

      append_pair (csv, numbers[i].name, numbers[i].audience && !measured ? "" : value);
    }
  return g_string_free_to_bytes (csv);
}

GBytes *
usher_summary_to_json (const UsherEvent *event, const UsherAnalytics *analytics)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  gboolean measured = usher_analytics_measured (analytics);
  g_autofree char *started = moment (event->started_at), *ended = moment (event->ended_at);
  const struct { const char *name, *value; } words[] = {
    { "title", event->title }, { "started_at", started }, { "ended_at", ended },
  };
  Number numbers[N_NUMBERS];
  char *json;

  collect (analytics, numbers);
  json_builder_begin_object (b);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      json_builder_set_member_name (b, words[i].name);
      json_builder_add_string_value (b, words[i].value);
    }
  for (gsize i = 0; i < N_NUMBERS; i++)
    {
      json_builder_set_member_name (b, numbers[i].name);
      if (numbers[i].audience && !measured)
        json_builder_add_null_value (b);
      else
        json_builder_add_int_value (b, numbers[i].value);
    }
  json_builder_end_object (b);
  root = json_builder_get_root (b);
  json = json_to_string (root, TRUE);
  return g_bytes_new_take (json, strlen (json));
}
