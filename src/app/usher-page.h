/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherPage:
 *
 * What all pages of the window have in common: a navigation page that knows the client. Property `client`, construct-only.
 * Pages reach each other by the window's actions (usher-window.h), never by each other's headers.
 */
#define USHER_TYPE_PAGE (usher_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (UsherPage, usher_page, USHER, PAGE, AdwNavigationPage)

struct _UsherPageClass {
  AdwNavigationPageClass parent_class;

  /* Ctrl+F: opens the page's search. %FALSE: it has none */
  gboolean (*search) (UsherPage *self);
};

UsherClient *usher_page_get_client (UsherPage *self);
gboolean     usher_page_search     (UsherPage *self);

G_END_DECLS
