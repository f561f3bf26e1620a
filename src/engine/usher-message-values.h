/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the composer: what stands for the variables of usher_template_message_variables(). Tables are
 * (element-type utf8 utf8): variable → value; names are static, values owned. */

#include "usher-config.h"
#include "usher-event.h"
#include "usher-registration.h"

G_BEGIN_DECLS

/* What is the same for all readers of an event */
GHashTable *usher_message_values_shared  (const UsherEvent *event, const UsherConfig *config, const char *public_url);
/* What depends on the reader's zone and language only: cached by the caller. @zone, @language: (nullable): not known */
GHashTable *usher_message_values_place   (const UsherEvent *event, const char *zone, const char *language,
                                          UsherInstant now, UsherInstant old_starts_at);
/* The reader's own; @registration: (nullable): nobody in particular, for previews and test sends */
GHashTable *usher_message_values_reader  (const UsherEvent *event, const UsherRegistration *registration,
                                          const char *public_url);
/* The sample of every variable */
GHashTable *usher_message_values_samples (void);
void        usher_message_values_merge   (GHashTable *values, GHashTable *more);

G_END_DECLS
