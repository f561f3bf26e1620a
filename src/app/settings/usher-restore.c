/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-restore.h"

void
usher_restore_ask (GtkWidget *parent, UsherClient *client)
{
}
