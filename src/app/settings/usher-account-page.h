/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-account-form.h"
#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherAccountPage:
 *
 * The form of one account: checked with the provider before anything is saved, saved as a whole, and removed. What is secret goes to
 * the keyring and nowhere else.
 */
#define USHER_TYPE_ACCOUNT_PAGE (usher_account_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherAccountPage, usher_account_page, USHER, ACCOUNT_PAGE, AdwNavigationPage)

/* @settings: of now */
AdwNavigationPage *usher_account_page_new (UsherClient *client, UsherAccountKind kind, const UsherSettings *settings);

G_END_DECLS
