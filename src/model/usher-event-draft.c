/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-draft.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-contact.h"
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-record.h"
#include "usher-setting-rule.h"
#include "usher-text.h"
#include "usher-time.h"

#define SLUG_MAX 60     /* bytes */

static const UsherRecordString draft_strings[] = {
  USHER_RECORD_STRING (UsherEventDraft, title),
  USHER_RECORD_STRING (UsherEventDraft, description),
  USHER_RECORD_STRING (UsherEventDraft, starts_at),
  USHER_RECORD_STRING (UsherEventDraft, time_zone),
  USHER_RECORD_STRING (UsherEventDraft, custom_message),
  USHER_RECORD_NULLABLE (UsherEventDraft, privacy_url),
  USHER_RECORD_STRING (UsherEventDraft, language),
};

/**
 * usher_event_draft_new:
 *
 * Returns: (transfer full): a draft with what most events want: e-mail, registration without a limit, an hour, the
 *   recommended intervals; free with usher_event_draft_free()
 */
UsherEventDraft *
usher_event_draft_new (void)
{
  UsherEventDraft *self = g_new0 (UsherEventDraft, 1);

  usher_record_init_strings (self, draft_strings, G_N_ELEMENTS (draft_strings));
  self->duration_minutes = USHER_DURATION_DEFAULT;
  self->channels = USHER_CHANNELS_EMAIL;
  self->registration_enabled = TRUE;
  self->opens_at = USHER_NEVER;
  self->closes_at = USHER_NEVER;
  return self;
}

static gpointer
copy_string (gconstpointer string, gpointer unused)
{
  return g_strdup (string);
}

/**
 * usher_event_draft_copy:
 * @self: a draft
 *
 * Returns: (transfer full): a copy that shares nothing with it
 */
UsherEventDraft *
usher_event_draft_copy (const UsherEventDraft *self)
{
  UsherEventDraft *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  usher_record_copy_strings (copy, draft_strings, G_N_ELEMENTS (draft_strings));
  if (self->intervals != NULL)
    {
      copy->intervals = g_ptr_array_copy (self->intervals, copy_string, NULL);
      g_ptr_array_set_free_func (copy->intervals, g_free);
    }
  return copy;
}

/**
 * usher_event_draft_free:
 * @self: (transfer full): a draft
 */
void
usher_event_draft_free (UsherEventDraft *self)
{
  g_return_if_fail (self != NULL);
  usher_record_clear_strings (self, draft_strings, G_N_ELEMENTS (draft_strings));
  g_clear_pointer (&self->intervals, g_ptr_array_unref);
  g_free (self);
}

/* --- checks, one for each group of fields ------------------------------------------------------------------------ */

static gboolean
check_texts (const UsherEventDraft *self, GError **error)
{
  if (!usher_text_check (self->title, USHER_TEXT_LINE, USHER_TITLE_MAX, "title", N_("The title"), error))
    return FALSE;
  if (usher_text_is_blank (self->title))
    {
      usher_set_error_invalid (error, "title", "The event needs a title.");
      return FALSE;
    }
  return usher_text_check (self->description, USHER_TEXT_LINES, USHER_DESCRIPTION_MAX, "description",
                           N_("The description"), error) &&
         usher_text_check (self->custom_message, USHER_TEXT_LINES, USHER_CUSTOM_MESSAGE_MAX, "custom_message",
                           N_("The custom message"), error);
}

static gboolean
check_start (const UsherEventDraft *self, GTimeZone *zone, UsherInstant now, UsherInstant *start, GError **error)
{
  UsherWallKind kind;

  if (!usher_time_from_wall (self->starts_at, zone, start, &kind, "starts_at", error))
    return FALSE;
  if (kind == USHER_WALL_GAP && !usher_time_check_exists (self->starts_at, zone, self->time_zone, "starts_at", error))
    return FALSE;
  if (*start < now)
    {
      usher_set_error_invalid (error, "starts_at", "The start is in the past.");
      return FALSE;
    }
  if (*start - now > USHER_START_MAX_DAYS * USHER_DAY)
    {
      usher_set_error_invalid (error, "starts_at", "The start is too far away: at most ten years.");
      return FALSE;
    }
  if (self->duration_minutes < 1 || self->duration_minutes > USHER_DURATION_MAX)
    {
      usher_set_error_invalid (error, "duration_minutes", "The duration must be between 1 and %d minutes.",
                               USHER_DURATION_MAX);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_interval (const char *text, const UsherEventDraft *self, GTimeZone *zone, UsherInstant now, UsherInstant *due_at,
                GError **error)
{
  g_autofree char *label = NULL;
  UsherInterval interval;

  if (!usher_interval_check (text, &interval, error))
    return FALSE;
  *due_at = usher_interval_due_at (&interval, self->starts_at, zone);
  if (!usher_interval_fits (*due_at, now))
    {
      label = usher_interval_label (&interval);
      usher_set_error_invalid (error, "intervals",
                               "The moment of %s (%s before the start) has already passed. Leave it out, or choose a "
                               "later start.", text, label);
      return FALSE;
    }
  return TRUE;
}

/* Two that fall on the same moment are one reminder too many, even where they are written differently (P1D, PT24H). */
static gboolean
check_intervals (const UsherEventDraft *self, GTimeZone *zone, UsherInstant now, GError **error)
{
  UsherInstant due_at[USHER_INTERVALS_MAX];

  if (self->intervals == NULL)
    return TRUE;
  if (self->intervals->len > USHER_INTERVALS_MAX)
    {
      usher_set_error_invalid (error, "intervals", "There are too many reminders: at most %d.", USHER_INTERVALS_MAX);
      return FALSE;
    }
  for (guint i = 0; i < self->intervals->len; i++)
    {
      if (!check_interval (g_ptr_array_index (self->intervals, i), self, zone, now, &due_at[i], error))
        return FALSE;
      for (guint k = 0; k < i; k++)
        if (due_at[k] == due_at[i])
          {
            usher_set_error_invalid (error, "intervals", "%s and %s are the same moment.",
                                     (const char *) g_ptr_array_index (self->intervals, k),
                                     (const char *) g_ptr_array_index (self->intervals, i));
            return FALSE;
          }
    }
  return TRUE;
}

static gboolean
check_registration (const UsherEventDraft *self, UsherInstant start, GError **error)
{
  UsherInstant end = start + self->duration_minutes * (gint64) USHER_MINUTE;

  if (self->capacity < 0 || self->capacity > USHER_CAPACITY_MAX)
    usher_set_error_invalid (error, "registration.max", "The limit must be between 1 and %d, or none.",
                             USHER_CAPACITY_MAX);
  else if (self->opens_at != USHER_NEVER && self->opens_at >= end)
    usher_set_error_invalid (error, "registration.opens_at", "Registration would open after the event is over.");
  else if (self->opens_at != USHER_NEVER && self->closes_at != USHER_NEVER && self->closes_at <= self->opens_at)
    usher_set_error_invalid (error, "registration.closes_at", "Registration must close after it opens.");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_privacy_url (const UsherEventDraft *self, GError **error)
{
  const char *field = "registration.privacy_url";

  if (self->privacy_url == NULL || self->privacy_url[0] == '\0')
    return TRUE;
  if (!usher_text_check (self->privacy_url, USHER_TEXT_LINE, USHER_SETTING_URL_MAX, field, N_("The privacy link"), error))
    return FALSE;
  if (usher_is_web_address (self->privacy_url))
    return TRUE;
  usher_set_error_invalid (error, field, "The privacy link is not a web address like https://example.org/privacy.");
  return FALSE;
}

static gboolean
check_channels (const UsherEventDraft *self, GError **error)
{
  if ((self->channels & ~(guint) (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS)) != 0)
    usher_set_error_invalid (error, "channels", "There is no such channel.");
  else if (self->channels == USHER_CHANNELS_NONE && self->registration_enabled)
    usher_set_error_invalid (error, "channels", "Choose e-mail, SMS or both: else nobody who registers is reminded.");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_language (const UsherEventDraft *self, GError **error)
{
  g_autofree char *language = NULL;

  if (self->language == NULL || self->language[0] == '\0')
    return TRUE;
  if (g_utf8_validate (self->language, -1, NULL))
    language = usher_language_check (self->language);
  if (language != NULL)
    return TRUE;
  usher_set_error_invalid (error, "language", "The language is not a tag like en or de-AT.");
  return FALSE;
}

/**
 * usher_event_draft_check:
 * @self: what a streamer asks for
 * @now: the present moment
 * @starts_at: (out) (optional): the start as an instant
 * @error: %USHER_ERROR_INVALID on the first field that is wrong
 *
 * Whether an event can be made of the draft. Strings may be %NULL where "" is allowed. Field names are those of the
 * JSON: title, description, custom_message, time_zone, starts_at, duration_minutes, channels, intervals,
 * registration.max, registration.opens_at, registration.closes_at, registration.privacy_url, language.
 *
 * Returns: whether it can; only then @starts_at is set
 */
gboolean
usher_event_draft_check (const UsherEventDraft *self, UsherInstant now, UsherInstant *starts_at, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  UsherInstant start;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_texts (self, error))
    return FALSE;
  zone = usher_time_zone_new (self->time_zone, "time_zone", error);
  if (zone == NULL)
    return FALSE;
  if (!check_start (self, zone, now, &start, error) || !check_channels (self, error) ||
      !check_intervals (self, zone, now, error) || !check_registration (self, start, error) ||
      !check_privacy_url (self, error) || !check_language (self, error))
    return FALSE;
  if (starts_at != NULL)
    *starts_at = start;
  return TRUE;
}

/**
 * usher_slug_from_title:
 * @title: (nullable): a title
 *
 * Letters lose their accents, other scripts and signs become hyphens.
 *
 * Returns: (transfer full): the last part of an address: lower-case ASCII letters, digits and single hyphens between
 *   them, 1 to 60 bytes; "event" where nothing is left
 */
char *
usher_slug_from_title (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title != NULL ? title : "", -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *ascii = g_str_to_ascii (composed, "C");
  g_autoptr (GString) slug = g_string_new (NULL);

  for (const char *p = ascii; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (slug, g_ascii_tolower (*p));
      else if (*p != '\'' && slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  g_string_truncate (slug, MIN (slug->len, SLUG_MAX));
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  if (slug->len == 0)
    g_string_append (slug, "event");
  return g_string_free (g_steal_pointer (&slug), FALSE);
}
