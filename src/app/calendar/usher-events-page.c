/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-events-page.h"

#include <glib/gi18n.h>

#include "usher-cancel-events.h"
#include "usher-event-export.h"
#include "usher-event-list.h"
#include "usher-event-menu.h"
#include "usher-events-query.h"
#include "usher-format.h"
#include "usher-loader.h"
#include "usher-toast.h"

/* So many events are read at once, and so many more each time the end of the list comes near. A list view makes the rows of all of them
 * when they come, up to 200: more at once would be felt. */
#define PAGE 40

struct _UsherEventsPage {
  UsherPage          parent_instance;

  UsherLoader       *loader;
  UsherOverviewList *items;
  UsherEventGroup    group;
  gboolean           latest_first;
  gboolean           sort_chosen;     /* by the streamer; else the group's own */
  char              *search;          /* (nullable) */
  int                limit;
  gboolean           complete;        /* the list holds all there are */
  UsherEventCounts   counts;
  GHashTable        *chosen;          /* (nullable): gint64 → UsherOverviewItem; while several are chosen */
  GSimpleActionGroup *actions;
  GtkWidget         *badges[USHER_N_EVENT_GROUPS];

  /* template */
  GtkToggleButton   *select_button;
  GtkSearchBar      *search_bar;
  GtkSearchEntry    *search_entry;
  AdwToggleGroup    *filter;
  GtkStack          *stack;
  UsherEventList    *list;
  AdwStatusPage     *nothing_page;
  GtkButton         *nothing_button;
  GtkActionBar      *action_bar;
  GtkLabel          *chosen_label;
};

G_DEFINE_FINAL_TYPE (UsherEventsPage, usher_events_page, USHER_TYPE_PAGE)

static const struct {
  UsherEventGroup group;
  const char     *name, *title, *nothing;
} filters[] = {
  { USHER_EVENT_GROUP_UPCOMING, "upcoming", N_("Upcoming"), N_("Nothing Scheduled") },
  { USHER_EVENT_GROUP_LIVE, "live", N_("Live"), N_("Nothing Is Live") },
  { USHER_EVENT_GROUP_PAST, "past", N_("Past"), N_("No Past Events") },
  { USHER_EVENT_GROUP_CANCELLED, "cancelled", N_("Cancelled"), N_("No Cancelled Events") },
};

/* --- reading ------------------------------------------------------------------------------------------------------- */

static gpointer
ask (GtkWidget *widget)
{
  UsherEventsPage *self = USHER_EVENTS_PAGE (widget);

  return usher_events_ask_new (self->group, self->search, self->latest_first, self->limit);
}

static void
show_counts (UsherEventsPage *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      int n = self->counts.n[filters[i].group];
      g_autofree char *number = usher_format_number (n);

      gtk_label_set_label (GTK_LABEL (self->badges[i]), number);
      gtk_widget_set_visible (self->badges[i], n > 0);
    }
}

static void
show_nothing (UsherEventsPage *self)
{
  if (self->search)
    {
      adw_status_page_set_icon_name (self->nothing_page, "edit-find-symbolic");
      adw_status_page_set_title (self->nothing_page, _("No Results"));
      adw_status_page_set_description (self->nothing_page, self->counts.n[USHER_EVENT_GROUP_ALL] > 0
                                       ? _("No title here matches. There are matches under another filter.")
                                       : _("No title matches what you typed."));
      gtk_button_set_label (self->nothing_button, _("Clear Search"));
      return;
    }
  adw_status_page_set_icon_name (self->nothing_page, "usher-ticket-symbolic");
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    if (filters[i].group == self->group)
      adw_status_page_set_title (self->nothing_page, _(filters[i].nothing));
  adw_status_page_set_description (self->nothing_page, NULL);
  gtk_button_set_label (self->nothing_button, self->group == USHER_EVENT_GROUP_UPCOMING ? _("Schedule Event…")
                                                                                        : _("Show Upcoming Events"));
}

static void
choose_page (UsherEventsPage *self)
{
  const char *name = "list";
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean inside = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack));

  if (usher_overview_list_size (self->items) == 0)
    {
      name = self->search || self->counts.n[USHER_EVENT_GROUP_ALL] > 0 ? "nothing" : "empty";
      show_nothing (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->filter), !g_str_equal (name, "empty"));
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, name);
  if (inside)
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherEventsPage *self = USHER_EVENTS_PAGE (widget);
  g_autoptr (UsherEventsAnswer) answer = result;

  if (!answer)
    {
      usher_toast_error (widget, error);
      return;
    }
  self->counts = answer->counts;
  self->complete = (int) answer->overviews->len < self->limit;
  usher_overview_list_set (self->items, answer->overviews);
  show_counts (self);
  choose_page (self);
}

static const UsherLoaderPlan plan = {
  (const char * const[]) { "event", "registration", "notification", "delivery", "stream", NULL },
  usher_events_query, ask, (GDestroyNotify) usher_events_ask_free, (GDestroyNotify) usher_events_answer_free, show,
};

static void
more_wanted (UsherEventsPage *self)
{
  if (self->complete || !self->loader || usher_loader_is_busy (self->loader) || (int) usher_overview_list_size (self->items) < self->limit)
    return;
  self->limit += PAGE;
  usher_loader_reload (self->loader);
}

/* Another list: from its beginning */
static void
read_anew (UsherEventsPage *self)
{
  self->limit = PAGE;
  self->complete = FALSE;
  if (self->loader)
    usher_loader_reload (self->loader);
  usher_event_list_scroll_home (self->list);
}

/* --- filter, search, order ----------------------------------------------------------------------------------------- */

static void
update_sort (UsherEventsPage *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "sort");

  if (!self->sort_chosen)
    self->latest_first = self->group == USHER_EVENT_GROUP_PAST || self->group == USHER_EVENT_GROUP_CANCELLED;
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (self->latest_first ? "latest" : "soonest"));
}

static void
filter_changed (UsherEventsPage *self)
{
  const char *name = adw_toggle_group_get_active_name (self->filter);

  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_strcmp0 (filters[i].name, name) == 0 && filters[i].group != self->group)
      {
        self->group = filters[i].group;
        update_sort (self);
        read_anew (self);
      }
}

static void
search_changed (UsherEventsPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  const char *search = *text && gtk_search_bar_get_search_mode (self->search_bar) ? text : NULL;

  if (g_set_str (&self->search, search))
    read_anew (self);
}

static void
search_mode_changed (UsherEventsPage *self)
{
  if (gtk_search_bar_get_search_mode (self->search_bar))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  search_changed (self);
}

static gboolean
usher_events_page_search (UsherPage *page)
{
  UsherEventsPage *self = USHER_EVENTS_PAGE (page);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return TRUE;
}

static void
nothing_clicked (UsherEventsPage *self)
{
  if (self->search)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      search_changed (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
    }
  else if (self->group == USHER_EVENT_GROUP_UPCOMING)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.schedule-event", "s", "");
  else
    adw_toggle_group_set_active_name (self->filter, "upcoming");
}

static void
sort_changed (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  UsherEventsPage *self = user_data;

  self->sort_chosen = TRUE;
  self->latest_first = g_str_equal (g_variant_get_string (value, NULL), "latest");
  g_simple_action_set_state (action, value);
  read_anew (self);
}

/* --- choosing several ---------------------------------------------------------------------------------------------- */

/* (element-type UsherEventOverview) (transfer full) */
static GPtrArray *
list_chosen (UsherEventsPage *self)
{
  GPtrArray *overviews = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_overview_unref);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (overviews, usher_event_overview_ref (usher_overview_item_get_overview (item)));
  g_ptr_array_sort_values (overviews, usher_events_compare);
  return overviews;
}

static void
enable (UsherEventsPage *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), enabled);
}

static void
update_chosen (UsherEventsPage *self)
{
  guint n = self->chosen ? g_hash_table_size (self->chosen) : 0, scheduled = 0;
  g_autofree char *said = NULL;

  if (self->chosen)
    {
      g_autoptr (GPtrArray) overviews = list_chosen (self);

      for (guint i = 0; i < overviews->len; i++)
        scheduled += ((UsherEventOverview *) g_ptr_array_index (overviews, i))->event->status == USHER_EVENT_SCHEDULED;
    }
  said = n == 0 ? g_strdup (_("Select events")) : g_strdup_printf (ngettext ("%u selected", "%u selected", n), n);
  gtk_label_set_label (self->chosen_label, said);
  enable (self, "cancel-chosen", scheduled > 0);
  enable (self, "export-chosen", n > 0);
  enable (self, "copy-links", n > 0);
  gtk_action_bar_set_revealed (self->action_bar, self->chosen != NULL);
  usher_event_list_set_chosen (self->list, self->chosen);
}

static void
set_choosing (UsherEventsPage *self, gboolean choosing)
{
  if (choosing == (self->chosen != NULL))
    return;
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  if (choosing)
    self->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  gtk_toggle_button_set_active (self->select_button, choosing);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "select")),
                             g_variant_new_boolean (choosing));
  update_chosen (self);
}

static void
select_some (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherEventsPage *self = user_data;

  set_choosing (self, self->chosen == NULL);
}

static void
select_toggled (UsherEventsPage *self)
{
  set_choosing (self, gtk_toggle_button_get_active (self->select_button));
}

static void
choose (UsherEventsPage *self, UsherOverviewItem *item)
{
  gint64 id = usher_overview_item_get_id (item);

  g_hash_table_insert (self->chosen, g_memdup2 (&id, sizeof id), g_object_ref (item));
}

static void
item_toggled (UsherEventsPage *self, UsherOverviewItem *item)
{
  gint64 id = usher_overview_item_get_id (item);

  set_choosing (self, TRUE);
  if (!g_hash_table_remove (self->chosen, &id))
    choose (self, item);
  update_chosen (self);
}

static gboolean
leave_choosing (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherEventsPage *self = USHER_EVENTS_PAGE (widget);

  if (!self->chosen)
    return FALSE;
  set_choosing (self, FALSE);
  return TRUE;
}

static void
copy_links (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherEventsPage *self = user_data;
  g_autoptr (GPtrArray) overviews = self->chosen ? list_chosen (self) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; overviews && i < overviews->len; i++)
    {
      const UsherEvent *event = ((UsherEventOverview *) g_ptr_array_index (overviews, i))->event;
      g_autofree char *link = usher_event_menu_link (usher_page_get_client (USHER_PAGE (self)), event);

      if (link && event->registration_enabled)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", link);
    }
  if (text->len > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", text->str);
  else
    usher_toast (GTK_WIDGET (self), _("None of them takes registrations"));
}

static void
export_chosen (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherEventsPage *self = user_data;
  g_autoptr (GPtrArray) overviews = self->chosen ? list_chosen (self) : NULL;

  if (overviews)
    usher_event_export_save (GTK_WIDGET (self), usher_page_get_client (USHER_PAGE (self)), overviews);
}

/* What was chosen is done with. */
static void
cancel_confirmed (GtkWidget *widget)
{
  set_choosing (USHER_EVENTS_PAGE (widget), FALSE);
}

static void
cancel_chosen (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherEventsPage *self = user_data;
  g_autoptr (GPtrArray) overviews = self->chosen ? list_chosen (self) : NULL;

  if (overviews)
    usher_cancel_events_ask (GTK_WIDGET (self), usher_page_get_client (USHER_PAGE (self)), overviews, cancel_confirmed);
}

/* --- all of them, read or not -------------------------------------------------------------------------------------- */

static void
read_all (UsherEventsPage *self, GAsyncReadyCallback callback)
{
  usher_client_query_async (usher_page_get_client (USHER_PAGE (self)), usher_events_query,
                            usher_events_ask_new (self->group, self->search, self->latest_first, -1),
                            (GDestroyNotify) usher_events_ask_free, (GDestroyNotify) usher_events_answer_free, NULL,
                            callback, g_object_ref (self));
}

static void
all_read_to_choose (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherEventsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEventsAnswer) answer = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (!self->actions)   /* disposed */
    return;
  usher_toast_error (GTK_WIDGET (self), error);
  if (!answer)
    return;
  set_choosing (self, TRUE);
  for (guint i = 0; i < answer->overviews->len; i++)
    {
      g_autoptr (UsherOverviewItem) item = usher_overview_item_new (g_ptr_array_index (answer->overviews, i), USHER_DAY_NONE);

      choose (self, item);
    }
  update_chosen (self);
}

static void
select_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  read_all (user_data, all_read_to_choose);
}

static void
choose_all (UsherEventsPage *self)
{
  read_all (self, all_read_to_choose);
}

static void
all_read_to_export (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherEventsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEventsAnswer) answer = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (!self->actions)
    return;
  usher_toast_error (GTK_WIDGET (self), error);
  if (answer)
    usher_event_export_save (GTK_WIDGET (self), USHER_CLIENT (source), answer->overviews);
}

static void
export_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  read_all (user_data, all_read_to_export);
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
fill_filter (UsherEventsPage *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      AdwToggle *toggle = adw_toggle_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      self->badges[i] = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->badges[i], "count-badge");
      gtk_widget_add_css_class (self->badges[i], "numeric");
      gtk_widget_set_valign (self->badges[i], GTK_ALIGN_CENTER);
      gtk_widget_set_visible (self->badges[i], FALSE);
      gtk_box_append (GTK_BOX (box), gtk_label_new (_(filters[i].title)));
      gtk_box_append (GTK_BOX (box), self->badges[i]);
      gtk_widget_add_css_class (box, "filter-toggle");
      adw_toggle_set_name (toggle, filters[i].name);
      adw_toggle_set_child (toggle, box);
      adw_toggle_group_add (self->filter, toggle);
    }
  adw_toggle_group_set_active_name (self->filter, "upcoming");
}

static void
install_actions (UsherEventsPage *self)
{
  static const GActionEntry entries[] = {
    { "sort", NULL, "s", "'soonest'", sort_changed },
    { "select", select_some, NULL, "false", NULL },
    { "select-all", select_all },
    { "export", export_all },
    { "export-chosen", export_chosen },
    { "cancel-chosen", cancel_chosen },
    { "copy-links", copy_links },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "events", G_ACTION_GROUP (self->actions));
}

static void
usher_events_page_constructed (GObject *object)
{
  UsherEventsPage *self = USHER_EVENTS_PAGE (object);
  UsherClient *client = usher_page_get_client (USHER_PAGE (self));

  G_OBJECT_CLASS (usher_events_page_parent_class)->constructed (object);
  usher_event_list_set_model (self->list, client, self->items, FALSE);
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
}

static void
usher_events_page_dispose (GObject *object)
{
  UsherEventsPage *self = USHER_EVENTS_PAGE (object);

  g_clear_object (&self->loader);
  if (self->actions)
    gtk_widget_insert_action_group (GTK_WIDGET (self), "events", NULL);
  g_clear_object (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_EVENTS_PAGE);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  g_clear_object (&self->items);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (usher_events_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-events-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, select_button);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, list);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, nothing_button);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, action_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherEventsPage, chosen_label);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, select_toggled);
  gtk_widget_class_bind_template_callback (widget_class, item_toggled);
  gtk_widget_class_bind_template_callback (widget_class, choose_all);
  gtk_widget_class_bind_template_callback (widget_class, more_wanted);
  gtk_widget_class_bind_template_callback (widget_class, nothing_clicked);
}

static void
usher_events_page_class_init (UsherEventsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = usher_events_page_constructed;
  object_class->dispose = usher_events_page_dispose;
  USHER_PAGE_CLASS (klass)->search = usher_events_page_search;
  g_type_ensure (USHER_TYPE_EVENT_LIST);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, GDK_NO_MODIFIER_MASK, leave_choosing, NULL);
}

static void
usher_events_page_init (UsherEventsPage *self)
{
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();

  self->group = USHER_EVENT_GROUP_UPCOMING;
  self->limit = PAGE;
  self->items = usher_overview_list_new (zone);
  install_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  fill_filter (self);
  update_chosen (self);
}
