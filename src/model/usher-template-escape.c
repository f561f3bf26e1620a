/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-escape.h"

#include <string.h>

/* What follows "%" in the patterns that Mailgun replaces anywhere in a message (its manual, "Batch Sending" and
 * "Unsubscribe Variables"). There is no way to escape them there, so they are broken here. */
static const char * const mailgun_words[] = {
  "recipient", "unsubscribe_", "tag_unsubscribe_", "mailing_list_unsubscribe_",
};

#define LINK_PREFIX_MAX 64   /* bytes of a link's beginning that are looked at for a scheme */

static const char * const link_schemes[] = { "http", "https", "mailto", "tel", "sms", "webcal", "webcals", NULL };

/**
 * usher_url_is_safe:
 * @url: a whole link
 *
 * Returns: whether it is http, https or mailto, without control characters: nothing that a browser would run
 */
gboolean
usher_url_is_safe (const char *url)
{
  g_return_val_if_fail (url != NULL, FALSE);
  for (const char *p = url; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;
  return g_ascii_strncasecmp (url, "http://", 7) == 0 || g_ascii_strncasecmp (url, "https://", 8) == 0
         || g_ascii_strncasecmp (url, "mailto:", 7) == 0;
}

static gboolean
is_control (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static gboolean
is_line_separator (gunichar c)
{
  return c == 0x2028 || c == 0x2029 || c == 0x85;
}

static void
append_html_char (GString *out, gunichar c)
{
  switch (c)
    {
    case '&':
      g_string_append (out, "&amp;");
      break;
    case '<':
      g_string_append (out, "&lt;");
      break;
    case '>':
      g_string_append (out, "&gt;");
      break;
    case '"':
      g_string_append (out, "&quot;");
      break;
    case '\'':
      g_string_append (out, "&#39;");
      break;
    default:
      g_string_append_unichar (out, c);
      break;
    }
}

static void
append_newline (GString *out, UsherPlace place)
{
  if (place == USHER_PLACE_LINE)
    g_string_append_c (out, ' ');
  else if (place == USHER_PLACE_TEXT)
    g_string_append (out, "<br>\n");
  else
    g_string_append_c (out, '\n');
}

/* Colours, numbers and words only: nothing that ends a declaration or loads anything. */
static gboolean
is_style_value (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("#.,% -", *p) == NULL)
      return FALSE;
  return TRUE;
}

/* How many bytes @text begins with that stay as they are in every place: nearly all of a usual value */
static gsize
plain_length (const char *text)
{
  gsize n = 0;

  while (text[n] >= 0x20 && text[n] < 0x7f && strchr ("&<>\"'", text[n]) == NULL)
    n++;
  return n;
}

/* Appends @value (UTF-8 or not) in the way that its @place asks for. Not for links: see usher_escape_link(). */
void
usher_escape_append (GString *out, const char *value, UsherPlace place)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  gboolean html = place != USHER_PLACE_PLAIN && place != USHER_PLACE_LINE;

  if (place == USHER_PLACE_STYLE && !is_style_value (valid))
    return;
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gsize plain = plain_length (p);
      gunichar c;

      g_string_append_len (out, p, (gssize) plain);
      p += plain;
      c = g_utf8_get_char (p);
      if (c == '\0')
        break;
      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\n' || c == '\r' || is_line_separator (c))
        append_newline (out, place);
      else if (c == '\t' && place != USHER_PLACE_LINE)
        g_string_append_c (out, '\t');
      else if (is_control (c) && place == USHER_PLACE_LINE)
        g_string_append_c (out, ' ');
      else if (html && !is_control (c))
        append_html_char (out, c);
      else if (!is_control (c))
        g_string_append_unichar (out, c);
    }
}

/* May a value follow this beginning of a link, written in the template itself? */
static gboolean
prefix_is_safe (const char *prefix)
{
  gsize scheme = strcspn (prefix, ":/?#&");
  g_autofree char *name = g_ascii_strdown (prefix, (gssize) scheme);

  if (prefix[scheme] == '&')
    return FALSE;   /* a character reference may hide a colon */
  if (prefix[scheme] != ':')
    return TRUE;
  return g_strv_contains (link_schemes, name) || g_ascii_strncasecmp (prefix, "data:image/", 11) == 0;
}

/* Appends a value to the link that began at @value_start of @out. @whole_link: the value is a link of our own making,
 * otherwise it is percent-encoded unless it stands at the very beginning. */
void
usher_escape_link (GString *out, const char *value, gsize value_start, gboolean whole_link)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  const char *begin = out->str + value_start;
  g_autofree char *prefix = g_strndup (begin + strspn (begin, " \t\n"), LINK_PREFIX_MAX);
  g_autofree char *encoded = NULL;

  if (prefix[0] == '\0' || whole_link)
    {
      if (!usher_url_is_safe (valid))
        g_string_append_c (out, '#');
      else if (prefix_is_safe (prefix))
        usher_escape_append (out, valid, USHER_PLACE_ATTRIBUTE);
      return;
    }
  if (!prefix_is_safe (prefix))
    return;
  encoded = g_uri_escape_string (valid, "@", FALSE);
  g_string_append (out, encoded);
}

static gboolean
starts_with_mailgun_word (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (mailgun_words); i++)
    if (g_ascii_strncasecmp (text, mailgun_words[i], strlen (mailgun_words[i])) == 0)
      return TRUE;
  return FALSE;
}

/* The last pass over a rendered text: breaks Mailgun's patterns wherever they came from (also where two values or the
 * edge of one made them), then writes the marked variables as the only patterns left. */
char *
usher_escape_finish (const char *text, UsherSyntax syntax)
{
  GString *out = g_string_sized_new (strlen (text) + 16);
  gboolean html = syntax == USHER_SYNTAX_HTML;
  static const char special[] = { '%', USHER_MARK_OPEN, USHER_MARK_CLOSE, '\0' };

  for (const char *p = text; *p != '\0'; p++)
    {
      gsize plain = strcspn (p, special);

      g_string_append_len (out, p, (gssize) plain);
      p += plain;
      if (*p == '\0')
        break;
      if (*p == '%' && (p[1] == USHER_MARK_OPEN || starts_with_mailgun_word (p + 1)))
        {
          g_string_append (out, html ? "&#37;" : "% ");
        }
      else if (*p == USHER_MARK_OPEN)
        {
          g_string_append (out, "%recipient.");
        }
      else if (*p == USHER_MARK_CLOSE)
        {
          g_string_append_c (out, '%');
          if (!starts_with_mailgun_word (p + 1))
            continue;
          if (html)
            g_string_append_printf (out, "&#%d;", *++p);
          else
            g_string_append_c (out, ' ');
        }
      else
        {
          g_string_append_c (out, *p);
        }
    }
  return g_string_free (out, FALSE);
}
