/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-error.h"
#include "usher-toast.h"
#include "usher-wizard-preview.h"
#include "usher-wizard-private.h"
#include "usher-wizard-words.h"
#include "usher-zone-page.h"

G_DEFINE_FINAL_TYPE (UsherWizard, usher_wizard, ADW_TYPE_DIALOG)

static const struct {
  const char *name;
  const char *title;
} steps[USHER_WIZARD_N_STEPS] = {
  { "details", N_("Details") },
  { "notifications", N_("Notifications") },
  { "registration", N_("Registration") },
  { "review", N_("Review") },
};

static UsherInstant
now (UsherWizard *self)
{
  return usher_client_now (self->client);
}

/* --- steps --------------------------------------------------------------------------------------------------------- */

static GtkWidget *
page_of (UsherWizard *self, UsherWizardStep step)
{
  GtkWidget *pages[] = { GTK_WIDGET (self->details), GTK_WIDGET (self->notifications), GTK_WIDGET (self->registration),
                         GTK_WIDGET (self->review) };

  return pages[step];
}

static const char *
last_label (UsherWizard *self)
{
  const UsherDraftPlan *plan = usher_wizard_review_get_plan (self->review);

  if (usher_wizard_model_get_mode (self->model) != USHER_WIZARD_EDIT)
    return _("Schedule Event");
  if (!usher_wizard_model_is_moved (self->model))
    return _("Save");
  return plan && plan->change_notice ? _("Reschedule and Tell Everyone") : _("Reschedule");
}

void
usher_wizard_update_buttons (UsherWizard *self)
{
  gboolean last = self->step == USHER_WIZARD_STEP_REVIEW;
  const char *label = last ? last_label (self) : _("Next");

  gtk_label_set_label (self->next_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->next_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_stack_set_visible_child_name (self->next_stack, self->busy ? "busy" : "label");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.next",
                                 !self->busy && (!last || !self->refusal));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.back", !self->busy && self->step > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.go-to", !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), self->step > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->step_stack), !self->busy);
  /* What was typed is kept before it closes. */
  adw_dialog_set_can_close (ADW_DIALOG (self), !self->busy && !usher_wizard_keeper_is_dirty (self->keeper));
}

static void
mark_step (UsherWizard *self)
{
  int i = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (self->steps_box); button; button = gtk_widget_get_next_sibling (button), i++)
    {
      gboolean current = i == (int) self->step;

      if (current)
        gtk_widget_add_css_class (button, "current-step");
      else
        gtk_widget_remove_css_class (button, "current-step");
      gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                   current ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
    }
}

/* The stack leads the focus back to where it was on a page; from outside it goes to the first field; at the end to the deed. */
static void
focus_step (UsherWizard *self)
{
  GtkWidget *page = page_of (self, self->step);
  GtkRoot *root = gtk_widget_get_root (page);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (self->step == USHER_WIZARD_STEP_REVIEW)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->next_button));
      return;
    }
  if (!focus || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

void
usher_wizard_show_step (UsherWizard *self, UsherWizardStep step)
{
  g_autofree char *subtitle = NULL;

  gtk_stack_set_transition_type (self->step_stack, step < self->step ? GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT
                                                                     : GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
  self->step = step;
  g_clear_error (&self->refusal);
  gtk_stack_set_visible_child (self->step_stack, page_of (self, step));
  /* Translators: "Step 2 of 4: Notifications" */
  subtitle = g_strdup_printf (_("Step %d of %d: %s"), (int) step + 1, USHER_WIZARD_N_STEPS, _(steps[step].title));
  adw_window_title_set_subtitle (self->window_title, subtitle);
  mark_step (self);
  usher_wizard_update_buttons (self);
  focus_step (self);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), subtitle, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* To where it is wrong, or at least in words */
static void
show_error (UsherWizard *self, const GError *error)
{
  UsherWizardStep step = usher_wizard_step_of_field (usher_error_get_field (error));
  gboolean shown = FALSE;

  if (step != self->step)
    usher_wizard_show_step (self, step);
  switch (step)
    {
    case USHER_WIZARD_STEP_DETAILS:
      shown = usher_wizard_details_show_error (self->details, error);
      break;
    case USHER_WIZARD_STEP_NOTIFICATIONS:
      shown = usher_wizard_notifications_show_error (self->notifications, error);
      break;
    case USHER_WIZARD_STEP_REGISTRATION:
      shown = usher_wizard_registration_show_error (self->registration, error);
      break;
    case USHER_WIZARD_STEP_REVIEW:
    default:
      break;
    }
  if (!shown)
    usher_toast_error (GTK_WIDGET (self->navigation), error);
}

/* --- refused on the last page -------------------------------------------------------------------------------------- */

static const char *
way_out (const GError *error)
{
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_STALE))
    return _("Reload");
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_CONFLICT))
    return _("Change Details");
  switch (usher_wizard_step_of_field (usher_error_get_field (error)))
    {
    case USHER_WIZARD_STEP_DETAILS:       return _("Change Details");
    case USHER_WIZARD_STEP_NOTIFICATIONS: return _("Change Notifications");
    case USHER_WIZARD_STEP_REGISTRATION:  return _("Change Registration");
    case USHER_WIZARD_STEP_REVIEW:
    default:                              return _("Try Again");
    }
}

/* In place, with a button that leads to where it can be mended */
static void
refuse (UsherWizard *self, const GError *error)
{
  g_clear_error (&self->refusal);
  self->refusal = g_error_copy (error);
  usher_wizard_review_show_error (self->review, error, way_out (error));
  usher_wizard_update_buttons (self);
}

static void
review_refused (UsherWizardReview *review, GError *error, UsherWizard *self)
{
  if (self->step == USHER_WIZARD_STEP_REVIEW)
    refuse (self, error);
}

static void
review_planned (UsherWizard *self)
{
  g_clear_error (&self->refusal);
  usher_wizard_update_buttons (self);
}

static void
review_fix (UsherWizard *self)
{
  g_autoptr (GError) error = g_steal_pointer (&self->refusal);

  if (!error)
    return;
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_STALE))
    usher_wizard_reload (self);
  else if (usher_wizard_step_of_field (usher_error_get_field (error)) != USHER_WIZARD_STEP_REVIEW)
    show_error (self, error);
  else if (g_error_matches (error, USHER_ERROR, USHER_ERROR_CONFLICT))
    {
      usher_wizard_show_step (self, USHER_WIZARD_STEP_DETAILS);
      usher_toast_error (GTK_WIDGET (self->navigation), error);
    }
  else
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->next_button));
      usher_wizard_review_ask_again (self->review);
    }
}

/* Are this step and those before it good? Else the first mistake is shown. */
gboolean
usher_wizard_check_step (UsherWizard *self, UsherWizardStep step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEventDraft) draft = usher_wizard_model_make_draft (self->model, step, now (self), &error);

  if (!draft)
    show_error (self, error);
  return draft != NULL;
}

static void
go_to (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  UsherWizard *self = USHER_WIZARD (widget);
  int step = g_variant_get_int32 (parameter);

  if (step < 0 || step >= USHER_WIZARD_N_STEPS || step == (int) self->step)
    return;
  if (step < (int) self->step || usher_wizard_check_step (self, step - 1))
    usher_wizard_show_step (self, step);
}

static void
back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  UsherWizard *self = USHER_WIZARD (widget);

  if (self->step > 0)
    usher_wizard_show_step (self, self->step - 1);
}

/* --- the deed ------------------------------------------------------------------------------------------------------ */

static void
finish (UsherWizard *self, UsherEvent *event)
{
  gboolean edited = usher_wizard_model_get_mode (self->model) == USHER_WIZARD_EDIT;
  gboolean moved = edited && usher_wizard_model_is_moved (self->model);
  g_autoptr (GtkWidget) window = self->window ? g_object_ref (self->window) : NULL;
  const UsherDraftPlan *plan = usher_wizard_review_get_plan (self->review);
  g_autofree char *moved_words = moved ? usher_wizard_words_moved (plan) : NULL;

  usher_wizard_keeper_finish (self->keeper);
  adw_dialog_force_close (ADW_DIALOG (self));
  if (!window)
    return;
  if (!edited)
    gtk_widget_activate_action (window, "win.open-event", "x", event->id);
  usher_toast (window, !edited ? _("Event scheduled") : moved ? moved_words : _("Changes saved"));
}

static void
set_busy (UsherWizard *self, gboolean busy)
{
  self->busy = busy;
  usher_wizard_update_buttons (self);
}

static void
committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_wizard_model_get_mode (self->model) == USHER_WIZARD_EDIT
                                   ? usher_engine_update_event_finish (USHER_ENGINE (source), result, &error)
                                   : usher_engine_create_event_finish (USHER_ENGINE (source), result, &error);

  set_busy (self, FALSE);
  if (event)
    finish (self, event);
  else
    refuse (self, error);
}

static void
commit (UsherWizard *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEventDraft) draft = usher_wizard_model_make_draft (self->model, USHER_WIZARD_STEP_REVIEW, now (self), &error);
  g_autofree char *text = NULL, *key = NULL;

  if (!draft)
    {
      refuse (self, error);
      return;
    }
  if (!engine || self->busy || !usher_wizard_review_get_plan (self->review))
    return;
  set_busy (self, TRUE);
  if (usher_wizard_model_get_mode (self->model) == USHER_WIZARD_EDIT)
    {
      usher_engine_update_event_async (engine, self->event_id, draft, usher_wizard_model_get_version (self->model), "app", NULL,
                                       committed, g_object_ref (self));
      return;
    }
  text = usher_wizard_model_to_text (self->model);
  key = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) self->command_key, strlen (self->command_key), text, -1);
  usher_engine_create_event_async (engine, draft, key, "app", NULL, committed, g_object_ref (self));
}

static void
next (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  UsherWizard *self = USHER_WIZARD (widget);

  if (self->busy || g_strcmp0 (gtk_stack_get_visible_child_name (self->outer_stack), "steps") != 0)
    return;
  if (self->step == USHER_WIZARD_STEP_REVIEW)
    commit (self);
  else if (usher_wizard_check_step (self, self->step))
    usher_wizard_show_step (self, self->step + 1);
}

/* --- pages beside the steps ---------------------------------------------------------------------------------------- */

static void
zone_chosen (UsherZonePage *page, const char *name, UsherWizard *self)
{
  usher_wizard_model_set_text (self->model, USHER_WIZARD_ZONE, name);
  adw_navigation_view_pop (self->navigation);
}

static void
choose_zone (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  UsherWizard *self = USHER_WIZARD (widget);
  AdwNavigationPage *page = usher_zone_page_new (self->client);

  g_signal_connect_object (page, "chosen", G_CALLBACK (zone_chosen), self, G_CONNECT_DEFAULT);
  adw_navigation_view_push (self->navigation, page);
}

static void
show_preview (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  UsherWizard *self = USHER_WIZARD (widget);
  UsherWizardPreview *preview = g_object_new (USHER_TYPE_WIZARD_PREVIEW, NULL);
  GtkWidget *view = adw_toolbar_view_new ();

  usher_wizard_preview_set_model (preview, self->client, self->model);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (preview));
  adw_navigation_view_push (self->navigation, adw_navigation_page_new (view, _("Preview")));
}

static void
usher_wizard_close_attempt (AdwDialog *dialog)
{
  usher_wizard_leave (USHER_WIZARD (dialog));
}

static void
usher_wizard_closed (AdwDialog *dialog)
{
  UsherWizard *self = USHER_WIZARD (dialog);

  g_cancellable_cancel (self->cancellable);
  usher_wizard_keeper_keep (self->keeper);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_wizard_map (GtkWidget *widget)
{
  UsherWizard *self = USHER_WIZARD (widget);

  GTK_WIDGET_CLASS (usher_wizard_parent_class)->map (widget);
  g_set_weak_pointer (&self->window, GTK_WIDGET (gtk_widget_get_root (widget)));
}

static void
usher_wizard_dispose (GObject *object)
{
  UsherWizard *self = USHER_WIZARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->keeper, usher_wizard_keeper_free);
  g_clear_weak_pointer (&self->window);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WIZARD);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (usher_wizard_parent_class)->dispose (object);
}

static void
usher_wizard_finalize (GObject *object)
{
  UsherWizard *self = USHER_WIZARD (object);

  g_clear_pointer (&self->opening, usher_wizard_opening_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_free (self->date);
  g_free (self->local_start);
  g_free (self->command_key);
  g_clear_error (&self->refusal);
  G_OBJECT_CLASS (usher_wizard_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, navigation);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, window_title);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, banner_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, outer_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, blocked_page);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, step_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, details);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, notifications);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, registration);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, review);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, bottom_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, steps_box);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, back_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, next_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, next_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWizard, next_label);
}

static void
usher_wizard_class_init (UsherWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_wizard_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_wizard_finalize;
  widget_class->map = usher_wizard_map;
  ADW_DIALOG_CLASS (klass)->close_attempt = usher_wizard_close_attempt;
  ADW_DIALOG_CLASS (klass)->closed = usher_wizard_closed;

  g_type_ensure (USHER_TYPE_WIZARD_DETAILS);
  g_type_ensure (USHER_TYPE_WIZARD_NOTIFICATIONS);
  g_type_ensure (USHER_TYPE_WIZARD_REGISTRATION);
  g_type_ensure (USHER_TYPE_WIZARD_REVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-wizard.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "banner_clicked", G_CALLBACK (usher_wizard_banner_clicked));
  gtk_widget_class_bind_template_callback (widget_class, review_refused);
  gtk_widget_class_bind_template_callback (widget_class, review_planned);
  gtk_widget_class_bind_template_callback (widget_class, review_fix);
  gtk_widget_class_install_action (widget_class, "wizard.next", NULL, next);
  gtk_widget_class_install_action (widget_class, "wizard.back", NULL, back);
  gtk_widget_class_install_action (widget_class, "wizard.go-to", "i", go_to);
  gtk_widget_class_install_action (widget_class, "wizard.choose-zone", NULL, choose_zone);
  gtk_widget_class_install_action (widget_class, "wizard.show-preview", NULL, show_preview);
}

static void
usher_wizard_init (UsherWizard *self)
{
  self->cancellable = g_cancellable_new ();
  self->command_key = g_uuid_string_random ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static AdwDialog *
wizard_new (UsherClient *client, UsherWizardMode mode, gint64 event_id, const char *title)
{
  static const char * const kinds[] = { "new", "event", "duplicate" };
  UsherWizard *self = g_object_new (USHER_TYPE_WIZARD, "title", title, NULL);
  g_autofree char *key = event_id ? g_strdup_printf ("%s-%" G_GINT64_FORMAT, kinds[mode], event_id) : g_strdup (kinds[mode]);

  self->client = g_object_ref (client);
  self->model = usher_wizard_model_new (mode);
  self->event_id = event_id;
  self->keeper = usher_wizard_keeper_new (client, self->model, key);
  adw_window_title_set_title (self->window_title, title);
  usher_wizard_open (self);
  return ADW_DIALOG (self);
}

/**
 * usher_wizard_new:
 * @client: the client
 * @date: (nullable): the day, "2026-12-06"
 *
 * Returns: (transfer none): a dialog that makes an event
 */
AdwDialog *
usher_wizard_new (UsherClient *client, const char *date)
{
  AdwDialog *dialog;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  dialog = wizard_new (client, USHER_WIZARD_NEW, 0, _("Schedule Event"));
  USHER_WIZARD (dialog)->date = g_strdup (date);
  return dialog;
}

AdwDialog *
usher_wizard_new_edit (UsherClient *client, gint64 event_id, const char *local_start)
{
  AdwDialog *dialog;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  dialog = wizard_new (client, USHER_WIZARD_EDIT, event_id, local_start ? _("Reschedule Event") : _("Edit Event"));
  USHER_WIZARD (dialog)->local_start = g_strdup (local_start);
  return dialog;
}

AdwDialog *
usher_wizard_new_duplicate (UsherClient *client, gint64 event_id)
{
  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  return wizard_new (client, USHER_WIZARD_DUPLICATE, event_id, _("Duplicate Event"));
}
