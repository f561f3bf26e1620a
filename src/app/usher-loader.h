/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherLoaderPlan:
 * @kinds: (array zero-terminated=1): changes that make it read again, such as "event", "registration"
 * @query: reads, on a worker thread
 * @ask: (nullable): the input of @query, (transfer full); on the UI thread
 * @free_input: (nullable): frees an input
 * @free_result: (nullable): frees a result that comes too late
 * @show: shows @result (transfer full), or %NULL with the reason; never called once the widget is being destroyed
 *
 * How a widget gets what it shows. Static.
 */
typedef struct {
  const char * const *kinds;
  UsherQuery          query;
  gpointer          (*ask)  (GtkWidget *widget);
  GDestroyNotify      free_input;
  GDestroyNotify      free_result;
  void              (*show) (GtkWidget *widget, gpointer result, const GError *error);
} UsherLoaderPlan;

/**
 * UsherLoader:
 *
 * Keeps a widget fresh: reads when the widget is mapped and the engine runs, again when something of @kinds changed (at most
 * about six times a second, one query at a time), and not at all while nobody looks. The widget owns it: g_clear_object()
 * in its dispose.
 */
#define USHER_TYPE_LOADER (usher_loader_get_type ())
G_DECLARE_FINAL_TYPE (UsherLoader, usher_loader, USHER, LOADER, GObject)

UsherLoader *usher_loader_new        (UsherClient *client, GtkWidget *widget, const UsherLoaderPlan *plan);
/* The input is another now (search, filter): what runs is cancelled, and it is read anew as soon as possible. */
void         usher_loader_reload     (UsherLoader *self);
/* Only changes of this event count ("event", "stream"); other kinds carry ids of their own and count always. 0: all */
void         usher_loader_set_event  (UsherLoader *self, gint64 event_id);
gboolean     usher_loader_is_busy    (UsherLoader *self);   /* a query is under way */

G_END_DECLS
