/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-add-step.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-format.h"
#include "usher-interval.h"
#include "usher-time.h"
#include "usher-toast.h"

struct _UsherAddStep {
  AdwDialog    parent_instance;

  UsherClient *client;
  UsherEvent  *event;

  /* template */
  AdwSpinRow  *amount;
  AdwComboRow *unit;
  GtkLabel    *moment;
  GtkLabel    *problem;
  GtkWidget   *add_button;
};

#define USHER_TYPE_ADD_STEP (usher_add_step_get_type ())
G_DECLARE_FINAL_TYPE (UsherAddStep, usher_add_step, USHER, ADD_STEP, AdwDialog)
G_DEFINE_FINAL_TYPE (UsherAddStep, usher_add_step, ADW_TYPE_DIALOG)

/* As the rows of the list */
static const char * const formats[] = { "PT%dM", "PT%dH", "P%dD", "P%dW" };

static char *
make_interval (UsherAddStep *self)
{
  guint unit = MIN (adw_combo_row_get_selected (self->unit), G_N_ELEMENTS (formats) - 1);
  g_autofree char *number = g_strdup_printf ("%d", (int) adw_spin_row_get_value (self->amount));
  g_auto (GStrv) halves = g_strsplit (formats[unit], "%d", 2);

  return g_strconcat (halves[0], number, halves[1], NULL);
}

static void
set_problem (UsherAddStep *self, const char *words)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem), words != NULL);
  gtk_label_set_label (self->problem, words ? words : "");
  gtk_widget_set_sensitive (self->add_button, words == NULL);
}

/* Shows when that is; the rules are model's. */
static void
changed (UsherAddStep *self)
{
  g_autofree char *text = NULL, *when = NULL, *line = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GError) error = NULL;
  UsherInstant due, now;
  UsherInterval interval;

  if (!self->event)
    return;
  text = make_interval (self);
  zone = usher_time_zone_new (self->event->time_zone, "time_zone", NULL);
  now = usher_client_now (self->client);
  gtk_label_set_label (self->moment, "");
  if (!usher_interval_check (text, &interval, &error))
    {
      set_problem (self, error->message);
      return;
    }
  due = usher_interval_due_at (&interval, self->event->local_start, zone);
  if (!usher_interval_fits (due, now))
    {
      set_problem (self, _("That moment has passed already: choose a shorter distance."));
      return;
    }
  when = usher_format_own_day_time (due, self->event->time_zone, now);
  /* Translators: %s: a day and a time */
  line = g_strdup_printf (_("Leaves on %s"), when);
  gtk_label_set_label (self->moment, line);
  set_problem (self, NULL);
}

static void
added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAddStep) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!self->problem)
    return;
  if (usher_engine_add_intervals_finish (USHER_ENGINE (source), result, &error))
    adw_dialog_close (ADW_DIALOG (self));
  else
    set_problem (self, error->message);
}

static void
add_clicked (GtkButton *button, UsherAddStep *self)
{
  g_autofree char *text = make_interval (self);
  const char *intervals[] = { text, NULL };
  UsherEngine *engine = usher_client_get_engine (self->client);

  if (!engine)
    return;
  gtk_widget_set_sensitive (self->add_button, FALSE);
  usher_engine_add_intervals_async (engine, self->event->id, intervals, "app", NULL, added, g_object_ref (self));
}

static void
usher_add_step_dispose (GObject *object)
{
  UsherAddStep *self = USHER_ADD_STEP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_ADD_STEP);
  g_clear_object (&self->client);
  g_clear_pointer (&self->event, usher_event_unref);
  G_OBJECT_CLASS (usher_add_step_parent_class)->dispose (object);
}

static void
usher_add_step_class_init (UsherAddStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_add_step_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-add-step.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherAddStep, amount);
  gtk_widget_class_bind_template_child (widget_class, UsherAddStep, unit);
  gtk_widget_class_bind_template_child (widget_class, UsherAddStep, moment);
  gtk_widget_class_bind_template_child (widget_class, UsherAddStep, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherAddStep, add_button);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked);
}

static void
usher_add_step_init (UsherAddStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
usher_add_step_new (UsherClient *client, UsherEvent *event)
{
  UsherAddStep *self = g_object_new (USHER_TYPE_ADD_STEP, NULL);

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (event != NULL, NULL);

  self->client = g_object_ref (client);
  self->event = usher_event_ref (event);
  changed (self);
  return ADW_DIALOG (self);
}
