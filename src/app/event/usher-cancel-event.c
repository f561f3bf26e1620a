/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-cancel-event.h"

#include <glib/gi18n.h>

#include "usher-event-facts.h"
#include "usher-format.h"
#include "usher-question.h"
#include "usher-toast.h"
#include "usher-told.h"

/* What the question says */
typedef struct {
  UsherEventFacts *facts;
  UsherReaders     readers;
} Outlook;

static void
outlook_free (gpointer data)
{
  Outlook *self = data;

  g_clear_pointer (&self->facts, usher_event_facts_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outlook, outlook_free)

static gpointer
read_outlook (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr (Outlook) self = g_new0 (Outlook, 1);

  self->facts = usher_event_facts_query (engine, input, cancellable, error);
  if (!self->facts
      || !usher_engine_count_cancellation_readers (engine, *(const gint64 *) input, cancellable, &self->readers, error))
    return NULL;
  return g_steal_pointer (&self);
}

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

static void
done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_engine_cancel_event_finish (USHER_ENGINE (source), result, &error);

  if (!gtk_widget_get_root (self->parent))
    return;
  if (event)
    usher_toast (self->parent, _("Event cancelled"));
  else
    usher_toast_error (self->parent, error);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) self = user_data;
  UsherEngine *engine = usher_client_get_engine (self->client);
  gint64 id = self->event_id;

  if (!engine || !g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "cancel-event"))
    return;
  usher_engine_cancel_event_async (engine, id, 0, "app", NULL, done, g_steal_pointer (&self));
}

static int
count_pending (const UsherEventFacts *facts)
{
  int pending = 0;

  for (guint i = 0; i < facts->notifications->len; i++)
    {
      const UsherNotification *n = facts->notifications->pdata[i];

      pending += n->kind == USHER_NOTIFICATION_REMINDER
                 && (n->status == USHER_NOTIFICATION_SCHEDULED || n->status == USHER_NOTIFICATION_SENDING);
    }
  return pending;
}

/* Who is told, what is taken back, and that there is no way back: a sentence each */
static char *
make_body (const Outlook *outlook)
{
  int people = outlook->readers.people, pending = count_pending (outlook->facts);
  g_autofree char *number = usher_format_number (people);
  g_autofree char *told = people > 0
                          ? g_strdup_printf (ngettext ("%s person gets a cancellation notice.", "%s people get a cancellation notice.",
                                                       (gulong) people), number)
                          : outlook->facts->overview->registrations > 0
                          ? g_strdup (_("Nobody who registered gets a notice of it."))
                          : g_strdup (_("Nobody has registered, so nobody is told."));
  g_autofree char *back = pending == 0 ? NULL
                          : g_strdup_printf (ngettext ("%d pending reminder is taken back.", "%d pending reminders are taken back.",
                                                       (gulong) pending), pending);

  return g_strjoin ("\n", told, back ? back : _("This cannot be undone."), back ? _("This cannot be undone.") : NULL, NULL);
}

static void
outlook_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Outlook) outlook = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  g_autofree char *heading = NULL, *body = NULL;
  AdwAlertDialog *dialog;
  GtkWidget *parent = self->parent;

  if (!gtk_widget_get_root (parent))
    return;
  if (!outlook)
    {
      usher_toast_error (parent, error);
      return;
    }
  /* Translators: %s: the title of an event */
  heading = g_strdup_printf (_("Cancel “%s”?"), outlook->facts->overview->event->title);
  body = make_body (outlook);
  dialog = usher_question_new (heading, body);
  adw_alert_dialog_add_responses (dialog, "keep", _("Keep Event"), "cancel-event", _("Cancel Event"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "cancel-event", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "keep");
  adw_alert_dialog_set_close_response (dialog, "keep");
  adw_alert_dialog_choose (dialog, parent, NULL, answered, g_steal_pointer (&self));
}

/**
 * usher_cancel_event_ask:
 * @parent: a widget inside a window, or the window
 * @client: the client
 * @event_id: a scheduled event
 *
 * Asks, since people are told and nothing takes that back; then cancels it.
 */
void
usher_cancel_event_ask (GtkWidget *parent, UsherClient *client, gint64 event_id)
{
  Ask *self;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (USHER_IS_CLIENT (client));

  self = g_new0 (Ask, 1);
  self->parent = g_object_ref (parent);
  self->client = g_object_ref (client);
  self->event_id = event_id;
  usher_client_query_async (client, read_outlook, usher_event_facts_input (event_id), g_free, outlook_free, NULL, outlook_read,
                            self);
}
