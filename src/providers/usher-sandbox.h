/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-mailer.h"
#include "usher-outbox.h"
#include "usher-streamer.h"
#include "usher-texter.h"

G_BEGIN_DECLS

/* The sandbox twins: the whole product works with no account. Messages go to the outbox; a show goes to a playback
 * address of the streamer's own (Owncast, any HLS URL), or to none. */
#define USHER_TYPE_SANDBOX_MAILER (usher_sandbox_mailer_get_type ())
G_DECLARE_FINAL_TYPE (UsherSandboxMailer, usher_sandbox_mailer, USHER, SANDBOX_MAILER, GObject)
UsherMailer   *usher_sandbox_mailer_new   (UsherOutbox *outbox);

#define USHER_TYPE_SANDBOX_TEXTER (usher_sandbox_texter_get_type ())
G_DECLARE_FINAL_TYPE (UsherSandboxTexter, usher_sandbox_texter, USHER, SANDBOX_TEXTER, GObject)
UsherTexter   *usher_sandbox_texter_new   (UsherOutbox *outbox);

#define USHER_TYPE_MANUAL_STREAMER (usher_manual_streamer_get_type ())
G_DECLARE_FINAL_TYPE (UsherManualStreamer, usher_manual_streamer, USHER, MANUAL_STREAMER, GObject)
UsherStreamer *usher_manual_streamer_new  (const char *playback_url /* (nullable) */);

G_END_DECLS
