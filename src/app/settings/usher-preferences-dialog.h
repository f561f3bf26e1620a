/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* @page: "" or one of win.preferences */
AdwDialog *usher_preferences_dialog_new (UsherClient *client, const char *page);

G_END_DECLS
