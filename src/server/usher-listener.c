/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-listener.h"

#include <gio/gnetworking.h>
#include <string.h>

#include "usher-error.h"

/* "HOST:PORT", "[V6]:PORT", ":PORT" (all addresses of both families) */
static GSocketAddress *
parse_address (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  GSocketAddress *address;
  guint64 port;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    {
      usher_set_error_invalid (error, "address", "“%s” is no address to listen on: it must look like 127.0.0.1:8080.", text);
      return NULL;
    }
  if (colon == text)
    host = g_strdup ("::");
  else if (*text == '[' && colon[-1] == ']')
    host = g_strndup (text + 1, (gsize) (colon - text - 2));
  else if (g_str_has_prefix (text, "localhost:"))
    host = g_strdup ("127.0.0.1");
  else
    host = g_strndup (text, (gsize) (colon - text));
  address = g_inet_socket_address_new_from_string (host, (guint) port);
  if (address == NULL)
    usher_set_error_invalid (error, "address", "“%s” is no IP address to listen on.", host);
  return address;
}

/* [::] takes IPv4 visitors, too. Where the machine has no IPv6, it means all IPv4 addresses. */
static GSocket *
bind_to (GSocketAddress *address, GError **error)
{
  GSocketFamily family = g_socket_address_get_family (address);
  g_autoptr (GSocket) socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (family == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, FALSE, NULL);
  if (!g_socket_bind (socket, address, TRUE, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static GSocket *
open_any (GSocketAddress *address, GError **error)
{
  GInetAddress *inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  g_autoptr (GSocketAddress) v4 = NULL;
  g_autoptr (GInetAddress) any = NULL;
  GSocket *socket;

  if (!g_inet_address_get_is_any (inet) || g_inet_address_get_family (inet) != G_SOCKET_FAMILY_IPV6)
    return bind_to (address, error);
  socket = bind_to (address, NULL);
  if (socket != NULL)
    return socket;
  any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  v4 = g_inet_socket_address_new (any, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  return bind_to (v4, error);
}

GSocket *
usher_listener_open (const char *address, gboolean loopback_only, int backlog, GError **error)
{
  g_autoptr (GSocketAddress) parsed = parse_address (address, error);
  g_autoptr (GSocket) socket = NULL;

  if (parsed == NULL)
    return NULL;
  if (loopback_only
      && !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (parsed))))
    {
      usher_set_error_invalid (error, "address", "The control door opens on this machine only: 127.0.0.1 or [::1].");
      return NULL;
    }
  socket = open_any (parsed, error);
  if (socket == NULL)
    {
      g_prefix_error (error, "Cannot listen on %s: ", address);
      return NULL;
    }
  g_socket_set_listen_backlog (socket, backlog);
  if (!g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static GInetSocketAddress *
local_address (GSocket *socket)
{
  GSocketAddress *address = g_socket_get_local_address (socket, NULL);

  g_assert (G_IS_INET_SOCKET_ADDRESS (address));
  return G_INET_SOCKET_ADDRESS (address);
}

guint16
usher_listener_get_port (GSocket *socket)
{
  g_autoptr (GInetSocketAddress) address = local_address (socket);

  return g_inet_socket_address_get_port (address);
}

char *
usher_listener_make_url (GSocket *socket)
{
  g_autoptr (GInetSocketAddress) address = local_address (socket);
  GInetAddress *inet = g_inet_socket_address_get_address (address);
  g_autofree char *host = g_inet_address_to_string (inet);

  if (g_inet_address_get_is_any (inet))
    g_set_str (&host, "127.0.0.1");
  return g_strdup_printf (strchr (host, ':') != NULL ? "http://[%s]:%u" : "http://%s:%u", host,
                          g_inet_socket_address_get_port (address));
}
