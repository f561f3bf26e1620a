/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* application/x-www-form-urlencoded (WHATWG URL 5.1), and multipart/form-data (RFC 7578) without files: name → value, each
 * valid UTF-8 without NUL, the first of repeated names, at most USHER_LIMIT_FORM_FIELDS fields; %USHER_ERROR_INVALID otherwise. */
GHashTable *usher_form_parse            (const char *content_type, GBytes *body, GError **error);
GHashTable *usher_form_parse_urlencoded (const char *text, gsize length, GError **error);

G_END_DECLS
