/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-message.h"

G_BEGIN_DECLS

/**
 * UsherOutbox:
 *
 * Where the sandbox puts its messages. The engine implements it over the store; tests over memory. Calls block; a record
 * is on the disk when the call returns.
 */
#define USHER_TYPE_OUTBOX (usher_outbox_get_type ())
G_DECLARE_INTERFACE (UsherOutbox, usher_outbox, USHER, OUTBOX, GObject)

struct _UsherOutboxInterface {
  GTypeInterface parent;
  gboolean    (*record_mail) (UsherOutbox *self, const UsherMailBatch *batch, GError **error);
  gboolean    (*record_text) (UsherOutbox *self, const UsherTextMessage *message, GError **error);
  GHashTable *(*find_batch)  (UsherOutbox *self, const char *batch_id, GError **error);
};

gboolean    usher_outbox_record_mail (UsherOutbox *self, const UsherMailBatch *batch, GError **error);
gboolean    usher_outbox_record_text (UsherOutbox *self, const UsherTextMessage *message, GError **error);
/* (element-type gint64 utf8): delivery id → provider id. (The store's usher_outbox_find_batch() is another one.) */
GHashTable *usher_outbox_find_sent   (UsherOutbox *self, const char *batch_id, GError **error);

G_END_DECLS
