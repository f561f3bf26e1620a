/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherProviderEvent:
 * @provider_event_id: unique at the provider (Mailgun: id + timestamp; Twilio: sid + status)
 * @type: accepted delivered failed bounced opened clicked unsubscribed complained stopped started price
 *   (failed: this message; bounced: permanent, the address too. started: the person wrote START)
 * @address: (nullable): the person, for unsubscribed, complained, bounced, stopped, started
 * @machine: opened or clicked by a scanner or a privacy proxy
 *
 * What a provider tells of a message, by webhook or by polling: the same thing.
 */
typedef struct {
  char        *provider;
  char        *provider_event_id;
  gint64       delivery_id;      /* from our own variable; 0 when the provider only knows its id */
  char        *provider_id;
  char        *batch_id;         /* (nullable): from our own variable */
  char        *type;
  char        *detail;
  char        *address;
  gboolean     machine;
  gint64       price_micros;     /* -1 */
  int          segments;         /* 0 */
  UsherInstant at;
} UsherProviderEvent;

UsherProviderEvent *usher_provider_event_new  (const char *provider, const char *type);
void                usher_provider_event_free (UsherProviderEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherProviderEvent, usher_provider_event_free)

G_END_DECLS
