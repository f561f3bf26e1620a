/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherTemplateEditor:
 *
 * Where one template is written, with its problems underlined as one types and the message beside it. What is not saved is kept as a
 * draft.
 *
 * Actions: template.save (Ctrl+S), template.discard, template.revert, template.duplicate, template.use, template.preview.
 */
#define USHER_TYPE_TEMPLATE_EDITOR (usher_template_editor_get_type ())
G_DECLARE_FINAL_TYPE (UsherTemplateEditor, usher_template_editor, USHER, TEMPLATE_EDITOR, AdwNavigationPage)

void        usher_template_editor_set_client (UsherTemplateEditor *self, UsherClient *client);   /* once */
/* @text: as it is stored; its draft, if there is one, is what one goes on with. The same one again: only what is new is taken */
void        usher_template_editor_open       (UsherTemplateEditor *self, const UsherTemplateText *text);
const char *usher_template_editor_get_id     (UsherTemplateEditor *self);                         /* (nullable) */

G_END_DECLS
