/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"
#include "usher-registration-model.h"

G_BEGIN_DECLS

/**
 * UsherRegistrationSource:
 *
 * Answers a model's questions about one event out of the engine, on worker threads.
 */
typedef struct _UsherRegistrationSource UsherRegistrationSource;

UsherRegistrationSource *usher_registration_source_new       (UsherClient *client, gint64 event_id);
/* Nobody waits for what is under way any more. */
void                     usher_registration_source_free      (UsherRegistrationSource *self);
UsherRegistrationModel  *usher_registration_source_get_model (UsherRegistrationSource *self);   /* (transfer none) */

G_END_DECLS
