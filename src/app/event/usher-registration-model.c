/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration-model.h"

/* Windows that are asked for at one time; the newest wish goes first, and older ones than so many are dropped: whoever flies
 * past thousands of rows wants to see where they land. */
#define IN_FLIGHT_MAX 2
#define WISHES_MAX    16
/* Windows that are read again when something changed; so many rows are never on one screen */
#define REFRESH_PAGES 4
/* Windows that are held */
#define PAGES_MAX     64

typedef struct {
  guint                  index;
  UsherRegistrationItem *items[USHER_REGISTRATION_PAGE];   /* (nullable): made when somebody looks */
  guint64                used;       /* when, for letting go of the one that waits longest */
  guint64                request;    /* 0: none is under way */
  gboolean               stale;      /* to be asked for (again) */
  gboolean               outdated;   /* who is in it stood there in an earlier list or order */
} Page;

struct _UsherRegistrationModel {
  GObject                 parent_instance;

  UsherRegistrationFetch  fetch;
  gpointer                data;
  char                   *search;
  UsherRegistrationFilter filter;
  UsherRegistrationSort   sort;
  gboolean                descending;

  guint                   n;              /* rows that are listed; of the earlier list until the new one is counted */
  int                     count;          /* -1: not known */
  guint64                 count_request;
  gboolean                count_stale;    /* another refresh while it was counted */
  gboolean                another;        /* another list is counted */
  GHashTable             *pages;          /* index → Page */
  GHashTable             *leaving;        /* ids */
  GQueue                  wishes;         /* page indices + 1, newest first */
  guint                   in_flight;
  guint64                 last_request;
  guint64                 time;
};

typedef enum {
  PROP_COUNT = 1,
} UsherRegistrationModelProperty;

static guint filled_signal;
static GParamSpec *properties[PROP_COUNT + 1];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherRegistrationModel, usher_registration_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
page_free (gpointer data)
{
  Page *self = data;

  for (guint i = 0; i < USHER_REGISTRATION_PAGE; i++)
    g_clear_object (&self->items[i]);
  g_free (self);
}

/* Somebody outside has one of its items: a row on the screen, the selection. */
static gboolean
is_looked_at (const Page *self)
{
  for (guint i = 0; i < USHER_REGISTRATION_PAGE; i++)
    if (self->items[i] && g_atomic_int_get (&G_OBJECT (self->items[i])->ref_count) > 1)
      return TRUE;
  return FALSE;
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

static guint64
send_request (UsherRegistrationModel *self, int offset)
{
  UsherRegistrationRequest request = { ++self->last_request, offset, self->search, self->filter, self->sort, self->descending };

  if (self->fetch)
    self->fetch (self, &request, self->data);
  return request.id;
}

static void
send_wishes (UsherRegistrationModel *self)
{
  while (self->in_flight < IN_FLIGHT_MAX && !g_queue_is_empty (&self->wishes))
    {
      guint index = GPOINTER_TO_UINT (g_queue_pop_head (&self->wishes)) - 1;
      Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (index));

      if (!page || !page->stale || page->request != 0)
        continue;
      page->stale = FALSE;
      self->in_flight++;
      page->request = send_request (self, (int) (index * USHER_REGISTRATION_PAGE));
    }
}

static void
wish (UsherRegistrationModel *self, Page *page)
{
  gpointer key = GUINT_TO_POINTER (page->index + 1);

  if (!page->stale)
    return;
  g_queue_remove (&self->wishes, key);
  g_queue_push_head (&self->wishes, key);
  while (g_queue_get_length (&self->wishes) > WISHES_MAX)
    g_queue_pop_tail (&self->wishes);
}

static void
ask_count (UsherRegistrationModel *self)
{
  if (self->count_request != 0)
    self->count_stale = TRUE;
  else
    self->count_request = send_request (self, -1);
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

/* Not of those that are looked at: their items are filled in place, and are not made again. */
static void
let_go_of_oldest (UsherRegistrationModel *self)
{
  GHashTableIter iter;
  gpointer value;
  Page *oldest = NULL;

  if (g_hash_table_size (self->pages) < PAGES_MAX)
    return;
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      if (page->request == 0 && (!oldest || page->used < oldest->used) && !is_looked_at (page))
        oldest = page;
    }
  if (oldest)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (oldest->index));
}

static Page *
take_page (UsherRegistrationModel *self, guint index)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (index));

  if (!page)
    {
      let_go_of_oldest (self);
      page = g_new0 (Page, 1);
      page->index = index;
      page->stale = TRUE;
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (index), page);
    }
  page->used = ++self->time;
  return page;
}

static gboolean
is_leaving (UsherRegistrationModel *self, const UsherRegistration *registration)
{
  return registration && g_hash_table_contains (self->leaving, &registration->id);
}

static UsherRegistrationItem *
take_item (Page *page, guint offset)
{
  if (!page->items[offset])
    page->items[offset] = usher_registration_item_new ();
  return page->items[offset];
}

static void
fill_page (UsherRegistrationModel *self, Page *page, GPtrArray *rows)
{
  for (guint i = 0; i < USHER_REGISTRATION_PAGE; i++)
    {
      UsherRegistration *registration = i < rows->len ? rows->pdata[i] : NULL;

      if (registration)
        usher_registration_item_set (take_item (page, i), registration, is_leaving (self, registration));
      else if (page->items[i])
        usher_registration_item_set (page->items[i], NULL, FALSE);
    }
  page->outdated = FALSE;
}

/* All items move by @by places (rows came in before them). */
static void
shift_pages (UsherRegistrationModel *self, guint by)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->pages);
  GHashTableIter iter;
  gpointer value;

  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
  g_queue_clear (&self->wishes);
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      for (guint i = 0; i < USHER_REGISTRATION_PAGE; i++)
        {
          guint position = page->index * USHER_REGISTRATION_PAGE + i + by;
          Page *target;

          if (!page->items[i])
            continue;
          target = take_page (self, position / USHER_REGISTRATION_PAGE);
          target->items[position % USHER_REGISTRATION_PAGE] = g_steal_pointer (&page->items[i]);
          target->outdated |= page->outdated;
        }
      if (page->request != 0)
        self->in_flight--;   /* its answer finds no page any more, and is dropped */
    }
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const Page *x = *(Page * const *) a, *y = *(Page * const *) b;

  return x->used < y->used ? -1 : x->used > y->used;
}

static void
mark_stale (UsherRegistrationModel *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Page *) value)->stale = TRUE;
}

/* Those on the screen and those looked at last at once, the others when somebody looks at them */
static void
read_stale_pages (UsherRegistrationModel *self)
{
  g_autoptr (GPtrArray) pages = g_hash_table_get_values_as_ptr_array (self->pages);

  g_ptr_array_sort (pages, compare_use);
  for (guint i = 0; i < pages->len; i++)
    if (i + REFRESH_PAGES >= pages->len || is_looked_at (pages->pdata[i]))
      wish (self, pages->pdata[i]);
  send_wishes (self);
}

static void
drop_rows_behind (UsherRegistrationModel *self, guint n)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;
      guint first = page->index * USHER_REGISTRATION_PAGE;

      for (guint i = n > first ? n - first : 0; i < USHER_REGISTRATION_PAGE; i++)
        g_clear_object (&page->items[i]);
      if (first < n)
        continue;
      if (page->request != 0)
        self->in_flight--;
      g_hash_table_iter_remove (&iter);
    }
}

/* Only the difference goes or comes: the rows that stay are filled again where they are. */
static void
set_length (UsherRegistrationModel *self, guint n, gboolean at_top)
{
  guint before = self->n;

  self->n = n;
  if (n > before && at_top && before > 0)
    {
      shift_pages (self, n - before);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n - before);
    }
  else if (n > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n - before);
  else if (n < before)
    {
      drop_rows_behind (self, n);
      g_list_model_items_changed (G_LIST_MODEL (self), n, before - n, 0);
    }
}

static void
set_count (UsherRegistrationModel *self, int count)
{
  gboolean at_top = !self->another && self->descending && self->sort == USHER_REGISTRATIONS_BY_TIME;

  self->another = FALSE;
  if (count == self->count)
    return;
  self->count = count;
  set_length (self, (guint) count, at_top);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/* --- answers ------------------------------------------------------------------------------------------------------- */

static Page *
find_asking_page (UsherRegistrationModel *self, guint64 request)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Page *) value)->request == request)
      return value;
  return NULL;
}

static void
take_count (UsherRegistrationModel *self, int count)
{
  self->count_request = 0;
  mark_stale (self);
  if (count >= 0)
    set_count (self, count);
  else if (self->another)
    set_length (self, 0, FALSE);   /* rows of the earlier list would be taken for found ones */
  if (self->count_stale)
    {
      self->count_stale = FALSE;
      ask_count (self);
    }
  else
    read_stale_pages (self);
}

/**
 * usher_registration_model_answer:
 * @self: the model
 * @id: of the request
 * @rows: (nullable) (element-type UsherRegistration): the window's rows, in order
 * @count: how many rows there are, for a question for the number
 *
 * An answer to a question of an earlier list is dropped.
 */
void
usher_registration_model_answer (UsherRegistrationModel *self, guint64 id, GPtrArray *rows, int count)
{
  Page *page;

  g_return_if_fail (USHER_IS_REGISTRATION_MODEL (self));

  if (id == self->count_request)
    {
      take_count (self, count);
      return;
    }
  page = find_asking_page (self, id);
  if (!page)
    return;
  page->request = 0;
  self->in_flight--;
  if (rows)
    {
      fill_page (self, page, rows);
      g_signal_emit (self, filled_signal, 0);
    }
  /* Asked for again meanwhile */
  if (page->stale)
    wish (self, page);
  send_wishes (self);
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

static GType
get_item_type (GListModel *model)
{
  return USHER_TYPE_REGISTRATION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return USHER_REGISTRATION_MODEL (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  UsherRegistrationModel *self = USHER_REGISTRATION_MODEL (model);
  Page *page;

  if (position >= self->n)
    return NULL;
  page = take_page (self, position / USHER_REGISTRATION_PAGE);
  if (page->stale && page->request == 0)
    {
      wish (self, page);
      send_wishes (self);
    }
  return g_object_ref (take_item (page, position % USHER_REGISTRATION_PAGE));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_registration_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UsherRegistrationModelProperty) id)
    {
    case PROP_COUNT:
      g_value_set_int (value, USHER_REGISTRATION_MODEL (object)->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_registration_model_finalize (GObject *object)
{
  UsherRegistrationModel *self = USHER_REGISTRATION_MODEL (object);

  g_queue_clear (&self->wishes);
  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->leaving);
  g_free (self->search);
  G_OBJECT_CLASS (usher_registration_model_parent_class)->finalize (object);
}

static void
usher_registration_model_class_init (UsherRegistrationModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_registration_model_get_property;
  object_class->finalize = usher_registration_model_finalize;
  properties[PROP_COUNT] = g_param_spec_int ("count", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  filled_signal = g_signal_new ("filled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_registration_model_init (UsherRegistrationModel *self)
{
  self->count = -1;
  self->sort = USHER_REGISTRATIONS_BY_TIME;
  self->descending = TRUE;
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
  self->leaving = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->wishes);
}

/**
 * usher_registration_model_new:
 * @fetch: finds out what the model wants to know
 * @data: for @fetch
 *
 * Returns: (transfer full): an empty list, newest first; usher_registration_model_refresh() fills it
 */
UsherRegistrationModel *
usher_registration_model_new (UsherRegistrationFetch fetch, gpointer data)
{
  UsherRegistrationModel *self;

  g_return_val_if_fail (fetch != NULL, NULL);

  self = g_object_new (USHER_TYPE_REGISTRATION_MODEL, NULL);
  self->fetch = fetch;
  self->data = data;
  return self;
}

void
usher_registration_model_close (UsherRegistrationModel *self)
{
  g_return_if_fail (USHER_IS_REGISTRATION_MODEL (self));
  self->fetch = NULL;
}

/* What is under way is of the earlier list; who stands in the rows stays until it is known who else does. */
static void
forget_answers (UsherRegistrationModel *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      page->request = 0;
      page->stale = TRUE;
      page->outdated = TRUE;
    }
  g_queue_clear (&self->wishes);
  self->in_flight = 0;
}

void
usher_registration_model_set_query (UsherRegistrationModel *self, const char *search, UsherRegistrationFilter filter,
                                    UsherRegistrationSort sort, gboolean descending)
{
  gboolean same_people;

  g_return_if_fail (USHER_IS_REGISTRATION_MODEL (self));

  if (search && !*search)
    search = NULL;
  same_people = g_strcmp0 (search, self->search) == 0 && filter == self->filter;
  if (same_people && sort == self->sort && descending == self->descending)
    return;
  g_set_str (&self->search, search);
  self->filter = filter;
  self->sort = sort;
  self->descending = descending;
  forget_answers (self);
  if (same_people && self->count >= 0)
    {
      read_stale_pages (self);
      return;
    }
  self->another = TRUE;
  self->count = -1;
  self->count_request = 0;
  self->count_stale = FALSE;
  ask_count (self);
}

void
usher_registration_model_refresh (UsherRegistrationModel *self)
{
  g_return_if_fail (USHER_IS_REGISTRATION_MODEL (self));
  ask_count (self);
}

int
usher_registration_model_get_count (UsherRegistrationModel *self)
{
  g_return_val_if_fail (USHER_IS_REGISTRATION_MODEL (self), -1);
  return self->count;
}

guint
usher_registration_model_find (UsherRegistrationModel *self, gint64 registration_id)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (USHER_IS_REGISTRATION_MODEL (self), G_MAXUINT);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;
      guint first = page->index * USHER_REGISTRATION_PAGE;

      for (guint i = 0; !page->outdated && i < USHER_REGISTRATION_PAGE && first + i < self->n; i++)
        if (page->items[i] && usher_registration_item_get_id (page->items[i]) == registration_id)
          return first + i;
    }
  return G_MAXUINT;
}

void
usher_registration_model_set_leaving (UsherRegistrationModel *self, gint64 registration_id, gboolean leaving)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (USHER_IS_REGISTRATION_MODEL (self));

  if (leaving)
    g_hash_table_add (self->leaving, g_memdup2 (&registration_id, sizeof registration_id));
  else
    g_hash_table_remove (self->leaving, &registration_id);
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    for (guint i = 0; i < USHER_REGISTRATION_PAGE; i++)
      {
        UsherRegistrationItem *item = ((Page *) value)->items[i];

        if (item && usher_registration_item_get_id (item) == registration_id)
          usher_registration_item_set (item, usher_registration_item_get (item), leaving);
      }
}

guint
usher_registration_model_get_n_pages (UsherRegistrationModel *self)
{
  g_return_val_if_fail (USHER_IS_REGISTRATION_MODEL (self), 0);
  return g_hash_table_size (self->pages);
}
