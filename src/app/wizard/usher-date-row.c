/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-date-row.h"

#include <stdio.h>

#include "usher-typed.h"

#define STEP_MINUTES 15
/* Enough for any day or time, too little to slow anything down */
#define MAX_LENGTH   60

/* --- days ---------------------------------------------------------------------------------------------------------- */

struct _UsherDateRow {
  AdwEntryRow  parent_instance;

  gboolean     opening;     /* the calendar is being shown: what it selects nobody chose */

  /* template */
  GtkPopover  *popover;
  GtkCalendar *calendar;
};

G_DEFINE_FINAL_TYPE (UsherDateRow, usher_date_row, ADW_TYPE_ENTRY_ROW)

static void
popover_shown (UsherDateRow *self)
{
  g_autofree char *day = usher_typed_date (gtk_editable_get_text (GTK_EDITABLE (self)), usher_typed_local_order ());
  int year, month, number;

  if (!day || sscanf (day, "%d-%d-%d", &year, &month, &number) != 3)
    return;
  self->opening = TRUE;
  g_object_set (self->calendar, "day", 1, "month", month - 1, "year", year, NULL);
  gtk_calendar_set_day (self->calendar, number);
  self->opening = FALSE;
}

static void
day_selected (UsherDateRow *self)
{
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *text = NULL;

  if (self->opening)
    return;
  day = gtk_calendar_get_date (self->calendar);
  text = g_date_time_format (day, "%Y-%m-%d");
  gtk_editable_set_text (GTK_EDITABLE (self), text);
}

static void
usher_date_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_DATE_ROW);
  G_OBJECT_CLASS (usher_date_row_parent_class)->dispose (object);
}

static void
usher_date_row_class_init (UsherDateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_date_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-date-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherDateRow, popover);
  gtk_widget_class_bind_template_child (widget_class, UsherDateRow, calendar);
  gtk_widget_class_bind_template_callback (widget_class, popover_shown);
  gtk_widget_class_bind_template_callback (widget_class, day_selected);
}

static void
usher_date_row_init (UsherDateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self), MAX_LENGTH);
}

/* --- times --------------------------------------------------------------------------------------------------------- */

struct _UsherTimeRow {
  AdwEntryRow parent_instance;

  /* template */
  GtkButton  *earlier;
  GtkButton  *later;
};

G_DEFINE_FINAL_TYPE (UsherTimeRow, usher_time_row, ADW_TYPE_ENTRY_ROW)

static void
step (UsherTimeRow *self, int minutes)
{
  g_autofree char *time = usher_typed_time (gtk_editable_get_text (GTK_EDITABLE (self)));
  g_autofree char *shown = NULL;

  if (!time)
    return;
  shown = usher_typed_show_time (time, minutes, usher_typed_local_twelve_hours ());
  gtk_editable_set_text (GTK_EDITABLE (self), shown);
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
}

static void
step_earlier (UsherTimeRow *self)
{
  step (self, -STEP_MINUTES);
}

static void
step_later (UsherTimeRow *self)
{
  step (self, STEP_MINUTES);
}

static gboolean
key_pressed (UsherTimeRow *self, guint key, guint code, GdkModifierType modifiers)
{
  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0 || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;
  step (self, key == GDK_KEY_Up ? STEP_MINUTES : -STEP_MINUTES);
  return GDK_EVENT_STOP;
}

static void
usher_time_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_TIME_ROW);
  G_OBJECT_CLASS (usher_time_row_parent_class)->dispose (object);
}

static void
usher_time_row_class_init (UsherTimeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_time_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-time-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherTimeRow, earlier);
  gtk_widget_class_bind_template_child (widget_class, UsherTimeRow, later);
  gtk_widget_class_bind_template_callback (widget_class, step_earlier);
  gtk_widget_class_bind_template_callback (widget_class, step_later);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
}

static void
usher_time_row_init (UsherTimeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self), MAX_LENGTH);
}
