/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-row.h"

#include <glib/gi18n.h>

#include "usher-countdown.h"
#include "usher-event-menu.h"
#include "usher-event-words.h"
#include "usher-format.h"
#include "usher-move-dialog.h"
#include "usher-status-chip.h"

struct _UsherEventRow {
  GtkWidget          parent_instance;

  UsherClient       *client;
  UsherOverviewItem *item;          /* (nullable) */
  gulong             changed, ticking;
  UsherEventPhase    phase;         /* as shown */
  gboolean           compact, selecting;

  /* template */
  GtkWidget         *box;
  GtkCheckButton    *check;
  GtkLabel          *title;
  UsherStatusChip   *chip;
  GtkLabel          *start;
  UsherCountdown    *countdown;
  GtkWidget         *problem;
  GtkLabel          *registrations;
  GtkWidget         *actions;
  GtkWidget         *go_live;
  GtkWidget         *edit;
  GtkWidget         *analytics;
  GtkMenuButton     *menu_button;
};

typedef enum {
  SIGNAL_DESCRIBED,
} UsherEventRowSignal;

static guint signals[SIGNAL_DESCRIBED + 1];

G_DEFINE_FINAL_TYPE (UsherEventRow, usher_event_row, GTK_TYPE_WIDGET)

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
update_visible (UsherEventRow *self)
{
  UsherEventStatus status = self->item ? usher_overview_item_get_event (self->item)->status : USHER_EVENT_CANCELLED;
  gboolean waits = status == USHER_EVENT_SCHEDULED;

  gtk_widget_set_visible (GTK_WIDGET (self->check), self->selecting);
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), !self->compact && (waits || status == USHER_EVENT_LIVE));
  /* What is most usual goes without saying, so that the start has room. */
  gtk_widget_set_visible (GTK_WIDGET (self->chip), !self->compact || self->phase != USHER_PHASE_SCHEDULED);
  gtk_widget_set_visible (self->actions, !self->compact && !self->selecting);
  gtk_widget_set_visible (self->go_live, waits);
  gtk_widget_set_visible (self->edit, waits);
  gtk_widget_set_visible (self->analytics, status == USHER_EVENT_COMPLETED);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !self->selecting);
}

/* Of the part under the pointer. Setting tooltips would ask the display where the pointer is for each row that is bound. */
static gboolean
usher_event_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  UsherEventRow *self = USHER_EVENT_ROW (widget);
  GtkWidget *part = keyboard ? NULL : gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  UsherEventOverview *overview = self->item ? usher_overview_item_get_overview (self->item) : NULL;
  g_autofree char *text = NULL;

  if (!overview || !part)
    return FALSE;
  if (part == GTK_WIDGET (self->title))
    text = g_strdup (overview->event->title);
  else if (part == GTK_WIDGET (self->start))
    text = g_strdup (gtk_label_get_label (self->start));
  else if (part == GTK_WIDGET (self->registrations))
    text = usher_format_registrations (overview->registrations);
  else if (part == self->problem)
    text = usher_event_words_problem (overview);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
show_figures (UsherEventRow *self, const UsherEventOverview *overview)
{
  g_autofree char *number = usher_format_number (overview->registrations);
  g_autofree char *spoken = usher_format_registrations (overview->registrations);
  g_autofree char *trouble = usher_event_words_problem (overview);

  gtk_label_set_label (self->registrations, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->registrations), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_visible (self->problem, trouble != NULL);
  if (!trouble)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->problem), GTK_ACCESSIBLE_PROPERTY_LABEL, trouble, -1);
}

static void
update (UsherEventRow *self)
{
  UsherEventOverview *overview;
  g_autofree char *start = NULL;
  UsherInstant now;
  GVariant *id;

  if (!self->item)
    return;
  overview = usher_overview_item_get_overview (self->item);
  now = usher_client_now (self->client);
  self->phase = usher_event_phase (overview->event, now);
  start = usher_format_start (overview->event, now);
  gtk_label_set_label (self->title, overview->event->title);
  gtk_label_set_label (self->start, start);
  usher_status_chip_set_phase (self->chip, self->phase);
  usher_countdown_set_event (self->countdown, self->client, overview->event);
  show_figures (self, overview);
  id = g_variant_ref_sink (g_variant_new_int64 (overview->event->id));
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->go_live), id);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->edit), id);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->analytics), id);
  g_variant_unref (id);
  update_visible (self);
  g_signal_emit (self, signals[SIGNAL_DESCRIBED], 0);
}

static void
ticked (UsherEventRow *self)
{
  if (self->item && usher_event_phase (usher_overview_item_get_event (self->item), usher_client_now (self->client)) != self->phase)
    update (self);
}

static void
create_popup (GtkMenuButton *button, gpointer user_data)
{
  UsherEventRow *self = user_data;
  g_autoptr (GMenuModel) menu = NULL;

  if (!self->item)
    return;
  menu = usher_event_menu_new (self->client, usher_overview_item_get_event (self->item));
  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (menu));
}

static void
move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherEventRow *self = USHER_EVENT_ROW (widget);

  if (self->item)
    usher_move_dialog_ask (widget, self->client, usher_overview_item_get_event (self->item));
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void
usher_event_row_map (GtkWidget *widget)
{
  UsherEventRow *self = USHER_EVENT_ROW (widget);

  GTK_WIDGET_CLASS (usher_event_row_parent_class)->map (widget);
  self->ticking = g_signal_connect_swapped (self->client, "tick", G_CALLBACK (ticked), self);
  ticked (self);
}

static void
usher_event_row_unmap (GtkWidget *widget)
{
  UsherEventRow *self = USHER_EVENT_ROW (widget);

  g_clear_signal_handler (&self->ticking, self->client);
  GTK_WIDGET_CLASS (usher_event_row_parent_class)->unmap (widget);
}

static void
usher_event_row_dispose (GObject *object)
{
  UsherEventRow *self = USHER_EVENT_ROW (object);

  if (self->client)
    {
      g_clear_signal_handler (&self->ticking, self->client);
      usher_event_row_set_item (self, NULL);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_EVENT_ROW);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_event_row_parent_class)->dispose (object);
}

static void
usher_event_row_class_init (UsherEventRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "event.move", NULL, move);
  G_OBJECT_CLASS (klass)->dispose = usher_event_row_dispose;
  signals[SIGNAL_DESCRIBED] = g_signal_new ("described", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  widget_class->query_tooltip = usher_event_row_query_tooltip;
  widget_class->map = usher_event_row_map;
  widget_class->unmap = usher_event_row_unmap;

  g_type_ensure (USHER_TYPE_STATUS_CHIP);
  g_type_ensure (USHER_TYPE_COUNTDOWN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, box);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, check);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, chip);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, start);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, countdown);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, registrations);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, actions);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, go_live);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, edit);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, analytics);
  gtk_widget_class_bind_template_child (widget_class, UsherEventRow, menu_button);
}

static void
usher_event_row_init (UsherEventRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup, self, NULL);
}

GtkWidget *
usher_event_row_new (UsherClient *client)
{
  UsherEventRow *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_new (USHER_TYPE_EVENT_ROW, NULL);
  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}

void
usher_event_row_set_item (UsherEventRow *self, UsherOverviewItem *item)
{
  g_return_if_fail (USHER_IS_EVENT_ROW (self));

  if (self->item)
    g_clear_signal_handler (&self->changed, self->item);
  g_set_object (&self->item, item);
  gtk_menu_button_popdown (self->menu_button);
  if (!item)
    {
      usher_countdown_set_event (self->countdown, self->client, NULL);
      return;
    }
  self->changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

UsherOverviewItem *
usher_event_row_get_item (UsherEventRow *self)
{
  g_return_val_if_fail (USHER_IS_EVENT_ROW (self), NULL);
  return self->item;
}

void
usher_event_row_set_compact (UsherEventRow *self, gboolean compact)
{
  g_return_if_fail (USHER_IS_EVENT_ROW (self));

  self->compact = compact;
  update_visible (self);
}

void
usher_event_row_set_selected (UsherEventRow *self, gboolean selecting, gboolean selected)
{
  g_return_if_fail (USHER_IS_EVENT_ROW (self));

  self->selecting = selecting;
  gtk_check_button_set_active (self->check, selected);
  update_visible (self);
}

char *
usher_event_row_describe (UsherEventRow *self)
{
  g_return_val_if_fail (USHER_IS_EVENT_ROW (self), NULL);
  return self->item ? usher_event_words_describe (usher_overview_item_get_overview (self->item), NULL, usher_client_now (self->client))
                    : g_strdup ("");
}

void
usher_event_row_popup_menu (UsherEventRow *self, double x, double y)
{
  g_return_if_fail (USHER_IS_EVENT_ROW (self));

  if (self->item)
    usher_event_menu_popup (GTK_WIDGET (self), self->client, usher_overview_item_get_event (self->item), x, y);
}
