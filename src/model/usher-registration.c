/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration.h"

#include "usher-record.h"

static const UsherRecordString registration_strings[] = {
  USHER_RECORD_STRING (UsherRegistration, token),
  USHER_RECORD_STRING (UsherRegistration, first_name),
  USHER_RECORD_STRING (UsherRegistration, last_name),
  USHER_RECORD_NULLABLE (UsherRegistration, email),
  USHER_RECORD_NULLABLE (UsherRegistration, phone),
  USHER_RECORD_NULLABLE (UsherRegistration, time_zone),
  USHER_RECORD_NULLABLE (UsherRegistration, language),
  USHER_RECORD_STRING (UsherRegistration, source),
};

USHER_RECORD_DEFINE_COUNTED (UsherRegistration, usher_registration, registration_strings)

/**
 * usher_registration_new:
 *
 * Returns: (transfer full): a registration of nobody yet; free with usher_registration_unref()
 */
UsherRegistration *
usher_registration_new (void)
{
  UsherRegistration *self = usher_registration_make ();

  self->registered_at = USHER_NEVER;
  self->updated_at = USHER_NEVER;
  return self;
}

/**
 * usher_registration_channels:
 * @self: a registration
 *
 * Returns: the channels on which this viewer may be written to: the address is there and they agreed to it
 */
UsherChannels
usher_registration_channels (const UsherRegistration *self)
{
  UsherChannels channels = USHER_CHANNELS_NONE;

  g_return_val_if_fail (self != NULL, USHER_CHANNELS_NONE);
  if (self->email_opt_in && self->email != NULL && self->email[0] != '\0')
    channels |= USHER_CHANNELS_EMAIL;
  if (self->sms_opt_in && self->phone != NULL && self->phone[0] != '\0')
    channels |= USHER_CHANNELS_SMS;
  return channels;
}
