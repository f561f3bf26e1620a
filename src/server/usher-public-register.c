/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-connection.h"
#include "usher-contact.h"
#include "usher-countries.h"
#include "usher-error.h"
#include "usher-page-event.h"
#include "usher-public-private.h"

#define HONEYPOT        "website"
#define LANGUAGE_MAX    16
#define USER_AGENT_MAX  512

/* The first language that the browser asks for */
static char *
preferred_language (UsherRequest *request)
{
  const char *accept = usher_request_get_header (request, "Accept-Language");
  g_autofree char *first = NULL;

  if (accept == NULL)
    return NULL;
  first = g_strndup (accept, MIN (strcspn (accept, ",;"), LANGUAGE_MAX));
  return g_utf8_validate (first, -1, NULL) ? usher_language_check (g_strstrip (first)) : NULL;
}

static char *
default_country (UsherPublic *site, const UsherRegistrationForm *form)
{
  if (form != NULL && usher_countries_has (form->country))
    return g_strdup (form->country);
  return g_strdup (usher_engine_get_config (site->engine)->default_country);
}

/* The name of the variable that shows an error at its field; NULL: it is about the form as a whole */
static const char *
error_variable (const char *field)
{
  static const struct {
    const char *field;
    const char *variable;
  } known[] = {
    { "first_name", "error_first_name" },     { "last_name", "error_last_name" }, { "email", "error_email" },
    { "phone", "error_phone" },               { "country", "error_phone" },       { "email_opt_in", "error_email_opt_in" },
    { "sms_opt_in", "error_sms_opt_in" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_strcmp0 (known[i].field, field) == 0)
        return known[i].variable;
    }
  return NULL;
}

static void
set_typed (GHashTable *values, const UsherRegistrationForm *form)
{
  usher_page_set (values, "first_name", form->first_name);
  usher_page_set (values, "last_name", form->last_name);
  usher_page_set (values, "email", form->email);
  usher_page_set (values, "phone", form->phone);
  usher_page_set (values, "time_zone", form->time_zone);
  usher_page_set_flag (values, "email_on", form->email_opt_in);
  usher_page_set_flag (values, "sms_on", form->sms_opt_in);
}

static void
set_error (GHashTable *values, const GError *error)
{
  const char *variable = error_variable (usher_error_get_field (error));

  if (variable == NULL)
    {
      usher_page_set (values, "form_error", error->message);
      return;
    }
  usher_page_set (values, variable, error->message);
  usher_page_set (values, "form_error", "Please look at the marked field.");
}

/* A form token is good for one event and for the consent texts that the page showed: who pressed Register under other
 * words than those of now is shown them first, so that the record is of what was really read. */
static char *
form_purpose (const UsherEvent *event, const char *email_consent, const char *sms_consent)
{
  return g_strjoin ("\n", event->slug, email_consent, sms_consent, NULL);
}

/* @form: (nullable): what was typed; @error: (nullable): what is wrong with it */
static void
send_form (UsherPublic *site, UsherRequest *request, guint status, const UsherEvent *event,
           const UsherRegistrationForm *form, const GError *error)
{
  g_autoptr (GHashTable) values = usher_public_values (site, event->title);
  g_autofree char *country = default_country (site, form);
  g_autofree char *options = event->channels & USHER_CHANNELS_SMS ? usher_countries_options (country) : NULL;
  g_autofree char *email_consent = usher_page_event_email_consent (site, event);
  g_autofree char *sms_consent = usher_page_event_sms_consent (site, event);
  g_autofree char *purpose = form_purpose (event, email_consent, sms_consent);
  g_autofree char *token = usher_form_token_make (site->form_token, purpose, g_get_monotonic_time ());

  usher_page_event_ticket (site, values, event, TRUE);
  usher_page_set_flag (values, "wide", TRUE);
  usher_page_set (values, "country_options", options);
  usher_page_set (values, "form_token", token);
  usher_page_set (values, "email_consent", email_consent);
  usher_page_set (values, "sms_consent", sms_consent);
  usher_page_set_flag (values, "ask_email", event->channels != USHER_CHANNELS_SMS);
  usher_page_set_flag (values, "by_email", (event->channels & USHER_CHANNELS_EMAIL) != 0);
  usher_page_set_flag (values, "by_sms", (event->channels & USHER_CHANNELS_SMS) != 0);
  if (form != NULL)
    set_typed (values, form);
  if (error != NULL)
    set_error (values, error);
  usher_public_send_page (site, request, status, USHER_PAGE_REGISTER, values);
}

/* Why there is no form, in place of it */
static void
send_closed (UsherPublic *site, UsherRequest *request, guint status, const UsherEvent *event, const GError *error)
{
  g_autoptr (GHashTable) values = usher_public_values (site, event->title);
  const char *heading = "Registration is closed";

  if (event->status == USHER_EVENT_LIVE)
    heading = "The show is on";
  else if (event->status == USHER_EVENT_COMPLETED)
    heading = "The show is over";
  else if (event->status == USHER_EVENT_CANCELLED)
    heading = "The show was cancelled";
  else if (g_error_matches (error, USHER_ERROR, USHER_ERROR_FULL))
    heading = "No place left";
  else if (event->opens_at != USHER_NEVER && event->opens_at > usher_clock_now (usher_engine_get_clock (site->engine)))
    heading = "Come back soon";
  usher_page_event_ticket (site, values, event, FALSE);
  usher_page_set (values, "heading", heading);
  usher_page_set (values, "text", error->message);
  usher_public_send_page (site, request, status, USHER_PAGE_CLOSED, values);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_CLOSED) || g_error_matches (error, USHER_ERROR, USHER_ERROR_FULL);
}

static void
send_failure (UsherPublic *site, UsherRequest *request, const GError *error)
{
  g_warning ("A registration failed: %s", error->message);
  usher_public_send_status (site, request, 500);
}

void
usher_public_get_register (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (UsherEvent) event = usher_public_find_event (site, request);
  g_autoptr (GError) error = NULL;

  if (event == NULL)
    return;
  if (usher_engine_check_open (site->engine, event, &error))
    send_form (site, request, 200, event, NULL, NULL);
  else if (is_refusal (error))
    send_closed (site, request, 200, event, error);
  else
    send_failure (site, request, error);
}

/* For a person who registered, for one who was registered already, and for a trap that shut: the same. */
static void
send_thanks (UsherPublic *site, UsherRequest *request, const UsherEvent *event)
{
  g_autofree char *slug = g_uri_escape_string (event->slug, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/register/%s/thanks", slug);

  usher_public_redirect (site, request, path);
}

static void
set_proof (UsherPublic *site, UsherRequest *request, const UsherEvent *event, UsherRegistrationForm *form)
{
  g_autofree char *base = usher_engine_dup_public_url (site->engine);
  g_autofree char *agent = g_utf8_make_valid (usher_request_get_header (request, "User-Agent") != NULL
                                                  ? usher_request_get_header (request, "User-Agent") : "", -1);

  g_free (form->email_consent_text);
  form->email_consent_text = usher_page_event_email_consent (site, event);
  g_free (form->sms_consent_text);
  form->sms_consent_text = usher_page_event_sms_consent (site, event);
  g_free (form->page_url);
  form->page_url = g_strconcat (base != NULL ? base : "", usher_request_get_path (request), NULL);
  g_set_str (&form->ip_address, usher_request_get_client (request));
  g_free (form->user_agent);
  form->user_agent = g_utf8_substring (agent, 0, MIN (g_utf8_strlen (agent, -1), USER_AGENT_MAX));
}

static UsherRegistrationForm *
read_form (UsherPublic *site, UsherRequest *request, const UsherEvent *event, GHashTable *fields)
{
  UsherRegistrationForm *form = usher_registration_form_new ();
  g_autofree char *language = preferred_language (request);

  g_set_str (&form->first_name, usher_public_form_get (fields, "first_name"));
  g_set_str (&form->last_name, usher_public_form_get (fields, "last_name"));
  g_set_str (&form->email, usher_public_form_get (fields, "email"));
  g_set_str (&form->phone, usher_public_form_get (fields, "phone"));
  if (usher_countries_has (g_hash_table_lookup (fields, "country")))
    g_set_str (&form->country, g_hash_table_lookup (fields, "country"));
  form->email_opt_in = *usher_public_form_get (fields, "email_opt_in") != '\0';
  form->sms_opt_in = *usher_public_form_get (fields, "sms_opt_in") != '\0';
  g_set_str (&form->time_zone, usher_public_form_get (fields, "time_zone"));
  g_set_str (&form->language, language != NULL ? language : "");
  g_set_str (&form->source, "page");
  set_proof (site, request, event, form);
  return form;
}

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherRegistration) registration = NULL;

  registration = usher_engine_register_finish (USHER_ENGINE (source), result, NULL, &error);
  if (registration != NULL)
    send_thanks (call->site, call->request, call->event);
  else if (g_error_matches (error, USHER_ERROR, USHER_ERROR_INVALID))
    send_form (call->site, call->request, 422, call->event, call->extra, error);
  else if (is_refusal (error))
    send_closed (call->site, call->request, 409, call->event, error);
  else
    send_failure (call->site, call->request, error);
}

/* FALSE: answered already. A page that waited too long (or through a restart of ours, or a change of the event) is shown once
 * more with all that was typed; a program that fills in forms is told what it wants to hear. */
static gboolean
pass_traps (UsherPublic *site, UsherRequest *request, const UsherEvent *event, GHashTable *fields,
            const UsherRegistrationForm *form)
{
  g_autoptr (GError) stale = NULL;
  g_autofree char *purpose = form_purpose (event, form->email_consent_text, form->sms_consent_text);

  if (*usher_public_form_get (fields, HONEYPOT) != '\0')
    {
      g_debug ("A form was filled in by a program");
      send_thanks (site, request, event);
      return FALSE;
    }
  if (usher_form_token_check (site->form_token, purpose, g_hash_table_lookup (fields, "form_token"), g_get_monotonic_time ())
      == USHER_FORM_FINE)
    return TRUE;
  stale = g_error_new_literal (USHER_ERROR, USHER_ERROR_FAILED,
                               "This page is newer than the one you filled in. Please look it over and press Register once more.");
  send_form (site, request, 422, event, form, stale);
  return FALSE;
}

static gboolean
pass_rate (UsherPublic *site, UsherRequest *request)
{
  guint retry_after = 1;
  g_autofree char *key = usher_address_key_from_text (usher_request_get_client (request));
  g_autofree char *seconds = NULL;
  UsherResponse *response;

  if (usher_rate_take (site->register_rate, key, g_get_monotonic_time (), &retry_after))
    return TRUE;
  seconds = g_strdup_printf ("%u", retry_after);
  response = usher_public_error_page (site, 429);
  usher_response_add_header (response, "Retry-After", seconds);
  usher_public_send (site, request, response);
  return FALSE;
}

void
usher_public_post_register (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GHashTable) fields = NULL;
  g_autoptr (UsherRegistrationForm) form = NULL;
  UsherPublicCall *call;

  if (!usher_public_is_same_site (request))
    {
      usher_public_send_status (site, request, 403);
      return;
    }
  if (!pass_rate (site, request) || (event = usher_public_find_event (site, request)) == NULL)
    return;
  fields = usher_request_get_form (request, NULL);
  if (fields == NULL)
    {
      usher_public_send_status (site, request, 400);
      return;
    }
  form = read_form (site, request, event, fields);
  if (!pass_traps (site, request, event, fields, form))
    return;
  call = usher_public_call_new (site, request);
  call->event = g_steal_pointer (&event);
  call->extra = g_steal_pointer (&form);
  call->extra_free = (GDestroyNotify) usher_registration_form_free;
  usher_engine_register_async (site->engine, call->event->id, call->extra, FALSE, USHER_PUBLIC_ACTOR, NULL, registered, call);
}

void
usher_public_get_thanks (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (UsherEvent) event = usher_public_find_event (site, request);
  g_autoptr (GHashTable) values = NULL;

  if (event == NULL)
    return;
  values = usher_public_values (site, "See you there");
  usher_page_event_ticket (site, values, event, FALSE);
  usher_page_event_reminders (site, values, event);
  usher_page_event_calendars (site, values, event);
  usher_page_set_flag (values, "wide", TRUE);
  usher_public_send_personal (site, request, 200, USHER_PAGE_THANKS, values);
}
