/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template.h"

#include "usher-template-escape.h"
#include "usher-template-private.h"

#include <string.h>

/* The renderer: one pass over the nodes, so that a value that looks like a tag stays text. */

typedef struct {
  GString    *out;
  GHashTable *values;
  gboolean    batch;
  gboolean    marked;
} Renderer;

static const char *
value_of (GHashTable *values, const char *name)
{
  const char *value = values != NULL ? g_hash_table_lookup (values, name) : NULL;

  return value != NULL ? value : "";
}

static gboolean
is_blank (const char *value)
{
  return value[strspn (value, " \t\r\n")] == '\0';
}

static gboolean
section_shown (const UsherNode *node, GHashTable *values)
{
  return is_blank (value_of (values, node->text)) == node->inverted;
}

/* HTML of our own goes in as it is, but for what would confuse the last pass. */
static void
append_safe_html (GString *out, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  for (const char *p = valid; *p != '\0'; p++)
    if (*p != USHER_MARK_OPEN && *p != USHER_MARK_CLOSE)
      g_string_append_c (out, *p);
}

static gsize
link_start (const GString *out, char quote)
{
  const char *found = memrchr (out->str, quote, out->len);

  return found != NULL ? (gsize) (found + 1 - out->str) : 0;
}

static void
render_value (Renderer *self, const UsherNode *node)
{
  const char *value = value_of (self->values, node->text);
  gboolean html = node->place != USHER_PLACE_PLAIN && node->place != USHER_PLACE_LINE;

  if (self->batch && (node->flags & USHER_TEMPLATE_PERSONAL))
    g_string_append_printf (self->out, "%c%s%s%c", USHER_MARK_OPEN, node->text, html ? "_h" : "", USHER_MARK_CLOSE);
  else if (node->flags & USHER_TEMPLATE_SAFE_HTML)
    append_safe_html (self->out, value);
  else if (node->place == USHER_PLACE_URL)
    usher_escape_link (self->out, value, link_start (self->out, node->quote), (node->flags & USHER_TEMPLATE_URL) != 0);
  else
    usher_escape_append (self->out, value, node->place);
}

/* In HTML an element around the value, where an element may stand; else characters that no text can contain. */
static void
render_marked (Renderer *self, const UsherNode *node)
{
  gboolean html = node->place == USHER_PLACE_TEXT;
  gboolean plain = node->place == USHER_PLACE_PLAIN || node->place == USHER_PLACE_LINE;

  if (html)
    g_string_append_printf (self->out, "<mark class=\"usher-variable\" data-name=\"%s\">", node->text);
  else if (plain)
    g_string_append_printf (self->out, "%c%s%c", USHER_VALUE_NAME, node->text, USHER_VALUE_BEGIN);
  render_value (self, node);
  if (html)
    g_string_append (self->out, "</mark>");
  else if (plain)
    g_string_append_c (self->out, USHER_VALUE_END);
}

static void
render_variable (Renderer *self, const UsherNode *node)
{
  if (self->marked && !is_blank (value_of (self->values, node->text)))
    render_marked (self, node);
  else
    render_value (self, node);
}

static void
render_nodes (Renderer *self, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const UsherNode *node = nodes->pdata[i];

      if (node->kind == USHER_NODE_LITERAL)
        g_string_append (self->out, node->text);
      else if (node->kind == USHER_NODE_VARIABLE)
        render_variable (self, node);
      else if (section_shown (node, self->values))
        render_nodes (self, node->children);
    }
}

static char *
render (const UsherTemplate *self, GHashTable *values, gboolean batch, gboolean marked)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Renderer renderer = { .out = out, .values = values, .batch = batch, .marked = marked };

  render_nodes (&renderer, self->nodes);
  if (self->syntax == USHER_SYNTAX_HEADER)
    g_strstrip (out->str);
  return usher_escape_finish (out->str, self->syntax);
}

/**
 * usher_template_render:
 * @self: a template
 * @values: (nullable) (element-type utf8 utf8): variable name → value; a missing one is empty
 *
 * Returns: (transfer full): the text for one reader, valid UTF-8
 */
char *
usher_template_render (const UsherTemplate *self, GHashTable *values)
{
  g_return_val_if_fail (self != NULL, NULL);
  return render (self, values, FALSE, FALSE);
}

/**
 * usher_template_render_marked:
 * @self: a template
 * @values: (nullable) (element-type utf8 utf8): variable name → value; a missing one is empty
 *
 * For previews only; what is sent never carries marks. In HTML a value between tags stands in
 * <mark class="usher-variable" data-name="NAME">, others are as they are: in attributes, links and styles. Plain text is to be
 * given to usher_template_take_marks().
 *
 * Returns: (transfer full): the text for one reader with the places of its variables, valid UTF-8
 */
char *
usher_template_render_marked (const UsherTemplate *self, GHashTable *values)
{
  g_return_val_if_fail (self != NULL, NULL);
  return render (self, values, FALSE, TRUE);
}

static void
collect_used (GPtrArray *nodes, GHashTable *values, GPtrArray *names)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const UsherNode *node = nodes->pdata[i];
      gpointer name;

      if (node->kind == USHER_NODE_SECTION && section_shown (node, values))
        collect_used (node->children, values, names);
      if (node->kind != USHER_NODE_VARIABLE)
        continue;
      name = (gpointer) g_intern_string (node->text);
      if (!g_ptr_array_find (names, name, NULL))
        g_ptr_array_add (names, name);
    }
}

/**
 * usher_template_used:
 * @self: a template
 * @values: (nullable) (element-type utf8 utf8): the values of one reader: they decide which sections are shown
 * @names: (element-type utf8): gets the names of the variables that go in, each once; the strings are static
 */
void
usher_template_used (const UsherTemplate *self, GHashTable *values, GPtrArray *names)
{
  g_return_if_fail (self != NULL && names != NULL);
  collect_used (self->nodes, values, names);
}

/**
 * usher_template_render_batch:
 * @self: a template
 * @values: (nullable) (element-type utf8 utf8): values shared by all readers of the batch, and of one of them for the choice
 *   of sections: all readers of a batch have the same usher_template_shape()
 *
 * Returns: (transfer full): the text with %recipient.…% at the places of usher_template_personal()
 */
char *
usher_template_render_batch (const UsherTemplate *self, GHashTable *values)
{
  g_return_val_if_fail (self != NULL, NULL);
  return render (self, values, TRUE, FALSE);
}

/* One character for each personal section in the order of the text: its place never depends on what is shown, so the
 * shapes of several texts can be joined to one. */
static void
append_shape (GString *shape, GPtrArray *nodes, GHashTable *values, gboolean reached)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const UsherNode *node = nodes->pdata[i];
      gboolean shown;

      if (node->kind != USHER_NODE_SECTION)
        continue;
      shown = section_shown (node, values);
      if (node->flags & USHER_TEMPLATE_PERSONAL)
        g_string_append_c (shape, !reached ? '-' : shown ? '1' : '0');
      append_shape (shape, node->children, values, reached && shown);
    }
}

/**
 * usher_template_shape:
 * @self: a template
 * @values: (nullable) (element-type utf8 utf8): the values of one reader
 *
 * Returns: (transfer full): which sections over personal variables this reader sees
 */
char *
usher_template_shape (const UsherTemplate *self, GHashTable *values)
{
  GString *shape = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);
  append_shape (shape, self->nodes, values, TRUE);
  return g_string_free (shape, FALSE);
}

/**
 * usher_template_escape_value:
 * @value: a personal value
 * @syntax: of the text that it is filled into
 * @flags: of its variable
 *
 * A personal value is one line. A link that is neither http, https nor mailto becomes "#".
 *
 * Returns: (transfer full): the value, ready for recipient-variables, valid UTF-8
 */
char *
usher_template_escape_value (const char *value, UsherSyntax syntax, UsherVariableFlags flags)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (value != NULL, NULL);
  if ((flags & USHER_TEMPLATE_URL) && value[0] != '\0' && !usher_url_is_safe (value))
    value = "#";
  usher_escape_append (line, value, USHER_PLACE_LINE);
  if (syntax != USHER_SYNTAX_HTML)
    return usher_escape_finish (line->str, syntax);
  out = g_string_new (NULL);
  if (flags & USHER_TEMPLATE_SAFE_HTML)
    append_safe_html (out, value);
  else
    usher_escape_append (out, line->str, USHER_PLACE_ATTRIBUTE);
  return usher_escape_finish (out->str, syntax);
}
