/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-day-cell.h"

#include <glib/gi18n.h>

#include "usher-event-chip.h"
#include "usher-event-words.h"
#include "usher-status-chip.h"

#define N_DOTS   3
#define SPACING  2
/* Wherever there is room for more, an agenda is the better view. */
#define MAX_CHIPS 12

struct _UsherDayCell {
  GtkWidget                   parent_instance;

  const UsherCalendarContext *context;
  UsherDay                    day;
  gboolean                    compact;
  int                         room;        /* for so many chips */
  guint                       refill;      /* source, when the room is another */
  GPtrArray                  *chips;       /* not owned: children */

  GtkWidget                  *head;
  GtkLabel                   *number;
  GtkLabel                   *week;
  GtkWidget                  *dots;
  GtkWidget                  *dot[N_DOTS];
  GtkWidget                  *more;
};

typedef enum {
  SIGNAL_SELECT,
  SIGNAL_SHOW_ALL,
} UsherDayCellSignal;

static guint signals[SIGNAL_SHOW_ALL + 1];

G_DEFINE_FINAL_TYPE (UsherDayCell, usher_day_cell, GTK_TYPE_WIDGET)

/* --- contents ------------------------------------------------------------------------------------------------------ */

static guint
first_item (UsherDayCell *self)
{
  return usher_overview_list_lower (self->context->items, self->day);
}

static guint
count_items (UsherDayCell *self)
{
  return usher_overview_list_lower (self->context->items, self->day + 1) - first_item (self);
}

static UsherEventChip *
chip_at (UsherDayCell *self, guint i)
{
  if (i == self->chips->len)
    {
      GtkWidget *chip = usher_event_chip_new (self->context);

      gtk_widget_insert_before (chip, GTK_WIDGET (self), self->more);
      g_ptr_array_add (self->chips, chip);
    }
  return g_ptr_array_index (self->chips, i);
}

static void
show_chips (UsherDayCell *self, guint first, guint n, gboolean selected)
{
  guint shown = MIN (n, (guint) MAX (self->room, 1));
  g_autofree char *more = NULL;

  if (self->compact)
    shown = 0;
  else if (shown < n)
    shown = MAX (shown, 1) - 1;
  for (guint i = 0; i < shown; i++)
    {
      UsherEventChip *chip = chip_at (self, i);

      usher_event_chip_set_item (chip, usher_overview_list_get (self->context->items, first + i));
      gtk_widget_set_focusable (GTK_WIDGET (chip), selected);
      gtk_widget_set_visible (GTK_WIDGET (chip), TRUE);
    }
  for (guint i = shown; i < self->chips->len; i++)
    {
      gtk_widget_set_visible (g_ptr_array_index (self->chips, i), FALSE);
      usher_event_chip_set_item (g_ptr_array_index (self->chips, i), NULL);
    }
  gtk_widget_set_visible (self->more, shown < n && !self->compact);
  gtk_widget_set_focusable (self->more, selected);
  if (shown == n)
    return;
  more = shown == 0 ? g_strdup_printf (ngettext ("%u event", "%u events", n), n)
                    /* Translators: in a day of the calendar: so many events are not shown */
                    : g_strdup_printf (ngettext ("+%u more", "+%u more", n - shown), n - shown);
  gtk_button_set_label (GTK_BUTTON (self->more), more);
}

static void
show_dots (UsherDayCell *self, guint first, guint n)
{
  gtk_widget_set_visible (self->dots, self->compact);
  for (guint i = 0; i < N_DOTS && self->compact; i++)
    {
      const char *style = NULL;

      if (i < n)
        style = usher_status_chip_phase_style (usher_event_phase (usher_overview_item_get_event (usher_overview_list_get (self->context->items, first + i)),
                                                                  usher_client_now (self->context->client)));
      gtk_widget_set_visible (self->dot[i], i < n);
      gtk_widget_set_css_classes (self->dot[i], (const char *[]) { "day-dot", style, NULL });
    }
}

static void
set_class (UsherDayCell *self, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

char *
usher_day_cell_describe (UsherDayCell *self)
{
  g_return_val_if_fail (USHER_IS_DAY_CELL (self), NULL);
  return usher_event_words_day (self->day, self->context->zone, count_items (self), self->day == self->context->today);
}

void
usher_day_cell_refresh (UsherDayCell *self)
{
  gboolean selected = self->day == self->context->day;
  g_autofree char *spoken = NULL;
  guint first, n;

  g_return_if_fail (USHER_IS_DAY_CELL (self));
  if (self->day == USHER_DAY_NONE)
    return;

  first = first_item (self);
  n = count_items (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), selected);
  set_class (self, "selected", selected);
  set_class (self, "today", self->day == self->context->today);
  show_chips (self, first, n, selected);
  show_dots (self, first, n);
  spoken = usher_day_cell_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}

void
usher_day_cell_tick (UsherDayCell *self)
{
  g_return_if_fail (USHER_IS_DAY_CELL (self));

  for (guint i = 0; i < self->chips->len; i++)
    usher_event_chip_tick (g_ptr_array_index (self->chips, i));
}

/* --- size ---------------------------------------------------------------------------------------------------------- */

static void
usher_day_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  UsherDayCell *self = USHER_DAY_CELL (widget);

  gtk_widget_measure (self->head, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*natural, 80);
  else if (!self->compact)
    *natural = MAX (*natural, 96);
}

static gboolean
refill (gpointer user_data)
{
  UsherDayCell *self = user_data;

  self->refill = 0;
  usher_day_cell_refresh (self);
  return G_SOURCE_REMOVE;
}

static int
height_of (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* How many chips fit is known only here, and what they say depends on it: that comes with the next frame. */
static void
find_room (UsherDayCell *self, int width, int height)
{
  int row = self->chips->len > 0 && gtk_widget_get_visible (g_ptr_array_index (self->chips, 0))
              ? height_of (g_ptr_array_index (self->chips, 0), width)
              : gtk_widget_get_visible (self->more) ? height_of (self->more, width) : 0;
  int room;

  if (row == 0)
    return;
  room = CLAMP ((height + SPACING) / (row + SPACING), 0, MAX_CHIPS);
  if (room == self->room)
    return;
  self->room = room;
  if (self->refill == 0)
    self->refill = g_idle_add_full (G_PRIORITY_HIGH_IDLE, refill, self, NULL);
}

static void
usher_day_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UsherDayCell *self = USHER_DAY_CELL (widget);
  int head = height_of (self->head, width), y = head + SPACING;

  gtk_widget_size_allocate (self->head, &(GtkAllocation) { 0, 0, width, self->compact ? height : MIN (head, height) }, -1);
  for (GtkWidget *child = gtk_widget_get_next_sibling (self->head); child; child = gtk_widget_get_next_sibling (child))
    {
      int row;

      if (!gtk_widget_should_layout (child))
        continue;
      row = height_of (child, width);
      gtk_widget_set_child_visible (child, y + row <= height || child == self->more);
      gtk_widget_size_allocate (child, &(GtkAllocation) { 0, y, width, row }, -1);
      y += row + SPACING;
    }
  if (!self->compact)
    find_room (self, width, height - head - SPACING);
}

/* --- clicks and drops ---------------------------------------------------------------------------------------------- */

static void
pressed (GtkGestureClick *gesture, int n, double x, double y, UsherDayCell *self)
{
  GtkWidget *hit = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  for (; hit && hit != GTK_WIDGET (self); hit = gtk_widget_get_parent (hit))
    if (USHER_IS_EVENT_CHIP (hit) || hit == self->more)
      return;
  g_signal_emit (self, signals[SIGNAL_SELECT], 0);
  if (n == 2)
    usher_calendar_context_schedule (GTK_WIDGET (self), self->day);
}

static void
more_clicked (UsherDayCell *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_ALL], 0);
}

static GdkDragAction
drop_motion (GtkDropTarget *target, double x, double y, UsherDayCell *self)
{
  const GValue *value = gtk_drop_target_get_value (target);
  UsherMove move = value ? usher_calendar_context_check (self->context, g_value_get_object (value), self->day, -1) : USHER_MOVE_OK;
  gboolean refused = move == USHER_MOVE_PAST || move == USHER_MOVE_FIXED;

  set_class (self, "drop-refused", refused);
  set_class (self, "drop-here", move == USHER_MOVE_OK);
  return refused ? 0 : GDK_ACTION_MOVE;
}

static void
drop_leave (GtkDropTarget *target, UsherDayCell *self)
{
  set_class (self, "drop-refused", FALSE);
  set_class (self, "drop-here", FALSE);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, UsherDayCell *self)
{
  drop_leave (target, self);
  usher_calendar_context_reschedule (self->context, GTK_WIDGET (self), g_value_get_object (value), self->day, -1);
  return TRUE;
}

static void
add_controllers (UsherDayCell *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDropTarget *drop = gtk_drop_target_new (USHER_TYPE_OVERVIEW_ITEM, GDK_ACTION_MOVE);

  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_drop_target_set_preload (drop, TRUE);
  g_signal_connect (drop, "enter", G_CALLBACK (drop_motion), self);
  g_signal_connect (drop, "motion", G_CALLBACK (drop_motion), self);
  g_signal_connect (drop, "leave", G_CALLBACK (drop_leave), self);
  g_signal_connect (drop, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

/* --- keys ---------------------------------------------------------------------------------------------------------- */

/* Up and down among the day's events; beyond them the month moves to another day. */
static gboolean
step_chip (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherDayCell *self = USHER_DAY_CELL (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  gboolean down = g_variant_get_int32 (arguments) > 0;

  if (!focus || focus == widget)
    return FALSE;
  do
    focus = down ? gtk_widget_get_next_sibling (focus) : gtk_widget_get_prev_sibling (focus);
  while (focus && (focus == self->head || !gtk_widget_get_mapped (focus)));
  if (focus)
    return gtk_widget_grab_focus (focus);
  return !down && gtk_widget_grab_focus (widget);
}

static gboolean
back_to_day (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return gtk_root_get_focus (gtk_widget_get_root (widget)) != widget && gtk_widget_grab_focus (widget);
}

static gboolean
schedule (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  if (gtk_root_get_focus (gtk_widget_get_root (widget)) != widget)
    return FALSE;
  usher_calendar_context_schedule (widget, USHER_DAY_CELL (widget)->day);
  return TRUE;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_day_cell_dispose (GObject *object)
{
  UsherDayCell *self = USHER_DAY_CELL (object);
  GtkWidget *child;

  g_clear_handle_id (&self->refill, g_source_remove);
  g_clear_pointer (&self->chips, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (usher_day_cell_parent_class)->dispose (object);
}

static void
usher_day_cell_class_init (UsherDayCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_day_cell_dispose;
  widget_class->measure = usher_day_cell_measure;
  widget_class->size_allocate = usher_day_cell_size_allocate;
  signals[SIGNAL_SELECT] = g_signal_new ("select", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHOW_ALL] = g_signal_new ("show-all", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "daycell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_NO_MODIFIER_MASK, step_chip, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_NO_MODIFIER_MASK, step_chip, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, GDK_NO_MODIFIER_MASK, back_to_day, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_NO_MODIFIER_MASK, schedule, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_NO_MODIFIER_MASK, schedule, NULL);
}

static void
make_head (UsherDayCell *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  self->head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  self->number = GTK_LABEL (gtk_label_new (NULL));
  self->week = GTK_LABEL (gtk_label_new (NULL));
  self->dots = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "day-number");
  gtk_widget_add_css_class (GTK_WIDGET (self->week), "week-number");
  gtk_widget_set_hexpand (GTK_WIDGET (self->week), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self->week), GTK_ALIGN_END);
  gtk_widget_set_halign (self->dots, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->week));
  gtk_box_append (GTK_BOX (self->head), line);
  gtk_box_append (GTK_BOX (self->head), self->dots);
  for (int i = 0; i < N_DOTS; i++)
    {
      self->dot[i] = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "valign", GTK_ALIGN_CENTER, NULL);
      gtk_box_append (GTK_BOX (self->dots), self->dot[i]);
    }
  gtk_widget_set_parent (self->head, GTK_WIDGET (self));
}

static void
usher_day_cell_init (UsherDayCell *self)
{
  self->chips = g_ptr_array_new ();
  self->room = 3;
  make_head (self);
  self->more = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_add_css_class (self->more, "day-more");
  gtk_button_set_can_shrink (GTK_BUTTON (self->more), TRUE);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (more_clicked), self);
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
}

GtkWidget *
usher_day_cell_new (const UsherCalendarContext *context)
{
  UsherDayCell *self = g_object_new (USHER_TYPE_DAY_CELL, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}

void
usher_day_cell_set_day (UsherDayCell *self, UsherDay day, gboolean outside, int week)
{
  g_autofree char *number = NULL;
  g_autofree char *week_number = NULL;
  int day_of_month;

  g_return_if_fail (USHER_IS_DAY_CELL (self));

  self->day = day;
  usher_day_split (day, NULL, NULL, &day_of_month);
  number = g_strdup_printf ("%d", day_of_month);
  gtk_label_set_label (self->number, number);
  set_class (self, "outside", outside);
  gtk_widget_set_visible (GTK_WIDGET (self->week), week > 0 && !self->compact);
  if (week == 0)
    return;
  /* Translators: the number of a week, in the corner of its first day */
  week_number = g_strdup_printf (_("W%d"), week);
  gtk_label_set_label (self->week, week_number);
}

UsherDay
usher_day_cell_get_day (UsherDayCell *self)
{
  g_return_val_if_fail (USHER_IS_DAY_CELL (self), USHER_DAY_NONE);
  return self->day;
}

void
usher_day_cell_set_compact (UsherDayCell *self, gboolean compact)
{
  g_return_if_fail (USHER_IS_DAY_CELL (self));

  self->compact = compact;
  set_class (self, "compact", compact);
  gtk_widget_set_halign (gtk_widget_get_first_child (self->head), compact ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  if (compact)
    gtk_widget_set_visible (GTK_WIDGET (self->week), FALSE);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
