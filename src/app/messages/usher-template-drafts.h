/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherTemplateDrafts:
 *
 * Texts that somebody changed and has not saved: they survive leaving the page, and, in a file beside the database, the program. What
 * cannot be written there is kept as long as the program runs.
 *
 * Signal `changed` (id): a draft came, or went.
 */
#define USHER_TYPE_TEMPLATE_DRAFTS (usher_template_drafts_get_type ())
G_DECLARE_FINAL_TYPE (UsherTemplateDrafts, usher_template_drafts, USHER, TEMPLATE_DRAFTS, GObject)

/* Those of this client, for all who ask: (transfer none) */
UsherTemplateDrafts     *usher_template_drafts_of     (UsherClient *client);
const UsherTemplateText *usher_template_drafts_get    (UsherTemplateDrafts *self, const char *id);    /* (nullable) */
void                     usher_template_drafts_put    (UsherTemplateDrafts *self, const UsherTemplateText *text);
void                     usher_template_drafts_remove (UsherTemplateDrafts *self, const char *id);

G_END_DECLS
