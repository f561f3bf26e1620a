/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-welcome.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-format.h"
#include "usher-links.h"
#include "usher-loader.h"
#include "usher-problem-row.h"
#include "usher-queries.h"
#include "usher-time.h"
#include "usher-welcome-seen.h"

#define EVENING   "T20:00"
#define DATE_SIZE 10        /* of "2026-12-06" */
#define TYPED_MAX 1000

/* Days from today */
static const int days[] = { 1, 3, 7, 14 };

struct _UsherWelcome {
  AdwDialog            parent_instance;

  UsherClient         *client;
  UsherLoader         *loader;
  UsherEvent          *event;          /* once it was made */
  char                *link;
  gboolean             busy;
  UsherProblemRow     *title_problem;
  UsherProblemRow     *start_problem;

  /* template */
  AdwNavigationView   *view;
  AdwPreferencesGroup *form_group;
  AdwEntryRow         *title_row;
  AdwComboRow         *start_row;
  GtkWidget           *create_button;
  GtkLabel            *made_label;
  AdwActionRow        *link_row;
  AdwActionRow        *viewer_row;
  GtkImage            *viewer_image;
  GtkWidget           *outbox_button;
};

#define USHER_TYPE_WELCOME (usher_welcome_get_type ())
G_DECLARE_FINAL_TYPE (UsherWelcome, usher_welcome, USHER, WELCOME, AdwDialog)
G_DEFINE_FINAL_TYPE (UsherWelcome, usher_welcome, ADW_TYPE_DIALOG)

/* --- who came ------------------------------------------------------------------------------------------------------ */

static gpointer
query_event (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const gint64 *id = input;

  return *id != 0 ? usher_engine_get_event_overview (engine, *id, error) : NULL;
}

static gpointer
ask_event (GtkWidget *widget)
{
  UsherWelcome *self = USHER_WELCOME (widget);
  gint64 id = self->event ? self->event->id : 0;

  return g_memdup2 (&id, sizeof id);
}

static void
show_event (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherWelcome *self = USHER_WELCOME (widget);
  g_autoptr (UsherEventOverview) overview = result;
  gboolean came = overview && overview->registrations > 0;

  gtk_widget_set_visible (self->outbox_button, came);
  if (!came)
    return;
  gtk_image_set_from_icon_name (self->viewer_image, "object-select-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->viewer_image), "done-text");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->viewer_row), _("Your First Viewer Is Here"));
  adw_action_row_set_subtitle (self->viewer_row, _("The confirmation is in the Outbox, just as they would get it."));
}

static const char * const kinds[] = { "registration", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = query_event,
  .ask = ask_event,
  .free_input = g_free,
  .free_result = (GDestroyNotify) usher_event_overview_unref,
  .show = show_event,
};

/* --- making the event ---------------------------------------------------------------------------------------------- */

static char *
start_of (UsherWelcome *self, int n_days)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (usher_format_own_zone_name (), "time_zone", NULL);
  g_autofree char *wall = usher_time_to_wall (usher_client_now (self->client) + n_days * USHER_DAY, zone);

  wall[DATE_SIZE] = '\0';
  return g_strconcat (wall, EVENING, NULL);
}

static void
fill_starts (UsherWelcome *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (usher_format_own_zone_name (), "time_zone", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *wall = start_of (self, days[i]);
      g_autofree char *words = NULL;
      UsherInstant start;

      if (usher_time_from_wall (wall, zone, &start, NULL, "starts_at", NULL))
        words = usher_format_day_time (start, zone, usher_client_now (self->client));
      gtk_string_list_append (list, words ? words : wall);
    }
  adw_combo_row_set_model (self->start_row, G_LIST_MODEL (list));
}

static void
show_problem (UsherWelcome *self, const GError *error)
{
  const char *words = error ? usher_error_get_local_message (error) : NULL;
  gboolean of_title = error && g_strcmp0 (usher_error_get_field (error), "title") == 0;

  usher_problem_row_set (self->title_problem, of_title ? words : NULL);
  usher_problem_row_set (self->start_problem, of_title ? NULL : words);
  if (of_title)
    gtk_widget_grab_focus (GTK_WIDGET (self->title_row));
}

static void
show_made (UsherWelcome *self)
{
  g_autofree char *base = usher_engine_dup_public_url (usher_client_get_engine (self->client));
  g_autofree char *start = usher_format_start (self->event, usher_client_now (self->client));
  /* Translators: an event's title, and when it starts */
  g_autofree char *made = g_strdup_printf (_("“%s” starts on %s."), self->event->title, start);

  g_free (self->link);
  self->link = usher_link_register (base, self->event);
  gtk_label_set_label (self->made_label, made);
  adw_action_row_set_subtitle (self->link_row, self->link);
  adw_navigation_view_push_by_tag (self->view, "made");
  usher_loader_reload (self->loader);
}

static void
created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWelcome) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_engine_create_event_finish (USHER_ENGINE (source), result, &error);

  self->busy = FALSE;
  if (event)
    usher_welcome_seen_remember ();
  if (!gtk_widget_get_root (GTK_WIDGET (self)) || !usher_client_get_engine (self->client))
    return;
  show_problem (self, error);
  if (!event)
    return;
  self->event = g_steal_pointer (&event);
  /* Its page lies ready below. */
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-event", "x", self->event->id);
  show_made (self);
}

static void
create (UsherWelcome *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autoptr (UsherEventDraft) draft = NULL;

  if (self->busy || self->event || !engine)
    return;
  draft = usher_event_draft_new ();
  g_set_str (&draft->title, gtk_editable_get_text (GTK_EDITABLE (self->title_row)));
  g_free (draft->starts_at);
  draft->starts_at = start_of (self, days[adw_combo_row_get_selected (self->start_row)]);
  g_set_str (&draft->time_zone, usher_format_own_zone_name ());
  self->busy = TRUE;
  usher_engine_create_event_async (engine, draft, NULL, "app", NULL, created, g_object_ref (self));
}

/* --- the way ------------------------------------------------------------------------------------------------------- */

static void
begin (UsherWelcome *self)
{
  adw_navigation_view_push_by_tag (self->view, "form");
  gtk_widget_grab_focus (GTK_WIDGET (self->title_row));
}

static void
leave (UsherWelcome *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
open_page (UsherWelcome *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", self->link);
}

static void
copy_link (UsherWelcome *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", self->link);
}

static void
open_outbox (UsherWelcome *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-outbox", "x", self->event->id);
  leave (self);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

/* Who leaves it has seen it: it comes again only when asked for. */
static void
usher_welcome_closed (AdwDialog *dialog)
{
  usher_welcome_seen_remember ();
  if (ADW_DIALOG_CLASS (usher_welcome_parent_class)->closed)
    ADW_DIALOG_CLASS (usher_welcome_parent_class)->closed (dialog);
}

static void
usher_welcome_dispose (GObject *object)
{
  UsherWelcome *self = USHER_WELCOME (object);

  g_clear_object (&self->loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WELCOME);
  G_OBJECT_CLASS (usher_welcome_parent_class)->dispose (object);
}

static void
usher_welcome_finalize (GObject *object)
{
  UsherWelcome *self = USHER_WELCOME (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->event, usher_event_unref);
  g_free (self->link);
  G_OBJECT_CLASS (usher_welcome_parent_class)->finalize (object);
}

static void
usher_welcome_class_init (UsherWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_welcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_welcome_finalize;
  ADW_DIALOG_CLASS (klass)->closed = usher_welcome_closed;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, view);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, form_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, title_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, start_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, create_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, made_label);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, link_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, viewer_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, viewer_image);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcome, outbox_button);
  gtk_widget_class_bind_template_callback (widget_class, begin);
  gtk_widget_class_bind_template_callback (widget_class, leave);
  gtk_widget_class_bind_template_callback (widget_class, create);
  gtk_widget_class_bind_template_callback (widget_class, open_page);
  gtk_widget_class_bind_template_callback (widget_class, copy_link);
  gtk_widget_class_bind_template_callback (widget_class, open_outbox);
}

static void
typed_again (UsherWelcome *self)
{
  usher_problem_row_set (self->title_problem, NULL);
}

static UsherProblemRow *
add_problem (UsherWelcome *self, GtkWidget *row)
{
  GtkWidget *problem = usher_problem_row_new (row);

  adw_preferences_group_add (self->form_group, row);
  adw_preferences_group_add (self->form_group, problem);
  return USHER_PROBLEM_ROW (problem);
}

static void
usher_welcome_init (UsherWelcome *self)
{
  g_autoptr (GtkWidget) title = NULL;
  g_autoptr (GtkWidget) start = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (self->title_row, TYPED_MAX);
  /* Rows in the template, problems between them */
  title = g_object_ref (GTK_WIDGET (self->title_row));
  start = g_object_ref (GTK_WIDGET (self->start_row));
  adw_preferences_group_remove (self->form_group, title);
  adw_preferences_group_remove (self->form_group, start);
  self->title_problem = add_problem (self, title);
  self->start_problem = add_problem (self, start);
  g_signal_connect_object (title, "changed", G_CALLBACK (typed_again), self, G_CONNECT_SWAPPED);
}

AdwDialog *
usher_welcome_new (UsherClient *client)
{
  UsherWelcome *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_new (USHER_TYPE_WELCOME, NULL);
  self->client = g_object_ref (client);
  fill_starts (self);
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
  return ADW_DIALOG (self);
}

/* --- the first start ----------------------------------------------------------------------------------------------- */

static gpointer
query_due (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  UsherEventCounts counts;

  if (usher_welcome_seen () || !usher_engine_count_events (engine, NULL, &counts, error))
    return NULL;
  return GINT_TO_POINTER (counts.n[USHER_EVENT_GROUP_ALL] == 0);
}

static void
due_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  UsherClient *client = USHER_CLIENT (source);

  if (usher_client_query_finish (client, result, NULL) && usher_client_is_running (client) && gtk_widget_get_visible (GTK_WIDGET (window))
      && !adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)))
    adw_dialog_present (usher_welcome_new (client), GTK_WIDGET (window));
}

static void
look (UsherClient *client, GParamSpec *pspec, GtkWindow *window)
{
  if (!usher_client_is_running (client))
    return;
  g_signal_handlers_disconnect_by_func (client, look, window);
  usher_client_query_async (client, query_due, NULL, NULL, NULL, NULL, due_known, g_object_ref (window));
}

void
usher_welcome_offer (GtkWindow *window, UsherClient *client)
{
  g_return_if_fail (ADW_IS_APPLICATION_WINDOW (window));
  g_return_if_fail (USHER_IS_CLIENT (client));

  if (usher_client_get_options (client)->demo)
    return;
  g_signal_connect_object (client, "notify::running", G_CALLBACK (look), window, 0);
  look (client, NULL, window);
}
