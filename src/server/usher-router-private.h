/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What only the door asks a router. */

#include "usher-router.h"

G_BEGIN_DECLS

typedef enum {
  USHER_MATCH_FOUND,
  USHER_MATCH_NO_PATH,       /* 404 */
  USHER_MATCH_NO_METHOD,     /* 405; OPTIONS, too */
} UsherMatchKind;

/**
 * UsherMatch:
 * @pattern: (nullable): the route's pattern, which unlike the path has no secret in it: for the log
 * @params: (element-type utf8 utf8): what stood in the {names}
 * @allow: (nullable): the methods of the path, for Allow
 */
typedef struct {
  UsherMatchKind kind;
  const char    *pattern;
  gsize          max_body;
  UsherHandler   handler;
  gpointer       data;
  GHashTable    *params;
  char          *allow;
} UsherMatch;

/* @path: as it stood in the request line: still percent-encoded, without the query */
void           usher_router_match      (const UsherRouter *self, const char *method, const char *path, UsherMatch *match);
void           usher_match_clear       (UsherMatch *match);
/* (nullable): the page for a status, when the router has such pages */
UsherResponse *usher_router_error_page (const UsherRouter *self, guint status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UsherMatch, usher_match_clear)

G_END_DECLS
