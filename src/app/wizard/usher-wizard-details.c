/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-details.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-date-row.h"
#include "usher-error-row.h"
#include "usher-error.h"
#include "usher-format.h"
#include "usher-markdown.h"
#include "usher-time.h"
#include "usher-typed.h"
#include "usher-wizard-bind.h"
#include "usher-wizard-words.h"
#include "usher-wording.h"

/* From when on the counter is shown, in characters that are left */
#define NEAR 40

struct _UsherWizardDetails {
  AdwBin            parent_instance;

  UsherClient      *client;
  UsherWizardModel *model;

  /* template */
  GtkWidget        *title_row;
  GtkLabel         *title_counter;
  UsherErrorRow    *title_error;
  GtkToggleButton  *preview_button;
  GtkStack         *description_stack;
  GtkTextView      *description_view;
  GtkLabel         *description_preview;
  UsherErrorRow    *description_error;
  GtkWidget        *date_row;
  UsherErrorRow    *date_error;
  GtkWidget        *time_row;
  UsherErrorRow    *time_error;
  GtkWidget        *zone_row;
  UsherErrorRow    *zone_error;
  GtkWidget        *duration_row;
  UsherErrorRow    *duration_error;
  GtkLabel         *when_label;
  GtkLabel         *fold_label;
};

G_DEFINE_FINAL_TYPE (UsherWizardDetails, usher_wizard_details, ADW_TYPE_BIN)

#define N_PLACES 7

/* Which of the two is wrong with a start that cannot be: the day, unless it is today, or the hour is one that this day lacks. */
static gboolean
blames_day (UsherWizardDetails *self)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (usher_wizard_model_get_text (self->model, USHER_WIZARD_ZONE), "time_zone", NULL);
  g_autofree char *start = usher_wizard_model_dup_start (self->model);
  g_autofree char *today = NULL, *first = NULL, *next = NULL;

  if (!zone || !start || usher_time_find_gap (start, zone, &first, &next))
    return FALSE;
  today = usher_time_to_wall (usher_client_now (self->client), zone);
  return strncmp (start, today, strlen ("YYYY-MM-DD")) != 0;
}

static void
fill_places (UsherWizardDetails *self, UsherErrorPlace places[N_PLACES])
{
  gboolean day = blames_day (self);
  const UsherErrorPlace filled[N_PLACES] = {
    { "title", self->title_row, self->title_error },
    { "description", GTK_WIDGET (self->description_view), self->description_error },
    { "starts_at.date", self->date_row, self->date_error },
    { "starts_at.time", self->time_row, self->time_error },
    { "starts_at", day ? self->date_row : self->time_row, day ? self->date_error : self->time_error },
    { "time_zone", self->zone_row, self->zone_error },
    { "duration_minutes", self->duration_row, self->duration_error },
  };

  memcpy (places, filled, sizeof filled);
}

/* --- what is typed ------------------------------------------------------------------------------------------------- */

static void
update_counter (UsherWizardDetails *self)
{
  const char *title = usher_wizard_model_get_text (self->model, USHER_WIZARD_TITLE);
  glong left = USHER_TITLE_MAX - g_utf8_strlen (title, -1);
  g_autofree char *text = g_strdup_printf ("%ld", left);

  gtk_label_set_label (self->title_counter, text);
  gtk_widget_set_visible (GTK_WIDGET (self->title_counter), left <= NEAR);
}

static void
update_zone (UsherWizardDetails *self, UsherInstant start)
{
  const char *name = usher_wizard_model_get_text (self->model, USHER_WIZARD_ZONE);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (name, "time_zone", NULL);
  g_autofree char *words = zone ? usher_wording_zone (start, zone) : g_strdup (name);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->zone_row), words);
}

/* Where the clocks are put forward: the first time that there is again */
static void
offer_next (UsherWizardDetails *self)
{
  g_autofree char *next = usher_wizard_model_dup_after_gap (self->model, USHER_WIZARD_DATE, USHER_WIZARD_TIME);
  g_autofree char *label = next ? usher_wizard_words_use (next) : NULL;

  if (label)
    usher_error_row_offer (self->time_error, label);
}

static void
use_next (UsherWizardDetails *self)
{
  g_autofree char *next = usher_wizard_model_dup_after_gap (self->model, USHER_WIZARD_DATE, USHER_WIZARD_TIME);

  if (next)
    usher_wizard_model_set_start (self->model, next);
  gtk_widget_grab_focus (self->time_row);
}

static void
model_changed (UsherWizardDetails *self)
{
  g_autofree char *start = usher_wizard_model_dup_start (self->model);
  const char *zone = usher_wizard_model_get_text (self->model, USHER_WIZARD_ZONE);
  g_autofree char *when = NULL, *fold = NULL;
  g_autoptr (GError) error = NULL;
  UsherErrorPlace places[N_PLACES];
  UsherInstant instant = usher_client_now (self->client);
  gboolean good = start && usher_wizard_model_check_start (self->model, usher_client_now (self->client), &instant, &error);

  fill_places (self, places);
  usher_error_places_show (places, N_PLACES, start ? error : NULL, FALSE);
  if (start && g_strcmp0 (usher_error_get_field (error), "starts_at") == 0)
    offer_next (self);
  update_counter (self);
  update_zone (self, instant);
  if (good)
    {
      when = usher_wizard_words_when (instant, zone, usher_format_own_zone_name ());
      fold = usher_wizard_words_fold (start, zone);
    }
  gtk_label_set_label (self->when_label, when ? when : "");
  gtk_widget_set_visible (GTK_WIDGET (self->when_label), when != NULL);
  gtk_label_set_label (self->fold_label, fold ? fold : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fold_label), fold != NULL);
}

/* --- the description's preview --------------------------------------------------------------------------------------- */

static void
preview_toggled (UsherWizardDetails *self)
{
  gboolean on = gtk_toggle_button_get_active (self->preview_button);
  const char *markdown = usher_wizard_model_get_text (self->model, USHER_WIZARD_DESCRIPTION);
  g_autofree char *text = NULL;

  if (on)
    {
      /* What is longer cannot be kept anyway, and takes long to read. */
      text = g_utf8_strlen (markdown, -1) <= USHER_DESCRIPTION_MAX ? usher_markdown_to_pango (markdown) : NULL;
      gtk_label_set_markup (self->description_preview, text ? text : "");
    }
  gtk_stack_set_visible_child_name (self->description_stack, on ? "preview" : "text");
}

static void
set_duration (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  UsherWizardDetails *self = USHER_WIZARD_DETAILS (widget);
  g_autofree char *text = g_strdup_printf ("%d", g_variant_get_int32 (parameter));

  usher_wizard_model_set_text (self->model, USHER_WIZARD_DURATION, text);
  gtk_widget_grab_focus (self->duration_row);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_wizard_details_dispose (GObject *object)
{
  UsherWizardDetails *self = USHER_WIZARD_DETAILS (object);

  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WIZARD_DETAILS);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_wizard_details_parent_class)->dispose (object);
}

static void
usher_wizard_details_class_init (UsherWizardDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_wizard_details_dispose;
  g_type_ensure (USHER_TYPE_DATE_ROW);
  g_type_ensure (USHER_TYPE_TIME_ROW);
  g_type_ensure (USHER_TYPE_ERROR_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-wizard-details.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, title_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, title_counter);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, title_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, preview_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, description_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, description_view);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, description_preview);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, description_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, date_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, date_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, time_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, time_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, zone_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, zone_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, duration_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, duration_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, when_label);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardDetails, fold_label);
  gtk_widget_class_bind_template_callback (widget_class, preview_toggled);
  gtk_widget_class_bind_template_callback (widget_class, use_next);
  gtk_widget_class_install_action (widget_class, "details.duration", "i", set_duration);
}

static void
usher_wizard_details_init (UsherWizardDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self->title_row), 5 * USHER_TITLE_MAX);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self->duration_row), 60);
}

void
usher_wizard_details_set_model (UsherWizardDetails *self, UsherClient *client, UsherWizardModel *model)
{
  g_return_if_fail (USHER_IS_WIZARD_DETAILS (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  usher_wizard_bind_editable (model, USHER_WIZARD_TITLE, GTK_EDITABLE (self->title_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_DATE, GTK_EDITABLE (self->date_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_TIME, GTK_EDITABLE (self->time_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_DURATION, GTK_EDITABLE (self->duration_row));
  usher_wizard_bind_buffer (model, USHER_WIZARD_DESCRIPTION, gtk_text_view_get_buffer (self->description_view),
                            2 * USHER_DESCRIPTION_MAX);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (model_changed), self);
  model_changed (self);
}

gboolean
usher_wizard_details_show_error (UsherWizardDetails *self, const GError *error)
{
  UsherErrorPlace places[N_PLACES];
  gboolean ours;

  g_return_val_if_fail (USHER_IS_WIZARD_DETAILS (self), FALSE);

  fill_places (self, places);
  ours = usher_error_places_show (places, N_PLACES, error, TRUE);
  if (ours && g_strcmp0 (usher_error_get_field (error), "starts_at") == 0)
    offer_next (self);
  return ours;
}
