/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-overview-item.h"

struct _UsherOverviewItem {
  GObject             parent_instance;

  UsherEventOverview *overview;
  UsherDay            day;
};

typedef enum {
  SIGNAL_CHANGED,
} UsherOverviewItemSignal;

static guint signals[SIGNAL_CHANGED + 1];

G_DEFINE_FINAL_TYPE (UsherOverviewItem, usher_overview_item, G_TYPE_OBJECT)

static void
usher_overview_item_finalize (GObject *object)
{
  g_clear_pointer (&USHER_OVERVIEW_ITEM (object)->overview, usher_event_overview_unref);
  G_OBJECT_CLASS (usher_overview_item_parent_class)->finalize (object);
}

static void
usher_overview_item_class_init (UsherOverviewItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_overview_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_overview_item_init (UsherOverviewItem *self)
{
}

UsherOverviewItem *
usher_overview_item_new (UsherEventOverview *overview, UsherDay day)
{
  UsherOverviewItem *self;

  g_return_val_if_fail (overview != NULL, NULL);

  self = g_object_new (USHER_TYPE_OVERVIEW_ITEM, NULL);
  self->overview = usher_event_overview_ref (overview);
  self->day = day;
  return self;
}

static gboolean
looks_same (const UsherEventOverview *a, const UsherEventOverview *b)
{
  return a->event->id == b->event->id && a->event->version == b->event->version && a->event->status == b->event->status
         && a->event->starts_at == b->event->starts_at && a->registrations == b->registrations && a->failed == b->failed
         && a->failed_notifications == b->failed_notifications && a->next_due_at == b->next_due_at;
}

void
usher_overview_item_update (UsherOverviewItem *self, UsherEventOverview *overview, UsherDay day)
{
  g_autoptr (UsherEventOverview) before = NULL;
  gboolean same;

  g_return_if_fail (USHER_IS_OVERVIEW_ITEM (self));
  g_return_if_fail (overview != NULL);

  before = g_steal_pointer (&self->overview);
  same = self->day == day && looks_same (before, overview);
  self->overview = usher_event_overview_ref (overview);
  self->day = day;
  if (!same)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

UsherEventOverview *
usher_overview_item_get_overview (UsherOverviewItem *self)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_ITEM (self), NULL);
  return self->overview;
}

UsherEvent *
usher_overview_item_get_event (UsherOverviewItem *self)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_ITEM (self), NULL);
  return self->overview->event;
}

gint64
usher_overview_item_get_id (UsherOverviewItem *self)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_ITEM (self), 0);
  return self->overview->event->id;
}

UsherDay
usher_overview_item_get_day (UsherOverviewItem *self)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_ITEM (self), USHER_DAY_NONE);
  return self->day;
}
