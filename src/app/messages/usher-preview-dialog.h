/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherPreviewDialog:
 *
 * A message as it will be read: any of an event's steps, for any registrant, on both channels; what was filled in stands out and says
 * where it comes from; and a test can be sent.
 */
#define USHER_TYPE_PREVIEW_DIALOG (usher_preview_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherPreviewDialog, usher_preview_dialog, USHER, PREVIEW_DIALOG, AdwDialog)

/* @event_id: 0 for sample data. @key: template key or interval; "" for the confirmation */
AdwDialog *usher_preview_dialog_new (UsherClient *client, gint64 event_id, const char *key, UsherChannel channel);

G_END_DECLS
