/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-chip.h"

#include <glib/gi18n.h>

#include "usher-event-menu.h"
#include "usher-event-words.h"
#include "usher-format.h"
#include "usher-move-dialog.h"
#include "usher-status-chip.h"

struct _UsherEventChip {
  GtkWidget                   parent_instance;

  const UsherCalendarContext *context;
  UsherOverviewItem          *item;       /* (nullable) */
  gulong                      changed;
  UsherEventPhase             phase;      /* as shown */
  const char                 *style;
  gboolean                    block, continues;

  GtkWidget                  *icon;
  GtkInscription             *text;
  GtkLabel                   *count;
};

typedef enum {
  SIGNAL_ACTIVATE,
} UsherEventChipSignal;

static guint signals[SIGNAL_ACTIVATE + 1];

G_DEFINE_FINAL_TYPE (UsherEventChip, usher_event_chip, GTK_TYPE_WIDGET)

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
set_style (UsherEventChip *self, const char *style)
{
  if (self->style == style)
    return;
  if (self->style)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  gtk_widget_add_css_class (GTK_WIDGET (self), style);
  self->style = style;
}

char *
usher_event_chip_describe (UsherEventChip *self)
{
  g_autofree char *spoken = NULL;

  g_return_val_if_fail (USHER_IS_EVENT_CHIP (self), NULL);

  if (!self->item)
    return g_strdup ("");
  spoken = usher_event_words_describe (usher_overview_item_get_overview (self->item), self->context->zone,
                                       usher_client_now (self->context->client));
  if (!self->continues)
    return g_steal_pointer (&spoken);
  /* Translators: an event in the calendar, as a screen reader says it, and that it does not end on that day */
  return g_strdup_printf (_("%s, continues after midnight"), spoken);
}

/* Asked for when it is needed: setting a tooltip asks the display where the pointer is, which takes longer than all the rest here. */
static gboolean
usher_event_chip_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *spoken = usher_event_chip_describe (USHER_EVENT_CHIP (widget));

  gtk_tooltip_set_text (tooltip, spoken);
  return *spoken != '\0';
}

static void
update (UsherEventChip *self)
{
  UsherEventOverview *overview;
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;
  g_autofree char *count = NULL;
  g_autofree char *spoken = NULL;
  UsherInstant now;

  if (!self->item)
    return;
  overview = usher_overview_item_get_overview (self->item);
  now = usher_client_now (self->context->client);
  self->phase = usher_event_phase (overview->event, now);
  time = usher_format_time (overview->event->starts_at, self->context->zone);
  /* Translators: an event in the calendar: time and title */
  text = g_strdup_printf (C_("calendar", "%s %s"), time, overview->event->title);
  gtk_inscription_set_text (self->text, text);
  count = usher_format_number (overview->registrations);
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), overview->registrations > 0 && !self->block);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), usher_status_chip_phase_icon (self->phase));
  set_style (self, usher_status_chip_phase_style (self->phase));
  spoken = usher_event_chip_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
usher_event_chip_tick (UsherEventChip *self)
{
  g_return_if_fail (USHER_IS_EVENT_CHIP (self));

  if (self->item
      && usher_event_phase (usher_overview_item_get_event (self->item), usher_client_now (self->context->client)) != self->phase)
    update (self);
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

static void
usher_event_chip_activate (UsherEventChip *self)
{
  if (self->item)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-event", "x", usher_overview_item_get_id (self->item));
}

static void
popup_menu (UsherEventChip *self, double x, double y)
{
  if (self->item)
    usher_event_menu_popup (GTK_WIDGET (self), self->context->client, usher_overview_item_get_event (self->item), x, y);
}

static gboolean
popup_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  popup_menu (USHER_EVENT_CHIP (widget), 12, gtk_widget_get_height (widget));
  return TRUE;
}

static gboolean
cut_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherEventChip *self = USHER_EVENT_CHIP (widget);

  return self->item && gtk_widget_activate_action (widget, "calendar.cut", "x", usher_overview_item_get_id (self->item));
}

static void
pressed (GtkGestureClick *gesture, int n, double x, double y, UsherEventChip *self)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_SECONDARY)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, x, y);
}

static void
released (GtkGestureClick *gesture, int n, double x, double y, UsherEventChip *self)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY
      || !gtk_widget_contains (GTK_WIDGET (self), x, y))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  usher_event_chip_activate (self);
}

static void
long_pressed (GtkGestureLongPress *gesture, double x, double y, UsherEventChip *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, x, y);
}

static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, UsherEventChip *self)
{
  if (!self->item || !usher_move_allowed (usher_overview_item_get_event (self->item)))
    return NULL;
  return gdk_content_provider_new_typed (USHER_TYPE_OVERVIEW_ITEM, self->item);
}

static void
drag_begun (GtkDragSource *source, GdkDrag *drag, UsherEventChip *self)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, 12, 12);
}

static void
add_controllers (UsherEventChip *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect (drag, "prepare", G_CALLBACK (prepare_drag), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begun), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherEventChip *self = USHER_EVENT_CHIP (widget);

  if (self->item)
    usher_move_dialog_ask (widget, self->context->client, usher_overview_item_get_event (self->item));
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_event_chip_dispose (GObject *object)
{
  UsherEventChip *self = USHER_EVENT_CHIP (object);
  GtkWidget *child;

  usher_event_chip_set_item (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (usher_event_chip_parent_class)->dispose (object);
}

static void
usher_event_chip_class_init (UsherEventChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "event.move", NULL, move);
  G_OBJECT_CLASS (klass)->dispose = usher_event_chip_dispose;
  widget_class->query_tooltip = usher_event_chip_query_tooltip;
  signals[SIGNAL_ACTIVATE] = g_signal_new_class_handler ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                                         G_CALLBACK (usher_event_chip_activate), NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_activate_signal (widget_class, signals[SIGNAL_ACTIVATE]);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "eventchip");
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_Return, GDK_NO_MODIFIER_MASK, "activate", NULL);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_KP_Enter, GDK_NO_MODIFIER_MASK, "activate", NULL);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_space, GDK_NO_MODIFIER_MASK, "activate", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, GDK_NO_MODIFIER_MASK, popup_by_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, popup_by_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_x, GDK_CONTROL_MASK, cut_by_key, NULL);
}

static void
usher_event_chip_init (UsherEventChip *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 4);
  self->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "pixel-size", 12, NULL);
  self->text = GTK_INSCRIPTION (gtk_inscription_new (NULL));
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_inscription_set_text_overflow (self->text, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (self->text, 1);
  gtk_inscription_set_nat_chars (self->text, 8);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->count), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "chip-count");
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->text), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->count), GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  add_controllers (self);
}

GtkWidget *
usher_event_chip_new (const UsherCalendarContext *context)
{
  UsherEventChip *self = g_object_new (USHER_TYPE_EVENT_CHIP, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}

void
usher_event_chip_set_item (UsherEventChip *self, UsherOverviewItem *item)
{
  g_return_if_fail (USHER_IS_EVENT_CHIP (self));

  if (self->item == item)
    {
      usher_event_chip_tick (self);
      return;
    }
  if (self->item)
    g_clear_signal_handler (&self->changed, self->item);
  g_set_object (&self->item, item);
  if (!item)
    return;
  self->changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

UsherOverviewItem *
usher_event_chip_get_item (UsherEventChip *self)
{
  g_return_val_if_fail (USHER_IS_EVENT_CHIP (self), NULL);
  return self->item;
}

void
usher_event_chip_set_block (UsherEventChip *self, gboolean continues)
{
  g_return_if_fail (USHER_IS_EVENT_CHIP (self));

  if (self->block && self->continues == continues)
    return;
  self->block = TRUE;
  self->continues = continues;
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_inscription_set_yalign (self->text, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self), "block");
  if (continues)
    gtk_widget_add_css_class (GTK_WIDGET (self), "continues");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "continues");
  update (self);
}

void
usher_event_chip_set_slim (UsherEventChip *self, gboolean slim)
{
  GtkOrientable *layout;

  g_return_if_fail (USHER_IS_EVENT_CHIP (self));

  layout = GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  gtk_orientable_set_orientation (layout, slim ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_halign (self->icon, slim ? GTK_ALIGN_START : GTK_ALIGN_FILL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->text), slim);
  if (slim)
    gtk_widget_add_css_class (GTK_WIDGET (self), "slim");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "slim");
}
