/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-markdown.h"

#include "usher-template-escape.h"

#include <cmark.h>
#include <string.h>

/* Line ends typed into a description are meant as such (as in the comments of most sites); CommonMark would fold them. */
#define PARSE_OPTIONS  (CMARK_OPT_VALIDATE_UTF8)
#define RENDER_OPTIONS (CMARK_OPT_SAFE | CMARK_OPT_HARDBREAKS)

/* The page and the mail have their own first heading: those of the text come below it. Links that are neither http,
 * https nor mailto lead nowhere (cmark's safe mode stops only the four schemes that it knows to be bad). */
static void
tame (cmark_node *document)
{
  cmark_iter *iter = cmark_iter_new (document);
  cmark_event_type event;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      cmark_node_type type = cmark_node_get_type (node);

      if (event != CMARK_EVENT_ENTER)
        continue;
      if (type == CMARK_NODE_HEADING)
        cmark_node_set_heading_level (node, MIN (cmark_node_get_heading_level (node) + 1, 6));
      else if ((type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) && !usher_url_is_safe (cmark_node_get_url (node)))
        cmark_node_set_url (node, "");
      else if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
        cmark_node_free (node);   /* a leaf: the iterator is past it already */
    }
  cmark_iter_free (iter);
}

static cmark_node *
parse (const char *markdown)
{
  cmark_node *document = cmark_parse_document (markdown, strlen (markdown), PARSE_OPTIONS);

  tame (document);
  return document;
}

/**
 * usher_markdown_to_html:
 * @markdown: CommonMark, as a person typed it
 *
 * Returns: (transfer full): HTML that is safe to put into a page: no raw HTML, links only to http, https and mailto
 */
char *
usher_markdown_to_html (const char *markdown)
{
  cmark_node *document;
  char *rendered;
  char *html;

  g_return_val_if_fail (markdown != NULL, NULL);
  document = parse (markdown);
  rendered = cmark_render_html (document, RENDER_OPTIONS);
  html = g_strdup (rendered);
  cmark_get_default_mem_allocator ()->free (rendered);
  cmark_node_free (document);
  return html;
}

typedef struct {
  GString *out;
  int      depth;      /* of lists */
  gboolean markup;     /* Pango's, instead of none */
} TextWriter;

/* Blocks stand apart by an empty line, list items do not. */
static void
block_begins (TextWriter *self)
{
  GString *out = self->out;

  if (out->len == 0)
    return;
  if (!g_str_has_suffix (out->str, "\n"))
    g_string_append_c (out, '\n');
  if (self->depth == 0 && !g_str_has_suffix (out->str, "\n\n"))
    g_string_append_c (out, '\n');
}

static int
item_number (cmark_node *item)
{
  int number = cmark_node_get_list_start (cmark_node_parent (item));

  for (cmark_node *node = cmark_node_previous (item); node != NULL; node = cmark_node_previous (node))
    number++;
  return number;
}

static void
item_begins (TextWriter *self, cmark_node *item)
{
  if (self->out->len > 0 && !g_str_has_suffix (self->out->str, "\n"))
    g_string_append_c (self->out, '\n');
  for (int i = 1; i < self->depth; i++)
    g_string_append (self->out, "  ");
  if (cmark_node_get_list_type (cmark_node_parent (item)) == CMARK_ORDERED_LIST)
    g_string_append_printf (self->out, "%d. ", item_number (item));
  else
    g_string_append (self->out, self->markup ? "• " : "- ");
}

/* --- Pango markup --- */

static void
append_literal (TextWriter *self, const char *literal)
{
  g_autofree char *escaped = self->markup ? g_markup_escape_text (literal, -1) : NULL;

  g_string_append (self->out, escaped ? escaped : literal);
}

static const char *
tag_of (cmark_node_type type)
{
  switch ((int) type)
    {
    case CMARK_NODE_STRONG:     return "b";
    case CMARK_NODE_HEADING:    return "b";
    case CMARK_NODE_EMPH:       return "i";
    case CMARK_NODE_CODE:       return "tt";
    case CMARK_NODE_CODE_BLOCK: return "tt";
    default:                    return NULL;
    }
}

static gboolean
leads_somewhere (cmark_node *node)
{
  return cmark_node_get_type (node) == CMARK_NODE_LINK && *cmark_node_get_url (node) != '\0';
}

static void
open_tag (TextWriter *self, cmark_node *node)
{
  const char *tag = tag_of (cmark_node_get_type (node));

  if (leads_somewhere (node))
    {
      g_autofree char *url = g_markup_escape_text (cmark_node_get_url (node), -1);

      g_string_append_printf (self->out, "<a href=\"%s\">", url);
    }
  else if (tag)
    g_string_append_printf (self->out, "<%s>", tag);
}

static void
close_tag (TextWriter *self, cmark_node *node)
{
  const char *tag = tag_of (cmark_node_get_type (node));

  if (leads_somewhere (node))
    g_string_append (self->out, "</a>");
  else if (tag)
    g_string_append_printf (self->out, "</%s>", tag);
}

/* --- plain text --- */

/* "text (link)", or the link alone where the text says the same. */
static void
link_ends (TextWriter *self, cmark_node *link)
{
  const char *url = cmark_node_get_url (link);

  if (url[0] == '\0' || g_str_has_suffix (self->out->str, url))
    return;
  if (g_str_has_prefix (url, "mailto:") && g_str_has_suffix (self->out->str, url + strlen ("mailto:")))
    return;
  g_string_append_printf (self->out, " (%s)", url);
}

static void
enter (TextWriter *self, cmark_node *node)
{
  cmark_node_type type = cmark_node_get_type (node);
  gboolean first_of_item = cmark_node_parent (node) != NULL && cmark_node_previous (node) == NULL
                           && cmark_node_get_type (cmark_node_parent (node)) == CMARK_NODE_ITEM;

  if (type == CMARK_NODE_LIST)
    {
      if (self->depth == 0)
        block_begins (self);
      self->depth++;
    }
  else if (type == CMARK_NODE_ITEM)
    item_begins (self, node);
  else if ((type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING || type == CMARK_NODE_CODE_BLOCK) && !first_of_item)
    block_begins (self);
  else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
    g_string_append_c (self->out, '\n');
  if (self->markup)
    open_tag (self, node);
  if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
    append_literal (self, cmark_node_get_literal (node));
  /* Leaves are entered, but never left. */
  if (self->markup && (type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK))
    close_tag (self, node);
}

static void
leave (TextWriter *self, cmark_node *node)
{
  cmark_node_type type = cmark_node_get_type (node);

  if (type == CMARK_NODE_LIST)
    self->depth--;
  if (self->markup)
    close_tag (self, node);
  else if (type == CMARK_NODE_LINK)
    link_ends (self, node);
}

static char *
write_text (const char *markdown, gboolean markup)
{
  g_autoptr (GString) out = g_string_new (NULL);
  TextWriter writer = { .out = out, .markup = markup };
  cmark_node *document = parse (markdown);
  cmark_iter *iter = cmark_iter_new (document);
  cmark_event_type event;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      if (event == CMARK_EVENT_ENTER)
        enter (&writer, cmark_iter_get_node (iter));
      else
        leave (&writer, cmark_iter_get_node (iter));
    }
  cmark_iter_free (iter);
  cmark_node_free (document);
  return g_strdup (g_strchomp (out->str));
}

/**
 * usher_markdown_to_text:
 * @markdown: CommonMark, as a person typed it
 *
 * Returns: (transfer full): what it says, for readers of plain text: links behind their words, lists with dashes, no markup
 */
char *
usher_markdown_to_text (const char *markdown)
{
  g_return_val_if_fail (markdown != NULL, NULL);
  return write_text (markdown, FALSE);
}

/**
 * usher_markdown_to_pango:
 * @markdown: CommonMark, as a person typed it
 *
 * Returns: (transfer full): Pango markup for a label: bold, italic, fixed width, links to http, https and mailto, lists with
 *   bullets; all else is text
 */
char *
usher_markdown_to_pango (const char *markdown)
{
  g_return_val_if_fail (markdown != NULL, NULL);
  return write_text (markdown, TRUE);
}
