/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-overview-list.h"

struct _UsherOverviewList {
  GObject    parent_instance;

  GTimeZone *zone;
  GPtrArray *items;
};

static void list_model_init (GListModelInterface *iface);
static void section_model_init (GtkSectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherOverviewList, usher_overview_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_model_init))

/* --- interfaces ---------------------------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return USHER_TYPE_OVERVIEW_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return USHER_OVERVIEW_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  UsherOverviewList *self = USHER_OVERVIEW_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static UsherDay
day_at (UsherOverviewList *self, guint position)
{
  return usher_overview_item_get_day (g_ptr_array_index (self->items, position));
}

static void
get_section (GtkSectionModel *model, guint position, guint *start, guint *end)
{
  UsherOverviewList *self = USHER_OVERVIEW_LIST (model);
  guint first = position, last = position;

  if (position >= self->items->len)
    {
      *start = self->items->len;
      *end = G_MAXUINT;
      return;
    }
  while (first > 0 && day_at (self, first - 1) == day_at (self, position))
    first--;
  while (last + 1 < self->items->len && day_at (self, last + 1) == day_at (self, position))
    last++;
  *start = first;
  *end = last + 1;
}

static void
section_model_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_overview_list_finalize (GObject *object)
{
  UsherOverviewList *self = USHER_OVERVIEW_LIST (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (usher_overview_list_parent_class)->finalize (object);
}

static void
usher_overview_list_class_init (UsherOverviewListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_overview_list_finalize;
}

static void
usher_overview_list_init (UsherOverviewList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

UsherOverviewList *
usher_overview_list_new (GTimeZone *zone)
{
  UsherOverviewList *self;

  g_return_val_if_fail (zone != NULL, NULL);

  self = g_object_new (USHER_TYPE_OVERVIEW_LIST, NULL);
  self->zone = g_time_zone_ref (zone);
  return self;
}

/* --- contents ------------------------------------------------------------------------------------------------------ */

static gboolean
same_event (UsherOverviewItem *item, UsherEventOverview *overview)
{
  return usher_overview_item_get_id (item) == overview->event->id;
}

static UsherDay
day_of (UsherOverviewList *self, UsherEventOverview *overview)
{
  return usher_day_of (overview->event->starts_at, self->zone);
}

static void
update_item (UsherOverviewList *self, guint position, UsherEventOverview *overview)
{
  usher_overview_item_update (g_ptr_array_index (self->items, position), overview, day_of (self, overview));
}

/* What is alike at both ends stays; what lies between is exchanged. */
void
usher_overview_list_set_range (UsherOverviewList *self, GPtrArray *overviews, guint first, guint n)
{
  guint before, head = 0, tail = 0;
  gpointer *given;

  g_return_if_fail (USHER_IS_OVERVIEW_LIST (self));
  g_return_if_fail (n == 0 || (overviews && first + n <= overviews->len));

  given = n > 0 ? overviews->pdata + first : NULL;
  before = self->items->len;
  while (head < MIN (before, n) && same_event (g_ptr_array_index (self->items, head), given[head]))
    head++;
  while (tail < MIN (before, n) - head
         && same_event (g_ptr_array_index (self->items, before - 1 - tail), given[n - 1 - tail]))
    tail++;
  if (before - head - tail > 0)
    g_ptr_array_remove_range (self->items, head, before - head - tail);
  for (guint i = head; i < n - tail; i++)
    g_ptr_array_insert (self->items, (int) i, usher_overview_item_new (given[i], day_of (self, given[i])));
  for (guint i = 0; i < n; i++)
    if (i < head || i >= n - tail)
      update_item (self, i, given[i]);
  if (before != n || head + tail < n)
    g_list_model_items_changed (G_LIST_MODEL (self), head, before - head - tail, n - head - tail);
}

void
usher_overview_list_set (UsherOverviewList *self, GPtrArray *overviews)
{
  usher_overview_list_set_range (self, overviews, 0, overviews ? overviews->len : 0);
}

UsherOverviewItem *
usher_overview_list_get (UsherOverviewList *self, guint position)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_LIST (self), NULL);
  g_return_val_if_fail (position < self->items->len, NULL);
  return g_ptr_array_index (self->items, position);
}

guint
usher_overview_list_size (UsherOverviewList *self)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_LIST (self), 0);
  return self->items->len;
}

guint
usher_overview_list_find (UsherOverviewList *self, gint64 event_id)
{
  g_return_val_if_fail (USHER_IS_OVERVIEW_LIST (self), GTK_INVALID_LIST_POSITION);

  for (guint i = 0; i < self->items->len; i++)
    if (usher_overview_item_get_id (g_ptr_array_index (self->items, i)) == event_id)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

guint
usher_overview_list_lower (UsherOverviewList *self, UsherDay day)
{
  guint low = 0, high;

  g_return_val_if_fail (USHER_IS_OVERVIEW_LIST (self), 0);

  high = self->items->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (day_at (self, middle) < day)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
