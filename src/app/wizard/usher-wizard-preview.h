/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/* What will be read: mail and SMS of the event as it stands in the wizard, a moment after it was typed. */
#define USHER_TYPE_WIZARD_PREVIEW (usher_wizard_preview_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizardPreview, usher_wizard_preview, USHER, WIZARD_PREVIEW, AdwBin)

void usher_wizard_preview_set_model (UsherWizardPreview *self, UsherClient *client, UsherWizardModel *model);

G_END_DECLS
