/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-move-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-move.h"

typedef struct {
  GtkWidget   *window;      /* not owned: the dialog is inside it */
  UsherClient *client;
  UsherEvent  *event;
  GTimeZone   *zone;
  char        *start;       /* (nullable): where it goes */
  GtkCalendar *calendar;
  GtkLabel    *said;
} Move;

static void
move_free (Move *self)
{
  g_object_unref (self->client);
  usher_event_unref (self->event);
  g_time_zone_unref (self->zone);
  g_free (self->start);
  g_free (self);
}

static const char *
word (UsherMove move)
{
  switch (move)
    {
    case USHER_MOVE_SAME:  return _("It is on that day already.");
    case USHER_MOVE_PAST:  return _("That day has passed. Choose a later one.");
    case USHER_MOVE_FIXED: return _("Only scheduled events can be moved");
    case USHER_MOVE_OK:
    default:               return "";
    }
}

static void
day_selected (AdwAlertDialog *dialog)
{
  Move *self = g_object_get_data (G_OBJECT (dialog), "usher-move");
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  UsherDay day = usher_day_new (g_date_time_get_year (date), g_date_time_get_month (date), g_date_time_get_day_of_month (date));
  UsherMove move;

  g_clear_pointer (&self->start, g_free);
  move = usher_move_to_day (self->event, day, self->zone, usher_client_now (self->client), &self->start);
  gtk_label_set_label (self->said, word (move));
  adw_alert_dialog_set_response_enabled (dialog, "move", move == USHER_MOVE_OK);
}

static void
responded (AdwAlertDialog *dialog, const char *response, Move *self)
{
  if (g_strcmp0 (response, "move") == 0 && self->start)
    gtk_widget_activate_action (self->window, "win.reschedule", "(xs)", self->event->id, self->start);
}

static GtkWidget *
make_calendar (Move *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr (GDateTime) date = NULL;
  int year, month, day;

  usher_day_split (usher_day_of (self->event->starts_at, self->zone), &year, &month, &day);
  date = g_date_time_new_local (year, month, day, 12, 0, 0);
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  gtk_calendar_select_day (self->calendar, date);
  self->said = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->said, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->calendar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New day"), -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->calendar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->said));
  return box;
}

void
usher_move_dialog_ask (GtkWidget *widget, UsherClient *client, const UsherEvent *event)
{
  g_autofree char *heading = NULL;
  g_autofree char *start = NULL;
  g_autofree char *body = NULL;
  AdwAlertDialog *dialog;
  Move *self;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (USHER_IS_CLIENT (client) && event != NULL);

  heading = g_strdup_printf (_("Move “%s”"), event->title);
  start = usher_format_start (event, usher_client_now (client));
  /* Translators: the start of an event: "Sun 6 Dec, 20:00 (Asia/Tokyo)" */
  body = g_strdup_printf (_("Now on %s. It keeps its time."), start);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));
  self = g_new0 (Move, 1);
  self->window = GTK_WIDGET (gtk_widget_get_root (widget));
  self->client = g_object_ref (client);
  self->event = usher_event_copy (event);
  self->zone = usher_format_own_zone ();
  g_object_set_data_full (G_OBJECT (dialog), "usher-move", self, (GDestroyNotify) move_free);
  adw_alert_dialog_set_extra_child (dialog, make_calendar (self));
  adw_alert_dialog_add_responses (dialog, "cancel", _("Cancel"), "move", _("Move…"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "move", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "move");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  /* Turning its pages selects the same day of another month, without telling that a day was selected. */
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (day_selected), dialog);
  g_signal_connect_swapped (self->calendar, "notify::month", G_CALLBACK (day_selected), dialog);
  g_signal_connect_swapped (self->calendar, "notify::year", G_CALLBACK (day_selected), dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (responded), self);
  day_selected (dialog);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}
