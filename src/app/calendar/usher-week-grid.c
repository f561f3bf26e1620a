/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-week-grid.h"

#include <glib/gi18n.h>

#include "usher-event-chip.h"
#include "usher-format.h"
#include "usher-lanes.h"
#include "usher-time.h"

#define HOUR_HEIGHT   52
#define DAY_MINUTES   (24 * 60)
#define MAX_DAYS      7
/* The shortest block that can be read, in minutes */
#define SHORTEST      26
#define DROP_MINUTES  15
/* More than so many side by side are slim ones. */
#define SLIM          2

struct _UsherWeekGrid {
  GtkWidget                   parent_instance;

  const UsherCalendarContext *context;
  UsherDay                    first;
  int                         days;
  GPtrArray                  *chips;        /* not owned: children; the first @n_shown are in use */
  guint                       n_shown;
  GArray                     *spans;        /* UsherLane of each shown chip */
  GArray                     *columns;      /* int: its day, from 0 */
  int                         drop_column, drop_minutes;

  GtkWidget                  *hours[24];
  GtkWidget                  *now_line;
  GtkWidget                  *drop_hint;
};

typedef enum {
  SIGNAL_GO,
} UsherWeekGridSignal;

static guint signals[SIGNAL_GO + 1];

G_DEFINE_FINAL_TYPE (UsherWeekGrid, usher_week_grid, GTK_TYPE_WIDGET)

/* --- places -------------------------------------------------------------------------------------------------------- */

int
usher_week_grid_get_y (UsherWeekGrid *self, int minutes)
{
  return minutes * HOUR_HEIGHT / 60;
}

static int
column_x (UsherWeekGrid *self, int column, int width)
{
  int inner = MAX (width - USHER_WEEK_GRID_GUTTER, 0);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    return inner * (self->days - 1 - column) / self->days;
  return USHER_WEEK_GRID_GUTTER + inner * column / self->days;
}

static int
column_width (UsherWeekGrid *self, int width)
{
  return MAX ((width - USHER_WEEK_GRID_GUTTER) / self->days, 1);
}

/* Which day and which minute lie under a point; FALSE: none */
static gboolean
find_place (UsherWeekGrid *self, double x, double y, int *column, int *minutes)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), w = column_width (self, width);

  for (int i = 0; i < self->days; i++)
    if (x >= column_x (self, i, width) && x < column_x (self, i, width) + w)
      {
        *column = i;
        *minutes = CLAMP ((int) (y * 60 / HOUR_HEIGHT) / DROP_MINUTES * DROP_MINUTES, 0, DAY_MINUTES - DROP_MINUTES);
        return TRUE;
      }
  return FALSE;
}

static int
minutes_of (UsherInstant instant, GTimeZone *zone)
{
  g_autofree char *wall = usher_time_to_wall (instant, zone);

  return atoi (wall + 11) * 60 + atoi (wall + 14);
}

/* --- contents ------------------------------------------------------------------------------------------------------ */

static UsherEventChip *
chip_at (UsherWeekGrid *self, guint i)
{
  if (i == self->chips->len)
    {
      GtkWidget *chip = usher_event_chip_new (self->context);

      gtk_widget_insert_before (chip, GTK_WIDGET (self), self->now_line);
      g_ptr_array_add (self->chips, chip);
    }
  return g_ptr_array_index (self->chips, i);
}

static void
add_chip (UsherWeekGrid *self, UsherOverviewItem *item, int column)
{
  UsherEvent *event = usher_overview_item_get_event (item);
  int start = minutes_of (event->starts_at, self->context->zone);
  int end = start + event->duration_minutes;
  UsherLane span = { .start = start, .end = MIN (MAX (end, start + SHORTEST), DAY_MINUTES) };
  UsherEventChip *chip = chip_at (self, self->n_shown++);

  usher_event_chip_set_item (chip, item);
  usher_event_chip_set_block (chip, end > DAY_MINUTES);
  gtk_widget_set_focusable (GTK_WIDGET (chip), self->first + column == self->context->day);
  gtk_widget_set_visible (GTK_WIDGET (chip), TRUE);
  g_array_append_val (self->spans, span);
  g_array_append_val (self->columns, column);
}

static void
fill_day (UsherWeekGrid *self, int column)
{
  UsherDay day = self->first + column;
  guint from = usher_overview_list_lower (self->context->items, day);
  guint to = usher_overview_list_lower (self->context->items, day + 1);
  guint begin = self->spans->len;

  for (guint i = from; i < to; i++)
    add_chip (self, usher_overview_list_get (self->context->items, i), column);
  /* Where clocks are put back, what comes later may stand higher. */
  for (guint i = begin + 1; i < self->spans->len; i++)
    {
      UsherLane *span = &g_array_index (self->spans, UsherLane, i);

      if (span->start < g_array_index (self->spans, UsherLane, i - 1).start)
        span->start = g_array_index (self->spans, UsherLane, i - 1).start;
    }
  if (to > from)
    usher_lanes_assign (&g_array_index (self->spans, UsherLane, begin), self->spans->len - begin);
  for (guint i = begin; i < self->spans->len; i++)
    usher_event_chip_set_slim (g_ptr_array_index (self->chips, i), g_array_index (self->spans, UsherLane, i).lanes > SLIM);
}

void
usher_week_grid_set_days (UsherWeekGrid *self, UsherDay first, int days)
{
  g_return_if_fail (USHER_IS_WEEK_GRID (self));
  g_return_if_fail (days >= 1 && days <= MAX_DAYS);

  self->first = first;
  self->days = days;
  self->n_shown = 0;
  g_array_set_size (self->spans, 0);
  g_array_set_size (self->columns, 0);
  for (int i = 0; i < days; i++)
    fill_day (self, i);
  for (guint i = self->n_shown; i < self->chips->len; i++)
    {
      gtk_widget_set_visible (g_ptr_array_index (self->chips, i), FALSE);
      usher_event_chip_set_item (g_ptr_array_index (self->chips, i), NULL);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
usher_week_grid_tick (UsherWeekGrid *self)
{
  g_return_if_fail (USHER_IS_WEEK_GRID (self));

  for (guint i = 0; i < self->n_shown; i++)
    usher_event_chip_tick (g_ptr_array_index (self->chips, i));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* --- size and drawing ---------------------------------------------------------------------------------------------- */

static void
usher_week_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = 24 * HOUR_HEIGHT;
  else
    {
      *minimum = USHER_WEEK_GRID_GUTTER + USHER_WEEK_GRID (widget)->days * 24;
      *natural = USHER_WEEK_GRID_GUTTER + USHER_WEEK_GRID (widget)->days * 120;
    }
}

static void
place (GtkWidget *child, int x, int y, int width, int height)
{
  int minimum_width, minimum_height;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &minimum_height, NULL, NULL, NULL);
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, MAX (width, minimum_width), MAX (height, minimum_height) }, -1);
}

static void
place_chips (UsherWeekGrid *self, int width)
{
  int w = column_width (self, width) - 4;

  for (guint i = 0; i < self->n_shown; i++)
    {
      const UsherLane *span = &g_array_index (self->spans, UsherLane, i);
      int x = column_x (self, g_array_index (self->columns, int, i), width) + 2;
      int lane = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? span->lanes - 1 - span->lane : span->lane;
      int left = w * lane / span->lanes, right = w * (lane + 1) / span->lanes;
      int top = usher_week_grid_get_y (self, span->start), bottom = usher_week_grid_get_y (self, span->end);

      place (g_ptr_array_index (self->chips, i), x + left, top + 1, right - left - 1, bottom - top - 2);
    }
}

static void
place_hours (UsherWeekGrid *self, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (int i = 0; i < 24; i++)
    {
      int height;

      gtk_widget_measure (self->hours[i], GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
      place (self->hours[i], rtl ? width - USHER_WEEK_GRID_GUTTER : 0, MAX (usher_week_grid_get_y (self, i * 60) - height / 2, 0),
             USHER_WEEK_GRID_GUTTER, height);
    }
}

static void
usher_week_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UsherWeekGrid *self = USHER_WEEK_GRID (widget);
  int column = self->context->today - self->first;
  gboolean now_shown = column >= 0 && column < self->days;

  place_hours (self, width);
  place_chips (self, width);
  gtk_widget_set_child_visible (self->now_line, now_shown);
  if (now_shown)
    place (self->now_line, column_x (self, column, width),
           usher_week_grid_get_y (self, minutes_of (usher_client_now (self->context->client), self->context->zone)) - 1,
           column_width (self, width), 2);
  else
    place (self->now_line, 0, 0, 0, 0);
  if (gtk_widget_get_visible (self->drop_hint))
    place (self->drop_hint, column_x (self, self->drop_column, width) + 2, usher_week_grid_get_y (self, self->drop_minutes),
           column_width (self, width) - 4, HOUR_HEIGHT / 2);
}

static void
usher_week_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherWeekGrid *self = USHER_WEEK_GRID (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA line;

  gtk_widget_get_color (widget, &line);
  line.alpha *= 0.12f;
  for (int i = 0; i < 24; i++)
    gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (rtl ? 0 : (float) USHER_WEEK_GRID_GUTTER,
                                                                     (float) usher_week_grid_get_y (self, i * 60),
                                                                     (float) (width - USHER_WEEK_GRID_GUTTER), 1));
  for (int i = 0; i < self->days; i++)
    gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT ((float) column_x (self, i, width), 0, 1, (float) height));
  GTK_WIDGET_CLASS (usher_week_grid_parent_class)->snapshot (widget, snapshot);
}

/* --- clicks and drops ---------------------------------------------------------------------------------------------- */

static void
pressed (GtkGestureClick *gesture, int n, double x, double y, UsherWeekGrid *self)
{
  GtkWidget *hit = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  int column, minutes;

  for (; hit && hit != GTK_WIDGET (self); hit = gtk_widget_get_parent (hit))
    if (USHER_IS_EVENT_CHIP (hit))
      return;
  if (!find_place (self, x, y, &column, &minutes))
    return;
  g_signal_emit (self, signals[SIGNAL_GO], 0, self->first + column);
  if (n == 2)
    usher_calendar_context_schedule (GTK_WIDGET (self), self->first + column);
}

static GdkDragAction
drop_motion (GtkDropTarget *target, double x, double y, UsherWeekGrid *self)
{
  const GValue *value = gtk_drop_target_get_value (target);
  gboolean refused = FALSE;
  UsherMove move;

  if (!find_place (self, x, y, &self->drop_column, &self->drop_minutes))
    {
      gtk_widget_set_visible (self->drop_hint, FALSE);
      return 0;
    }
  if (value)
    {
      move = usher_calendar_context_check (self->context, g_value_get_object (value), self->first + self->drop_column, self->drop_minutes);
      refused = move == USHER_MOVE_PAST || move == USHER_MOVE_FIXED;
    }
  gtk_widget_set_css_classes (self->drop_hint, (const char *[]) { "drop-hint", refused ? "refused" : NULL, NULL });
  {
    UsherInstant midnight = usher_day_start (self->first + self->drop_column, self->context->zone);
    g_autofree char *time = usher_format_time (midnight + self->drop_minutes * (gint64) USHER_MINUTE, self->context->zone);

    gtk_label_set_label (GTK_LABEL (self->drop_hint), refused ? _("Has passed") : time);
  }
  gtk_widget_set_visible (self->drop_hint, TRUE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return refused ? 0 : GDK_ACTION_MOVE;
}

static void
drop_leave (GtkDropTarget *target, UsherWeekGrid *self)
{
  gtk_widget_set_visible (self->drop_hint, FALSE);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, UsherWeekGrid *self)
{
  int column, minutes;

  drop_leave (target, self);
  if (!find_place (self, x, y, &column, &minutes))
    return FALSE;
  usher_calendar_context_reschedule (self->context, GTK_WIDGET (self), g_value_get_object (value), self->first + column, minutes);
  return TRUE;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_week_grid_dispose (GObject *object)
{
  UsherWeekGrid *self = USHER_WEEK_GRID (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_pointer (&self->chips, g_ptr_array_unref);
  self->n_shown = 0;
  G_OBJECT_CLASS (usher_week_grid_parent_class)->dispose (object);
}

static void
usher_week_grid_finalize (GObject *object)
{
  g_array_unref (USHER_WEEK_GRID (object)->spans);
  g_array_unref (USHER_WEEK_GRID (object)->columns);
  G_OBJECT_CLASS (usher_week_grid_parent_class)->finalize (object);
}

static void
usher_week_grid_class_init (UsherWeekGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_week_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_week_grid_finalize;
  widget_class->measure = usher_week_grid_measure;
  widget_class->size_allocate = usher_week_grid_size_allocate;
  widget_class->snapshot = usher_week_grid_snapshot;
  signals[SIGNAL_GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "weekgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_controllers (UsherWeekGrid *self)
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

static void
make_hours (UsherWeekGrid *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (int i = 0; i < 24; i++)
    {
      g_autofree char *time = usher_format_time (i * (gint64) USHER_HOUR, utc);

      self->hours[i] = gtk_label_new (i > 0 ? time : "");
      gtk_label_set_xalign (GTK_LABEL (self->hours[i]), 0.5);
      gtk_label_set_ellipsize (GTK_LABEL (self->hours[i]), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (self->hours[i], "week-hour");
      gtk_widget_add_css_class (self->hours[i], "numeric");
      gtk_widget_set_parent (self->hours[i], GTK_WIDGET (self));
    }
}

static void
usher_week_grid_init (UsherWeekGrid *self)
{
  self->days = MAX_DAYS;
  self->first = 1;
  self->chips = g_ptr_array_new ();
  self->spans = g_array_new (FALSE, FALSE, sizeof (UsherLane));
  self->columns = g_array_new (FALSE, FALSE, sizeof (int));
  make_hours (self);
  self->now_line = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "can-target", FALSE, NULL);
  gtk_widget_add_css_class (self->now_line, "now-line");
  gtk_widget_set_parent (self->now_line, GTK_WIDGET (self));
  self->drop_hint = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->drop_hint), PANGO_ELLIPSIZE_END);
  gtk_widget_set_can_target (self->drop_hint, FALSE);
  gtk_widget_set_visible (self->drop_hint, FALSE);
  gtk_widget_set_parent (self->drop_hint, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
}

GtkWidget *
usher_week_grid_new (const UsherCalendarContext *context)
{
  UsherWeekGrid *self = g_object_new (USHER_TYPE_WEEK_GRID, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
