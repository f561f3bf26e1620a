/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/* Step 3: whether, where, how many and until when people may register. */
#define USHER_TYPE_WIZARD_REGISTRATION (usher_wizard_registration_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizardRegistration, usher_wizard_registration, USHER, WIZARD_REGISTRATION, AdwBin)

void     usher_wizard_registration_set_model  (UsherWizardRegistration *self, UsherClient *client, UsherWizardModel *model);
gboolean usher_wizard_registration_show_error (UsherWizardRegistration *self, const GError *error);

G_END_DECLS
