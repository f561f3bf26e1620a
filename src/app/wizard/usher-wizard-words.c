/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-format.h"
#include "usher-time.h"
#include "usher-typed.h"
#include "usher-wording.h"

static GDateTime *
at (UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  return utc ? g_date_time_to_timezone (utc, zone) : NULL;
}

/* The weekday, where it is another one than that of the event; else NULL */
static char *
other_day (UsherInstant instant, GTimeZone *zone, GTimeZone *event_zone)
{
  g_autoptr (GDateTime) here = at (instant, zone);
  g_autoptr (GDateTime) there = at (instant, event_zone);

  if (!here || !there || g_date_time_get_day_of_week (here) == g_date_time_get_day_of_week (there))
    return NULL;
  return g_date_time_format (here, "%A");
}

static char *
in_own_zone (UsherInstant start, GTimeZone *own, GTimeZone *zone)
{
  g_autofree char *time = usher_format_time (start, own);
  g_autofree char *day = other_day (start, own, zone);

  if (!day)
    /* Translators: "04:00 in your zone" */
    return g_strdup_printf (_("%s in your zone"), time);
  /* Translators: "04:00 on Sunday in your zone" */
  return g_strdup_printf (_("%s on %s in your zone"), time, day);
}

static char *
in_utc (UsherInstant start, GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *time = usher_format_time (start, utc);
  g_autofree char *day = other_day (start, utc, zone);

  if (!day)
    /* Translators: "19:00 UTC" */
    return g_strdup_printf (_("%s UTC"), time);
  /* Translators: "19:00 on Sunday UTC" */
  return g_strdup_printf (_("%s on %s UTC"), time, day);
}

char *
usher_wizard_words_when (UsherInstant start, const char *zone_name, const char *own_name)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (zone_name, "time_zone", NULL);
  g_autoptr (GTimeZone) own = usher_time_zone_new (own_name, "time_zone", NULL);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_autofree char *date = NULL, *time = NULL;
  g_auto (GStrv) all = NULL;

  g_return_val_if_fail (zone != NULL && own != NULL, NULL);

  date = usher_wording_date (start, zone, usher_format_language ());
  time = usher_format_time (start, zone);
  /* Translators: a day, a time and a zone: "Sunday, 6 December 2026, 20:00 in Europe/Berlin" */
  g_strv_builder_take (parts, g_strdup_printf (_("%s, %s in %s"), date, time, zone_name));
  if (!g_str_equal (zone_name, own_name))
    g_strv_builder_take (parts, in_own_zone (start, own, zone));
  if (!g_str_equal (zone_name, "UTC") && !g_str_equal (own_name, "UTC"))
    g_strv_builder_take (parts, in_utc (start, zone));
  all = g_strv_builder_end (parts);
  return g_strjoinv (" · ", all);
}

char *
usher_wizard_words_fold (const char *wall, const char *zone_name)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (zone_name, "time_zone", NULL);
  UsherInstant start;
  UsherWallKind kind;
  int interval;

  if (!zone || !usher_time_from_wall (wall, zone, &start, &kind, "starts_at", NULL) || kind != USHER_WALL_FOLD)
    return NULL;
  interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, start / G_USEC_PER_SEC);
  /* Translators: a time, and the abbreviation of a zone: "02:30 happens twice … (CEST)." */
  return g_strdup_printf (_("%s happens twice on that day, because the clocks are put back. The first one is taken (%s)."),
                          wall + strlen ("YYYY-MM-DDT"), g_time_zone_get_abbreviation (zone, interval));
}

char *
usher_wizard_words_use (const char *wall)
{
  g_autofree char *time = NULL;

  g_return_val_if_fail (wall != NULL && strchr (wall, 'T') != NULL, NULL);

  time = usher_typed_show_time (strchr (wall, 'T') + 1, 0, usher_typed_local_twelve_hours ());
  /* Translators: a button that takes another time: "Use 03:00" */
  return g_strdup_printf (_("Use %s"), time);
}

char *
usher_wizard_words_duration (int minutes)
{
  return usher_wording_duration (minutes, usher_format_language ());
}

char *
usher_wizard_words_channels (UsherChannels channels)
{
  switch ((guint) channels)
    {
    case USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS: return g_strdup (_("e-mail, SMS"));
    case USHER_CHANNELS_EMAIL:                      return g_strdup (_("e-mail"));
    case USHER_CHANNELS_SMS:                        return g_strdup (_("SMS"));
    default:                                        return g_strdup (_("nobody"));
    }
}

char *
usher_wizard_words_step (const UsherPlanStep *step, GTimeZone *zone, UsherInstant now)
{
  g_autofree char *due = NULL, *old = NULL, *channels = NULL;

  g_return_val_if_fail (step != NULL && zone != NULL, NULL);

  due = usher_format_day_time_beside (step->due_at, zone, usher_format_own_zone_name (), now);
  channels = usher_wizard_words_channels (step->channels);
  if (step->old_due_at != USHER_NEVER)
    old = usher_format_day_time (step->old_due_at, zone, now);
  switch (step->state)
    {
    case USHER_STEP_MOVED:
      /* Translators: old and new day and time of a reminder */
      return g_strdup_printf (_("Moves from %s to %s — %s"), old ? old : "–", due, channels);
    case USHER_STEP_RESENT:
      return g_strdup_printf (_("Sent again on %s, for the new start — %s"), due, channels);
    case USHER_STEP_DROPPED:
      return g_strdup (_("Will not be sent any more"));
    case USHER_STEP_SKIPPED:
      return g_strdup (_("Skipped: its moment has passed"));
    case USHER_STEP_SENT:
      return g_strdup (_("Already sent, and stays as it is"));
    case USHER_STEP_PLANNED:
    case USHER_STEP_NEW:
    default:
      /* Translators: "Sun 22 Nov, 20:00 — e-mail, SMS — everyone registered by then" */
      return g_strdup_printf (_("%s — %s — everyone registered by then"), due, channels);
    }
}

char *
usher_wizard_words_told (const UsherDraftPlan *plan)
{
  int by_email, by_sms;
  g_autofree char *people = NULL, *words = NULL, *sms = NULL;

  g_return_val_if_fail (plan != NULL, NULL);

  by_email = plan->readers.by_channel[USHER_CHANNEL_EMAIL];
  by_sms = plan->readers.by_channel[USHER_CHANNEL_SMS];
  people = usher_format_number (plan->readers.people);
  sms = usher_format_number (by_sms);
  if (!plan->change_notice || plan->readers.people == 0)
    return g_strdup (_("Nobody has to be told"));
  if (by_sms == 0)
    return g_strdup_printf (ngettext ("%s person gets a change notice by e-mail", "%s people get a change notice by e-mail",
                                      (gulong) by_email), people);
  if (by_email == 0)
    return g_strdup_printf (ngettext ("%s person gets a change notice by SMS", "%s people get a change notice by SMS",
                                      (gulong) by_sms), people);
  words = usher_format_number (by_email);
  return g_strdup_printf (ngettext ("%s person gets a change notice: %s by e-mail, %s by SMS",
                                    "%s people get a change notice: %s by e-mail, %s by SMS", (gulong) plan->readers.people),
                          people, words, sms);
}

char *
usher_wizard_words_moved (const UsherDraftPlan *plan)
{
  int people = plan && plan->change_notice ? plan->readers.people : 0;
  g_autofree char *number = usher_format_number (people);

  if (people > 0)
    return g_strdup_printf (ngettext ("Rescheduled: %s person will be told", "Rescheduled: %s people will be told", (gulong) people),
                            number);
  return g_strdup (_("Rescheduled: nobody had to be told"));
}

char *
usher_wizard_words_draft (UsherInstant saved_at, GTimeZone *zone, UsherInstant now)
{
  g_autoptr (GDateTime) saved = NULL;
  g_autoptr (GDateTime) today = NULL;
  g_autofree char *time = NULL;
  int days;

  g_return_val_if_fail (zone != NULL, NULL);

  saved = at (saved_at, zone);
  today = at (now, zone);
  if (!saved || !today)
    return g_strdup (_("Draft from before"));
  time = usher_format_time (saved_at, zone);
  days = g_date_time_get_day_of_year (today) - g_date_time_get_day_of_year (saved);
  if (g_date_time_get_year (saved) == g_date_time_get_year (today) && days == 0)
    /* Translators: "Draft from today, 14:20" */
    return g_strdup_printf (_("Draft from today, %s"), time);
  if (g_date_time_get_year (saved) == g_date_time_get_year (today) && days == 1)
    return g_strdup (_("Draft from yesterday"));
  g_free (time);
  time = usher_format_day (saved_at, zone, now);
  /* Translators: "Draft from Sun 6 Dec" */
  return g_strdup_printf (_("Draft from %s"), time);
}
