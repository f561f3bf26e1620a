/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* Why messages of @notification failed: each reason with its count, and the way to the outbox */
AdwDialog *usher_failure_dialog_new (UsherClient *client, UsherNotification *notification);

G_END_DECLS
