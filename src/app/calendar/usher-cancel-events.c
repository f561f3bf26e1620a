/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-cancel-events.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-event-overview.h"
#include "usher-format.h"
#include "usher-question.h"
#include "usher-toast.h"
#include "usher-told.h"

typedef struct {
  GtkWidget   *widget;
  UsherClient *client;
  GArray      *ids;        /* gint64 */
  gint64       registrations;
  guint        next, failed;
  GError      *error;      /* the first one */
  void       (*confirmed) (GtkWidget *widget);
} Work;

static void
work_free (Work *self)
{
  g_object_unref (self->widget);
  g_object_unref (self->client);
  g_array_unref (self->ids);
  g_clear_error (&self->error);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static void cancel_next (Work *work);

static void
tell (Work *self)
{
  guint done = self->ids->len - self->failed;
  g_autofree char *said = NULL;

  if (self->error)
    {
      g_prefix_error (&self->error, ngettext ("%u event could not be cancelled: ", "%u events could not be cancelled: ", self->failed),
                      self->failed);
      usher_toast_error (self->widget, self->error);
      return;
    }
  said = g_strdup_printf (ngettext ("%u event cancelled", "%u events cancelled", done), done);
  usher_toast (self->widget, said);
}

static void
cancelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_engine_cancel_event_finish (USHER_ENGINE (source), result, &error);

  if (!event)
    {
      self->failed++;
      if (!self->error)
        self->error = g_steal_pointer (&error);
    }
  cancel_next (self);
}

static void
cancel_next (Work *work)
{
  g_autoptr (Work) self = work;
  UsherEngine *engine = usher_client_get_engine (self->client);
  gint64 id;

  if (self->next == self->ids->len || !engine)
    {
      tell (self);
      return;
    }
  id = g_array_index (self->ids, gint64, self->next++);
  usher_engine_cancel_event_async (engine, id, 0, "app", NULL, cancelled, g_steal_pointer (&self));
}

static void
responded (AdwAlertDialog *dialog, const char *response, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (Work) mine = g_new0 (Work, 1);

  *mine = (Work) { .widget = g_object_ref (work->widget), .client = g_object_ref (work->client), .ids = g_array_ref (work->ids) };
  if (g_strcmp0 (response, "cancel-events") != 0)
    return;
  if (work->confirmed)
    work->confirmed (work->widget);
  cancel_next (g_steal_pointer (&mine));
}

/* --- the question -------------------------------------------------------------------------------------------------- */

static char *
word_consequence (guint n, gint64 registrations, gint64 people)
{
  g_autofree char *number = usher_format_number (people);

  if (registrations == 0)
    return g_strdup (ngettext ("Nobody has registered for it yet, so nobody is told. It stays in the list of cancelled events.",
                               "Nobody has registered for them yet, so nobody is told. They stay in the list of cancelled events.", n));
  if (people == 0)
    return g_strdup (_("Nobody who registered gets a notice of it. This cannot be undone."));
  if (n > 1)
    return g_strdup_printf (ngettext ("%s cancellation notice will be sent. This cannot be undone.",
                                      "%s cancellation notices will be sent. This cannot be undone.", (gulong) people), number);
  return g_strdup_printf (ngettext ("%s person who registered will be told. This cannot be undone.",
                                    "%s people who registered will be told. This cannot be undone.", (gulong) people), number);
}

static void
present (Work *work, gint64 people)
{
  g_autofree char *heading = g_strdup_printf (ngettext ("Cancel %u Event?", "Cancel %u Events?", work->ids->len), work->ids->len);
  g_autofree char *body = word_consequence (work->ids->len, work->registrations, people);
  AdwDialog *dialog = ADW_DIALOG (usher_question_new (heading, body));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_add_responses (alert, "keep", ngettext ("Keep It", "Keep Them", work->ids->len), "cancel-events",
                                  ngettext ("Cancel Event", "Cancel Events", work->ids->len), NULL);
  adw_alert_dialog_set_response_appearance (alert, "cancel-events", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "keep");
  adw_alert_dialog_set_close_response (alert, "keep");
  g_object_set_data_full (G_OBJECT (dialog), "usher-work", work, (GDestroyNotify) work_free);
  g_signal_connect (dialog, "response", G_CALLBACK (responded), work);
  adw_dialog_present (dialog, work->widget);
}

static void
counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree UsherReaders *readers = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (!gtk_widget_get_root (work->widget))
    return;
  if (readers)
    present (g_steal_pointer (&work), readers->people);
  else
    usher_toast_error (work->widget, error);
}

void
usher_cancel_events_ask (GtkWidget *widget, UsherClient *client, GPtrArray *overviews, void (*confirmed) (GtkWidget *widget))
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 registrations = 0;
  Work *work;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (USHER_IS_CLIENT (client));

  for (guint i = 0; i < overviews->len; i++)
    {
      const UsherEventOverview *overview = g_ptr_array_index (overviews, i);

      if (overview->event->status != USHER_EVENT_SCHEDULED)
        continue;
      g_array_append_val (ids, overview->event->id);
      registrations += overview->registrations;
    }
  if (ids->len == 0)
    return;
  work = g_new0 (Work, 1);
  *work = (Work) {
    g_object_ref (widget), g_object_ref (client), g_array_ref (ids), .registrations = registrations, .confirmed = confirmed,
  };
  usher_client_query_async (client, usher_told_by_cancellations_query, g_steal_pointer (&ids), (GDestroyNotify) g_array_unref, g_free,
                            NULL, counted, work);
}
