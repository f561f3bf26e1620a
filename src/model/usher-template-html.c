/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-html.h"

#include <string.h>

/* A small tokenizer after the HTML Standard (section 13.2.5, "Tokenization"): just enough of it to know at each
 * variable whether it stands in text, in an attribute, in a link, or where no value may ever stand. It follows the
 * text of the template only; values are escaped so that they cannot leave the place they stand in. */

#define TAG_BREAK " \t\n\f\r/>"

static const char * const url_attributes[] = {
  "href", "src", "action", "formaction", "poster", "background", "cite", "data", "longdesc", "manifest", "srcset",
  "xlink:href", "ping", "icon", "lowsrc", "dynsrc", "codebase", "profile", "usemap", NULL
};

void
usher_html_scanner_init (UsherHtmlScanner *self)
{
  memset (self, 0, sizeof *self);
  self->state = USHER_HTML_DATA;
}

/* Names longer than any that matters keep their beginning and a mark, so that they equal no known name. */
static void
name_append (char *name, char c)
{
  gsize length = strlen (name);

  if (length < USHER_HTML_NAME_MAX)
    {
      name[length] = g_ascii_tolower (c);
      name[length + 1] = '\0';
    }
  else
    {
      name[USHER_HTML_NAME_MAX - 1] = '~';
    }
}

static gboolean
is_gap (char c)
{
  return c != '\0' && strchr (TAG_BREAK, c) != NULL;
}

static void
tag_ends (UsherHtmlScanner *self)
{
  self->matched = 0;
  self->attribute[0] = '\0';
  if (self->end_tag)
    self->state = USHER_HTML_DATA;
  else if (g_str_equal (self->tag, "script") || g_str_equal (self->tag, "style"))
    self->state = USHER_HTML_RAW;
  else if (g_str_equal (self->tag, "title") || g_str_equal (self->tag, "textarea"))
    self->state = USHER_HTML_RCDATA;
  else
    self->state = USHER_HTML_DATA;
}

static void
tag_begins (UsherHtmlScanner *self, char c, gboolean end_tag)
{
  self->state = USHER_HTML_TAG_NAME;
  self->end_tag = end_tag;
  self->gap = FALSE;
  self->tag[0] = self->attribute[0] = '\0';
  name_append (self->tag, c);
}

static void
attribute_begins (UsherHtmlScanner *self, char c)
{
  self->state = USHER_HTML_ATTRIBUTE_NAME;
  self->attribute[0] = '\0';
  name_append (self->attribute, c);
}

static void
step_open (UsherHtmlScanner *self, char c)
{
  if (g_ascii_isalpha (c))
    {
      tag_begins (self, c, self->state == USHER_HTML_END_TAG_OPEN);
    }
  else if (self->state == USHER_HTML_END_TAG_OPEN)
    {
      self->state = c == '>' ? USHER_HTML_DATA : USHER_HTML_BOGUS;
    }
  else if (c == '/')
    {
      self->state = USHER_HTML_END_TAG_OPEN;
    }
  else if (c == '!')
    {
      self->state = USHER_HTML_DECLARATION;
      self->matched = 0;
    }
  else if (c == '?')
    {
      self->state = USHER_HTML_BOGUS;
    }
  else if (c != '<')
    {
      self->state = USHER_HTML_DATA;   /* "a < b" */
    }
}

static void
step_comment (UsherHtmlScanner *self, char c)
{
  if (self->state == USHER_HTML_DECLARATION)
    {
      if (c == '-' && ++self->matched == 2)
        self->state = USHER_HTML_COMMENT;   /* the two dashes count, so that "<!-->" is a whole comment */
      else if (c == '>')
        self->state = USHER_HTML_DATA;
      else if (c != '-')
        self->state = USHER_HTML_BOGUS;
    }
  else if (c == '-')
    {
      self->matched++;
    }
  else if (c == '>' && self->matched >= 2)
    {
      self->state = USHER_HTML_DATA;
    }
  else if (!(c == '!' && self->matched >= 2))   /* "--!>" ends a comment, too */
    {
      self->matched = 0;
    }
}

/* Inside script, style, title and textarea only the element's own end tag is looked for. */
static void
step_raw (UsherHtmlScanner *self, char c)
{
  gsize length = strlen (self->tag);
  char expected;

  if (self->matched == length + 2)
    {
      if (is_gap (c))
        {
          self->end_tag = TRUE;
          self->state = USHER_HTML_IN_TAG;
          if (c == '>')
            tag_ends (self);
          return;
        }
      self->matched = 0;
    }
  expected = self->matched == 0 ? '<' : self->matched == 1 ? '/' : self->tag[self->matched - 2];
  if (g_ascii_tolower (c) == expected)
    self->matched++;
  else
    self->matched = c == '<' ? 1 : 0;
}

static void
step_attribute (UsherHtmlScanner *self, char c)
{
  gboolean space = is_gap (c) && c != '/' && c != '>';

  if (c == '>')
    tag_ends (self);
  else if (c == '=' && self->state != USHER_HTML_IN_TAG && self->state != USHER_HTML_AFTER_VALUE)
    self->state = USHER_HTML_BEFORE_VALUE;
  else if (c == '/')
    self->state = USHER_HTML_IN_TAG;
  else if (self->state == USHER_HTML_ATTRIBUTE_NAME && !space)
    name_append (self->attribute, c);
  else if (self->state == USHER_HTML_ATTRIBUTE_NAME)
    self->state = USHER_HTML_AFTER_NAME;
  else if (!space)
    attribute_begins (self, c);
  else if (self->state == USHER_HTML_AFTER_VALUE)
    self->state = USHER_HTML_IN_TAG;
}

static void
step_value (UsherHtmlScanner *self, char c)
{
  gboolean space = is_gap (c) && c != '/' && c != '>';

  if (self->state == USHER_HTML_VALUE_QUOTED)
    {
      if (c == self->quote)
        self->state = USHER_HTML_AFTER_VALUE;
    }
  else if (c == '>')
    {
      tag_ends (self);
    }
  else if (self->state == USHER_HTML_VALUE_BARE)
    {
      if (space)
        self->state = USHER_HTML_IN_TAG;
    }
  else if (c == '"' || c == '\'')
    {
      self->state = USHER_HTML_VALUE_QUOTED;
      self->quote = c;
    }
  else if (!space)
    {
      self->state = USHER_HTML_VALUE_BARE;
    }
}

static void
step_tag_name (UsherHtmlScanner *self, char c)
{
  if (c == '>')
    tag_ends (self);
  else if (is_gap (c))
    self->state = USHER_HTML_IN_TAG;
  else
    name_append (self->tag, c);
}

static void
step (UsherHtmlScanner *self, char c)
{
  switch (self->state)
    {
    case USHER_HTML_DATA:
      if (c == '<')
        self->state = USHER_HTML_TAG_OPEN;
      break;
    case USHER_HTML_TAG_OPEN:
    case USHER_HTML_END_TAG_OPEN:
      step_open (self, c);
      break;
    case USHER_HTML_TAG_NAME:
      step_tag_name (self, c);
      break;
    case USHER_HTML_IN_TAG:
    case USHER_HTML_ATTRIBUTE_NAME:
    case USHER_HTML_AFTER_NAME:
    case USHER_HTML_AFTER_VALUE:
      step_attribute (self, c);
      break;
    case USHER_HTML_BEFORE_VALUE:
    case USHER_HTML_VALUE_QUOTED:
    case USHER_HTML_VALUE_BARE:
      step_value (self, c);
      break;
    case USHER_HTML_DECLARATION:
    case USHER_HTML_COMMENT:
      step_comment (self, c);
      break;
    case USHER_HTML_BOGUS:
      if (c == '>')
        self->state = USHER_HTML_DATA;
      break;
    case USHER_HTML_RAW:
    case USHER_HTML_RCDATA:
      step_raw (self, c);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Reads on over @length bytes of the template's own text. FALSE: a section's edge inside a tag has no space next to it,
 * so its presence would change the meaning of what follows. */
gboolean
usher_html_scanner_feed (UsherHtmlScanner *self, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (self->gap && self->state == USHER_HTML_IN_TAG && !is_gap (text[i]))
        return FALSE;
      self->gap = FALSE;
      step (self, text[i]);
    }
  return TRUE;
}

static UsherPlace
attribute_place (const UsherHtmlScanner *self)
{
  if (g_str_equal (self->attribute, "style"))
    return USHER_PLACE_STYLE;
  if (g_strv_contains (url_attributes, self->attribute))
    return USHER_PLACE_URL;
  return USHER_PLACE_ATTRIBUTE;
}

/* A variable stands here. FALSE and a @reason where no value is safe. */
gboolean
usher_html_scanner_variable (UsherHtmlScanner *self, UsherPlace *place, const char **reason)
{
  gboolean code = g_str_has_prefix (self->attribute, "on") || g_str_equal (self->attribute, "srcdoc");

  *reason = NULL;
  if ((self->state == USHER_HTML_RCDATA || self->state == USHER_HTML_RAW) && self->matched > 0)
    *reason = "the name of a tag or attribute";
  else if (self->state == USHER_HTML_DATA)
    *place = USHER_PLACE_TEXT;
  else if (self->state == USHER_HTML_RCDATA)
    *place = USHER_PLACE_RCDATA;
  else if (self->state == USHER_HTML_RAW && g_str_equal (self->tag, "style"))
    *place = USHER_PLACE_STYLE;
  else if (self->state == USHER_HTML_RAW)
    *reason = "a script";
  else if (self->state == USHER_HTML_VALUE_QUOTED && code)
    *reason = "an attribute that is run as code";
  else if (self->state == USHER_HTML_VALUE_QUOTED)
    *place = attribute_place (self);
  else if (self->state == USHER_HTML_BEFORE_VALUE || self->state == USHER_HTML_VALUE_BARE)
    *reason = "an attribute without quotes around its value";
  else if (self->state == USHER_HTML_COMMENT || self->state == USHER_HTML_BOGUS || self->state == USHER_HTML_DECLARATION)
    *reason = "a comment";
  else
    *reason = "the name of a tag or attribute";
  return *reason == NULL;
}

/* A section begins or ends here: inside a tag all places between attributes become one, which wants a space next. */
void
usher_html_scanner_fold (UsherHtmlScanner *self)
{
  switch (self->state)
    {
    case USHER_HTML_IN_TAG:
    case USHER_HTML_TAG_NAME:
    case USHER_HTML_ATTRIBUTE_NAME:
    case USHER_HTML_AFTER_NAME:
    case USHER_HTML_AFTER_VALUE:
      self->gap = self->gap || self->state != USHER_HTML_IN_TAG;
      self->state = USHER_HTML_IN_TAG;
      self->attribute[0] = '\0';
      break;
    case USHER_HTML_DATA:
    case USHER_HTML_TAG_OPEN:
    case USHER_HTML_END_TAG_OPEN:
    case USHER_HTML_BEFORE_VALUE:
    case USHER_HTML_VALUE_QUOTED:
    case USHER_HTML_VALUE_BARE:
    case USHER_HTML_DECLARATION:
    case USHER_HTML_BOGUS:
    case USHER_HTML_COMMENT:
    case USHER_HTML_RAW:
    case USHER_HTML_RCDATA:
    default:
      break;
    }
}

/* Is what follows read alike, whether the text between @a and @b was there or not? Both folded. */
gboolean
usher_html_scanner_same (const UsherHtmlScanner *a, const UsherHtmlScanner *b)
{
  if (a->state != b->state)
    return FALSE;
  if (a->state == USHER_HTML_DATA)
    return TRUE;
  return a->matched == b->matched && g_str_equal (a->tag, b->tag) && a->end_tag == b->end_tag && g_str_equal (a->attribute, b->attribute)
         && (a->state != USHER_HTML_VALUE_QUOTED || a->quote == b->quote);
}
