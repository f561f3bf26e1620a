/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-status-chip.h"

#include "usher-format.h"

struct _UsherStatusChip {
  GtkWidget   parent_instance;

  GtkWidget  *box;
  GtkImage   *icon;
  GtkLabel   *label;
  const char *style;    /* static; (nullable) */
};

G_DEFINE_FINAL_TYPE (UsherStatusChip, usher_status_chip, GTK_TYPE_WIDGET)

static void
usher_status_chip_dispose (GObject *object)
{
  g_clear_pointer (&USHER_STATUS_CHIP (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_status_chip_parent_class)->dispose (object);
}

static void
usher_status_chip_class_init (UsherStatusChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_status_chip_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
usher_status_chip_init (UsherStatusChip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->icon = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "pixel-size", 12, NULL));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  gtk_widget_add_css_class (self->box, "status-chip");
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (self->box, GTK_ALIGN_START);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
usher_status_chip_new (void)
{
  return g_object_new (USHER_TYPE_STATUS_CHIP, NULL);
}

void
usher_status_chip_set (UsherStatusChip *self, const char *label, const char *icon_name, const char *style)
{
  g_return_if_fail (USHER_IS_STATUS_CHIP (self));
  g_return_if_fail (label != NULL && icon_name != NULL && style != NULL);

  gtk_label_set_label (self->label, label);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  style = g_intern_string (style);
  if (self->style == style)
    return;
  if (self->style)
    gtk_widget_remove_css_class (self->box, self->style);
  gtk_widget_add_css_class (self->box, style);
  self->style = style;
}

static const struct { const char *icon_name, *style; } phase_looks[] = {
  [USHER_PHASE_SCHEDULED] = { "x-office-calendar-symbolic", "scheduled" },
  [USHER_PHASE_SOON] = { "alarm-symbolic", "soon" },
  [USHER_PHASE_OVERDUE] = { "dialog-warning-symbolic", "problem" },
  [USHER_PHASE_LIVE] = { "media-record-symbolic", "live" },
  [USHER_PHASE_COMPLETED] = { "object-select-symbolic", "done" },
  [USHER_PHASE_CANCELLED] = { "action-unavailable-symbolic", "muted" },
};

const char *
usher_status_chip_phase_icon (UsherEventPhase phase)
{
  g_return_val_if_fail (phase < G_N_ELEMENTS (phase_looks), NULL);
  return phase_looks[phase].icon_name;
}

const char *
usher_status_chip_phase_style (UsherEventPhase phase)
{
  g_return_val_if_fail (phase < G_N_ELEMENTS (phase_looks), NULL);
  return phase_looks[phase].style;
}

void
usher_status_chip_set_phase (UsherStatusChip *self, UsherEventPhase phase)
{
  usher_status_chip_set (self, usher_format_phase (phase), usher_status_chip_phase_icon (phase), usher_status_chip_phase_style (phase));
}

void
usher_status_chip_set_notification (UsherStatusChip *self, UsherNotificationStatus status)
{
  static const struct { const char *icon_name, *style; } looks[] = {
    [USHER_NOTIFICATION_SCHEDULED] = { "alarm-symbolic", "scheduled" },
    [USHER_NOTIFICATION_SENDING] = { "mail-send-symbolic", "scheduled" },
    [USHER_NOTIFICATION_SENT] = { "object-select-symbolic", "done" },
    [USHER_NOTIFICATION_FAILED] = { "dialog-warning-symbolic", "problem" },
    [USHER_NOTIFICATION_CANCELLED] = { "action-unavailable-symbolic", "muted" },
    [USHER_NOTIFICATION_SKIPPED] = { "media-skip-forward-symbolic", "muted" },
  };

  usher_status_chip_set (self, usher_format_notification_status (status), looks[status].icon_name, looks[status].style);
}
