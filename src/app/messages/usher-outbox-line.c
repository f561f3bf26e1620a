/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox-line.h"

#include <glib/gi18n.h>

#include "usher-delivery-words.h"
#include "usher-format.h"

struct _UsherOutboxLine {
  GtkWidget        parent_instance;

  UsherOutboxItem *item;      /* (nullable) */

  /* template */
  GtkWidget       *box;
  GtkImage        *icon;
  GtkLabel        *title;
  GtkLabel        *subtitle;
  UsherStatusChip *chip;
  GtkLabel        *time;
};

typedef enum {
  PROP_ITEM = 1,
} UsherOutboxLineProperty;

static GParamSpec *properties[PROP_ITEM + 1];

G_DEFINE_FINAL_TYPE (UsherOutboxLine, usher_outbox_line, GTK_TYPE_WIDGET)

/* When it left, else when it was made */
static UsherInstant
moment_of (const UsherDelivery *delivery)
{
  return delivery->settled_at != USHER_NEVER ? delivery->settled_at : delivery->created_at;
}

static void
show_row (UsherOutboxLine *self, const UsherOutboxRow *row)
{
  g_autofree char *kind = usher_delivery_kind (row);
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();
  g_autofree char *time = usher_format_day_time (moment_of (row->delivery), zone, moment_of (row->delivery));
  /* Translators: which message of which event: “1 day before · Sunday Jazz” */
  g_autofree char *subtitle = g_strdup_printf (_("%1$s · %2$s"), kind, row->event_title);
  gboolean sms = row->delivery->channel == USHER_CHANNEL_SMS;

  gtk_image_set_from_icon_name (self->icon, sms ? "usher-sms-symbolic" : "mail-unread-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), usher_format_channel (row->delivery->channel));
  gtk_label_set_label (self->title, *row->recipient ? row->recipient : row->delivery->address);
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_label_set_label (self->time, time);
  usher_delivery_chip (self->chip, row->delivery->status);
}

static void
item_changed (UsherOutboxLine *self)
{
  const UsherOutboxRow *row = self->item ? usher_outbox_item_get_row (self->item) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->chip), row != NULL);
  if (row)
    {
      show_row (self, row);
      return;
    }
  gtk_image_clear (self->icon);
  gtk_label_set_label (self->title, "");
  gtk_label_set_label (self->subtitle, "");
  gtk_label_set_label (self->time, "");
}

static void
set_item (UsherOutboxLine *self, UsherOutboxItem *item)
{
  if (self->item == item)
    return;
  if (self->item)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item)
    {
      g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed), self);
      item_changed (self);
    }
}

static void
usher_outbox_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UsherOutboxLineProperty) id)
    {
    case PROP_ITEM:
      g_value_set_object (value, USHER_OUTBOX_LINE (object)->item);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_outbox_line_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((UsherOutboxLineProperty) id)
    {
    case PROP_ITEM:
      set_item (USHER_OUTBOX_LINE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_outbox_line_dispose (GObject *object)
{
  set_item (USHER_OUTBOX_LINE (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_OUTBOX_LINE);
  G_OBJECT_CLASS (usher_outbox_line_parent_class)->dispose (object);
}

static void
usher_outbox_line_class_init (UsherOutboxLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = usher_outbox_line_get_property;
  object_class->set_property = usher_outbox_line_set_property;
  object_class->dispose = usher_outbox_line_dispose;
  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, USHER_TYPE_OUTBOX_ITEM, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (USHER_TYPE_STATUS_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-outbox-line.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxLine, box);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxLine, icon);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxLine, title);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxLine, subtitle);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxLine, chip);
  gtk_widget_class_bind_template_child (widget_class, UsherOutboxLine, time);
}

static void
usher_outbox_line_init (UsherOutboxLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
