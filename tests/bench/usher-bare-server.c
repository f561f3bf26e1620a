/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libsoup can do at best: a handler that does nothing.
 *
 *   usher-bare-server BYTES
 *
 * GET gets a page of so many bytes, POST is read and sent on to another page, like the form. Prints "bare: http://ADDR:PORT". */
#include <libsoup/soup.h>
#include <stdlib.h>

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  GBytes *page = data;

  if (soup_server_message_get_method (message) == SOUP_METHOD_POST)
    {
      soup_server_message_set_redirect (message, SOUP_STATUS_SEE_OTHER, "/thanks");
      return;
    }
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_STATIC, g_bytes_get_data (page, NULL),
                                    g_bytes_get_size (page));
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

/* libsoup's own socket has a backlog of 10: the first connections of a load would wait a second for the kernel. */
static GSocket *
listen_somewhere (GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, 1024);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

int
main (int argc, char **argv)
{
  gsize size = argc > 1 ? strtoul (argv[1], NULL, 10) : 1000;
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (GBytes) page = g_bytes_new_static (text, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = listen_somewhere (&error);
  g_autoptr (GSocketAddress) address = socket != NULL ? g_socket_get_local_address (socket, &error) : NULL;

  soup_server_add_handler (server, NULL, handle, page, NULL);
  if (address == NULL || !soup_server_listen_socket (server, socket, 0, &error))
    g_error ("%s", error->message);
  g_print ("bare: http://127.0.0.1:%u\n", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_main_loop_run (loop);
  return 0;
}
