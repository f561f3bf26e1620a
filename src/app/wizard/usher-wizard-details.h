/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/* Step 1: what it is, when, and for how long. Choosing a zone is the action "wizard.choose-zone". */
#define USHER_TYPE_WIZARD_DETAILS (usher_wizard_details_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizardDetails, usher_wizard_details, USHER, WIZARD_DETAILS, AdwBin)

void     usher_wizard_details_set_model  (UsherWizardDetails *self, UsherClient *client, UsherWizardModel *model);
/* (nullable) error: %NULL takes them away. Returns whether it is one of this page's */
gboolean usher_wizard_details_show_error (UsherWizardDetails *self, const GError *error);

G_END_DECLS
