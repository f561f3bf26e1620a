/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"
#include "usher-registration-item.h"

G_BEGIN_DECLS

typedef enum {
  USHER_CELL_NAME,
  USHER_CELL_EMAIL,
  USHER_CELL_PHONE,
  USHER_CELL_CHANNELS,
  USHER_CELL_TIME,
} UsherCell;

/* (transfer full): what a cell says; "" while it is not read yet */
char               *usher_cell_words         (UsherCell cell, const UsherRegistration *registration, UsherInstant now);
char               *usher_registration_name  (const UsherRegistration *registration);

/* Factories for a table's cells, its menu column, and for cards. @client: whose clock says what "this year" is */
GtkListItemFactory *usher_cell_factory_new   (UsherClient *client, UsherCell cell);
GtkListItemFactory *usher_menu_factory_new   (void);
GtkListItemFactory *usher_card_factory_new   (UsherClient *client);
/* (transfer full): details, resend, remove: the actions registrations.* with its id */
GMenuModel         *usher_registration_menu  (const UsherRegistration *registration);

G_END_DECLS
