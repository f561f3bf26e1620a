/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-notifications.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-draft-plan.h"
#include "usher-error-row.h"
#include "usher-error.h"
#include "usher-format.h"
#include "usher-interval-row.h"
#include "usher-time.h"
#include "usher-wizard-bind.h"
#include "usher-wizard-preview.h"
#include "usher-wizard-words.h"

/* Milliseconds after the last change */
#define PAUSE 250
/* From when on the counter is shown, in characters that are left */
#define NEAR 200

struct _UsherWizardNotifications {
  AdwBin                parent_instance;

  UsherClient          *client;
  UsherWizardModel     *model;
  GCancellable         *cancellable;      /* of the plan under way */
  guint                 pause;
  GPtrArray            *interval_rows;    /* (element-type AdwActionRow), not owned */
  GPtrArray            *schedule_rows;    /* (element-type GtkWidget), not owned */
  gboolean              updating;

  /* template */
  GtkWidget            *email_row;
  GtkWidget            *sms_row;
  UsherErrorRow        *channels_error;
  AdwPreferencesGroup  *intervals_group;
  UsherIntervalRow     *add_row;
  UsherErrorRow        *intervals_error;
  GtkTextView          *message_view;
  GtkLabel             *message_counter;
  UsherErrorRow        *message_error;
  AdwPreferencesGroup  *schedule_group;
  UsherWizardPreview   *preview;
};

G_DEFINE_FINAL_TYPE (UsherWizardNotifications, usher_wizard_notifications, ADW_TYPE_BIN)

#define N_PLACES 3

static void
fill_places (UsherWizardNotifications *self, UsherErrorPlace places[N_PLACES])
{
  const UsherErrorPlace filled[N_PLACES] = {
    { "channels", self->email_row, self->channels_error },
    { "intervals", usher_interval_row_get_entry (self->add_row), self->intervals_error },
    { "custom_message", GTK_WIDGET (self->message_view), self->message_error },
  };

  memcpy (places, filled, sizeof filled);
}

/* --- the reminders to choose from ---------------------------------------------------------------------------------- */

static void
row_toggled (GtkCheckButton *check, UsherWizardNotifications *self)
{
  if (!self->updating)
    usher_wizard_model_set_wanted (self->model, g_object_get_data (G_OBJECT (check), "usher-interval"),
                                   gtk_check_button_get_active (check));
}

static AdwActionRow *
interval_row_new (UsherWizardNotifications *self, const char *interval)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *title = usher_format_interval (interval);

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "usher-interval", g_strdup (interval), g_free);
  g_object_set_data (G_OBJECT (row), "usher-check", check);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (check, "toggled", G_CALLBACK (row_toggled), self);
  return ADW_ACTION_ROW (row);
}

static const char *
interval_of (AdwActionRow *row)
{
  return g_object_get_data (g_object_get_data (G_OBJECT (row), "usher-check"), "usher-interval");
}

/* New rows only where there are other intervals than before: who is in the middle of them keeps the focus. */
static void
fill_intervals (UsherWizardNotifications *self)
{
  g_autoptr (GPtrArray) intervals = usher_wizard_model_list_intervals (self->model);
  gboolean same = intervals->len == self->interval_rows->len;

  for (guint i = 0; same && i < intervals->len; i++)
    same = g_str_equal (g_ptr_array_index (intervals, i), interval_of (g_ptr_array_index (self->interval_rows, i)));
  if (same)
    return;
  for (guint i = 0; i < self->interval_rows->len; i++)
    adw_preferences_group_remove (self->intervals_group, g_ptr_array_index (self->interval_rows, i));
  g_ptr_array_set_size (self->interval_rows, 0);
  for (guint i = 0; i < intervals->len; i++)
    {
      AdwActionRow *row = interval_row_new (self, g_ptr_array_index (intervals, i));

      adw_preferences_group_add (self->intervals_group, GTK_WIDGET (row));
      g_ptr_array_add (self->interval_rows, row);
    }
  /* The way to add one comes last. */
  g_object_ref (self->add_row);
  g_object_ref (self->intervals_error);
  adw_preferences_group_remove (self->intervals_group, GTK_WIDGET (self->add_row));
  adw_preferences_group_remove (self->intervals_group, GTK_WIDGET (self->intervals_error));
  adw_preferences_group_add (self->intervals_group, GTK_WIDGET (self->add_row));
  adw_preferences_group_add (self->intervals_group, GTK_WIDGET (self->intervals_error));
  g_object_unref (self->add_row);
  g_object_unref (self->intervals_error);
}

static void
update_intervals (UsherWizardNotifications *self)
{
  UsherInstant now = usher_client_now (self->client);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (usher_wizard_model_get_text (self->model, USHER_WIZARD_ZONE), "time_zone", NULL);

  fill_intervals (self);
  self->updating = TRUE;
  for (guint i = 0; i < self->interval_rows->len; i++)
    {
      AdwActionRow *row = g_ptr_array_index (self->interval_rows, i);
      GtkCheckButton *check = g_object_get_data (G_OBJECT (row), "usher-check");
      g_autofree char *due = NULL;
      UsherInstant due_at;
      gboolean fits = usher_wizard_model_fits (self->model, interval_of (row), now, &due_at);

      if (zone && due_at != USHER_NEVER)
        due = usher_format_day_time_beside (due_at, zone, usher_format_own_zone_name (), now);
      adw_action_row_set_subtitle (row, fits ? (due ? due : "") : _("Too late for it: this moment has passed"));
      gtk_widget_set_sensitive (GTK_WIDGET (row), fits);
      gtk_check_button_set_active (check, fits && usher_wizard_model_is_wanted (self->model, interval_of (row)));
    }
  self->updating = FALSE;
}

static void
add_interval (UsherWizardNotifications *self, const char *number, char unit)
{
  UsherErrorPlace places[N_PLACES];
  g_autoptr (GError) error = NULL;

  fill_places (self, places);
  if (!usher_wizard_model_add_interval (self->model, number, unit, usher_client_now (self->client), &error))
    {
      if (!usher_error_places_show (places, N_PLACES, error, TRUE))
        usher_error_row_show (self->intervals_error, usher_error_get_local_message (error));
      return;
    }
  usher_error_places_show (places, N_PLACES, NULL, FALSE);
  usher_interval_row_close (self->add_row);
}

static void
number_changed (UsherWizardNotifications *self)
{
  UsherErrorPlace places[N_PLACES];

  fill_places (self, places);
  usher_error_places_show (&places[1], 1, NULL, FALSE);
}

/* --- what goes out ------------------------------------------------------------------------------------------------- */

static void
add_schedule (UsherWizardNotifications *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_preferences_group_add (self->schedule_group, row);
  g_ptr_array_add (self->schedule_rows, row);
}

static void
clear_schedule (UsherWizardNotifications *self)
{
  for (guint i = 0; i < self->schedule_rows->len; i++)
    adw_preferences_group_remove (self->schedule_group, g_ptr_array_index (self->schedule_rows, i));
  g_ptr_array_set_size (self->schedule_rows, 0);
}

static void
show_plan (UsherWizardNotifications *self, const UsherDraftPlan *plan)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (plan->event->time_zone, "time_zone", NULL);
  g_autofree char *channels = usher_wizard_words_channels (plan->event->channels);
  g_autofree char *at_once = NULL;

  clear_schedule (self);
  /* Translators: how: "At once — e-mail, SMS — everyone who registers" */
  at_once = g_strdup_printf (_("At once — %s — everyone who registers"), channels);
  if (plan->event->registration_enabled && plan->event->channels != USHER_CHANNELS_NONE)
    add_schedule (self, _("Confirmation"), at_once);
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const UsherPlanStep *step = g_ptr_array_index (plan->steps, i);
      g_autofree char *title = usher_format_interval (step->interval);
      g_autofree char *words = usher_wizard_words_step (step, zone, usher_client_now (self->client));

      add_schedule (self, title, words);
    }
  if (self->schedule_rows->len == 0)
    add_schedule (self, _("Nothing goes out"), _("Choose a channel and at least one reminder to have people told."));
}

static void
planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizardNotifications) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherDraftPlan) plan = usher_engine_plan_draft_finish (USHER_ENGINE (source), result, &error);
  UsherErrorPlace places[N_PLACES];

  if (usher_error_is_cancelled (error) || !self->model)
    return;
  if (plan)
    {
      show_plan (self, plan);
      return;
    }
  fill_places (self, places);
  clear_schedule (self);
  if (!usher_error_places_show (places, N_PLACES, error, FALSE))
    add_schedule (self, _("Nothing to show"), usher_error_get_local_message (error));
}

static void
ask (UsherWizardNotifications *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEventDraft) draft =
    usher_wizard_model_make_draft (self->model, USHER_WIZARD_STEP_NOTIFICATIONS, usher_client_now (self->client), &error);
  UsherErrorPlace places[N_PLACES];

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!draft)
    {
      fill_places (self, places);
      usher_error_places_show (places, N_PLACES, error, FALSE);
      clear_schedule (self);
      add_schedule (self, _("Nothing to show"), usher_error_get_local_message (error));
      return;
    }
  if (!engine)
    return;
  self->cancellable = g_cancellable_new ();
  usher_engine_plan_draft_async (engine, draft, usher_wizard_model_get_event_id (self->model), 0, self->cancellable, planned,
                                 g_object_ref (self));
}

static gboolean
pause_over (gpointer data)
{
  UsherWizardNotifications *self = data;

  self->pause = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
model_changed (UsherWizardNotifications *self)
{
  const char *message = usher_wizard_model_get_text (self->model, USHER_WIZARD_MESSAGE);
  glong left = USHER_CUSTOM_MESSAGE_MAX - g_utf8_strlen (message, -1);
  g_autofree char *text = g_strdup_printf ("%ld", left);
  UsherErrorPlace places[N_PLACES];

  fill_places (self, places);
  usher_error_places_show (places, N_PLACES, NULL, FALSE);
  gtk_label_set_label (self->message_counter, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message_counter), left <= NEAR);
  update_intervals (self);
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE, pause_over, self);
}

static void
usher_wizard_notifications_map (GtkWidget *widget)
{
  UsherWizardNotifications *self = USHER_WIZARD_NOTIFICATIONS (widget);

  GTK_WIDGET_CLASS (usher_wizard_notifications_parent_class)->map (widget);
  if (self->model)
    {
      update_intervals (self);
      ask (self);
    }
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_wizard_notifications_dispose (GObject *object)
{
  UsherWizardNotifications *self = USHER_WIZARD_NOTIFICATIONS (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WIZARD_NOTIFICATIONS);
  G_OBJECT_CLASS (usher_wizard_notifications_parent_class)->dispose (object);
}

static void
usher_wizard_notifications_finalize (GObject *object)
{
  UsherWizardNotifications *self = USHER_WIZARD_NOTIFICATIONS (object);

  g_ptr_array_unref (self->interval_rows);
  g_ptr_array_unref (self->schedule_rows);
  G_OBJECT_CLASS (usher_wizard_notifications_parent_class)->finalize (object);
}

static void
usher_wizard_notifications_class_init (UsherWizardNotificationsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_wizard_notifications_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_wizard_notifications_finalize;
  widget_class->map = usher_wizard_notifications_map;
  g_type_ensure (USHER_TYPE_ERROR_ROW);
  g_type_ensure (USHER_TYPE_INTERVAL_ROW);
  g_type_ensure (USHER_TYPE_WIZARD_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-wizard-notifications.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, email_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, sms_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, channels_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, intervals_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, add_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, intervals_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, message_view);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, message_counter);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, message_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, schedule_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardNotifications, preview);
  gtk_widget_class_bind_template_callback (widget_class, add_interval);
  gtk_widget_class_bind_template_callback (widget_class, number_changed);
}

static void
usher_wizard_notifications_init (UsherWizardNotifications *self)
{
  self->interval_rows = g_ptr_array_new ();
  self->schedule_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_wizard_notifications_set_model (UsherWizardNotifications *self, UsherClient *client, UsherWizardModel *model)
{
  g_return_if_fail (USHER_IS_WIZARD_NOTIFICATIONS (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  usher_wizard_bind_flag (model, USHER_WIZARD_EMAIL, G_OBJECT (self->email_row), "active");
  usher_wizard_bind_flag (model, USHER_WIZARD_SMS, G_OBJECT (self->sms_row), "active");
  usher_wizard_bind_buffer (model, USHER_WIZARD_MESSAGE, gtk_text_view_get_buffer (self->message_view),
                            2 * USHER_CUSTOM_MESSAGE_MAX);
  usher_wizard_preview_set_model (self->preview, client, model);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (model_changed), self);
  model_changed (self);
}

gboolean
usher_wizard_notifications_show_error (UsherWizardNotifications *self, const GError *error)
{
  UsherErrorPlace places[N_PLACES];

  g_return_val_if_fail (USHER_IS_WIZARD_NOTIFICATIONS (self), FALSE);

  fill_places (self, places);
  if (error && g_strcmp0 (usher_error_get_field (error), "intervals") == 0)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->add_row), TRUE);
  return usher_error_places_show (places, N_PLACES, error, TRUE);
}
