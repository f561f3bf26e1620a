/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template.h"

#include "usher-error.h"
#include "usher-template-escape.h"
#include "usher-template-private.h"

#include <string.h>

/* The parser. Names and the rule that a section's tag alone on its line takes the whole line with it are those of the
 * Mustache spec (specs/sections.yml, "Standalone"). */

typedef struct {
  const char          *text;
  const char          *position;
  const char          *field;
  const UsherVariable *variables;
  UsherTemplate       *result;
  UsherHtmlScanner     html;
  const char          *at;         /* the tag that is being looked at: what an error is about */
  gsize                at_length;
  int                  line;
  int                  depth;
} Parser;

typedef struct {
  char        kind;        /* '#', '^', '/', '!', or 0 for a variable */
  char       *name;        /* (nullable): not for comments */
  const char *start;
  const char *end;         /* behind the tag */
  int         line;
} Tag;

static gboolean parse_nodes (Parser *self, GPtrArray *nodes, const Tag *open, GError **error);

static void
node_free (gpointer data)
{
  UsherNode *node = data;

  g_free (node->text);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

static void
look_at (Parser *self, const char *start, const char *end)
{
  self->at = start;
  self->at_length = (gsize) (end - start);
}

static UsherNode *
node_add (GPtrArray *nodes, UsherNodeKind kind, char *text)
{
  UsherNode *node = g_new0 (UsherNode, 1);

  node->kind = kind;
  node->text = text;
  g_ptr_array_add (nodes, node);
  return node;
}

/* Whatever stood between the braces, short and printable enough for a message. */
static char *
excerpt (const char *start, gsize length)
{
  g_autofree char *raw = g_strndup (start, length);
  g_autofree char *line = NULL;
  GString *shown = g_string_new (NULL);

  usher_escape_append (shown, raw, USHER_PLACE_LINE);
  line = g_string_free (shown, FALSE);
  g_strstrip (line);
  return g_utf8_strlen (line, -1) > 40 ? g_utf8_substring (line, 0, 40) : g_steal_pointer (&line);
}

static gboolean
is_name (const char *name)
{
  if (!g_ascii_islower (name[0]))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  return TRUE;
}

static gboolean
read_tag (Parser *self, Tag *tag, GError **error)
{
  const char *inside = self->position + 2;
  const char *end = strstr (inside, "}}");
  g_autofree char *shown = NULL;

  look_at (self, self->position, end != NULL ? end + 2 : self->position + strcspn (self->position, "\n"));
  if (end == NULL)
    {
      usher_set_error_invalid (error, self->field, "Line %d: “{{” is never closed with “}}”.", self->line);
      return FALSE;
    }
  tag->start = self->position;
  tag->line = self->line;
  tag->end = end + 2;
  tag->kind = strchr ("#^/!", *inside) != NULL && *inside != '\0' ? *inside++ : '\0';
  if (tag->kind == '!')
    return TRUE;
  shown = excerpt (inside, (gsize) (end - inside));
  if (strchr ("{&>=", *inside) != NULL)
    {
      usher_set_error_invalid (error, self->field, "Line %d: “{{%s}}” is not used here: only {{name}}, {{#name}}, {{^name}} "
                               "and {{/name}} are.", self->line, shown);
      return FALSE;
    }
  if (!is_name (shown))
    {
      usher_set_error_invalid (error, self->field, "Line %d: “{{%s}}” is not the name of a variable.", self->line, shown);
      return FALSE;
    }
  tag->name = g_steal_pointer (&shown);
  return TRUE;
}

static const UsherVariable *
find_known (Parser *self, const char *name, GError **error)
{
  const UsherVariable *variable = usher_template_find_variable (self->variables, name);

  if (variable == NULL)
    usher_set_error_invalid (error, self->field, "Line %d: there is no variable {{%s}}.", self->line, name);
  return variable;
}

/* Literal text cannot hold the renderer's marks or other control characters; headers cannot hold line breaks. */
static char *
clean_literal (const char *start, gsize length, UsherSyntax syntax)
{
  GString *clean = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      gboolean control = g_ascii_iscntrl (start[i]);

      if (control && syntax == USHER_SYNTAX_HEADER)
        g_string_append_c (clean, ' ');
      else if (!control || start[i] == '\n' || start[i] == '\t')
        g_string_append_c (clean, start[i]);
    }
  return g_string_free (clean, FALSE);
}

static gboolean
add_literal (Parser *self, GPtrArray *nodes, const char *start, const char *end, GError **error)
{
  g_autofree char *text = NULL;

  if (end <= start)
    return TRUE;
  text = clean_literal (start, (gsize) (end - start), self->result->syntax);
  if (self->result->syntax == USHER_SYNTAX_HTML && !usher_html_scanner_feed (&self->html, text, strlen (text)))
    {
      usher_set_error_invalid (error, self->field, "Line %d: a section inside a tag needs a space on both sides.", self->line);
      return FALSE;
    }
  node_add (nodes, USHER_NODE_LITERAL, g_steal_pointer (&text));
  return TRUE;
}

static void
skip_to (Parser *self, const char *position)
{
  for (const char *p = self->position; p < position; p++)
    if (*p == '\n')
      self->line++;
  self->position = position;
}

/* A section's tag alone on its line: the literal before it ends at the line's beginning, and the line break goes. */
static void
trim_standalone (Parser *self, const Tag *tag, const char *literal_start, const char **literal_end, const char **next)
{
  const char *before = tag->start;
  const char *after = tag->end;

  if (tag->kind == '\0' || self->result->syntax == USHER_SYNTAX_HEADER)
    return;
  while (before > literal_start && (before[-1] == ' ' || before[-1] == '\t'))
    before--;
  if (before > self->text && before[-1] != '\n')
    return;
  while (*after == ' ' || *after == '\t' || *after == '\r')
    after++;
  if (*after != '\n' && *after != '\0')
    return;
  *literal_end = before;
  *next = *after == '\n' ? after + 1 : after;
}

static void
remember_personal (UsherTemplate *self, const UsherNode *node)
{
  g_autofree char *key = self->syntax == USHER_SYNTAX_HTML ? g_strconcat (node->text, "_h", NULL) : g_strdup (node->text);

  if (!g_ptr_array_find_with_equal_func (self->personal, key, g_str_equal, NULL))
    g_ptr_array_add (self->personal, g_steal_pointer (&key));
}

static const char *
misplaced (const UsherVariable *variable, UsherSyntax syntax, UsherPlace place)
{
  if ((variable->flags & USHER_TEMPLATE_SAFE_HTML) && syntax != USHER_SYNTAX_HTML)
    return "is HTML, and this text is plain";
  if ((variable->flags & USHER_TEMPLATE_SAFE_HTML) && place != USHER_PLACE_TEXT)
    return "is HTML and can only stand between tags";
  if ((variable->flags & USHER_TEMPLATE_PERSONAL) && place == USHER_PLACE_URL && !(variable->flags & USHER_TEMPLATE_URL))
    return "is not a link";
  if ((variable->flags & USHER_TEMPLATE_PERSONAL) && place == USHER_PLACE_STYLE)
    return "cannot stand in a style";
  return NULL;
}

static gboolean
add_variable (Parser *self, GPtrArray *nodes, Tag *tag, GError **error)
{
  const UsherVariable *variable = find_known (self, tag->name, error);
  UsherSyntax syntax = self->result->syntax;
  UsherPlace place = syntax == USHER_SYNTAX_HEADER ? USHER_PLACE_LINE : USHER_PLACE_PLAIN;
  const char *reason = NULL;
  UsherNode *node;

  if (variable == NULL)
    return FALSE;
  if (syntax == USHER_SYNTAX_HTML && !usher_html_scanner_variable (&self->html, &place, &reason))
    {
      usher_set_error_invalid (error, self->field, "Line %d: {{%s}} cannot stand in %s.", self->line, tag->name, reason);
      return FALSE;
    }
  reason = misplaced (variable, syntax, place);
  if (reason != NULL)
    {
      usher_set_error_invalid (error, self->field, "Line %d: {{%s}} %s.", self->line, tag->name, reason);
      return FALSE;
    }
  node = node_add (nodes, USHER_NODE_VARIABLE, g_strdup (tag->name));
  node->flags = variable->flags;
  node->place = place;
  node->quote = self->html.quote;
  if (node->flags & USHER_TEMPLATE_PERSONAL)
    remember_personal (self->result, node);
  return TRUE;
}

static gboolean
add_section (Parser *self, GPtrArray *nodes, Tag *tag, GError **error)
{
  const UsherVariable *variable = find_known (self, tag->name, error);
  UsherHtmlScanner before;
  UsherNode *node;

  if (variable == NULL)
    return FALSE;
  if (self->depth == USHER_TEMPLATE_MAX_DEPTH)
    {
      usher_set_error_invalid (error, self->field, "Line %d: sections can be at most %d deep.", tag->line, USHER_TEMPLATE_MAX_DEPTH);
      return FALSE;
    }
  node = node_add (nodes, USHER_NODE_SECTION, g_strdup (tag->name));
  node->flags = variable->flags;
  node->inverted = tag->kind == '^';
  node->children = g_ptr_array_new_with_free_func (node_free);
  usher_html_scanner_fold (&self->html);
  before = self->html;
  self->depth++;
  if (!parse_nodes (self, node->children, tag, error))
    return FALSE;
  self->depth--;
  usher_html_scanner_fold (&self->html);
  if (!usher_html_scanner_same (&before, &self->html))
    {
      look_at (self, tag->start, tag->end);
      usher_set_error_invalid (error, self->field, "Line %d: the section {{%c%s}} begins and ends at different places in the "
                               "HTML (a tag or quote is opened in it and not closed, or the other way round).",
                               tag->line, tag->kind, tag->name);
      return FALSE;
    }
  self->html.gap = self->html.gap || before.gap;
  return TRUE;
}

static gboolean
check_close (Parser *self, const Tag *open, const Tag *tag, GError **error)
{
  if (open != NULL && g_str_equal (open->name, tag->name))
    return TRUE;
  if (open == NULL)
    usher_set_error_invalid (error, self->field, "Line %d: {{/%s}} closes a section that was never opened.", self->line, tag->name);
  else
    usher_set_error_invalid (error, self->field, "Line %d: {{/%s}} stands where {{/%s}} is expected.", self->line, tag->name, open->name);
  return FALSE;
}

/* One literal and the tag behind it. @done: the section's end, or the text's, was reached. */
static gboolean
parse_step (Parser *self, GPtrArray *nodes, const Tag *open, gboolean *done, GError **error)
{
  const char *start = self->position;
  const char *found = strstr (start, "{{");
  const char *literal_end = found;
  g_autofree char *name = NULL;
  const char *next;
  Tag tag = { 0 };

  *done = FALSE;
  if (found == NULL)
    {
      *done = TRUE;
      found = start + strlen (start);
      look_at (self, open != NULL ? open->start : found, open != NULL ? open->end : found);
      if (open == NULL)
        return add_literal (self, nodes, start, found, error);
      usher_set_error_invalid (error, self->field, "Line %d: the section {{%c%s}} is never closed with {{/%s}}.",
                               open->line, open->kind, open->name, open->name);
      return FALSE;
    }
  skip_to (self, found);
  if (!read_tag (self, &tag, error))
    return FALSE;
  name = tag.name;
  next = tag.end;
  trim_standalone (self, &tag, start, &literal_end, &next);
  if (!add_literal (self, nodes, start, literal_end, error))
    return FALSE;
  if (tag.kind == '\0' && !add_variable (self, nodes, &tag, error))
    return FALSE;
  if (tag.kind == '/' && !check_close (self, open, &tag, error))
    return FALSE;
  skip_to (self, next);
  *done = tag.kind == '/';
  return (tag.kind != '#' && tag.kind != '^') || add_section (self, nodes, &tag, error);
}

static gboolean
parse_nodes (Parser *self, GPtrArray *nodes, const Tag *open, GError **error)
{
  gboolean done = FALSE;

  while (!done)
    if (!parse_step (self, nodes, open, &done, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_text (const char *text, const char *field, GError **error)
{
  if (strlen (text) > USHER_TEMPLATE_MAX_BYTES)
    usher_set_error_invalid (error, field, "The text is longer than %d kB.", USHER_TEMPLATE_MAX_BYTES / 1024);
  else if (!g_utf8_validate (text, -1, NULL))
    usher_set_error_invalid (error, field, "The text is not valid UTF-8.");
  else
    return TRUE;
  return FALSE;
}

/**
 * usher_template_parse_at:
 * @text: the template's source
 * @syntax: what it is a text of
 * @variables: those that it may use, ended by one without a name; not needed any more afterwards
 * @field: what the error calls the input
 * @mark: (out) (optional): on error, what it is about: the place and length of a tag, in bytes; an empty one at the end where it is
 *   the text as a whole
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the template, or %NULL with %USHER_ERROR_INVALID that tells the line
 */
UsherTemplate *
usher_template_parse_at (const char *text, UsherSyntax syntax, const UsherVariable *variables, const char *field,
                         UsherTemplateMark *mark, GError **error)
{
  g_autoptr (UsherTemplate) self = NULL;
  Parser parser = { .text = text, .position = text, .field = field, .variables = variables, .line = 1 };
  gboolean parsed;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (variables != NULL, NULL);
  g_return_val_if_fail (field != NULL, NULL);

  look_at (&parser, text + strlen (text), text + strlen (text));
  self = g_new0 (UsherTemplate, 1);
  self->syntax = syntax;
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->personal = g_ptr_array_new_with_free_func (g_free);
  parser.result = self;
  usher_html_scanner_init (&parser.html);
  parsed = check_text (text, field, error) && parse_nodes (&parser, self->nodes, NULL, error);
  if (parsed && parser.html.state != USHER_HTML_DATA)
    {
      usher_set_error_invalid (error, field, "The HTML ends inside a tag, comment, script or style that is not closed.");
      parsed = FALSE;
    }
  if (!parsed && mark != NULL)
    *mark = (UsherTemplateMark) { .offset = (gsize) (parser.at - text), .length = parser.at_length };
  return parsed ? g_steal_pointer (&self) : NULL;
}

UsherTemplate *
usher_template_parse (const char *text, UsherSyntax syntax, const UsherVariable *variables, const char *field, GError **error)
{
  return usher_template_parse_at (text, syntax, variables, field, NULL, error);
}

/**
 * usher_template_free:
 * @self: (nullable) (transfer full): a template
 */
void
usher_template_free (UsherTemplate *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->personal);
  g_free (self);
}

/**
 * usher_template_personal:
 * @self: a template
 *
 * Returns: (transfer container) (element-type utf8): the recipient-variables that usher_template_render_batch() leaves to be
 *   filled in, each once; the strings belong to @self
 */
GPtrArray *
usher_template_personal (const UsherTemplate *self)
{
  GPtrArray *personal;

  g_return_val_if_fail (self != NULL, NULL);
  personal = g_ptr_array_sized_new (self->personal->len);
  for (guint i = 0; i < self->personal->len; i++)
    g_ptr_array_add (personal, self->personal->pdata[i]);
  return personal;
}
