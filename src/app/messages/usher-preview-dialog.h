/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* @event_id: 0 for sample data. @key: template key or interval; "" for the confirmation */
AdwDialog *usher_preview_dialog_new (UsherClient *client, gint64 event_id, const char *key, UsherChannel channel);

G_END_DECLS
