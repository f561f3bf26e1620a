/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherMessageDetail:
 *
 * One message of the outbox: its words, where the sandbox keeps them, with links that work; what became of it, when, and what the
 * provider said.
 */
#define USHER_TYPE_MESSAGE_DETAIL (usher_message_detail_get_type ())
G_DECLARE_FINAL_TYPE (UsherMessageDetail, usher_message_detail, USHER, MESSAGE_DETAIL, AdwNavigationPage)

/* @delivery_id: 0: none */
void usher_message_detail_show (UsherMessageDetail *self, UsherClient *client, gint64 delivery_id);

G_END_DECLS
