/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-studio-page.h"

#include <glib/gi18n.h>

#include "usher-countdown.h"
#include "usher-error.h"
#include "usher-event-facts.h"
#include "usher-format.h"
#include "usher-live-figures.h"
#include "usher-loader.h"
#include "usher-plain-break.h"
#include "usher-question.h"
#include "usher-secret-row.h"
#include "usher-toast.h"

#define PULSE_MS 80

struct _UsherStudioPage {
  UsherPage            parent_instance;

  gint64               event_id;
  UsherLoader         *loader;
  UsherEvent          *event;
  UsherStream         *stream;        /* (nullable) */
  char                *watch_url;
  gboolean             ending;
  guint                pulse;
  gulong               ticking;

  /* template */
  GtkStack            *stack;
  AdwStatusPage       *problem;
  AdwStatusPage       *other;
  GtkButton           *other_button;
  AdwWindowTitle      *window_title;
  UsherCountdown      *elapsed;
  UsherLiveFigures    *figures;
  AdwActionRow        *health_row;
  GtkImage            *health_icon;
  AdwActionRow        *server_row;
  UsherSecretRow      *key_row;
  AdwActionRow        *watch_row;
  GtkLabel            *own_encoder;
  GtkStack            *end_stack;
  GtkButton           *end_button;
  GtkProgressBar      *end_progress;
  GtkLabel            *end_problem;
};

G_DEFINE_FINAL_TYPE (UsherStudioPage, usher_studio_page, USHER_TYPE_PAGE)

/* --- how the stream is --------------------------------------------------------------------------------------------- */

typedef struct {
  const char *title;
  const char *icon_name;
  const char *style;          /* (nullable): a style class of the icon */
} Health;

static Health
judge (const UsherStream *stream)
{
  if (!stream || g_strcmp0 (stream->provider, "manual") == 0)
    return (Health) { _("Not known"), "dialog-question-symbolic" };
  if (g_strcmp0 (stream->status, "active") == 0)
    return (Health) { _("Receiving your picture"), "object-select-symbolic", "success" };
  /* A recording is there: it has run before. */
  if (stream->asset_ids && *stream->asset_ids)
    return (Health) { _("The encoder is disconnected"), "dialog-warning-symbolic", "warning" };
  if (g_strcmp0 (stream->status, "idle") == 0)
    return (Health) { _("Waiting for the encoder"), "content-loading-symbolic" };
  return (Health) { _("The stream is closed"), "dialog-warning-symbolic" };
}

/* When somebody asked the service last: in words that need no second hand */
static char *
look_words (UsherStudioPage *self)
{
  UsherClient *client = usher_page_get_client (USHER_PAGE (self));
  UsherEngine *engine = usher_client_get_engine (client);
  UsherStreamLook look;
  int seconds;

  if (!self->stream || g_strcmp0 (self->stream->provider, "manual") == 0)
    return g_strdup (_("Your own streaming service does not tell Usher how the stream is."));
  if (!engine || !usher_engine_get_stream_look (engine, self->event_id, &look))
    return g_strdup (_("Looking in a few seconds"));
  if (look.answered_at != look.looked_at)
    return g_strdup (_("The streaming service does not answer just now. The stream itself may be fine."));
  seconds = (int) ((usher_client_now (client) - look.looked_at) / G_USEC_PER_SEC);
  if (seconds < 2)
    return g_strdup (_("Looked just now"));
  return g_strdup_printf (ngettext ("Looked %d second ago", "Looked %d seconds ago", (gulong) seconds), seconds);
}

static void
show_health (UsherStudioPage *self)
{
  Health health = judge (self->stream);
  g_autofree char *looked = look_words (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->health_row), health.title);
  adw_action_row_set_subtitle (self->health_row, looked);
  gtk_image_set_from_icon_name (self->health_icon, health.icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->health_icon), (const char *[]) { health.style, NULL });
}

static void
show_stream (UsherStudioPage *self)
{
  const char *server = self->stream ? self->stream->ingest_url : "";
  const char *key = self->stream ? self->stream->stream_key : "";

  adw_action_row_set_subtitle (self->server_row, server);
  usher_secret_row_set_secret (self->key_row, key);
  gtk_widget_set_visible (GTK_WIDGET (self->server_row), *server != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), *key != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->own_encoder), *key == '\0');
  show_health (self);
}

/* --- what it shows ------------------------------------------------------------------------------------------------- */

static void
show_live (UsherStudioPage *self, const UsherEventFacts *facts)
{
  UsherClient *client = usher_page_get_client (USHER_PAGE (self));
  g_autofree char *count = usher_format_registrations (facts->overview->registrations);
  const char *watch = facts->stream && *facts->stream->playback_url ? facts->stream->playback_url : NULL;

  adw_window_title_set_subtitle (self->window_title, count);
  usher_countdown_set_event (self->elapsed, client, self->event);
  usher_live_figures_set_facts (self->figures, facts);
  g_set_str (&self->watch_url, watch);
  gtk_widget_set_visible (GTK_WIDGET (self->watch_row), watch != NULL);
  adw_action_row_set_subtitle (self->watch_row, watch ? watch : "");
  show_stream (self);
  gtk_stack_set_visible_child_name (self->stack, "live");
}

/* Over, or not live yet: the way to where things happen */
static void
show_other (UsherStudioPage *self)
{
  gboolean over = self->event->status == USHER_EVENT_COMPLETED;

  adw_status_page_set_title (self->other, over ? _("The Show Is Over") : _("Not on Air"));
  adw_status_page_set_description (self->other, over ? _("The summary tells how it went.")
                                                     : _("The Studio opens when the event goes live."));
  gtk_button_set_label (self->other_button, over ? _("Show Summary") : _("Open Event"));
  gtk_stack_set_visible_child_name (self->stack, "other");
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherStudioPage *self = USHER_STUDIO_PAGE (widget);
  g_autoptr (UsherEventFacts) facts = result;

  if (!facts)
    {
      if (!self->event)
        {
          adw_status_page_set_description (self->problem, error->message);
          gtk_stack_set_visible_child_name (self->stack, "problem");
        }
      return;
    }
  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->stream, usher_stream_unref);
  self->event = usher_event_ref (facts->overview->event);
  self->stream = facts->stream ? usher_stream_ref (facts->stream) : NULL;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), self->event->title);
  adw_window_title_set_title (self->window_title, self->event->title);
  /* The one who ended it is on the way to the summary already. */
  if (self->event->status == USHER_EVENT_LIVE)
    show_live (self, facts);
  else if (!self->ending)
    show_other (self);
}

static gpointer
ask (GtkWidget *widget)
{
  return usher_event_facts_input (USHER_STUDIO_PAGE (widget)->event_id);
}

static const char * const kinds[] = { "event", "registration", "stream", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = usher_event_facts_query,
  .ask = ask,
  .free_input = g_free,
  .free_result = (GDestroyNotify) usher_event_facts_free,
  .show = show,
};

/* --- ending -------------------------------------------------------------------------------------------------------- */

static gboolean
pulse (gpointer user_data)
{
  gtk_progress_bar_pulse (USHER_STUDIO_PAGE (user_data)->end_progress);
  return G_SOURCE_CONTINUE;
}

static void
set_ending (UsherStudioPage *self, gboolean ending)
{
  self->ending = ending;
  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_stack_set_visible_child_name (self->end_stack, ending ? "working" : "idle");
  if (ending && adw_get_enable_animations (GTK_WIDGET (self)))
    self->pulse = g_timeout_add (PULSE_MS, pulse, self);
}

static void
ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherStudioPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_engine_end_event_finish (USHER_ENGINE (source), result, &error);

  if (!self->end_stack)
    return;
  if (event && gtk_widget_get_root (GTK_WIDGET (self)))
    {
      g_clear_handle_id (&self->pulse, g_source_remove);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-summary", "x", self->event_id);
      return;
    }
  set_ending (self, FALSE);
  if (event || usher_error_is_cancelled (error))
    return;
  gtk_label_set_label (self->end_problem, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->end_problem), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->end_button));
}

static void
end_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherStudioPage) self = user_data;
  UsherEngine *engine = usher_client_get_engine (usher_page_get_client (USHER_PAGE (self)));

  if (!self->end_stack || !engine || self->ending
      || !g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "end"))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->end_problem), FALSE);
  set_ending (self, TRUE);
  usher_engine_end_event_async (engine, self->event_id, "app", NULL, ended, g_object_ref (self));
}

static void
end_clicked (GtkButton *button, UsherStudioPage *self)
{
  g_autofree char *heading = NULL;
  AdwAlertDialog *dialog;

  if (!self->event)
    return;
  /* Translators: %s: the title of an event */
  heading = g_strdup_printf (_("End “%s”?"), self->event->title);
  dialog = usher_question_new (heading, _("The stream ends for everyone who watches. Reminders that have not left are skipped. "
                                          "This cannot be undone."));
  adw_alert_dialog_add_responses (dialog, "cancel", _("Stay Live"), "end", _("End Event"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, GTK_WIDGET (self), NULL, end_answered, g_object_ref (self));
}

/* --- small things -------------------------------------------------------------------------------------------------- */

static void
other_clicked (GtkButton *button, UsherStudioPage *self)
{
  gboolean over = self->event && self->event->status == USHER_EVENT_COMPLETED;

  gtk_widget_activate_action (GTK_WIDGET (self), over ? "win.open-summary" : "win.open-event", "x", self->event_id);
}

static void
copy_server_clicked (GtkButton *button, UsherStudioPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", adw_action_row_get_subtitle (self->server_row));
}

static void
copy_watch_clicked (GtkButton *button, UsherStudioPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", self->watch_url);
}

static void
open_watch_clicked (GtkButton *button, UsherStudioPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", self->watch_url);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_studio_page_map (GtkWidget *widget)
{
  UsherStudioPage *self = USHER_STUDIO_PAGE (widget);

  GTK_WIDGET_CLASS (usher_studio_page_parent_class)->map (widget);
  self->ticking = g_signal_connect_swapped (usher_page_get_client (USHER_PAGE (self)), "tick", G_CALLBACK (show_health), self);
}

static void
usher_studio_page_unmap (GtkWidget *widget)
{
  UsherStudioPage *self = USHER_STUDIO_PAGE (widget);

  g_clear_signal_handler (&self->ticking, usher_page_get_client (USHER_PAGE (self)));
  GTK_WIDGET_CLASS (usher_studio_page_parent_class)->unmap (widget);
}

static void
usher_studio_page_dispose (GObject *object)
{
  UsherStudioPage *self = USHER_STUDIO_PAGE (object);

  if (self->ticking != 0)
    g_clear_signal_handler (&self->ticking, usher_page_get_client (USHER_PAGE (self)));
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->loader);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_STUDIO_PAGE);
  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->stream, usher_stream_unref);
  g_clear_pointer (&self->watch_url, g_free);
  G_OBJECT_CLASS (usher_studio_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, other);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, other_button);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, elapsed);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, figures);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, health_row);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, health_icon);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, watch_row);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, own_encoder);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, end_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, end_button);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, end_progress);
  gtk_widget_class_bind_template_child (widget_class, UsherStudioPage, end_problem);
}

static void
usher_studio_page_class_init (UsherStudioPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_studio_page_dispose;
  widget_class->map = usher_studio_page_map;
  widget_class->unmap = usher_studio_page_unmap;
  g_type_ensure (USHER_TYPE_COUNTDOWN);
  g_type_ensure (USHER_TYPE_LIVE_FIGURES);
  g_type_ensure (USHER_TYPE_SECRET_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-studio-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, end_clicked);
  gtk_widget_class_bind_template_callback (widget_class, other_clicked);
  gtk_widget_class_bind_template_callback (widget_class, copy_server_clicked);
  gtk_widget_class_bind_template_callback (widget_class, copy_watch_clicked);
  gtk_widget_class_bind_template_callback (widget_class, open_watch_clicked);
}

static void
usher_studio_page_init (UsherStudioPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  usher_plain_break (self->server_row);
  usher_plain_break (self->watch_row);
}

AdwNavigationPage *
usher_studio_page_new (UsherClient *client, gint64 event_id)
{
  UsherStudioPage *self = g_object_new (USHER_TYPE_STUDIO_PAGE, "client", client, NULL);

  self->event_id = event_id;
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
  usher_loader_set_event (self->loader, event_id);
  return ADW_NAVIGATION_PAGE (self);
}
