/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-loader.h"

#include <string.h>

#include "usher-error.h"

/* Between the end of one reading and the next that changes ask for, in milliseconds */
#define PAUSE 150

struct _UsherLoader {
  GObject                parent_instance;

  UsherClient           *client;
  GtkWidget             *widget;       /* not owned; NULL once it is being destroyed */
  const UsherLoaderPlan *plan;
  gint64                 event_id;
  gboolean               stale;
  GCancellable          *running;      /* (nullable) */
  guint                  pause;
};

G_DEFINE_FINAL_TYPE (UsherLoader, usher_loader, G_TYPE_OBJECT)

static void load (UsherLoader *self);

static gboolean
pause_over (gpointer user_data)
{
  UsherLoader *self = user_data;

  self->pause = 0;
  if (self->stale)
    load (self);
  return G_SOURCE_REMOVE;
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherLoader) self = user_data;
  g_autoptr (GError) error = NULL;
  gpointer shown = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  gboolean current = self->running && g_task_get_cancellable (G_TASK (result)) == self->running;

  if (!current || !self->widget || usher_error_is_cancelled (error))
    {
      if (shown && self->plan->free_result)
        self->plan->free_result (shown);
      if (current)
        g_clear_object (&self->running);
      return;
    }
  g_clear_object (&self->running);
  self->pause = g_timeout_add (PAUSE, pause_over, self);
  self->plan->show (self->widget, shown, error);
}

static void
load (UsherLoader *self)
{
  if (!self->widget || !gtk_widget_get_mapped (self->widget) || !usher_client_is_running (self->client))
    {
      self->stale = TRUE;
      return;
    }
  self->stale = FALSE;
  g_clear_handle_id (&self->pause, g_source_remove);
  self->running = g_cancellable_new ();
  usher_client_query_async (self->client, self->plan->query, self->plan->ask ? self->plan->ask (self->widget) : NULL,
                            self->plan->free_input, self->plan->free_result, self->running, loaded, g_object_ref (self));
}

/* Something changed: soon, but not while a reading is under way or was just made. */
static void
mark_stale (UsherLoader *self)
{
  self->stale = TRUE;
  if (self->running)
    {
      /* Its end sets the pause, whose end reads again. */
      return;
    }
  if (self->pause == 0)
    load (self);
}

static void
client_changed (UsherClient *client, const char *kind, gint64 id, UsherLoader *self)
{
  gboolean by_event = strcmp (kind, "event") == 0 || strcmp (kind, "stream") == 0;

  if (!g_strv_contains (self->plan->kinds, kind))
    return;
  if (by_event && self->event_id != 0 && id != 0 && id != self->event_id)
    return;
  mark_stale (self);
}

static void
client_state_changed (UsherClient *client, GParamSpec *pspec, UsherLoader *self)
{
  if (usher_client_is_running (client))
    usher_loader_reload (self);
}

static void
widget_mapped (GtkWidget *widget, UsherLoader *self)
{
  if (self->stale && !self->running)
    load (self);
}

static void
let_go (UsherLoader *self)
{
  self->widget = NULL;
  if (self->running)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_handle_id (&self->pause, g_source_remove);
}

static void
widget_destroyed (GtkWidget *widget, UsherLoader *self)
{
  let_go (self);
}

static void
usher_loader_dispose (GObject *object)
{
  UsherLoader *self = USHER_LOADER (object);

  if (self->widget)
    g_signal_handlers_disconnect_by_data (self->widget, self);
  if (self->client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  let_go (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_loader_parent_class)->dispose (object);
}

static void
usher_loader_class_init (UsherLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_loader_dispose;
}

static void
usher_loader_init (UsherLoader *self)
{
  self->stale = TRUE;
}

/**
 * usher_loader_new:
 * @client: where to ask
 * @widget: what shows it; owns the loader
 * @plan: how; static
 *
 * Returns: (transfer full): a loader that reads as soon as @widget is mapped
 */
UsherLoader *
usher_loader_new (UsherClient *client, GtkWidget *widget, const UsherLoaderPlan *plan)
{
  UsherLoader *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (plan != NULL && plan->query != NULL && plan->show != NULL, NULL);

  self = g_object_new (USHER_TYPE_LOADER, NULL);
  self->client = g_object_ref (client);
  self->widget = widget;
  self->plan = plan;
  g_signal_connect (client, "changed", G_CALLBACK (client_changed), self);
  g_signal_connect (client, "notify::running", G_CALLBACK (client_state_changed), self);
  g_signal_connect (widget, "map", G_CALLBACK (widget_mapped), self);
  g_signal_connect (widget, "destroy", G_CALLBACK (widget_destroyed), self);
  load (self);
  return self;
}

void
usher_loader_reload (UsherLoader *self)
{
  g_return_if_fail (USHER_IS_LOADER (self));

  if (self->running)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  load (self);
}

void
usher_loader_set_event (UsherLoader *self, gint64 event_id)
{
  g_return_if_fail (USHER_IS_LOADER (self));

  self->event_id = event_id;
}

gboolean
usher_loader_is_busy (UsherLoader *self)
{
  g_return_val_if_fail (USHER_IS_LOADER (self), FALSE);
  return self->running != NULL;
}
