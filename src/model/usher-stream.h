/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherStream:
 * @provider: "mux" or "manual" (a playback address of the user's own)
 * @status: the provider's word: "idle", "active", "disabled", "completed"
 * @stream_key: a secret: never logged
 * @asset_ids: (nullable): ids of recordings, newest last, separated by spaces
 *
 * The live stream of one event.
 */
typedef struct {
  gint64       event_id;
  char        *provider;
  char        *provider_id;
  char        *status;
  char        *ingest_url;
  char        *stream_key;
  char        *playback_id;
  char        *playback_url;
  char        *asset_ids;
  UsherInstant created_at;
} UsherStream;

UsherStream *usher_stream_new   (void);
UsherStream *usher_stream_copy  (const UsherStream *self);
UsherStream *usher_stream_ref   (UsherStream *self);
void         usher_stream_unref (UsherStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherStream, usher_stream_unref)

G_END_DECLS
