/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-json-input.h"

#include <json-glib/json-glib.h>

#include "usher-error.h"
#include "usher-time.h"

/* Deeper than any request of ours; keeps json-glib's recursion small. */
#define MAX_DEPTH 16

struct _UsherJsonInput {
  JsonObject *object;
  char       *prefix;     /* "" or "registration." */
  GHashTable *seen;
  GPtrArray  *children;
  GError     *error;      /* the first one */
};

static UsherJsonInput *
input_new (JsonObject *object, const char *prefix)
{
  UsherJsonInput *self = g_new0 (UsherJsonInput, 1);

  self->object = json_object_ref (object);
  self->prefix = g_strdup (prefix);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_json_input_free);
  return self;
}

void
usher_json_input_free (UsherJsonInput *self)
{
  if (!self)
    return;
  json_object_unref (self->object);
  g_free (self->prefix);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->children);
  g_clear_error (&self->error);
  g_free (self);
}

/* What a parser would take without a word, and we will not: depth beyond reason, and "\u0000", which would end a C
 * string early, so that the check and the use could see different texts. */
static gboolean
scan (const char *text, gsize length, GError **error)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (in_string)
        {
          if (c == '\\')
            {
              if (i + 5 < length && memcmp (text + i + 1, "u0000", 5) == 0)
                {
                  usher_set_error_invalid (error, NULL, "The text has a NUL character in it.");
                  return FALSE;
                }
              i++;
            }
          else if (c == '"')
            in_string = FALSE;
        }
      else if (c == '"')
        in_string = TRUE;
      else if (c == '{' || c == '[')
        {
          if (++depth > MAX_DEPTH)
            {
              usher_set_error_invalid (error, NULL, "The JSON is nested too deeply.");
              return FALSE;
            }
        }
      else if (c == '}' || c == ']')
        depth--;
    }
  return TRUE;
}

/**
 * usher_json_input_new:
 * @body: a request's body
 *
 * Returns: (transfer full) (nullable): the object in it; %USHER_ERROR_INVALID when it is not JSON (RFC 8259), not UTF-8,
 *   or not an object
 */
UsherJsonInput *
usher_json_input_new (GBytes *body, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  JsonNode *root;

  if (length == 0)
    {
      usher_set_error_invalid (error, NULL, "The request has no body; a JSON object is expected.");
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      usher_set_error_invalid (error, NULL, "The body is not valid UTF-8.");
      return NULL;
    }
  if (!scan (text, length, error))
    return NULL;

  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local))
    {
      usher_set_error_invalid (error, NULL, "The body is not valid JSON: %s", local->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    {
      usher_set_error_invalid (error, NULL, "The body is not a JSON object.");
      return NULL;
    }
  return input_new (json_node_get_object (root), "");
}

static void G_GNUC_PRINTF (3, 4)
fail (UsherJsonInput *self, const char *name, const char *format, ...)
{
  g_autofree char *field = g_strconcat (self->prefix, name, NULL);
  g_autofree char *message = NULL;
  va_list args;

  if (self->error)
    return;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  usher_set_error_invalid (&self->error, field, "%s", message);
}

/* The member, or NULL where it is absent or null. */
static JsonNode *
member (UsherJsonInput *self, const char *name)
{
  JsonNode *node = json_object_get_member (self->object, name);

  g_hash_table_add (self->seen, g_strdup (name));
  return node && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

gboolean
usher_json_input_has (UsherJsonInput *self, const char *name)
{
  return member (self, name) != NULL;
}

gboolean
usher_json_input_is_null (UsherJsonInput *self, const char *name)
{
  return json_object_has_member (self->object, name) && !member (self, name);
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

char *
usher_json_input_string (UsherJsonInput *self, const char *name)
{
  JsonNode *node = member (self, name);

  if (!node)
    return NULL;
  if (!holds (node, G_TYPE_STRING))
    {
      fail (self, name, "Must be a text.");
      return NULL;
    }
  return g_strdup (json_node_get_string (node));
}

gboolean
usher_json_input_boolean (UsherJsonInput *self, const char *name, gboolean fallback)
{
  JsonNode *node = member (self, name);

  if (!node)
    return fallback;
  if (!holds (node, G_TYPE_BOOLEAN))
    {
      fail (self, name, "Must be true or false.");
      return fallback;
    }
  return json_node_get_boolean (node);
}

gint64
usher_json_input_int (UsherJsonInput *self, const char *name, gint64 min, gint64 max, gint64 fallback)
{
  JsonNode *node = member (self, name);
  gint64 value;

  if (!node)
    return fallback;
  if (!holds (node, G_TYPE_INT64))
    {
      fail (self, name, "Must be a whole number.");
      return fallback;
    }
  value = json_node_get_int (node);
  if (value < min || value > max)
    {
      fail (self, name, "Must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT ".", min, max);
      return fallback;
    }
  return value;
}

gint64
usher_json_input_dollars (UsherJsonInput *self, const char *name, gint64 max_micros, gint64 fallback)
{
  JsonNode *node = member (self, name);
  double dollars;

  if (!node)
    return fallback;
  if (!holds (node, G_TYPE_INT64) && !holds (node, G_TYPE_DOUBLE))
    {
      fail (self, name, "Must be a number of dollars.");
      return fallback;
    }
  dollars = json_node_get_double (node);
  if (!(dollars >= 0 && dollars <= (double) max_micros / 1e6))
    {
      fail (self, name, "Must be between 0 and %" G_GINT64_FORMAT " dollars.", max_micros / 1000000);
      return fallback;
    }
  return (gint64) (dollars * 1e6 + 0.5);
}

GPtrArray *
usher_json_input_strings (UsherJsonInput *self, const char *name)
{
  g_autoptr (GPtrArray) strings = NULL;
  JsonNode *node = member (self, name);
  JsonArray *array;

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (self, name, "Must be a list of texts.");
      return NULL;
    }
  array = json_node_get_array (node);
  strings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!holds (item, G_TYPE_STRING))
        {
          fail (self, name, "Must be a list of texts.");
          return NULL;
        }
      g_ptr_array_add (strings, g_strdup (json_node_get_string (item)));
    }
  return g_steal_pointer (&strings);
}

gint64
usher_json_input_id (UsherJsonInput *self, const char *name)
{
  JsonNode *node = member (self, name);
  gint64 id = 0;

  if (!node)
    return 0;
  if (holds (node, G_TYPE_INT64))
    id = json_node_get_int (node);
  else if (holds (node, G_TYPE_STRING))
    {
      if (!g_ascii_string_to_signed (json_node_get_string (node), 10, 1, G_MAXINT64, &id, NULL))
        id = 0;
    }
  if (id <= 0)
    fail (self, name, "Is not an id.");
  return MAX (id, 0);
}

gint64
usher_json_input_instant (UsherJsonInput *self, const char *name, gint64 fallback)
{
  g_autofree char *field = g_strconcat (self->prefix, name, NULL);
  g_autofree char *text = usher_json_input_string (self, name);
  UsherInstant instant;

  if (!text)
    return fallback;
  if (!usher_time_from_rfc3339 (text, &instant, field, self->error ? NULL : &self->error))
    return fallback;
  return instant;
}

UsherJsonInput *
usher_json_input_object (UsherJsonInput *self, const char *name)
{
  g_autofree char *prefix = g_strconcat (self->prefix, name, ".", NULL);
  JsonNode *node = member (self, name);
  UsherJsonInput *child;

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (self, name, "Must be an object.");
      return NULL;
    }
  child = input_new (json_node_get_object (node), prefix);
  g_ptr_array_add (self->children, child);
  return child;
}

void
usher_json_input_ignore (UsherJsonInput *self, const char * const *names)
{
  for (gsize i = 0; names[i]; i++)
    g_hash_table_add (self->seen, g_strdup (names[i]));
}

/**
 * usher_json_input_finish:
 *
 * Returns: whether everything was in order; else %USHER_ERROR_INVALID for the first field that was not
 */
gboolean
usher_json_input_finish (UsherJsonInput *self, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (self->object);

  for (GList *l = names; l && !self->error; l = l->next)
    if (!g_hash_table_contains (self->seen, l->data))
      fail (self, l->data, "Is not a field of this request.");
  for (guint i = 0; i < self->children->len && !self->error; i++)
    usher_json_input_finish (self->children->pdata[i], &self->error);

  if (self->error)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  return TRUE;
}
