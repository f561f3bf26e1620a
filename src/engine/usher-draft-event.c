/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-draft-event.h"

#include <string.h>

#include "usher-contact.h"
#include "usher-time.h"

static gboolean
is_empty (const char *text)
{
  return text == NULL || text[0] == '\0';
}

static void
take_text (char **member, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  g_set_str (member, stripped);
}

/* "2026-12-06T20:00:00" is written as "2026-12-06T20:00"; other seconds stay, since the start follows from the text. */
static void
take_wall_time (char **member, const char *wall)
{
  gsize length = strlen ("YYYY-MM-DDTHH:MM");
  gboolean whole_minute = strlen (wall) > length && g_str_equal (wall + length, ":00");
  g_autofree char *text = whole_minute ? g_strndup (wall, length) : g_strdup (wall);

  g_set_str (member, text);
}

void
usher_draft_apply (const UsherEventDraft *draft, UsherInstant starts_at, UsherEvent *event)
{
  g_autofree char *language = usher_language_check (draft->language);

  take_text (&event->title, draft->title);
  take_text (&event->description, draft->description);
  take_text (&event->custom_message, draft->custom_message);
  take_wall_time (&event->local_start, draft->starts_at);
  g_set_str (&event->time_zone, draft->time_zone);
  g_set_str (&event->privacy_url, is_empty (draft->privacy_url) ? NULL : draft->privacy_url);
  if (language != NULL)
    g_set_str (&event->language, language);
  else if (is_empty (event->language))
    g_set_str (&event->language, "en");
  event->starts_at = starts_at;
  event->duration_minutes = draft->duration_minutes;
  event->channels = draft->channels;
  event->registration_enabled = draft->registration_enabled;
  event->capacity = draft->capacity;
  event->opens_at = draft->opens_at;
  event->closes_at = draft->closes_at;
}

/* An event that was started at once has no wall time that was planned, and an edit gives it none. */
static gboolean
check_unplanned (const UsherEventDraft *draft, const UsherEvent *before, UsherInstant *starts_at, GError **error)
{
  g_autoptr (UsherEventDraft) timed = usher_event_draft_copy (draft);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (draft->time_zone, "time_zone", error);

  if (zone == NULL)
    return FALSE;
  g_free (timed->starts_at);
  timed->starts_at = usher_time_to_wall (before->starts_at, zone);
  if (!usher_event_draft_check (timed, before->starts_at - USHER_DAY, NULL, error))
    return FALSE;
  if (starts_at != NULL)
    *starts_at = before->starts_at;
  return TRUE;
}

gboolean
usher_draft_check (const UsherEventDraft *draft, const UsherEvent *before, UsherInstant now, UsherInstant *starts_at, GError **error)
{
  g_autoptr (UsherEvent) same = NULL;

  if (before == NULL || draft->starts_at == NULL || draft->time_zone == NULL)
    return usher_event_draft_check (draft, now, starts_at, error);
  if (is_empty (before->local_start) && is_empty (draft->starts_at))
    return check_unplanned (draft, before, starts_at, error);
  same = usher_event_copy (before);
  usher_draft_apply (draft, before->starts_at, same);
  if (g_strcmp0 (same->local_start, before->local_start) == 0 && g_strcmp0 (same->time_zone, before->time_zone) == 0)
    now = MIN (now, before->starts_at);
  return usher_event_draft_check (draft, now, starts_at, error);
}

UsherDraftChanges
usher_draft_compare (const UsherEvent *before, const UsherEvent *after)
{
  UsherDraftChanges changes = { 0 };

  changes.schedule = before->starts_at != after->starts_at || before->duration_minutes != after->duration_minutes ||
                     g_strcmp0 (before->local_start, after->local_start) != 0 ||
                     g_strcmp0 (before->time_zone, after->time_zone) != 0;
  changes.fixed = changes.schedule || before->channels != after->channels;
  changes.any = changes.fixed || g_strcmp0 (before->title, after->title) != 0 ||
                g_strcmp0 (before->description, after->description) != 0 ||
                g_strcmp0 (before->custom_message, after->custom_message) != 0 ||
                g_strcmp0 (before->privacy_url, after->privacy_url) != 0 ||
                g_strcmp0 (before->language, after->language) != 0 ||
                before->registration_enabled != after->registration_enabled || before->capacity != after->capacity ||
                before->opens_at != after->opens_at || before->closes_at != after->closes_at;
  return changes;
}

UsherEventDraft *
usher_draft_from_event (const UsherEvent *event)
{
  UsherEventDraft *draft = usher_event_draft_new ();

  g_set_str (&draft->title, event->title);
  g_set_str (&draft->description, event->description);
  g_set_str (&draft->custom_message, event->custom_message);
  g_set_str (&draft->starts_at, event->local_start);
  g_set_str (&draft->time_zone, event->time_zone);
  g_set_str (&draft->privacy_url, event->privacy_url);
  g_set_str (&draft->language, event->language);
  draft->duration_minutes = event->duration_minutes;
  draft->channels = event->channels;
  draft->registration_enabled = event->registration_enabled;
  draft->capacity = event->capacity;
  draft->opens_at = event->opens_at;
  draft->closes_at = event->closes_at;
  return draft;
}

static void
add_text (GChecksum *checksum, const char *text)
{
  /* With its end, so that "ab" + "c" is not "a" + "bc" */
  const char *value = text != NULL ? text : "";

  g_checksum_update (checksum, (const guchar *) value, (gssize) strlen (value) + 1);
}

char *
usher_draft_fingerprint (const UsherEventDraft *draft)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *numbers = g_strdup_printf ("create %d %u %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                                              draft->duration_minutes, (guint) draft->channels,
                                              draft->registration_enabled ? 1 : 0, draft->capacity, draft->opens_at,
                                              draft->closes_at, draft->intervals != NULL ? "listed" : "recommended");
  const char * const texts[] = {
    numbers, draft->title, draft->description, draft->starts_at, draft->time_zone, draft->custom_message,
    draft->privacy_url, draft->language,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    add_text (checksum, texts[i]);
  for (guint i = 0; draft->intervals != NULL && i < draft->intervals->len; i++)
    add_text (checksum, g_ptr_array_index (draft->intervals, i));
  return g_strdup (g_checksum_get_string (checksum));
}
