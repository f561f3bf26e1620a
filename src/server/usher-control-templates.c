/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: templates and their preview. */
#include "usher-control-private.h"
#include "usher-error.h"
#include "usher-sms.h"

static void
handle_list (UsherRequest *request, gpointer data)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GPtrArray) templates = NULL;
  GError *error = NULL;

  templates = usher_engine_list_templates (data, &error);
  if (!templates)
    {
      usher_control_fail (request, error);
      return;
    }
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "items");
  json_builder_begin_array (b);
  for (guint i = 0; i < templates->len; i++)
    usher_json_template (b, templates->pdata[i]);
  json_builder_end_array (b);
  usher_json_string (b, "next", NULL);
  json_builder_end_object (b);
  usher_request_complete (request, usher_json_response (200, b));
}

static void
take (char **place, char *value)
{
  if (!value)
    return;
  g_free (*place);
  *place = value;
}

/* Lays the body over @text: what is absent stays. */
static gboolean
read_text (UsherJsonInput *input, UsherTemplateText *text, gboolean keep_kind, GError **error)
{
  static const char * const answers_only[] = { "id", "is_default", "active", "updated_at", NULL };
  static const char * const kind[] = { "key", "channel", NULL };
  g_autofree char *channel = NULL;

  if (keep_kind)
    usher_json_input_ignore (input, kind);
  else
    {
      take (&text->key, usher_json_input_string (input, "key"));
      channel = usher_json_input_string (input, "channel");
      if (channel && !usher_channel_from_nick (channel, &text->channel))
        {
          usher_set_error_invalid (error, "channel", "Must be email or sms.");
          return FALSE;
        }
    }
  take (&text->name, usher_json_input_string (input, "name"));
  take (&text->subject, usher_json_input_string (input, "subject"));
  take (&text->html, usher_json_input_string (input, "html"));
  take (&text->text, usher_json_input_string (input, "text"));
  usher_json_input_ignore (input, answers_only);
  return usher_json_input_finish (input, error);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherTemplateText) text = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  gboolean created = g_str_equal (usher_request_get_method (call->request), "POST");
  GError *error = NULL;

  text = usher_engine_save_template_finish (USHER_ENGINE (source), result, &error);
  if (!text)
    {
      usher_control_fail (call->request, error);
      return;
    }
  usher_json_template (b, text);
  usher_request_complete (call->request, usher_json_response (created ? 201 : 200, b));
}

static void
handle_create (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, FALSE);
  g_autoptr (UsherTemplateText) text = usher_template_text_new ();
  GError *error = NULL;

  if (!input)
    return;
  if (!read_text (input, text, FALSE, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_save_template_async (data, text, USHER_CONTROL_ACTOR, NULL, saved, usher_control_call_new (data, request));
}

static void
handle_put (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = NULL;
  g_autoptr (UsherTemplateText) text = NULL;
  GError *error = NULL;

  text = usher_engine_get_template (data, usher_request_get_param (request, "id"), &error);
  if (!text)
    {
      usher_control_fail (request, error);
      return;
    }
  input = usher_control_input (request, FALSE);
  if (!input)
    return;
  if (!read_text (input, text, TRUE, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_save_template_async (data, text, USHER_CONTROL_ACTOR, NULL, saved, usher_control_call_new (data, request));
}

static void
deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  GError *error = NULL;

  if (usher_engine_delete_template_finish (USHER_ENGINE (source), result, &error))
    usher_request_complete (call->request, usher_response_new (204, NULL, NULL));
  else
    usher_control_fail (call->request, error);
}

static void
handle_delete (UsherRequest *request, gpointer data)
{
  usher_engine_delete_template_async (data, usher_request_get_param (request, "id"), USHER_CONTROL_ACTOR, NULL, deleted,
                                      usher_control_call_new (data, request));
}

/* What to preview: an unsaved text (any of subject, html, text is there), or what stands for a key. */
static UsherPreview *
preview (UsherEngine *engine, UsherJsonInput *input, UsherChannel *channel, GError **error)
{
  g_autoptr (UsherTemplateText) text = usher_template_text_new ();
  g_autofree char *interval = usher_json_input_string (input, "interval");
  gint64 event_id = usher_json_input_id (input, "event_id");
  gint64 registration_id = usher_json_input_id (input, "registration_id");
  gboolean unsaved = usher_json_input_has (input, "text") || usher_json_input_has (input, "html")
                     || usher_json_input_has (input, "subject");

  if (!read_text (input, text, FALSE, error))
    return NULL;
  if (!*text->key)
    take (&text->key, usher_template_key (interval ? USHER_NOTIFICATION_REMINDER : USHER_NOTIFICATION_CONFIRMATION, interval,
                                          FALSE));
  if (!*text->name)
    take (&text->name, g_strdup ("Preview"));
  *channel = text->channel;
  return usher_engine_preview (engine, unsaved ? text : NULL, text->key, text->channel, event_id, registration_id, error);
}

static void
add_preview (JsonBuilder *b, UsherChannel channel, const UsherPreview *p)
{
  gboolean email = channel == USHER_CHANNEL_EMAIL;

  json_builder_begin_object (b);
  usher_json_string (b, "channel", usher_channel_nick (channel));
  usher_json_string (b, "subject", email ? p->subject : NULL);
  usher_json_string (b, "html", email ? p->html : NULL);
  usher_json_string (b, "text", p->text);
  usher_json_int (b, "segments", email ? 0 : p->segments);
  usher_json_string (b, "encoding",
                     email ? NULL : usher_sms_measure (p->text).encoding == USHER_SMS_GSM7 ? "gsm7" : "ucs2");
  usher_json_dollars (b, "cost", p->cost_micros);
  json_builder_end_object (b);
}

static void
handle_preview (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, FALSE);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (UsherPreview) result = NULL;
  UsherChannel channel;
  GError *error = NULL;

  if (!input)
    return;
  result = preview (data, input, &channel, &error);
  if (!result)
    {
      usher_control_fail (request, error);
      return;
    }
  add_preview (b, channel, result);
  usher_request_complete (request, usher_json_response (200, b));
}

void
usher_control_templates_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "GET", "/api/templates", 0, handle_list, engine);
  usher_router_add (router, "POST", "/api/templates", USHER_CONTROL_TEMPLATE_BODY_MAX, handle_create, engine);
  usher_router_add (router, "PUT", "/api/templates/{id}", USHER_CONTROL_TEMPLATE_BODY_MAX, handle_put, engine);
  usher_router_add (router, "DELETE", "/api/templates/{id}", 0, handle_delete, engine);
  usher_router_add (router, "POST", "/api/templates/preview", USHER_CONTROL_TEMPLATE_BODY_MAX, handle_preview, engine);
}
