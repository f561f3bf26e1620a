/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template.h"

#include <string.h>

static const UsherVariable table[] = {
  { "title", USHER_TEMPLATE_PLAIN, "", "" },
  { "empty", USHER_TEMPLATE_PLAIN, "", "" },
  { "html", USHER_TEMPLATE_SAFE_HTML, "", "" },
  { "link", USHER_TEMPLATE_URL, "", "" },
  { "name", USHER_TEMPLATE_PERSONAL, "", "" },
  { NULL },
};

static GHashTable *
make_values (void)
{
  GHashTable *values = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (values, (gpointer) "title", (gpointer) "Rock & <b>Roll");
  g_hash_table_insert (values, (gpointer) "empty", (gpointer) " ");
  g_hash_table_insert (values, (gpointer) "html", (gpointer) "<p>Hi</p>");
  g_hash_table_insert (values, (gpointer) "link", (gpointer) "https://example.org/?a=1&b");
  g_hash_table_insert (values, (gpointer) "name", (gpointer) "Änne");
  return values;
}

static UsherTemplate *
parse (const char *text, UsherSyntax syntax)
{
  g_autoptr (GError) error = NULL;
  UsherTemplate *template_ = usher_template_parse (text, syntax, table, "text", &error);

  g_assert_no_error (error);
  return template_;
}

#define MARK(name, value) "<mark class=\"usher-variable\" data-name=\"" name "\">" value "</mark>"

/* Between tags only: never in an attribute, a link, a style, a title, or where there is nothing to see */
static void
test_html (void)
{
  static const struct {
    const char *text, *out;
  } cases[] = {
    { "<p>{{title}}</p>", "<p>" MARK ("title", "Rock &amp; &lt;b&gt;Roll") "</p>" },
    { "<p>{{empty}}</p>", "<p> </p>" },
    { "<div>{{html}}</div>", "<div>" MARK ("html", "<p>Hi</p>") "</div>" },
    { "<p title=\"{{title}}\">x</p>", "<p title=\"Rock &amp; &lt;b&gt;Roll\">x</p>" },
    { "<a href=\"{{link}}\">{{name}}</a>", "<a href=\"https://example.org/?a=1&amp;b\">" MARK ("name", "Änne") "</a>" },
    { "<title>{{name}}</title>", "<title>Änne</title>" },
    { "{{#name}}<i>{{name}}</i>{{/name}}{{^name}}{{title}}{{/name}}", "<i>" MARK ("name", "Änne") "</i>" },
  };
  g_autoptr (GHashTable) values = make_values ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherTemplate) template_ = parse (cases[i].text, USHER_SYNTAX_HTML);
      g_autofree char *out = usher_template_render_marked (template_, values);

      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_text (void)
{
  static const struct {
    const char *text;
    gboolean    strip;
    const char *out;
    const char *marks;
  } cases[] = {
    { "Hello {{name}}!", FALSE, "Hello Änne!", "name 6+5" },
    { "{{name}} {{title}}", FALSE, "Änne Rock & <b>Roll", "name 0+5 title 6+14" },
    { "  {{name}}  ", TRUE, "Änne", "name 0+5" },
    { "  x {{name}}\n", TRUE, "x Änne", "name 2+5" },
    { "none{{empty}}", TRUE, "none", "" },
    { "", TRUE, "", "" },
  };
  g_autoptr (GHashTable) values = make_values ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherTemplate) template_ = parse (cases[i].text, USHER_SYNTAX_TEXT);
      g_autofree char *marked = usher_template_render_marked (template_, values);
      g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (UsherTemplateMark));
      g_autofree char *out = usher_template_take_marks (marked, cases[i].strip, marks);
      g_autoptr (GString) words = g_string_new (NULL);

      for (guint j = 0; j < marks->len; j++)
        {
          const UsherTemplateMark *mark = &g_array_index (marks, UsherTemplateMark, j);

          g_string_append_printf (words, "%s%s %" G_GSIZE_FORMAT "+%" G_GSIZE_FORMAT, j > 0 ? " " : "", mark->name, mark->offset,
                                  mark->length);
        }
      g_assert_cmpstr (out, ==, cases[i].out);
      g_assert_cmpstr (words->str, ==, cases[i].marks);
    }
}

/* No text and no value can make marks of its own, and what is sent has none. */
static void
test_forged (void)
{
  g_autoptr (GHashTable) values = make_values ();
  g_autoptr (UsherTemplate) template_ = parse ("a\x03title\x04{{name}}\x05", USHER_SYNTAX_TEXT);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (UsherTemplateMark));
  g_autofree char *marked = NULL, *out = NULL, *sent = NULL, *batch = NULL;

  g_hash_table_insert (values, (gpointer) "name", (gpointer) "\x05x\x03" "b\x04");
  marked = usher_template_render_marked (template_, values);
  out = usher_template_take_marks (marked, FALSE, marks);
  sent = usher_template_render (template_, values);
  batch = usher_template_render_batch (template_, values);
  g_assert_cmpstr (out, ==, "atitlexb");
  g_assert_cmpstr (sent, ==, out);
  g_assert_cmpuint (marks->len, ==, 1);
  g_assert_null (strpbrk (batch, "\x03\x04\x05"));
}

static void
test_used (void)
{
  g_autoptr (GHashTable) values = make_values ();
  g_autoptr (UsherTemplate) template_ = parse ("{{title}} {{#empty}}{{name}}{{/empty}}{{^empty}}{{link}}{{/empty}}{{title}}", USHER_SYNTAX_TEXT);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  usher_template_used (template_, values, names);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (names->pdata[0], ==, "title");
  g_assert_cmpstr (names->pdata[1], ==, "link");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template-marks/html", test_html);
  g_test_add_func ("/template-marks/text", test_text);
  g_test_add_func ("/template-marks/forged", test_forged);
  g_test_add_func ("/template-marks/used", test_used);
  return g_test_run ();
}
