/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-streamer.h"

G_BEGIN_DECLS

#define USHER_MUX_BASE_URL "https://api.mux.com"

/* Mux Video live streams: reference/mux.md. */
#define USHER_TYPE_MUX (usher_mux_get_type ())
G_DECLARE_FINAL_TYPE (UsherMux, usher_mux, USHER, MUX, GObject)
UsherStreamer *usher_mux_new (const char *base_url, const char *token_id, const char *token_secret);

/**
 * UsherMuxEvent:
 * @type: "video.live_stream.active" …
 * @stream_id: the live stream it is about
 * @asset_id: (nullable): the recording
 */
typedef struct {
  char *id;
  char *type;
  char *stream_id;
  char *asset_id;
} UsherMuxEvent;
void           usher_mux_event_free    (UsherMuxEvent *event);
UsherMuxEvent *usher_mux_parse_webhook (const char *signing_secret, const char *signature, GBytes *body, UsherInstant now,
                                        GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherMuxEvent, usher_mux_event_free)

G_END_DECLS
