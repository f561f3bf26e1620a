/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-keeper.h"

#include <glib/gi18n.h>

/* Milliseconds after the last change until it is kept */
#define PAUSE 800

struct _UsherWizardKeeper {
  UsherDraftStore  *store;
  UsherWizardModel *model;
  char             *key;
  char             *base;       /* (nullable): the model's text as the event is */
  char             *pristine;   /* (nullable): the model's text before anybody typed */
  char             *kept;       /* (nullable): the text that is in the file */
  guint             pause;
};

static gboolean
pause_over (gpointer data)
{
  UsherWizardKeeper *self = data;

  self->pause = 0;
  usher_wizard_keeper_keep (self);
  return G_SOURCE_REMOVE;
}

static void
model_changed (UsherWizardModel *model, UsherWizardKeeper *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE, pause_over, self);
}

UsherWizardKeeper *
usher_wizard_keeper_new (UsherClient *client, UsherWizardModel *model, const char *key)
{
  UsherWizardKeeper *self = g_new0 (UsherWizardKeeper, 1);

  self->store = g_object_ref (usher_draft_store_for (client));
  self->model = g_object_ref (model);
  self->key = g_strdup (key);
  g_signal_connect (model, "changed", G_CALLBACK (model_changed), self);
  return self;
}

void
usher_wizard_keeper_free (UsherWizardKeeper *self)
{
  g_return_if_fail (self != NULL);

  usher_wizard_keeper_keep (self);
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_object_unref (self->model);
  g_object_unref (self->store);
  g_free (self->key);
  g_free (self->base);
  g_free (self->pristine);
  g_free (self->kept);
  g_free (self);
}

void
usher_wizard_keeper_begin (UsherWizardKeeper *self)
{
  g_free (self->base);
  self->base = usher_wizard_model_to_text (self->model);
  g_set_str (&self->pristine, self->base);
}

void
usher_wizard_keeper_accept (UsherWizardKeeper *self)
{
  g_free (self->pristine);
  self->pristine = usher_wizard_model_to_text (self->model);
}

gboolean
usher_wizard_keeper_is_dirty (UsherWizardKeeper *self)
{
  g_autofree char *text = self->pristine ? usher_wizard_model_to_text (self->model) : NULL;

  return text && g_strcmp0 (text, self->pristine) != 0;
}

char *
usher_wizard_keeper_dup_text (UsherWizardKeeper *self)
{
  g_autofree char *text = NULL;

  if (!usher_wizard_keeper_is_dirty (self))
    return NULL;
  text = usher_wizard_model_to_text (self->model);
  return usher_wizard_model_add_base (text, self->base);
}

void
usher_wizard_keeper_keep (UsherWizardKeeper *self)
{
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->pause, g_source_remove);
  if (!self->pristine)
    return;
  text = usher_wizard_keeper_dup_text (self);
  if (g_strcmp0 (text, self->kept) == 0)
    return;
  usher_draft_store_save (self->store, self->key, text);
  g_set_str (&self->kept, text);
}

void
usher_wizard_keeper_forget (UsherWizardKeeper *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_pointer (&self->kept, g_free);
  usher_draft_store_save (self->store, self->key, NULL);
}

void
usher_wizard_keeper_finish (UsherWizardKeeper *self)
{
  usher_wizard_keeper_give_up (self);
  usher_wizard_keeper_forget (self);
}

void
usher_wizard_keeper_give_up (UsherWizardKeeper *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_pointer (&self->pristine, g_free);
}

/* --- leaving ------------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherDraftStore *store;
  char            *key;
} Left;

static void
left_free (gpointer data, GClosure *closure)
{
  Left *left = data;

  g_object_unref (left->store);
  g_free (left->key);
  g_free (left);
}

static void
discard (AdwToast *toast, Left *left)
{
  usher_draft_store_save (left->store, left->key, NULL);
}

void
usher_wizard_keeper_leave_async (UsherWizardKeeper *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_free (self->kept);
  self->kept = usher_wizard_keeper_dup_text (self);
  usher_draft_store_save_async (self->store, self->key, self->kept, callback, user_data);
}

gboolean
usher_wizard_keeper_leave_finish (UsherWizardKeeper *self, GAsyncResult *result, GError **error)
{
  return usher_draft_store_save_finish (self->store, result, error);
}

void
usher_wizard_keeper_tell (UsherWizardKeeper *self, UsherWindow *window)
{
  AdwToast *toast;
  Left *left;

  toast = adw_toast_new (_("Draft kept"));
  left = g_new0 (Left, 1);
  left->store = g_object_ref (self->store);
  left->key = g_strdup (self->key);
  adw_toast_set_button_label (toast, _("Discard"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (discard), left, left_free, G_CONNECT_DEFAULT);
  usher_window_add_toast (window, toast);
}

/* --- coming back --------------------------------------------------------------------------------------------------- */

void
usher_wizard_keeper_load_async (UsherWizardKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  usher_draft_store_load_async (self->store, self->key, cancellable, callback, user_data);
}

/* A damaged one is as good as none: it goes with the next that is kept. */
UsherWizardDraft
usher_wizard_keeper_load_finish (UsherWizardKeeper *self, GAsyncResult *result, UsherInstant *saved_at)
{
  g_autofree char *text = usher_draft_store_load_finish (self->store, result, saved_at, NULL);
  UsherWizardDraft found = USHER_WIZARD_DRAFT_SAME;

  if (!text)
    return USHER_WIZARD_DRAFT_NONE;
  if (!usher_wizard_model_from_text (self->model, text))
    found = usher_wizard_model_merge (self->model, text) ? USHER_WIZARD_DRAFT_OLDER : USHER_WIZARD_DRAFT_NONE;
  g_set_str (&self->kept, text);
  return usher_wizard_keeper_is_dirty (self) ? found : USHER_WIZARD_DRAFT_NONE;
}
