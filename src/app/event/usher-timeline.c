/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-timeline.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-add-step.h"
#include "usher-failure-dialog.h"
#include "usher-format.h"
#include "usher-question.h"
#include "usher-timeline-row.h"
#include "usher-toast.h"
#include "usher-told.h"

struct _UsherTimeline {
  GtkWidget           parent_instance;

  UsherClient        *client;
  UsherEventOverview *overview;
  GHashTable         *rows;        /* id (gint64) → UsherTimelineRow, owned by the list */
  gboolean            asking;      /* a question is on its way */

  /* template */
  GtkWidget          *box;
  GtkListBox         *list;
  GtkWidget          *empty;
  GtkWidget          *add_button;
};

G_DEFINE_FINAL_TYPE (UsherTimeline, usher_timeline, GTK_TYPE_WIDGET)

static UsherNotification *
find (UsherTimeline *self, GVariant *parameter)
{
  gint64 id = g_variant_get_int64 (parameter);
  UsherTimelineRow *row = g_hash_table_lookup (self->rows, &id);

  return row ? usher_timeline_row_get_notification (row) : NULL;
}

/* --- sending now --------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherTimeline *timeline;
  gint64         event_id;
  gint64         id;
  char          *key;       /* pressed twice is sent once */
} Deed;

static void
deed_free (gpointer data)
{
  Deed *self = data;

  g_clear_object (&self->timeline);
  g_free (self->key);
  g_free (self);
}

static Deed *
deed_new (UsherTimeline *self, const UsherNotification *n)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->timeline = g_object_ref (self);
  deed->event_id = n->event_id;
  deed->id = n->id;
  deed->key = g_uuid_string_random ();
  return deed;
}

static void
sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherTimeline) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherNotification) n = usher_engine_send_now_finish (USHER_ENGINE (source), result, &error);

  if (!gtk_widget_get_root (GTK_WIDGET (self)))
    return;
  if (n)
    usher_toast (GTK_WIDGET (self), _("On its way"));
  else
    usher_toast_error (GTK_WIDGET (self), error);
}

static void
send_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deed *deed = user_data;
  UsherTimeline *self = deed->timeline;
  UsherEngine *engine = self->client ? usher_client_get_engine (self->client) : NULL;

  if (engine && g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "send"))
    usher_engine_send_now_async (engine, deed->event_id, deed->id, deed->key, "app", NULL, sent, g_object_ref (self));
  deed_free (deed);
}

/* Who registered, and who of them gets it: a sentence for what the number says */
static char *
word_people (const UsherReaders *readers, const UsherEventOverview *overview)
{
  g_autofree char *number = usher_format_number (readers->people);

  if (readers->people > 0)
    return g_strdup_printf (ngettext ("%s person will get it now. It will not be sent again at its own time.",
                                      "%s people will get it now. It will not be sent again at its own time.",
                                      (gulong) readers->people), number);
  if (overview->registrations > 0)
    return g_strdup (_("Nobody who registered can be reached by it: it will count as sent, and nobody gets it."));
  return g_strdup (_("Nobody has registered yet: it will count as sent, and nobody gets it."));
}

static void
ask_to_send (UsherTimeline *self, UsherNotification *n, const UsherReaders *readers)
{
  AdwAlertDialog *dialog;
  g_autofree char *title = usher_format_notification (n);
  g_autofree char *body = word_people (readers, self->overview);
  /* Translators: %s: a message, "2 weeks before" */
  g_autofree char *heading = g_strdup_printf (_("Send “%s” now?"), title);

  dialog = usher_question_new (heading, body);
  adw_alert_dialog_add_responses (dialog, "cancel", _("Not Now"), "send", _("Send Now"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "send", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, GTK_WIDGET (self), NULL, send_answered, deed_new (self, n));
}

static void
readers_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deed *deed = user_data;
  g_autoptr (UsherTimeline) self = g_object_ref (deed->timeline);
  g_autoptr (GError) error = NULL;
  g_autofree UsherReaders *readers = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  UsherTimelineRow *row = self->rows ? g_hash_table_lookup (self->rows, &deed->id) : NULL;

  deed_free (deed);
  self->asking = FALSE;
  if (!row || !gtk_widget_get_root (GTK_WIDGET (self)))
    return;
  if (readers)
    ask_to_send (self, usher_timeline_row_get_notification (row), readers);
  else
    usher_toast_error (GTK_WIDGET (self), error);
}

static void
send_now (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherTimeline *self = USHER_TIMELINE (widget);
  UsherNotification *n = find (self, parameter);

  if (!n || self->asking)
    return;
  self->asking = TRUE;
  usher_client_query_async (self->client, usher_told_by_notification_query, g_memdup2 (&n->id, sizeof n->id), g_free, g_free, NULL,
                            readers_counted, deed_new (self, n));
}

/* --- taking back --------------------------------------------------------------------------------------------------- */

static void
restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherTimeline) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherNotification) n = usher_engine_restore_notification_finish (USHER_ENGINE (source), result, &error);

  if (!n && gtk_widget_get_root (GTK_WIDGET (self)))
    usher_toast_error (GTK_WIDGET (self), error);
}

static void
keep_cancelled (gpointer data)
{
}

static void
restore (gpointer data)
{
  Deed *deed = data;
  UsherTimeline *self = deed->timeline;
  UsherEngine *engine = self->client ? usher_client_get_engine (self->client) : NULL;

  if (engine)
    usher_engine_restore_notification_async (engine, deed->event_id, deed->id, "app", NULL, restored, g_object_ref (self));
}

static void
cancelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deed *deed = user_data;
  GtkWidget *widget = GTK_WIDGET (deed->timeline);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherNotification) n = usher_engine_cancel_notification_finish (USHER_ENGINE (source), result, &error);

  if (gtk_widget_get_root (widget) && n)
    {
      usher_toast_undo (widget, _("Message cancelled"), keep_cancelled, restore, deed, deed_free);
      return;
    }
  if (gtk_widget_get_root (widget))
    usher_toast_error (widget, error);
  deed_free (deed);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherTimeline *self = USHER_TIMELINE (widget);
  UsherNotification *n = find (self, parameter);
  UsherEngine *engine = usher_client_get_engine (self->client);

  if (n && engine)
    usher_engine_cancel_notification_async (engine, n->event_id, n->id, "app", NULL, cancelled, deed_new (self, n));
}

/* --- looking ------------------------------------------------------------------------------------------------------- */

static void
preview (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherNotification *n = find (USHER_TIMELINE (widget), parameter);
  const char *key;

  if (!n)
    return;
  key = n->kind == USHER_NOTIFICATION_REMINDER ? n->interval : usher_notification_kind_nick (n->kind);
  gtk_widget_activate_action (widget, "win.preview", "(xss)", n->event_id, key,
                              g_str_equal (action, "timeline.preview-sms") ? "sms" : "email");
}

static void
show_failures (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherTimeline *self = USHER_TIMELINE (widget);
  UsherNotification *n = find (self, parameter);

  if (n)
    adw_dialog_present (usher_failure_dialog_new (self->client, n), widget);
}

static void
show_outbox (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherNotification *n = find (USHER_TIMELINE (widget), parameter);

  if (n)
    gtk_widget_activate_action (widget, "win.show-notification", "(xx)", n->event_id, n->id);
}

static void
add_clicked (GtkButton *button, UsherTimeline *self)
{
  if (self->overview)
    adw_dialog_present (usher_add_step_new (self->client, self->overview->event), GTK_WIDGET (self));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

/* By moment; the confirmation, which leaves with each registration, first */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  const UsherNotification *x = usher_timeline_row_get_notification (USHER_TIMELINE_ROW (a));
  const UsherNotification *y = usher_timeline_row_get_notification (USHER_TIMELINE_ROW (b));
  UsherInstant at_x, at_y;

  if ((x->kind == USHER_NOTIFICATION_CONFIRMATION) != (y->kind == USHER_NOTIFICATION_CONFIRMATION))
    return x->kind == USHER_NOTIFICATION_CONFIRMATION ? -1 : 1;
  at_x = x->due_at != USHER_NEVER ? x->due_at : x->created_at;
  at_y = y->due_at != USHER_NEVER ? y->due_at : y->created_at;
  if (at_x != at_y)
    return at_x < at_y ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static void
usher_timeline_dispose (GObject *object)
{
  UsherTimeline *self = USHER_TIMELINE (object);

  g_clear_pointer (&self->rows, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_TIMELINE);
  g_clear_object (&self->client);
  g_clear_pointer (&self->overview, usher_event_overview_unref);
  G_OBJECT_CLASS (usher_timeline_parent_class)->dispose (object);
}

static void
usher_timeline_class_init (UsherTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_timeline_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-timeline.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, UsherTimeline, box);
  gtk_widget_class_bind_template_child (widget_class, UsherTimeline, list);
  gtk_widget_class_bind_template_child (widget_class, UsherTimeline, empty);
  gtk_widget_class_bind_template_child (widget_class, UsherTimeline, add_button);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked);
  gtk_widget_class_install_action (widget_class, "timeline.send-now", "x", send_now);
  gtk_widget_class_install_action (widget_class, "timeline.cancel", "x", cancel);
  gtk_widget_class_install_action (widget_class, "timeline.preview-email", "x", preview);
  gtk_widget_class_install_action (widget_class, "timeline.preview-sms", "x", preview);
  gtk_widget_class_install_action (widget_class, "timeline.failures", "x", show_failures);
  gtk_widget_class_install_action (widget_class, "timeline.outbox", "x", show_outbox);
}

static void
usher_timeline_init (UsherTimeline *self)
{
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
}

static void
drop_rows (UsherTimeline *self, GPtrArray *notifications)
{
  GHashTableIter iter;
  gpointer id, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    {
      gboolean there = FALSE;

      for (guint i = 0; i < notifications->len && !there; i++)
        there = ((UsherNotification *) notifications->pdata[i])->id == *(gint64 *) id;
      if (there)
        continue;
      gtk_list_box_remove (self->list, row);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * usher_timeline_set_facts:
 * @self: the timeline
 * @client: the client
 * @facts: what is so now
 *
 * Rows stay where they are, so that focus and an open menu do.
 */
void
usher_timeline_set_facts (UsherTimeline *self, UsherClient *client, const UsherEventFacts *facts)
{
  GPtrArray *all;

  g_return_if_fail (USHER_IS_TIMELINE (self));

  all = facts->notifications;
  g_set_object (&self->client, client);
  g_clear_pointer (&self->overview, usher_event_overview_unref);
  self->overview = usher_event_overview_ref (facts->overview);
  drop_rows (self, all);
  for (guint i = 0; i < all->len; i++)
    {
      UsherNotification *n = all->pdata[i];
      UsherTimelineRow *row = g_hash_table_lookup (self->rows, &n->id);
      gboolean is_new = !row;

      if (is_new)
        row = USHER_TIMELINE_ROW (usher_timeline_row_new ());
      usher_timeline_row_set (row, n, facts->overview, facts->now);
      if (!is_new)
        continue;
      g_hash_table_insert (self->rows, g_memdup2 (&n->id, sizeof n->id), row);
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }
  gtk_list_box_invalidate_sort (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->list), all->len > 0);
  gtk_widget_set_visible (self->empty, all->len == 0);
  gtk_widget_set_visible (self->add_button, facts->overview->event->status == USHER_EVENT_SCHEDULED);
}
