/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-provider-event.h"

/**
 * usher_provider_event_new:
 * @provider: "mailgun", "twilio", "sandbox"
 * @type: one of the words that #UsherProviderEvent names
 *
 * Returns: (transfer full): an event whose price and moment are not known
 */
UsherProviderEvent *
usher_provider_event_new (const char *provider, const char *type)
{
  UsherProviderEvent *self = g_new0 (UsherProviderEvent, 1);

  self->provider = g_strdup (provider);
  self->type = g_strdup (type);
  self->price_micros = -1;
  self->at = USHER_NEVER;
  return self;
}

void
usher_provider_event_free (UsherProviderEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->provider);
  g_free (self->provider_event_id);
  g_free (self->provider_id);
  g_free (self->batch_id);
  g_free (self->type);
  g_free (self->detail);
  g_free (self->address);
  g_free (self);
}
