/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-text.h"

#include <string.h>

#include "usher-error.h"

#define QUOTE_MAX 80   /* bytes */

/* Embeddings, overrides and isolates of the Unicode Bidirectional Algorithm (UAX #9): one that is not closed turns the words
 * around it, in the list, the page and the mail. Marks (U+200E, U+200F) and scripts that run from right to left are no such thing. */
static gboolean
turns_text (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_allowed (gunichar c, UsherTextKind kind)
{
  if (kind == USHER_TEXT_LINES && (c == '\n' || c == '\r' || c == '\t'))
    return TRUE;
  if (kind == USHER_TEXT_LINE && (c == 0x2028 || c == 0x2029))   /* line and paragraph separator */
    return FALSE;
  if (kind == USHER_TEXT_LINE && turns_text (c))
    return FALSE;
  return !g_unichar_iscntrl (c);
}

/**
 * usher_text_check:
 * @text: (nullable): what was typed; %NULL is as good as ""
 * @kind: one line or many
 * @max_chars: limit, in characters
 * @field: the input field to name in the error
 * @name: what the text is, to begin a sentence: "The title"
 * @error: %USHER_ERROR_INVALID on @field
 *
 * Returns: whether the text can be taken as it is
 */
gboolean
usher_text_check (const char *text, UsherTextKind kind, int max_chars, const char *field, const char *name,
                  GError **error)
{
  g_return_val_if_fail (field != NULL && name != NULL, FALSE);

  if (text == NULL)
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    {
      usher_set_error_about (error, field, name, "%s is not valid UTF-8 text.", 0);
      return FALSE;
    }
  if (g_utf8_strlen (text, -1) > max_chars)
    {
      usher_set_error_about (error, field, name, "%s is too long: at most %d characters.", max_chars);
      return FALSE;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_allowed (g_utf8_get_char (p), kind))
      {
        if (kind == USHER_TEXT_LINE)
          usher_set_error_about (error, field, name, "%s contains a control character or a line break.", 0);
        else
          usher_set_error_about (error, field, name, "%s contains a control character.", 0);
        return FALSE;
      }
  return TRUE;
}

/**
 * usher_text_is_blank:
 * @text: (nullable): valid UTF-8
 *
 * Returns: whether there is nothing to see in it
 */
gboolean
usher_text_is_blank (const char *text)
{
  if (text == NULL)
    return TRUE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && !g_unichar_iszerowidth (c))
        return FALSE;
    }
  return TRUE;
}

/**
 * usher_text_quote:
 * @text: (nullable): any bytes
 *
 * Returns: (transfer full): @text in quotation marks, to begin a sentence with; "This" where it is empty, long or not
 *   fit to be shown
 */
char *
usher_text_quote (const char *text)
{
  if (text == NULL || text[0] == '\0' || strlen (text) > QUOTE_MAX || !g_utf8_validate (text, -1, NULL))
    return g_strdup ("This");
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return g_strdup ("This");
  return g_strdup_printf ("“%s”", text);
}
