/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking in, and making things go wrong: see usher-standin.h for the calls. */
#include <string.h>

#include "usher-standin-private.h"

static JsonNode *
copy_of (JsonArray *array)
{
  g_autoptr (JsonNode) node = standin_array_node (json_array_ref (array));

  return json_node_copy (node);
}

static gboolean
add_fault (UsherStandin *self, JsonObject *body)
{
  static const char * const names[] = { "mailgun", "twilio", "mux" };
  const char *service = standin_string (body, "service");
  const char *fault = standin_string (body, "fault");

  for (guint i = 0; service != NULL && fault != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], service))
      {
        StandinFault *made = g_new0 (StandinFault, 1);

        made->service = i;
        made->fault = g_strdup (fault);
        made->method = g_strdup (standin_string (body, "method"));
        made->count = (guint) standin_int (body, "count", 1);
        made->skip = (guint) standin_int (body, "skip", 0);
        g_ptr_array_add (self->faults, made);
        return TRUE;
      }
  return FALSE;
}

static void
set_switch (JsonObject *body, const char *name, gboolean *value)
{
  if (json_object_has_member (body, name))
    *value = json_object_get_boolean_member (body, name);
}

static gboolean
apply_settings (UsherStandin *self, JsonObject *body)
{
  set_switch (body, "auto_deliver", &self->auto_deliver);
  set_switch (body, "no_logs", &self->no_logs);
  set_switch (body, "free_plan", &self->free_plan);
  return TRUE;
}

static JsonNode *
read_state (UsherStandin *self, const char *path, const char *recipient)
{
  if (g_str_equal (path, "/requests"))
    return copy_of (self->requests);
  if (g_str_equal (path, "/problems"))
    return copy_of (self->problems);
  if (g_str_equal (path, "/inbox"))
    return copy_of (self->inbox);
  if (g_str_equal (path, "/mailgun/messages"))
    return standin_mailgun_messages (self, recipient);
  if (g_str_equal (path, "/twilio/messages"))
    return standin_twilio_messages (self);
  if (g_str_equal (path, "/mux/streams"))
    return standin_mux_streams (self);
  return NULL;
}

static gboolean
inbound (UsherStandin *self, JsonObject *body)
{
  const char *from = standin_string (body, "from");
  const char *text = standin_string (body, "body");

  if (from != NULL && text != NULL)
    standin_twilio_inbound (self, from, text);
  return from != NULL && text != NULL;
}

static gboolean
set_error (UsherStandin *self, JsonObject *body)
{
  const char *to = standin_string (body, "to");

  if (to != NULL)
    standin_twilio_error (self, to, (int) standin_int (body, "code", 21211));
  return to != NULL;
}

static gboolean
broadcast (UsherStandin *self, JsonObject *body)
{
  const char *id = standin_string (body, "id");

  return id != NULL && standin_mux_broadcast (self, id, json_object_get_boolean_member_with_default (body, "active", TRUE));
}

static gboolean
bad_address (UsherStandin *self, JsonObject *body)
{
  const char *address = standin_string (body, "address");

  if (address != NULL)
    standin_mailgun_bad (self, address);
  return address != NULL;
}

static gboolean
set_clock (UsherStandin *self, JsonObject *body)
{
  self->clock = standin_int (body, "now", 0);
  return TRUE;
}

typedef struct {
  const char *path;
  gboolean  (*run) (UsherStandin *self, JsonObject *body);
} Command;

static const Command commands[] = {
  { "/faults", add_fault },
  { "/clock", set_clock },
  { "/settings", apply_settings },
  { "/mailgun/bad", bad_address },
  { "/mailgun/events", standin_mailgun_add_event },
  { "/twilio/inbound", inbound },
  { "/twilio/errors", set_error },
  { "/twilio/status", standin_twilio_status },
  { "/mux/broadcast", broadcast },
};

JsonNode *
standin_control_run (UsherStandin *self, const char *method, const char *path, const char *recipient, JsonObject *body)
{
  JsonNode *state = g_str_equal (method, "GET") ? read_state (self, path, recipient) : NULL;

  if (state != NULL)
    return state;
  if (g_str_equal (path, "/reset"))
    {
      standin_reset (self);
      return standin_object ("result", "done", NULL);
    }
  for (guint i = 0; body != NULL && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].path, path))
      return standin_object ("result", commands[i].run (self, body) ? "done" : "nothing fits", NULL);
  return standin_object ("error", "no such call, or its body is not a JSON object", NULL);
}

/* Whatever is posted here is kept: a receiver for webhooks. */
static void
keep (StandinCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (call->message));
  JsonObject *entry = json_object_new ();
  JsonObject *kept = json_object_new ();
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    json_object_set_string_member (kept, name, value);
  json_object_set_object_member (entry, "headers", kept);
  json_object_set_string_member (entry, "body", text);
  json_array_add_object_element (call->standin->inbox, entry);
  standin_answer (call, 200, standin_node (json_object_new ()));
}

void
standin_control_handle (StandinCall *call)
{
  JsonNode *answer;

  if (standin_is (call, "POST", 1, "inbox"))
    {
      keep (call);
      return;
    }
  if (standin_is (call, "POST", 1, "webhooks"))
    {
      standin_webhook_send (call);
      return;
    }
  answer = standin_control_run (call->standin, call->method, call->path, standin_field (call->query, "recipient"), call->json);
  standin_answer (call, JSON_NODE_HOLDS_OBJECT (answer) && json_object_has_member (json_node_get_object (answer), "error") ? 404 : 200,
                  answer);
}
