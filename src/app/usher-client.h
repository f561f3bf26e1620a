/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-commands.h"
#include "usher-options.h"
#include "usher-queries.h"

G_BEGIN_DECLS

/**
 * UsherClientState:
 * @USHER_CLIENT_STARTING: the engine is on its way (a large database takes a moment)
 * @USHER_CLIENT_RUNNING: commands and queries work
 * @USHER_CLIENT_FAILED: it could not start; usher_client_get_error() says why
 * @USHER_CLIENT_STOPPED: stopped, or not started yet
 */
typedef enum {
  USHER_CLIENT_STOPPED,
  USHER_CLIENT_STARTING,
  USHER_CLIENT_RUNNING,
  USHER_CLIENT_FAILED,
} UsherClientState;

/**
 * UsherClient:
 *
 * The window's side of the engine. It owns the engine thread, on which store, engine and the two doors live
 * (usher-daemon.h), and belongs to the UI thread, on which all its signals are emitted.
 *
 * - Commands: call usher_engine_…_async() on usher_client_get_engine() from the UI thread; they complete there.
 * - Queries: usher_client_query_async() runs one on a worker thread. Never call a query on the UI thread.
 * - `changed` (kind, id): something is different now; a flood of changes of one kind is told as (kind, 0). Widgets use an
 *   UsherLoader, which reads again by itself.
 * - `tick`: once a second, near the full second, while somebody is connected.
 *
 * Properties: `state`, `running`, `sandbox` (no message reaches a real provider).
 */
#define USHER_TYPE_CLIENT (usher_client_get_type ())
G_DECLARE_FINAL_TYPE (UsherClient, usher_client, USHER, CLIENT, GObject)

/* @options: must outlive the client */
UsherClient      *usher_client_new             (const UsherOptions *options);
void              usher_client_start           (UsherClient *self);
/* Lets running sends end, closes the doors and the store, and joins the thread. Blocks up to some 15 seconds. */
void              usher_client_stop            (UsherClient *self);
/* Stops and starts again, with the settings and accounts of now: state goes through STARTING. */
void              usher_client_restart         (UsherClient *self);

/* Stops, runs @work on a worker thread while nobody has the database open, and starts again, however @work went */
typedef gpointer (*UsherClientWork) (gpointer input, GCancellable *cancellable, GError **error);
void              usher_client_pause_async     (UsherClient *self, UsherClientWork work, gpointer input, GDestroyNotify free_input,
                                                GDestroyNotify free_result, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
gpointer          usher_client_pause_finish    (UsherClient *self, GAsyncResult *result, GError **error);

UsherClientState  usher_client_get_state       (UsherClient *self);
gboolean          usher_client_is_running      (UsherClient *self);
const GError     *usher_client_get_error       (UsherClient *self);    /* (nullable): why it FAILED */
gboolean          usher_client_get_sandbox     (UsherClient *self);
UsherEngine      *usher_client_get_engine      (UsherClient *self);    /* (transfer none) (nullable): NULL unless RUNNING */
const UsherOptions *usher_client_get_options   (UsherClient *self);
UsherInstant      usher_client_now             (UsherClient *self);    /* by the engine's clock, which tests may set */

/**
 * UsherQuery:
 * @engine: the engine
 * @input: as given to usher_client_query_async()
 * @cancellable: (nullable): long work should look at it
 * @error: return location
 *
 * Reads something, on a worker thread. Returns the result, or %NULL with @error set.
 */
typedef gpointer (*UsherQuery) (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error);

void              usher_client_query_async     (UsherClient *self, UsherQuery query, gpointer input, GDestroyNotify free_input,
                                                GDestroyNotify free_result, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
gpointer          usher_client_query_finish    (UsherClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
