/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-draft-event.h"
#include "usher-interval.h"
#include "usher-notification.h"
#include "usher-time.h"
#include "usher-typed.h"
#include "usher-wizard-model-private.h"

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherWizardModel, usher_wizard_model, G_TYPE_OBJECT)

static void
usher_wizard_model_finalize (GObject *object)
{
  UsherWizardModel *self = USHER_WIZARD_MODEL (object);

  for (int i = 0; i < USHER_WIZARD_N_TEXTS; i++)
    g_free (self->texts[i]);
  g_ptr_array_unref (self->choice);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->had);
  g_clear_pointer (&self->event, usher_event_unref);
  g_free (self->language);
  G_OBJECT_CLASS (usher_wizard_model_parent_class)->finalize (object);
}

static void
usher_wizard_model_class_init (UsherWizardModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_wizard_model_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
usher_wizard_model_init (UsherWizardModel *self)
{
  for (int i = 0; i < USHER_WIZARD_N_TEXTS; i++)
    self->texts[i] = g_strdup ("");
  self->choice = g_ptr_array_new_with_free_func (g_free);
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->had = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->language = g_strdup ("");
}

UsherWizardModel *
usher_wizard_model_new (UsherWizardMode mode)
{
  UsherWizardModel *self = g_object_new (USHER_TYPE_WIZARD_MODEL, NULL);

  self->mode = mode;
  return self;
}

UsherWizardMode
usher_wizard_model_get_mode (UsherWizardModel *self)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), USHER_WIZARD_NEW);
  return self->mode;
}

void
usher_wizard_model_announce (UsherWizardModel *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- beginning ----------------------------------------------------------------------------------------------------- */

static void
clear (UsherWizardModel *self)
{
  for (int i = 0; i < USHER_WIZARD_N_TEXTS; i++)
    g_set_str (&self->texts[i], "");
  memset (self->flags, 0, sizeof self->flags);
  g_ptr_array_set_size (self->choice, 0);
  g_hash_table_remove_all (self->wanted);
  g_hash_table_remove_all (self->had);
  g_clear_pointer (&self->event, usher_event_unref);
  g_set_str (&self->texts[USHER_WIZARD_EXPECTED], "100");
}

static void
offer (UsherWizardModel *self, const char *interval)
{
  if (!g_ptr_array_find_with_equal_func (self->choice, interval, g_str_equal, NULL))
    g_ptr_array_add (self->choice, g_strdup (interval));
}

static void
offer_recommended (UsherWizardModel *self)
{
  for (const char * const *interval = usher_interval_recommended_all (); *interval; interval++)
    offer (self, *interval);
}

static void
set_duration (UsherWizardModel *self, int minutes)
{
  g_free (self->texts[USHER_WIZARD_DURATION]);
  self->texts[USHER_WIZARD_DURATION] = g_strdup_printf ("%d", minutes);
}

/**
 * usher_wizard_model_begin:
 * @self: the model
 * @settings: the streamer's: channels and intervals of new events
 * @zone: the streamer's own zone
 * @language: of the event's messages
 * @date: (nullable): the day; %NULL: a week from now
 * @now: the present moment
 *
 * A new event, in the evening.
 */
void
usher_wizard_model_begin (UsherWizardModel *self, const UsherSettings *settings, const char *zone, const char *language,
                          const char *date, UsherInstant now)
{
  g_autoptr (GTimeZone) here = usher_time_zone_new (zone, "time_zone", NULL);
  g_autofree char *next_week = NULL;

  g_return_if_fail (USHER_IS_WIZARD_MODEL (self));
  g_return_if_fail (settings != NULL && here != NULL);

  clear (self);
  next_week = usher_time_to_wall (now + 7 * USHER_DAY, here);
  next_week[strlen ("YYYY-MM-DD")] = '\0';
  g_set_str (&self->language, language);
  g_set_str (&self->texts[USHER_WIZARD_DATE], date ? date : next_week);
  g_set_str (&self->texts[USHER_WIZARD_TIME], "20:00");
  g_set_str (&self->texts[USHER_WIZARD_ZONE], zone);
  set_duration (self, USHER_DURATION_DEFAULT);
  self->flags[USHER_WIZARD_EMAIL] = (settings->default_channels & USHER_CHANNELS_EMAIL) != 0;
  self->flags[USHER_WIZARD_SMS] = (settings->default_channels & USHER_CHANNELS_SMS) != 0;
  self->flags[USHER_WIZARD_REGISTERS] = TRUE;
  offer_recommended (self);
  for (guint i = 0; settings->default_intervals && i < settings->default_intervals->len; i++)
    {
      const char *interval = g_ptr_array_index (settings->default_intervals, i);

      offer (self, interval);
      g_hash_table_add (self->wanted, g_strdup (interval));
    }
  for (guint i = 0; !settings->default_intervals && i < self->choice->len; i++)
    g_hash_table_add (self->wanted, g_strdup (g_ptr_array_index (self->choice, i)));
  usher_wizard_model_announce (self);
}

static void
put_instant (UsherWizardModel *self, UsherInstant instant, GTimeZone *zone, UsherWizardFlag flag, UsherWizardText date,
             UsherWizardText time)
{
  g_autofree char *wall = NULL;

  self->flags[flag] = instant != USHER_NEVER;
  if (instant == USHER_NEVER)
    return;
  wall = usher_time_to_wall (instant, zone);
  g_free (self->texts[date]);
  self->texts[date] = g_strndup (wall, strlen ("YYYY-MM-DD"));
  g_set_str (&self->texts[time], strchr (wall, 'T') + 1);
}

static void
take_event (UsherWizardModel *self, const UsherEvent *event, GTimeZone *zone)
{
  g_set_str (&self->texts[USHER_WIZARD_TITLE], event->title);
  g_set_str (&self->texts[USHER_WIZARD_DESCRIPTION], event->description);
  g_set_str (&self->texts[USHER_WIZARD_ZONE], event->time_zone);
  g_set_str (&self->texts[USHER_WIZARD_MESSAGE], event->custom_message);
  g_set_str (&self->texts[USHER_WIZARD_PRIVACY], event->privacy_url ? event->privacy_url : "");
  g_set_str (&self->language, event->language);
  set_duration (self, event->duration_minutes);
  self->flags[USHER_WIZARD_EMAIL] = (event->channels & USHER_CHANNELS_EMAIL) != 0;
  self->flags[USHER_WIZARD_SMS] = (event->channels & USHER_CHANNELS_SMS) != 0;
  self->flags[USHER_WIZARD_REGISTERS] = event->registration_enabled;
  self->flags[USHER_WIZARD_LIMITED] = event->capacity > 0;
  if (event->capacity > 0)
    {
      g_free (self->texts[USHER_WIZARD_CAPACITY]);
      self->texts[USHER_WIZARD_CAPACITY] = g_strdup_printf ("%d", event->capacity);
    }
  put_instant (self, event->opens_at, zone, USHER_WIZARD_OPENS, USHER_WIZARD_OPENS_DATE, USHER_WIZARD_OPENS_TIME);
  put_instant (self, event->closes_at, zone, USHER_WIZARD_CLOSES, USHER_WIZARD_CLOSES_DATE, USHER_WIZARD_CLOSES_TIME);
}

static void
take_reminders (UsherWizardModel *self, GPtrArray *reminders)
{
  offer_recommended (self);
  for (guint i = 0; i < reminders->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (reminders, i);

      if (n->kind != USHER_NOTIFICATION_REMINDER || n->status == USHER_NOTIFICATION_CANCELLED)
        continue;
      offer (self, n->interval);
      g_hash_table_add (self->wanted, g_strdup (n->interval));
      if (self->mode == USHER_WIZARD_EDIT)
        g_hash_table_add (self->had, g_strdup (n->interval));
    }
}

static char *
planned_start (const UsherEvent *event, GTimeZone *zone)
{
  return *event->local_start ? g_strdup (event->local_start) : usher_time_to_wall (event->starts_at, zone);
}

/* A week after the event, or after today where that has passed; a show that has no time of its own (a quick start) has the one
 * at which it went. Times of its doors stay behind: they belong to that day. */
static void
put_start (UsherWizardModel *self, const UsherEvent *event, GTimeZone *zone, UsherInstant now)
{
  g_autofree char *own = planned_start (event, zone);
  g_autofree char *later = NULL;
  UsherInstant start = event->starts_at;

  if (self->mode == USHER_WIZARD_DUPLICATE)
    {
      start = usher_time_days_before_wall (own, -7, zone);
      while (start <= now)
        start += 7 * USHER_DAY;
      later = usher_time_to_wall (start, zone);
      memcpy (own, later, strlen ("YYYY-MM-DD"));
      self->flags[USHER_WIZARD_OPENS] = self->flags[USHER_WIZARD_CLOSES] = FALSE;
      for (int i = USHER_WIZARD_OPENS_DATE; i <= USHER_WIZARD_CLOSES_TIME; i++)
        g_set_str (&self->texts[i], "");
    }
  usher_wizard_model_set_start (self, own);
}

void
usher_wizard_model_begin_event (UsherWizardModel *self, UsherEvent *event, GPtrArray *reminders, UsherInstant now)
{
  g_autoptr (GTimeZone) zone = NULL;

  g_return_if_fail (USHER_IS_WIZARD_MODEL (self));
  g_return_if_fail (event != NULL && reminders != NULL);

  zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  if (!zone)
    zone = g_time_zone_new_utc ();
  clear (self);
  take_event (self, event, zone);
  take_reminders (self, reminders);
  put_start (self, event, zone, now);
  if (self->mode == USHER_WIZARD_EDIT)
    self->event = usher_event_ref (event);
  usher_wizard_model_announce (self);
}

UsherEvent *
usher_wizard_model_get_event (UsherWizardModel *self)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);
  return self->event;
}

gint64
usher_wizard_model_get_event_id (UsherWizardModel *self)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), 0);
  return self->event ? self->event->id : 0;
}

int
usher_wizard_model_get_version (UsherWizardModel *self)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), 0);
  return self->event ? self->event->version : 0;
}

/* --- what is typed ------------------------------------------------------------------------------------------------- */

void
usher_wizard_model_set_text (UsherWizardModel *self, UsherWizardText which, const char *text)
{
  g_return_if_fail (USHER_IS_WIZARD_MODEL (self));
  g_return_if_fail (which < USHER_WIZARD_N_TEXTS && text != NULL);

  if (g_set_str (&self->texts[which], text))
    usher_wizard_model_announce (self);
}

const char *
usher_wizard_model_get_text (UsherWizardModel *self, UsherWizardText which)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);
  g_return_val_if_fail (which < USHER_WIZARD_N_TEXTS, NULL);
  return self->texts[which];
}

void
usher_wizard_model_set_flag (UsherWizardModel *self, UsherWizardFlag which, gboolean value)
{
  g_return_if_fail (USHER_IS_WIZARD_MODEL (self));
  g_return_if_fail (which < USHER_WIZARD_N_FLAGS);

  if (self->flags[which] == !!value)
    return;
  self->flags[which] = !!value;
  usher_wizard_model_announce (self);
}

gboolean
usher_wizard_model_get_flag (UsherWizardModel *self, UsherWizardFlag which)
{
  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);
  g_return_val_if_fail (which < USHER_WIZARD_N_FLAGS, FALSE);
  return self->flags[which];
}

void
usher_wizard_model_set_start (UsherWizardModel *self, const char *wall)
{
  usher_wizard_model_set_wall (self, USHER_WIZARD_DATE, USHER_WIZARD_TIME, wall);
}

void
usher_wizard_model_set_wall (UsherWizardModel *self, UsherWizardText date_text, UsherWizardText time_text, const char *wall)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *date = NULL, *time = NULL;

  g_return_if_fail (USHER_IS_WIZARD_MODEL (self));
  g_return_if_fail (wall != NULL);

  parts = g_strsplit (wall, "T", 2);
  if (g_strv_length (parts) != 2)
    return;
  date = usher_typed_date (parts[0], USHER_TYPED_DAY_FIRST);
  parts[1][MIN (strlen (parts[1]), strlen ("HH:MM"))] = '\0';
  time = usher_typed_time (parts[1]);
  if (!date || !time)
    return;
  g_set_str (&self->texts[date_text], date);
  g_set_str (&self->texts[time_text], time);
  usher_wizard_model_announce (self);
}

/* Another day, time on the clock or zone, however it is written */
gboolean
usher_wizard_model_is_moved (UsherWizardModel *self)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *start = NULL, *planned = NULL;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);

  if (!self->event)
    return FALSE;
  zone = usher_time_zone_new (self->event->time_zone, "time_zone", NULL);
  start = usher_wizard_model_dup_start (self);
  if (!zone || !start || g_strcmp0 (self->texts[USHER_WIZARD_ZONE], self->event->time_zone) != 0)
    return TRUE;
  planned = planned_start (self->event, zone);
  return strncmp (start, planned, strlen (start)) != 0;
}
