/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* The first minutes: a real event in the sandbox, without an account */
AdwDialog *usher_welcome_new   (UsherClient *client);
/* Presents it over @window once the engine runs, where the house is empty and the guide was never seen to its end or left */
void       usher_welcome_offer (GtkWindow *window, UsherClient *client);

G_END_DECLS
