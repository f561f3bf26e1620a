/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-registration.h"

G_BEGIN_DECLS

/**
 * UsherRegistrationItem:
 *
 * One row of the list: a place, and who is in it once that was read. Signal `changed`: somebody else is in it now, or it is
 * leaving.
 */
#define USHER_TYPE_REGISTRATION_ITEM (usher_registration_item_get_type ())
G_DECLARE_FINAL_TYPE (UsherRegistrationItem, usher_registration_item, USHER, REGISTRATION_ITEM, GObject)

UsherRegistrationItem *usher_registration_item_new         (void);
/* @registration: (nullable): not read yet */
void                   usher_registration_item_set         (UsherRegistrationItem *self, UsherRegistration *registration,
                                                            gboolean leaving);
UsherRegistration     *usher_registration_item_get         (UsherRegistrationItem *self);   /* (nullable) (transfer none) */
gint64                 usher_registration_item_get_id      (UsherRegistrationItem *self);   /* 0: not read yet */
gboolean               usher_registration_item_is_leaving  (UsherRegistrationItem *self);

G_END_DECLS
