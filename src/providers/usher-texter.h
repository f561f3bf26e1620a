/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-message.h"
#include "usher-provider-event.h"
#include "usher-send-result.h"

G_BEGIN_DECLS

/**
 * UsherTexter:
 *
 * Sends SMS. All calls block and belong on a worker thread. The rate (segments per second of the sender) is kept by
 * the caller with usher_texter_get_rate().
 */
#define USHER_TYPE_TEXTER (usher_texter_get_type ())
G_DECLARE_INTERFACE (UsherTexter, usher_texter, USHER, TEXTER, GObject)

struct _UsherTexterInterface {
  GTypeInterface parent;
  const char      *(*get_name) (UsherTexter *self);
  double           (*get_rate) (UsherTexter *self);
  UsherSendResult *(*send)     (UsherTexter *self, const UsherTextMessage *message, GCancellable *cancellable);
  gboolean         (*find)     (UsherTexter *self, const UsherTextMessage *message, char **provider_id,
                                GCancellable *cancellable, GError **error);
  GPtrArray       *(*fetch)    (UsherTexter *self, const char *provider_id, GCancellable *cancellable, GError **error);
  GPtrArray       *(*poll)     (UsherTexter *self, const char *cursor, UsherInstant now, char **next_cursor,
                                GCancellable *cancellable, GError **error);
  gboolean         (*check)    (UsherTexter *self, GCancellable *cancellable, GError **error);
};

const char      *usher_texter_get_name (UsherTexter *self);
double           usher_texter_get_rate (UsherTexter *self);     /* segments per second; 0: no limit */
UsherSendResult *usher_texter_send     (UsherTexter *self, const UsherTextMessage *message, GCancellable *cancellable);
/* Was this message taken after all? TRUE with *provider_id set or NULL; FALSE: could not be asked. */
gboolean         usher_texter_find     (UsherTexter *self, const UsherTextMessage *message, char **provider_id,
                                        GCancellable *cancellable, GError **error);
/* State and price of one sent message, as (element-type UsherProviderEvent) */
GPtrArray       *usher_texter_fetch    (UsherTexter *self, const char *provider_id, GCancellable *cancellable,
                                        GError **error);
/* Incoming messages since @cursor: STOP, START; as UsherProviderEvent */
GPtrArray       *usher_texter_poll     (UsherTexter *self, const char *cursor, UsherInstant now, char **next_cursor,
                                        GCancellable *cancellable, GError **error);
gboolean         usher_texter_check    (UsherTexter *self, GCancellable *cancellable, GError **error);

G_END_DECLS
