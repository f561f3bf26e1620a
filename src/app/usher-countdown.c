/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-countdown.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-wording.h"

struct _UsherCountdown {
  GtkWidget    parent_instance;

  UsherClient *client;
  UsherEvent  *event;
  GTimeZone   *zone;     /* the streamer's own: whose "tomorrow" it is */
  GtkLabel    *label;
  gulong       ticking;
};

G_DEFINE_FINAL_TYPE (UsherCountdown, usher_countdown, GTK_TYPE_WIDGET)

static char *
word (UsherCountdown *self, UsherInstant now)
{
  switch (self->event->status)
    {
    case USHER_EVENT_LIVE:
      return usher_format_clock ((now - self->event->started_at) / G_USEC_PER_SEC);
    case USHER_EVENT_COMPLETED:
    case USHER_EVENT_CANCELLED:
      return g_strdup (usher_format_phase (usher_event_phase (self->event, now)));
    case USHER_EVENT_SCHEDULED:
    default:
      return usher_wording_countdown (self->event->starts_at, now, self->zone, usher_format_language ());
    }
}

static void
update (UsherCountdown *self)
{
  UsherInstant now;
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;

  if (!self->event)
    {
      gtk_label_set_label (self->label, "");
      return;
    }
  now = usher_client_now (self->client);
  text = word (self, now);
  if (g_strcmp0 (gtk_label_get_label (self->label), text) == 0)
    return;
  gtk_label_set_label (self->label, text);
  spoken = self->event->status == USHER_EVENT_SCHEDULED
             ? usher_wording_starts_in (self->event->starts_at, now, self->zone, usher_format_language ())
             : g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
follow_clock (UsherCountdown *self)
{
  gboolean wanted = self->event && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->ticking == 0)
    self->ticking = g_signal_connect_swapped (self->client, "tick", G_CALLBACK (update), self);
  else if (!wanted && self->ticking != 0)
    g_clear_signal_handler (&self->ticking, self->client);
  update (self);
}

static void
usher_countdown_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_countdown_parent_class)->map (widget);
  follow_clock (USHER_COUNTDOWN (widget));
}

static void
usher_countdown_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_countdown_parent_class)->unmap (widget);
  follow_clock (USHER_COUNTDOWN (widget));
}

static void
usher_countdown_dispose (GObject *object)
{
  UsherCountdown *self = USHER_COUNTDOWN (object);
  GtkWidget *label = GTK_WIDGET (self->label);

  if (self->ticking != 0)
    g_clear_signal_handler (&self->ticking, self->client);
  self->label = NULL;
  g_clear_pointer (&label, gtk_widget_unparent);
  g_clear_object (&self->client);
  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (usher_countdown_parent_class)->dispose (object);
}

static void
usher_countdown_class_init (UsherCountdownClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_countdown_dispose;
  widget_class->map = usher_countdown_map;
  widget_class->unmap = usher_countdown_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TIMER);
}

static void
usher_countdown_init (UsherCountdown *self)
{
  self->zone = usher_format_own_zone ();
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "countdown");
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
}

GtkWidget *
usher_countdown_new (void)
{
  return g_object_new (USHER_TYPE_COUNTDOWN, NULL);
}

void
usher_countdown_set_event (UsherCountdown *self, UsherClient *client, UsherEvent *event)
{
  g_return_if_fail (USHER_IS_COUNTDOWN (self));
  g_return_if_fail (!event || USHER_IS_CLIENT (client));

  if (self->ticking != 0)
    g_clear_signal_handler (&self->ticking, self->client);
  g_clear_pointer (&self->event, usher_event_unref);
  g_set_object (&self->client, client);
  self->event = event ? usher_event_ref (event) : NULL;
  follow_clock (self);
}
