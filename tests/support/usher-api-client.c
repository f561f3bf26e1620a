/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-api-client.h"

#include <libsoup/soup.h>
#include <string.h>

#include "usher-openapi-check.h"

struct _UsherApiClient {
  SoupSession  *session;
  char         *base_url;
  char         *token;
  UsherOpenapi *description;
};

static GBytes *
send_message (UsherApiClient *self, SoupMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
  GBytes *bytes;

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
  bytes = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  return bytes;
}

/* An empty body has no data at all */
static char *
to_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

static SoupMessage *
make_message (UsherApiClient *self, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (self->base_url, path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  g_assert_nonnull (message);
  return message;
}

UsherApiClient *
usher_api_client_new (const char *base_url, const char *token)
{
  UsherApiClient *self = g_new0 (UsherApiClient, 1);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  self->session = soup_session_new ();
  self->base_url = g_strdup (base_url);
  self->token = g_strdup (token);
  message = make_message (self, "GET", "/api/openapi.json");
  bytes = send_message (self, message);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  self->description = usher_openapi_new (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return self;
}

void
usher_api_client_free (UsherApiClient *self)
{
  g_object_unref (self->session);
  usher_openapi_free (self->description);
  g_free (self->base_url);
  g_free (self->token);
  g_free (self);
}

static void
check (UsherApiClient *self, SoupMessage *message, const char *path, GBytes *bytes)
{
  g_autofree char *bare = g_strndup (path, strcspn (path, "?"));
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  g_autoptr (GError) error = NULL;

  usher_openapi_check (self->description, soup_message_get_method (message), bare, soup_message_get_status (message), type, bytes,
                       &error);
  g_assert_no_error (error);
}

JsonNode *
usher_api_call_full (UsherApiClient *self, const char *method, const char *path, const char *body, guint status,
                     const char *header, const char *value, char **etag)
{
  g_autoptr (SoupMessage) message = make_message (self, method, path);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  JsonNode *node;

  if (body)
    {
      g_autoptr (GBytes) out = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", out);
    }
  if (header)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  bytes = send_message (self, message);
  text = to_text (bytes);
  if (soup_message_get_status (message) != status)
    g_error ("%s %s: %u instead of %u: %s", method, path, soup_message_get_status (message), status, text);
  check (self, message, path, bytes);
  if (etag)
    *etag = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
  if (!*text)
    return json_node_new (JSON_NODE_NULL);
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

JsonNode *
usher_api_call (UsherApiClient *self, const char *method, const char *path, const char *body, guint status)
{
  return usher_api_call_full (self, method, path, body, status, NULL, NULL, NULL);
}

char *
usher_api_get_text (UsherApiClient *self, const char *path, const char *accept, guint status, char **content_type)
{
  g_autoptr (SoupMessage) message = make_message (self, "GET", path);
  g_autoptr (GBytes) bytes = NULL;

  if (accept)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", accept);
  bytes = send_message (self, message);
  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  check (self, message, path, bytes);
  if (content_type)
    *content_type = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Type"));
  return to_text (bytes);
}

GPtrArray *
usher_api_untouched (UsherApiClient *self)
{
  return usher_openapi_untouched (self->description);
}

JsonNode *
usher_api_node (JsonNode *node, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);

  for (guint i = 0; steps[i] && node; i++)
    {
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), steps[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node)
               && g_ascii_strtoull (steps[i], NULL, 10) < json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node), (guint) g_ascii_strtoull (steps[i], NULL, 10));
      else
        node = NULL;
    }
  if (!node)
    g_error ("the answer has no %s", path);
  return node;
}

const char *
usher_api_text (JsonNode *node, const char *path)
{
  node = usher_api_node (node, path);
  return JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_get_string (node);
}

gint64
usher_api_int (JsonNode *node, const char *path)
{
  return json_node_get_int (usher_api_node (node, path));
}

double
usher_api_number (JsonNode *node, const char *path)
{
  return json_node_get_double (usher_api_node (node, path));
}

gboolean
usher_api_true (JsonNode *node, const char *path)
{
  return json_node_get_boolean (usher_api_node (node, path));
}

guint
usher_api_length (JsonNode *node, const char *path)
{
  return json_array_get_length (json_node_get_array (usher_api_node (node, path)));
}
