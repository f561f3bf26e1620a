/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-go-live.h"

#include <glib/gi18n.h>

#include "usher-event-page.h"
#include "usher-question.h"
#include "usher-toast.h"
#include "usher-window.h"

typedef struct {
  GtkWidget   *parent;
  UsherClient *client;
  gint64       event_id;
} Ask;

static void
ask_free (Ask *self)
{
  g_clear_object (&self->parent);
  g_clear_object (&self->client);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_free)

/* The event's own page shows how it goes: the one that lies on top, or a new one. */
static void
start (Ask *self)
{
  GtkRoot *root = gtk_widget_get_root (self->parent);
  AdwNavigationPage *page;

  if (!USHER_IS_WINDOW (root))
    return;
  page = usher_window_get_page (USHER_WINDOW (root));
  if (!USHER_IS_EVENT_PAGE (page) || usher_event_page_get_event_id (USHER_EVENT_PAGE (page)) != self->event_id)
    {
      page = usher_event_page_new (self->client, self->event_id);
      usher_window_push (USHER_WINDOW (root), page);
    }
  usher_event_page_go_live (USHER_EVENT_PAGE (page));
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) self = user_data;

  if (g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "start"))
    start (self);
}

static void
present_question (Ask *self, const UsherEvent *event)
{
  AdwAlertDialog *dialog;
  g_autofree char *heading = NULL;

  /* Translators: %s: the title of an event */
  heading = g_strdup_printf (_("Start streaming for “%s”?"), event->title);
  dialog = usher_question_new (heading, _("Your stream is made and the Studio opens. No notifications will be "
                                          "sent: reminders leave at their own times."));
  adw_alert_dialog_add_responses (dialog, "cancel", _("Not Now"), "start", _("Go Live"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "start", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "start");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, self->parent, NULL, answered, self);
}

static gpointer
read_event (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_get_event (engine, *(const gint64 *) input, error);
}

static void
event_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (!gtk_widget_get_root (self->parent))
    return;
  if (!event)
    usher_toast_error (self->parent, error);
  else if (event->status == USHER_EVENT_LIVE)
    gtk_widget_activate_action (self->parent, "win.open-studio", "x", event->id);
  else
    present_question (g_steal_pointer (&self), event);
}

/**
 * usher_go_live_ask:
 * @parent: a widget inside an UsherWindow, or the window
 * @client: the client
 * @event_id: the event; one that is live already opens its Studio
 *
 * Asks, and starts on the event's page, which tells how it goes. Sends nothing to anybody.
 */
void
usher_go_live_ask (GtkWidget *parent, UsherClient *client, gint64 event_id)
{
  Ask *self;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (USHER_IS_CLIENT (client));

  self = g_new0 (Ask, 1);
  self->parent = g_object_ref (parent);
  self->client = g_object_ref (client);
  self->event_id = event_id;
  usher_client_query_async (client, read_event, g_memdup2 (&event_id, sizeof event_id), g_free,
                            (GDestroyNotify) usher_event_unref, NULL, event_read, self);
}
