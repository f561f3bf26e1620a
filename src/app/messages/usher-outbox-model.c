/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox-model.h"

#include "usher-outbox-item.h"

/* Rows that are read at once; more than a screen has */
#define PAGE 100
/* Beyond so many, those far away are let go. */
#define KEEP (20 * PAGE)
#define NEAR (3 * PAGE)
/* Milliseconds between two readings, however much changes */
#define PAUSE 200

struct _UsherOutboxModel {
  GObject           parent_instance;

  UsherClient      *client;
  UsherOutboxFilter filter;
  char             *search;
  GHashTable       *items;         /* (element-type guint UsherOutboxItem): by place */
  GHashTable       *wanted;        /* (element-type guint): pages to be read */
  GCancellable     *cancellable;   /* of all that is under way for this filter */
  guint             n_items;
  guint             looked_at;     /* the last place that was asked for */
  guint             pump_source;
  guint             pause_source;
  gboolean          active;
  gboolean          stale;         /* something changed since it was counted */
  gboolean          counting;
  gboolean          reading;
};

enum {
  SIGNAL_READ,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void pump (UsherOutboxModel *self);
static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherOutboxModel, usher_outbox_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- questions ----------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherOutboxQuery query;
  char            *search;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->search);
  g_clear_object (&self->query.cancellable);
  g_free (self);
}

static Question *
make_question (UsherOutboxModel *self, guint page)
{
  Question *question = g_new0 (Question, 1);

  question->search = g_strdup (self->search);
  question->query = (UsherOutboxQuery) {
    .event_id = self->filter.event_id, .notification_id = self->filter.notification_id,
    .channels = self->filter.channels, .group = self->filter.group, .search = question->search,
    .offset = (int) (page * PAGE), .limit = PAGE, .cancellable = g_object_ref (self->cancellable),
  };
  return question;
}

static gpointer
count_rows (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  int count = usher_engine_count_outbox (engine, &((const Question *) input)->query, error);

  return count < 0 ? NULL : g_memdup2 (&count, sizeof count);
}

static gpointer
list_rows (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_list_outbox (engine, &((const Question *) input)->query, error);
}

/* --- places -------------------------------------------------------------------------------------------------------- */

static UsherOutboxItem *
ensure_item (UsherOutboxModel *self, guint place)
{
  UsherOutboxItem *item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (place));

  if (!item)
    {
      item = usher_outbox_item_new ();
      g_hash_table_insert (self->items, GUINT_TO_POINTER (place), item);
    }
  return item;
}

static void
want_page (UsherOutboxModel *self, guint page)
{
  g_hash_table_add (self->wanted, GUINT_TO_POINTER (page));
}

/* What is on the screen, and a little around it */
static void
want_visible (UsherOutboxModel *self)
{
  guint first = self->looked_at > PAGE / 2 ? (self->looked_at - PAGE / 2) / PAGE : 0;
  guint last = MIN (self->looked_at + PAGE / 2, MAX (self->n_items, 1) - 1) / PAGE;

  for (guint page = first; page <= last; page++)
    want_page (self, page);
}

static gboolean
is_far (gpointer place, gpointer item, gpointer data)
{
  guint here = ((UsherOutboxModel *) data)->looked_at, there = GPOINTER_TO_UINT (place);

  return (here > there ? here - there : there - here) > NEAR;
}

/* New ones came in at the top: everything is further down now. */
static void
shift_items (UsherOutboxModel *self, guint by)
{
  GHashTable *shifted = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  GHashTableIter iter;
  gpointer place, item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &place, &item))
    g_hash_table_insert (shifted, GUINT_TO_POINTER (GPOINTER_TO_UINT (place) + by), g_object_ref (item));
  g_hash_table_unref (self->items);
  self->items = shifted;
  if (self->looked_at > PAGE / 2)
    self->looked_at += by;
}

static void
set_count (UsherOutboxModel *self, guint count)
{
  guint before = self->n_items;

  self->n_items = count;
  if (count > before && before > 0)
    {
      shift_items (self, count - before);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, count - before);
    }
  else if (count != before)
    {
      g_hash_table_remove_all (self->items);
      self->looked_at = MIN (self->looked_at, MAX (count, 1) - 1);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, before, count);
    }
  if (count > 0)
    want_visible (self);
  g_signal_emit (self, signals[SIGNAL_READ], 0);
}

/* --- reading: one question at a time -------------------------------------------------------------------------------- */

static gboolean
pause_over (gpointer data)
{
  UsherOutboxModel *self = data;

  self->pause_source = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherOutboxModel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree int *count = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->counting = FALSE;
  if (count)
    set_count (self, (guint) *count);
  if (self->pause_source == 0 && self->client)
    self->pause_source = g_timeout_add (PAUSE, pause_over, self);
  pump (self);
}

static void
count (UsherOutboxModel *self)
{
  self->stale = FALSE;
  self->counting = TRUE;
  usher_client_query_async (self->client, count_rows, make_question (self, 0), question_free, g_free, self->cancellable, counted,
                            g_object_ref (self));
}

typedef struct {
  UsherOutboxModel *self;
  guint             page;
} Reading;

static void
page_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (UsherOutboxModel) self = reading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  guint first = reading->page * PAGE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->reading = FALSE;
  for (guint i = 0; rows && i < rows->len && first + i < self->n_items; i++)
    usher_outbox_item_set_row (ensure_item (self, first + i), rows->pdata[i]);
  if (g_hash_table_size (self->items) > KEEP)
    g_hash_table_foreach_remove (self->items, is_far, self);
  pump (self);
}

static void
read_page (UsherOutboxModel *self, guint page)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->self = g_object_ref (self);
  reading->page = page;
  self->reading = TRUE;
  usher_client_query_async (self->client, list_rows, make_question (self, page), question_free, (GDestroyNotify) g_ptr_array_unref,
                            self->cancellable, page_read, reading);
}

/* The next question, if there is one: the number first, then what is nearest to where somebody looks. */
static void
pump (UsherOutboxModel *self)
{
  GHashTableIter iter;
  gpointer page;
  guint best = G_MAXUINT, here = self->looked_at / PAGE;

  if (!self->client || !self->active || !usher_client_is_running (self->client) || self->counting || self->reading)
    return;
  if (self->stale && self->pause_source == 0)
    {
      count (self);
      return;
    }
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    if (best == G_MAXUINT || ABS ((int) (GPOINTER_TO_UINT (page) - here)) < ABS ((int) (best - here)))
      best = GPOINTER_TO_UINT (page);
  if (best == G_MAXUINT)
    return;
  g_hash_table_remove (self->wanted, GUINT_TO_POINTER (best));
  if (best * PAGE < self->n_items)
    read_page (self, best);
  else
    pump (self);
}

static gboolean
pump_now (gpointer data)
{
  UsherOutboxModel *self = data;

  self->pump_source = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
pump_soon (UsherOutboxModel *self)
{
  if (self->pump_source == 0)
    self->pump_source = g_idle_add (pump_now, self);
}

static void
client_changed (UsherClient *client, const char *kind, gint64 id, UsherOutboxModel *self)
{
  if (!g_str_equal (kind, "delivery") && !g_str_equal (kind, "registration"))
    return;
  self->stale = TRUE;
  pump_soon (self);
}

static void
client_running_changed (UsherClient *client, GParamSpec *pspec, UsherOutboxModel *self)
{
  self->stale = TRUE;
  pump_soon (self);
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

static GType
get_item_type (GListModel *model)
{
  return USHER_TYPE_OUTBOX_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return USHER_OUTBOX_MODEL (model)->n_items;
}

static gpointer
get_item (GListModel *model, guint place)
{
  UsherOutboxModel *self = USHER_OUTBOX_MODEL (model);
  UsherOutboxItem *item;

  if (place >= self->n_items)
    return NULL;
  item = ensure_item (self, place);
  self->looked_at = place;
  if (!usher_outbox_item_get_row (item))
    {
      want_page (self, place / PAGE);
      pump_soon (self);
    }
  return g_object_ref (item);
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
usher_outbox_model_dispose (GObject *object)
{
  UsherOutboxModel *self = USHER_OUTBOX_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->pump_source, g_source_remove);
  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_outbox_model_parent_class)->dispose (object);
}

static void
usher_outbox_model_finalize (GObject *object)
{
  UsherOutboxModel *self = USHER_OUTBOX_MODEL (object);

  g_hash_table_unref (self->items);
  g_hash_table_unref (self->wanted);
  g_object_unref (self->cancellable);
  g_free (self->search);
  G_OBJECT_CLASS (usher_outbox_model_parent_class)->finalize (object);
}

static void
usher_outbox_model_class_init (UsherOutboxModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_outbox_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_outbox_model_finalize;
  signals[SIGNAL_READ] = g_signal_new ("read", USHER_TYPE_OUTBOX_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_outbox_model_init (UsherOutboxModel *self)
{
  self->items = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->wanted = g_hash_table_new (NULL, NULL);
  self->cancellable = g_cancellable_new ();
  self->stale = TRUE;
}

UsherOutboxModel *
usher_outbox_model_new (UsherClient *client)
{
  UsherOutboxModel *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_new (USHER_TYPE_OUTBOX_MODEL, NULL);
  self->client = g_object_ref (client);
  g_signal_connect (client, "changed", G_CALLBACK (client_changed), self);
  g_signal_connect (client, "notify::running", G_CALLBACK (client_running_changed), self);
  return self;
}

void
usher_outbox_model_set_filter (UsherOutboxModel *self, const UsherOutboxFilter *filter)
{
  guint before;

  g_return_if_fail (USHER_IS_OUTBOX_MODEL (self));
  g_return_if_fail (filter != NULL);

  g_set_str (&self->search, filter->search && *filter->search ? filter->search : NULL);
  self->filter = *filter;
  self->filter.search = NULL;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->counting = self->reading = FALSE;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_hash_table_remove_all (self->items);
  g_hash_table_remove_all (self->wanted);
  before = self->n_items;
  self->n_items = self->looked_at = 0;
  self->stale = TRUE;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  pump_soon (self);
}

void
usher_outbox_model_set_active (UsherOutboxModel *self, gboolean active)
{
  g_return_if_fail (USHER_IS_OUTBOX_MODEL (self));

  self->active = active;
  if (active)
    pump_soon (self);
}

