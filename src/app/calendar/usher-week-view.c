/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-week-view.h"

#include <glib/gi18n.h>

#include "usher-event-words.h"
#include "usher-time.h"
#include "usher-week-grid.h"

#define MAX_DAYS 7
/* What is scrolled into sight first: most shows are in the evening. */
#define EVENING  (15 * 60)

struct _UsherWeekView {
  GtkWidget                   parent_instance;

  const UsherCalendarContext *context;
  UsherDay                    first;
  int                         days;
  gboolean                    scrolled;     /* to the evening, once */
  guint                       scrolling;    /* source: soon */

  GtkWidget                  *box;
  GtkWidget                  *heads[MAX_DAYS];      /* labels, focusable: the days */
  UsherWeekGrid              *grid;
  GtkScrolledWindow          *scroller;
};

typedef enum {
  SIGNAL_GO,
} UsherWeekViewSignal;

static guint signals[SIGNAL_GO + 1];

G_DEFINE_FINAL_TYPE (UsherWeekView, usher_week_view, GTK_TYPE_WIDGET)

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
show_head (UsherWeekView *self, int i)
{
  UsherDay day = self->first + i;
  GtkWidget *head = self->heads[i];
  /* Translators: a day over its column: "Sun 6"; see g_date_time_format() */
  g_autofree char *text = usher_event_words_date (day, _("%a %-d"));
  guint n = usher_overview_list_lower (self->context->items, day + 1) - usher_overview_list_lower (self->context->items, day);
  g_autofree char *spoken = usher_event_words_day (day, self->context->zone, n, day == self->context->today);
  gboolean selected = day == self->context->day;

  gtk_label_set_label (GTK_LABEL (head), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (head), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (head), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  gtk_widget_set_focusable (head, selected);
  gtk_widget_set_css_classes (head, (const char *[]) { "week-head", day == self->context->today ? "today" : "other",
                                                             selected ? "selected" : NULL, NULL });
}

static GtkWidget *
selected_head (UsherWeekView *self)
{
  int i = self->context->day - self->first;

  return i >= 0 && i < self->days ? self->heads[i] : NULL;
}

static void
choose_first (UsherWeekView *self)
{
  UsherDay day = self->context->day;

  if (self->days == MAX_DAYS)
    self->first = usher_week_first (day, self->context->first_weekday);
  else if (day < self->first)
    self->first = self->first - day < self->days ? self->first - self->days : day;
  else if (day >= self->first + self->days)
    self->first = day - self->first < 2 * self->days ? self->first + self->days : day;
}

void
usher_week_view_refresh (UsherWeekView *self)
{
  GtkRoot *root;
  GtkWidget *focus;
  gboolean on_day;

  g_return_if_fail (USHER_IS_WEEK_VIEW (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root ? gtk_root_get_focus (root) : NULL;
  on_day = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  choose_first (self);
  for (int i = 0; i < MAX_DAYS; i++)
    gtk_widget_set_visible (self->heads[i], i < self->days);
  if (on_day && focus != selected_head (self))
    {
      gtk_widget_set_focusable (selected_head (self), TRUE);
      if (gtk_widget_get_parent (focus) != GTK_WIDGET (self->grid))
        gtk_widget_grab_focus (selected_head (self));
    }
  for (int i = 0; i < self->days; i++)
    show_head (self, i);
  usher_week_grid_set_days (self->grid, self->first, self->days);
  focus = root ? gtk_root_get_focus (root) : NULL;
  if (on_day && (!focus || !gtk_widget_get_focusable (focus) || !gtk_widget_get_visible (focus)))
    gtk_widget_grab_focus (selected_head (self));
}

void
usher_week_view_tick (UsherWeekView *self)
{
  g_return_if_fail (USHER_IS_WEEK_VIEW (self));
  usher_week_grid_tick (self->grid);
}

static void
scroll_to (UsherWeekView *self, int minutes)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, usher_week_grid_get_y (self->grid, minutes));
}

void
usher_week_view_scroll_to_now (UsherWeekView *self)
{
  g_autofree char *wall = NULL;

  g_return_if_fail (USHER_IS_WEEK_VIEW (self));

  wall = usher_time_to_wall (usher_client_now (self->context->client), self->context->zone);
  scroll_to (self, MAX ((atoi (wall + 11) - 1) * 60, 0));
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

static void
go (UsherWeekView *self, int day)
{
  g_signal_emit (self, signals[SIGNAL_GO], 0, day);
}

static void
head_pressed (GtkGestureClick *gesture, int n, double x, double y, UsherWeekView *self)
{
  GtkWidget *head = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  for (int i = 0; i < self->days; i++)
    if (self->heads[i] == head)
      {
        gtk_widget_set_focusable (head, TRUE);
        gtk_widget_grab_focus (head);
        go (self, self->first + i);
        if (n == 2)
          usher_calendar_context_schedule (head, self->context->day);
      }
}

static gboolean
step (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherWeekView *self = USHER_WEEK_VIEW (widget);
  int days = g_variant_get_int32 (arguments);
  GtkWidget *head = selected_head (self);

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    days = -days;
  if (head)
    gtk_widget_grab_focus (head);
  go (self, self->context->day + days);
  return TRUE;
}

static gboolean
schedule (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherWeekView *self = USHER_WEEK_VIEW (widget);

  if (gtk_root_get_focus (gtk_widget_get_root (widget)) != selected_head (self))
    return FALSE;
  usher_calendar_context_schedule (widget, self->context->day);
  return TRUE;
}

static gboolean
scroll_to_evening (gpointer user_data)
{
  UsherWeekView *self = user_data;

  self->scrolling = 0;
  scroll_to (self, EVENING);
  return G_SOURCE_REMOVE;
}

/* Once there is something to scroll; not in the midst of finding sizes */
static void
range_changed (GtkAdjustment *adjustment, UsherWeekView *self)
{
  if (self->scrolled || gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    return;
  self->scrolled = TRUE;
  self->scrolling = g_idle_add (scroll_to_evening, self);
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_week_view_dispose (GObject *object)
{
  g_clear_handle_id (&USHER_WEEK_VIEW (object)->scrolling, g_source_remove);
  g_clear_pointer (&USHER_WEEK_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_week_view_parent_class)->dispose (object);
}

static void
usher_week_view_class_init (UsherWeekViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_week_view_dispose;
  signals[SIGNAL_GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_NO_MODIFIER_MASK, step, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, GDK_NO_MODIFIER_MASK, step, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_NO_MODIFIER_MASK, schedule, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_NO_MODIFIER_MASK, schedule, NULL);
}

static void
usher_week_view_init (UsherWeekView *self)
{
  self->days = MAX_DAYS;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Week"), -1);
}

static void
make_heads (UsherWeekView *self)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_ROW, "homogeneous", TRUE, NULL);

  gtk_widget_add_css_class (row, "weekdays");
  gtk_widget_set_margin_start (row, USHER_WEEK_GRID_GUTTER);
  for (int i = 0; i < MAX_DAYS; i++)
    {
      GtkGesture *click = gtk_gesture_click_new ();

      self->heads[i] = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_GRID_CELL,
                                     "ellipsize", PANGO_ELLIPSIZE_END, NULL);
      g_signal_connect (click, "pressed", G_CALLBACK (head_pressed), self);
      gtk_widget_add_controller (self->heads[i], GTK_EVENT_CONTROLLER (click));
      gtk_box_append (GTK_BOX (row), self->heads[i]);
    }
  gtk_box_append (GTK_BOX (self->box), row);
}

GtkWidget *
usher_week_view_new (const UsherCalendarContext *context)
{
  UsherWeekView *self = g_object_new (USHER_TYPE_WEEK_VIEW, NULL);

  self->context = context;
  self->first = context->day;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  make_heads (self);
  self->grid = USHER_WEEK_GRID (usher_week_grid_new (context));
  g_signal_connect_swapped (self->grid, "go", G_CALLBACK (go), self);
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->grid));
  gtk_widget_set_vexpand (GTK_WIDGET (self->scroller), TRUE);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (self->scroller), "changed", G_CALLBACK (range_changed), self);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->scroller));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  usher_week_view_refresh (self);
  return GTK_WIDGET (self);
}

void
usher_week_view_set_days (UsherWeekView *self, int days)
{
  g_return_if_fail (USHER_IS_WEEK_VIEW (self));
  g_return_if_fail (days >= 1 && days <= MAX_DAYS);

  self->days = days;
  if (days < MAX_DAYS)
    self->first = self->context->day;
  usher_week_view_refresh (self);
}

int
usher_week_view_get_days (UsherWeekView *self)
{
  g_return_val_if_fail (USHER_IS_WEEK_VIEW (self), MAX_DAYS);
  return self->days;
}

UsherDay
usher_week_view_get_first (UsherWeekView *self)
{
  g_return_val_if_fail (USHER_IS_WEEK_VIEW (self), USHER_DAY_NONE);
  return self->first;
}
