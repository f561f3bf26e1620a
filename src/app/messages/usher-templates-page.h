/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-page.h"

G_BEGIN_DECLS

/**
 * UsherTemplatesPage:
 *
 * All messages by channel, with the text that is in use; one of them opens in the editor.
 */
#define USHER_TYPE_TEMPLATES_PAGE (usher_templates_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherTemplatesPage, usher_templates_page, USHER, TEMPLATES_PAGE, UsherPage)

/* Shows the template with that id ("default:KEY:CHANNEL" or a number) in the editor; a default that was customised: what is used
 * in its place */
void usher_templates_page_edit (UsherTemplatesPage *self, const char *id);

G_END_DECLS
