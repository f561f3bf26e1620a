/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-link-markup.h"

#include <string.h>

static gboolean
is_word (const char *text, const char *at)
{
  return at > text && (g_ascii_isalnum (at[-1]) || (guchar) at[-1] >= 0x80);
}

/* The length of "http://" or "https://" at @at, where a link may begin; 0: none does */
static gsize
scheme_length (const char *text, const char *at)
{
  static const char * const schemes[] = { "https://", "http://" };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (at, schemes[i], strlen (schemes[i])) == 0 && !is_word (text, at))
      return strlen (schemes[i]);
  return 0;
}

/* Blanks, control characters, quotes and brackets end an address; so does what cannot be in one unescaped. */
static gboolean
may_continue (char c)
{
  return (guchar) c > 0x20 && c != 0x7f && !strchr ("<>\"{}|\\^`", c);
}

/* Of "(see https://usher.example/a_(b))." the address ends with its own bracket. */
static gsize
without_punctuation (const char *link, gsize length)
{
  int open = 0;

  for (gsize i = 0; i < length; i++)
    open += link[i] == '(' ? 1 : link[i] == ')' ? -1 : 0;
  for (; length > 0; length--)
    {
      if (link[length - 1] == ')' && open < 0)
        open++;
      else if (!strchr (".,;:!?'*_", link[length - 1]))
        break;
    }
  return length;
}

/* In bytes; 0: no link begins at @at */
static gsize
link_length (const char *text, const char *at)
{
  gsize scheme = scheme_length (text, at), length = scheme;

  if (scheme == 0)
    return 0;
  while (may_continue (at[length]))
    length++;
  length = without_punctuation (at, length);
  if (length <= scheme)
    return 0;
  g_autofree char *uri = g_strndup (at, length);
  return g_uri_is_valid (uri, G_URI_FLAGS_NONE, NULL) ? length : 0;
}

static void
append (GString *markup, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (markup, escaped);
}

char *
usher_link_markup (const char *text)
{
  GString *markup;
  const char *done = text;

  g_return_val_if_fail (text != NULL, NULL);

  markup = g_string_new (NULL);
  for (const char *at = text; *at;)
    {
      gsize length = link_length (text, at);

      if (length == 0)
        {
          at++;
          continue;
        }
      append (markup, done, (gsize) (at - done));
      g_string_append (markup, "<a href=\"");
      append (markup, at, length);
      g_string_append (markup, "\">");
      append (markup, at, length);
      g_string_append (markup, "</a>");
      done = at += length;
    }
  append (markup, done, strlen (done));
  return g_string_free_and_steal (markup);
}
