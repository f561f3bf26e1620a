/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-interval.h"

#include "usher-error.h"
#include "usher-text.h"
#include "usher-time.h"
#include "usher-wording.h"

#define FIELD "intervals"

#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR   (60 * SECONDS_PER_MINUTE)
#define SECONDS_PER_DAY    (24 * SECONDS_PER_HOUR)

static const char * const recommended[] = { "P14D", "P7D", "P3D", "P1D", "PT12H", "PT1H", "PT15M", "PT0S", NULL };

/**
 * usher_interval_recommended_all:
 *
 * Returns: (transfer none) (array zero-terminated=1): the eight of the house, longest first
 */
const char * const *
usher_interval_recommended_all (void)
{
  return recommended;
}

/* --- ISO 8601 ---------------------------------------------------------------------------------------------------- */

/* "14D" at @p: the number times @unit is added to @sum where the designator is @designator; else nothing is read. */
static gboolean
read_part (const char **p, char designator, int unit, gint64 *sum, gboolean *any)
{
  const char *q = *p;
  gint64 number = 0;

  for (; g_ascii_isdigit (*q); q++)
    number = MIN (number * 10 + (*q - '0'), (gint64) G_MAXINT + 1);   /* too much stays too much */
  if (q == *p || *q != designator)
    return FALSE;
  *sum += number * unit;
  *any = TRUE;
  *p = q + 1;
  return TRUE;
}

/* ISO 8601 lets weeks stand alone only, and a "T" only before a time. */
static gboolean
read_duration (const char *text, gint64 *days, gint64 *seconds)
{
  const char *p = text;
  gboolean any_days = FALSE;
  gboolean any_time = FALSE;

  *days = *seconds = 0;
  if (*p++ != 'P')
    return FALSE;
  if (read_part (&p, 'W', 7, days, &any_days))
    return *p == '\0';
  read_part (&p, 'D', 1, days, &any_days);
  if (*p == 'T')
    {
      p++;
      read_part (&p, 'H', SECONDS_PER_HOUR, seconds, &any_time);
      read_part (&p, 'M', SECONDS_PER_MINUTE, seconds, &any_time);
      read_part (&p, 'S', 1, seconds, &any_time);
      if (!any_time)
        return FALSE;
    }
  return (any_days || any_time) && *p == '\0';
}

/**
 * usher_interval_parse:
 * @text: (nullable): an ISO 8601 duration of weeks, or of days, hours, minutes and seconds
 * @interval: (out): the distance
 * @error: %USHER_ERROR_INVALID on "intervals" when @text is none, or too large to count
 *
 * Returns: whether @interval was set
 */
gboolean
usher_interval_parse (const char *text, UsherInterval *interval, GError **error)
{
  g_autofree char *quoted = NULL;
  gint64 days, seconds;

  g_return_val_if_fail (interval != NULL, FALSE);

  if (text == NULL || !read_duration (text, &days, &seconds))
    {
      quoted = usher_text_quote (text);
      usher_set_error_invalid (error, FIELD,
                               "%s is not a distance in days, hours, minutes and seconds, like P14D or PT1H30M.",
                               quoted);
      return FALSE;
    }
  if (days > G_MAXINT || seconds > G_MAXINT)
    {
      quoted = usher_text_quote (text);
      usher_set_error_invalid (error, FIELD, "%s is too large a distance.", quoted);
      return FALSE;
    }
  interval->days = (int) days;
  interval->seconds = (int) seconds;
  return TRUE;
}

/**
 * usher_interval_check:
 * @text: (nullable): as for usher_interval_parse()
 * @interval: (out): the distance
 * @error: %USHER_ERROR_INVALID on "intervals"
 *
 * Returns: whether there can be a step of it: a distance of at most %USHER_INTERVAL_MAX_DAYS
 */
gboolean
usher_interval_check (const char *text, UsherInterval *interval, GError **error)
{
  if (!usher_interval_parse (text, interval, error))
    return FALSE;
  if (interval->days <= USHER_INTERVAL_MAX_DAYS &&
      interval->days * USHER_DAY + interval->seconds * (gint64) G_USEC_PER_SEC <= USHER_INTERVAL_MAX_DAYS * USHER_DAY)
    return TRUE;
  usher_set_error_invalid (error, FIELD, "%s is too far before the start: at most %d days.", text,
                           USHER_INTERVAL_MAX_DAYS);
  return FALSE;
}

static void
append_part (GString *text, int number, char designator)
{
  if (number > 0)
    g_string_append_printf (text, "%d%c", number, designator);
}

/**
 * usher_interval_format:
 * @self: a distance
 *
 * Returns: (transfer full): the canonical ISO 8601 form, the same for equal distances: "P14D", "PT1H30M", "PT0S"
 */
char *
usher_interval_format (const UsherInterval *self)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new ("P");
  append_part (text, self->days, 'D');
  if (self->seconds > 0)
    {
      g_string_append_c (text, 'T');
      append_part (text, self->seconds / SECONDS_PER_HOUR, 'H');
      append_part (text, self->seconds / SECONDS_PER_MINUTE % 60, 'M');
      append_part (text, self->seconds % 60, 'S');
    }
  if (text->len == 1)
    g_string_append (text, "T0S");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * usher_interval_compare:
 * @a: a distance
 * @b: another
 *
 * A day counts as 24 hours here; of two that are equal by that the one with more calendar days comes first.
 *
 * Returns: negative when @a is longer, positive when @b is, 0 when they are the same
 */
int
usher_interval_compare (const UsherInterval *a, const UsherInterval *b)
{
  gint64 length_a, length_b;

  g_return_val_if_fail (a != NULL && b != NULL, 0);

  length_a = a->days * (gint64) SECONDS_PER_DAY + a->seconds;
  length_b = b->days * (gint64) SECONDS_PER_DAY + b->seconds;
  if (length_a != length_b)
    return length_a > length_b ? -1 : 1;
  return a->days == b->days ? 0 : a->days > b->days ? -1 : 1;
}

/**
 * usher_interval_label:
 * @self: a distance
 *
 * Returns: (transfer full): its name for people, in English: "2 weeks", "1 day 2 hours", "at start"
 */
char *
usher_interval_label (const UsherInterval *self)
{
  return usher_interval_label_in (self, NULL);
}

/**
 * usher_interval_label_in:
 * @self: a distance
 * @language: (nullable): BCP 47
 *
 * Returns: (transfer full): its name for people in a language of theirs
 */
char *
usher_interval_label_in (const UsherInterval *self, const char *language)
{
  g_return_val_if_fail (self != NULL, NULL);
  return usher_wording_interval (self->days, self->seconds, language);
}

/* --- moments ----------------------------------------------------------------------------------------------------- */

/**
 * usher_interval_due_at:
 * @self: a distance
 * @local_start: the start as a wall time, "YYYY-MM-DDTHH:MM"
 * @zone: the event's zone
 *
 * First the days are gone back on the calendar, so that the wall clock shows the same time (a time that is skipped or
 * happens twice on that day is taken as usher_time_from_wall() does), then the seconds exactly.
 *
 * Returns: the moment, or %USHER_NEVER when @local_start is not a wall time
 */
UsherInstant
usher_interval_due_at (const UsherInterval *self, const char *local_start, GTimeZone *zone)
{
  UsherInstant day;

  g_return_val_if_fail (self != NULL && zone != NULL, USHER_NEVER);

  day = usher_time_days_before_wall (local_start, self->days, zone);
  return day != USHER_NEVER ? day - self->seconds * (gint64) G_USEC_PER_SEC : USHER_NEVER;
}

/**
 * usher_interval_fits:
 * @due_at: the moment of a step
 * @now: the present moment
 *
 * Returns: whether the step can still be planned: it is to come, or has passed by less than the grace
 */
gboolean
usher_interval_fits (UsherInstant due_at, UsherInstant now)
{
  return due_at != USHER_NEVER && due_at > now - USHER_INTERVAL_GRACE;
}

static gboolean
is_moment_taken (GArray *moments, UsherInstant due_at)
{
  for (guint i = 0; i < moments->len; i++)
    if (g_array_index (moments, UsherInstant, i) == due_at)
      return TRUE;
  return FALSE;
}

static void
choose (const char *text, const char *local_start, GTimeZone *zone, UsherInstant now, GArray *moments, GPtrArray *fitting)
{
  UsherInterval interval;
  UsherInstant due_at;

  if (!usher_interval_parse (text, &interval, NULL))
    return;
  due_at = usher_interval_due_at (&interval, local_start, zone);
  if (!usher_interval_fits (due_at, now) || is_moment_taken (moments, due_at))
    return;
  g_array_append_val (moments, due_at);
  g_ptr_array_add (fitting, g_strdup (text));
}

/**
 * usher_interval_choose:
 * @list: (element-type utf8) (nullable): ISO 8601 durations, longest first; %NULL for the eight of the house
 * @local_start: the start as a wall time
 * @zone: the event's zone
 * @now: the present moment
 *
 * Of several that fall on the same moment (P1D and PT24H, but for a day with a clock change) the first is taken.
 *
 * Returns: (transfer full) (element-type utf8): those that still fit; none when the start is over or not a wall time
 */
GPtrArray *
usher_interval_choose (GPtrArray *list, const char *local_start, GTimeZone *zone, UsherInstant now)
{
  g_autoptr (GPtrArray) fitting = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (UsherInstant));

  g_return_val_if_fail (zone != NULL, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    choose (g_ptr_array_index (list, i), local_start, zone, now, moments, fitting);
  for (guint i = 0; list == NULL && recommended[i] != NULL; i++)
    choose (recommended[i], local_start, zone, now, moments, fitting);
  return g_steal_pointer (&fitting);
}

/**
 * usher_interval_recommend:
 * @local_start: the start as a wall time
 * @zone: the event's zone
 * @now: the present moment
 *
 * Returns: (transfer full) (element-type utf8): those of the eight that still fit, longest first; none when the start
 *   is over or not a wall time
 */
GPtrArray *
usher_interval_recommend (const char *local_start, GTimeZone *zone, UsherInstant now)
{
  return usher_interval_choose (NULL, local_start, zone, now);
}
