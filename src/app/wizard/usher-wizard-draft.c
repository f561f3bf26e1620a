/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what is typed to what the engine takes. */
#include <glib/gi18n.h>
#include <string.h>

#include "usher-draft-event.h"
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-time.h"
#include "usher-typed.h"
#include "usher-wizard-model-private.h"

/* --- times --------------------------------------------------------------------------------------------------------- */

/* "2026-12-06T20:00"; NULL, and the field's own words, where it reads as nothing */
static char *
read_wall (UsherWizardModel *self, UsherWizardText date, UsherWizardText time, const char *field, GError **error)
{
  g_autofree char *day = usher_typed_date (self->texts[date], usher_typed_local_order ());
  g_autofree char *clock = usher_typed_time (self->texts[time]);
  g_autofree char *part = g_strconcat (field, day ? ".time" : ".date", NULL);

  if (!day)
    usher_set_error_invalid (error, part, N_("There is no such day. Write it like 2026-12-06."));
  else if (!clock)
    usher_set_error_invalid (error, part, N_("There is no such time. Write it like 20:00."));
  else
    return g_strconcat (day, "T", clock, NULL);
  return NULL;
}

char *
usher_wizard_model_dup_start (UsherWizardModel *self)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);
  return read_wall (self, USHER_WIZARD_DATE, USHER_WIZARD_TIME, "starts_at", NULL);
}

static gboolean
read_door (UsherWizardModel *self, UsherWizardFlag flag, UsherWizardText date, UsherWizardText time, const char *field,
           UsherInstant *instant, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *wall = NULL;

  *instant = USHER_NEVER;
  if (!self->flags[flag])
    return TRUE;
  wall = read_wall (self, date, time, field, error);
  zone = wall ? usher_time_zone_new (self->texts[USHER_WIZARD_ZONE], "time_zone", error) : NULL;
  return zone && usher_time_check_exists (wall, zone, self->texts[USHER_WIZARD_ZONE], field, error) &&
         usher_time_from_wall (wall, zone, instant, NULL, field, error);
}

static gboolean
read_doors (UsherWizardModel *self, UsherInstant *opens_at, UsherInstant *closes_at, GError **error)
{
  return read_door (self, USHER_WIZARD_OPENS, USHER_WIZARD_OPENS_DATE, USHER_WIZARD_OPENS_TIME, "registration.opens_at",
                    opens_at, error) &&
         read_door (self, USHER_WIZARD_CLOSES, USHER_WIZARD_CLOSES_DATE, USHER_WIZARD_CLOSES_TIME, "registration.closes_at",
                    closes_at, error);
}

/* What reads as nothing is none of its business. */
gboolean
usher_wizard_model_check_gap (UsherWizardModel *self, UsherWizardText date, UsherWizardText time, const char *field, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *wall = NULL;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), TRUE);

  zone = usher_time_zone_new (self->texts[USHER_WIZARD_ZONE], "time_zone", NULL);
  wall = read_wall (self, date, time, field, NULL);
  return !zone || !wall || usher_time_check_exists (wall, zone, self->texts[USHER_WIZARD_ZONE], field, error);
}

char *
usher_wizard_model_dup_after_gap (UsherWizardModel *self, UsherWizardText date, UsherWizardText time)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *wall = NULL, *first = NULL, *next = NULL;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);

  zone = usher_time_zone_new (self->texts[USHER_WIZARD_ZONE], "time_zone", NULL);
  wall = read_wall (self, date, time, "starts_at", NULL);
  return zone && wall && usher_time_find_gap (wall, zone, &first, &next) ? g_steal_pointer (&next) : NULL;
}

/* --- reminders ----------------------------------------------------------------------------------------------------- */

static int
compare_intervals (gconstpointer a, gconstpointer b)
{
  UsherInterval first = { 0 }, second = { 0 };

  usher_interval_parse (a, &first, NULL);
  usher_interval_parse (b, &second, NULL);
  return usher_interval_compare (&first, &second);
}

static gpointer
copy_string (gconstpointer string, gpointer unused)
{
  return g_strdup (string);
}

GPtrArray *
usher_wizard_model_list_intervals (UsherWizardModel *self)
{
  GPtrArray *list;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);

  list = g_ptr_array_copy (self->choice, copy_string, NULL);
  g_ptr_array_set_free_func (list, g_free);
  g_ptr_array_sort_values (list, compare_intervals);
  return list;
}

gboolean
usher_wizard_model_is_wanted (UsherWizardModel *self, const char *interval)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);
  return g_hash_table_contains (self->wanted, interval);
}

void
usher_wizard_model_set_wanted (UsherWizardModel *self, const char *interval, gboolean wanted)
{
  g_return_if_fail (USHER_IS_WIZARD_MODEL (self));

  if (wanted ? g_hash_table_add (self->wanted, g_strdup (interval)) : g_hash_table_remove (self->wanted, interval))
    usher_wizard_model_announce (self);
}

gboolean
usher_wizard_model_fits (UsherWizardModel *self, const char *interval, UsherInstant now, UsherInstant *due_at)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *start = NULL;
  UsherInstant start_at, due = USHER_NEVER;
  UsherInterval parsed;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);

  zone = usher_time_zone_new (self->texts[USHER_WIZARD_ZONE], "time_zone", NULL);
  start = usher_wizard_model_dup_start (self);
  if (zone && start && usher_interval_parse (interval, &parsed, NULL) &&
      usher_time_from_wall (start, zone, &start_at, NULL, "starts_at", NULL))
    due = usher_interval_due_at (&parsed, start, zone);
  if (due_at)
    *due_at = due;
  return due != USHER_NEVER && (usher_interval_fits (due, now) || g_hash_table_contains (self->had, interval));
}

/* Longest first; what does not fit any more stays chosen, in case the start moves again, but is not asked for. */
static GPtrArray *
list_wanted (UsherWizardModel *self, UsherInstant now)
{
  g_autoptr (GPtrArray) all = usher_wizard_model_list_intervals (self);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < all->len; i++)
    {
      const char *interval = g_ptr_array_index (all, i);

      if (g_hash_table_contains (self->wanted, interval) && usher_wizard_model_fits (self, interval, now, NULL))
        g_ptr_array_add (wanted, g_strdup (interval));
    }
  return wanted;
}

/* As the engine looks at an edit: steps that the event has may have passed. */
static gboolean
check (UsherWizardModel *self, const UsherEventDraft *draft, UsherInstant now, GError **error)
{
  g_autoptr (UsherEventDraft) asked = usher_event_draft_copy (draft);

  for (guint i = asked->intervals ? asked->intervals->len : 0; i > 0; i--)
    if (g_hash_table_contains (self->had, g_ptr_array_index (asked->intervals, i - 1)))
      g_ptr_array_remove_index (asked->intervals, i - 1);
  return usher_draft_check (asked, self->event, now, NULL, error);
}

/**
 * usher_wizard_model_add_interval:
 * @self: the model
 * @number: as typed
 * @unit: 'M', 'H', 'D' or 'W'
 * @now: the present moment
 * @error: %USHER_ERROR_INVALID on "intervals"
 *
 * Offers it, and chooses it. One that is there already is chosen.
 *
 * Returns: %FALSE, and nothing is changed, where the event could not have it
 */
gboolean
usher_wizard_model_add_interval (UsherWizardModel *self, const char *number, char unit, UsherInstant now, GError **error)
{
  g_autoptr (UsherEventDraft) trial = NULL;
  g_autofree char *canonical = NULL;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);

  canonical = usher_typed_interval (number, unit, error);
  if (!canonical)
    return FALSE;
  trial = usher_wizard_model_make_draft (self, USHER_WIZARD_STEP_DETAILS, now, error);
  if (!trial)
    return FALSE;
  trial->intervals = list_wanted (self, now);
  if (!g_ptr_array_find_with_equal_func (trial->intervals, canonical, g_str_equal, NULL))
    g_ptr_array_add (trial->intervals, g_strdup (canonical));
  if (!check (self, trial, now, error))
    return FALSE;
  if (!g_ptr_array_find_with_equal_func (self->choice, canonical, g_str_equal, NULL))
    g_ptr_array_add (self->choice, g_strdup (canonical));
  g_hash_table_add (self->wanted, g_strdup (canonical));
  usher_wizard_model_announce (self);
  return TRUE;
}

/* --- the draft ----------------------------------------------------------------------------------------------------- */

static gboolean
take_details (UsherWizardModel *self, UsherEventDraft *draft, GError **error)
{
  g_autofree char *start = NULL;

  g_set_str (&draft->title, self->texts[USHER_WIZARD_TITLE]);
  g_set_str (&draft->description, self->texts[USHER_WIZARD_DESCRIPTION]);
  g_set_str (&draft->time_zone, self->texts[USHER_WIZARD_ZONE]);
  g_set_str (&draft->language, self->language);
  start = read_wall (self, USHER_WIZARD_DATE, USHER_WIZARD_TIME, "starts_at", error);
  if (!start)
    return FALSE;
  /* The seconds that an event has stay, unless somebody moves it. */
  g_set_str (&draft->starts_at, self->event && !usher_wizard_model_is_moved (self) ? self->event->local_start : start);
  if (usher_typed_duration (self->texts[USHER_WIZARD_DURATION], &draft->duration_minutes))
    return TRUE;
  usher_set_error_invalid (error, "duration_minutes", N_("Write the duration in minutes, or like 1:30."));
  return FALSE;
}

static void
take_notifications (UsherWizardModel *self, UsherEventDraft *draft, UsherInstant now)
{
  draft->channels = (self->flags[USHER_WIZARD_EMAIL] ? USHER_CHANNELS_EMAIL : 0) |
                    (self->flags[USHER_WIZARD_SMS] ? USHER_CHANNELS_SMS : 0);
  draft->registration_enabled = self->flags[USHER_WIZARD_REGISTERS];
  draft->intervals = list_wanted (self, now);
  g_set_str (&draft->custom_message, self->texts[USHER_WIZARD_MESSAGE]);
}

static gboolean
take_registration (UsherWizardModel *self, UsherEventDraft *draft, GError **error)
{
  g_autofree char *link = g_strstrip (g_strdup (self->texts[USHER_WIZARD_PRIVACY]));

  g_set_str (&draft->privacy_url, *link ? link : NULL);
  if (self->flags[USHER_WIZARD_LIMITED] &&
      (!usher_typed_number (self->texts[USHER_WIZARD_CAPACITY], &draft->capacity) || draft->capacity == 0))
    {
      usher_set_error_invalid (error, "registration.max", N_("Write how many places there are, like 200."));
      return FALSE;
    }
  return read_doors (self, &draft->opens_at, &draft->closes_at, error);
}

UsherEventDraft *
usher_wizard_model_make_draft (UsherWizardModel *self, UsherWizardStep step, UsherInstant now, GError **error)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (UsherEventDraft) words = NULL;
  g_autoptr (GError) unread = NULL;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);

  if (!take_details (self, draft, &unread))
    {
      /* What stands above it on the page comes first. */
      g_set_str (&draft->starts_at, "");
      draft->duration_minutes = USHER_DURATION_DEFAULT;
      if (!check (self, draft, now, error))
        {
          if (!error || g_strcmp0 (usher_error_get_field (*error), "starts_at") != 0)
            return NULL;
          g_clear_error (error);
        }
      g_propagate_error (error, g_steal_pointer (&unread));
      return NULL;
    }
  if (step >= USHER_WIZARD_STEP_NOTIFICATIONS)
    take_notifications (self, draft, now);
  if (step >= USHER_WIZARD_STEP_REGISTRATION && !take_registration (self, draft, error))
    return NULL;
  return check (self, draft, now, error) ? g_steal_pointer (&draft) : NULL;
}

gboolean
usher_wizard_model_check_start (UsherWizardModel *self, UsherInstant now, UsherInstant *instant, GError **error)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);

  if (!take_details (self, draft, error))
    return FALSE;
  g_set_str (&draft->title, "-");
  g_set_str (&draft->description, "");
  g_set_str (&draft->language, "");
  return usher_draft_check (draft, self->event, now, instant, error);
}

UsherEventDraft *
usher_wizard_model_sketch (UsherWizardModel *self, UsherInstant now)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);

  if (!take_details (self, draft, NULL))
    return NULL;
  if (!*draft->starts_at)
    {
      g_free (draft->starts_at);
      draft->starts_at = usher_wizard_model_dup_start (self);
    }
  take_notifications (self, draft, now);
  take_registration (self, draft, NULL);
  return g_steal_pointer (&draft);
}

UsherWizardStep
usher_wizard_step_of_field (const char *field)
{
  static const char * const details[] = { "title", "description", "starts_at", "starts_at.date", "starts_at.time", "time_zone",
                                          "duration_minutes", NULL };
  static const char * const notifications[] = { "channels", "intervals", "custom_message", NULL };

  if (field && g_strv_contains (details, field))
    return USHER_WIZARD_STEP_DETAILS;
  if (field && g_strv_contains (notifications, field))
    return USHER_WIZARD_STEP_NOTIFICATIONS;
  return field && g_str_has_prefix (field, "registration.") ? USHER_WIZARD_STEP_REGISTRATION : USHER_WIZARD_STEP_REVIEW;
}
