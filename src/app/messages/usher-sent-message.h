/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-queries.h"

G_BEGIN_DECLS

/**
 * UsherSentMessage:
 * @row: what became of it
 * @batch: (nullable): its words, where the sandbox keeps them
 * @headers: (nullable): of the e-mail, "Name: value" in lines
 *
 * All that is known of one message.
 */
typedef struct {
  UsherOutboxRow   *row;
  UsherOutboxBatch *batch;
  char             *headers;
} UsherSentMessage;

void              usher_sent_message_free (UsherSentMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSentMessage, usher_sent_message_free)
/* A query. On a worker thread */
UsherSentMessage *usher_sent_message_read (UsherEngine *engine, gint64 delivery_id, GError **error);

G_END_DECLS
