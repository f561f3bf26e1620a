/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherJsonInput:
 *
 * A JSON object from a request, read field by field. The first thing that is wrong is kept, named by its field
 * ("registration.max"), and comes out of usher_json_input_finish(); until then reading goes on with defaults, so a handler is
 * a plain list of fields. A field that nobody asked for is an error, too: it is most often a misspelt one.
 *
 * %null counts as absent everywhere.
 */
typedef struct _UsherJsonInput UsherJsonInput;

UsherJsonInput *usher_json_input_new     (GBytes *body, GError **error);
void            usher_json_input_free    (UsherJsonInput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherJsonInput, usher_json_input_free)

gboolean        usher_json_input_has     (UsherJsonInput *self, const char *name);       /* there, and not null */
gboolean        usher_json_input_is_null (UsherJsonInput *self, const char *name);       /* there, and null */
char           *usher_json_input_string  (UsherJsonInput *self, const char *name);       /* (transfer full) (nullable) */
gboolean        usher_json_input_boolean (UsherJsonInput *self, const char *name, gboolean fallback);
gint64          usher_json_input_int     (UsherJsonInput *self, const char *name, gint64 min, gint64 max, gint64 fallback);
/* A number of dollars, from 0 on → micros */
gint64          usher_json_input_dollars (UsherJsonInput *self, const char *name, gint64 max_micros, gint64 fallback);
GPtrArray      *usher_json_input_strings (UsherJsonInput *self, const char *name);       /* (transfer full) (nullable) (element-type utf8) */
/* A row id: "12" or 12; 0 when absent */
gint64          usher_json_input_id      (UsherJsonInput *self, const char *name);
gint64          usher_json_input_instant (UsherJsonInput *self, const char *name, gint64 fallback);   /* RFC 3339 → UsherInstant */
/* (transfer none) (nullable): an object inside; finished together with its parent */
UsherJsonInput *usher_json_input_object  (UsherJsonInput *self, const char *name);
/* Names that may stand there without meaning anything (what a client read and writes back) */
void            usher_json_input_ignore  (UsherJsonInput *self, const char * const *names);
gboolean        usher_json_input_finish  (UsherJsonInput *self, GError **error);

G_END_DECLS
