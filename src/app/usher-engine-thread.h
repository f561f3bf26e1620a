/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"
#include "usher-options.h"

G_BEGIN_DECLS

/**
 * UsherEngineThread:
 *
 * The thread on which store, engine and doors live, with a main context of its own: the window may hang and reminders still
 * leave. Events are told on the context of the thread that started it.
 */
typedef struct _UsherEngineThread UsherEngineThread;

typedef struct {
  /* Once: with the engine, or %NULL and why not */
  void (*started) (UsherEngine *engine, const GError *error, gpointer data);
  void (*changed) (const char *kind, gint64 id, gpointer data);
} UsherEngineThreadEvents;

/* @options, @events: must outlive the thread */
UsherEngineThread *usher_engine_thread_start (const UsherOptions *options, const UsherEngineThreadEvents *events, gpointer data);
/* No event comes after this. On the owner's thread */
void               usher_engine_thread_silence (UsherEngineThread *self);
/* Ends it in order and joins it; blocks. On the owner's thread, or on any after usher_engine_thread_silence() */
void               usher_engine_thread_stop  (UsherEngineThread *self);

G_END_DECLS
