/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherTemplate:
 *
 * A parsed text with {{variable}}, {{#variable}}shown when not empty{{/variable}} and {{^variable}}shown when
 * empty{{/variable}} (the Mustache spec's names for these; no partials, no lambdas, no unescaped form). Variables are
 * escaped by the syntax they stand in: HTML text and attributes (& < > " '), or plain. A variable in an URL attribute
 * gets nothing else than http, https and mailto (anything else becomes "#"); behind literal text, as in href="/watch/{{id}}",
 * it is percent-encoded. A line break in a value becomes <br> in HTML text. In style only colours, numbers and words go in.
 * In the subject (and any header) CR, LF and control characters become a space.
 * Some variables are HTML made by us (named in the table with %USHER_TEMPLATE_SAFE_HTML) and go in as they are.
 *
 * An unknown variable, an unclosed section or tag is %USHER_ERROR_INVALID naming it and its line; so is a variable in HTML
 * where no escaping is safe: tag and attribute names, values without quotes, on… attributes, scripts, comments. Sections must
 * begin and end at the same kind of place. A text is at most %USHER_TEMPLATE_MAX_BYTES long and %USHER_TEMPLATE_MAX_DEPTH deep.
 *
 * Immutable: one parsed template may be rendered by many threads at once.
 */
#define USHER_TEMPLATE_MAX_BYTES (256 * 1024)
#define USHER_TEMPLATE_MAX_DEPTH 8

typedef struct _UsherTemplate UsherTemplate;

typedef enum {
  USHER_SYNTAX_TEXT,      /* plain text, SMS */
  USHER_SYNTAX_HEADER,    /* one line: subject */
  USHER_SYNTAX_HTML,
} UsherSyntax;

typedef enum {
  USHER_TEMPLATE_PLAIN     = 0,
  USHER_TEMPLATE_SAFE_HTML = 1 << 0,   /* value is HTML of our own making, or made safe (cmark) */
  USHER_TEMPLATE_PERSONAL  = 1 << 1,   /* differs by recipient: goes through recipient-variables in a batch */
  USHER_TEMPLATE_URL       = 1 << 2,   /* a whole link of our own making: the only personal ones for href and src */
} UsherVariableFlags;

typedef struct {
  const char         *name;
  UsherVariableFlags  flags;
  const char         *description;     /* what it stands for, for the editor's menu */
  const char         *sample;          /* for the preview */
} UsherVariable;

/* The variables of messages (zero-terminated by name). Pages use tables of their own. */
const UsherVariable *usher_template_message_variables (void);

/* One of @variables, or %NULL */
const UsherVariable *usher_template_find_variable     (const UsherVariable *variables, const char *name);

/**
 * UsherTemplateMark:
 * @offset, @length: in bytes of the text
 * @name: (nullable): the variable whose value stands there; static
 *
 * A range.
 */
typedef struct {
  gsize       offset;
  gsize       length;
  const char *name;
} UsherTemplateMark;

UsherTemplate *usher_template_parse    (const char *text, UsherSyntax syntax, const UsherVariable *variables,
                                        const char *field, GError **error);
UsherTemplate *usher_template_parse_at (const char *text, UsherSyntax syntax, const UsherVariable *variables,
                                        const char *field, UsherTemplateMark *mark, GError **error);
void           usher_template_free     (UsherTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTemplate, usher_template_free)

/**
 * UsherTemplateProblem:
 * @offset, @length: what it is about, in bytes; empty at the end: the text as a whole
 * @message: in words, in the language of who sits here
 */
typedef struct {
  gsize  offset;
  gsize  length;
  char  *message;
} UsherTemplateProblem;

/* For an editor: (element-type UsherTemplateProblem) what is wrong with a text; one after another, as far as can be told */
GPtrArray     *usher_template_find_problems (const char *text, UsherSyntax syntax, const UsherVariable *variables);

/* @values: variable name → value (missing = empty). */
char          *usher_template_render   (const UsherTemplate *self, GHashTable *values);

/* For previews: where values went in (usher-template-marks.c takes the ranges out of plain text). */
char          *usher_template_render_marked (const UsherTemplate *self, GHashTable *values);
char          *usher_template_take_marks    (const char *marked, gboolean strip, GArray *marks);
/* Names of the variables that go in with these values are added to @names (element-type utf8), static */
void           usher_template_used          (const UsherTemplate *self, GHashTable *values, GPtrArray *names);

/* For batches: personal variables are not put in, but left as %recipient.NAME% (plain) or %recipient.NAME_h% (HTML),
 * the form of Mailgun that UsherMailBatch takes, too. Sections over personal variables are decided by @values, so
 * recipients of one batch must have the same shape: usher_template_shape() is equal for equal choices ("101"; "-" for a
 * section that is not reached).
 * A literal "%recipient" or other Mailgun pattern in the text or in a value is made harmless. */
char          *usher_template_render_batch (const UsherTemplate *self, GHashTable *values);
char          *usher_template_shape        (const UsherTemplate *self, GHashTable *values);
/* Personal variables that the text uses: (transfer container) (element-type utf8), "first_name" or "first_name_h" */
GPtrArray     *usher_template_personal     (const UsherTemplate *self);
/* A value as it must stand in recipient-variables for that key: %USHER_SYNTAX_HTML for "NAME_h", else the syntax of the
 * text; the flags are the variable's own. */
char          *usher_template_escape_value (const char *value, UsherSyntax syntax, UsherVariableFlags flags);

G_END_DECLS
