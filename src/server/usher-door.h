/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-limits.h"
#include "usher-router.h"

G_BEGIN_DECLS

/**
 * UsherDoor:
 *
 * One listener to the outside: a SoupServer with the limits that it lacks (usher-limits.h: connections, header, body,
 * idle time, rate), a router, and the checks that come before any handler. Runs on the thread-default context in which it
 * was opened.
 */
#define USHER_TYPE_DOOR (usher_door_get_type ())
G_DECLARE_FINAL_TYPE (UsherDoor, usher_door, USHER, DOOR, GObject)

typedef enum {
  USHER_DOOR_PUBLIC,     /* the whole internet: security headers, rate per address */
  USHER_DOOR_CONTROL,    /* loopback: Host checked against DNS rebinding, bearer token, no browser origin */
} UsherDoorKind;

/* @router: (transfer full). @token: (nullable): the bearer token of the control door */
UsherDoor  *usher_door_new       (UsherDoorKind kind, UsherRouter *router, const char *token);
/* The same with other limits: tests and small machines */
UsherDoor  *usher_door_new_with_limits (UsherDoorKind kind, UsherRouter *router, const char *token, const UsherLimits *limits);
/* "127.0.0.1:0", "[::]:8080", ":8080"; port 0: the system's choice. The control door refuses other than loopback addresses. */
gboolean    usher_door_listen    (UsherDoor *self, const char *address, GError **error);
const char *usher_door_get_url   (UsherDoor *self);      /* "http://127.0.0.1:43117" after listening */
/* Takes no new connections; requests under way are answered. usher_door_count_requests() tells when that is done. */
void        usher_door_stop_listening (UsherDoor *self);
guint       usher_door_count_requests (UsherDoor *self);
guint       usher_door_count_connections (UsherDoor *self);
void        usher_door_close     (UsherDoor *self);
/* A second token (CRON_SECRET) that the control door takes for one path only, beside its own */
void        usher_door_add_token (UsherDoor *self, const char *path, const char *token);
/* Proxies whose X-Forwarded-For is believed (addresses, as text) */
void        usher_door_trust_proxies (UsherDoor *self, const char * const *addresses);

G_END_DECLS
