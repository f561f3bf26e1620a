/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-registration.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-date-row.h"
#include "usher-draft-plan.h"
#include "usher-error-row.h"
#include "usher-error.h"
#include "usher-links.h"
#include "usher-qr-view.h"
#include "usher-setting-rule.h"
#include "usher-wizard-bind.h"
#include "usher-wizard-words.h"

/* Milliseconds after the last change */
#define PAUSE 250

struct _UsherWizardRegistration {
  AdwBin            parent_instance;

  UsherClient      *client;
  UsherWizardModel *model;
  GCancellable     *cancellable;
  guint             pause;
  char             *address;     /* (nullable): not known yet */

  /* template */
  GtkWidget        *registers_row;
  GtkWidget        *address_group;
  AdwActionRow     *address_row;
  UsherQrView      *qr_view;
  GtkWidget        *limits_group;
  AdwExpanderRow   *limited_row;
  GtkWidget        *capacity_row;
  UsherErrorRow    *capacity_error;
  GtkWidget        *times_group;
  AdwExpanderRow   *opens_row;
  GtkWidget        *opens_date_row;
  GtkWidget        *opens_time_row;
  UsherErrorRow    *opens_error;
  AdwExpanderRow   *closes_row;
  GtkWidget        *closes_date_row;
  GtkWidget        *closes_time_row;
  UsherErrorRow    *closes_error;
  GtkWidget        *privacy_group;
  GtkWidget        *privacy_row;
  UsherErrorRow    *privacy_error;
};

G_DEFINE_FINAL_TYPE (UsherWizardRegistration, usher_wizard_registration, ADW_TYPE_BIN)

#define N_PLACES 8

static void
fill_places (UsherWizardRegistration *self, UsherErrorPlace places[N_PLACES])
{
  const UsherErrorPlace filled[N_PLACES] = {
    { "registration.max", self->capacity_row, self->capacity_error },
    { "registration.opens_at", self->opens_time_row, self->opens_error },
    { "registration.opens_at.date", self->opens_date_row, self->opens_error },
    { "registration.opens_at.time", self->opens_time_row, self->opens_error },
    { "registration.closes_at", self->closes_time_row, self->closes_error },
    { "registration.closes_at.date", self->closes_date_row, self->closes_error },
    { "registration.closes_at.time", self->closes_time_row, self->closes_error },
    { "registration.privacy_url", self->privacy_row, self->privacy_error },
  };

  memcpy (places, filled, sizeof filled);
}

/* --- the form's address -------------------------------------------------------------------------------------------- */

static void
show_address (UsherWizardRegistration *self, const UsherEvent *event)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autofree char *base = engine ? usher_engine_dup_public_url (engine) : NULL;

  g_clear_pointer (&self->address, g_free);
  if (base && event)
    self->address = usher_link_register (base, event);
  adw_action_row_set_subtitle (self->address_row, self->address ? self->address : "…");
  usher_qr_view_set_text (self->qr_view, self->address);
}

static void
planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizardRegistration) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherDraftPlan) plan = usher_engine_plan_draft_finish (USHER_ENGINE (source), result, &error);

  if (plan && self->model && !usher_error_is_cancelled (error))
    show_address (self, plan->event);
}

/* The engine knows which address is still free. */
static void
ask (UsherWizardRegistration *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autoptr (UsherEventDraft) draft = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (usher_wizard_model_get_event (self->model))
    {
      show_address (self, usher_wizard_model_get_event (self->model));
      return;
    }
  draft = usher_wizard_model_make_draft (self->model, USHER_WIZARD_STEP_DETAILS, usher_client_now (self->client), NULL);
  if (!draft || !engine)
    return;
  self->cancellable = g_cancellable_new ();
  usher_engine_plan_draft_async (engine, draft, 0, 0, self->cancellable, planned, g_object_ref (self));
}

static gboolean
pause_over (gpointer data)
{
  UsherWizardRegistration *self = data;

  self->pause = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
copy_address (UsherWizardRegistration *self)
{
  if (self->address)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", self->address);
}

static void
save_code (UsherWizardRegistration *self)
{
  const char *slug = self->address ? strrchr (self->address, '/') : NULL;

  if (slug)
    usher_qr_view_save (self->qr_view, slug + 1);
}

/* --- where the clocks are put forward ------------------------------------------------------------------------------ */

static const struct {
  const char     *field;
  UsherWizardFlag flag;
  UsherWizardText date;
  UsherWizardText time;
} doors[] = {
  { "registration.opens_at", USHER_WIZARD_OPENS, USHER_WIZARD_OPENS_DATE, USHER_WIZARD_OPENS_TIME },
  { "registration.closes_at", USHER_WIZARD_CLOSES, USHER_WIZARD_CLOSES_DATE, USHER_WIZARD_CLOSES_TIME },
};

static UsherErrorRow *
door_error (UsherWizardRegistration *self, gsize which)
{
  return which == 0 ? self->opens_error : self->closes_error;
}

static void
offer_next (UsherWizardRegistration *self, gsize which)
{
  g_autofree char *next = usher_wizard_model_dup_after_gap (self->model, doors[which].date, doors[which].time);
  g_autofree char *label = next ? usher_wizard_words_use (next) : NULL;

  if (label)
    usher_error_row_offer (door_error (self, which), label);
}

static void
use_next (UsherWizardRegistration *self, gsize which)
{
  g_autofree char *next = usher_wizard_model_dup_after_gap (self->model, doors[which].date, doors[which].time);

  if (next)
    usher_wizard_model_set_wall (self->model, doors[which].date, doors[which].time, next);
  gtk_widget_grab_focus (which == 0 ? self->opens_time_row : self->closes_time_row);
}

static void
opens_fixed (UsherWizardRegistration *self)
{
  use_next (self, 0);
}

static void
closes_fixed (UsherWizardRegistration *self)
{
  use_next (self, 1);
}

/* As it is typed, as for the start */
static void
tell_gaps (UsherWizardRegistration *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    {
      g_autoptr (GError) error = NULL;
      GtkWidget *row = i == 0 ? self->opens_time_row : self->closes_time_row;
      const UsherErrorPlace place = { doors[i].field, row, door_error (self, i) };

      if (!usher_wizard_model_get_flag (self->model, doors[i].flag) ||
          usher_wizard_model_check_gap (self->model, doors[i].date, doors[i].time, doors[i].field, &error))
        continue;
      usher_error_places_show (&place, 1, error, FALSE);
      offer_next (self, i);
    }
}

/* --- following the model ------------------------------------------------------------------------------------------- */

/* Who switches a time on finds a sensible one there: the start of the event. */
static void
propose (UsherWizardRegistration *self, UsherWizardFlag flag, UsherWizardText date, UsherWizardText time)
{
  if (!usher_wizard_model_get_flag (self->model, flag) || usher_wizard_model_get_text (self->model, date)[0] ||
      usher_wizard_model_get_text (self->model, time)[0])
    return;
  usher_wizard_model_set_text (self->model, time, usher_wizard_model_get_text (self->model, USHER_WIZARD_TIME));
  usher_wizard_model_set_text (self->model, date, usher_wizard_model_get_text (self->model, USHER_WIZARD_DATE));
}

static void
model_changed (UsherWizardRegistration *self)
{
  gboolean on = usher_wizard_model_get_flag (self->model, USHER_WIZARD_REGISTERS);
  UsherErrorPlace places[N_PLACES];

  fill_places (self, places);
  usher_error_places_show (places, N_PLACES, NULL, FALSE);
  tell_gaps (self);
  gtk_widget_set_visible (self->address_group, on);
  gtk_widget_set_visible (self->limits_group, on);
  gtk_widget_set_visible (self->times_group, on);
  gtk_widget_set_visible (self->privacy_group, on);
  propose (self, USHER_WIZARD_OPENS, USHER_WIZARD_OPENS_DATE, USHER_WIZARD_OPENS_TIME);
  propose (self, USHER_WIZARD_CLOSES, USHER_WIZARD_CLOSES_DATE, USHER_WIZARD_CLOSES_TIME);
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE, pause_over, self);
}

static void
usher_wizard_registration_map (GtkWidget *widget)
{
  UsherWizardRegistration *self = USHER_WIZARD_REGISTRATION (widget);

  GTK_WIDGET_CLASS (usher_wizard_registration_parent_class)->map (widget);
  if (self->model)
    ask (self);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_wizard_registration_dispose (GObject *object)
{
  UsherWizardRegistration *self = USHER_WIZARD_REGISTRATION (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  g_clear_pointer (&self->address, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WIZARD_REGISTRATION);
  G_OBJECT_CLASS (usher_wizard_registration_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, registers_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, address_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, address_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, qr_view);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, limits_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, limited_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, capacity_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, capacity_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, times_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, opens_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, opens_date_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, opens_time_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, opens_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, closes_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, closes_date_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, closes_time_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, closes_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, privacy_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, privacy_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardRegistration, privacy_error);
}

static void
usher_wizard_registration_class_init (UsherWizardRegistrationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_wizard_registration_dispose;
  widget_class->map = usher_wizard_registration_map;
  g_type_ensure (USHER_TYPE_DATE_ROW);
  g_type_ensure (USHER_TYPE_TIME_ROW);
  g_type_ensure (USHER_TYPE_ERROR_ROW);
  g_type_ensure (USHER_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-wizard-registration.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, copy_address);
  gtk_widget_class_bind_template_callback (widget_class, opens_fixed);
  gtk_widget_class_bind_template_callback (widget_class, closes_fixed);
  gtk_widget_class_bind_template_callback (widget_class, save_code);
}

static void
usher_wizard_registration_init (UsherWizardRegistration *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self->capacity_row), 40);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self->privacy_row), 2 * USHER_SETTING_URL_MAX);
}

void
usher_wizard_registration_set_model (UsherWizardRegistration *self, UsherClient *client, UsherWizardModel *model)
{
  g_return_if_fail (USHER_IS_WIZARD_REGISTRATION (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  usher_wizard_bind_flag (model, USHER_WIZARD_REGISTERS, G_OBJECT (self->registers_row), "active");
  usher_wizard_bind_flag (model, USHER_WIZARD_LIMITED, G_OBJECT (self->limited_row), "enable-expansion");
  usher_wizard_bind_flag (model, USHER_WIZARD_OPENS, G_OBJECT (self->opens_row), "enable-expansion");
  usher_wizard_bind_flag (model, USHER_WIZARD_CLOSES, G_OBJECT (self->closes_row), "enable-expansion");
  usher_wizard_bind_editable (model, USHER_WIZARD_CAPACITY, GTK_EDITABLE (self->capacity_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_OPENS_DATE, GTK_EDITABLE (self->opens_date_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_OPENS_TIME, GTK_EDITABLE (self->opens_time_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_CLOSES_DATE, GTK_EDITABLE (self->closes_date_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_CLOSES_TIME, GTK_EDITABLE (self->closes_time_row));
  usher_wizard_bind_editable (model, USHER_WIZARD_PRIVACY, GTK_EDITABLE (self->privacy_row));
  g_signal_connect_swapped (model, "changed", G_CALLBACK (model_changed), self);
  model_changed (self);
}

gboolean
usher_wizard_registration_show_error (UsherWizardRegistration *self, const GError *error)
{
  const char *field = usher_error_get_field (error);
  UsherErrorPlace places[N_PLACES];
  gboolean ours;

  g_return_val_if_fail (USHER_IS_WIZARD_REGISTRATION (self), FALSE);

  if (field && g_str_equal (field, "registration.max"))
    adw_expander_row_set_expanded (self->limited_row, TRUE);
  if (field && g_str_has_prefix (field, "registration.opens_at"))
    adw_expander_row_set_expanded (self->opens_row, TRUE);
  if (field && g_str_has_prefix (field, "registration.closes_at"))
    adw_expander_row_set_expanded (self->closes_row, TRUE);
  fill_places (self, places);
  ours = usher_error_places_show (places, N_PLACES, error, TRUE);
  for (gsize i = 0; ours && i < G_N_ELEMENTS (doors); i++)
    if (g_strcmp0 (field, doors[i].field) == 0)
      offer_next (self, i);
  return ours;
}
