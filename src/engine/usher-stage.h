/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"
#include "usher-streamer.h"

G_BEGIN_DECLS

/**
 * UsherStage:
 *
 * The live part: one thread that talks to the streamer, one thing at a time, so two starts of one event make one stream.
 * The commands are usher_engine_start_event_async() and its neighbours. The engine owns it; it holds no reference on the
 * engine. New, start and stop belong on the engine's thread.
 */
#define USHER_TYPE_STAGE (usher_stage_get_type ())
G_DECLARE_FINAL_TYPE (UsherStage, usher_stage, USHER, STAGE, GObject)

UsherStage *usher_stage_new   (UsherEngine *engine, UsherStreamer *streamer);
/* Starts the thread, which first takes up what an earlier run could not end at the provider. */
gboolean    usher_stage_start (UsherStage *self, GError **error);
void        usher_stage_stop  (UsherStage *self, int seconds);
void        usher_stage_close_streams (UsherStage *self);

G_END_DECLS
