/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox-item.h"

struct _UsherOutboxItem {
  GObject         parent_instance;

  UsherOutboxRow *row;   /* (nullable) */
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherOutboxItem, usher_outbox_item, G_TYPE_OBJECT)

static void
usher_outbox_item_finalize (GObject *object)
{
  g_clear_pointer (&USHER_OUTBOX_ITEM (object)->row, usher_outbox_row_unref);
  G_OBJECT_CLASS (usher_outbox_item_parent_class)->finalize (object);
}

static void
usher_outbox_item_class_init (UsherOutboxItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_outbox_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", USHER_TYPE_OUTBOX_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_outbox_item_init (UsherOutboxItem *self)
{
}

UsherOutboxItem *
usher_outbox_item_new (void)
{
  return g_object_new (USHER_TYPE_OUTBOX_ITEM, NULL);
}

const UsherOutboxRow *
usher_outbox_item_get_row (UsherOutboxItem *self)
{
  g_return_val_if_fail (USHER_IS_OUTBOX_ITEM (self), NULL);
  return self->row;
}

void
usher_outbox_item_set_row (UsherOutboxItem *self, UsherOutboxRow *row)
{
  g_return_if_fail (USHER_IS_OUTBOX_ITEM (self));
  g_return_if_fail (row != NULL);

  usher_outbox_row_ref (row);
  g_clear_pointer (&self->row, usher_outbox_row_unref);
  self->row = row;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
