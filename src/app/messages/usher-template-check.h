/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-queries-preview.h"

G_BEGIN_DECLS

/**
 * UsherTemplateCheck:
 * @problems: (element-type UsherTemplateProblem): of subject, HTML and text
 * @problem: (nullable): why it cannot be saved, in words
 * @field: (nullable): what that is about: "name", "subject", "html", "text"
 * @preview: (nullable): how it reads, with marks; none while it has problems
 * @units: SMS: how much of it there is, with sample values
 *
 * What there is to say of a text that is being written.
 */
typedef struct {
  GPtrArray    *problems[3];
  char         *problem;
  char         *field;
  UsherPreview *preview;
  int           units;
} UsherTemplateCheck;

enum {
  USHER_TEMPLATE_SUBJECT,
  USHER_TEMPLATE_HTML,
  USHER_TEMPLATE_TEXT,
};

void                usher_template_check_free (UsherTemplateCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTemplateCheck, usher_template_check_free)
/* A query. On a worker thread */
UsherTemplateCheck *usher_template_check      (UsherEngine *engine, const UsherTemplateText *text);

G_END_DECLS
