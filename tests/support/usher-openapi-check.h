/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherOpenapi:
 *
 * The description that the control API serves, for holding answers against it. Knows the part of JSON Schema 2020-12 that the
 * description uses ($ref, type, enum, properties, required, additionalProperties, items, anyOf, pattern, format date-time);
 * any other keyword that would restrict a value is an error, so that nothing goes unchecked.
 */
typedef struct _UsherOpenapi UsherOpenapi;

UsherOpenapi *usher_openapi_new   (const char *json, gssize length, GError **error);
void          usher_openapi_free  (UsherOpenapi *self);
/* Is this answer one that the description allows for @method on @path (without query)? */
gboolean      usher_openapi_check (UsherOpenapi *self, const char *method, const char *path, guint status,
                                   const char *content_type, GBytes *body, GError **error);
/* Operations that no check has touched yet, as "GET /api/…" (transfer full) (element-type utf8) */
GPtrArray    *usher_openapi_untouched (UsherOpenapi *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherOpenapi, usher_openapi_free)

G_END_DECLS
