/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"
#include "usher-wizard-model.h"

G_BEGIN_DECLS

/**
 * UsherWizardOpening:
 * @event: (nullable): the one that is edited or duplicated
 * @reminders: (nullable): (element-type UsherNotification): its own
 * @settings: what new events have
 *
 * What a wizard reads before it can show anything.
 */
typedef struct {
  UsherEvent    *event;
  GPtrArray     *reminders;
  UsherSettings *settings;
} UsherWizardOpening;
void                usher_wizard_opening_free   (UsherWizardOpening *opening);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherWizardOpening, usher_wizard_opening_free)

/* @event_id: 0: a new one. Result: UsherWizardOpening, by usher_client_query_finish() */
void                usher_wizard_opening_read   (UsherClient *client, gint64 event_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
/* What the model begins with. @date: (nullable): of a new event */
void                usher_wizard_opening_begin  (const UsherWizardOpening *opening, UsherWizardModel *model, const char *date,
                                                 UsherInstant now);

G_END_DECLS
