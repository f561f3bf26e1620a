/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-http-client.h"

#include <stdarg.h>
#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)   /* nothing takes that long: the test hangs */
#define NAP_US      200

struct _UsherWire {
  GSocket *socket;
  GString *early;   /* read, but not asked for yet */
  gboolean closed;
};

typedef struct {
  gint64 until;
} Patience;

static void
turn (Patience *patience)
{
  if (patience->until == 0)
    patience->until = g_get_monotonic_time () + PATIENCE_US;
  g_assert_cmpint (g_get_monotonic_time (), <, patience->until);
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (NAP_US);
}

void
usher_run_until (UsherDone done, gpointer data)
{
  Patience patience = { 0 };

  while (!done (data))
    turn (&patience);
}

void
usher_run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

UsherWire *
usher_wire_open (const char *base_url)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  UsherWire *self = g_new0 (UsherWire, 1);

  g_assert_nonnull (uri);
  address = g_inet_socket_address_new_from_string (g_uri_get_host (uri), (guint) g_uri_get_port (uri));
  g_assert_nonnull (address);
  self->socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_connect (self->socket, address, NULL, &error);   /* the kernel's backlog takes it at once */
  g_assert_no_error (error);
  g_socket_set_blocking (self->socket, FALSE);
  self->early = g_string_new (NULL);
  return self;
}

void
usher_wire_close (UsherWire *self)
{
  if (self == NULL)
    return;
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_string_free (self->early, TRUE);
  g_free (self);
}

gsize
usher_wire_push (UsherWire *self, const char *bytes, gsize length)
{
  gssize n = g_socket_send (self->socket, bytes, length, NULL, NULL);

  return n > 0 ? (gsize) n : 0;
}

gboolean
usher_wire_send (UsherWire *self, const char *bytes, gssize length, gsize *sent)
{
  gsize total = length < 0 ? strlen (bytes) : (gsize) length;
  gsize done = 0;
  Patience patience = { 0 };
  gboolean gone = FALSE;

  while (done < total && !gone)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_send (self->socket, bytes + done, MIN (total - done, 64 * 1024), NULL, &error);

      if (n > 0)
        done += (gsize) n;
      else
        gone = !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      turn (&patience);
    }
  if (sent != NULL)
    *sent = done;
  return done == total;
}

/* FALSE: nothing there now */
static gboolean
receive (UsherWire *self)
{
  char buffer[16 * 1024];
  g_autoptr (GError) error = NULL;
  gssize n;

  if (self->closed)
    return FALSE;
  n = g_socket_receive (self->socket, buffer, sizeof buffer, NULL, &error);
  if (n > 0)
    g_string_append_len (self->early, buffer, n);
  else if (n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->closed = TRUE;
  return n > 0;
}

char *
usher_wire_read_all (UsherWire *self, gsize *length)
{
  Patience patience = { 0 };
  char *all;

  while (!self->closed)
    {
      if (!receive (self))
        turn (&patience);
    }
  if (length != NULL)
    *length = self->early->len;
  all = g_strndup (self->early->str, self->early->len);
  g_string_truncate (self->early, 0);
  return all;
}

char *
usher_wire_read_some (UsherWire *self, gsize length)
{
  Patience patience = { 0 };
  char *some;

  while (self->early->len < length)
    {
      if (self->closed)
        return NULL;
      if (!receive (self))
        turn (&patience);
    }
  some = g_strndup (self->early->str, length);
  g_string_erase (self->early, 0, (gssize) length);
  return some;
}

gboolean
usher_wire_is_closed (UsherWire *self)
{
  while (receive (self))
    ;
  return self->closed;
}

void
usher_wire_wait_closed (UsherWire *self)
{
  Patience patience = { 0 };

  while (!usher_wire_is_closed (self))
    turn (&patience);
}

void
usher_wire_shutdown (UsherWire *self, gboolean read, gboolean write)
{
  g_socket_shutdown (self->socket, read, write, NULL);
}

void
usher_reply_free (UsherReply *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->headers);
  g_free (self->body);
  g_free (self);
}

const char *
usher_reply_header (const UsherReply *self, const char *name)
{
  return g_hash_table_lookup (self->headers, name);
}

static UsherReply *
parse_head (const char *head)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  UsherReply *reply = g_new0 (UsherReply, 1);

  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_assert_true (g_str_has_prefix (lines[0], "HTTP/1."));
  reply->status = (guint) g_ascii_strtoull (lines[0] + strlen ("HTTP/1.1 "), NULL, 10);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      const char *colon = strchr (lines[i], ':');

      g_assert_nonnull (colon);
      g_hash_table_insert (reply->headers, g_ascii_strdown (lines[i], colon - lines[i]), g_strstrip (g_strdup (colon + 1)));
    }
  return reply;
}

UsherReply *
usher_wire_read_reply (UsherWire *self, gboolean head)
{
  Patience patience = { 0 };
  g_autofree char *text = NULL;
  const char *end;
  UsherReply *reply;
  const char *length;

  while ((end = strstr (self->early->str, "\r\n\r\n")) == NULL)
    {
      if (!receive (self))
        {
          if (self->closed)
            return NULL;
          turn (&patience);
        }
    }
  text = usher_wire_read_some (self, (gsize) (end - self->early->str) + 4);
  reply = parse_head (text);
  length = usher_reply_header (reply, "content-length");
  if (!head && length != NULL)
    reply->length = (gsize) g_ascii_strtoull (length, NULL, 10);
  reply->body = usher_wire_read_some (self, reply->length);
  return reply;
}

UsherReply *
usher_http_request (const char *base_url, const char *method, const char *target, const char *headers, const char *body)
{
  g_autoptr (UsherWire) wire = usher_wire_open (base_url);
  g_autoptr (GString) text = g_string_new (NULL);
  UsherReply *reply;

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nConnection: close\r\n", method, target);
  if (headers == NULL || strstr (headers, "Host:") == NULL)
    g_string_append_printf (text, "Host: %s\r\n", base_url + strlen ("http://"));
  if (body != NULL)
    g_string_append_printf (text, "Content-Length: %zu\r\n", strlen (body));
  g_string_append_printf (text, "%s\r\n%s", headers != NULL ? headers : "", body != NULL ? body : "");
  usher_wire_send (wire, text->str, (gssize) text->len, NULL);
  reply = usher_wire_read_reply (wire, g_str_equal (method, "HEAD"));
  g_assert_nonnull (reply);
  return reply;
}

UsherReply *
usher_http_get (const char *base_url, const char *target)
{
  return usher_http_request (base_url, "GET", target, NULL, NULL);
}

UsherReply *
usher_http_post_form (const char *base_url, const char *target, ...)
{
  g_autoptr (GString) form = g_string_new (NULL);
  const char *name;
  va_list args;

  va_start (args, target);
  while ((name = va_arg (args, const char *)) != NULL)
    {
      g_autofree char *value = g_uri_escape_string (va_arg (args, const char *), NULL, FALSE);

      g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", name, value);
    }
  va_end (args);
  return usher_http_request (base_url, "POST", target, "Content-Type: application/x-www-form-urlencoded\r\n", form->str);
}

char *
usher_http_raw (const char *base_url, const char *bytes, gssize length)
{
  g_autoptr (UsherWire) wire = usher_wire_open (base_url);

  usher_wire_send (wire, bytes, length, NULL);
  return usher_wire_read_all (wire, NULL);
}
