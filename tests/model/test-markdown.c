/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-markdown.h"

#include <string.h>

static void
test_html (void)
{
  static const struct {
    const char *markdown, *html;
  } cases[] = {
    { "", "" },
    { "two *sets*, one **piano**", "<p>two <em>sets</em>, one <strong>piano</strong></p>\n" },
    { "one\ntwo", "<p>one<br />\ntwo</p>\n" },
    { "# Line-up", "<h2>Line-up</h2>\n" },
    { "###### deep", "<h6>deep</h6>\n" },
    { "[site](https://example.com/?a=1&b=2)", "<p><a href=\"https://example.com/?a=1&amp;b=2\">site</a></p>\n" },
    { "<mailto:a@example.com>", "<p><a href=\"mailto:a@example.com\">mailto:a@example.com</a></p>\n" },
    { "[x](javascript:alert(1))", "<p><a href=\"\">x</a></p>\n" },
    { "[x](JaVaScRiPt:alert(1))", "<p><a href=\"\">x</a></p>\n" },
    { "[x](java&#115;cript:alert(1))", "<p><a href=\"\">x</a></p>\n" },
    { "[x](data:text/html;base64,AAAA)", "<p><a href=\"\">x</a></p>\n" },
    { "[x](ftp://example.com)", "<p><a href=\"\">x</a></p>\n" },
    { "![p](data:image/png;base64,AA)", "<p><img src=\"\" alt=\"p\" /></p>\n" },
    { "a < b & c > \"d\"", "<p>a &lt; b &amp; c &gt; &quot;d&quot;</p>\n" },
    { "`<b>`", "<p><code>&lt;b&gt;</code></p>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *html = usher_markdown_to_html (cases[i].markdown);

      g_assert_cmpstr (html, ==, cases[i].html);
    }
}

static void
test_raw_html_is_dropped (void)
{
  static const char * const texts[] = {
    "<script>alert(1)</script>", "before <img src=x onerror=alert(1)> behind", "<iframe src=\"https://evil.example\"></iframe>",
    "<div onclick=\"x\">\n\n*y*\n\n</div>", "<svg onload=alert(1)>", "<a href=\"javascript:x\">x</a>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *html = usher_markdown_to_html (texts[i]);
      g_autofree char *text = usher_markdown_to_text (texts[i]);

      g_test_message ("%s", html);
      g_assert_null (strstr (html, "<script"));
      g_assert_null (strstr (html, "<img"));
      g_assert_null (strstr (html, "<iframe"));
      g_assert_null (strstr (html, "<div"));
      g_assert_null (strstr (html, "<svg"));
      g_assert_null (strstr (html, "<a"));
      g_assert_null (strstr (html, "<!--"));
      g_assert_null (strchr (text, '<'));
    }
}

static void
test_text (void)
{
  static const struct {
    const char *markdown, *text;
  } cases[] = {
    { "", "" },
    { "two *sets*, one **piano**", "two sets, one piano" },
    { "one\ntwo\n\nthree", "one\ntwo\n\nthree" },
    { "# Line-up\nAda\n", "Line-up\n\nAda" },
    { "[site](https://example.com)", "site (https://example.com)" },
    { "<https://example.com>", "https://example.com" },
    { "<a@example.com>", "a@example.com" },
    { "[x](javascript:alert(1))", "x" },
    { "- one\n- two\n  - deep\n- three\n\nend", "- one\n- two\n  - deep\n- three\n\nend" },
    { "intro\n\n3. three\n4. four", "intro\n\n3. three\n4. four" },
    { "> quoted", "quoted" },
    { "    code\n    more", "code\nmore" },
    { "a &amp; b `c`", "a & b c" },
    { "![a cat](https://example.com/cat.png)", "a cat" },
    { "one\n\n---\n\ntwo", "one\n\ntwo" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = usher_markdown_to_text (cases[i].markdown);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
assert_well_formed (const char *markup)
{
  static const GMarkupParser parser = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autofree char *document = g_strconcat ("<markup>", markup, "</markup>", NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, document, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
test_pango (void)
{
  static const struct { const char *markdown, *markup; } cases[] = {
    { "", "" },
    { "plain <b>x</b> & more", "plain x &amp; more" },
    { "**bold** and *italic* and `a < b`", "<b>bold</b> and <i>italic</i> and <tt>a &lt; b</tt>" },
    { "# Head\n\ntext", "<b>Head</b>\n\ntext" },
    { "- one\n- two", "• one\n• two" },
    { "[here](https://example.org/?a=1&b=2)", "<a href=\"https://example.org/?a=1&amp;b=2\">here</a>" },
    { "[there](javascript:alert(1))", "there" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = usher_markdown_to_pango (cases[i].markdown);

      g_assert_cmpstr (markup, ==, cases[i].markup);
      assert_well_formed (markup);
    }
}

static void
test_random_text (void)
{
  static const char * const pieces[] = {
    "[", "](", ")", "*", "**", "`", "```\n", "\n", "\n\n", "- ", "1. ", "> ", "# ", "<", ">", "javascript:", "https://x", "a", " ",
    "\xff", "\xc3", "é", "&#x3c;", "!", "\\", "    ",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int round = 0; round < 2000; round++)
    {
      g_autoptr (GString) source = g_string_new (NULL);
      g_autofree char *html = NULL;
      g_autofree char *text = NULL;
      g_autofree char *markup = NULL;

      for (int n = g_rand_int_range (rand, 0, 60); n > 0; n--)
        g_string_append (source, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      html = usher_markdown_to_html (source->str);
      text = usher_markdown_to_text (source->str);
      markup = usher_markdown_to_pango (source->str);
      assert_well_formed (markup);
      g_assert_true (g_utf8_validate (html, -1, NULL));
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_null (strstr (html, "href=\"javascript:"));
      g_assert_null (strstr (html, "src=\"javascript:"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/markdown/html", test_html);
  g_test_add_func ("/markdown/raw-html-is-dropped", test_raw_html_is_dropped);
  g_test_add_func ("/markdown/text", test_text);
  g_test_add_func ("/markdown/pango", test_pango);
  g_test_add_func ("/markdown/random-text", test_random_text);
  return g_test_run ();
}
