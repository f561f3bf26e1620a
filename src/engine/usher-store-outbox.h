/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-clock.h"
#include "usher-outbox.h"
#include "usher-store.h"

G_BEGIN_DECLS

/* The sandbox's outbox in the store: a record is on the disk when a call returns. Any thread but the store's writer. */
#define USHER_TYPE_STORE_OUTBOX (usher_store_outbox_get_type ())
G_DECLARE_FINAL_TYPE (UsherStoreOutbox, usher_store_outbox, USHER, STORE_OUTBOX, GObject)

UsherOutbox *usher_store_outbox_new (UsherStore *store, UsherClock *clock);

G_END_DECLS
