/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/* Step 2: by which channels, when, and in which words people are told; what becomes of it as a list, and as they read it. The
 * preview of narrow windows is the action "wizard.show-preview". */
#define USHER_TYPE_WIZARD_NOTIFICATIONS (usher_wizard_notifications_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizardNotifications, usher_wizard_notifications, USHER, WIZARD_NOTIFICATIONS, AdwBin)

void     usher_wizard_notifications_set_model  (UsherWizardNotifications *self, UsherClient *client, UsherWizardModel *model);
gboolean usher_wizard_notifications_show_error (UsherWizardNotifications *self, const GError *error);

G_END_DECLS
