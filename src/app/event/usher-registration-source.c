/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration-source.h"

struct _UsherRegistrationSource {
  UsherClient            *client;
  gint64                  event_id;
  GCancellable           *cancellable;
  UsherRegistrationModel *model;
};

/* A question on its way to a worker thread */
typedef struct {
  UsherRegistrationQuery  query;
  char                   *search;
  gboolean                count_only;
} Window;

typedef struct {
  GPtrArray *rows;      /* (nullable) */
  int        count;
} Answer;

typedef struct {
  UsherRegistrationModel *model;
  guint64                 id;
} Asker;

static void
window_free (gpointer data)
{
  Window *self = data;

  g_free (self->search);
  g_free (self);
}

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

static gpointer
read_window (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Window *window = input;
  UsherRegistrationQuery query = window->query;
  Answer answer = { NULL, -1 };

  query.search = window->search;
  query.cancellable = cancellable;
  if (window->count_only)
    answer.count = usher_engine_count_registration_rows (engine, &query, error);
  else
    answer.rows = usher_engine_list_registrations (engine, &query, error);
  return answer.rows || answer.count >= 0 ? g_memdup2 (&answer, sizeof answer) : NULL;
}

static void
window_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asker *asker = user_data;
  g_autoptr (GError) error = NULL;
  Answer *answer = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  usher_registration_model_answer (asker->model, asker->id, answer ? answer->rows : NULL, answer ? answer->count : -1);
  g_clear_pointer (&answer, answer_free);
  g_object_unref (asker->model);
  g_free (asker);
}

static void
fetch (UsherRegistrationModel *model, const UsherRegistrationRequest *request, gpointer data)
{
  UsherRegistrationSource *self = data;
  Window *window = g_new0 (Window, 1);
  Asker *asker = g_new0 (Asker, 1);

  window->search = g_strdup (request->search);
  window->count_only = request->offset < 0;
  window->query.event_id = self->event_id;
  window->query.filter = request->filter;
  window->query.sort = request->sort;
  window->query.descending = request->descending;
  window->query.offset = MAX (request->offset, 0);
  window->query.limit = USHER_REGISTRATION_PAGE;
  asker->model = g_object_ref (model);
  asker->id = request->id;
  usher_client_query_async (self->client, read_window, window, window_free, answer_free, self->cancellable, window_read, asker);
}

UsherRegistrationSource *
usher_registration_source_new (UsherClient *client, gint64 event_id)
{
  UsherRegistrationSource *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_new0 (UsherRegistrationSource, 1);
  self->client = g_object_ref (client);
  self->event_id = event_id;
  self->cancellable = g_cancellable_new ();
  self->model = usher_registration_model_new (fetch, self);
  return self;
}

void
usher_registration_source_free (UsherRegistrationSource *self)
{
  g_return_if_fail (self != NULL);

  usher_registration_model_close (self->model);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  g_free (self);
}

UsherRegistrationModel *
usher_registration_source_get_model (UsherRegistrationSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->model;
}
