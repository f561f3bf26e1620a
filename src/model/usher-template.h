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
 * gets nothing else than http, https and mailto. In the subject (and any header) CR, LF and control characters become a space.
 * Some variables are HTML made by us (named in the table with %USHER_TEMPLATE_SAFE_HTML) and go in as they are.
 *
 * An unknown variable, an unclosed section or tag is %USHER_ERROR_INVALID naming it and its line.
 */
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
} UsherVariableFlags;

typedef struct {
  const char         *name;
  UsherVariableFlags  flags;
  const char         *description;     /* what it stands for, for the editor's menu */
  const char         *sample;          /* for the preview */
} UsherVariable;

/* The variables of messages (zero-terminated by name). Pages use tables of their own. */
const UsherVariable *usher_template_message_variables (void);

UsherTemplate *usher_template_parse    (const char *text, UsherSyntax syntax, const UsherVariable *variables,
                                        const char *field, GError **error);
void           usher_template_free     (UsherTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTemplate, usher_template_free)

/* @values: variable name → value (missing = empty). */
char          *usher_template_render   (const UsherTemplate *self, GHashTable *values);

/* For batches: personal variables are not put in, but left as %recipient.NAME% (plain) or %recipient.NAME_h% (HTML),
 * the form of Mailgun that UsherMailBatch takes, too. Sections over personal variables are decided by @values, so
 * recipients of one batch must have the same shape: usher_template_shape() is equal for equal choices ("101").
 * A literal "%recipient" or other Mailgun pattern in the text or in a value is made harmless. */
char          *usher_template_render_batch (const UsherTemplate *self, GHashTable *values);
char          *usher_template_shape        (const UsherTemplate *self, GHashTable *values);
/* Personal variables that the text uses: (transfer container) (element-type utf8), "first_name" or "first_name_h" */
GPtrArray     *usher_template_personal     (const UsherTemplate *self);
/* A value as it must stand in recipient-variables for that key. */
char          *usher_template_escape_value (const char *value, UsherSyntax syntax, UsherVariableFlags flags);

G_END_DECLS
