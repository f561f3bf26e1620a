/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-page-event.h"
#include "usher-public-private.h"

/* The registration of {token}, with its event; answers 404 and returns NULL when there is none */
static UsherRegistration *
find_registration (UsherPublic *site, UsherRequest *request, UsherEvent **event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherRegistration) registration = NULL;

  registration = usher_engine_get_registration_by_token (site->engine, usher_request_get_param (request, "token"), &error);
  if (registration != NULL)
    *event = usher_engine_get_event (site->engine, registration->event_id, &error);
  if (registration != NULL && *event != NULL)
    return g_steal_pointer (&registration);
  if (usher_error_is_not_found (error))
    {
      usher_public_send_message (site, request, 404, "This link does not work any more",
                                 "The registration was deleted, or the link is not complete. The newest message about the event "
                                 "has the right one.");
      return NULL;
    }
  g_warning ("A registration could not be read: %s", error->message);
  usher_public_send_status (site, request, 500);
  return NULL;
}

static void
set_person (UsherPublic *site, GHashTable *values, const UsherRegistration *r, const UsherEvent *event)
{
  g_autofree char *email_consent = usher_page_event_email_consent (site, event);
  g_autofree char *sms_consent = usher_page_event_sms_consent (site, event);

  usher_page_set (values, "token", r->token);
  usher_page_set (values, "first_name", r->first_name);
  usher_page_set (values, "last_name", r->last_name);
  usher_page_set (values, "email", r->email);
  usher_page_set (values, "phone", r->phone);
  usher_page_set_flag (values, "email_on", r->email_opt_in);
  usher_page_set_flag (values, "sms_on", r->sms_opt_in);
  usher_page_set (values, "email_consent", email_consent);
  usher_page_set (values, "sms_consent", sms_consent);
}

void
usher_public_get_manage (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) registration = find_registration (site, request, &event);
  g_autoptr (GHashTable) values = NULL;

  if (registration == NULL)
    return;
  values = usher_public_values (site, "Your registration");
  usher_page_event_ticket (site, values, event, FALSE);
  set_person (site, values, registration, event);
  usher_page_set_flag (values, "wide", TRUE);
  usher_page_set_flag (values, "saved", usher_request_get_query (request, "saved") != NULL);
  usher_public_send_personal (site, request, 200, USHER_PAGE_MANAGE, values);
}

static void
channels_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = g_uri_escape_string (usher_request_get_param (call->request, "token"), NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/manage/%s?saved=1", token);

  if (usher_engine_set_channels_finish (USHER_ENGINE (source), result, &error))
    {
      usher_public_redirect (call->site, call->request, path);
      return;
    }
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_INVALID))
    {
      usher_public_send_message (call->site, call->request, 422, "That is not possible", error->message);
      return;
    }
  if (!usher_error_is_not_found (error))
    g_warning ("Channels could not be changed: %s", error->message);
  usher_public_send_status (call->site, call->request, usher_error_is_not_found (error) ? 404 : 500);
}

static void
erased (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;

  if (usher_engine_remove_registration_finish (USHER_ENGINE (source), result, &error) || usher_error_is_not_found (error))
    {
      usher_public_redirect (call->site, call->request, "/erased");
      return;
    }
  g_warning ("A registration could not be deleted: %s", error->message);
  usher_public_send_status (call->site, call->request, 500);
}

static void
set_channels (UsherPublic *site, UsherRequest *request, const UsherEvent *event, GHashTable *form)
{
  UsherChannels channels = USHER_CHANNELS_NONE;
  g_autofree char *email = usher_page_event_email_consent (site, event);
  g_autofree char *sms = usher_page_event_sms_consent (site, event);
  g_autofree char *both = g_strconcat (email, "\n", sms, NULL);
  const char *text = NULL;

  if (*usher_public_form_get (form, "email_opt_in") != '\0')
    channels |= USHER_CHANNELS_EMAIL;
  if (*usher_public_form_get (form, "sms_opt_in") != '\0')
    channels |= USHER_CHANNELS_SMS;
  if (channels == (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS))
    text = both;
  else if (channels != USHER_CHANNELS_NONE)
    text = channels == USHER_CHANNELS_EMAIL ? email : sms;
  usher_engine_set_channels_async (site->engine, usher_request_get_param (request, "token"), channels, text, NULL,
                                   channels_set, usher_public_call_new (site, request));
}

static void
send_erase (UsherPublic *site, UsherRequest *request, const UsherRegistration *registration, const UsherEvent *event)
{
  g_autoptr (GHashTable) values = usher_public_values (site, "Delete your registration?");

  usher_page_set (values, "event_title", event->title);
  usher_page_set (values, "token", registration->token);
  usher_public_send_personal (site, request, 200, USHER_PAGE_ERASE, values);
}

void
usher_public_post_manage (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) registration = NULL;
  g_autoptr (GHashTable) form = NULL;
  const char *action;

  if (!usher_public_is_same_site (request))
    {
      usher_public_send_status (site, request, 403);
      return;
    }
  registration = find_registration (site, request, &event);
  if (registration == NULL)
    return;
  form = usher_request_get_form (request, NULL);
  action = form != NULL ? usher_public_form_get (form, "action") : "";
  if (g_str_equal (action, "channels"))
    set_channels (site, request, event, form);
  else if (g_str_equal (action, "erase"))
    send_erase (site, request, registration, event);
  else if (g_str_equal (action, "erase-confirmed"))
    usher_engine_remove_registration_async (site->engine, registration->event_id, registration->id, USHER_PUBLIC_ACTOR, NULL,
                                            erased, usher_public_call_new (site, request));
  else
    usher_public_send_status (site, request, 400);
}

void
usher_public_get_erased (UsherRequest *request, gpointer data)
{
  usher_public_send_message (data, request, 200, "Your registration is deleted",
                             "Your name and addresses are gone, and nothing more is sent to you about this event.");
}
