/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From opening to closing: what was kept, what the event is, what is kept. */
#include <glib/gi18n.h>

#include "usher-draft-event.h"
#include "usher-error.h"
#include "usher-format.h"
#include "usher-question.h"
#include "usher-wizard-private.h"
#include "usher-wizard-words.h"

static UsherInstant
now (UsherWizard *self)
{
  return usher_client_now (self->client);
}

/* --- the banner ---------------------------------------------------------------------------------------------------- */

void
usher_wizard_show_banner (UsherWizard *self, UsherWizardBanner banner, const char *title)
{
  self->banner = banner;
  adw_banner_set_title (self->banner_bar, title ? title : "");
  adw_banner_set_button_label (self->banner_bar, banner == USHER_WIZARD_BANNER_DRAFT ? _("Start Over") : NULL);
  adw_banner_set_revealed (self->banner_bar, banner != USHER_WIZARD_BANNER_NONE);
}

static void
show_usual_banner (UsherWizard *self)
{
  UsherEvent *event = usher_wizard_model_get_event (self->model);

  if (event && event->status == USHER_EVENT_LIVE)
    usher_wizard_show_banner (self, USHER_WIZARD_BANNER_LIVE, _("On air: words and registration can change, times and reminders cannot"));
  else
    usher_wizard_show_banner (self, USHER_WIZARD_BANNER_NONE, NULL);
}

/* --- opening ------------------------------------------------------------------------------------------------------- */

static void
block (UsherWizard *self, const GError *error)
{
  if (usher_wizard_model_get_mode (self->model) != USHER_WIZARD_EDIT || !g_error_matches (error, USHER_ERROR, USHER_ERROR_CONFLICT))
    adw_status_page_set_title (self->blocked_page, _("Not Possible Now"));
  adw_status_page_set_description (self->blocked_page, usher_error_get_local_message (error));
  gtk_stack_set_visible_child_name (self->outer_stack, "blocked");
  gtk_widget_set_visible (self->bottom_bar, FALSE);
}

static void
model_changed (UsherWizard *self)
{
  if (self->banner == USHER_WIZARD_BANNER_DRAFT && !usher_wizard_keeper_is_dirty (self->keeper))
    show_usual_banner (self);
  usher_wizard_update_buttons (self);
}

static void
begin (UsherWizard *self)
{
  usher_wizard_opening_begin (self->opening, self->model, self->date, now (self));
  usher_wizard_keeper_begin (self->keeper);
  if (!self->local_start)
    return;
  usher_wizard_model_set_start (self->model, self->local_start);
  usher_wizard_keeper_accept (self->keeper);
}

static void
open_steps (UsherWizard *self)
{
  usher_wizard_details_set_model (self->details, self->client, self->model);
  usher_wizard_notifications_set_model (self->notifications, self->client, self->model);
  usher_wizard_registration_set_model (self->registration, self->client, self->model);
  usher_wizard_review_set_model (self->review, self->client, self->model);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->outer_stack, "steps");
  gtk_widget_set_visible (self->bottom_bar, TRUE);
  usher_wizard_show_step (self, USHER_WIZARD_STEP_DETAILS);
  if (self->local_start && usher_wizard_check_step (self, USHER_WIZARD_STEP_REGISTRATION))
    usher_wizard_show_step (self, USHER_WIZARD_STEP_REVIEW);
}

static void
show_draft_banner (UsherWizard *self, UsherWizardDraft found, UsherInstant saved_at)
{
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();
  g_autofree char *title = usher_wizard_words_draft (saved_at, zone, g_get_real_time ());

  if (found == USHER_WIZARD_DRAFT_OLDER)
    usher_wizard_show_banner (self, USHER_WIZARD_BANNER_DRAFT,
                              _("The event was changed since this draft was kept. What you had typed stands over it."));
  else
    usher_wizard_show_banner (self, USHER_WIZARD_BANNER_DRAFT, title);
}

static void
draft_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizard) self = user_data;
  UsherInstant saved_at = USHER_NEVER;
  UsherWizardDraft found = USHER_WIZARD_DRAFT_NONE;

  if (self->keeper)
    found = usher_wizard_keeper_load_finish (self->keeper, result, &saved_at);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (found != USHER_WIZARD_DRAFT_NONE && self->date)
    usher_wizard_model_set_text (self->model, USHER_WIZARD_DATE, self->date);
  if (found != USHER_WIZARD_DRAFT_NONE)
    show_draft_banner (self, found, saved_at);
  open_steps (self);
}

/* Would the event take an edit at all? The engine says so, in its words. */
static void
edit_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherDraftPlan) plan = usher_engine_plan_draft_finish (USHER_ENGINE (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!plan && g_error_matches (error, USHER_ERROR, USHER_ERROR_CONFLICT))
    block (self, error);
  else if (self->local_start)
    open_steps (self);
  else
    usher_wizard_keeper_load_async (self->keeper, self->cancellable, draft_loaded, g_object_ref (self));
}

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherWizardOpening) opening = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  g_autoptr (UsherEventDraft) draft = NULL;
  UsherEngine *engine = usher_client_get_engine (self->client);

  if (g_cancellable_is_cancelled (self->cancellable) || usher_error_is_cancelled (error))
    return;
  if (!opening || !engine)
    {
      if (error)
        block (self, error);
      return;
    }
  g_clear_pointer (&self->opening, usher_wizard_opening_free);
  self->opening = g_steal_pointer (&opening);
  begin (self);
  show_usual_banner (self);
  draft = usher_wizard_model_get_event (self->model) ? usher_draft_from_event (self->opening->event) : NULL;
  if (draft)
    usher_engine_plan_draft_async (engine, draft, self->event_id, 0, self->cancellable, edit_tried, g_object_ref (self));
  else
    usher_wizard_keeper_load_async (self->keeper, self->cancellable, draft_loaded, g_object_ref (self));
}

void
usher_wizard_open (UsherWizard *self)
{
  usher_wizard_opening_read (self->client, self->event_id, self->cancellable, opened, g_object_ref (self));
}

/* --- starting anew ------------------------------------------------------------------------------------------------- */

static void
reloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherWizardOpening) opening = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  g_autofree char *typed = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || usher_error_is_cancelled (error))
    return;
  if (!opening)
    {
      block (self, error);
      return;
    }
  typed = usher_wizard_keeper_dup_text (self->keeper);
  g_clear_pointer (&self->opening, usher_wizard_opening_free);
  self->opening = g_steal_pointer (&opening);
  begin (self);
  if (typed && usher_wizard_model_merge (self->model, typed) && usher_wizard_keeper_is_dirty (self->keeper))
    usher_wizard_show_banner (self, USHER_WIZARD_BANNER_DRAFT,
                              _("This is the event as it is now. What you had typed stands over it."));
  else
    show_usual_banner (self);
  usher_wizard_show_step (self, self->local_start ? USHER_WIZARD_STEP_REVIEW : USHER_WIZARD_STEP_DETAILS);
}

void
usher_wizard_reload (UsherWizard *self)
{
  usher_wizard_opening_read (self->client, self->event_id, self->cancellable, reloaded, g_object_ref (self));
}

void
usher_wizard_banner_clicked (UsherWizard *self)
{
  usher_wizard_keeper_forget (self->keeper);
  begin (self);
  show_usual_banner (self);
  usher_wizard_show_step (self, USHER_WIZARD_STEP_DETAILS);
}

/* --- leaving ------------------------------------------------------------------------------------------------------- */

static void
answered (AdwAlertDialog *question, const char *response, UsherWizard *self)
{
  if (!g_str_equal (response, "close"))
    return;
  usher_wizard_keeper_give_up (self->keeper);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static const char *
why_not_kept (const GError *error)
{
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    return _("The disk is full.");
  return _("The folder for drafts cannot be written to.");
}

static void
ask_before_losing (UsherWizard *self, const GError *error)
{
  g_autofree char *body = NULL;
  AdwAlertDialog *question;

  /* Translators: a sentence that says why: "The disk is full." */
  body = g_strdup_printf (_("%s If you close now, what you typed is lost."), why_not_kept (error));
  question = usher_question_new (_("The Draft Could Not Be Kept"), body);
  adw_alert_dialog_add_responses (question, "stay", _("Keep Editing"), "close", _("Close Anyway"), NULL);
  adw_alert_dialog_set_response_appearance (question, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (question, "stay");
  adw_alert_dialog_set_close_response (question, "stay");
  g_signal_connect_object (question, "response", G_CALLBACK (answered), self, G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (question), GTK_WIDGET (self));
}

static void
left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean kept;

  self->leaving = FALSE;
  if (!self->keeper)
    return;
  kept = usher_wizard_keeper_leave_finish (self->keeper, result, &error);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (!kept)
    {
      ask_before_losing (self, error);
      return;
    }
  if (self->window && usher_wizard_keeper_is_dirty (self->keeper))
    usher_wizard_keeper_tell (self->keeper, USHER_WINDOW (self->window));
  adw_dialog_force_close (ADW_DIALOG (self));
}

void
usher_wizard_leave (UsherWizard *self)
{
  if (self->busy || self->leaving)
    return;
  self->leaving = TRUE;
  usher_wizard_keeper_leave_async (self->keeper, left, g_object_ref (self));
}
