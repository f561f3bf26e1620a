/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-window.h"

#include <glib/gi18n.h>

#include "usher-analytics-page.h"
#include "usher-calendar-page.h"
#include "usher-error.h"
#include "usher-events-page.h"
#include "usher-outbox-page.h"
#include "usher-page.h"
#include "usher-sandbox-note.h"
#include "usher-section-row.h"
#include "usher-templates-page.h"
#include "usher-today-page.h"
#include "usher-window-actions.h"
#include "usher-window-state.h"

struct _UsherWindow {
  AdwApplicationWindow    parent_instance;

  UsherClient            *client;
  const char             *section;      /* its name; NULL before the first */

  /* template */
  AdwToastOverlay        *toast_overlay;
  GtkStack               *stack;
  AdwStatusPage          *starting_page;
  AdwStatusPage          *failed_page;
  AdwBanner              *damage_banner;
  AdwNavigationSplitView *split_view;
  GtkMenuButton          *menu_button;
  GtkListBox             *section_list;
  UsherSandboxNote       *sandbox_note;
  AdwNavigationView      *navigation;
};

G_DEFINE_FINAL_TYPE (UsherWindow, usher_window, ADW_TYPE_APPLICATION_WINDOW)

static const struct {
  const char *name;
  const char *title;
  const char *icon_name;
  GType     (*get_type) (void);
} sections[] = {
  { "today", N_("Today"), "usher-today-symbolic", usher_today_page_get_type },
  { "calendar", N_("Calendar"), "x-office-calendar-symbolic", usher_calendar_page_get_type },
  { "events", N_("Events"), "usher-ticket-symbolic", usher_events_page_get_type },
  { "templates", N_("Templates"), "usher-template-symbolic", usher_templates_page_get_type },
  { "analytics", N_("Analytics"), "usher-analytics-symbolic", usher_analytics_page_get_type },
  { "outbox", N_("Outbox"), "usher-outbox-symbolic", usher_outbox_page_get_type },
};

/* --- sections and pages ------------------------------------------------------------------------------------------- */

static void
fill_sections (UsherWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    gtk_list_box_append (self->section_list,
                         usher_section_row_new (sections[i].name, _(sections[i].title), sections[i].icon_name));
}

static int
find_section (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (g_strcmp0 (sections[i].name, name) == 0)
      return (int) i;
  return -1;
}

static void
update_title (UsherWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->navigation);
  const char *title = page ? adw_navigation_page_get_title (page) : NULL;

  gtk_window_set_title (GTK_WINDOW (self), title && *title ? title : _("Usher"));
}

/**
 * usher_window_show_section:
 * @self: the window
 * @name: "today", "calendar", "events", "templates", "analytics", "outbox"; others are ignored
 *
 * Shows the section's first page; pages that lay on another one go.
 */
void
usher_window_show_section (UsherWindow *self, const char *name)
{
  AdwNavigationPage *page;
  int index = find_section (name);

  g_return_if_fail (USHER_IS_WINDOW (self));

  if (index < 0)
    return;
  gtk_list_box_select_row (self->section_list, gtk_list_box_get_row_at_index (self->section_list, index));
  if (self->section == sections[index].name)
    adw_navigation_view_pop_to_tag (self->navigation, self->section);
  else
    {
      self->section = sections[index].name;
      page = g_object_new (sections[index].get_type (), "client", self->client, "title", _(sections[index].title),
                           "tag", self->section, NULL);
      adw_navigation_view_replace (self->navigation, &page, 1);
    }
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

const char *
usher_window_get_section (UsherWindow *self)
{
  g_return_val_if_fail (USHER_IS_WINDOW (self), NULL);
  return self->section;
}

void
usher_window_push (UsherWindow *self, AdwNavigationPage *page)
{
  g_return_if_fail (USHER_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_NAVIGATION_PAGE (page));

  adw_navigation_view_push (self->navigation, page);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

void
usher_window_replace_top (UsherWindow *self, AdwNavigationPage *page)
{
  GListModel *stack;
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  g_return_if_fail (USHER_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_NAVIGATION_PAGE (page));

  stack = adw_navigation_view_get_navigation_stack (self->navigation);
  for (guint i = 0; i + 1 < g_list_model_get_n_items (stack); i++)
    {
      g_autoptr (AdwNavigationPage) below = g_list_model_get_item (stack, i);

      g_ptr_array_add (pages, below);
    }
  /* The root of a section stays: there is always a way back. */
  if (pages->len == 0)
    {
      AdwNavigationPage *root = adw_navigation_view_get_visible_page (self->navigation);

      if (root)
        g_ptr_array_add (pages, root);
    }
  g_ptr_array_add (pages, page);
  g_object_unref (stack);
  adw_navigation_view_replace (self->navigation, (AdwNavigationPage **) pages->pdata, (int) pages->len);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

AdwNavigationPage *
usher_window_get_page (UsherWindow *self)
{
  g_return_val_if_fail (USHER_IS_WINDOW (self), NULL);
  return adw_navigation_view_get_visible_page (self->navigation);
}

/**
 * usher_window_add_toast:
 * @self: the window
 * @toast: (transfer full): see usher-toast.h
 */
void
usher_window_add_toast (UsherWindow *self, AdwToast *toast)
{
  g_return_if_fail (USHER_IS_WINDOW (self));
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
section_activated (GtkListBox *list, GtkListBoxRow *row, UsherWindow *self)
{
  usher_window_show_section (self, usher_section_row_get_name (USHER_SECTION_ROW (row)));
}

static void
visible_page_changed (AdwNavigationView *navigation, GParamSpec *pspec, UsherWindow *self)
{
  update_title (self);
}

static void
open_menu (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherWindow *self = USHER_WINDOW (user_data);

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  gtk_menu_button_popup (self->menu_button);
}

/* --- damage ----------------------------------------------------------------------------------------------------- */

/* It stops all sending, so it stands above every page. */
static void
update_damage (UsherWindow *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autofree char *damage = engine ? usher_store_dup_damage (usher_engine_get_store (engine)) : NULL;

  adw_banner_set_revealed (self->damage_banner, damage != NULL);
}

static void
client_changed (UsherClient *client, const char *kind, gint64 id, UsherWindow *self)
{
  if (g_str_equal (kind, "store"))
    update_damage (self);
}

/* --- the engine's state -------------------------------------------------------------------------------------------- */

static void
client_state_changed (UsherClient *client, GParamSpec *pspec, UsherWindow *self)
{
  const GError *error = usher_client_get_error (client);

  usher_window_actions_set_running (self, usher_client_is_running (client));
  update_damage (self);
  switch (usher_client_get_state (client))
    {
    case USHER_CLIENT_RUNNING:
      if (!self->section)
        usher_window_show_section (self, "today");
      gtk_stack_set_visible_child_name (self->stack, "running");
      break;
    case USHER_CLIENT_FAILED:
      adw_status_page_set_description (self->failed_page, error ? usher_error_get_local_message (error) : NULL);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      break;
    case USHER_CLIENT_STARTING:
      gtk_stack_set_visible_child_name (self->stack, "starting");
      break;
    case USHER_CLIENT_STOPPED:
    default:
      break;
    }
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static gboolean
usher_window_close_request (GtkWindow *window)
{
  usher_window_state_save (window);
  return GTK_WINDOW_CLASS (usher_window_parent_class)->close_request (window);
}

static void
usher_window_dispose (GObject *object)
{
  UsherWindow *self = USHER_WINDOW (object);

  if (self->client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WINDOW);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_window_parent_class)->dispose (object);
}

static void
usher_window_class_init (UsherWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = usher_window_close_request;

  g_type_ensure (USHER_TYPE_SANDBOX_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, starting_page);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, damage_banner);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, section_list);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, sandbox_note);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, navigation);
}

static void
usher_window_init (UsherWindow *self)
{
  static const GActionEntry menu[] = { { "menu", open_menu } };
  g_autoptr (AdwSpinnerPaintable) spinner = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  spinner = adw_spinner_paintable_new (GTK_WIDGET (self->starting_page));
  adw_status_page_set_paintable (self->starting_page, GDK_PAINTABLE (spinner));
  fill_sections (self);
  g_signal_connect (self->section_list, "row-activated", G_CALLBACK (section_activated), self);
  g_signal_connect (self->navigation, "notify::visible-page", G_CALLBACK (visible_page_changed), self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), menu, G_N_ELEMENTS (menu), self);
  usher_window_actions_install (self);
}

/**
 * usher_window_new:
 * @application: the application
 * @client: what it shows; may still be starting
 *
 * Returns: (transfer none): a window, as large as the last one was
 */
UsherWindow *
usher_window_new (GtkApplication *application, UsherClient *client)
{
  UsherWindow *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_new (USHER_TYPE_WINDOW, "application", application, NULL);
  self->client = g_object_ref (client);
  usher_sandbox_note_set_client (self->sandbox_note, client);
  usher_window_state_restore (GTK_WINDOW (self));
  g_signal_connect (client, "notify::state", G_CALLBACK (client_state_changed), self);
  g_signal_connect (client, "changed", G_CALLBACK (client_changed), self);
  client_state_changed (client, NULL, self);
  return self;
}

UsherClient *
usher_window_get_client (UsherWindow *self)
{
  g_return_val_if_fail (USHER_IS_WINDOW (self), NULL);
  return self->client;
}
