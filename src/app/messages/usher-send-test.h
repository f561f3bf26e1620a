/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherSendTest:
 *
 * A page that sends one message, with sample data, to an address of the streamer's own, and follows it until the provider has
 * answered.
 */
#define USHER_TYPE_SEND_TEST (usher_send_test_get_type ())
G_DECLARE_FINAL_TYPE (UsherSendTest, usher_send_test, USHER, SEND_TEST, AdwNavigationPage)

void usher_send_test_set_client  (UsherSendTest *self, UsherClient *client);   /* once */
/* @event_id: 0: one is chosen there. @key: of a template */
void usher_send_test_set_message (UsherSendTest *self, gint64 event_id, const char *key, UsherChannel channel);

G_END_DECLS
