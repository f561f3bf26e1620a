/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-request.h"

#include <string.h>

#include "usher-error.h"
#include "usher-form.h"
#include "usher-request-private.h"

struct _UsherRequest {
  gatomicrefcount    ref_count;
  SoupServerMessage *message;        /* (nullable): NULL when the visitor is gone */
  UsherMatch         match;
  UsherRequestEvents events;
  gpointer           data;

  char              *method;
  char              *path;
  char              *raw_query;
  GHashTable        *query;          /* (nullable): decoded when first asked for */
  SoupMessageHeaders *headers;
  char              *content_type;   /* (nullable): without parameters */
  char              *client;
  GByteArray        *incoming;       /* (nullable): until the body is whole */
  GBytes            *body;
  GCancellable      *cancellable;
  gboolean           handled;        /* its handler was called */
  gboolean           completed;
};

static char *
media_type (SoupMessageHeaders *headers)
{
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return type != NULL ? g_ascii_strdown (type, -1) : NULL;
}

UsherRequest *
usher_request_new (SoupServerMessage *message, UsherMatch *match, char *client, const UsherRequestEvents *events,
                   gpointer data)
{
  UsherRequest *self = g_new0 (UsherRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);

  g_atomic_ref_count_init (&self->ref_count);
  self->message = g_object_ref (message);
  self->match = *match;
  memset (match, 0, sizeof *match);
  self->events = *events;
  self->data = data;
  self->method = g_strdup (soup_server_message_get_method (message));
  self->path = g_strdup (g_uri_get_path (uri));
  self->raw_query = g_strdup (g_uri_get_query (uri));
  self->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  self->content_type = media_type (self->headers);
  self->client = client;
  self->incoming = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * usher_request_ref:
 * @self: a request
 *
 * Returns: (transfer full): the same one
 */
UsherRequest *
usher_request_ref (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
request_free (UsherRequest *self)
{
  UsherRequestEvents events = self->events;
  gpointer data = self->data;

  usher_match_clear (&self->match);
  g_clear_object (&self->message);
  g_free (self->method);
  g_free (self->path);
  g_free (self->raw_query);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_free (self->content_type);
  g_free (self->client);
  g_clear_pointer (&self->incoming, g_byte_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->cancellable);
  g_free (self);
  events.freed (data);   /* perhaps the last one that held the router */
}

/**
 * usher_request_unref:
 * @self: (transfer full): a request
 *
 * A request that a handler has seen and that goes without an answer is answered 500: nobody is left waiting.
 */
void
usher_request_unref (UsherRequest *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->handled && !self->completed)
    {
      g_message ("A handler of %s gave no answer", self->match.pattern);
      self->completed = TRUE;
      self->events.completed (self, usher_response_new_problem (500, "Internal error", NULL, NULL), self->data);
    }
  request_free (self);
}

/**
 * usher_request_complete:
 * @self: a request that was not completed yet
 * @response: (transfer full): the answer
 *
 * Must be called on the door's thread.
 */
void
usher_request_complete (UsherRequest *self, UsherResponse *response)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (response != NULL);
  g_return_if_fail (!self->completed);

  self->completed = TRUE;
  self->events.completed (self, response, self->data);
}

gboolean
usher_request_append_body (UsherRequest *self, GBytes *chunk)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (chunk, &size);

  if (size > self->match.max_body - self->incoming->len)
    return FALSE;
  g_byte_array_append (self->incoming, data, (guint) size);
  return TRUE;
}

void
usher_request_handle (UsherRequest *self)
{
  g_assert (!self->handled);
  self->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->incoming));
  self->handled = TRUE;
  self->match.handler (self, self->match.data);
}

gboolean
usher_request_is_completed (UsherRequest *self)
{
  return self->completed;
}

void
usher_request_cancel (UsherRequest *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
usher_request_detach (UsherRequest *self)
{
  g_clear_object (&self->message);
  if (!self->completed)
    g_cancellable_cancel (self->cancellable);
}

SoupServerMessage *
usher_request_get_message (UsherRequest *self)
{
  return self->message;
}

const char *
usher_request_get_pattern (UsherRequest *self)
{
  return self->match.pattern;
}

gsize
usher_request_get_size (UsherRequest *self)
{
  if (self->incoming != NULL)
    return self->incoming->len;
  return self->body != NULL ? g_bytes_get_size (self->body) : 0;
}

/**
 * usher_request_get_method:
 * @self: a request
 *
 * Returns: "GET", "HEAD" (handled like GET), "POST" …
 */
const char *
usher_request_get_method (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->method;
}

/**
 * usher_request_get_path:
 * @self: a request
 *
 * Returns: the path as it stood in the request: still percent-encoded, without the query
 */
const char *
usher_request_get_path (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->path;
}

/**
 * usher_request_get_param:
 * @self: a request
 * @name: a {name} of the route
 *
 * Returns: (nullable): what stands there in the path: decoded, never empty, without "/", valid UTF-8
 */
const char *
usher_request_get_param (UsherRequest *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  return self->match.params != NULL ? g_hash_table_lookup (self->match.params, name) : NULL;
}

/**
 * usher_request_get_id:
 * @self: a request
 * @name: a {name} of the route
 *
 * Returns: what stands there as a positive number, or 0 when it is none
 */
gint64
usher_request_get_id (UsherRequest *self, const char *name)
{
  const char *text = usher_request_get_param (self, name);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &value, NULL))
    return 0;
  return (gint64) value;
}

/**
 * usher_request_get_query:
 * @self: a request
 * @name: a parameter of the query
 *
 * Returns: (nullable): its value, decoded; %NULL when there is none, or the query is no valid text
 */
const char *
usher_request_get_query (UsherRequest *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (self->raw_query == NULL)
    return NULL;
  if (self->query == NULL)
    self->query = usher_form_parse_urlencoded (self->raw_query, strlen (self->raw_query), NULL);
  if (self->query == NULL)
    self->query = g_hash_table_new (g_str_hash, g_str_equal);
  return g_hash_table_lookup (self->query, name);
}

/**
 * usher_request_get_raw_query:
 * @self: a request
 *
 * Returns: (nullable): what stands behind "?", still percent-encoded
 */
const char *
usher_request_get_raw_query (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->raw_query;
}

/**
 * usher_request_get_header:
 * @self: a request
 * @name: a header's name, in any case
 *
 * Returns: (nullable): its value; of a repeated header the first one
 */
const char *
usher_request_get_header (UsherRequest *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  return soup_message_headers_get_one (self->headers, name);
}

/**
 * usher_request_get_body:
 * @self: a request
 *
 * Returns: (transfer none): the whole body, perhaps empty
 */
GBytes *
usher_request_get_body (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->body;
}

/**
 * usher_request_get_content_type:
 * @self: a request
 *
 * Returns: (nullable): the body's media type in lower case, without parameters
 */
const char *
usher_request_get_content_type (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->content_type;
}

/**
 * usher_request_get_form:
 * @self: a request
 * @error: %USHER_ERROR_INVALID when the body is no form, or a broken one
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): the form's fields; of repeated names the first
 */
GHashTable *
usher_request_get_form (UsherRequest *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  return usher_form_parse (soup_message_headers_get_one (self->headers, "Content-Type"), self->body, error);
}

/**
 * usher_request_get_client:
 * @self: a request
 *
 * Returns: the visitor's IP address as text, through trusted proxies
 */
const char *
usher_request_get_client (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->client;
}

/**
 * usher_request_get_cancellable:
 * @self: a request
 *
 * Returns: (transfer none): cancelled when the visitor goes away before the answer. Good for reads; a command that the
 *   visitor gave should be carried out all the same
 */
GCancellable *
usher_request_get_cancellable (UsherRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->cancellable;
}
