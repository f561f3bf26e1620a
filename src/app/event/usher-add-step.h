/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* Asks for one more reminder of @event, and plans it */
AdwDialog *usher_add_step_new (UsherClient *client, UsherEvent *event);

G_END_DECLS
