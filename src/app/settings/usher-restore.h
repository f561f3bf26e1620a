/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* Asks for a file and restores it; also where the engine could not start. */
void usher_restore_ask (GtkWidget *parent, UsherClient *client);

G_END_DECLS
