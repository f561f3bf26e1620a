/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-registration.h"

#define EMAIL "anna@example.org"
#define PHONE "+4915123456789"

typedef struct {
  const char *what;
  const char *first_name, *last_name, *email, *phone;
  gboolean    email_opt_in, sms_opt_in;
  const char *time_zone, *language, *source;
  const char *field;                                   /* of the error; NULL: good */
} Case;

static UsherRegistrationForm *
filled_in (const Case *c)
{
  UsherRegistrationForm *form = usher_registration_form_new ();

  g_set_str (&form->first_name, c->first_name);
  g_set_str (&form->last_name, c->last_name);
  g_set_str (&form->email, c->email);
  g_set_str (&form->phone, c->phone);
  form->email_opt_in = c->email_opt_in;
  form->sms_opt_in = c->sms_opt_in;
  g_set_str (&form->time_zone, c->time_zone);
  g_set_str (&form->language, c->language);
  g_set_str (&form->source, c->source != NULL ? c->source : "api");
  return form;
}

static const Case cases[] = {
  { "both addresses", "Anna", "Muster", EMAIL, PHONE, TRUE, TRUE, "Europe/Berlin", "de" },
  { "e-mail only", "Anna", "Muster", EMAIL, NULL, TRUE, FALSE },
  { "phone only", "Anna", "Muster", "", PHONE, FALSE, TRUE },
  { "no consent at all", "Anna", "Muster", EMAIL, PHONE, FALSE, FALSE },
  { "no last name", "Anna", "", EMAIL, "", TRUE, FALSE },
  { "last name not sent", "Anna", NULL, EMAIL, "", TRUE, FALSE },
  /* neither */
  { "no address", "Anna", "Muster", "", "", FALSE, FALSE, .field = "email" },
  { "addresses not sent", "Anna", "Muster", NULL, NULL, FALSE, FALSE, .field = "email" },
  { "blank addresses", "Anna", "Muster", "  ", "\t", FALSE, FALSE, .field = "email" },
  { "consent, but no address", "Anna", "Muster", "", "", TRUE, TRUE, .field = "email" },
  /* consent without the address */
  { "e-mail consent", "Anna", "Muster", "", PHONE, TRUE, TRUE, .field = "email_opt_in" },
  { "SMS consent", "Anna", "Muster", EMAIL, "", TRUE, TRUE, .field = "sms_opt_in" },
  { "SMS consent, blank phone", "Anna", "Muster", EMAIL, "  ", TRUE, TRUE, .field = "sms_opt_in" },
  /* addresses that are none: also without consent, since the viewer meant something by them */
  { "bad e-mail", "Anna", "Muster", "anna", "", TRUE, FALSE, .field = "email" },
  { "bad e-mail beside a phone", "Anna", "Muster", "anna@", PHONE, FALSE, TRUE, .field = "email" },
  { "bad phone", "Anna", "Muster", EMAIL, "12", TRUE, FALSE, .field = "phone" },
  { "header injection", "Anna", "Muster", EMAIL "\r\nBcc: b@example.org", "", TRUE, FALSE, .field = "email" },
  { "two addresses", "Anna", "Muster", EMAIL ",b@example.org", "", TRUE, FALSE, .field = "email" },
  { "e-mail of bad bytes", "Anna", "Muster", "\377@example.org", "", TRUE, FALSE, .field = "email" },
  { "phone of bad bytes", "Anna", "Muster", EMAIL, "\377", TRUE, FALSE, .field = "phone" },
  /* names */
  { "no first name", "", "Muster", EMAIL, "", TRUE, FALSE, .field = "first_name" },
  { "first name not sent", NULL, "Muster", EMAIL, "", TRUE, FALSE, .field = "first_name" },
  { "blank first name", " \302\240\t", "Muster", EMAIL, "", TRUE, FALSE, .field = "first_name" },
  { "only control characters", "\001\002", "Muster", EMAIL, "", TRUE, FALSE, .field = "first_name" },
  { "first name of bad bytes", "A\377", "Muster", EMAIL, "", TRUE, FALSE, .field = "first_name" },
  { "last name of bad bytes", "Anna", "M\300\200", EMAIL, "", TRUE, FALSE, .field = "last_name" },
  /* zone */
  { "old zone name", "Anna", "Muster", EMAIL, "", TRUE, FALSE, "Asia/Calcutta" },
  { "unknown zone", "Anna", "Muster", EMAIL, "", TRUE, FALSE, "Mars/Olympus", .field = "time_zone" },
  { "offset as zone", "Anna", "Muster", EMAIL, "", TRUE, FALSE, "+02:00", .field = "time_zone" },
  { "zone of bad bytes", "Anna", "Muster", EMAIL, "", TRUE, FALSE, "\377", .field = "time_zone" },
};

static void
test_check (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherRegistrationForm) form = filled_in (&cases[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherRegistration) registration = NULL;

      g_test_message ("%s", cases[i].what);
      registration = usher_registration_form_check (form, &error);
      if (cases[i].field == NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpint (registration->email_opt_in, ==, cases[i].email_opt_in);
          g_assert_cmpint (registration->sms_opt_in, ==, cases[i].sms_opt_in);
          g_assert_cmpstr (registration->time_zone, ==, cases[i].time_zone);
          g_assert_cmpstr (registration->source, ==, "api");
          continue;
        }
      g_assert_null (registration);
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, cases[i].field);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (strstr (error->message, "anna"));   /* messages end up in logs: no addresses in them */
    }
}

static void
test_normalised (void)
{
  g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
  g_autoptr (UsherRegistration) registration = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&form->first_name, "  Anna\r\nMaria\007 ");
  g_set_str (&form->last_name, "Mu\342\200\256ster\n");      /* RIGHT-TO-LEFT OVERRIDE */
  g_set_str (&form->email, " Anna@EXAMPLE.org ");
  g_set_str (&form->phone, "0151 23456789");
  g_set_str (&form->country, "DE");
  g_set_str (&form->language, "de-at");
  registration = usher_registration_form_check (form, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (registration->first_name, ==, "Anna Maria");
  g_assert_cmpstr (registration->last_name, ==, "Muster");
  g_assert_cmpstr (registration->email, ==, "Anna@example.org");
  g_assert_cmpstr (registration->phone, ==, PHONE);
  g_assert_cmpstr (registration->language, ==, "de-AT");
  g_assert_null (registration->time_zone);
  g_assert_cmpint (registration->id, ==, 0);
  g_assert_cmpstr (registration->token, ==, "");
  g_assert_true (registration->registered_at == USHER_NEVER);
}

static void
test_name_length (void)
{
  g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
  g_autoptr (UsherRegistration) fits = NULL;
  g_autoptr (UsherRegistration) too_long = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  for (int i = 0; i < USHER_NAME_MAX; i++)
    g_string_append (name, "ä");
  g_set_str (&form->email, EMAIL);
  g_set_str (&form->first_name, name->str);
  fits = usher_registration_form_check (form, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fits);
  g_string_append_c (name, 'x');
  g_set_str (&form->first_name, name->str);
  too_long = usher_registration_form_check (form, &error);
  g_assert_null (too_long);
  g_assert_cmpstr (usher_error_get_field (error), ==, "first_name");
}

/* What the viewer's browser says by itself must not keep them out. */
static void
test_browser_says_nonsense (void)
{
  static const char * const zones[] = { "Mars/Olympus", "Etc/Unknown", "+02:00", "\377" };
  static const char * const languages[] = { "not a language", "\377", "*" };

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
      g_autoptr (UsherRegistration) registration = NULL;
      g_autoptr (GError) error = NULL;

      g_set_str (&form->first_name, "Anna");
      g_set_str (&form->email, EMAIL);
      g_set_str (&form->source, "page");
      g_set_str (&form->time_zone, zones[i]);
      g_set_str (&form->language, languages[i % G_N_ELEMENTS (languages)]);
      registration = usher_registration_form_check (form, &error);
      g_assert_no_error (error);
      g_assert_null (registration->time_zone);
      g_assert_null (registration->language);
    }
}

static void
test_copy (void)
{
  g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
  g_autoptr (UsherRegistrationForm) copy = NULL;

  g_assert_cmpstr (form->email, ==, "");
  g_assert_null (form->country);
  g_set_str (&form->email, EMAIL);
  form->sms_opt_in = TRUE;
  copy = usher_registration_form_copy (form);
  g_clear_pointer (&form, usher_registration_form_free);
  g_assert_cmpstr (copy->email, ==, EMAIL);
  g_assert_true (copy->sms_opt_in);
  g_assert_null (copy->country);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registration-form/check", test_check);
  g_test_add_func ("/registration-form/normalised", test_normalised);
  g_test_add_func ("/registration-form/name-length", test_name_length);
  g_test_add_func ("/registration-form/browser-says-nonsense", test_browser_says_nonsense);
  g_test_add_func ("/registration-form/copy", test_copy);
  return g_test_run ();
}
