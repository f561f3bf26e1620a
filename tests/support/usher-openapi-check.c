/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-openapi-check.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

struct _UsherOpenapi {
  JsonNode   *root;
  GHashTable *touched;     /* "GET /api/events" */
};

#define WRONG(...) (g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, __VA_ARGS__), FALSE)

UsherOpenapi *
usher_openapi_new (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  UsherOpenapi *self;

  if (!json_parser_load_from_data (parser, json, length, error))
    return NULL;
  self = g_new0 (UsherOpenapi, 1);
  self->root = json_parser_steal_root (parser);
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
usher_openapi_free (UsherOpenapi *self)
{
  json_node_unref (self->root);
  g_hash_table_unref (self->touched);
  g_free (self);
}

static JsonObject *
resolve (UsherOpenapi *self, JsonObject *schema)
{
  const char *prefix = "#/components/schemas/";
  const char *target = json_object_get_string_member_with_default (schema, "$ref", NULL);
  JsonObject *components;

  if (!target)
    return schema;
  g_assert_true (g_str_has_prefix (target, prefix));
  components = json_object_get_object_member (json_node_get_object (self->root), "components");
  schema = json_object_get_object_member (json_object_get_object_member (components, "schemas"), target + strlen (prefix));
  g_assert_nonnull (schema);
  return schema;
}

static const char *
type_of (JsonNode *value)
{
  if (JSON_NODE_HOLDS_NULL (value))
    return "null";
  if (JSON_NODE_HOLDS_OBJECT (value))
    return "object";
  if (JSON_NODE_HOLDS_ARRAY (value))
    return "array";
  switch (json_node_get_value_type (value))
    {
    case G_TYPE_BOOLEAN:
      return "boolean";
    case G_TYPE_INT64:
      return "integer";
    case G_TYPE_DOUBLE:
      return "number";
    default:
      return "string";
    }
}

/* An integer is a number; 8.0 is an integer, too (JSON Schema 6.1.1). */
static gboolean
type_fits (const char *wanted, JsonNode *value)
{
  const char *type = type_of (value);

  if (strcmp (wanted, type) == 0)
    return TRUE;
  if (strcmp (wanted, "number") == 0)
    return strcmp (type, "integer") == 0;
  if (strcmp (wanted, "integer") == 0 && strcmp (type, "number") == 0)
    return fabs (json_node_get_double (value) - round (json_node_get_double (value))) == 0.0;
  return FALSE;
}

static gboolean check_value (UsherOpenapi *self, JsonObject *schema, JsonNode *value, const char *where, GError **error);

static gboolean
check_type (JsonNode *type, JsonNode *value, const char *where, GError **error)
{
  gboolean fits = FALSE;

  if (JSON_NODE_HOLDS_ARRAY (type))
    {
      JsonArray *array = json_node_get_array (type);

      for (guint i = 0; i < json_array_get_length (array); i++)
        fits = fits || type_fits (json_array_get_string_element (array, i), value);
    }
  else
    fits = type_fits (json_node_get_string (type), value);
  return fits || WRONG ("%s: is of type %s", where, type_of (value));
}

static gboolean
check_enum (JsonArray *values, JsonNode *value, const char *where, GError **error)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    if (json_node_equal (json_array_get_element (values, i), value))
      return TRUE;
  return WRONG ("%s: is none of the values named", where);
}

static gboolean
check_text (JsonObject *schema, JsonNode *value, const char *where, GError **error)
{
  const char *pattern = json_object_get_string_member_with_default (schema, "pattern", NULL);
  const char *format = json_object_get_string_member_with_default (schema, "format", NULL);
  const char *text;

  if (strcmp (type_of (value), "string") != 0)
    return TRUE;
  text = json_node_get_string (value);
  if (pattern && !g_regex_match_simple (pattern, text, 0, 0))
    return WRONG ("%s: \"%s\" does not match %s", where, text, pattern);
  if (!format)
    return TRUE;
  g_assert_cmpstr (format, ==, "date-time");
  return g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$", text, 0, 0)
         || WRONG ("%s: \"%s\" is no RFC 3339 instant", where, text);
}

static gboolean
check_object (UsherOpenapi *self, JsonObject *schema, JsonObject *object, const char *where, GError **error)
{
  JsonObject *properties = json_object_has_member (schema, "properties")
                             ? json_object_get_object_member (schema, "properties") : NULL;
  gboolean more = json_object_get_boolean_member_with_default (schema, "additionalProperties", TRUE);
  g_autoptr (GList) names = json_object_get_members (object);

  if (json_object_has_member (schema, "required"))
    {
      JsonArray *required = json_object_get_array_member (schema, "required");

      for (guint i = 0; i < json_array_get_length (required); i++)
        if (!json_object_has_member (object, json_array_get_string_element (required, i)))
          return WRONG ("%s: has no member %s", where, json_array_get_string_element (required, i));
    }
  for (GList *l = names; l; l = l->next)
    {
      g_autofree char *inner = g_strdup_printf ("%s.%s", where, (char *) l->data);

      if (properties && json_object_has_member (properties, l->data))
        {
          if (!check_value (self, json_object_get_object_member (properties, l->data),
                            json_object_get_member (object, l->data), inner, error))
            return FALSE;
        }
      else if (!more)
        return WRONG ("%s: is not described", inner);
    }
  return TRUE;
}

static gboolean
check_array (UsherOpenapi *self, JsonObject *schema, JsonArray *array, const char *where, GError **error)
{
  JsonObject *items = json_object_get_object_member (schema, "items");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", where, i);

      if (!check_value (self, items, json_array_get_element (array, i), inner, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_any (UsherOpenapi *self, JsonArray *choices, JsonNode *value, const char *where, GError **error)
{
  g_autoptr (GError) last = NULL;

  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      g_clear_error (&last);
      if (check_value (self, json_array_get_object_element (choices, i), value, where, &last))
        return TRUE;
      if (strcmp (type_of (value), "object") == 0 && i == 0)
        break;   /* the first choice is the object: its complaint is the telling one */
    }
  g_propagate_error (error, g_steal_pointer (&last));
  return FALSE;
}

static void
assert_known_keywords (JsonObject *schema)
{
  static const char * const known[] = { "type", "enum", "properties", "required", "additionalProperties", "items", "anyOf", "pattern",
                                        "format", "description", "maxLength", "minimum", "maximum", NULL };
  g_autoptr (GList) names = json_object_get_members (schema);

  for (GList *l = names; l; l = l->next)
    if (!g_strv_contains (known, l->data))
      g_error ("the check does not know the keyword %s", (char *) l->data);
}

static gboolean
check_value (UsherOpenapi *self, JsonObject *schema, JsonNode *value, const char *where, GError **error)
{
  schema = resolve (self, schema);
  assert_known_keywords (schema);

  if (json_object_has_member (schema, "anyOf"))
    return check_any (self, json_object_get_array_member (schema, "anyOf"), value, where, error);
  if (json_object_has_member (schema, "type")
      && !check_type (json_object_get_member (schema, "type"), value, where, error))
    return FALSE;
  if (json_object_has_member (schema, "enum")
      && !check_enum (json_object_get_array_member (schema, "enum"), value, where, error))
    return FALSE;
  if (!check_text (schema, value, where, error))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (value))
    return check_object (self, schema, json_node_get_object (value), where, error);
  if (JSON_NODE_HOLDS_ARRAY (value))
    return check_array (self, schema, json_node_get_array (value), where, error);
  return TRUE;
}

static gboolean
path_fits (const char *pattern, const char *path, int *literals)
{
  g_auto (GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto (GStrv) given = g_strsplit (path, "/", -1);

  *literals = 0;
  if (g_strv_length (wanted) != g_strv_length (given))
    return FALSE;
  for (guint i = 0; wanted[i]; i++)
    {
      if (wanted[i][0] == '{')
        continue;
      if (strcmp (wanted[i], given[i]) != 0)
        return FALSE;
      (*literals)++;
    }
  return TRUE;
}

/* The path with the most literal segments: "/api/events/create" before "/api/events/{id}" */
static const char *
find_path (JsonObject *paths, const char *path)
{
  g_autoptr (GList) names = json_object_get_members (paths);
  const char *best = NULL;
  int best_literals = -1, literals;

  for (GList *l = names; l; l = l->next)
    if (path_fits (l->data, path, &literals) && literals > best_literals)
      {
        best = l->data;
        best_literals = literals;
      }
  return best;
}

static gboolean
check_body (UsherOpenapi *self, JsonObject *response, const char *content_type, GBytes *body, const char *where, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *type = content_type ? g_strdup (content_type) : NULL;
  JsonObject *content;
  gsize length = body ? g_bytes_get_size (body) : 0;

  if (!json_object_has_member (response, "content"))
    return length == 0 || WRONG ("%s: has a body and should have none", where);
  if (!type)
    return WRONG ("%s: has no content type", where);
  type[strcspn (type, ";")] = '\0';
  content = json_object_get_object_member (response, "content");
  if (!json_object_has_member (content, type))
    return WRONG ("%s: content type %s is not described", where, type);
  if (!g_str_has_suffix (type, "json"))
    return TRUE;
  if (!json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), (gssize) length, error))
    return FALSE;
  content = json_object_get_object_member (content, type);
  return check_value (self, json_object_get_object_member (content, "schema"), json_parser_get_root (parser), where, error);
}

gboolean
usher_openapi_check (UsherOpenapi *self, const char *method, const char *path, guint status, const char *content_type,
                     GBytes *body, GError **error)
{
  JsonObject *paths = json_object_get_object_member (json_node_get_object (self->root), "paths");
  const char *name = find_path (paths, path);
  g_autofree char *verb = g_ascii_strdown (method, -1);
  g_autofree char *where = g_strdup_printf ("%s %s → %u", method, path, status);
  g_autofree char *code = g_strdup_printf ("%u", status);
  JsonObject *operations, *responses;

  if (!name || !json_object_has_member (operations = json_object_get_object_member (paths, name), verb))
    return WRONG ("%s: is not described", where);
  g_hash_table_add (self->touched, g_strdup_printf ("%s %s", method, name));
  responses = json_object_get_object_member (json_object_get_object_member (operations, verb), "responses");
  if (!json_object_has_member (responses, code))
    {
      if (status < 400)
        return WRONG ("%s: this status is not described", where);
      return check_body (self, json_object_get_object_member (responses, "default"), content_type, body, where, error);
    }
  return check_body (self, json_object_get_object_member (responses, code), content_type, body, where, error);
}

GPtrArray *
usher_openapi_untouched (UsherOpenapi *self)
{
  JsonObject *paths = json_object_get_object_member (json_node_get_object (self->root), "paths");
  g_autoptr (GList) names = json_object_get_members (paths);
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);

  for (GList *l = names; l; l = l->next)
    {
      g_autoptr (GList) verbs = json_object_get_members (json_object_get_object_member (paths, l->data));

      for (GList *v = verbs; v; v = v->next)
        {
          g_autofree char *verb = g_ascii_strup (v->data, -1);
          g_autofree char *operation = g_strdup_printf ("%s %s", verb, (char *) l->data);

          if (strcmp (verb, "PARAMETERS") != 0 && !g_hash_table_contains (self->touched, operation))
            g_ptr_array_add (missing, g_steal_pointer (&operation));
        }
    }
  return missing;
}
