/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "usher-outbox-row.h"

G_BEGIN_DECLS

/**
 * UsherOutboxItem:
 *
 * A place in the list of messages. Signal `changed`: another state, or it was read at last.
 */
#define USHER_TYPE_OUTBOX_ITEM (usher_outbox_item_get_type ())
G_DECLARE_FINAL_TYPE (UsherOutboxItem, usher_outbox_item, USHER, OUTBOX_ITEM, GObject)

UsherOutboxItem      *usher_outbox_item_new     (void);
const UsherOutboxRow *usher_outbox_item_get_row (UsherOutboxItem *self);    /* (nullable): not read yet */
void                  usher_outbox_item_set_row (UsherOutboxItem *self, UsherOutboxRow *row);

G_END_DECLS
