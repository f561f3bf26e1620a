/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the template engine: where in an HTML document are we? */

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherPlace:
 *
 * What kind of place a variable stands in. It decides how its value is escaped.
 */
typedef enum {
  USHER_PLACE_PLAIN,        /* plain text */
  USHER_PLACE_LINE,         /* one line: a header */
  USHER_PLACE_TEXT,         /* between HTML tags */
  USHER_PLACE_RCDATA,       /* in title or textarea: character references work, tags do not */
  USHER_PLACE_ATTRIBUTE,    /* quoted value of an ordinary attribute */
  USHER_PLACE_URL,          /* quoted value of href, src… */
  USHER_PLACE_STYLE,        /* style attribute or element */
} UsherPlace;

typedef enum {
  USHER_HTML_DATA,
  USHER_HTML_TAG_OPEN,          /* behind "<" */
  USHER_HTML_END_TAG_OPEN,      /* behind "</" */
  USHER_HTML_TAG_NAME,
  USHER_HTML_IN_TAG,            /* before an attribute */
  USHER_HTML_ATTRIBUTE_NAME,
  USHER_HTML_AFTER_NAME,        /* spaces behind an attribute's name */
  USHER_HTML_BEFORE_VALUE,      /* behind "=" */
  USHER_HTML_VALUE_QUOTED,
  USHER_HTML_VALUE_BARE,
  USHER_HTML_AFTER_VALUE,       /* behind the closing quote */
  USHER_HTML_DECLARATION,       /* behind "<!", not yet known whether a comment */
  USHER_HTML_BOGUS,             /* <!doctype …>, <?…>: up to ">" */
  USHER_HTML_COMMENT,
  USHER_HTML_RAW,               /* inside script and style */
  USHER_HTML_RCDATA,
} UsherHtmlState;

#define USHER_HTML_NAME_MAX 15

/* A plain value: copying it remembers a place. */
typedef struct {
  UsherHtmlState state;
  gboolean       end_tag;
  gboolean       gap;           /* a section began or ended inside the tag: the next character must separate */
  char           quote;
  guint          matched;       /* of "</script", or dashes of a comment's end */
  char           tag[USHER_HTML_NAME_MAX + 1];
  char           attribute[USHER_HTML_NAME_MAX + 1];
} UsherHtmlScanner;

void     usher_html_scanner_init     (UsherHtmlScanner *self);
gboolean usher_html_scanner_feed     (UsherHtmlScanner *self, const char *text, gsize length);
gboolean usher_html_scanner_variable (UsherHtmlScanner *self, UsherPlace *place, const char **reason);
void     usher_html_scanner_fold     (UsherHtmlScanner *self);
gboolean usher_html_scanner_same     (const UsherHtmlScanner *a, const UsherHtmlScanner *b);

G_END_DECLS
