/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the engine's own files (planner, registrar, dispatcher, stage, feedback) ask of it; nobody outside this room. */

#include "usher-dispatcher.h"
#include "usher-engine.h"
#include "usher-places.h"
#include "usher-stage.h"
#include "usher-streamer.h"

G_BEGIN_DECLS

GMainContext    *usher_engine_get_context    (UsherEngine *self);   /* (transfer none): that of the thread it was made on */
UsherDispatcher *usher_engine_get_dispatcher (UsherEngine *self);   /* (transfer none) */
UsherStage      *usher_engine_get_stage      (UsherEngine *self);   /* (transfer none) */
UsherMailer     *usher_engine_get_mailer     (UsherEngine *self);   /* (transfer none) */
UsherTexter     *usher_engine_get_texter     (UsherEngine *self);   /* (transfer none) */
UsherStreamer   *usher_engine_get_streamer   (UsherEngine *self);   /* (transfer none) */
UsherPlaces     *usher_engine_get_places     (UsherEngine *self);   /* (transfer none) */
/* From now on the names, addresses, links and prices of @settings hold. Any thread. */
void             usher_engine_take_settings  (UsherEngine *self, const UsherSettings *settings);
void             usher_engine_forget_zones   (UsherEngine *self);
/* Emits `changed` on the engine's context, soon; the same thing announced several times until then is told once. Any
 * thread; @kind is a static string. */
void             usher_engine_announce       (UsherEngine *self, const char *kind, gint64 id);

/* A reader that goes back by itself: g_auto (UsherReader) reader = { 0 }; */
typedef struct {
  UsherStore *store;
  UsherConn  *conn;
} UsherReader;
gboolean         usher_reader_open           (UsherReader *self, UsherEngine *engine, GError **error);
/* @cancellable: (nullable): ends its queries */
gboolean         usher_reader_open_for       (UsherReader *self, UsherEngine *engine, GCancellable *cancellable, GError **error);
void             usher_reader_clear          (UsherReader *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UsherReader, usher_reader_clear)

G_END_DECLS
