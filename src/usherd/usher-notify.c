/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-notify.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

void
usher_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (!path || (path[0] != '/' && path[0] != '@') || !path[1])
    return;
  address = path[0] == '@'
              ? g_unix_socket_address_new_with_type (path + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT)
              : g_unix_socket_address_new (path);
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  if (!socket || g_socket_send_to (socket, address, state, strlen (state), NULL, &error) < 0)
    g_debug ("the service manager could not be told: %s", error->message);
}

static gboolean
ping (gpointer data)
{
  usher_notify ("WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

guint
usher_notify_watchdog (void)
{
  const char *usec = g_getenv ("WATCHDOG_USEC");
  const char *pid = g_getenv ("WATCHDOG_PID");
  guint64 interval, wanted_pid;

  if (!usec || !g_ascii_string_to_unsigned (usec, 10, 1000, G_MAXINT64, &interval, NULL))
    return 0;
  if (pid && (!g_ascii_string_to_unsigned (pid, 10, 1, G_MAXINT, &wanted_pid, NULL) || (pid_t) wanted_pid != getpid ()))
    return 0;
  return g_timeout_add ((guint) MIN (interval / 2000, G_MAXUINT), ping, NULL);
}
