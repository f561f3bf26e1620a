/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-typed.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>

#include "usher-error.h"
#include "usher-interval.h"

#define MINUTES_PER_DAY (24 * 60)
/* Nothing that long is a day or a time, whoever pasted it. */
#define LONGEST 40

/* Lower case, without blanks at the ends; NULL where it is too long to be meant */
static char *
tidy (const char *text)
{
  g_autofree char *lower = NULL;

  if (text == NULL || strlen (text) > LONGEST || !g_utf8_validate (text, -1, NULL))
    return NULL;
  lower = g_utf8_strdown (text, -1);
  return g_strdup (g_strstrip (lower));
}

/* Digits at @p, at most @max of them; FALSE without any */
static gboolean
read_number (const char **p, int max, int *number, int *digits)
{
  *number = *digits = 0;
  for (; g_ascii_isdigit (**p) && *digits < max; (*p)++, (*digits)++)
    *number = *number * 10 + (**p - '0');
  return *digits > 0 && !g_ascii_isdigit (**p);
}

static void
skip_blanks (const char **p)
{
  while (**p == ' ')
    (*p)++;
}

/* --- days ---------------------------------------------------------------------------------------------------------- */

/**
 * usher_typed_date:
 * @text: (nullable): "2026-12-06", "6.12.2026", "6/12/2026"
 * @order: what the last one means
 *
 * Returns: (transfer full) (nullable): the day as in ISO 8601
 */
char *
usher_typed_date (const char *text, UsherTypedOrder order)
{
  g_autofree char *tidied = tidy (text);
  int part[3], digits[3], year, month, day;
  const char *p = tidied;
  char separator = '\0';

  for (int i = 0; p && i < 3; i++)
    {
      if (!read_number (&p, 4, &part[i], &digits[i]))
        return NULL;
      if (i < 2 && (strchr ("-./", *p) == NULL || *p == '\0' || (separator && separator != *p)))
        return NULL;
      separator = i == 0 ? *p : separator;
      if (i < 2)
        p++;
      skip_blanks (&p);
    }
  if (!p || *p)
    return NULL;
  if (digits[0] == 4)
    year = part[0], month = part[1], day = part[2];
  else if (separator == '/' && order == USHER_TYPED_MONTH_FIRST)
    year = part[2], month = part[0], day = part[1];
  else
    year = part[2], month = part[1], day = part[0];
  if (MAX (digits[0], digits[2]) != 4 || month > 12 || day > 31 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return NULL;
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

/* --- times --------------------------------------------------------------------------------------------------------- */

/* "pm", "p.m.", "p": 12; "am": 0; nothing: -1; anything else: -2 */
static int
read_half (const char *p)
{
  g_autofree char *letters = g_strdup (p);
  char *to = letters;

  for (const char *from = p; *from; from++)
    if (*from != '.' && *from != ' ')
      *to++ = *from;
  *to = '\0';
  if (*letters == '\0' || g_str_equal (letters, "h") || g_str_equal (letters, "uhr"))
    return -1;
  if (g_str_equal (letters, "pm") || g_str_equal (letters, "p"))
    return 12;
  return g_str_equal (letters, "am") || g_str_equal (letters, "a") ? 0 : -2;
}

/**
 * usher_typed_time:
 * @text: (nullable): "20:00", "20.00", "2000", "20", "8 pm", "8:30 p.m."
 *
 * Returns: (transfer full) (nullable): the time of day, "20:00"
 */
char *
usher_typed_time (const char *text)
{
  g_autofree char *tidied = tidy (text);
  const char *p = tidied;
  int hour, minute = 0, digits, more, half;

  if (!p || !read_number (&p, 4, &hour, &digits))
    return NULL;
  if (digits > 2)
    {
      minute = hour % 100;
      hour /= 100;
    }
  else if (*p == ':' || (*p == '.' && g_ascii_isdigit (p[1])))
    {
      p++;
      if (!read_number (&p, 2, &minute, &more) || more != 2)
        return NULL;
    }
  half = read_half (p);
  if (half == -2 || minute > 59 || (half >= 0 ? hour < 1 || hour > 12 : hour > 23))
    return NULL;
  if (half >= 0)
    hour = hour % 12 + half;
  return g_strdup_printf ("%02d:%02d", hour, minute);
}

/**
 * usher_typed_show_time:
 * @wall: "20:00"
 * @minutes: what to add; goes round at midnight
 * @twelve_hours: "8:00 pm" rather than "20:00"
 *
 * Returns: (transfer full): the time as one would type it
 */
char *
usher_typed_show_time (const char *wall, int minutes, gboolean twelve_hours)
{
  int hour = 0, minute = 0, digits, sum;
  const char *p = wall;

  g_return_val_if_fail (wall != NULL, NULL);

  if (!read_number (&p, 2, &hour, &digits) || *p++ != ':' || !read_number (&p, 2, &minute, &digits))
    return g_strdup (wall);
  sum = (hour * 60 + minute + minutes) % MINUTES_PER_DAY;
  sum = (sum + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  hour = sum / 60;
  if (!twelve_hours)
    return g_strdup_printf ("%02d:%02d", hour, sum % 60);
  return g_strdup_printf ("%d:%02d %s", hour % 12 ? hour % 12 : 12, sum % 60, hour < 12 ? "am" : "pm");
}

/* --- lengths and numbers ------------------------------------------------------------------------------------------- */

/**
 * usher_typed_duration:
 * @text: (nullable): minutes, "1:30", "1 h 30 min", "2h"
 * @minutes: (out): how long that is
 *
 * Returns: whether it reads as a length
 */
gboolean
usher_typed_duration (const char *text, int *minutes)
{
  g_autofree char *tidied = tidy (text);
  const char *p = tidied;
  int first, second = 0, digits;
  gboolean hours;

  if (!p || !read_number (&p, 6, &first, &digits))
    return FALSE;
  skip_blanks (&p);
  hours = *p == ':' || *p == 'h';
  if (hours)
    {
      gboolean colon = *p++ == ':';

      while (!colon && g_ascii_isalpha (*p))
        p++;
      skip_blanks (&p);
      if ((*p || colon) && !read_number (&p, 4, &second, &digits))
        return FALSE;
    }
  skip_blanks (&p);
  if (*p == 'm')
    while (g_ascii_isalpha (*p) || *p == '.')
      p++;
  if (*p)
    return FALSE;
  *minutes = hours ? first * 60 + second : first;
  return TRUE;
}

gboolean
usher_typed_number (const char *text, int *number)
{
  g_autofree char *tidied = tidy (text);
  guint64 value;

  if (!tidied || !g_ascii_string_to_unsigned (tidied, 10, 0, G_MAXINT, &value, NULL))
    return FALSE;
  *number = (int) value;
  return TRUE;
}

char *
usher_typed_interval (const char *number, char unit, GError **error)
{
  g_autofree char *text = NULL;
  UsherInterval interval;
  int value;

  if (!usher_typed_number (number, &value))
    {
      usher_set_error_invalid (error, "intervals", N_("Write a whole number, like 2."));
      return NULL;
    }
  text = g_strdup_printf (unit == 'D' || unit == 'W' ? "P%d%c" : "PT%d%c", value, unit);
  return usher_interval_check (text, &interval, error) ? usher_interval_format (&interval) : NULL;
}

/* --- the streamer's language --------------------------------------------------------------------------------------- */

UsherTypedOrder
usher_typed_local_order (void)
{
  const char *format = nl_langinfo (D_FMT);
  const char *day = strpbrk (format, "de"), *month = strchr (format, 'm');

  /* "C" and the United States write %m/%d/%y; in "C" nobody said so. */
  if (g_str_has_prefix (format, "%m/%d/%y") && g_strcmp0 (nl_langinfo (T_FMT_AMPM), "%I:%M:%S %p") == 0 &&
      g_strcmp0 (nl_langinfo (T_FMT), "%H:%M:%S") == 0)
    return USHER_TYPED_DAY_FIRST;
  return (strstr (format, "%D") != NULL || (month && day && month < day)) ? USHER_TYPED_MONTH_FIRST : USHER_TYPED_DAY_FIRST;
}

gboolean
usher_typed_local_twelve_hours (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%p") || strstr (format, "%I") || strstr (format, "%r") || strstr (format, "%l");
}
