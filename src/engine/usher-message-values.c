/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-message-values.h"

#include "usher-links.h"
#include "usher-markdown.h"
#include "usher-template.h"
#include "usher-time.h"
#include "usher-wording.h"

/* What stands in the links of a message that goes to nobody in particular: no registration has such a token. */
#define SAMPLE_TOKEN "sample"

/* The templates are in English whatever the reader speaks, and one language in a sentence is better than two. */
#define TEMPLATE_LANGUAGE "en"

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
}

static void
take (GHashTable *values, const char *name, char *value)
{
  g_hash_table_insert (values, (char *) name, value != NULL ? value : g_strdup (""));
}

static void
set (GHashTable *values, const char *name, const char *value)
{
  take (values, name, g_strdup (value));
}

static const char *
first_of (const char *a, const char *b)
{
  return a != NULL && *a != '\0' ? a : b;
}

GHashTable *
usher_message_values_shared (const UsherEvent *event, const UsherConfig *config, const char *public_url)
{
  GHashTable *values = new_table ();

  g_assert (event != NULL && config != NULL && public_url != NULL);
  set (values, "event_title", event->title);
  take (values, "event_description", usher_markdown_to_text (event->description));
  take (values, "event_description_html", usher_markdown_to_html (event->description));
  take (values, "duration", usher_wording_duration (event->duration_minutes, TEMPLATE_LANGUAGE));
  set (values, "custom_message", event->custom_message);
  take (values, "event_url", usher_link_register (public_url, event));
  set (values, "sender_name", config->sender_name);
  set (values, "sender_address", config->postal_address);
  set (values, "privacy_url", first_of (event->privacy_url, config->privacy_url));
  return values;
}

/* The reader's zone where it is known and still exists, else the event's */
static GTimeZone *
zone_of_reader (const UsherEvent *event, const char *zone)
{
  GTimeZone *found = zone != NULL ? usher_time_zone_new (zone, "time_zone", NULL) : NULL;

  if (found == NULL)
    found = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  return found != NULL ? found : g_time_zone_new_utc ();
}

GHashTable *
usher_message_values_place (const UsherEvent *event, const char *zone, const char *language, UsherInstant now,
                            UsherInstant old_starts_at)
{
  GHashTable *values = new_table ();
  g_autoptr (GTimeZone) tz = NULL;

  g_assert (event != NULL);
  tz = zone_of_reader (event, zone);
  take (values, "event_date", usher_wording_date (event->starts_at, tz, TEMPLATE_LANGUAGE));
  take (values, "event_time", usher_wording_time (event->starts_at, tz, TEMPLATE_LANGUAGE));
  take (values, "event_zone", usher_wording_zone (event->starts_at, tz));
  take (values, "starts_in", usher_wording_starts_in (event->starts_at, now, tz, TEMPLATE_LANGUAGE));
  take (values, "event_end_time",
        usher_wording_time (event->starts_at + event->duration_minutes * (gint64) USHER_MINUTE, tz, TEMPLATE_LANGUAGE));
  if (old_starts_at != USHER_NEVER)
    {
      take (values, "old_date", usher_wording_date (old_starts_at, tz, TEMPLATE_LANGUAGE));
      take (values, "old_time", usher_wording_time (old_starts_at, tz, TEMPLATE_LANGUAGE));
    }
  return values;
}

static const char *
channels_in_words (UsherChannels channels)
{
  switch ((int) channels)
    {
    case USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS:
      return "e-mail and text message";
    case USHER_CHANNELS_EMAIL:
      return "e-mail";
    case USHER_CHANNELS_SMS:
      return "text message";
    default:
      return "";
    }
}

static char *
full_name (const UsherRegistration *registration)
{
  char *name = g_strconcat (registration->first_name, " ", registration->last_name, NULL);

  return g_strstrip (name);
}

GHashTable *
usher_message_values_reader (const UsherEvent *event, const UsherRegistration *registration, const char *public_url)
{
  GHashTable *values = new_table ();
  const char *token = registration != NULL ? registration->token : SAMPLE_TOKEN;

  g_assert (event != NULL && public_url != NULL);
  take (values, "watch_url", usher_link_watch (public_url, event, token));
  take (values, "calendar_url", usher_link_calendar (public_url, event));
  take (values, "manage_url", usher_link_manage (public_url, token));
  take (values, "unsubscribe_url", usher_link_unsubscribe (public_url, token, USHER_CHANNELS_NONE));
  if (registration != NULL)
    {
      set (values, "first_name", registration->first_name);
      set (values, "last_name", registration->last_name);
      take (values, "full_name", full_name (registration));
      set (values, "registration_channels", channels_in_words (usher_registration_channels (registration)));
    }
  return values;
}

GHashTable *
usher_message_values_samples (void)
{
  GHashTable *values = new_table ();

  for (const UsherVariable *v = usher_template_message_variables (); v->name != NULL; v++)
    set (values, v->name, v->sample);
  return values;
}

void
usher_message_values_merge (GHashTable *values, GHashTable *more)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, more);
  while (g_hash_table_iter_next (&iter, &name, &value))
    set (values, name, value);
}
