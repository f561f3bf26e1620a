/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* @date: (nullable): "2026-12-06". Goes on with the draft that was left, where there is one. */
AdwDialog *usher_wizard_new           (UsherClient *client, const char *date);
/* @local_start: (nullable): a new start to begin with ("2026-12-06T20:00") */
AdwDialog *usher_wizard_new_edit      (UsherClient *client, gint64 event_id, const char *local_start);
AdwDialog *usher_wizard_new_duplicate (UsherClient *client, gint64 event_id);

G_END_DECLS
