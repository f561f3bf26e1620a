/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the engine's own files (planner, registrar, dispatcher, stage, feedback) ask of it; nobody outside this room. */

#include "usher-dispatcher.h"
#include "usher-engine.h"
#include "usher-stage.h"
#include "usher-streamer.h"

G_BEGIN_DECLS

GMainContext    *usher_engine_get_context    (UsherEngine *self);   /* (transfer none): that of the thread it was made on */
UsherDispatcher *usher_engine_get_dispatcher (UsherEngine *self);   /* (transfer none) */
UsherStage      *usher_engine_get_stage      (UsherEngine *self);   /* (transfer none) */
/* Emits `changed` on the engine's context, soon. Any thread; @kind is a static string. */
void             usher_engine_announce       (UsherEngine *self, const char *kind, gint64 id);

G_END_DECLS
