/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-stream.h"

G_BEGIN_DECLS

/**
 * UsherStreamer:
 *
 * Makes and ends live streams. All calls block and belong on a worker thread. Errors: %USHER_ERROR_REFUSED,
 * UNAUTHORIZED, LATER, UNKNOWN_OUTCOME, NOT_FOUND, NOT_CONFIGURED.
 */
#define USHER_TYPE_STREAMER (usher_streamer_get_type ())
G_DECLARE_INTERFACE (UsherStreamer, usher_streamer, USHER, STREAMER, GObject)

struct _UsherStreamerInterface {
  GTypeInterface parent;
  const char  *(*get_name) (UsherStreamer *self);
  UsherStream *(*create)   (UsherStreamer *self, const char *event_uid, const char *title, GCancellable *cancellable, GError **error);
  UsherStream *(*find)     (UsherStreamer *self, const char *event_uid, GCancellable *cancellable, GError **error);
  UsherStream *(*get)      (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
  gboolean     (*enable)   (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
  gboolean     (*complete) (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
  gboolean     (*disable)  (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
  gboolean     (*remove)   (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
  gboolean     (*check)    (UsherStreamer *self, GCancellable *cancellable, GError **error);
};

const char  *usher_streamer_get_name (UsherStreamer *self);    /* "mux", "manual" */
/* Makes a stream whose passthrough is @event_uid. After UNKNOWN_OUTCOME: usher_streamer_find() first. */
UsherStream *usher_streamer_create   (UsherStreamer *self, const char *event_uid, const char *title, GCancellable *cancellable, GError **error);
/* The stream made earlier for that event; NULL without error: none */
UsherStream *usher_streamer_find     (UsherStreamer *self, const char *event_uid, GCancellable *cancellable, GError **error);
UsherStream *usher_streamer_get      (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
gboolean     usher_streamer_enable   (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
gboolean     usher_streamer_complete (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
gboolean     usher_streamer_disable  (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
gboolean     usher_streamer_remove   (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error);
gboolean     usher_streamer_check    (UsherStreamer *self, GCancellable *cancellable, GError **error);

G_END_DECLS
