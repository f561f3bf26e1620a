/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Who may come in: small decisions about header values, without any state. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* A loopback name with the right port: "127.0.0.1:8080", "[::1]:8080", "localhost:8080". Anything else is another site's name that
 * points here (DNS rebinding). */
gboolean usher_guard_host_is_local  (const char *host, guint16 port);
/* Is the page that @origin names the one that @host serves? */
gboolean usher_guard_same_origin    (const char *origin, const char *host);
/* "Bearer TOKEN", compared in a time that does not depend on the text */
gboolean usher_guard_bearer         (const char *authorization, const char *token);
gboolean usher_guard_equal          (const char *a, const char *b);   /* in constant time */
/* One length, no request smuggling (RFC 9112 6.1): FALSE when the body's end is told in two ways, or in a way that we do not read */
/* The visitor's address when @peer is a proxy that is @trusted: the last one in @forwarded that is no trusted proxy */
char    *usher_guard_client         (const char *peer, const char *forwarded, const char * const *trusted);

G_END_DECLS
