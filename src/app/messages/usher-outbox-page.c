/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox-page.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-loader.h"
#include "usher-message-detail.h"
#include "usher-outbox-item.h"
#include "usher-outbox-line.h"
#include "usher-outbox-model.h"

struct _UsherOutboxPage {
  UsherPage               parent_instance;

  UsherOutboxModel       *model;
  UsherLoader            *event_loader;
  gint64                  event_id;
  gint64                  notification_id;
  gboolean                choosing;       /* the selection follows, it does not lead */

  /* template */
  AdwNavigationSplitView *split;
  AdwWindowTitle         *title;
  GtkToggleButton        *search_button;
  GtkSearchBar           *search_bar;
  GtkSearchEntry         *search_entry;
  GtkDropDown            *group;
  GtkDropDown            *channel;
  GtkWidget              *event_chip;
  GtkLabel               *event_label;
  GtkStack               *stack;
  GtkListView            *list;
  GtkSingleSelection     *selection;
  UsherMessageDetail     *detail;
};

G_DEFINE_FINAL_TYPE (UsherOutboxPage, usher_outbox_page, USHER_TYPE_PAGE)

/* --- which messages ------------------------------------------------------------------------------------------------ */

static UsherOutboxFilter
current_filter (UsherOutboxPage *self)
{
  static const UsherChannels channels[] = { USHER_CHANNELS_NONE, USHER_CHANNELS_EMAIL, USHER_CHANNELS_SMS };
  guint channel = gtk_drop_down_get_selected (self->channel), group = gtk_drop_down_get_selected (self->group);

  return (UsherOutboxFilter) {
    .event_id = self->event_id,
    .notification_id = self->notification_id,
    .channels = channels[MIN (channel, G_N_ELEMENTS (channels) - 1)],
    .group = (UsherDeliveryGroup) MIN (group, USHER_N_DELIVERY_GROUPS - 1),
    .search = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
  };
}

static gboolean
is_narrowed (UsherOutboxPage *self)
{
  UsherOutboxFilter filter = current_filter (self);

  return filter.event_id != 0 || filter.channels != USHER_CHANNELS_NONE || filter.group != USHER_DELIVERY_GROUP_ALL ||
         *filter.search;
}

static void
filter_changed (UsherOutboxPage *self)
{
  UsherOutboxFilter filter;

  if (!self->model)
    return;
  filter = current_filter (self);
  usher_outbox_model_set_filter (self->model, &filter);
}

static void
clear_filter (UsherOutboxPage *self)
{
  gtk_drop_down_set_selected (self->group, 0);
  gtk_drop_down_set_selected (self->channel, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  usher_outbox_page_set_event (self, 0);
}

static void
event_chip_clicked (UsherOutboxPage *self)
{
  usher_outbox_page_set_event (self, 0);
}

static char *
format_count (guint count)
{
  g_autofree char *number = usher_format_number (count);

  return g_strdup_printf (g_dngettext (NULL, "%s message", "%s messages", count), number);
}

static void
model_read (UsherOutboxPage *self)
{
  guint count = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *words = format_count (count);

  adw_window_title_set_subtitle (self->title, count > 0 ? words : "");
  gtk_stack_set_visible_child_name (self->stack, count > 0 ? "list" : is_narrowed (self) ? "not-found" : "empty");
}

/* --- one event ----------------------------------------------------------------------------------------------------- */

/* The event and the notification that the chip names */
typedef struct {
  UsherEvent        *event;
  UsherNotification *notification;   /* (nullable): all of the event */
} Scope;

typedef struct {
  gint64 event_id, notification_id;
} Ids;

static void
scope_free (gpointer data)
{
  Scope *self = data;

  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->notification, usher_notification_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scope, scope_free)

static gpointer
ask_scope (GtkWidget *widget)
{
  Ids ids = { USHER_OUTBOX_PAGE (widget)->event_id, USHER_OUTBOX_PAGE (widget)->notification_id };

  return g_memdup2 (&ids, sizeof ids);
}

static gpointer
find_scope (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Ids *ids = input;
  g_autoptr (Scope) self = g_new0 (Scope, 1);

  self->event = usher_engine_get_event (engine, ids->event_id, error);
  if (!self->event)
    return NULL;
  if (ids->notification_id != 0)
    self->notification = usher_engine_get_notification (engine, ids->event_id, ids->notification_id, error);
  return ids->notification_id == 0 || self->notification ? g_steal_pointer (&self) : NULL;
}

static void
show_scope (GtkWidget *widget, gpointer result, const GError *error)
{
  g_autoptr (Scope) scope = result;
  g_autofree char *step = NULL, *both = NULL;

  if (!scope)
    return;
  step = scope->notification ? usher_format_notification (scope->notification) : NULL;
  /* Translators: which messages are shown: a reminder, and the title of its event: "2 weeks before · Late Show" */
  both = step ? g_strdup_printf (_("%s · %s"), step, scope->event->title) : NULL;
  gtk_label_set_label (USHER_OUTBOX_PAGE (widget)->event_label, both ? both : scope->event->title);
}

/* --- the open one -------------------------------------------------------------------------------------------------- */

static void
open_message (UsherOutboxPage *self, gint64 delivery_id)
{
  usher_message_detail_show (self->detail, usher_page_get_client (USHER_PAGE (self)), delivery_id);
  adw_navigation_split_view_set_show_content (self->split, delivery_id != 0);
}

/* One that has not been read yet opens as soon as it is. */
static void
item_read (UsherOutboxItem *item, UsherOutboxPage *self)
{
  const UsherOutboxRow *row = usher_outbox_item_get_row (item);

  if (!row)
    return;
  g_signal_handlers_disconnect_by_func (item, item_read, self);
  if (gtk_single_selection_get_selected_item (self->selection) == item)
    open_message (self, row->delivery->id);
}

static void
selected_changed (UsherOutboxPage *self)
{
  UsherOutboxItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (self->choosing || !item)
    return;
  if (!usher_outbox_item_get_row (item))
    g_signal_connect_object (item, "changed", G_CALLBACK (item_read), self, 0);
  else
    open_message (self, usher_outbox_item_get_row (item)->delivery->id);
}

static void
line_activated (UsherOutboxPage *self)
{
  selected_changed (self);
}

/* Back on a narrow window: the same one can be opened again. */
static void
show_content_changed (UsherOutboxPage *self)
{
  if (adw_navigation_split_view_get_show_content (self->split) || !adw_navigation_split_view_get_collapsed (self->split))
    return;
  self->choosing = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->choosing = FALSE;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static gboolean
usher_outbox_page_search (UsherPage *page)
{
  UsherOutboxPage *self = USHER_OUTBOX_PAGE (page);

  adw_navigation_split_view_set_show_content (self->split, FALSE);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return TRUE;
}

static void
usher_outbox_page_map (GtkWidget *widget)
{
  usher_outbox_model_set_active (USHER_OUTBOX_PAGE (widget)->model, TRUE);
  GTK_WIDGET_CLASS (usher_outbox_page_parent_class)->map (widget);
}

static void
usher_outbox_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_outbox_page_parent_class)->unmap (widget);
  usher_outbox_model_set_active (USHER_OUTBOX_PAGE (widget)->model, FALSE);
}

static void
usher_outbox_page_constructed (GObject *object)
{
  UsherOutboxPage *self = USHER_OUTBOX_PAGE (object);

  G_OBJECT_CLASS (usher_outbox_page_parent_class)->constructed (object);
  self->model = usher_outbox_model_new (usher_page_get_client (USHER_PAGE (self)));
  g_signal_connect_object (self->model, "read", G_CALLBACK (model_read), self, G_CONNECT_SWAPPED);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
}

static void
usher_outbox_page_dispose (GObject *object)
{
  UsherOutboxPage *self = USHER_OUTBOX_PAGE (object);

  self->choosing = TRUE;
  g_clear_object (&self->event_loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_OUTBOX_PAGE);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (usher_outbox_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (USHER_TYPE_MESSAGE_DETAIL);
  g_type_ensure (USHER_TYPE_OUTBOX_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-outbox-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, split);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, title);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, group);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, channel);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, event_chip);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, event_label);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, list);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, selection);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, clear_filter);
  gtk_widget_class_bind_template_callback (widget_class, event_chip_clicked);
  gtk_widget_class_bind_template_callback (widget_class, selected_changed);
  gtk_widget_class_bind_template_callback (widget_class, line_activated);
  gtk_widget_class_bind_template_callback (widget_class, show_content_changed);
}

static void
usher_outbox_page_class_init (UsherOutboxPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = usher_outbox_page_constructed;
  object_class->dispose = usher_outbox_page_dispose;
  widget_class->map = usher_outbox_page_map;
  widget_class->unmap = usher_outbox_page_unmap;
  USHER_PAGE_CLASS (klass)->search = usher_outbox_page_search;
  bind_template (widget_class);
}

static void
usher_outbox_page_init (UsherOutboxPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

static void
set_scope (UsherOutboxPage *self, gint64 event_id, gint64 notification_id)
{
  static const char * const kinds[] = { "event", NULL };
  static const UsherLoaderPlan plan = { kinds, find_scope, ask_scope, g_free, scope_free, show_scope };

  adw_navigation_split_view_set_show_content (self->split, FALSE);
  if (self->event_id == event_id && self->notification_id == notification_id)
    return;
  self->event_id = event_id;
  self->notification_id = notification_id;
  gtk_label_set_label (self->event_label, "");
  gtk_widget_set_visible (self->event_chip, event_id != 0);
  g_clear_object (&self->event_loader);
  if (event_id != 0)
    self->event_loader = usher_loader_new (usher_page_get_client (USHER_PAGE (self)), GTK_WIDGET (self), &plan);
  filter_changed (self);
}

void
usher_outbox_page_set_event (UsherOutboxPage *self, gint64 event_id)
{
  g_return_if_fail (USHER_IS_OUTBOX_PAGE (self));
  set_scope (self, event_id, 0);
}

/**
 * usher_outbox_page_set_notification:
 * @self: the page
 * @event_id: an event
 * @notification_id: one of its notifications
 *
 * Search and filters of before are cleared: they would hide what was asked for.
 */
void
usher_outbox_page_set_notification (UsherOutboxPage *self, gint64 event_id, gint64 notification_id)
{
  g_return_if_fail (USHER_IS_OUTBOX_PAGE (self));

  clear_filter (self);
  set_scope (self, event_id, notification_id);
}

void
usher_outbox_page_open_message (UsherOutboxPage *self, gint64 delivery_id)
{
  g_return_if_fail (USHER_IS_OUTBOX_PAGE (self));
  open_message (self, delivery_id);
}
