/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Listening sockets. SoupServer's own have a backlog of 10: in a rush the kernel would turn visitors away. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* %USHER_ERROR_INVALID: no such address; or one that the network reaches, with @loopback_only */
GSocket *usher_listener_open     (const char *address, gboolean loopback_only, int backlog, GError **error);
guint16  usher_listener_get_port (GSocket *socket);
/* "http://127.0.0.1:8080"; one that listens on all addresses is named by its loopback one */
char    *usher_listener_make_url (GSocket *socket);

G_END_DECLS
