/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-template.h"

#include <string.h>

static const UsherVariable table[] = {
  { "title", USHER_TEMPLATE_PLAIN, "", "" },
  { "note", USHER_TEMPLATE_PLAIN, "", "" },
  { "empty", USHER_TEMPLATE_PLAIN, "", "" },
  { "html", USHER_TEMPLATE_SAFE_HTML, "", "" },
  { "link", USHER_TEMPLATE_URL, "", "" },
  { "name", USHER_TEMPLATE_PERSONAL, "", "" },
  { "old", USHER_TEMPLATE_PERSONAL, "", "" },
  { "own_link", USHER_TEMPLATE_PERSONAL | USHER_TEMPLATE_URL, "", "" },
  { NULL },
};

static GHashTable *
values_new (const char *first, ...)
{
  GHashTable *values = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name = first;
  va_list args;

  va_start (args, first);
  while (name != NULL)
    {
      g_hash_table_insert (values, (gpointer) name, va_arg (args, char *));
      name = va_arg (args, const char *);
    }
  va_end (args);
  return values;
}

static UsherTemplate *
parsed (const char *text, UsherSyntax syntax)
{
  g_autoptr (GError) error = NULL;
  UsherTemplate *template = usher_template_parse (text, syntax, table, "text", &error);

  g_assert_no_error (error);
  return template;
}

static char *
rendered (const char *text, UsherSyntax syntax, const char *name, const char *value)
{
  g_autoptr (UsherTemplate) template = parsed (text, syntax);
  g_autoptr (GHashTable) values = values_new (name, value, NULL);

  return usher_template_render (template, values);
}

/* After the Mustache spec's own examples for interpolation, sections and inverted sections. */
static void
test_mustache (void)
{
  static const struct {
    const char *text, *out;
  } cases[] = {
    { "", "" },
    { "no braces { } }} here", "no braces { } }} here" },
    { "a {{title}} b", "a Jazz b" },
    { "{{ title }}|{{\ttitle\n}}", "Jazz|Jazz" },
    { "[{{empty}}]", "[]" },
    { "{{title}}}", "Jazz}" },
    { "{{#title}}yes{{/title}}{{^title}}no{{/title}}", "yes" },
    { "{{#empty}}yes{{/empty}}{{^empty}}no{{/empty}}", "no" },
    { "{{# title }}x{{/ title }}", "x" },
    { "{{#title}}a{{#note}}b{{^empty}}c{{/empty}}{{/note}}{{/title}}", "abc" },
    { "{{#title}}{{#title}}{{title}}{{/title}}{{/title}}", "Jazz" },
    { "{{#empty}}{{#title}}x{{/title}}{{/empty}}", "" },
    { "| a {{! a comment, {{title}} b |", "| a  b |" },
    { "a\n{{#title}}\nb\n{{/title}}\nc\n", "a\nb\nc\n" },
    { "a\r\n{{#title}}\r\nb\r\n{{/title}}\r\nc", "a\nb\nc" },
    { "  {{#title}}  \n  b\n  {{/title}}", "  b\n" },
    { "{{#empty}}\nb\n{{/empty}}\nc", "c" },
    { "a {{#title}}\nb{{/title}}\n", "a \nb\n" },
    { "{{#title}}\n{{#note}}\nx\n{{/note}}\n{{/title}}\n", "x\n" },
    { "{{! gone }}\nx", "x" },
    { "  {{title}}  \n", "  Jazz  \n" },
    { "Zoë 日本 {{title}} 😀", "Zoë 日本 Jazz 😀" },
  };
  g_autoptr (GHashTable) values = values_new ("title", "Jazz", "note", "n", "empty", " \n\t", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherTemplate) template = parsed (cases[i].text, USHER_SYNTAX_TEXT);
      g_autofree char *out = usher_template_render (template, values);

      g_test_message ("row %u", i);
      /* a blank value closes its section, and is still the value */
      if (strchr (cases[i].text, '[') != NULL)
        g_assert_cmpstr (out, ==, "[ \n\t]");
      else
        g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_escaping (void)
{
  static const struct {
    UsherSyntax syntax;
    const char *text, *name, *value, *out;
  } cases[] = {
    { USHER_SYNTAX_TEXT, "{{title}}", "title", "<b> & \"x\"", "<b> & \"x\"" },
    { USHER_SYNTAX_TEXT, "{{title}}", "title", "{{note}} {{#x}}", "{{note}} {{#x}}" },
    { USHER_SYNTAX_TEXT, "{{title}}", "title", "a\r\nb\rc\x01\x02\x1b[0m\x7f", "a\nb\nc[0m" },
    { USHER_SYNTAX_TEXT, "{{title}}", "title", "a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd" },
    { USHER_SYNTAX_HEADER, "Re: {{title}}", "title", "a\r\nBcc: x@example.com", "Re: a Bcc: x@example.com" },
    { USHER_SYNTAX_HEADER, "Re: {{title}}", "title", "a\nb\rc\td\x01" "e\u2028f\xc2\x85" "g", "Re: a b c d e f g" },
    { USHER_SYNTAX_HEADER, "{{#title}}\n{{title}}\r\nx\n{{/title}}", "title", "a", "a  x" },
    { USHER_SYNTAX_HEADER, "Re: {{title}}", "title", "<b>&", "Re: <b>&" },
    { USHER_SYNTAX_HTML, "<p>{{title}}</p>", "title", "<b> & \"x\" 'y'", "<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>" },
    { USHER_SYNTAX_HTML, "<p>{{title}}</p>", "title", "</p><script>x</script>", "<p>&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</p>" },
    { USHER_SYNTAX_HTML, "<p>{{title}}</p>", "title", "{{note}}", "<p>{{note}}</p>" },
    { USHER_SYNTAX_HTML, "<p>{{title}}</p>", "title", "one\r\ntwo", "<p>one<br>\ntwo</p>" },
    { USHER_SYNTAX_HTML, "<p>{{html}}</p>", "html", "<b>x</b>\x01", "<p><b>x</b></p>" },
    { USHER_SYNTAX_HTML, "<title>{{title}}</title>", "title", "a\n</title><script>", "<title>a\n&lt;/title&gt;&lt;script&gt;</title>" },
    { USHER_SYNTAX_HTML, "<i title=\"{{title}}\">", "title", "\" onload=\"x", "<i title=\"&quot; onload=&quot;x\">" },
    { USHER_SYNTAX_HTML, "<i title='{{title}}'>", "title", "' onload='x\n", "<i title='&#39; onload=&#39;x\n'>" },
    { USHER_SYNTAX_HTML, "a < b {{title}} > c", "title", "&", "a < b &amp; > c" },
    { USHER_SYNTAX_HTML, "<!-- <a href=x -->{{title}}", "title", "&", "<!-- <a href=x -->&amp;" },
    { USHER_SYNTAX_HTML, "<!-->{{title}}", "title", "&", "<!-->&amp;" },
    { USHER_SYNTAX_HTML, "<!doctype html>{{title}}", "title", "x", "<!doctype html>x" },
    { USHER_SYNTAX_HTML, "<script>if (a<b) \"</p>\"</script>{{title}}", "title", "x", "<script>if (a<b) \"</p>\"</script>x" },
    { USHER_SYNTAX_HTML, "<SCRIPT></sCript >{{title}}", "title", "x", "<SCRIPT></sCript >x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = rendered (cases[i].text, cases[i].syntax, cases[i].name, cases[i].value);

      g_test_message ("row %u", i);
      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_links_and_styles (void)
{
  static const struct {
    const char *text, *name, *value, *out;
  } cases[] = {
    { "<a href=\"{{title}}\">", "title", "https://example.com/?a=1&b=\"", "<a href=\"https://example.com/?a=1&amp;b=&quot;\">" },
    { "<a href='{{title}}'>", "title", "HTTP://example.com/'", "<a href='HTTP://example.com/&#39;'>" },
    { "<a href=\"{{title}}\">", "title", "mailto:a@example.com", "<a href=\"mailto:a@example.com\">" },
    { "<a href=\"{{link}}\">", "link", "https://example.com", "<a href=\"https://example.com\">" },
    { "<a href=\"{{title}}\">", "title", "javascript:alert(1)", "<a href=\"#\">" },
    { "<a href=\"{{title}}\">", "title", " javascript:alert(1)", "<a href=\"#\">" },
    { "<a href=\"{{title}}\">", "title", "java\nscript:alert(1)", "<a href=\"#\">" },
    { "<a href=\"{{title}}\">", "title", "https://a\r\nb", "<a href=\"#\">" },
    { "<a href=\"{{title}}\">", "title", "data:text/html,x", "<a href=\"#\">" },
    { "<a href=\"{{title}}\">", "title", "//evil.example", "<a href=\"#\">" },
    { "<a href=\"{{title}}\">", "title", "", "<a href=\"#\">" },
    { "<A HREF = \"{{title}}\">", "title", "vbscript:x", "<A HREF = \"#\">" },
    { "<img src=\"{{link}}\">", "link", "javascript:x", "<img src=\"#\">" },
    { "<form action=\"{{title}}\">", "title", "javascript:x", "<form action=\"#\">" },
    { "<a href=\"/w/{{title}}\">", "title", "a/../b?c#d \"e", "<a href=\"/w/a%2F..%2Fb%3Fc%23d%20%22e\">" },
    { "<a href=\"https://example.com/?q={{title}}&x\">", "title", "a&b=c\n", "<a href=\"https://example.com/?q=a%26b%3Dc%0A&x\">" },
    { "<a href=\"mailto:{{title}}\">", "title", "a@example.com?bcc=x", "<a href=\"mailto:a@example.com%3Fbcc%3Dx\">" },
    { "<a href=\"javascript:{{title}}\">", "title", "alert(1)", "<a href=\"javascript:\">" },
    { "<a href=\" java\tscript:{{title}}\">", "title", "alert(1)", "<a href=\" java\tscript:\">" },
    { "<a href=\"java&#115;cript:{{title}}\">", "title", "alert(1)", "<a href=\"java&#115;cript:\">" },
    { "<a href=\"java{{title}}\">", "title", "script:alert(1)", "<a href=\"javascript%3Aalert%281%29\">" },
    { "<a href=\"javascript:{{link}}\">", "link", "https://example.com", "<a href=\"javascript:\">" },
    { "<a href=\"{{#title}}{{title}}{{/title}}{{^title}}/x{{/title}}\">", "title", "", "<a href=\"/x\">" },
    { "<a href=\"{{#note}}/a{{/note}}{{title}}\">", "title", "https://example.com", "<a href=\"https://example.com\">" },
    { "<p style=\"color:{{title}}\">", "title", "#7b1e3b", "<p style=\"color:#7b1e3b\">" },
    { "<p style=\"width:{{title}}\">", "title", "12.5%", "<p style=\"width:12.5%\">" },
    { "<p style=\"color:{{title}}\">", "title", "red;background:url(x)", "<p style=\"color:\">" },
    { "<style>a{color:{{title}}}</style>", "title", "}</style><script>", "<style>a{color:}</style>" },
    { "<style>a{color:{{title}}}</style>", "title", "red", "<style>a{color:red}</style>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = rendered (cases[i].text, USHER_SYNTAX_HTML, cases[i].name, cases[i].value);

      g_test_message ("row %u", i);
      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_errors (void)
{
  static const struct {
    UsherSyntax syntax;
    const char *text, *says;
  } cases[] = {
    { USHER_SYNTAX_TEXT, "a\nb {{titel}}", "Line 2: there is no variable {{titel}}" },
    { USHER_SYNTAX_TEXT, "{{#titel}}{{/titel}}", "Line 1: there is no variable {{titel}}" },
    { USHER_SYNTAX_TEXT, "a\n\n{{title", "Line 3: “{{” is never closed" },
    { USHER_SYNTAX_TEXT, "{{title}", "never closed" },
    { USHER_SYNTAX_TEXT, "{{! x", "never closed" },
    { USHER_SYNTAX_TEXT, "\n{{#title}}\n\nx", "Line 2: the section {{#title}} is never closed" },
    { USHER_SYNTAX_TEXT, "{{#title}}{{^note}}x{{/title}}", "{{/title}} stands where {{/note}} is expected" },
    { USHER_SYNTAX_TEXT, "x\n{{/title}}", "Line 2: {{/title}} closes a section that was never opened" },
    { USHER_SYNTAX_TEXT, "{{{title}}}", "is not used here" },
    { USHER_SYNTAX_TEXT, "{{&title}}", "is not used here" },
    { USHER_SYNTAX_TEXT, "{{>title}}", "is not used here" },
    { USHER_SYNTAX_TEXT, "{{=<% %>=}}", "is not used here" },
    { USHER_SYNTAX_TEXT, "{{}}", "is not the name of a variable" },
    { USHER_SYNTAX_TEXT, "{{Title}}", "is not the name of a variable" },
    { USHER_SYNTAX_TEXT, "{{a b}}", "“{{a b}}” is not the name" },
    { USHER_SYNTAX_TEXT, "{{title\r\nBcc}}", "is not the name" },
    { USHER_SYNTAX_TEXT, "{{\x01\x02}}", "is not the name" },
    { USHER_SYNTAX_TEXT, "a \xff b", "UTF-8" },
    { USHER_SYNTAX_TEXT, "{{html}}", "is HTML" },
    { USHER_SYNTAX_HEADER, "{{html}}", "is HTML" },
    { USHER_SYNTAX_HTML, "<i title=\"{{html}}\">", "only stand between tags" },
    { USHER_SYNTAX_HTML, "<title>{{html}}</title>", "only stand between tags" },
    { USHER_SYNTAX_HTML, "<{{title}}>", "name of a tag" },
    { USHER_SYNTAX_HTML, "</{{title}}>", "name of a tag" },
    { USHER_SYNTAX_HTML, "<p {{title}}>", "name of a tag" },
    { USHER_SYNTAX_HTML, "<p {{title}}=\"x\">", "name of a tag" },
    { USHER_SYNTAX_HTML, "<title></tit{{title}}le>", "name of a tag" },
    { USHER_SYNTAX_HTML, "<p class={{title}}>", "without quotes" },
    { USHER_SYNTAX_HTML, "<p class=a{{title}}>", "without quotes" },
    { USHER_SYNTAX_HTML, "<p onclick=\"{{title}}\">", "run as code" },
    { USHER_SYNTAX_HTML, "<iframe srcdoc='{{title}}'>", "run as code" },
    { USHER_SYNTAX_HTML, "<script>{{title}}</script>", "a script" },
    { USHER_SYNTAX_HTML, "<!-- {{title}} -->", "a comment" },
    { USHER_SYNTAX_HTML, "<!doctype {{title}}>", "a comment" },
    { USHER_SYNTAX_HTML, "<a href=\"{{name}}\">", "{{name}} is not a link" },
    { USHER_SYNTAX_HTML, "<p style=\"color:{{name}}\">", "cannot stand in a style" },
    { USHER_SYNTAX_HTML, "\n<a {{#title}}href=\"{{/title}}x\">", "Line 2: the section {{#title}} begins and ends at different" },
    { USHER_SYNTAX_HTML, "{{#title}}<a {{/title}}>", "different places" },
    { USHER_SYNTAX_HTML, "{{#title}}<!--{{/title}}-->", "different places" },
    { USHER_SYNTAX_HTML, "{{#title}}<title>{{/title}}</title>", "different places" },
    { USHER_SYNTAX_HTML, "<title></tit{{#title}}x{{/title}}le>", "different places" },
    { USHER_SYNTAX_HTML, "<input {{#title}}value{{/title}}=\"x\">", "needs a space" },
    { USHER_SYNTAX_HTML, "<p class=\"a\"{{#title}}id=\"b\"{{/title}}>", "needs a space" },
    { USHER_SYNTAX_HTML, "<scr{{#empty}}ipt{{/empty}}>", "needs a space" },
    { USHER_SYNTAX_HTML, "<p title=\"x", "not closed" },
    { USHER_SYNTAX_HTML, "<p", "not closed" },
    { USHER_SYNTAX_HTML, "<!-- x", "not closed" },
    { USHER_SYNTAX_HTML, "<style>x", "not closed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherTemplate) template = usher_template_parse (cases[i].text, cases[i].syntax, table, "subject", &error);

      g_test_message ("row %u: %s", i, error != NULL ? error->message : "parsed");
      g_assert_null (template);
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "subject");
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_null (strpbrk (error->message, "\r\n\x01"));
    }
}

static void
test_sections_in_tags (void)
{
  static const char * const fine[] = {
    "<option{{#title}} selected{{/title}}>x</option>", "<input name=\"a\"{{#title}} checked{{/title}}{{#note}} disabled{{/note}}>",
    "<a {{#title}}href=\"{{title}}\"{{/title}} class=\"x\">", "<p class=\"a{{#title}} b{{/title}}\">", "<br{{#title}} /{{/title}}>",
    "{{#title}}<p>{{title}}</p>{{/title}}", "<title>{{#title}}x{{/title}}</title>", "<!-- {{#title}} x {{/title}} -->",
    "<style>{{#title}}a{}{{/title}}</style>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    usher_template_free (parsed (fine[i], USHER_SYNTAX_HTML));
}

static void
test_limits (void)
{
  g_autofree char *most = g_strnfill (USHER_TEMPLATE_MAX_BYTES, 'a');
  g_autofree char *more = g_strnfill (USHER_TEMPLATE_MAX_BYTES + 1, 'a');
  g_autoptr (UsherTemplate) longest = parsed (most, USHER_SYNTAX_HTML);

  g_assert_null (usher_template_parse (more, USHER_SYNTAX_TEXT, table, "text", NULL));
  for (int depth = USHER_TEMPLATE_MAX_DEPTH; depth <= USHER_TEMPLATE_MAX_DEPTH + 1; depth++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherTemplate) template = NULL;

      for (int i = 0; i < depth; i++)
        g_string_append (text, "{{#title}}\n");
      for (int i = 0; i < depth; i++)
        g_string_append (text, "{{/title}}\n");
      template = usher_template_parse (text->str, USHER_SYNTAX_TEXT, table, "text", &error);
      g_assert_true ((template != NULL) == (depth == USHER_TEMPLATE_MAX_DEPTH));
      g_assert_true (error == NULL || strstr (error->message, "Line 9: ") != NULL);
    }
}

/* What Mailgun would replace, wherever it comes from, is broken; only the renderer's own patterns are left. */
static void
test_mailgun_patterns (void)
{
  static const struct {
    UsherSyntax syntax;
    const char *text, *title, *plain, *batch;
  } cases[] = {
    { USHER_SYNTAX_TEXT, "Hi {{name}}", "", "Hi Ada", "Hi %recipient.name%" },
    { USHER_SYNTAX_HTML, "Hi {{name}}", "", "Hi Ada", "Hi %recipient.name_h%" },
    { USHER_SYNTAX_HEADER, "Hi {{name}}", "", "Hi Ada", "Hi %recipient.name%" },
    { USHER_SYNTAX_HTML, "<a href=\"{{own_link}}\">", "", "<a href=\"https://e.example/t\">", "<a href=\"%recipient.own_link_h%\">" },
    { USHER_SYNTAX_HTML, "<i title=\"{{name}}\">", "", "<i title=\"Ada\">", "<i title=\"%recipient.name_h%\">" },
    { USHER_SYNTAX_TEXT, "100 % of 5%, %d %title% {{title}}", "9%", "100 % of 5%, %d %title% 9%", "100 % of 5%, %d %title% 9%" },
    { USHER_SYNTAX_TEXT, "%recipient.x% {{title}}", "%Recipient%", "% recipient.x% % Recipient%", "% recipient.x% % Recipient%" },
    { USHER_SYNTAX_HTML, "%recipient.x% {{title}}", "%RECIPIENT%", "&#37;recipient.x% &#37;RECIPIENT%", "&#37;recipient.x% &#37;RECIPIENT%" },
    { USHER_SYNTAX_TEXT, "%unsubscribe_url% %tag_unsubscribe_url% %mailing_list_unsubscribe_url% %unsubscribe_email%", "",
      "% unsubscribe_url% % tag_unsubscribe_url% % mailing_list_unsubscribe_url% % unsubscribe_email%",
      "% unsubscribe_url% % tag_unsubscribe_url% % mailing_list_unsubscribe_url% % unsubscribe_email%" },
    { USHER_SYNTAX_TEXT, "{{title}}recipient.x%", "%", "% recipient.x%", "% recipient.x%" },          /* made by an edge */
    { USHER_SYNTAX_TEXT, "%{{title}}", "recipient.x%", "% recipient.x%", "% recipient.x%" },
    { USHER_SYNTAX_TEXT, "%{{name}}", "", "%Ada", "% %recipient.name%" },
    { USHER_SYNTAX_TEXT, "{{name}}recipient.x%", "", "Adarecipient.x%", "%recipient.name% recipient.x%" },
    { USHER_SYNTAX_HTML, "{{name}}recipient.x%", "", "Adarecipient.x%", "%recipient.name_h%&#114;ecipient.x%" },
    { USHER_SYNTAX_TEXT, "a\x01name\x02{{title}}", "\x01old\x02", "anameold", "anameold" },           /* forged marks */
    { USHER_SYNTAX_HTML, "<a href=\"https://x/?q={{title}}\">", "%recipient.x%", "<a href=\"https://x/?q=%25recipient.x%25\">",
      "<a href=\"https://x/?q=%25recipient.x%25\">" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherTemplate) template = parsed (cases[i].text, cases[i].syntax);
      g_autoptr (GHashTable) values = values_new ("title", cases[i].title, "name", "Ada", "own_link", "https://e.example/t", NULL);
      g_autofree char *plain = usher_template_render (template, values);
      g_autofree char *batch = usher_template_render_batch (template, values);

      g_test_message ("row %u", i);
      g_assert_cmpstr (plain, ==, cases[i].plain);
      g_assert_cmpstr (batch, ==, cases[i].batch);
    }
}

static void
test_shape (void)
{
  g_autoptr (UsherTemplate) template =
    parsed ("{{#title}}{{#old}}{{old}} {{#name}}{{name}}{{/name}}{{/old}}{{/title}}{{^name}}you{{/name}}{{^title}}x{{/title}}",
            USHER_SYNTAX_TEXT);
  static const struct {
    const char *title, *old, *name, *shape, *batch;
  } cases[] = {
    { "t", "o", "n", "110", "%recipient.old% %recipient.name%" },
    { "t", "o", "other", "110", "%recipient.old% %recipient.name%" },
    { "t", "o", "", "101", "%recipient.old% you" },
    { "t", "", "n", "0-0", "" },
    { "", "o", "", "--1", "youx" },
  };
  g_autofree char *none = usher_template_shape (template, NULL);

  g_assert_cmpstr (none, ==, "--1");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) values = values_new ("title", cases[i].title, "old", cases[i].old, "name", cases[i].name, NULL);
      g_autofree char *shape = usher_template_shape (template, values);
      g_autofree char *batch = usher_template_render_batch (template, values);

      g_assert_cmpstr (shape, ==, cases[i].shape);
      g_assert_cmpstr (batch, ==, cases[i].batch);
    }
}

static void
test_personal (void)
{
  g_autoptr (UsherTemplate) text = parsed ("{{name}} {{title}} {{#old}}{{own_link}}{{/old}} {{name}}", USHER_SYNTAX_TEXT);
  g_autoptr (UsherTemplate) html = parsed ("{{#name}}{{old}}{{/name}}", USHER_SYNTAX_HTML);
  g_autoptr (GPtrArray) of_text = usher_template_personal (text);
  g_autoptr (GPtrArray) of_html = usher_template_personal (html);

  g_assert_cmpuint (of_text->len, ==, 2);
  g_assert_cmpstr (of_text->pdata[0], ==, "name");
  g_assert_cmpstr (of_text->pdata[1], ==, "own_link");
  g_assert_cmpuint (of_html->len, ==, 1);
  g_assert_cmpstr (of_html->pdata[0], ==, "old_h");
}

static void
test_escape_value (void)
{
  static const struct {
    const char        *value;
    UsherSyntax        syntax;
    UsherVariableFlags flags;
    const char        *out;
  } cases[] = {
    { "O'Neil <x>", USHER_SYNTAX_TEXT, USHER_TEMPLATE_PERSONAL, "O'Neil <x>" },
    { "O'Neil <x>", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL, "O&#39;Neil &lt;x&gt;" },
    { "a\r\nBcc: b", USHER_SYNTAX_HEADER, USHER_TEMPLATE_PERSONAL, "a Bcc: b" },
    { "a\r\nBcc: b", USHER_SYNTAX_TEXT, USHER_TEMPLATE_PERSONAL, "a Bcc: b" },
    { "a\nb", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL, "a b" },
    { "%recipient.own_link%", USHER_SYNTAX_TEXT, USHER_TEMPLATE_PERSONAL, "% recipient.own_link%" },
    { "%recipient.own_link%", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL, "&#37;recipient.own_link%" },
    { "{{title}}", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL, "{{title}}" },
    { "https://x/?a&b", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL | USHER_TEMPLATE_URL, "https://x/?a&amp;b" },
    { "https://x/?a&b", USHER_SYNTAX_TEXT, USHER_TEMPLATE_PERSONAL | USHER_TEMPLATE_URL, "https://x/?a&b" },
    { "javascript:x", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL | USHER_TEMPLATE_URL, "#" },
    { "", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL | USHER_TEMPLATE_URL, "" },
    { "<b>x</b>", USHER_SYNTAX_HTML, USHER_TEMPLATE_SAFE_HTML, "<b>x</b>" },
    { "\xff", USHER_SYNTAX_HTML, USHER_TEMPLATE_PERSONAL, "\xef\xbf\xbd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = usher_template_escape_value (cases[i].value, cases[i].syntax, cases[i].flags);

      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
check_random (const char *text, UsherSyntax syntax, GHashTable *values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTemplate) template = usher_template_parse (text, syntax, table, "text", &error);
  g_autofree char *plain = NULL;
  g_autofree char *batch = NULL;

  if (template == NULL)
    {
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  plain = usher_template_render (template, values);
  batch = usher_template_render_batch (template, values);
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  g_assert_true (g_utf8_validate (batch, -1, NULL));
  g_assert_null (strstr (plain, "%recipient"));
  g_assert_null (strpbrk (batch, "\x01\x02"));
  if (syntax == USHER_SYNTAX_HTML)
    g_assert_null (strstr (plain, "<evil"));
  if (syntax == USHER_SYNTAX_HEADER)
    g_assert_null (strpbrk (plain, "\r\n\t"));
}

static void
test_random_bytes (void)
{
  static const char * const pieces[] = {
    "{{", "}}", "{{title}}", "{{name}}", "{{#title}}", "{{/title}}", "{{^name}}", "{{/name}}", "{{html}}", "{{own_link}}", "<", ">",
    "<a ", "href=", "\"", "'", "style=", "</", "<script>", "</script>", "<!--", "-->", "<title>", "</title>", "=", " ", "\n", "%",
    "recipient", "%recipient.x%", "a", "/", "é", "\x01", "javascript:", "{", "!", "onclick=",
  };
  static const char evil[] = "\" '><evil {{title}} %recipient.x% </title></script>--> \r\n\x01\x02 javascript:\xff";
  g_autoptr (GHashTable) values = values_new ("title", evil, "name", evil, "own_link", evil, "html", "<p>x\xff\x01</p>", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int round = 0; round < 6000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (int n = g_rand_int_range (rand, 0, 16); n > 0; n--)
        {
          if (g_rand_int_range (rand, 0, 8) > 0)
            g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
          else
            g_string_append_c (text, (char) g_rand_int_range (rand, 1, round % 4 ? 128 : 256));
        }
      check_random (text->str, (UsherSyntax) (round % 3), values);
    }
}

static void
test_message_variables (void)
{
  const UsherVariable *variables = usher_template_message_variables ();

  for (const UsherVariable *v = variables; v->name != NULL; v++)
    {
      g_assert_true (usher_template_find_variable (variables, v->name) == v);   /* no name twice */
      g_assert_cmpstr (v->description, !=, "");
      g_assert_cmpstr (v->sample, !=, "");
    }
  g_assert_null (usher_template_find_variable (variables, "x"));
}

/* Where the editor underlines */
static void
test_problems (void)
{
  static const struct { const char *text; UsherSyntax syntax; const char *about[4]; } cases[] = {
    { "Hi {{first_name}}", USHER_SYNTAX_TEXT, { NULL } },
    { "Hi {{firstname}} and {{x}}, {{first_name}}", USHER_SYNTAX_TEXT, { "{{firstname}}", "{{x}}" } },
    { "ä {{Bad}} {{nope}}", USHER_SYNTAX_TEXT, { "{{Bad}}", "{{nope}}" } },
    { "a {{first_name\nb", USHER_SYNTAX_TEXT, { "{{first_name" } },
    { "{{#first_name}}a", USHER_SYNTAX_TEXT, { "{{#first_name}}" } },
    { "{{#first_name}}{{#nope}}{{/nope}}{{/first_name}}", USHER_SYNTAX_TEXT, { "{{#nope}}" } },
    { "{{/first_name}}{{nope}}", USHER_SYNTAX_TEXT, { "{{/first_name}}" } },
    { "{{nope}}{{#first_name}}a{{/last_name}}", USHER_SYNTAX_TEXT, { "{{nope}}", "{{/last_name}}" } },
    { "<p>{{#first_name}}<b {{/first_name}}></p>", USHER_SYNTAX_HTML, { "{{#first_name}}" } },
    { "<p onclick=\"{{first_name}}\">{{nope}}</p>", USHER_SYNTAX_HTML, { "{{first_name}}", "{{nope}}" } },
    { "<p>{{event_title}}<!-- ", USHER_SYNTAX_HTML, { "" } },
    { "\xff", USHER_SYNTAX_TEXT, { "" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = usher_template_find_problems (cases[i].text, cases[i].syntax, usher_template_message_variables ());
      guint n = 0;

      while (n < G_N_ELEMENTS (cases[i].about) && cases[i].about[n] != NULL)
        n++;
      g_test_message ("%d", (int) i);
      g_assert_cmpuint (problems->len, ==, n);
      for (guint j = 0; j < n; j++)
        {
          const UsherTemplateProblem *problem = problems->pdata[j];
          g_autofree char *about = g_strndup (cases[i].text + problem->offset, problem->length);

          g_assert_cmpstr (about, ==, cases[i].about[j]);
          g_assert_cmpuint (strlen (problem->message), >, 10);
        }
    }
}

static void
test_many_problems (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) problems = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (text, "{{nope}} ");
  problems = usher_template_find_problems (text->str, USHER_SYNTAX_TEXT, usher_template_message_variables ());
  g_assert_cmpuint (problems->len, ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/template/mustache", test_mustache);
  g_test_add_func ("/template/escaping", test_escaping);
  g_test_add_func ("/template/links-and-styles", test_links_and_styles);
  g_test_add_func ("/template/errors", test_errors);
  g_test_add_func ("/template/sections-in-tags", test_sections_in_tags);
  g_test_add_func ("/template/limits", test_limits);
  g_test_add_func ("/template/mailgun-patterns", test_mailgun_patterns);
  g_test_add_func ("/template/shape", test_shape);
  g_test_add_func ("/template/personal", test_personal);
  g_test_add_func ("/template/escape-value", test_escape_value);
  g_test_add_func ("/template/random-bytes", test_random_bytes);
  g_test_add_func ("/template/message-variables", test_message_variables);
  g_test_add_func ("/template/problems", test_problems);
  g_test_add_func ("/template/many-problems", test_many_problems);
  return g_test_run ();
}
