/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* One person: what they gave, what they agreed to, what they got. @list: has the actions registrations.resend and .remove */
AdwDialog *usher_registration_dialog_new (UsherClient *client, gint64 event_id, gint64 registration_id, GtkWidget *list);

G_END_DECLS
