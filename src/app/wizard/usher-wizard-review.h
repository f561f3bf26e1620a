/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"
#include "usher-draft-plan.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/* Step 4: all of it on one page, what it would cost, and of an edit what moves and who is told. "wizard.go-to" (i) leads to the
 * steps. Signals: `planned`: the plan is another one; `refused` (error): the engine would not do it; `fix`: the button beside that
 * was pressed. */
#define USHER_TYPE_WIZARD_REVIEW (usher_wizard_review_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizardReview, usher_wizard_review, USHER, WIZARD_REVIEW, AdwBin)

void                  usher_wizard_review_set_model  (UsherWizardReview *self, UsherClient *client, UsherWizardModel *model);
/* (nullable): while it is being made */
const UsherDraftPlan *usher_wizard_review_get_plan   (UsherWizardReview *self);
/* What was refused, in place. @fix: (nullable): label of the button that leads out; pressed: `fix` */
void                  usher_wizard_review_show_error (UsherWizardReview *self, const GError *error, const char *fix);
void                  usher_wizard_review_ask_again  (UsherWizardReview *self);

G_END_DECLS
