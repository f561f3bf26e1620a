/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-request.h"

G_BEGIN_DECLS

/**
 * UsherRouter:
 *
 * Routes by whole path segments: "/api/events/{id}/start". A segment is decoded once; an encoded slash, NUL, "." or ".."
 * or an empty segment matches nothing. A literal segment wins over {name}. A segment may end in a literal suffix: "{slug}.ics".
 * Known path, other method: 405 with Allow. HEAD is answered by GET's handler without the body; OPTIONS by the
 * router.
 */
typedef struct _UsherRouter UsherRouter;

/* Makes the page that a person sees in a browser in place of the plain problem @status (404, 405, 413, 429, 500 …) */
typedef UsherResponse *(*UsherErrorPage) (guint status, gpointer data);

UsherRouter *usher_router_new    (void);
void         usher_router_free   (UsherRouter *self);
/* @max_body: bytes; a longer body is cut off with 413 */
void         usher_router_add    (UsherRouter *self, const char *method, const char *pattern, gsize max_body,
                                  UsherHandler handler, gpointer data);
void         usher_router_set_error_page (UsherRouter *self, UsherErrorPage error_page, gpointer data);
/* @data lives as long as the router, and is freed with it by @destroy */
void         usher_router_own    (UsherRouter *self, gpointer data, GDestroyNotify destroy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRouter, usher_router_free)

G_END_DECLS
