/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration.h"

#include <string.h>

#include "usher-contact.h"
#include "usher-error.h"
#include "usher-record.h"
#include "usher-text.h"
#include "usher-time.h"

static const UsherRecordString form_strings[] = {
  USHER_RECORD_STRING (UsherRegistrationForm, first_name),
  USHER_RECORD_STRING (UsherRegistrationForm, last_name),
  USHER_RECORD_STRING (UsherRegistrationForm, email),
  USHER_RECORD_STRING (UsherRegistrationForm, phone),
  USHER_RECORD_NULLABLE (UsherRegistrationForm, country),
  USHER_RECORD_STRING (UsherRegistrationForm, time_zone),
  USHER_RECORD_STRING (UsherRegistrationForm, language),
  USHER_RECORD_STRING (UsherRegistrationForm, source),
  USHER_RECORD_STRING (UsherRegistrationForm, email_consent_text),
  USHER_RECORD_STRING (UsherRegistrationForm, sms_consent_text),
  USHER_RECORD_STRING (UsherRegistrationForm, page_url),
  USHER_RECORD_STRING (UsherRegistrationForm, ip_address),
  USHER_RECORD_STRING (UsherRegistrationForm, user_agent),
};

/**
 * usher_registration_form_new:
 *
 * Returns: (transfer full): an empty form; free with usher_registration_form_free()
 */
UsherRegistrationForm *
usher_registration_form_new (void)
{
  UsherRegistrationForm *self = g_new0 (UsherRegistrationForm, 1);

  usher_record_init_strings (self, form_strings, G_N_ELEMENTS (form_strings));
  return self;
}

/**
 * usher_registration_form_copy:
 * @self: a form
 *
 * Returns: (transfer full): a copy that shares nothing with it
 */
UsherRegistrationForm *
usher_registration_form_copy (const UsherRegistrationForm *self)
{
  UsherRegistrationForm *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_memdup2 (self, sizeof *self);
  usher_record_copy_strings (copy, form_strings, G_N_ELEMENTS (form_strings));
  return copy;
}

/**
 * usher_registration_form_free:
 * @self: (transfer full): a form
 */
void
usher_registration_form_free (UsherRegistrationForm *self)
{
  g_return_if_fail (self != NULL);
  usher_record_clear_strings (self, form_strings, G_N_ELEMENTS (form_strings));
  g_free (self);
}

/* Bytes that are no text are not blank: the check of the field must see and refuse them. */
static gboolean
is_empty (const char *text)
{
  return text == NULL || (g_utf8_validate (text, -1, NULL) && usher_text_is_blank (text));
}

static gboolean
take_name (const char *typed, const char *field, char **name, GError **error)
{
  g_autofree char *checked = usher_name_check (typed != NULL ? typed : "", field, USHER_NAME_MAX, error);

  if (checked == NULL)
    return FALSE;
  g_set_str (name, checked);
  return TRUE;
}

static gboolean
take_names (const UsherRegistrationForm *self, UsherRegistration *registration, GError **error)
{
  if (!take_name (self->first_name, "first_name", &registration->first_name, error) ||
      !take_name (self->last_name, "last_name", &registration->last_name, error))
    return FALSE;
  if (registration->first_name[0] != '\0')
    return TRUE;
  usher_set_error_invalid (error, "first_name", "Please enter your first name.");
  return FALSE;
}

static gboolean
take_addresses (const UsherRegistrationForm *self, UsherRegistration *registration, GError **error)
{
  if (!is_empty (self->email))
    {
      registration->email = usher_email_check (self->email, "email", error);
      if (registration->email == NULL)
        return FALSE;
    }
  if (!is_empty (self->phone))
    {
      registration->phone = usher_phone_check (self->phone, self->country, "phone", error);
      if (registration->phone == NULL)
        return FALSE;
    }
  if (registration->email == NULL && registration->phone == NULL)
    usher_set_error_invalid (error, "email", "Please enter an e-mail address or a phone number.");
  else if (self->email_opt_in && registration->email == NULL)
    usher_set_error_invalid (error, "email_opt_in", "To be reminded by e-mail, please enter an e-mail address.");
  else if (self->sms_opt_in && registration->phone == NULL)
    usher_set_error_invalid (error, "sms_opt_in", "To be reminded by SMS, please enter a phone number.");
  else
    return TRUE;
  return FALSE;
}

/* A viewer on the page neither sees nor types the zone: their browser tells it, and may know one that this system's
 * zone data does not know yet. That must not keep anybody out. */
static gboolean
take_zone (const UsherRegistrationForm *self, UsherRegistration *registration, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GError) unknown = NULL;

  if (is_empty (self->time_zone))
    return TRUE;
  zone = usher_time_zone_new (self->time_zone, "time_zone", &unknown);
  if (zone != NULL)
    registration->time_zone = g_strdup (self->time_zone);
  else if (g_strcmp0 (self->source, "page") != 0)
    {
      g_propagate_error (error, g_steal_pointer (&unknown));
      return FALSE;
    }
  return TRUE;
}

/**
 * usher_registration_form_check:
 * @self: what a viewer typed in; strings may be %NULL for ""
 * @error: %USHER_ERROR_INVALID on the first field that is wrong
 *
 * The one place that knows what a registration needs: a first name, an e-mail address or a phone number, and for each
 * consent the address that it is about. A language that is none is dropped: the event's is used.
 *
 * Returns: (transfer full): a registration with normalised contact data, without ids, token and times; %NULL with
 *   @error set
 */
UsherRegistration *
usher_registration_form_check (const UsherRegistrationForm *self, GError **error)
{
  g_autoptr (UsherRegistration) registration = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  registration = usher_registration_new ();
  if (!take_names (self, registration, error) || !take_addresses (self, registration, error) ||
      !take_zone (self, registration, error))
    return NULL;
  if (!is_empty (self->language) && g_utf8_validate (self->language, -1, NULL))
    registration->language = usher_language_check (self->language);
  registration->email_opt_in = self->email_opt_in;
  registration->sms_opt_in = self->sms_opt_in;
  g_set_str (&registration->source, self->source != NULL ? self->source : "");
  return g_steal_pointer (&registration);
}
