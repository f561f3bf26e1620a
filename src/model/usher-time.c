/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-time.h"

#include <string.h>

#include "usher-error.h"
#include "usher-text.h"
#include "usher-zone-names.h"

#define ZONE_NAME_MAX   64
#define SECONDS_PER_DAY (24 * 60 * 60)

/* --- zones ------------------------------------------------------------------------------------------------------- */

/* IANA names: words of letters, digits, "_", "+" and "-", joined by "/". g_time_zone_new_identifier() takes more: file
 * names, offsets, and POSIX rules, which all have a digit after letters ("GMT+5" in POSIX is five hours *behind*);
 * so a name of a single word may have none. */
static gboolean
looks_like_zone_name (const char *name)
{
  gboolean single = TRUE;
  gboolean digits = FALSE;
  gboolean word_begins = TRUE;
  gsize length = strlen (name);

  /* What lies beside the zones in their folder (localtime, leapseconds, right/...) begins with a small letter. */
  if (length < 2 || length > ZONE_NAME_MAX || !g_ascii_isupper (name[0]) || g_str_equal (name, "Factory"))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    {
      if (word_begins && !g_ascii_isalpha (*p))
        return FALSE;
      if (*p == '/')
        single = FALSE;
      else if (g_ascii_isdigit (*p) || *p == '+')
        digits = TRUE;
      else if (!g_ascii_isalpha (*p) && *p != '_' && *p != '-')
        return FALSE;
      word_begins = *p == '/';
    }
  return !word_begins && !(single && digits);
}

/**
 * usher_time_zone_new:
 * @name: (nullable): an IANA name, "Europe/Berlin" or "UTC"
 * @field: the input field to name in the error
 * @error: %USHER_ERROR_INVALID when the zone is not known here
 *
 * Offsets, POSIX rules and file names are refused: they say nothing of the clock changes to come. A zone that was
 * renamed has its present name then, whatever @name says.
 *
 * Returns: (transfer full): the zone, or %NULL with @error set
 */
GTimeZone *
usher_time_zone_new (const char *name, const char *field, GError **error)
{
  g_autofree char *quoted = NULL;
  GTimeZone *zone = NULL;
  const char *present = name != NULL ? usher_zone_name_present (name) : NULL;

  g_return_val_if_fail (field != NULL, NULL);

  if (present != NULL)
    zone = g_time_zone_new_identifier (present);
  else if (name != NULL && looks_like_zone_name (name))
    zone = g_time_zone_new_identifier (name);
  if (zone != NULL)
    return zone;
  quoted = usher_text_quote (name);
  usher_set_error_invalid (error, field, "%s is not a time zone that Usher knows. Use a name like Europe/Berlin.", quoted);
  return NULL;
}

/* Seconds east of UTC at @second. */
static int
offset_at (GTimeZone *zone, gint64 second)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, second);

  return g_time_zone_get_offset (zone, interval);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static gboolean
read_digits (const char **p, int n, int *value)
{
  *value = 0;
  for (int i = 0; i < n; i++, (*p)++)
    {
      if (!g_ascii_isdigit (**p))
        return FALSE;
      *value = *value * 10 + (**p - '0');
    }
  return TRUE;
}

static gboolean
read_char (const char **p, const char *allowed)
{
  if (**p == '\0' || strchr (allowed, **p) == NULL)
    return FALSE;
  (*p)++;
  return TRUE;
}

/* "YYYY-MM-DDTHH:MM[:SS]" → seconds since 1970 as if it were UTC. @leap: set when the seconds are 60. */
static gboolean
read_date_time (const char **p, gint64 *local, gboolean *has_seconds, gboolean *leap)
{
  g_autoptr (GDateTime) checked = NULL;
  int year, month, day, hour, minute;
  int second = 0;

  if (!read_digits (p, 4, &year) || !read_char (p, "-") || !read_digits (p, 2, &month) || !read_char (p, "-") ||
      !read_digits (p, 2, &day) || !read_char (p, "Tt") || !read_digits (p, 2, &hour) || !read_char (p, ":") ||
      !read_digits (p, 2, &minute))
    return FALSE;
  *has_seconds = read_char (p, ":");
  if (*has_seconds && !read_digits (p, 2, &second))
    return FALSE;
  *leap = second == 60;
  checked = g_date_time_new_utc (year, month, day, hour, minute, *leap ? 59 : second);   /* knows month lengths */
  if (checked == NULL)
    return FALSE;
  *local = g_date_time_to_unix (checked) + (*leap ? 1 : 0);
  return TRUE;
}

static gboolean
read_wall (const char *wall, gint64 *local)
{
  const char *p = wall;
  gboolean has_seconds, leap;

  return wall != NULL && strlen (wall) >= 11 && wall[10] == 'T' && read_date_time (&p, local, &has_seconds, &leap) &&
         !leap && *p == '\0';
}

/* --- wall times -------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherWallKind kind;
  gint64        second;          /* UTC */
  int           offset_before;   /* a day before and after: differ when the clocks change in between */
  int           offset_after;
} Resolved;

/* Offsets lie between -16 and +16 hours, and clocks change at most once in two days; so the offset of a wall time is
 * the one that holds a day before or a day after it (both taken as if they were UTC). Each gives a candidate, and a
 * candidate is right when its offset really holds then. Two right ones: the hour happens twice. None: never. */
static Resolved
resolve (gint64 local, GTimeZone *zone)
{
  Resolved r = {
    .offset_before = offset_at (zone, local - SECONDS_PER_DAY),
    .offset_after = offset_at (zone, local + SECONDS_PER_DAY),
  };
  gint64 earlier = local - r.offset_before;
  gint64 later = local - r.offset_after;
  gboolean earlier_right = offset_at (zone, earlier) == r.offset_before;
  gboolean later_right = offset_at (zone, later) == r.offset_after;

  r.second = earlier_right || !later_right ? earlier : later;
  if (!earlier_right && !later_right)
    r.kind = USHER_WALL_GAP;
  else if (earlier_right && later_right && earlier != later)
    r.kind = USHER_WALL_FOLD;
  else
    r.kind = USHER_WALL_EXACT;
  return r;
}

/**
 * usher_time_from_wall:
 * @wall: (nullable): "YYYY-MM-DDTHH:MM" or "YYYY-MM-DDTHH:MM:SS", what a clock on the wall shows in @zone
 * @zone: the zone
 * @instant: (out): when that is
 * @kind: (out) (optional): whether it happens once, twice (the first is taken) or never (RFC 5545 3.3.5)
 * @field: the input field to name in the error
 * @error: %USHER_ERROR_INVALID when @wall is not such a time
 *
 * Returns: whether @instant was set
 */
gboolean
usher_time_from_wall (const char *wall, GTimeZone *zone, UsherInstant *instant, UsherWallKind *kind, const char *field,
                      GError **error)
{
  g_autofree char *quoted = NULL;
  Resolved resolved;
  gint64 local;

  g_return_val_if_fail (zone != NULL && instant != NULL && field != NULL, FALSE);

  if (!read_wall (wall, &local))
    {
      quoted = usher_text_quote (wall);
      usher_set_error_invalid (error, field, "%s is not a date and time like 2026-12-06T20:00.", quoted);
      return FALSE;
    }
  resolved = resolve (local, zone);
  *instant = resolved.second * G_USEC_PER_SEC;
  if (kind != NULL)
    *kind = resolved.kind;
  return TRUE;
}

/**
 * usher_time_days_before_wall:
 * @wall: a wall time as in usher_time_from_wall()
 * @days: calendar days to go back
 * @zone: the zone
 *
 * Returns: when the wall clock shows the same time @days days earlier; %USHER_NEVER when @wall is not a wall time
 */
UsherInstant
usher_time_days_before_wall (const char *wall, int days, GTimeZone *zone)
{
  gint64 local;

  g_return_val_if_fail (zone != NULL, USHER_NEVER);
  if (!read_wall (wall, &local))
    return USHER_NEVER;
  return resolve (local - (gint64) days * SECONDS_PER_DAY, zone).second * G_USEC_PER_SEC;
}

/**
 * usher_time_next_change:
 * @zone: the zone
 * @after: from when
 * @before: until when, not included
 *
 * The first full second in (@after, @before) at which the zone's offset changes. Changes that undo each other within
 * a day are not seen; no zone has such.
 *
 * Returns: the moment, or %USHER_NEVER where there is none
 */
UsherInstant
usher_time_next_change (GTimeZone *zone, UsherInstant after, UsherInstant before)
{
  gint64 from = after / G_USEC_PER_SEC;
  gint64 end = before / G_USEC_PER_SEC;
  gint64 to;

  g_return_val_if_fail (zone != NULL, USHER_NEVER);

  for (;; from = to)
    {
      if (from >= end)
        return USHER_NEVER;
      to = MIN (from + SECONDS_PER_DAY, end);
      if (offset_at (zone, to) != offset_at (zone, from))
        break;
    }
  while (to - from > 1)
    {
      gint64 middle = from + (to - from) / 2;

      if (offset_at (zone, middle) == offset_at (zone, from))
        from = middle;
      else
        to = middle;
    }
  return to < end ? to * G_USEC_PER_SEC : USHER_NEVER;
}

/**
 * usher_time_offset:
 * @instant: a moment
 * @zone: the zone
 *
 * Returns: seconds east of UTC then
 */
int
usher_time_offset (UsherInstant instant, GTimeZone *zone)
{
  g_return_val_if_fail (zone != NULL && instant != USHER_NEVER, 0);
  return offset_at (zone, instant / G_USEC_PER_SEC - (instant % G_USEC_PER_SEC < 0 ? 1 : 0));
}

/**
 * usher_time_find_gap:
 * @wall: a wall time as in usher_time_from_wall()
 * @zone: the zone
 * @first: (out) (transfer full): the wall time at which the clocks are put forward: the first that does not exist
 * @next: (out) (transfer full): the wall time to which they are put: the first that exists again
 *
 * For telling somebody which times they can choose.
 *
 * Returns: whether @wall lies in a gap; only then @first and @next are set
 */
gboolean
usher_time_find_gap (const char *wall, GTimeZone *zone, char **first, char **next)
{
  g_autoptr (GTimeZone) utc = NULL;
  Resolved resolved;
  UsherInstant change;
  gint64 local;

  g_return_val_if_fail (zone != NULL && first != NULL && next != NULL, FALSE);
  if (!read_wall (wall, &local))
    return FALSE;
  resolved = resolve (local, zone);
  if (resolved.kind != USHER_WALL_GAP)
    return FALSE;
  change = usher_time_next_change (zone, (local - SECONDS_PER_DAY) * G_USEC_PER_SEC,
                                   (local + SECONDS_PER_DAY) * G_USEC_PER_SEC);
  g_return_val_if_fail (change != USHER_NEVER, FALSE);
  /* What the clocks would show without the change: UTC's clocks show it that much later. */
  utc = g_time_zone_new_utc ();
  *first = usher_time_to_wall (change + resolved.offset_before * (gint64) G_USEC_PER_SEC, utc);
  *next = usher_time_to_wall (change, zone);
  return TRUE;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static GDateTime *
date_time_in (UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

/**
 * usher_time_to_wall:
 * @instant: a moment in the years 1 to 9999
 * @zone: the zone
 *
 * Returns: (transfer full): what a clock in @zone shows then, to the minute: "YYYY-MM-DDTHH:MM"
 */
char *
usher_time_to_wall (UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = NULL;

  g_return_val_if_fail (zone != NULL, NULL);
  local = date_time_in (instant, zone);
  g_return_val_if_fail (local != NULL, NULL);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d", g_date_time_get_year (local), g_date_time_get_month (local),
                          g_date_time_get_day_of_month (local), g_date_time_get_hour (local),
                          g_date_time_get_minute (local));
}

/**
 * usher_time_next_midnight:
 * @instant: a moment in the years 1 to 9998
 * @zone: the zone
 *
 * Returns: when the next calendar day begins in @zone, and with it another meaning of "tomorrow"; where a clock change skips
 *   midnight, the moment of the change
 */
UsherInstant
usher_time_next_midnight (UsherInstant instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) next = NULL;
  g_autofree char *wall = NULL;
  UsherInstant midnight = USHER_NEVER;
  UsherWallKind kind;

  g_return_val_if_fail (zone != NULL, USHER_NEVER);
  local = date_time_in (instant, zone);
  g_return_val_if_fail (local != NULL, USHER_NEVER);
  next = g_date_time_add_days (local, 1);
  wall = g_strdup_printf ("%04d-%02d-%02dT00:00", g_date_time_get_year (next), g_date_time_get_month (next),
                          g_date_time_get_day_of_month (next));
  if (!usher_time_from_wall (wall, zone, &midnight, &kind, "midnight", NULL))
    g_return_val_if_reached (USHER_NEVER);
  return midnight;
}

/**
 * usher_time_to_rfc3339:
 * @instant: a moment in the years 1 to 9999
 *
 * Returns: (transfer full): @instant in UTC, to the second: "2026-12-06T19:00:00Z"
 */
char *
usher_time_to_rfc3339 (UsherInstant instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  g_return_val_if_fail (utc != NULL, NULL);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year (utc), g_date_time_get_month (utc),
                          g_date_time_get_day_of_month (utc), g_date_time_get_hour (utc),
                          g_date_time_get_minute (utc), g_date_time_get_second (utc));
}

/* ".5" → 500000; what is finer than a microsecond is dropped. */
static gboolean
read_fraction (const char **p, gint64 *usec)
{
  gint64 unit = G_USEC_PER_SEC;

  *usec = 0;
  if (!read_char (p, "."))
    return TRUE;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (int digits = 0; g_ascii_isdigit (**p); (*p)++)
    {
      if (++digits > 12)
        return FALSE;
      unit /= 10;
      *usec += (**p - '0') * unit;
    }
  return TRUE;
}

/* "Z", "+01:00" → seconds east of UTC */
static gboolean
read_offset (const char **p, int *offset)
{
  int hours, minutes;
  int sign = **p == '-' ? -1 : 1;

  *offset = 0;
  if (read_char (p, "Zz"))
    return TRUE;
  if (!read_char (p, "+-") || !read_digits (p, 2, &hours) || !read_char (p, ":") || !read_digits (p, 2, &minutes) ||
      hours > 23 || minutes > 59)
    return FALSE;
  *offset = sign * (hours * 60 + minutes) * 60;
  return TRUE;
}

static gboolean
read_rfc3339 (const char *text, UsherInstant *instant)
{
  const char *p = text;
  gboolean has_seconds, leap;
  gint64 local, usec;
  int offset;

  if (text == NULL || !read_date_time (&p, &local, &has_seconds, &leap) || !has_seconds ||
      !read_fraction (&p, &usec) || !read_offset (&p, &offset) || *p != '\0')
    return FALSE;
  /* Leap seconds are put in at the end of a day of UTC only; to us it is the moment after. */
  if (leap && (local - offset) % SECONDS_PER_DAY != 0)
    return FALSE;
  *instant = (local - offset) * G_USEC_PER_SEC + usec;
  return TRUE;
}

/**
 * usher_time_from_rfc3339:
 * @text: (nullable): "2026-12-06T19:00:00Z" or with an offset, "2026-12-06T20:00:00.5+01:00" (RFC 3339 5.6)
 * @instant: (out): the moment, to the microsecond
 * @field: the input field to name in the error
 * @error: %USHER_ERROR_INVALID when @text is not such a moment
 *
 * Returns: whether @instant was set
 */
gboolean
usher_time_from_rfc3339 (const char *text, UsherInstant *instant, const char *field, GError **error)
{
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (instant != NULL && field != NULL, FALSE);

  if (read_rfc3339 (text, instant))
    return TRUE;
  quoted = usher_text_quote (text);
  usher_set_error_invalid (error, field, "%s is not a moment like 2026-12-06T19:00:00Z (RFC 3339).", quoted);
  return FALSE;
}

/**
 * usher_time_check_exists:
 * @wall: "YYYY-MM-DDTHH:MM"
 * @zone: its zone
 * @zone_name: as it is called
 * @field: of the error
 * @error: %USHER_ERROR_INVALID where the clocks are put forward over it
 *
 * Returns: whether clocks in @zone show it at all
 */
gboolean
usher_time_check_exists (const char *wall, GTimeZone *zone, const char *zone_name, const char *field, GError **error)
{
  g_autofree char *first = NULL, *next = NULL;
  const char *from, *to;
  gboolean same_day;

  g_return_val_if_fail (wall != NULL && zone != NULL && zone_name != NULL, FALSE);

  if (!usher_time_find_gap (wall, zone, &first, &next))
    return TRUE;
  same_day = strncmp (first, next, strlen ("YYYY-MM-DDT")) == 0;
  from = same_day ? strchr (first, 'T') + 1 : first;
  to = same_day ? strchr (next, 'T') + 1 : next;
  usher_set_error_invalid (error, field,
                           "%.5s on %.10s does not exist in %s: the clocks are put forward from %s to %s. "
                           "Choose a time before %s, or from %s on.",
                           strchr (wall, 'T') + 1, wall, zone_name, from, to, from, to);
  return FALSE;
}
