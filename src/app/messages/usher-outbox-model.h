/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherOutboxFilter:
 *
 * Which messages. Zero: all.
 */
typedef struct {
  gint64             event_id;
  gint64             notification_id;   /* 0: of all; else one of @event_id */
  UsherChannels      channels;
  UsherDeliveryGroup group;
  const char        *search;     /* (nullable) */
} UsherOutboxFilter;

/**
 * UsherOutboxModel:
 *
 * A list of UsherOutboxItem, newest first: as long as there are messages, though only those near where somebody looks are read
 * and kept. New ones come in at the top by themselves, while it is active.
 *
 * Signal `read`: the number of messages is known (again).
 */
#define USHER_TYPE_OUTBOX_MODEL (usher_outbox_model_get_type ())
G_DECLARE_FINAL_TYPE (UsherOutboxModel, usher_outbox_model, USHER, OUTBOX_MODEL, GObject)

UsherOutboxModel *usher_outbox_model_new        (UsherClient *client);
void              usher_outbox_model_set_filter (UsherOutboxModel *self, const UsherOutboxFilter *filter);
/* Somebody looks: only then it reads. FALSE at first */
void              usher_outbox_model_set_active (UsherOutboxModel *self, gboolean active);

G_END_DECLS
