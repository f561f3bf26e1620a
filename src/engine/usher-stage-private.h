/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: what the stage's thread does, step by step: usher-stage-show.c (start, end), usher-stage-stream.c (making
 * a stream), usher-stage-closing.c (giving it up). All of it blocks. */

#include "usher-circuit.h"
#include "usher-commands.h"
#include "usher-event.h"
#include "usher-stage.h"
#include "usher-stream.h"

G_BEGIN_DECLS

/* How often the streams of live events are looked at */
#define USHER_STREAM_POLL               (8 * (gint64) G_USEC_PER_SEC)
#define USHER_STREAM_POLL_AFTER_FAILURE (30 * (gint64) G_USEC_PER_SEC)

/* When the streams were looked at; any thread */
typedef struct _UsherStreamLooks UsherStreamLooks;

UsherStreamLooks *usher_stream_looks_new  (void);
void              usher_stream_looks_free (UsherStreamLooks *self);
gboolean          usher_stream_looks_get  (UsherStreamLooks *self, gint64 event_id, UsherStreamLook *look);

/**
 * UsherShow:
 *
 * What the steps need; lives on the stage's thread.
 */
typedef struct {
  UsherEngine   *engine;         /* unowned: it outlives the thread */
  UsherStreamer *streamer;
  GCancellable  *cancellable;
  UsherCircuit   circuit;
  UsherStreamLooks *looks;
} UsherShow;

/* Each returns the event as it is afterwards. */
UsherEvent *usher_show_start        (UsherShow *self, gint64 event_id, const char *actor, GError **error);
UsherEvent *usher_show_prepare      (UsherShow *self, gint64 event_id, GError **error);
UsherEvent *usher_show_quick_start  (UsherShow *self, const char *title, const char *time_zone, const char *actor,
                                     GError **error);
/* Completed at once; what remains to be done at the provider is noted durably for usher_show_close_streams(). */
UsherEvent *usher_show_end          (UsherShow *self, gint64 event_id, const char *actor, GError **error);
/* Completes and disables the streams of ended events. TRUE: nothing is left to do; else try again after the circuit's retry_at. */
gboolean    usher_show_close_streams (UsherShow *self);
/* Reads a stream's state again. FALSE: the provider did not answer. */
gboolean    usher_show_refresh      (UsherShow *self, gint64 event_id);

UsherInstant usher_show_poll        (UsherShow *self);

/* For the steps themselves: */
UsherInstant usher_show_now          (UsherShow *self);
gboolean     usher_show_write        (UsherShow *self, UsherStoreJob job, gpointer data, GError **error);
/* @stream: (out) (optional): NULL in it when there is none */
gboolean     usher_show_read_event   (UsherShow *self, gint64 event_id, UsherEvent **event, UsherStream **stream,
                                      GError **error);
/* The stream of @event, usable: @stored (nullable) again, or a new one */
UsherStream *usher_show_ensure_stream (UsherShow *self, const UsherEvent *event, const UsherStream *stored, GError **error);
/* In a job: stores a stream with all recordings that are known; the answer to its creation is here; its event has ended */
gboolean     usher_show_put_stream   (UsherConn *conn, UsherStream *stream, GError **error);
gboolean     usher_show_unmark       (UsherConn *conn, const char *uid, GError **error);
gboolean     usher_show_note_ending  (UsherConn *conn, gint64 event_id, GError **error);

/* Two lists of recordings as one, each once, in order; (nullable) */
char       *usher_stage_join_assets (const char *first, const char *second);

/* Any thread: the stream of that event is read again soon. */
void        usher_stage_refresh     (UsherStage *self, gint64 event_id);

G_END_DECLS
