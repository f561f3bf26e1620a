/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Reading JSON that somebody else wrote: a member that is missing or of another type is "not there", never a crash. A path
 * names members inside of members: "message.headers.message-id" is given as "message", "headers", "message-id", NULL. */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The object that @text is; NULL for anything else (no UTF-8, no JSON, no object). */
JsonObject *usher_json_read_object  (const char *text, gsize length);
/* Borrowed; NULL when it is not there or no such thing */
JsonObject *usher_json_get_object   (JsonObject *object, const char *name);
JsonArray  *usher_json_get_array    (JsonObject *object, const char *name);
const char *usher_json_get_string   (JsonObject *object, const char *name);
const char *usher_json_get_string_at (JsonObject *object, ...) G_GNUC_NULL_TERMINATED;
double      usher_json_get_number   (JsonObject *object, const char *name, double otherwise);
/* The member as text, whether it stands there as text or as a number; (transfer full) (nullable) */
char       *usher_json_dup_text     (JsonObject *object, const char *name);
/* Compact text of a node that is built */
char       *usher_json_print        (JsonNode *node);

G_END_DECLS
