/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-month-view.h"

#include <glib/gi18n.h>

#include "usher-day-cell.h"
#include "usher-event-words.h"

#define WEEKS 6
#define DAYS  (WEEKS * 7)

struct _UsherMonthView {
  GtkWidget                   parent_instance;

  const UsherCalendarContext *context;
  UsherDay                    first;       /* in the first cell */
  gboolean                    compact;
  double                      scrolled;

  GtkWidget                  *box;
  GtkLabel                   *weekdays[7];
  GtkWidget                  *weeks[WEEKS];
  UsherDayCell               *cells[DAYS];
};

typedef enum {
  SIGNAL_GO,
  SIGNAL_SHOW_ALL,
} UsherMonthViewSignal;

static guint signals[SIGNAL_SHOW_ALL + 1];

G_DEFINE_FINAL_TYPE (UsherMonthView, usher_month_view, GTK_TYPE_WIDGET)

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
show_weekdays (UsherMonthView *self)
{
  for (int i = 0; i < 7; i++)
    {
      g_autofree char *name = usher_event_words_date (self->first + i, self->compact ? "%a" : "%A");

      gtk_label_set_label (self->weekdays[i], name);
    }
}

static UsherDayCell *
selected_cell (UsherMonthView *self)
{
  int i = self->context->day - self->first;

  return i >= 0 && i < DAYS ? self->cells[i] : NULL;
}

void
usher_month_view_focus_day (UsherMonthView *self)
{
  UsherDayCell *cell;

  g_return_if_fail (USHER_IS_MONTH_VIEW (self));

  cell = selected_cell (self);
  if (cell)
    gtk_widget_grab_focus (GTK_WIDGET (cell));
}

static void
place_days (UsherMonthView *self)
{
  UsherDay month = usher_month_first (self->context->day), last = usher_month_last (month);
  int weeks = usher_month_weeks (month, self->context->first_weekday, &self->first);

  for (int i = 0; i < WEEKS; i++)
    gtk_widget_set_visible (self->weeks[i], i < weeks);
  for (int i = 0; i < DAYS; i++)
    {
      UsherDay day = self->first + i;

      usher_day_cell_set_day (self->cells[i], day, day < month || day > last,
                              i % 7 == 0 ? usher_week_number (day, self->context->first_weekday) : 0);
    }
}

void
usher_month_view_refresh (UsherMonthView *self)
{
  GtkRoot *root;
  GtkWidget *focus, *cell;
  gboolean inside;

  g_return_if_fail (USHER_IS_MONTH_VIEW (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root ? gtk_root_get_focus (root) : NULL;
  inside = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  place_days (self);
  show_weekdays (self);
  /* The cell with the focus must not lose it before another one can take it. */
  cell = GTK_WIDGET (selected_cell (self));
  if (cell && inside && focus != cell && !gtk_widget_is_ancestor (focus, cell))
    {
      gtk_widget_set_focusable (cell, TRUE);
      gtk_widget_grab_focus (cell);
    }
  for (int i = 0; i < DAYS; i++)
    usher_day_cell_refresh (self->cells[i]);
  if (cell && inside && !gtk_widget_has_focus (cell) && !gtk_widget_get_focus_child (cell))
    gtk_widget_grab_focus (cell);
}

void
usher_month_view_tick (UsherMonthView *self)
{
  g_return_if_fail (USHER_IS_MONTH_VIEW (self));

  for (int i = 0; i < DAYS; i++)
    usher_day_cell_tick (self->cells[i]);
}

void
usher_month_view_set_compact (UsherMonthView *self, gboolean compact)
{
  g_return_if_fail (USHER_IS_MONTH_VIEW (self));

  self->compact = compact;
  for (int i = 0; i < DAYS; i++)
    usher_day_cell_set_compact (self->cells[i], compact);
  usher_month_view_refresh (self);
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

static void
go (UsherMonthView *self, UsherDay day)
{
  g_signal_emit (self, signals[SIGNAL_GO], 0, day);
}

static void
cell_selected (UsherDayCell *cell, UsherMonthView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (cell), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (cell));
  go (self, usher_day_cell_get_day (cell));
}

static void
cell_asks_all (UsherDayCell *cell, UsherMonthView *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_ALL], 0, usher_day_cell_get_day (cell));
}

/* @arguments: days; sideways is the other way round where writing is */
static gboolean
step (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherMonthView *self = USHER_MONTH_VIEW (widget);
  int days = g_variant_get_int32 (arguments);

  if (ABS (days) == 1 && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    days = -days;
  usher_month_view_focus_day (self);
  go (self, self->context->day + days);
  return TRUE;
}

static gboolean
step_to_end (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherMonthView *self = USHER_MONTH_VIEW (widget);
  UsherDay first = usher_week_first (self->context->day, self->context->first_weekday);

  usher_month_view_focus_day (self);
  go (self, first + g_variant_get_int32 (arguments));
  return TRUE;
}

/* A turn of the wheel is a month, whatever the device makes of it. */
static gboolean
scrolled (GtkEventControllerScroll *controller, double dx, double dy, UsherMonthView *self)
{
  if (self->compact)
    return GDK_EVENT_PROPAGATE;
  self->scrolled += dy;
  if (ABS (self->scrolled) < 1)
    return GDK_EVENT_STOP;
  go (self, usher_month_add (self->context->day, self->scrolled > 0 ? 1 : -1));
  self->scrolled = 0;
  return GDK_EVENT_STOP;
}

static void
swiped (GtkGestureSwipe *gesture, double dx, double dy, UsherMonthView *self)
{
  gboolean back = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? dx < 0 : dx > 0;

  if (ABS (dx) > 200 && ABS (dx) > 2 * ABS (dy))
    go (self, usher_month_add (self->context->day, back ? -1 : 1));
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_month_view_dispose (GObject *object)
{
  g_clear_pointer (&USHER_MONTH_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_month_view_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct { guint keyval; int days; } steps[] = {
    { GDK_KEY_Left, -1 }, { GDK_KEY_KP_Left, -1 }, { GDK_KEY_Right, 1 }, { GDK_KEY_KP_Right, 1 },
    { GDK_KEY_Up, -7 }, { GDK_KEY_KP_Up, -7 }, { GDK_KEY_Down, 7 }, { GDK_KEY_KP_Down, 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_add_binding (widget_class, steps[i].keyval, GDK_NO_MODIFIER_MASK, step, "i", steps[i].days);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, GDK_NO_MODIFIER_MASK, step_to_end, "i", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, GDK_NO_MODIFIER_MASK, step_to_end, "i", 6);
}

static void
usher_month_view_class_init (UsherMonthViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_month_view_dispose;
  signals[SIGNAL_GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_SHOW_ALL] = g_signal_new ("show-all", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "monthview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  add_keys (widget_class);
}

static void
usher_month_view_init (UsherMonthView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkGesture *swipe = gtk_gesture_swipe_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Month"), -1);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (swipe), TRUE);
  g_signal_connect (swipe, "swipe", G_CALLBACK (swiped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (swipe));
}

static GtkWidget *
new_row (gboolean cells)
{
  return g_object_new (GTK_TYPE_BOX, "accessible-role", cells ? GTK_ACCESSIBLE_ROLE_ROW : GTK_ACCESSIBLE_ROLE_PRESENTATION,
                       "homogeneous", TRUE, NULL);
}

static void
make_weekdays (UsherMonthView *self)
{
  GtkWidget *row = new_row (FALSE);

  gtk_widget_add_css_class (row, "weekdays");
  for (int i = 0; i < 7; i++)
    {
      self->weekdays[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_label_set_ellipsize (self->weekdays[i], PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->weekdays[i]));
    }
  gtk_box_append (GTK_BOX (self->box), row);
}

GtkWidget *
usher_month_view_new (const UsherCalendarContext *context)
{
  UsherMonthView *self = g_object_new (USHER_TYPE_MONTH_VIEW, NULL);
  GtkWidget *grid = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->context = context;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  make_weekdays (self);
  gtk_box_set_homogeneous (GTK_BOX (grid), TRUE);
  gtk_widget_set_vexpand (grid, TRUE);
  for (int i = 0; i < DAYS; i++)
    {
      if (i % 7 == 0)
        {
          self->weeks[i / 7] = new_row (TRUE);
          gtk_box_append (GTK_BOX (grid), self->weeks[i / 7]);
        }
      self->cells[i] = USHER_DAY_CELL (usher_day_cell_new (context));
      g_signal_connect (self->cells[i], "select", G_CALLBACK (cell_selected), self);
      g_signal_connect (self->cells[i], "show-all", G_CALLBACK (cell_asks_all), self);
      gtk_box_append (GTK_BOX (self->weeks[i / 7]), GTK_WIDGET (self->cells[i]));
    }
  gtk_box_append (GTK_BOX (self->box), grid);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  usher_month_view_refresh (self);
  return GTK_WIDGET (self);
}
