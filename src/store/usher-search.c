/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-search.h"

#include <string.h>

/* Fewer digits than these would find every number. */
#define PHONE_DIGITS_MIN 3

/**
 * usher_search_key:
 * @text: what somebody typed, or a stored text
 *
 * Composed, compatible forms become equal (NFKC), then case is folded by Unicode's rules ("ß" equals "SS").
 *
 * Returns: (transfer full): the text as it is compared
 */
char *
usher_search_key (const char *text)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  return normal != NULL ? g_utf8_casefold (normal, -1) : g_ascii_strdown (text, -1);
}

static gboolean
ascii_contains (const char *text, const char *needle)
{
  gsize length = strlen (needle);

  for (; *text != '\0'; text++)
    if (g_ascii_tolower (*text) == *needle && g_ascii_strncasecmp (text, needle, length) == 0)
      return TRUE;
  return length == 0;
}

/**
 * usher_search_matches:
 * @text: a stored text
 * @needle: a search key
 *
 * Returns: whether @needle stands in @text
 */
gboolean
usher_search_matches (const char *text, const char *needle)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (text != NULL && needle != NULL, FALSE);

  if (g_str_is_ascii (text))
    return ascii_contains (text, needle);
  key = usher_search_key (text);
  return strstr (key, needle) != NULL;
}

/**
 * usher_search_phone_key:
 * @text: what somebody typed
 *
 * People type "0151 234-56" or "+49 (151) 23456" where "+4915123456" is stored: the digits are compared, without the leading
 * zeros of national and international prefixes.
 *
 * Returns: (transfer full) (nullable): digits to look for in stored numbers; %NULL when @text is no phone number
 */
char *
usher_search_phone_key (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p) && (*p != '0' || digits->len > 0))
        g_string_append_c (digits, *p);
      else if (!g_ascii_isdigit (*p) && strchr (" +-()/.", *p) == NULL)
        return NULL;
    }
  if (digits->len < PHONE_DIGITS_MIN)
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&digits));
}
