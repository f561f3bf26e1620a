/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-draft-store.h"
#include "usher-window.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/**
 * UsherWizardKeeper:
 *
 * Keeps what is typed into a model in a draft's file, a moment after it was typed, as long as it differs from what the wizard began
 * with. Freeing it keeps the last of it.
 */
typedef struct _UsherWizardKeeper UsherWizardKeeper;

UsherWizardKeeper *usher_wizard_keeper_new      (UsherClient *client, UsherWizardModel *model, const char *key);
void               usher_wizard_keeper_free     (UsherWizardKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherWizardKeeper, usher_wizard_keeper_free)

/* The model is as it begins: only what is typed from now on is a draft. */
void               usher_wizard_keeper_begin    (UsherWizardKeeper *self);
gboolean           usher_wizard_keeper_is_dirty (UsherWizardKeeper *self);
void               usher_wizard_keeper_keep     (UsherWizardKeeper *self);
void               usher_wizard_keeper_forget   (UsherWizardKeeper *self);
/* It was done: nothing is kept any more. */
void               usher_wizard_keeper_finish   (UsherWizardKeeper *self);
/* Keeps it, and says so in @window (nullable), with a button that discards it. Nothing where there is nothing to keep */
void               usher_wizard_keeper_leave    (UsherWizardKeeper *self, UsherWindow *window);

/* A draft from before, into the model; TRUE: there was one. @saved_at: (out): when it was written */
void               usher_wizard_keeper_load_async  (UsherWizardKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                    gpointer user_data);
gboolean           usher_wizard_keeper_load_finish (UsherWizardKeeper *self, GAsyncResult *result, UsherInstant *saved_at);

G_END_DECLS
