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
    g_string_append (self->out, "- ");
}

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
  if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
    g_string_append (self->out, cmark_node_get_literal (node));
}

static void
leave (TextWriter *self, cmark_node *node)
{
  cmark_node_type type = cmark_node_get_type (node);

  if (type == CMARK_NODE_LIST)
    self->depth--;
  else if (type == CMARK_NODE_LINK)
    link_ends (self, node);
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
  g_autoptr (GString) out = g_string_new (NULL);
  TextWriter writer = { .out = out, .depth = 0 };
  cmark_event_type event;
  cmark_node *document;
  cmark_iter *iter;

  g_return_val_if_fail (markdown != NULL, NULL);
  document = parse (markdown);
  iter = cmark_iter_new (document);
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
