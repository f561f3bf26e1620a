/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A field of a form: its @name, and @length bytes that are not checked in any way. FALSE with @error stops the reading. */
typedef gboolean (*UsherMultipartField) (const char *name, const char *bytes, gsize length, gpointer data, GError **error);

gboolean usher_multipart_parse (const char *content_type, const char *body, gsize length, UsherMultipartField field,
                                gpointer data, GError **error);

G_END_DECLS
