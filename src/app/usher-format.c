/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-format.h"

#include <glib/gi18n.h>

#include "usher-i18n.h"
#include "usher-interval.h"
#include "usher-time.h"
#include "usher-wording.h"

const char *
usher_format_language (void)
{
  return usher_i18n_language ();
}

/* --- zones --------------------------------------------------------------------------------------------------------- */

/* Lists ask for the zone of each row: those that were asked for once are kept, so that no file is read for each. */
static GTimeZone *
find_zone (const char *name)
{
  static GMutex mutex;
  static GHashTable *zones;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  GTimeZone *zone;

  if (!zones)
    zones = g_hash_table_new (g_str_hash, g_str_equal);
  zone = g_hash_table_lookup (zones, name);
  if (!zone && (zone = usher_time_zone_new (name, "time_zone", NULL)))
    g_hash_table_insert (zones, g_strdup (name), zone);
  return zone ? g_time_zone_ref (zone) : NULL;
}

GTimeZone *
usher_format_own_zone (void)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  GTimeZone *named = find_zone (g_time_zone_get_identifier (local));

  return named ? named : g_steal_pointer (&local);
}

const char *
usher_format_own_zone_name (void)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (local);
  g_autoptr (GTimeZone) named = find_zone (name);

  /* "Etc/UTC" is what a machine without a zone of its own calls it; people say UTC. */
  return named && !g_str_has_prefix (name, "Etc/") ? g_intern_string (name) : "UTC";
}

/* --- times --------------------------------------------------------------------------------------------------------- */

static GDateTime *
at (UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  return utc ? g_date_time_to_timezone (utc, zone) : NULL;
}

char *
usher_format_day (UsherInstant instant, GTimeZone *zone, UsherInstant now)
{
  g_autoptr (GDateTime) then = at (instant, zone);
  g_autoptr (GDateTime) today = at (now, zone);

  if (!then || !today)
    return g_strdup ("");
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a day of this year, "Sun 6 Dec"; see g_date_time_format() */
    return g_date_time_format (then, _("%a %-d %b"));
  /* Translators: a day of another year, "Sun 6 Dec 2027" */
  return g_date_time_format (then, _("%a %-d %b %Y"));
}

char *
usher_format_time (UsherInstant instant, GTimeZone *zone)
{
  return usher_wording_time (instant, zone, usher_format_language ());
}

char *
usher_format_day_time (UsherInstant instant, GTimeZone *zone, UsherInstant now)
{
  g_autofree char *day = usher_format_day (instant, zone, now);
  g_autofree char *time = usher_format_time (instant, zone);

  /* Translators: a day and a time: "Sun 6 Dec, 20:00" */
  return g_strdup_printf (_("%s, %s"), day, time);
}

/* "Etc/UTC" is what a machine without a zone of its own calls it; people say UTC. */
static const char *
zone_name (const char *name)
{
  return !name || g_str_has_prefix (name, "Etc/") ? "UTC" : name;
}

char *
usher_format_day_time_beside (UsherInstant instant, GTimeZone *zone, const char *other, UsherInstant now)
{
  g_autofree char *words = usher_format_day_time (instant, zone, now);
  const char *name = zone_name (g_time_zone_get_identifier (zone));

  if (g_str_equal (name, zone_name (other)))
    return g_steal_pointer (&words);
  /* Translators: a time and the zone that it is in: "Sun 6 Dec, 20:00 (Asia/Tokyo)" */
  return g_strdup_printf (_("%s (%s)"), words, name);
}

char *
usher_format_own_day_time (UsherInstant instant, const char *event_zone, UsherInstant now)
{
  g_autoptr (GTimeZone) own = usher_format_own_zone ();

  return usher_format_day_time_beside (instant, own, event_zone, now);
}

char *
usher_format_start (const UsherEvent *event, UsherInstant now)
{
  g_autoptr (GTimeZone) zone = find_zone (event->time_zone);

  if (!zone)
    zone = g_time_zone_new_utc ();
  return usher_format_day_time_beside (event->starts_at, zone, usher_format_own_zone_name (), now);
}

/* --- numbers ------------------------------------------------------------------------------------------------------- */

char *
usher_format_number (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}

char *
usher_format_clock (gint64 seconds)
{
  seconds = MAX (seconds, 0);
  if (seconds < 3600)
    return g_strdup_printf ("%02d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
}

char *
usher_format_percent (gint64 part, gint64 whole)
{
  if (whole <= 0)
    return g_strdup ("–");
  /* Translators: a share: "61 %" */
  return g_strdup_printf (_("%d %%"), (int) ((part * 100 + whole / 2) / whole));
}

char *
usher_format_registrations (gint64 count)
{
  g_autofree char *number = usher_format_number (count);

  return g_strdup_printf (ngettext ("%s registration", "%s registrations", (gulong) count), number);
}

/* --- words --------------------------------------------------------------------------------------------------------- */

const char *
usher_format_phase (UsherEventPhase phase)
{
  switch (phase)
    {
    case USHER_PHASE_SCHEDULED: return _("Scheduled");
    case USHER_PHASE_SOON:      return _("Soon");
    case USHER_PHASE_OVERDUE:   return _("Not Started");
    case USHER_PHASE_LIVE:      return _("Live");
    case USHER_PHASE_COMPLETED: return _("Completed");
    case USHER_PHASE_CANCELLED: return _("Cancelled");
    default: g_return_val_if_reached ("");
    }
}

const char *
usher_format_notification_status (UsherNotificationStatus status)
{
  switch (status)
    {
    case USHER_NOTIFICATION_SCHEDULED: return _("Scheduled");
    case USHER_NOTIFICATION_SENDING:   return _("Sending");
    case USHER_NOTIFICATION_SENT:      return _("Sent");
    case USHER_NOTIFICATION_FAILED:    return _("Failed");
    case USHER_NOTIFICATION_CANCELLED: return _("Cancelled");
    case USHER_NOTIFICATION_SKIPPED:   return _("Skipped");
    default: g_return_val_if_reached ("");
    }
}

const char *
usher_format_channel (UsherChannel channel)
{
  return channel == USHER_CHANNEL_SMS ? _("SMS") : _("E-mail");
}

char *
usher_format_interval (const char *interval)
{
  UsherInterval parsed;
  g_autofree char *distance = NULL;

  if (!interval || !usher_interval_parse (interval, &parsed, NULL))
    return g_strdup (interval ? interval : "");
  if (parsed.days == 0 && parsed.seconds == 0)
    return g_strdup (_("At the start"));
  distance = usher_wording_interval (parsed.days, parsed.seconds, usher_format_language ());
  /* Translators: a distance before the start of an event: "2 weeks before" */
  return g_strdup_printf (_("%s before"), distance);
}

char *
usher_format_notification (const UsherNotification *notification)
{
  switch (notification->kind)
    {
    case USHER_NOTIFICATION_REMINDER:     return usher_format_interval (notification->interval);
    case USHER_NOTIFICATION_CONFIRMATION: return g_strdup (_("Confirmation"));
    case USHER_NOTIFICATION_CHANGE:       return g_strdup (_("Change notice"));
    case USHER_NOTIFICATION_CANCELLATION: return g_strdup (_("Cancellation notice"));
    case USHER_NOTIFICATION_TEST:         return g_strdup (_("Test"));
    default: g_return_val_if_reached (NULL);
    }
}
