/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the sandbox sent. A batch is stored once; a message is made readable from it when it is opened. */

#include "usher-conn.h"
#include "usher-types.h"

G_BEGIN_DECLS

typedef struct {
  char        *batch_id;
  UsherChannel channel;
  char        *sender;
  char        *reply_to;
  char        *subject;
  char        *html;
  char        *text;
  char        *headers;            /* JSON object */
  char        *attachment_name;
  char        *attachment;
  UsherInstant sent_at;
} UsherOutboxBatch;
UsherOutboxBatch *usher_outbox_batch_new  (void);
void              usher_outbox_batch_free (UsherOutboxBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherOutboxBatch, usher_outbox_batch_free)

gboolean          usher_outbox_insert_batch   (UsherConn *conn, const UsherOutboxBatch *batch, GError **error);
gboolean          usher_outbox_insert_message (UsherConn *conn, const char *batch_id, gint64 delivery_id,
                                               const char *recipient, const char *variables_json, GError **error);
/* The delivery ids of a batch (element-type gint64 in a GArray); empty: never sent */
GArray           *usher_outbox_find_batch     (UsherConn *conn, const char *batch_id, GError **error);
/* What a delivery looked like; NULL without error: not in the sandbox. *variables: JSON object */
UsherOutboxBatch *usher_outbox_get            (UsherConn *conn, gint64 delivery_id, char **recipient, char **variables,
                                               GError **error);

G_END_DECLS
