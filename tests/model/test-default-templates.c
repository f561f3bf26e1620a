/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-default-templates.h"
#include "usher-error.h"
#include "usher-sms.h"
#include "usher-template.h"

#include <string.h>

#define N_MESSAGES 12

static GHashTable *
sample_values (void)
{
  GHashTable *values = g_hash_table_new (g_str_hash, g_str_equal);

  for (const UsherVariable *v = usher_template_message_variables (); v->name != NULL; v++)
    g_hash_table_insert (values, (gpointer) v->name, (gpointer) v->sample);
  g_hash_table_insert (values, (gpointer) "old_date", (gpointer) "");
  g_hash_table_insert (values, (gpointer) "old_time", (gpointer) "");
  return values;
}

static UsherTemplate *
parsed (const char *text, UsherSyntax syntax)
{
  g_autoptr (GError) error = NULL;
  UsherTemplate *template = usher_template_parse (text, syntax, usher_template_message_variables (), "text", &error);

  g_assert_no_error (error);
  return template;
}

static char *
rendered (const char *text, UsherSyntax syntax, GHashTable *values)
{
  g_autoptr (UsherTemplate) template = parsed (text, syntax);

  return usher_template_render (template, values);
}

static char *
rendered_mail (const UsherTemplateText *text, GHashTable *values)
{
  g_autofree char *document = usher_template_layout (text->html);

  return rendered (document, USHER_SYNTAX_HTML, values);
}

static int
occurrences (const char *text, const char *piece)
{
  int n = 0;

  for (text = strstr (text, piece); text != NULL; text = strstr (text + 1, piece))
    n++;
  return n;
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) all = usher_default_templates ();
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (all->len, ==, N_MESSAGES * USHER_N_CHANNELS);
  for (guint i = 0; i < all->len; i++)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *id = g_strdup_printf ("default:%s:%s", text->key, text->channel == USHER_CHANNEL_SMS ? "sms" : "email");
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (text->id, ==, id);
      g_assert_true (g_hash_table_add (ids, text->id));
      g_assert_true (text->is_default);
      g_assert_true (usher_template_text_check (text, &error));
      g_assert_no_error (error);
      g_assert_true (usher_default_template (text->key, text->channel) == text);
    }
  g_assert_null (usher_default_template ("reminder-P2D", USHER_CHANNEL_EMAIL));
  g_assert_null (usher_default_template ("", USHER_CHANNEL_SMS));
}

static void
test_mails (void)
{
  g_autoptr (GPtrArray) all = usher_default_templates ();
  g_autoptr (GHashTable) values = sample_values ();

  for (guint i = 0; i < all->len; i += 2)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *subject = rendered (text->subject, USHER_SYNTAX_HEADER, values);
      g_autofree char *html = rendered_mail (text, values);
      g_autofree char *plain = rendered (text->text, USHER_SYNTAX_TEXT, values);
      const char *both[] = { html, plain };

      g_test_message ("%s: %s", text->key, subject);
      g_assert_nonnull (strstr (subject, "Sunday Jazz"));
      for (guint j = 0; j < G_N_ELEMENTS (both); j++)
        {
          g_assert_nonnull (strstr (both[j], "Hi Ada,"));
          g_assert_nonnull (strstr (both[j], "Bring headphones, and send your requests in the chat."));
          g_assert_nonnull (strstr (both[j], "Sunday, 6 December 2026"));
          g_assert_nonnull (strstr (both[j], "20:00"));
          g_assert_nonnull (strstr (both[j], "Europe/Berlin (CET, UTC+1)"));
          g_assert_nonnull (strstr (both[j], "https://live.example.com/manage/"));
          g_assert_nonnull (strstr (both[j], "https://live.example.com/unsubscribe/"));
          g_assert_nonnull (strstr (both[j], "Hafenstr. 1, 20457 Hamburg"));
          g_assert_null (strstr (both[j], "{{"));
          g_assert_null (strstr (both[j], "[["));
        }
      g_assert_null (strstr (plain, "\n\n\n"));
      g_assert_null (strchr (plain, '<'));
    }
}

/* What mail programs ask of the document. */
static void
test_document (void)
{
  g_autoptr (GPtrArray) all = usher_default_templates ();
  g_autoptr (GHashTable) values = sample_values ();

  for (guint i = 0; i < all->len; i += 2)
    {
      g_autofree char *html = rendered_mail (all->pdata[i], values);

      g_assert_true (g_str_has_prefix (html, "<!doctype html>\n<html lang=\"en\">"));
      g_assert_cmpuint (strlen (html), <, 25 * 1024);
      g_assert_nonnull (strstr (html, "<meta name=\"color-scheme\" content=\"light dark\">"));
      g_assert_nonnull (strstr (html, "prefers-color-scheme: dark"));
      g_assert_cmpint (occurrences (html, "<table"), ==, occurrences (html, "<table role=\"presentation\""));
      g_assert_cmpint (occurrences (html, "<table"), ==, occurrences (html, "</table>"));
      g_assert_cmpint (occurrences (html, "<html"), ==, 1);
      g_assert_cmpint (occurrences (html, "<h1"), ==, 1);
      g_assert_null (strstr (html, "<img"));
      g_assert_null (strstr (html, "<script"));
      g_assert_null (strstr (html, "url("));
    }
}

/* A click counter that rewrites a personal link would see the token in it. */
static void
test_token_links_are_not_tracked (void)
{
  static const char * const personal[] = { "watch_url", "manage_url", "unsubscribe_url", "calendar_url" };
  g_autoptr (GPtrArray) all = usher_default_templates ();

  for (guint i = 0; i < all->len; i += 2)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *document = usher_template_layout (text->html);

      for (guint j = 0; j < G_N_ELEMENTS (personal); j++)
        {
          g_autofree char *link = g_strdup_printf ("href=\"{{%s}}\"", personal[j]);
          g_autofree char *untracked = g_strdup_printf ("href=\"{{%s}}\" disable-tracking=true", personal[j]);

          g_assert_cmpint (occurrences (document, link), ==, occurrences (document, untracked));
        }
      g_assert_nonnull (strstr (document, "href=\"{{manage_url}}\""));
      g_assert_nonnull (strstr (document, "href=\"{{unsubscribe_url}}\""));
    }
}

/* {{starts_in}} alone says how far away the start is: the message may leave late. */
static void
test_no_distance_in_words (void)
{
  g_autoptr (GRegex) distance = g_regex_new ("\\b(tomorrow|today|tonight|yesterday|now|(week|day|hour|minute|second)s?|\\d+)\\b",
                                             G_REGEX_CASELESS, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GRegex) tags = g_regex_new ("\\{\\{[^}]*\\}\\}|<[^>]*>", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GPtrArray) all = usher_default_templates ();

  for (guint i = 0; i < all->len; i++)
    {
      const UsherTemplateText *text = all->pdata[i];
      const char *parts[] = { text->subject, text->html, text->text };

      for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          g_autofree char *words = g_regex_replace_literal (tags, parts[j], -1, 0, "", G_REGEX_MATCH_DEFAULT, NULL);
          g_autoptr (GMatchInfo) match = NULL;

          if (g_regex_match (distance, words, G_REGEX_MATCH_DEFAULT, &match))
            {
              g_autofree char *found = g_match_info_fetch (match, 0);

              g_error ("%s says “%s”", text->id, found);
            }
        }
    }
}

static void
test_sms (void)
{
  g_autoptr (GPtrArray) all = usher_default_templates ();
  g_autoptr (GHashTable) values = sample_values ();

  for (guint i = 1; i < all->len; i += 2)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *with_message = rendered (text->text, USHER_SYNTAX_TEXT, values);
      g_autofree char *message = NULL;
      UsherSmsSize size;

      g_hash_table_remove (values, "custom_message");
      message = rendered (text->text, USHER_SYNTAX_TEXT, values);
      g_hash_table_insert (values, (gpointer) "custom_message", (gpointer) "Bring headphones.");
      size = usher_sms_measure (message);
      g_test_message ("%s: %d units: %s", text->key, size.units, message);
      g_assert_cmpint (size.encoding, ==, USHER_SMS_GSM7);
      g_assert_cmpint (size.segments, ==, 1);
      g_assert_true (g_str_has_prefix (message, "Sunday Jazz"));
      g_assert_cmpint (occurrences (message, "https://live.example.com/"), ==, 1);
      g_assert_true (g_str_equal (text->key, "confirmation") == g_str_has_suffix (message, "Reply STOP to opt out"));
      g_assert_null (strstr (message, "  "));
      g_assert_cmpuint (strlen (with_message), >, strlen (message));
    }
}

/* An event with little more than a title, and a reader without a name: nothing empty is left standing. */
static void
test_bare_event (void)
{
  g_autoptr (GPtrArray) all = usher_default_templates ();
  g_autoptr (GHashTable) values = sample_values ();
  static const char * const absent[] = {
    "custom_message", "event_description", "event_description_html", "first_name", "last_name", "full_name", "sender_name",
    "sender_address", "privacy_url", "registration_channels", "duration",
  };

  for (guint i = 0; i < G_N_ELEMENTS (absent); i++)
    g_hash_table_remove (values, absent[i]);
  for (guint i = 0; i < all->len; i += 2)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *html = rendered_mail (text, values);
      g_autofree char *plain = rendered (text->text, USHER_SYNTAX_TEXT, values);

      g_assert_nonnull (strstr (html, "Hello,"));
      g_assert_nonnull (strstr (plain, "Hello,\n"));
      g_assert_null (strstr (html, "Privacy"));
      g_assert_null (strstr (plain, "Privacy"));
      g_assert_null (strstr (html, "remind you by"));
      g_assert_null (strstr (html, "href=\"#\""));
      g_assert_null (strstr (html, "about "));
      g_assert_null (strstr (plain, "\n\n\n"));
    }
}

static void
test_change_names_the_old_time (void)
{
  const UsherTemplateText *text = usher_default_template ("change", USHER_CHANNEL_EMAIL);
  g_autoptr (GHashTable) values = sample_values ();
  g_autofree char *html = NULL;
  g_autofree char *plain = NULL;

  g_hash_table_insert (values, (gpointer) "old_date", (gpointer) "Saturday, 5 December 2026");
  g_hash_table_insert (values, (gpointer) "old_time", (gpointer) "19:30");
  html = rendered_mail (text, values);
  plain = rendered (text->text, USHER_SYNTAX_TEXT, values);
  g_assert_nonnull (strstr (html, "<s>Saturday, 5 December 2026, 19:30</s>"));
  g_assert_nonnull (strstr (plain, "(before: Saturday, 5 December 2026, 19:30)"));
}

/* All readers of a message share one request, and only their own data is left to be filled in. */
static void
test_batch (void)
{
  g_autoptr (GPtrArray) all = usher_default_templates ();

  for (guint i = 0; i < all->len; i += 2)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *document = usher_template_layout (text->html);
      g_autoptr (UsherTemplate) template = parsed (document, USHER_SYNTAX_HTML);
      g_autoptr (GHashTable) values = sample_values ();
      g_autofree char *batch = usher_template_render_batch (template, values);
      g_autofree char *shape = usher_template_shape (template, values);
      g_autofree char *other = NULL;

      g_hash_table_insert (values, (gpointer) "first_name", (gpointer) "Bob");
      g_hash_table_insert (values, (gpointer) "starts_in", (gpointer) "in 5 minutes");
      other = usher_template_shape (template, values);
      g_assert_cmpstr (shape, ==, other);
      g_assert_nonnull (strstr (batch, "%recipient.first_name_h%"));
      g_assert_nonnull (strstr (batch, "href=\"%recipient.unsubscribe_url_h%\""));
      g_assert_null (strstr (batch, "Ada"));
      g_assert_null (strstr (batch, "kX3vQ9"));
    }
}

static void
test_hostile_values (void)
{
  static const char evil[] = "\"'><script>x</script><img src=x>\r\nBcc: x@example.com {{sender_name}} %recipient.x% javascript:x";
  g_autoptr (GPtrArray) all = usher_default_templates ();
  g_autoptr (GHashTable) values = sample_values ();

  for (const UsherVariable *v = usher_template_message_variables (); v->name != NULL; v++)
    if (!(v->flags & USHER_TEMPLATE_SAFE_HTML))
      g_hash_table_insert (values, (gpointer) v->name, (gpointer) evil);
  for (guint i = 0; i < all->len; i += 2)
    {
      const UsherTemplateText *text = all->pdata[i];
      g_autofree char *subject = rendered (text->subject, USHER_SYNTAX_HEADER, values);
      g_autofree char *html = rendered_mail (text, values);

      g_assert_null (strpbrk (subject, "\r\n"));
      g_assert_null (strstr (html, "<script"));
      g_assert_null (strstr (html, "<img"));
      g_assert_null (strstr (html, "href=\"javascript"));
      g_assert_null (strstr (html, "%recipient"));
      g_assert_null (strstr (subject, "%recipient"));
    }
}

static void
test_keys (void)
{
  static const struct {
    UsherNotificationKind kind;
    const char           *interval;
    gboolean              late;
    const char           *key;
  } cases[] = {
    { USHER_NOTIFICATION_CONFIRMATION, NULL, FALSE, "confirmation" },
    { USHER_NOTIFICATION_CHANGE, NULL, TRUE, "change" },
    { USHER_NOTIFICATION_CANCELLATION, NULL, FALSE, "cancellation" },
    { USHER_NOTIFICATION_REMINDER, "P14D", FALSE, "reminder-P14D" },
    { USHER_NOTIFICATION_REMINDER, "P2W", FALSE, "reminder-P14D" },
    { USHER_NOTIFICATION_REMINDER, "P1D", FALSE, "reminder-P1D" },
    { USHER_NOTIFICATION_REMINDER, "PT0S", FALSE, "reminder-PT0S" },
    { USHER_NOTIFICATION_REMINDER, "P14D", TRUE, "reminder" },
    { USHER_NOTIFICATION_REMINDER, "P2D", FALSE, "reminder" },
    { USHER_NOTIFICATION_REMINDER, "nonsense", FALSE, "reminder" },
    { USHER_NOTIFICATION_REMINDER, NULL, FALSE, "reminder" },
    { USHER_NOTIFICATION_TEST, NULL, FALSE, "reminder" },
    { USHER_NOTIFICATION_TEST, "PT1H", FALSE, "reminder-PT1H" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = usher_template_key (cases[i].kind, cases[i].interval, cases[i].late);

      g_assert_cmpstr (key, ==, cases[i].key);
      g_assert_nonnull (usher_default_template (key, USHER_CHANNEL_EMAIL));
      g_assert_nonnull (usher_default_template (key, USHER_CHANNEL_SMS));
    }
}

static void
test_check (void)
{
  g_autofree char *long_sms = g_strnfill (USHER_SMS_MAX_CHARS + 1, 'a');
  g_autofree char *long_subject = g_strnfill (501, 'a');
  const struct {
    const char  *key;
    UsherChannel channel;
    const char  *name, *subject, *html, *text;
    const char  *field;    /* NULL: fine */
  } cases[] = {
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S {{event_title}}", "<p>{{first_name}}</p>", "T", NULL },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "", "T", NULL },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "<p>x</p>", "", NULL },
    { "reminder-PT1H", USHER_CHANNEL_SMS, "Mine", "", "", "{{event_title}}", NULL },
    { "reminder-P2D", USHER_CHANNEL_EMAIL, "Mine", "S", "", "T", "key" },
    { "", USHER_CHANNEL_EMAIL, "Mine", "S", "", "T", "key" },
    { "reminder", (UsherChannel) 7, "Mine", "S", "", "T", "channel" },
    { "reminder", USHER_CHANNEL_EMAIL, " ", "S", "", "T", "name" },
    { "reminder", USHER_CHANNEL_EMAIL, "a\nb", "S", "", "T", "name" },
    { "reminder", USHER_CHANNEL_EMAIL, "\xff", "S", "", "T", "name" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "  ", "", "T", "subject" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", long_subject, "", "T", "subject" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "{{nobody}}", "", "T", "subject" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "", "", "text" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "<a href=\"{{first_name}}\">", "T", "html" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "<p>{{/event_title}}</p>", "T", "html" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "<p title=\"open", "T", "html" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "<p>x</p>", "{{event_description_html}}", "text" },
    { "reminder", USHER_CHANNEL_EMAIL, "Mine", "S", "", "\xff", "text" },
    { "reminder", USHER_CHANNEL_SMS, "Mine", "", "", " ", "text" },
    { "reminder", USHER_CHANNEL_SMS, "Mine", "", "", long_sms, "text" },
    { "reminder", USHER_CHANNEL_SMS, "Mine", "S", "", "T", "subject" },
    { "reminder", USHER_CHANNEL_SMS, "Mine", "", "<p>", "T", "html" },
    { "reminder", USHER_CHANNEL_SMS, "Mine", "", "", "{{x}}", "text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherTemplateText) text = usher_template_text_new ();
      g_autoptr (UsherTemplateText) copy = NULL;
      g_autoptr (GError) error = NULL;
      gboolean fine;

      g_set_str (&text->key, cases[i].key);
      text->channel = cases[i].channel;
      g_set_str (&text->name, cases[i].name);
      g_set_str (&text->subject, cases[i].subject);
      g_set_str (&text->html, cases[i].html);
      g_set_str (&text->text, cases[i].text);
      copy = usher_template_text_copy (text);
      fine = usher_template_text_check (copy, &error);
      g_test_message ("row %u: %s", i, error != NULL ? error->message : "fine");
      g_assert_true (fine == (error == NULL));
      g_assert_cmpstr (usher_error_get_field (error), ==, cases[i].field);
    }
}

static void
test_layout (void)
{
  g_autofree char *document = usher_template_layout ("<p>{{event_title}} [[x]] <!--body--></p>");

  g_assert_cmpint (occurrences (document, "<p>{{event_title}} [[x]] <!--body--></p>"), ==, 1);
  g_assert_cmpint (occurrences (document, "<!--body-->"), ==, 1);
  usher_template_free (parsed (document, USHER_SYNTAX_HTML));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/default-templates/list", test_list);
  g_test_add_func ("/default-templates/mails", test_mails);
  g_test_add_func ("/default-templates/document", test_document);
  g_test_add_func ("/default-templates/token-links-are-not-tracked", test_token_links_are_not_tracked);
  g_test_add_func ("/default-templates/no-distance-in-words", test_no_distance_in_words);
  g_test_add_func ("/default-templates/sms", test_sms);
  g_test_add_func ("/default-templates/bare-event", test_bare_event);
  g_test_add_func ("/default-templates/change-names-the-old-time", test_change_names_the_old_time);
  g_test_add_func ("/default-templates/batch", test_batch);
  g_test_add_func ("/default-templates/hostile-values", test_hostile_values);
  g_test_add_func ("/default-templates/keys", test_keys);
  g_test_add_func ("/default-templates/check", test_check);
  g_test_add_func ("/default-templates/layout", test_layout);
  return g_test_run ();
}
