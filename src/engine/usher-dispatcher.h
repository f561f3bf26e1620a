/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-engine.h"
#include "usher-mailer.h"
#include "usher-texter.h"

G_BEGIN_DECLS

/**
 * UsherDispatcher:
 *
 * Everything that leaves by itself: the scheduler (a source on the engine's context that sleeps until the next due moment),
 * one sender thread for each channel, and one that asks the providers what became of the messages. It keeps no state that
 * is not in the store: a crash loses nothing.
 *
 * The engine owns it; it holds no reference on the engine. New, start, stop and run_due belong on the engine's thread; wake, probe
 * and get_last_look on any.
 */
#define USHER_TYPE_DISPATCHER (usher_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (UsherDispatcher, usher_dispatcher, USHER, DISPATCHER, GObject)

UsherDispatcher *usher_dispatcher_new           (UsherEngine *engine, UsherMailer *mailer, UsherTexter *texter);
/* Recovers what an earlier run left claimed, starts the threads and the scheduler's source. */
gboolean         usher_dispatcher_start         (UsherDispatcher *self, GError **error);
/* Lets requests that are on their way end, cancels them after @seconds; joins the threads. Idempotent. */
void             usher_dispatcher_stop          (UsherDispatcher *self, int seconds);
/* Something was planned, moved or queued: look again. Cheap; call it after each commit that does so. */
void             usher_dispatcher_wake          (UsherDispatcher *self);
/* The user set something right or asks to try again now: closed circuits are tried at once, waits of retries end. */
void             usher_dispatcher_probe         (UsherDispatcher *self);
/* Opens what is due and waits until all of it was handed over, failed, or waits for a later moment. */
void             usher_dispatcher_run_due_async  (UsherDispatcher *self, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
int              usher_dispatcher_run_due_finish (UsherDispatcher *self, GAsyncResult *result, GError **error);  /* -1 on error */
/* When the scheduler last looked (the heartbeat), or USHER_NEVER */
UsherInstant     usher_dispatcher_get_last_look (UsherDispatcher *self);

G_END_DECLS
