/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-letter-scheme.h"

/* A web view takes prefers-color-scheme from the application that it is in, and there is no setting of its own. So the question
 * is answered before the document is shown: (prefers-color-scheme: dark) becomes a question about the width that is always true,
 * or never. Only inside <style>: elsewhere these would be words of the message. */

#define ALWAYS "(min-width: 0px)"
#define NEVER  "(max-width: 0px)"

static gboolean
answer (const GMatchInfo *match, GString *out, gpointer data)
{
  gboolean dark = GPOINTER_TO_INT (data);
  g_autofree char *asked = g_match_info_fetch (match, 1);

  g_string_append (out, (g_ascii_strcasecmp (asked, "dark") == 0) == dark ? ALWAYS : NEVER);
  return FALSE;
}

static gboolean
answer_style (const GMatchInfo *match, GString *out, gpointer data)
{
  g_autoptr (GRegex) question = g_regex_new ("\\(\\s*prefers-color-scheme\\s*:\\s*(dark|light)\\s*\\)", G_REGEX_CASELESS,
                                             G_REGEX_MATCH_DEFAULT, NULL);
  g_autofree char *style = g_match_info_fetch (match, 0);
  g_autofree char *answered = g_regex_replace_eval (question, style, -1, 0, G_REGEX_MATCH_DEFAULT, answer, data, NULL);

  g_string_append (out, answered ? answered : style);
  return FALSE;
}

/**
 * usher_letter_with_scheme:
 * @html: a document, in UTF-8
 * @dark: the reader's screen is dark
 *
 * Media Queries 5, "prefers-color-scheme".
 *
 * Returns: (transfer full): the document with that question answered
 */
char *
usher_letter_with_scheme (const char *html, gboolean dark)
{
  g_autoptr (GRegex) style = NULL;
  char *result;

  g_return_val_if_fail (html != NULL, NULL);

  style = g_regex_new ("<style\\b[^>]*+>.*?</style", G_REGEX_CASELESS | G_REGEX_DOTALL, G_REGEX_MATCH_DEFAULT, NULL);
  result = g_regex_replace_eval (style, html, -1, 0, G_REGEX_MATCH_DEFAULT, answer_style, GINT_TO_POINTER (dark), NULL);
  return result ? result : g_strdup (html);
}
