/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same for each service: reading a request, checking the key, failing on purpose, writing the answer. */
#include "usher-standin-private.h"

#include <string.h>
#include <sys/socket.h>

static const char * const service_names[] = { "mailgun", "twilio", "mux", "control" };

void
standin_fault_free (gpointer data)
{
  StandinFault *fault = data;

  g_free (fault->fault);
  g_free (fault->method);
  g_free (fault);
}

static void
field_free (gpointer data)
{
  StandinField *field = data;

  g_free (field->name);
  g_free (field->value);
  g_free (field->file_name);
  g_free (field->content_type);
  g_free (field);
}

static StandinField *
add_field (GPtrArray *fields, char *name, char *value)
{
  StandinField *field = g_new0 (StandinField, 1);

  field->name = name;
  field->value = value;
  g_ptr_array_add (fields, field);
  return field;
}

static char *
decode (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), "+", ' ');

  return g_uri_unescape_string (spaced, NULL);
}

GPtrArray *
standin_urlencoded (const char *text)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (field_free);
  g_auto (GStrv) pairs = g_strsplit (text, "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      char *name, *value;

      if (*pairs[i] == '\0')
        continue;
      if (equals != NULL)
        *equals = '\0';
      name = decode (pairs[i]);
      value = decode (equals != NULL ? equals + 1 : "");
      add_field (fields, name, value);
      if (name == NULL || value == NULL || !g_utf8_validate (name, -1, NULL) || !g_utf8_validate (value, -1, NULL))
        return NULL;
    }
  return g_steal_pointer (&fields);
}

static gboolean
read_part (SoupMultipart *multipart, int index, GPtrArray *fields)
{
  SoupMessageHeaders *headers;
  GBytes *body;
  g_autofree char *disposition = NULL;
  GHashTable *params = NULL;
  StandinField *field = NULL;
  const char *name;

  if (!soup_multipart_get_part (multipart, index, &headers, &body) ||
      !soup_message_headers_get_content_disposition (headers, &disposition, &params))
    return FALSE;
  name = g_hash_table_lookup (params, "name");
  if (g_ascii_strcasecmp (disposition, "form-data") == 0 && name != NULL)
    {
      gsize length;
      const char *data = g_bytes_get_data (body, &length);

      field = add_field (fields, g_strdup (name), g_strndup (data != NULL ? data : "", length));
      field->file_name = g_strdup (g_hash_table_lookup (params, "filename"));
      field->content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
    }
  g_hash_table_unref (params);
  return field != NULL;
}

GPtrArray *
standin_multipart (const char *content_type_header, GBytes *body)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (field_free);
  g_autoptr (SoupMultipart) multipart = NULL;

  soup_message_headers_replace (headers, "Content-Type", content_type_header);
  multipart = soup_multipart_new_from_message (headers, body);
  if (multipart == NULL)
    return NULL;
  for (int i = 0; i < soup_multipart_get_length (multipart); i++)
    if (!read_part (multipart, i, fields))
      return NULL;
  return g_steal_pointer (&fields);
}

static void
read_body (StandinCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (call->message));
  const char *header = soup_message_headers_get_one (headers, "Content-Type");
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);

  call->content_type = soup_message_headers_get_content_type (headers, NULL);
  if (call->content_type == NULL)
    return;
  if (g_str_equal (call->content_type, "application/x-www-form-urlencoded"))
    call->fields = standin_urlencoded (text);
  else if (g_str_equal (call->content_type, "multipart/form-data"))
    call->fields = standin_multipart (header, body);
  else if (g_str_equal (call->content_type, "application/json"))
    call->json = standin_parse (text, length);
}

static void
read_path (StandinCall *call, GUri *uri)
{
  const char *raw = g_uri_get_path (uri);
  g_auto (GStrv) parts = g_strsplit (raw + 1, "/", -1);
  g_autoptr (GPtrArray) segments = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *segment = g_uri_unescape_string (parts[i], NULL);

      g_ptr_array_add (segments, segment != NULL ? segment : g_strdup (""));
    }
  call->n_segments = segments->len;
  g_ptr_array_add (segments, NULL);
  call->segments = (char **) g_ptr_array_steal (segments, NULL);
  call->path = g_uri_unescape_string (raw, NULL);
  if (call->path == NULL)
    call->path = g_strdup ("");
  call->query = standin_urlencoded (g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
}

static gboolean
has_key (StandinCall *call)
{
  static const char * const pairs[] = {
    "api:" USHER_STANDIN_MAILGUN_KEY,
    USHER_STANDIN_TWILIO_SID ":" USHER_STANDIN_TWILIO_TOKEN,
    USHER_STANDIN_MUX_TOKEN_ID ":" USHER_STANDIN_MUX_TOKEN_SECRET,
  };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  g_autofree char *encoded = NULL;
  g_autofree char *expected = NULL;

  if (call->service == USHER_STANDIN_CONTROL)
    return TRUE;
  encoded = g_base64_encode ((const guchar *) pairs[call->service], strlen (pairs[call->service]));
  expected = g_strconcat ("Basic ", encoded, NULL);
  return g_strcmp0 (given, expected) == 0;
}

static void
refuse_key (StandinCall *call)
{
  g_autofree char *body = standin_fault_body (call->service, 401);

  /* Mailgun answers with the bare word. */
  standin_answer_text (call, 401, call->service == USHER_STANDIN_MAILGUN ? "text/html; charset=utf-8" : "application/json",
                       body);
}

char *
standin_fault_body (UsherStandinService service, guint status)
{
  if (service == USHER_STANDIN_MAILGUN && status == 401)
    return g_strdup ("Forbidden");
  if (service == USHER_STANDIN_MAILGUN && status == 429)
    return g_strdup ("{\"message\":\"Domain " USHER_STANDIN_MAILGUN_DOMAIN
                     " is not allowed to send: request limit exceeded, try again after 120 seconds\"}");
  if (service == USHER_STANDIN_MAILGUN)
    return g_strdup ("{\"message\":\"Internal Server Error\"}");
  if (service == USHER_STANDIN_TWILIO)
    return g_strdup_printf ("{\"code\":%d,\"message\":\"%s\",\"more_info\":\"https://www.twilio.com/docs/errors/%d\","
                            "\"status\":%u}",
                            status == 401 ? 20003 : status == 429 ? 20429 : 20500,
                            status == 401 ? "Authenticate" : status == 429 ? "Too Many Requests" : "Internal Server Error",
                            status == 401 ? 20003 : status == 429 ? 20429 : 20500, status);
  if (status == 429)
    return g_strdup ("{\"errors\":[\"Too many requests, retry later.\"]}");
  if (status == 401)
    return g_strdup ("{\"error\":{\"type\":\"unauthorized\",\"messages\":[\"Unauthorized request\"]}}");
  return g_strdup ("{\"error\":{\"type\":\"internal\",\"messages\":[\"Internal error\"]}}");
}

/* The connection goes with a reset, so that nobody takes it for an orderly end. */
static void
break_connection (StandinCall *call)
{
  GSocket *socket = soup_server_message_get_socket (call->message);
  struct linger now = { 1, 0 };

  if (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &now, sizeof now) == 0)
    g_socket_close (socket, NULL);
}

static void
answer_half (StandinCall *call)
{
  static const char half[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":\"<half";
  GSocket *socket = soup_server_message_get_socket (call->message);

  g_socket_send (socket, half, sizeof half - 1, NULL, NULL);
  g_socket_close (socket, NULL);
}

static StandinFault *
next_fault (StandinCall *call)
{
  for (guint i = 0; i < call->standin->faults->len; i++)
    {
      StandinFault *fault = g_ptr_array_index (call->standin->faults, i);

      if (fault->service != call->service || fault->count == 0 ||
          (fault->method != NULL && !g_str_equal (fault->method, call->method)))
        continue;
      if (fault->skip > 0)
        {
          fault->skip--;
          continue;
        }
      fault->count--;
      return fault;
    }
  return NULL;
}

static void
answer_status (StandinCall *call, guint status)
{
  g_autofree char *body = standin_fault_body (call->service, status);
  g_autofree char *reset = NULL;

  if (status == 401)
    {
      refuse_key (call);
      return;
    }
  standin_answer_text (call, status, "application/json", body);
  if (status != 429 || call->service != USHER_STANDIN_MAILGUN)
    return;
  reset = g_strdup_printf ("%.3f", (double) g_get_real_time () / G_USEC_PER_SEC + 90);
  soup_message_headers_replace (soup_server_message_get_response_headers (call->message), "X-RateLimit-Reset", reset);
}

/* TRUE when nothing more is to be done with this request. */
static gboolean
apply_fault (StandinCall *call, const char *fault)
{
  if (g_str_equal (fault, "hang"))
    {
      soup_server_message_pause (call->message);
      g_ptr_array_add (call->standin->hanging, g_object_ref (call->message));
    }
  else if (g_str_equal (fault, "reset"))
    break_connection (call);
  else if (g_str_equal (fault, "half"))
    answer_half (call);
  else if (g_str_equal (fault, "garbage"))
    standin_answer_text (call, 200, "text/html", "<html><body>It works!</body></html>");
  else if (g_str_equal (fault, "huge"))
    {
      g_autofree char *text = g_strnfill (9 * 1024 * 1024, ' ');

      standin_answer_text (call, 200, "application/json", text);
    }
  else if (g_ascii_isdigit (*fault))
    answer_status (call, (guint) g_ascii_strtoull (fault, NULL, 10));
  else
    return FALSE;
  return TRUE;
}

static void
dispatch (StandinCall *call)
{
  switch (call->service)
    {
    case USHER_STANDIN_MAILGUN:
      standin_mailgun_handle (call);
      break;
    case USHER_STANDIN_TWILIO:
      standin_twilio_handle (call);
      break;
    case USHER_STANDIN_MUX:
      standin_mux_handle (call);
      break;
    case USHER_STANDIN_CONTROL:
    default:
      standin_control_handle (call);
      break;
    }
}

static void
handle_call (StandinCall *call)
{
  StandinFault *fault = call->service != USHER_STANDIN_CONTROL ? next_fault (call) : NULL;
  gboolean lost = fault != NULL && g_str_equal (fault->fault, "lost");

  if (fault != NULL && apply_fault (call, fault->fault))
    return;
  if (!has_key (call))
    refuse_key (call);
  else
    dispatch (call);
  if (lost)
    {
      break_connection (call);
      g_clear_pointer (&call->answer, g_free);
    }
}

static void
log_request (StandinCall *call)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "service", service_names[call->service]);
  json_object_set_string_member (entry, "method", call->method);
  json_object_set_string_member (entry, "path", call->path);
  json_object_set_int_member (entry, "status", call->answer != NULL ? call->status : 0);
  json_array_add_object_element (call->standin->requests, entry);
}

static void
call_clear (StandinCall *call)
{
  g_strfreev (call->segments);
  g_clear_pointer (&call->query, g_ptr_array_unref);
  g_clear_pointer (&call->fields, g_ptr_array_unref);
  g_clear_pointer (&call->json, json_object_unref);
  g_free (call->path);
  g_free (call->answer);
}

void
standin_handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  UsherStandin *self = user_data;
  StandinCall call = { .standin = self, .message = message, .method = soup_server_message_get_method (message) };

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < USHER_STANDIN_N_SERVICES; i++)
    if (self->servers[i] == server)
      call.service = i;
  read_path (&call, soup_server_message_get_uri (message));
  read_body (&call);
  if (call.query == NULL)
    call.query = g_ptr_array_new_with_free_func (field_free);
  handle_call (&call);
  if (call.service != USHER_STANDIN_CONTROL)
    log_request (&call);
  if (call.answer != NULL)
    {
      soup_server_message_set_status (message, call.status, NULL);
      /* libsoup ends the connection after an answer without a body, and does not say so by itself */
      if (call.status == 204)
        soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
      else
        soup_server_message_set_response (message, call.answer_type, SOUP_MEMORY_COPY, call.answer, strlen (call.answer));
    }
  call_clear (&call);
  g_mutex_unlock (&self->lock);
}
