/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherTemplateSource:
 *
 * Where one part of a template is written: variables stand out, problems are underlined. Signals: `changed`: somebody typed;
 * `too-long`: what was pasted (or typed) does not fit and was not taken; `long-line` (characters at most): it would have made a line that
 * takes the view seconds. Properties: `max-length` (characters), `language` ("html", or NULL), `single-line`, `label` (for screen readers).
 */
#define USHER_TYPE_TEMPLATE_SOURCE (usher_template_source_get_type ())
G_DECLARE_FINAL_TYPE (UsherTemplateSource, usher_template_source, USHER, TEMPLATE_SOURCE, GtkWidget)

char *usher_template_source_get_text     (UsherTemplateSource *self);                       /* (transfer full) */
/* Not told by `changed`; cannot be undone */
void  usher_template_source_set_text     (UsherTemplateSource *self, const char *text);
/* At the cursor, in place of what is selected */
void  usher_template_source_insert       (UsherTemplateSource *self, const char *words);
/* @problems: (nullable) (element-type UsherTemplateProblem) */
void  usher_template_source_set_problems (UsherTemplateSource *self, GPtrArray *problems);
gboolean usher_template_source_has_focus (UsherTemplateSource *self);

G_END_DECLS
