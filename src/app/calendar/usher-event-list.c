/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-list.h"

#include <glib/gi18n.h>

#include "usher-event-row.h"
#include "usher-event-words.h"
#include "usher-format.h"

struct _UsherEventList {
  GtkWidget          parent_instance;

  UsherClient       *client;
  UsherOverviewList *list;
  GHashTable        *chosen;     /* (nullable) */
  GPtrArray         *rows;       /* UsherEventRow, those that exist; not owned */
  gboolean           compact;

  GtkWidget         *scroller;
  GtkListView       *view;
};

typedef enum {
  PROP_COMPACT = 1,
} UsherEventListProperty;

static GParamSpec *properties[PROP_COMPACT + 1];

typedef enum {
  SIGNAL_MORE,
  SIGNAL_TOGGLE,
  SIGNAL_CHOOSE_ALL,
} UsherEventListSignal;

static guint signals[SIGNAL_CHOOSE_ALL + 1];

G_DEFINE_FINAL_TYPE (UsherEventList, usher_event_list, GTK_TYPE_WIDGET)

/* --- rows ---------------------------------------------------------------------------------------------------------- */

static void
show_chosen (UsherEventList *self, UsherEventRow *row)
{
  UsherOverviewItem *item = usher_event_row_get_item (row);
  gint64 id = item ? usher_overview_item_get_id (item) : 0;

  usher_event_row_set_selected (row, self->chosen != NULL, self->chosen && g_hash_table_contains (self->chosen, &id));
}

static void
row_gone (gpointer data, GObject *row)
{
  UsherEventList *self = data;

  if (self->rows)
    g_ptr_array_remove_fast (self->rows, row);
}

static void
row_described (UsherEventRow *row, GtkListItem *list_item)
{
  g_autofree char *spoken = usher_event_row_describe (row);

  gtk_list_item_set_accessible_label (list_item, spoken);
}

static void
setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, UsherEventList *self)
{
  GtkWidget *row = usher_event_row_new (self->client);

  usher_event_row_set_compact (USHER_EVENT_ROW (row), self->compact);
  g_signal_connect_object (row, "described", G_CALLBACK (row_described), list_item, G_CONNECT_DEFAULT);
  g_ptr_array_add (self->rows, row);
  gtk_list_item_set_child (list_item, row);
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, UsherEventList *self)
{
  UsherEventRow *row = USHER_EVENT_ROW (gtk_list_item_get_child (list_item));

  usher_event_row_set_item (row, gtk_list_item_get_item (list_item));
  show_chosen (self, row);
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, UsherEventList *self)
{
  usher_event_row_set_item (USHER_EVENT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
teardown (GtkSignalListItemFactory *factory, GtkListItem *list_item, UsherEventList *self)
{
  row_gone (self, G_OBJECT (gtk_list_item_get_child (list_item)));
}

/* --- headings ------------------------------------------------------------------------------------------------------ */

static void
setup_heading (GtkSignalListItemFactory *factory, GtkListHeader *header, UsherEventList *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "day-heading");
  gtk_list_header_set_child (header, label);
}

static void
bind_heading (GtkSignalListItemFactory *factory, GtkListHeader *header, UsherEventList *self)
{
  UsherOverviewItem *item = gtk_list_header_get_item (header);
  /* Translators: the heading over a day's events: "Sunday, 6 December 2026"; see g_date_time_format() */
  g_autofree char *day = usher_event_words_date (usher_overview_item_get_day (item), _("%A, %-d %B %Y"));

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), day);
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

static void
activated (GtkListView *view, guint position, UsherEventList *self)
{
  UsherOverviewItem *item = usher_overview_list_get (self->list, position);

  if (self->chosen)
    g_signal_emit (self, signals[SIGNAL_TOGGLE], 0, item);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-event", "x", usher_overview_item_get_id (item));
}

static void
edge_reached (GtkScrolledWindow *scroller, GtkPositionType edge, UsherEventList *self)
{
  if (edge == GTK_POS_BOTTOM)
    g_signal_emit (self, signals[SIGNAL_MORE], 0);
}

/* A little before the end, so that nobody waits for the next page */
static void
scrolled (GtkAdjustment *adjustment, UsherEventList *self)
{
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (left < gtk_adjustment_get_page_size (adjustment))
    g_signal_emit (self, signals[SIGNAL_MORE], 0);
}

/* The row at, around or inside @widget */
static UsherEventRow *
row_of (UsherEventList *self, GtkWidget *widget)
{
  for (GtkWidget *up = widget; up && up != GTK_WIDGET (self->view); up = gtk_widget_get_parent (up))
    {
      if (USHER_IS_EVENT_ROW (up))
        return USHER_EVENT_ROW (up);
      if (gtk_widget_get_parent (up) == GTK_WIDGET (self->view) && USHER_IS_EVENT_ROW (gtk_widget_get_first_child (up)))
        return USHER_EVENT_ROW (gtk_widget_get_first_child (up));
    }
  return NULL;
}

static gboolean
popup_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherEventList *self = USHER_EVENT_LIST (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  UsherEventRow *row = root ? row_of (self, gtk_root_get_focus (root)) : NULL;

  if (!row || self->chosen)
    return FALSE;
  usher_event_row_popup_menu (row, 24, gtk_widget_get_height (GTK_WIDGET (row)) - 6);
  return TRUE;
}

static UsherEventRow *
row_at (UsherEventList *self, double x, double y)
{
  return row_of (self, gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT));
}

static void
popup_at (UsherEventList *self, double x, double y)
{
  UsherEventRow *row = row_at (self, x, y);
  graphene_point_t point;

  if (!row || self->chosen)
    return;
  if (gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (row), &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    usher_event_row_popup_menu (row, point.x, point.y);
}

static void
secondary_pressed (GtkGestureClick *gesture, int n, double x, double y, UsherEventList *self)
{
  popup_at (self, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed (GtkGestureLongPress *gesture, double x, double y, UsherEventList *self)
{
  popup_at (self, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* Ctrl and a click chooses. */
static void
primary_pressed (GtkGestureClick *gesture, int n, double x, double y, UsherEventList *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  UsherEventRow *row = (state & GDK_CONTROL_MASK) ? row_at (self, x, y) : NULL;

  if (!row)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[SIGNAL_TOGGLE], 0, usher_event_row_get_item (row));
}

/* And with the keyboard: Ctrl and space */
static gboolean
toggle_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherEventList *self = USHER_EVENT_LIST (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  UsherEventRow *row = root ? row_of (self, gtk_root_get_focus (root)) : NULL;

  if (!row)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_TOGGLE], 0, usher_event_row_get_item (row));
  return TRUE;
}

static gboolean
choose_all_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  g_signal_emit (widget, signals[SIGNAL_CHOOSE_ALL], 0);
  return TRUE;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
add_gestures (UsherEventList *self)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *primary = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (secondary), GTK_PHASE_CAPTURE);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (primary), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (primary), GTK_PHASE_CAPTURE);
  g_signal_connect (primary, "pressed", G_CALLBACK (primary_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (primary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/* Before the list view itself, which has its own idea of these keys */
static void
add_keys (UsherEventList *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_space, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (toggle_by_key, NULL, NULL)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_a, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (choose_all_by_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
usher_event_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UsherEventListProperty) id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, USHER_EVENT_LIST (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_event_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((UsherEventListProperty) id)
    {
    case PROP_COMPACT:
      usher_event_list_set_compact (USHER_EVENT_LIST (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_event_list_dispose (GObject *object)
{
  UsherEventList *self = USHER_EVENT_LIST (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  self->view = NULL;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_event_list_parent_class)->dispose (object);
}

static void
usher_event_list_class_init (UsherEventListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = usher_event_list_get_property;
  G_OBJECT_CLASS (klass)->set_property = usher_event_list_set_property;
  G_OBJECT_CLASS (klass)->dispose = usher_event_list_dispose;
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_MORE] = g_signal_new ("more", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOGGLE] = g_signal_new ("toggle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         USHER_TYPE_OVERVIEW_ITEM);
  signals[SIGNAL_CHOOSE_ALL] = g_signal_new ("choose-all", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, GDK_NO_MODIFIER_MASK, popup_by_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, popup_by_key, NULL);
}

static void
usher_event_list_init (UsherEventList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->rows = g_ptr_array_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), self);
  g_signal_connect (factory, "teardown", G_CALLBACK (teardown), self);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_list_view_set_tab_behavior (self->view, GTK_LIST_TAB_ITEM);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "event-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Events"), -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (activated), self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  g_signal_connect (self->scroller, "edge-reached", G_CALLBACK (edge_reached), self);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), "value-changed",
                    G_CALLBACK (scrolled), self);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  add_gestures (self);
  add_keys (self);
}

void
usher_event_list_set_model (UsherEventList *self, UsherClient *client, UsherOverviewList *list, gboolean days)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (USHER_IS_EVENT_LIST (self));
  g_return_if_fail (USHER_IS_CLIENT (client) && USHER_IS_OVERVIEW_LIST (list));
  g_return_if_fail (!self->list);

  self->client = g_object_ref (client);
  self->list = g_object_ref (list);
  if (days)
    {
      g_autoptr (GtkListItemFactory) headings = gtk_signal_list_item_factory_new ();

      g_signal_connect (headings, "setup", G_CALLBACK (setup_heading), self);
      g_signal_connect (headings, "bind", G_CALLBACK (bind_heading), self);
      gtk_list_view_set_header_factory (self->view, headings);
    }
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (list))));
  gtk_list_view_set_model (self->view, selection);
}

void
usher_event_list_set_compact (UsherEventList *self, gboolean compact)
{
  g_return_if_fail (USHER_IS_EVENT_LIST (self));

  if (self->compact == compact)
    return;
  self->compact = compact;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
  for (guint i = 0; i < self->rows->len; i++)
    usher_event_row_set_compact (g_ptr_array_index (self->rows, i), compact);
}

void
usher_event_list_set_chosen (UsherEventList *self, GHashTable *chosen)
{
  g_return_if_fail (USHER_IS_EVENT_LIST (self));

  if (chosen)
    g_hash_table_ref (chosen);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  self->chosen = chosen;
  for (guint i = 0; i < self->rows->len; i++)
    show_chosen (self, g_ptr_array_index (self->rows, i));
}

void
usher_event_list_scroll_to (UsherEventList *self, guint position, gboolean focus)
{
  g_return_if_fail (USHER_IS_EVENT_LIST (self));

  if (self->list && position < usher_overview_list_size (self->list))
    gtk_list_view_scroll_to (self->view, position, focus ? GTK_LIST_SCROLL_FOCUS : GTK_LIST_SCROLL_NONE, NULL);
}

void
usher_event_list_scroll_home (UsherEventList *self)
{
  g_return_if_fail (USHER_IS_EVENT_LIST (self));

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

GtkWidget *
usher_event_list_get_view (UsherEventList *self)
{
  g_return_val_if_fail (USHER_IS_EVENT_LIST (self), NULL);
  return GTK_WIDGET (self->view);
}
