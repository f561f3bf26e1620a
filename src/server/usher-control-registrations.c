/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: register, list (JSON and CSV), remove, resend the confirmation. */
#include <string.h>

#include "usher-control-private.h"
#include "usher-csv.h"
#include "usher-error.h"
#include "usher-time.h"

/* Rows read at a time while a CSV file is written */
#define CSV_PAGE 1000

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherRegistration) registration = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *base = usher_engine_dup_public_url (call->engine);
  gboolean created = FALSE;
  GError *error = NULL;

  registration = usher_engine_register_finish (USHER_ENGINE (source), result, &created, &error);
  if (!registration)
    {
      usher_control_fail (call->request, error);
      return;
    }
  usher_json_registration (b, registration, base);
  usher_request_complete (call->request, usher_json_response (created ? 201 : 200, b));
}

static void
take (char **place, char *value)
{
  g_free (*place);
  *place = value;
}

static void
handle_register (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
  g_autoptr (UsherJsonInput) input = NULL;
  const UsherConfig *config = usher_engine_get_config (data);
  GError *error = NULL;

  if (id == 0 || !(input = usher_control_input (request, FALSE)))
    return;
  take (&form->first_name, usher_json_input_string (input, "first_name"));
  take (&form->last_name, usher_json_input_string (input, "last_name"));
  take (&form->email, usher_json_input_string (input, "email"));
  take (&form->phone, usher_json_input_string (input, "phone"));
  take (&form->country, usher_json_input_string (input, "country"));
  /* An address given over the API without a word on consent is not one to write to by SMS, but an e-mail is the
   * default channel: the streamer's own program stands for the consent. */
  form->email_unsaid = !usher_json_input_has (input, "email_opt_in");
  form->sms_unsaid = !usher_json_input_has (input, "sms_opt_in");
  form->email_opt_in = usher_json_input_boolean (input, "email_opt_in", form->email != NULL);
  form->sms_opt_in = usher_json_input_boolean (input, "sms_opt_in", FALSE);
  take (&form->time_zone, usher_json_input_string (input, "time_zone"));
  take (&form->language, usher_json_input_string (input, "language"));
  if (!form->country)
    form->country = g_strdup (config->default_country);
  g_set_str (&form->source, "api");
  if (!usher_json_input_finish (input, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_register_async (data, id, form, TRUE, USHER_CONTROL_ACTOR, NULL, registered,
                               usher_control_call_new (data, request));
}

static const char *
yes_no (gboolean value)
{
  return value ? "yes" : "no";
}

static void
append_csv (GString *csv, const UsherRegistration *r)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, r->id);
  g_autofree char *registered_at = usher_time_to_rfc3339 (r->registered_at);
  const char *fields[] = {
    id, r->first_name, r->last_name, r->email ? r->email : "", r->phone ? r->phone : "", yes_no (r->email_opt_in),
    yes_no (r->sms_opt_in), r->time_zone ? r->time_zone : "", r->language ? r->language : "", r->source, registered_at, NULL,
  };

  usher_csv_append_row (csv, fields);
}

static UsherResponse *
make_csv (UsherEngine *engine, UsherRegistrationQuery *query, GError **error)
{
  static const char * const header[] = {
    "id", "first_name", "last_name", "email", "phone", "email_opt_in", "sms_opt_in", "time_zone", "language", "source",
    "registered_at", NULL,
  };
  g_autoptr (GString) csv = g_string_new (USHER_CSV_BOM);
  UsherResponse *response;

  usher_csv_append_row (csv, header);
  query->limit = CSV_PAGE;
  for (;;)
    {
      g_autoptr (GPtrArray) page = usher_engine_list_registrations (engine, query, error);

      if (!page)
        return NULL;
      for (guint i = 0; i < page->len; i++)
        append_csv (csv, page->pdata[i]);
      if (page->len < CSV_PAGE)
        break;
      query->after_id = ((UsherRegistration *) page->pdata[page->len - 1])->id;
    }
  response = usher_response_new_text (200, "text/csv; charset=utf-8", g_string_free (g_steal_pointer (&csv), FALSE));
  usher_response_add_header (response, "Content-Disposition", "attachment; filename=\"registrations.csv\"");
  return response;
}

static UsherResponse *
make_json (UsherEngine *engine, UsherRegistrationQuery *query, int limit, GError **error)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *base = usher_engine_dup_public_url (engine);
  g_autoptr (GPtrArray) page = NULL;
  int total = usher_engine_count_registrations (engine, query->event_id, error);
  guint shown;

  query->limit = limit + 1;
  if (total < 0 || !(page = usher_engine_list_registrations (engine, query, error)))
    return NULL;
  shown = MIN (page->len, (guint) limit);
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "items");
  json_builder_begin_array (b);
  for (guint i = 0; i < shown; i++)
    usher_json_registration (b, page->pdata[i], base);
  json_builder_end_array (b);
  usher_json_id (b, "next", page->len > shown ? ((UsherRegistration *) page->pdata[shown - 1])->id : 0);
  usher_json_int (b, "total", total);
  json_builder_end_object (b);
  return usher_json_response (200, b);
}

/* ?format= wins over Accept; of two kinds in that, the first, since nobody writes what they like less in front */
static gboolean
wants_csv (UsherRequest *request, gboolean *csv, GError **error)
{
  const char *format = usher_request_get_query (request, "format");
  const char *accept = usher_request_get_header (request, "Accept");
  const char *table = accept ? strstr (accept, "text/csv") : NULL;
  const char *json = accept ? strstr (accept, "application/json") : NULL;

  *csv = table && (!json || table < json);
  if (!format || !*format)
    return TRUE;
  *csv = strcmp (format, "csv") == 0;
  if (*csv || strcmp (format, "json") == 0)
    return TRUE;
  usher_set_error_invalid (error, "format", "Must be json or csv.");
  return FALSE;
}

static void
handle_list (UsherRequest *request, gpointer data)
{
  UsherRegistrationQuery query = { .event_id = usher_control_id (request, "id") };
  g_autoptr (UsherEvent) event = NULL;
  UsherResponse *response = NULL;
  int limit, channel;
  gboolean csv;
  GError *error = NULL;

  if (query.event_id == 0 || !usher_control_page (request, "after", &limit, &query.after_id))
    return;
  query.search = usher_request_get_query (request, "search");
  if ((event = usher_engine_get_event (data, query.event_id, &error)) && wants_csv (request, &csv, &error)
      && usher_control_query_channel (request, "channel", &channel, &error))
    {
      if (channel >= 0)
        query.channels = 1 << channel;
      response = csv ? make_csv (data, &query, &error) : make_json (data, &query, limit, &error);
    }
  if (response)
    usher_request_complete (request, response);
  else
    usher_control_fail (request, error);
}

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  GError *error = NULL;

  if (usher_engine_remove_registration_finish (USHER_ENGINE (source), result, &error))
    usher_request_complete (call->request, usher_response_new (204, NULL, NULL));
  else
    usher_control_fail (call->request, error);
}

static void
handle_remove (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  gint64 rid = id ? usher_control_id (request, "rid") : 0;

  if (rid != 0)
    usher_engine_remove_registration_async (data, id, rid, USHER_CONTROL_ACTOR, NULL, removed,
                                            usher_control_call_new (data, request));
}

static void
resent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  GError *error = NULL;

  if (usher_engine_resend_confirmation_finish (USHER_ENGINE (source), result, &error))
    usher_request_complete (call->request, usher_response_new (204, NULL, NULL));
  else
    usher_control_fail (call->request, error);
}

static void
handle_resend (UsherRequest *request, gpointer data)
{
  gint64 id = usher_control_id (request, "id");
  gint64 rid = id ? usher_control_id (request, "rid") : 0;

  if (rid != 0)
    usher_engine_resend_confirmation_async (data, id, rid, USHER_CONTROL_ACTOR, NULL, resent,
                                            usher_control_call_new (data, request));
}

void
usher_control_registrations_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "POST", "/api/events/{id}/register", USHER_CONTROL_BODY_MAX, handle_register, engine);
  usher_router_add (router, "GET", "/api/events/{id}/registrations", 0, handle_list, engine);
  usher_router_add (router, "DELETE", "/api/events/{id}/registrations/{rid}", 0, handle_remove, engine);
  usher_router_add (router, "POST", "/api/events/{id}/registrations/{rid}/resend", USHER_CONTROL_BODY_MAX, handle_resend, engine);
}
