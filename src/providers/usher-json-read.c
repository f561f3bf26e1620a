/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-json-read.h"

#include <string.h>

JsonObject *
usher_json_read_object (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  if (text == NULL || length == 0 || !g_utf8_validate (text, (gssize) length, NULL))
    return NULL;
  parser = json_parser_new_immutable ();
  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return json_object_ref (json_node_get_object (root));
}

static JsonNode *
member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

JsonObject *
usher_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
usher_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
usher_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

const char *
usher_json_get_string_at (JsonObject *object, ...)
{
  const char *name, *next;
  const char *found = NULL;
  va_list names;

  va_start (names, object);
  for (name = va_arg (names, const char *); name != NULL; name = next)
    {
      next = va_arg (names, const char *);
      if (next == NULL)
        found = usher_json_get_string (object, name);
      else
        object = usher_json_get_object (object, name);
    }
  va_end (names);
  return found;
}

double
usher_json_get_number (JsonObject *object, const char *name, double otherwise)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return otherwise;
  return json_node_get_double (node);
}

char *
usher_json_dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return g_strdup_printf ("%.6f", json_node_get_double (node));
  return NULL;
}

char *
usher_json_print (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, NULL);
}
