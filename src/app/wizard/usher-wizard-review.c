/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-review.h"

#include <glib/gi18n.h>

#include "usher-error-row.h"
#include "usher-error.h"
#include "usher-format.h"
#include "usher-interval.h"
#include "usher-sandbox-note.h"
#include "usher-time.h"
#include "usher-typed.h"
#include "usher-wizard-bind.h"
#include "usher-wizard-words.h"

/* Milliseconds after the last change */
#define PAUSE 250

struct _UsherWizardReview {
  AdwBin               parent_instance;

  UsherClient         *client;
  UsherWizardModel    *model;
  GCancellable        *planning;
  GCancellable        *estimating;
  guint                pause;
  UsherDraftPlan      *plan;       /* (nullable) */
  GPtrArray           *rows;       /* those that a new plan replaces; not owned */

  /* template */
  AdwPreferencesGroup *problem_group;
  UsherErrorRow       *problem_row;
  AdwPreferencesGroup *move_group;
  AdwPreferencesGroup *details_group;
  AdwPreferencesGroup *notifications_group;
  AdwPreferencesGroup *registration_group;
  AdwPreferencesGroup *cost_group;
  UsherSandboxNote    *sandbox_note;
  AdwActionRow        *per_100_row;
  GtkLabel            *per_100_label;
  AdwActionRow        *per_1000_row;
  GtkLabel            *per_1000_label;
  GtkWidget           *expected_row;
  UsherErrorRow       *expected_error;
  AdwActionRow        *total_row;
  GtkLabel            *total_label;
};

enum { PLANNED, REFUSED, FIX, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherWizardReview, usher_wizard_review, ADW_TYPE_BIN)

/* --- the summary --------------------------------------------------------------------------------------------------- */

static void
add_row (UsherWizardReview *self, AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_add_css_class (row, "property");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_preferences_group_add (group, row);
  g_object_set_data (G_OBJECT (row), "usher-group", group);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (UsherWizardReview *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      adw_preferences_group_remove (g_object_get_data (G_OBJECT (row), "usher-group"), row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static void
show_details (UsherWizardReview *self, const UsherEvent *event)
{
  g_autofree char *when = usher_wizard_words_when (event->starts_at, event->time_zone, usher_format_own_zone_name ());
  g_autofree char *duration = usher_wizard_words_duration (event->duration_minutes);

  add_row (self, self->details_group, _("Title"), event->title);
  if (*event->description)
    add_row (self, self->details_group, _("Description"), event->description);
  add_row (self, self->details_group, _("Starts"), when);
  add_row (self, self->details_group, _("Duration"), duration);
}

static void
show_notifications (UsherWizardReview *self, const UsherDraftPlan *plan, GTimeZone *zone)
{
  g_autofree char *channels = usher_wizard_words_channels (plan->event->channels);
  UsherInstant now = usher_client_now (self->client);

  add_row (self, self->notifications_group, _("Channels"), channels);
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const UsherPlanStep *step = g_ptr_array_index (plan->steps, i);
      g_autofree char *title = usher_format_interval (step->interval);
      g_autofree char *words = usher_wizard_words_step (step, zone, now);

      add_row (self, self->notifications_group, title, words);
    }
  if (plan->steps->len == 0)
    add_row (self, self->notifications_group, _("Reminders"), _("None"));
  if (*plan->event->custom_message)
    add_row (self, self->notifications_group, _("Your own words"), plan->event->custom_message);
}

static void
add_moment (UsherWizardReview *self, const char *title, UsherInstant moment, GTimeZone *zone)
{
  g_autofree char *words = NULL;

  if (moment == USHER_NEVER)
    return;
  words = usher_format_day_time_beside (moment, zone, usher_format_own_zone_name (), usher_client_now (self->client));
  add_row (self, self->registration_group, title, words);
}

static void
show_registration (UsherWizardReview *self, const UsherEvent *event, GTimeZone *zone)
{
  g_autofree char *places = event->capacity > 0 ? usher_format_number (event->capacity) : g_strdup (_("As many as come"));

  if (!event->registration_enabled)
    {
      add_row (self, self->registration_group, _("Registration"), _("Off: nobody can register"));
      return;
    }
  add_row (self, self->registration_group, _("Places"), places);
  add_moment (self, _("Opens"), event->opens_at, zone);
  add_moment (self, _("Closes"), event->closes_at, zone);
  if (event->privacy_url)
    add_row (self, self->registration_group, _("Privacy page"), event->privacy_url);
}

/* --- what moves ---------------------------------------------------------------------------------------------------- */

static gboolean
is_moved (const UsherDraftPlan *plan)
{
  return plan->old_starts_at != USHER_NEVER && plan->old_starts_at != plan->event->starts_at;
}

static void
show_move (UsherWizardReview *self, const UsherDraftPlan *plan, GTimeZone *zone)
{
  UsherInstant now = usher_client_now (self->client);
  g_autofree char *from = NULL, *to = NULL, *both = NULL, *told = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->move_group), is_moved (plan));
  if (!is_moved (plan))
    return;
  from = usher_format_day_time (plan->old_starts_at, zone, now);
  to = usher_format_day_time_beside (plan->event->starts_at, zone, usher_format_own_zone_name (), now);
  both = g_strdup_printf ("%s → %s", from, to);
  told = usher_wizard_words_told (plan);
  add_row (self, self->move_group, _("New start"), both);
  add_row (self, self->move_group, _("Who is told"), told);
}

static void
show_plan (UsherWizardReview *self)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (self->plan->event->time_zone, "time_zone", NULL);

  clear_rows (self);
  show_move (self, self->plan, zone);
  show_details (self, self->plan->event);
  show_notifications (self, self->plan, zone);
  show_registration (self, self->plan->event, zone);
}

/* --- what it costs ------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherEventDraft *draft;
  gint64           event_id;
  gint64           registrants;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  usher_event_draft_free (question->draft);
  g_free (question);
}

static gpointer
estimate (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Question *question = input;
  g_autofree UsherDraftEstimate *answer = g_new0 (UsherDraftEstimate, 1);

  return usher_engine_estimate_draft (engine, question->draft, question->event_id, question->registrants, answer, error)
           ? g_steal_pointer (&answer) : NULL;
}

static void
show_cost (AdwActionRow *row, GtkLabel *label, const UsherCost *cost)
{
  g_autofree char *email = usher_cost_format (cost->email_micros);
  g_autofree char *sms = usher_cost_format (cost->sms_micros);
  g_autofree char *both = usher_cost_format (cost->both_micros);
  g_autofree char *words = NULL;

  /* Translators: prices: "E-mail $0.80 · SMS $6.00" */
  words = g_strdup_printf (_("E-mail %s · SMS %s"), email, sms);
  adw_action_row_set_subtitle (row, words);
  gtk_label_set_label (label, both);
}

static void
estimated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizardReview) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree UsherDraftEstimate *answer = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (!answer || !self->model)
    return;
  show_cost (self->per_100_row, self->per_100_label, &answer->per_100);
  show_cost (self->per_1000_row, self->per_1000_label, &answer->per_1000);
  show_cost (self->total_row, self->total_label, &answer->total);
}

static void
ask_cost (UsherWizardReview *self, const UsherEventDraft *draft)
{
  const UsherErrorPlace places[] = { { "registrants", self->expected_row, self->expected_error } };
  g_autoptr (GError) error = NULL;
  Question *question;
  int expected = 0;

  if (!usher_typed_number (usher_wizard_model_get_text (self->model, USHER_WIZARD_EXPECTED), &expected))
    usher_set_error_invalid (&error, "registrants", N_("Write how many people you expect, like 100."));
  else if (expected > USHER_CAPACITY_MAX)
    usher_set_error_invalid (&error, "registrants", N_("That is more than an event can have."));
  usher_error_places_show (places, 1, error, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->total_row), error == NULL);
  g_cancellable_cancel (self->estimating);
  g_clear_object (&self->estimating);
  self->estimating = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->draft = usher_event_draft_copy (draft);
  question->event_id = usher_wizard_model_get_event_id (self->model);
  question->registrants = error ? 0 : expected;
  usher_client_query_async (self->client, estimate, question, question_free, g_free, self->estimating, estimated,
                            g_object_ref (self));
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

/* Headings over nothing tell nobody anything: where the engine refuses, that alone is on the page. */
static void
show_groups (UsherWizardReview *self)
{
  AdwPreferencesGroup *groups[] = { self->details_group, self->notifications_group, self->registration_group, self->cost_group };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    gtk_widget_set_visible (GTK_WIDGET (groups[i]), self->plan != NULL);
  if (!self->plan)
    gtk_widget_set_visible (GTK_WIDGET (self->move_group), FALSE);
}

static void
take_plan (UsherWizardReview *self, UsherDraftPlan *plan)
{
  g_clear_pointer (&self->plan, usher_draft_plan_free);
  self->plan = plan;
  show_groups (self);
  if (plan)
    show_plan (self);
  g_signal_emit (self, signals[PLANNED], 0);
}

static void
planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizardReview) self = user_data;
  g_autoptr (GError) error = NULL;
  UsherDraftPlan *plan = usher_engine_plan_draft_finish (USHER_ENGINE (source), result, &error);

  if (usher_error_is_cancelled (error) || !self->model)
    {
      g_clear_pointer (&plan, usher_draft_plan_free);
      return;
    }
  take_plan (self, plan);
  if (!plan)
    g_signal_emit (self, signals[REFUSED], 0, error);
}

static void
ask (UsherWizardReview *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEventDraft) draft =
    usher_wizard_model_make_draft (self->model, USHER_WIZARD_STEP_REVIEW, usher_client_now (self->client), &error);

  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  usher_wizard_review_show_error (self, NULL, NULL);
  if (!draft)
    {
      take_plan (self, NULL);
      g_signal_emit (self, signals[REFUSED], 0, error);
      return;
    }
  if (!engine)
    return;
  self->planning = g_cancellable_new ();
  usher_engine_plan_draft_async (engine, draft, usher_wizard_model_get_event_id (self->model),
                                 usher_wizard_model_get_version (self->model), self->planning, planned, g_object_ref (self));
  ask_cost (self, draft);
}

static void
problem_fixed (UsherWizardReview *self)
{
  g_signal_emit (self, signals[FIX], 0);
}

static gboolean
pause_over (gpointer data)
{
  UsherWizardReview *self = data;

  self->pause = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
model_changed (UsherWizardReview *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE, pause_over, self);
}

static void
usher_wizard_review_map (GtkWidget *widget)
{
  UsherWizardReview *self = USHER_WIZARD_REVIEW (widget);

  GTK_WIDGET_CLASS (usher_wizard_review_parent_class)->map (widget);
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_idle_add (pause_over, self);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_wizard_review_dispose (GObject *object)
{
  UsherWizardReview *self = USHER_WIZARD_REVIEW (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  g_cancellable_cancel (self->estimating);
  g_clear_object (&self->estimating);
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  g_clear_pointer (&self->plan, usher_draft_plan_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WIZARD_REVIEW);
  G_OBJECT_CLASS (usher_wizard_review_parent_class)->dispose (object);
}

static void
usher_wizard_review_finalize (GObject *object)
{
  g_ptr_array_unref (USHER_WIZARD_REVIEW (object)->rows);
  G_OBJECT_CLASS (usher_wizard_review_parent_class)->finalize (object);
}

static void
usher_wizard_review_class_init (UsherWizardReviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_wizard_review_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_wizard_review_finalize;
  widget_class->map = usher_wizard_review_map;
  signals[PLANNED] = g_signal_new ("planned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_ERROR);
  signals[FIX] = g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (USHER_TYPE_ERROR_ROW);
  g_type_ensure (USHER_TYPE_SANDBOX_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-wizard-review.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, problem_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, problem_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, move_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, details_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, notifications_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, registration_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, cost_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, sandbox_note);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, per_100_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, per_100_label);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, per_1000_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, per_1000_label);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, expected_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, expected_error);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, total_row);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardReview, total_label);
  gtk_widget_class_bind_template_callback (widget_class, problem_fixed);
}

static void
usher_wizard_review_init (UsherWizardReview *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self->expected_row), 40);
}

void
usher_wizard_review_set_model (UsherWizardReview *self, UsherClient *client, UsherWizardModel *model)
{
  g_return_if_fail (USHER_IS_WIZARD_REVIEW (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  usher_sandbox_note_set_client (self->sandbox_note, client);
  usher_wizard_bind_editable (model, USHER_WIZARD_EXPECTED, GTK_EDITABLE (self->expected_row));
  g_signal_connect_swapped (model, "changed", G_CALLBACK (model_changed), self);
}

const UsherDraftPlan *
usher_wizard_review_get_plan (UsherWizardReview *self)
{
  g_return_val_if_fail (USHER_IS_WIZARD_REVIEW (self), NULL);
  return self->plan;
}

void
usher_wizard_review_ask_again (UsherWizardReview *self)
{
  g_return_if_fail (USHER_IS_WIZARD_REVIEW (self));
  ask (self);
}

void
usher_wizard_review_show_error (UsherWizardReview *self, const GError *error, const char *fix)
{
  g_return_if_fail (USHER_IS_WIZARD_REVIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), error != NULL);
  usher_error_row_show (self->problem_row, error ? usher_error_get_local_message (error) : NULL);
  usher_error_row_offer (self->problem_row, error ? fix : NULL);
  if (!error)
    return;
  usher_error_row_focus_offer (self->problem_row);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->problem_row), usher_error_get_local_message (error),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
