/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-next-event.h"

#include <glib/gi18n.h>

#include "usher-countdown.h"
#include "usher-format.h"
#include "usher-status-chip.h"
#include "usher-time.h"

struct _UsherNextEvent {
  GtkWidget        parent_instance;

  gint64           event_id;

  /* template */
  GtkWidget       *card;
  GtkLabel        *weekday_label;
  GtkLabel        *day_label;
  GtkLabel        *month_label;
  UsherStatusChip *chip;
  GtkLabel        *title_label;
  GtkLabel        *start_label;
  GtkLabel        *count_label;
  GtkLabel        *reminder_label;
  UsherCountdown  *countdown;
  GtkButton       *live_button;
  GtkButton       *open_button;
};

G_DEFINE_FINAL_TYPE (UsherNextEvent, usher_next_event, GTK_TYPE_WIDGET)

static void
set_style (GtkWidget *widget, const char *name, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
set_optional (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_part (GtkLabel *label, GDateTime *date, const char *format)
{
  g_autofree char *text = g_date_time_format (date, format);

  gtk_label_set_label (label, text);
}

/* The day at the event's place: what is printed on a ticket */
static void
show_date (UsherNextEvent *self, const UsherEvent *event)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc_usec (event->starts_at);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (start, zone ? zone : utc);

  /* Translators: the weekday on a ticket, short */
  show_part (self->weekday_label, local, C_("ticket", "%a"));
  /* Translators: the day of the month on a ticket */
  show_part (self->day_label, local, C_("ticket", "%-d"));
  /* Translators: the month on a ticket, short */
  show_part (self->month_label, local, C_("ticket", "%b"));
}

static char *
word_reminder (const UsherEventOverview *overview, UsherInstant now)
{
  g_autofree char *step = NULL;
  g_autofree char *when = NULL;

  if (overview->next_due_at == USHER_NEVER)
    return NULL;
  step = usher_format_interval (overview->next_interval);
  when = usher_format_own_day_time (overview->next_due_at, overview->event->time_zone, now);
  /* Translators: "Next message: 1 week before, Sun 8 Nov, 20:00" */
  return g_strdup_printf (_("Next message: %s, %s"), step, when);
}

static void
set_action (GtkButton *button, const char *action, gint64 id)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
show_buttons (UsherNextEvent *self, gint64 id, UsherEventPhase phase)
{
  gboolean live = phase == USHER_PHASE_LIVE;
  gboolean near = live || phase == USHER_PHASE_SOON || phase == USHER_PHASE_OVERDUE;

  gtk_button_set_label (self->live_button, live ? _("Open Studio") : _("GO LIVE"));
  set_action (self->live_button, live ? "win.open-studio" : "win.go-live", id);
  set_style (GTK_WIDGET (self->live_button), "hot", near);
  set_action (self->open_button, "win.open-event", id);
  gtk_widget_set_visible (GTK_WIDGET (self->open_button), !live);
}

/**
 * usher_next_event_show:
 * @self: the ticket
 * @client: whose clock runs
 * @overview: what it shows
 */
void
usher_next_event_show (UsherNextEvent *self, UsherClient *client, UsherEventOverview *overview)
{
  const UsherEvent *event;
  UsherInstant now;
  UsherEventPhase phase;
  g_autofree char *start = NULL;
  g_autofree char *count = NULL;
  g_autofree char *reminder = NULL;

  g_return_if_fail (USHER_IS_NEXT_EVENT (self));
  g_return_if_fail (overview != NULL);

  event = overview->event;
  now = usher_client_now (client);
  phase = usher_event_phase (event, now);
  start = usher_format_start (event, now);
  count = usher_format_registrations (overview->registrations);
  reminder = phase == USHER_PHASE_LIVE ? NULL : word_reminder (overview, now);
  show_date (self, event);
  usher_status_chip_set_phase (self->chip, phase);
  gtk_label_set_label (self->title_label, event->title);
  gtk_label_set_label (self->start_label, start);
  gtk_label_set_label (self->count_label, count);
  set_optional (self->reminder_label, reminder);
  usher_countdown_set_event (self->countdown, client, overview->event);
  set_style (self->card, "live", phase == USHER_PHASE_LIVE);
  set_style (self->card, "soon", phase == USHER_PHASE_SOON || phase == USHER_PHASE_OVERDUE);
  show_buttons (self, event->id, phase);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, event->title, -1);
}

static void
usher_next_event_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_NEXT_EVENT);
  G_OBJECT_CLASS (usher_next_event_parent_class)->dispose (object);
}

static void
usher_next_event_class_init (UsherNextEventClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_next_event_dispose;
  g_type_ensure (USHER_TYPE_COUNTDOWN);
  g_type_ensure (USHER_TYPE_STATUS_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-next-event.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, card);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, weekday_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, day_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, month_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, chip);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, title_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, start_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, count_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, reminder_label);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, countdown);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, live_button);
  gtk_widget_class_bind_template_child (widget_class, UsherNextEvent, open_button);
}

static void
usher_next_event_init (UsherNextEvent *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
usher_next_event_new (void)
{
  return g_object_new (USHER_TYPE_NEXT_EVENT, NULL);
}
