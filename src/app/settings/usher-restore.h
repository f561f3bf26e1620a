/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* Asks for a file and restores it; also where the engine could not start. */
void usher_restore_ask  (GtkWidget *parent, UsherClient *client);
/* The file was chosen: looks at it, and asks whether it may take the place of what is there */
void usher_restore_file (GtkWidget *parent, UsherClient *client, const char *path);

G_END_DECLS
