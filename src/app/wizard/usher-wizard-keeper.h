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

/* What was kept: nothing; something; of an older version of the event, and now put over the present one */
typedef enum {
  USHER_WIZARD_DRAFT_NONE,
  USHER_WIZARD_DRAFT_SAME,
  USHER_WIZARD_DRAFT_OLDER,
} UsherWizardDraft;

UsherWizardKeeper *usher_wizard_keeper_new      (UsherClient *client, UsherWizardModel *model, const char *key);
void               usher_wizard_keeper_free     (UsherWizardKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherWizardKeeper, usher_wizard_keeper_free)

/* The model is as it begins: only what is typed from now on is a draft. */
void               usher_wizard_keeper_begin    (UsherWizardKeeper *self);
/* What was changed since then was not typed, either. */
void               usher_wizard_keeper_accept   (UsherWizardKeeper *self);
gboolean           usher_wizard_keeper_is_dirty (UsherWizardKeeper *self);
/* (transfer full) (nullable): the draft; NULL: nothing was typed */
char              *usher_wizard_keeper_dup_text (UsherWizardKeeper *self);
void               usher_wizard_keeper_keep     (UsherWizardKeeper *self);
void               usher_wizard_keeper_forget   (UsherWizardKeeper *self);
/* It was done: nothing is kept any more. */
void               usher_wizard_keeper_finish   (UsherWizardKeeper *self);
/* Nothing more is written; what is kept stays. */
void               usher_wizard_keeper_give_up  (UsherWizardKeeper *self);
/* Keeps it, and answers whether it is on the disk; the keeper has to live until then */
void               usher_wizard_keeper_leave_async  (UsherWizardKeeper *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean           usher_wizard_keeper_leave_finish (UsherWizardKeeper *self, GAsyncResult *result, GError **error);
/* Says in @window that it was kept, with a button that discards it */
void               usher_wizard_keeper_tell     (UsherWizardKeeper *self, UsherWindow *window);

/* A draft from before, into the model. @saved_at: (out): when it was written */
void               usher_wizard_keeper_load_async  (UsherWizardKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                    gpointer user_data);
UsherWizardDraft   usher_wizard_keeper_load_finish (UsherWizardKeeper *self, GAsyncResult *result, UsherInstant *saved_at);

G_END_DECLS
