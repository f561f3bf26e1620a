/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-composer.h"

#include <string.h>

#include "usher-error.h"
#include "usher-template.h"

#define START G_GINT64_CONSTANT (1796583600000000)   /* 2026-12-06 19:00 UTC */

static UsherEvent *
new_show (void)
{
  UsherEvent *event = usher_event_new ();

  event->id = 7;
  g_set_str (&event->uid, "3b1f8a52-0000-4000-8000-000000000001");
  g_set_str (&event->slug, "jazz");
  g_set_str (&event->title, "Jazz & <More>");
  g_set_str (&event->description, "Live **now** <script>alert(1)</script>");
  g_set_str (&event->local_start, "2026-12-06T20:00");
  g_set_str (&event->time_zone, "Europe/Berlin");
  g_set_str (&event->language, "en");
  event->starts_at = START;
  event->duration_minutes = 90;
  event->channels = USHER_CHANNELS_EMAIL;
  event->created_at = event->updated_at = START - USHER_DAY;
  return event;
}

static UsherRegistration *
new_reader (const char *name, const char *zone)
{
  UsherRegistration *r = usher_registration_new ();

  r->id = 1;
  g_set_str (&r->token, "tok");
  g_set_str (&r->first_name, name);
  r->email = g_strdup ("ada@example.com");
  r->email_opt_in = TRUE;
  r->time_zone = g_strdup (zone);
  return r;
}

static UsherTemplateText *
new_text (UsherChannel channel, const char *subject, const char *html, const char *text)
{
  UsherTemplateText *source = usher_template_text_new ();

  source->channel = channel;
  g_set_str (&source->key, "reminder");
  g_set_str (&source->subject, subject);
  g_set_str (&source->html, html);
  g_set_str (&source->text, text);
  return source;
}

static UsherConfig *
new_config (void)
{
  UsherConfig *config = usher_config_new ();

  config->sender_name = g_strdup ("Studio Nord");
  config->postal_address = g_strdup ("Hafenstr. 1");
  return config;
}

static UsherComposer *
new_composer (const UsherTemplateText *text, UsherInstant now)
{
  g_autoptr (UsherEvent) event = new_show ();
  g_autoptr (UsherConfig) config = new_config ();
  g_autoptr (GError) error = NULL;
  UsherComposer *composer = usher_composer_new (text, event, config, "https://u.example", now, &error);

  g_assert_no_error (error);
  return composer;
}

/* What each variable says to a reader in New York, a day before */
static const struct {
  const char *text;
  const char *expected;
} variables[] = {
  { "{{event_title}}", "Jazz & <More>" },
  { "{{event_date}} {{event_time}}", "Sunday, 6 December 2026 14:00" },
  { "{{event_zone}}", "America/New_York (EST, UTC-5)" },
  { "{{event_end_time}}", "15:30" },
  { "{{starts_in}}", "tomorrow at 14:00" },
  { "{{duration}}", "1 h 30 min" },
  { "{{first_name}}|{{last_name}}|{{full_name}}", "Ada||Ada" },
  { "{{event_url}}", "https://u.example/register/jazz" },
  { "{{watch_url}}", "https://u.example/watch/jazz?t=tok" },
  { "{{calendar_url}}", "https://u.example/events/jazz.ics" },
  { "{{manage_url}}", "https://u.example/manage/tok" },
  { "{{unsubscribe_url}}", "https://u.example/unsubscribe/tok" },
  { "{{sender_name}}, {{sender_address}}", "Studio Nord, Hafenstr. 1" },
  { "{{registration_channels}}", "e-mail" },
  { "{{#custom_message}}x{{/custom_message}}{{^old_date}}not moved{{/old_date}}", "not moved" },
};

static void
test_variables (void)
{
  g_autoptr (UsherRegistration) reader = new_reader ("Ada", "America/New_York");

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autoptr (UsherTemplateText) text = new_text (USHER_CHANNEL_EMAIL, "s", "<p>x</p>", variables[i].text);
      g_autoptr (UsherComposer) composer = new_composer (text, START - USHER_DAY);
      g_autoptr (UsherComposed) composed = usher_composer_render (composer, reader);

      g_assert_cmpstr (composed->text, ==, variables[i].expected);
    }
}

/* A zone that is not known (any more) is the event's, named. */
static void
test_unknown_zone (void)
{
  g_autoptr (UsherTemplateText) text = new_text (USHER_CHANNEL_EMAIL, "s", "", "{{event_time}} {{event_zone}}");
  g_autoptr (UsherComposer) composer = new_composer (text, START - USHER_DAY);
  static const char * const zones[] = { NULL, "Atlantis/Capital" };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (UsherRegistration) reader = new_reader ("Ada", zones[i]);
      g_autoptr (UsherComposed) composed = usher_composer_render (composer, reader);

      g_assert_cmpstr (composed->text, ==, "20:00 Europe/Berlin (CET, UTC+1)");
      g_assert_null (composed->html);
    }
}

static void
test_html (void)
{
  g_autoptr (UsherRegistration) reader = new_reader ("<b>Ada</b>", NULL);
  g_autoptr (UsherTemplateText) body = new_text (USHER_CHANNEL_EMAIL, "{{event_title}}\n", "<p>{{first_name}}: {{event_title}}</p>{{event_description_html}}", "t");
  g_autoptr (UsherTemplateText) whole = new_text (USHER_CHANNEL_EMAIL, "s", "<!doctype html><HTML><body>{{first_name}}</body></html>", "t");
  g_autoptr (UsherComposer) composer = new_composer (body, START - USHER_DAY);
  g_autoptr (UsherComposed) composed = usher_composer_render (composer, reader);
  g_autoptr (UsherComposer) composer2 = new_composer (whole, START - USHER_DAY);
  g_autoptr (UsherComposed) composed2 = usher_composer_render (composer2, reader);

  g_assert_cmpstr (composed->subject, ==, "Jazz & <More>");
  g_assert_nonnull (strstr (composed->html, "&lt;b&gt;Ada&lt;/b&gt;: Jazz &amp; &lt;More&gt;"));
  g_assert_nonnull (strstr (composed->html, "Live <strong>now</strong>"));
  g_assert_null (strstr (composed->html, "<script>alert"));
  g_assert_nonnull (strstr (composed->html, "https://u.example/unsubscribe/tok"));   /* of the layout */
  g_assert_cmpstr (composed2->html, ==, "<!doctype html><HTML><body>&lt;b&gt;Ada&lt;/b&gt;</body></html>");
}

static const char *
sample_of (const char *name)
{
  return usher_template_find_variable (usher_template_message_variables (), name)->sample;
}

static void
test_samples (void)
{
  g_autoptr (UsherTemplateText) text = new_text (USHER_CHANNEL_EMAIL, "s", "", "{{event_title}} {{first_name}} {{event_time}}");
  g_autoptr (UsherConfig) config = new_config ();
  g_autoptr (UsherComposer) without = usher_composer_new (text, NULL, config, "https://u.example", START, NULL);
  g_autoptr (UsherComposer) with = new_composer (text, START - USHER_DAY);
  g_autoptr (UsherComposed) sample = usher_composer_render (without, NULL);
  g_autoptr (UsherComposed) mixed = usher_composer_render (with, NULL);

  g_assert_nonnull (strstr (sample->text, sample_of ("event_title")));
  g_assert_nonnull (strstr (sample->text, sample_of ("first_name")));
  g_assert_true (g_str_has_prefix (mixed->text, "Jazz & <More> "));
  g_assert_nonnull (strstr (mixed->text, sample_of ("first_name")));
  g_assert_true (g_str_has_suffix (mixed->text, " 20:00"));
}

static void
test_sms (void)
{
  g_autoptr (UsherRegistration) reader = new_reader ("Zoë", NULL);
  g_autoptr (UsherTemplateText) plain = new_text (USHER_CHANNEL_SMS, "", "", " It’s “on” – {{first_name}}… ");
  g_autoptr (UsherTemplateText) other = new_text (USHER_CHANNEL_SMS, "", "", "{{first_name}} 你");
  g_autoptr (UsherComposer) composer = new_composer (plain, START - USHER_DAY);
  g_autoptr (UsherComposer) composer2 = new_composer (other, START - USHER_DAY);
  g_autoptr (UsherComposed) composed = usher_composer_render (composer, reader);
  g_autoptr (UsherComposed) composed2 = usher_composer_render (composer2, reader);

  g_assert_cmpstr (composed->text, ==, "It's \"on\" - Zoë...");
  g_assert_cmpint (composed->segments, ==, 1);
  g_assert_null (composed->subject);
  g_assert_cmpint (composed2->segments, ==, 1);
}

static const struct {
  UsherChannel channel;
  const char  *subject, *html, *text;
  const char  *field;
} broken[] = {
  { USHER_CHANNEL_EMAIL, "{{nobody}}", "", "t", "subject" },
  { USHER_CHANNEL_EMAIL, "s", "<p>{{nobody}}</p>", "t", "html" },
  { USHER_CHANNEL_EMAIL, "s", "<p>", "{{#first_name}}", "text" },
  { USHER_CHANNEL_SMS, "", "", "{{nobody}}", "text" },
};

static void
test_broken (void)
{
  g_autoptr (UsherEvent) event = new_show ();
  g_autoptr (UsherConfig) config = new_config ();

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (UsherTemplateText) text = new_text (broken[i].channel, broken[i].subject, broken[i].html, broken[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_null (usher_composer_new (text, event, config, "https://u.example", START, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, broken[i].field);
    }
}

/* A batch read back by each reader is what each would have got alone: for every default text. */
static void
test_batch_is_the_same (void)
{
  g_autoptr (GPtrArray) defaults = usher_default_templates ();
  g_autoptr (UsherEvent) event = new_show ();
  g_autoptr (UsherConfig) config = new_config ();
  static const char * const names[] = { "Ada", "<Zoë> %recipient.first_name%", "Bob & {{last_name}}" };
  static const char * const zones[] = { "Asia/Tokyo", NULL, "America/New_York" };

  for (guint i = 0; i < defaults->len; i++)
    {
      const UsherTemplateText *text = defaults->pdata[i];
      g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_delivery_unref);
      g_autoptr (GPtrArray) readers = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_registration_unref);
      g_autoptr (UsherMailBatch) batch = NULL;
      g_autoptr (UsherComposer) composer = NULL;
      g_autoptr (UsherNotification) n = usher_notification_new ();

      if (text->channel != USHER_CHANNEL_EMAIL)
        continue;
      composer = usher_composer_new (text, event, config, "https://u.example", START - USHER_DAY, NULL);
      n->kind = g_str_has_prefix (text->key, "reminder") ? USHER_NOTIFICATION_REMINDER : USHER_NOTIFICATION_CHANGE;
      usher_composer_set_notification (composer, n, START - 2 * USHER_DAY);
      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        {
          UsherDelivery *d = usher_delivery_new ();

          d->id = k + 1;
          g_set_str (&d->address, "ada@example.com");
          g_ptr_array_add (deliveries, d);
          g_ptr_array_add (readers, new_reader (names[k], zones[k]));
        }
      batch = usher_composer_make_mail (composer, "batch", deliveries, readers);
      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        {
          const UsherMailRecipient *recipient = batch->recipients->pdata[k];
          g_autoptr (UsherComposed) alone = usher_composer_render (composer, readers->pdata[k]);
          g_autofree char *subject = usher_mail_batch_expand (batch->subject, recipient->variables);
          g_autofree char *html = usher_mail_batch_expand (batch->html, recipient->variables);
          g_autofree char *plain = usher_mail_batch_expand (batch->text, recipient->variables);

          g_assert_cmpstr (subject, ==, alone->subject);
          g_assert_cmpstr (html, ==, alone->html);
          g_assert_cmpstr (plain, ==, alone->text);
          g_assert_cmpuint (g_hash_table_size (recipient->variables), ==,
                            g_hash_table_size (((UsherMailRecipient *) batch->recipients->pdata[0])->variables));
        }
      g_assert_true ((batch->attachment != NULL) == (n->kind != USHER_NOTIFICATION_REMINDER));
    }
}

/* Nobody can put a header into a mail: not by name, not by title. */
static void
test_no_header (void)
{
  g_autoptr (UsherRegistration) reader = new_reader ("Ada\r\nBcc: all@example.com", NULL);
  g_autoptr (UsherTemplateText) text = new_text (USHER_CHANNEL_EMAIL, "Hi {{first_name}}", "<p>x</p>", "{{first_name}}");
  g_autoptr (UsherComposer) composer = new_composer (text, START - USHER_DAY);
  g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_delivery_unref);
  g_autoptr (GPtrArray) readers = g_ptr_array_new ();
  g_autoptr (UsherMailBatch) batch = NULL;
  g_autoptr (UsherComposed) alone = usher_composer_render (composer, reader);
  g_autofree char *subject = NULL;

  g_ptr_array_add (deliveries, usher_delivery_new ());
  g_ptr_array_add (readers, reader);
  batch = usher_composer_make_mail (composer, "batch", deliveries, readers);
  subject = usher_mail_batch_expand (batch->subject, ((UsherMailRecipient *) batch->recipients->pdata[0])->variables);
  g_assert_null (strpbrk (subject, "\r\n"));
  g_assert_null (strpbrk (alone->subject, "\r\n"));
}

static void
test_sender (void)
{
  static const struct { const char *address, *domain, *expected; } senders[] = {
    { "show@example.com", "mg.example.com", "show@example.com" },
    { NULL, "mg.example.com", "usher@mg.example.com" },
    { NULL, NULL, "usher@sandbox.invalid" },
  };
  g_autoptr (UsherEvent) event = new_show ();
  g_autoptr (UsherRegistration) reader = new_reader ("Ada", NULL);
  g_autoptr (UsherTemplateText) text = new_text (USHER_CHANNEL_EMAIL, "s", "", "t");

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr (UsherConfig) config = usher_config_new ();
      g_autoptr (UsherComposer) composer = NULL;
      g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_delivery_unref);
      g_autoptr (GPtrArray) readers = g_ptr_array_new ();
      g_autoptr (UsherMailBatch) batch = NULL;

      g_set_str (&config->sender_address, senders[i].address);
      g_set_str (&config->mailgun_domain, senders[i].domain);
      composer = usher_composer_new (text, event, config, "https://u.example", START, NULL);
      g_ptr_array_add (deliveries, usher_delivery_new ());
      g_ptr_array_add (readers, reader);
      batch = usher_composer_make_mail (composer, "batch", deliveries, readers);
      g_assert_cmpstr (batch->from_address, ==, senders[i].expected);
      g_assert_cmpstr (batch->from_name, ==, "Usher");
      g_assert_null (batch->html);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/composer/variables", test_variables);
  g_test_add_func ("/engine/composer/unknown-zone", test_unknown_zone);
  g_test_add_func ("/engine/composer/html", test_html);
  g_test_add_func ("/engine/composer/samples", test_samples);
  g_test_add_func ("/engine/composer/sms", test_sms);
  g_test_add_func ("/engine/composer/broken", test_broken);
  g_test_add_func ("/engine/composer/batch-is-the-same", test_batch_is_the_same);
  g_test_add_func ("/engine/composer/no-header", test_no_header);
  g_test_add_func ("/engine/composer/sender", test_sender);
  return g_test_run ();
}
