/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-misc.h"
#include "usher-table-outbox.h"

static void
assert_same_stream (const UsherStream *a, const UsherStream *b)
{
  g_assert_cmpint (a->event_id, ==, b->event_id);
  g_assert_cmpstr (a->provider, ==, b->provider);
  g_assert_cmpstr (a->provider_id, ==, b->provider_id);
  g_assert_cmpstr (a->status, ==, b->status);
  g_assert_cmpstr (a->ingest_url, ==, b->ingest_url);
  g_assert_cmpstr (a->stream_key, ==, b->stream_key);
  g_assert_cmpstr (a->playback_id, ==, b->playback_id);
  g_assert_cmpstr (a->playback_url, ==, b->playback_url);
  g_assert_cmpstr (a->asset_ids, ==, b->asset_ids);
  g_assert_cmpint (a->created_at, ==, b->created_at);
}

static void
test_streams (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherStream) s = usher_stream_new ();
  g_autoptr (UsherStream) none = NULL, there = NULL, found = NULL, replaced = NULL;
  g_autoptr (GError) error = NULL;

  s->event_id = test_add_event (db->conn, "Show");
  none = usher_streams_get (db->conn, s->event_id, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_set_str (&s->provider, "mux");
  g_set_str (&s->provider_id, "live-1");
  g_set_str (&s->status, "idle");
  g_set_str (&s->ingest_url, "rtmps://example.com/app");
  g_set_str (&s->stream_key, "key");
  g_set_str (&s->playback_id, "play");
  g_set_str (&s->playback_url, "https://example.com/play.m3u8");
  g_set_str (&s->asset_ids, "a1 a2");
  s->created_at = T0;
  g_assert_true (usher_streams_put (db->conn, s, &error));
  there = usher_streams_get (db->conn, s->event_id, &error);
  assert_same_stream (there, s);
  found = usher_streams_get_by_provider_id (db->conn, "live-1", &error);
  assert_same_stream (found, s);
  g_assert_null (usher_streams_get_by_provider_id (db->conn, "live-2", &error));
  g_assert_no_error (error);

  g_set_str (&s->status, "active");
  g_set_str (&s->asset_ids, NULL);
  g_assert_true (usher_streams_put (db->conn, s, &error));
  replaced = usher_streams_get (db->conn, s->event_id, &error);
  assert_same_stream (replaced, s);
  s->event_id = 4711;
  g_assert_false (usher_streams_put (db->conn, s, &error));
  g_assert_true (usher_error_is_not_found (error));
}

static void
test_address_hash (void)
{
  static const struct {
    UsherChannel a_channel;
    const char  *a;
    UsherChannel b_channel;
    const char  *b;
    gboolean     same;
  } cases[] = {
    { USHER_CHANNEL_EMAIL, "Ada@Example.com", USHER_CHANNEL_EMAIL, "ada@example.com", TRUE },
    { USHER_CHANNEL_EMAIL, "zoe\u0308@x.org", USHER_CHANNEL_EMAIL, "ZO\u00cb@x.org", TRUE },
    { USHER_CHANNEL_EMAIL, "ada@example.com", USHER_CHANNEL_EMAIL, "eve@example.com", FALSE },
    { USHER_CHANNEL_SMS, "+491", USHER_CHANNEL_SMS, "+491", TRUE },
    { USHER_CHANNEL_SMS, "+491", USHER_CHANNEL_EMAIL, "+491", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *a = usher_address_hash (cases[i].a_channel, cases[i].a);
      g_autofree char *b = usher_address_hash (cases[i].b_channel, cases[i].b);

      g_assert_cmpuint (strlen (a), ==, 64);
      g_assert_cmpint (g_str_equal (a, b), ==, cases[i].same);
    }
}

static const char *
find (UsherConn *conn, UsherChannel channel, const char *address)
{
  g_autoptr (GError) error = NULL;
  const char *nick = usher_suppressions_find (conn, channel, address, &error);

  g_assert_no_error (error);
  return nick;
}

/* Only an unsubscribe is lifted by signing up again. */
static void
test_suppressions (void)
{
  for (int reason = USHER_SUPPRESSION_UNSUBSCRIBE; reason <= USHER_SUPPRESSION_MANUAL; reason++)
    {
      g_autoptr (TestDb) db = test_db_new ();
      const char *nick = usher_suppression_reason_nick ((UsherSuppressionReason) reason);

      g_assert_null (find (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org"));
      for (int i = 0; i < 2; i++)
        g_assert_true (usher_suppressions_add (db->conn, USHER_CHANNEL_EMAIL, "Ada@X.org", (UsherSuppressionReason) reason,
                                               "page", T0 + i, NULL));
      g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM suppression"), ==, 1);
      g_assert_cmpint (test_int (db->conn, "SELECT at FROM suppression"), ==, T0);
      g_assert_cmpstr (find (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org"), ==, nick);
      g_assert_null (find (db->conn, USHER_CHANNEL_SMS, "ada@x.org"));
      g_assert_null (find (db->conn, USHER_CHANNEL_EMAIL, "eve@x.org"));
      g_assert_true (usher_suppressions_add (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org", USHER_SUPPRESSION_UNSUBSCRIBE, "page",
                                             T0, NULL));
      g_assert_cmpstr (find (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org"), ==, nick);   /* the one that binds more is told */
      g_assert_true (usher_suppressions_lift (db->conn, USHER_CHANNEL_EMAIL, "ADA@x.org", NULL));
      g_assert_cmpstr (find (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org"), ==,
                       reason == USHER_SUPPRESSION_UNSUBSCRIBE ? NULL : nick);
      g_assert_nonnull (usher_suppression_words (nick));
      g_assert_cmpstr (usher_suppression_words (nick), !=, nick);
      g_assert_true (usher_suppressions_remove (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org", (UsherSuppressionReason) reason, NULL));
      g_assert_null (find (db->conn, USHER_CHANNEL_EMAIL, "ada@x.org"));
    }
  g_assert_null (usher_suppression_words (NULL));
}

static UsherTemplateText *
make_text (const char *id, const char *key, UsherChannel channel, gboolean active)
{
  UsherTemplateText *text = usher_template_text_new ();

  g_set_str (&text->id, id);
  g_set_str (&text->key, key);
  text->channel = channel;
  g_set_str (&text->name, "Mine");
  g_set_str (&text->subject, "Subject {{title}}");
  g_set_str (&text->html, "<p>Hello</p>");
  g_set_str (&text->text, "Hello");
  text->active = active;
  text->updated_at = T0;
  return text;
}

static gint64
put_text (UsherConn *conn, const char *id, const char *key, UsherChannel channel, gboolean active)
{
  g_autoptr (UsherTemplateText) text = make_text (id, key, channel, active);
  g_autoptr (GError) error = NULL;
  gint64 number = usher_templates_put (conn, text, &error);

  g_assert_no_error (error);
  return number;
}

static void
test_templates (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherTemplateText) there = NULL, active = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_templates_get_active (db->conn, "change", USHER_CHANNEL_EMAIL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (put_text (db->conn, "default:change:email", "change", USHER_CHANNEL_EMAIL, TRUE), ==, 1);
  there = usher_templates_get (db->conn, 1, NULL);
  g_assert_cmpstr (there->id, ==, "1");
  g_assert_cmpstr (there->key, ==, "change");
  g_assert_cmpint (there->channel, ==, USHER_CHANNEL_EMAIL);
  g_assert_cmpstr (there->name, ==, "Mine");
  g_assert_cmpstr (there->subject, ==, "Subject {{title}}");
  g_assert_cmpstr (there->html, ==, "<p>Hello</p>");
  g_assert_cmpstr (there->text, ==, "Hello");
  g_assert_true (there->active);
  g_assert_false (there->is_default);
  g_assert_cmpint (there->updated_at, ==, T0);

  /* One at a time is used; the other channel and key are others. */
  g_assert_cmpint (put_text (db->conn, NULL, "change", USHER_CHANNEL_EMAIL, TRUE), ==, 2);
  g_assert_cmpint (put_text (db->conn, NULL, "change", USHER_CHANNEL_SMS, TRUE), ==, 3);
  g_assert_cmpint (put_text (db->conn, NULL, "reminder", USHER_CHANNEL_EMAIL, FALSE), ==, 4);
  active = usher_templates_get_active (db->conn, "change", USHER_CHANNEL_EMAIL, NULL);
  g_assert_cmpstr (active->id, ==, "2");
  g_assert_cmpint (put_text (db->conn, "1", "change", USHER_CHANNEL_EMAIL, TRUE), ==, 1);
  g_assert_cmpint (put_text (db->conn, "1", "change", USHER_CHANNEL_EMAIL, TRUE), ==, 1);
  g_assert_cmpint (test_int (db->conn, "SELECT group_concat(id) = '1,3' FROM template WHERE active"), ==, 1);
  list = usher_templates_list (db->conn, NULL);
  g_assert_cmpuint (list->len, ==, 4);

  g_assert_true (usher_templates_delete (db->conn, 1, NULL));
  g_assert_null (usher_templates_get_active (db->conn, "change", USHER_CHANNEL_EMAIL, NULL));
  g_assert_false (usher_templates_delete (db->conn, 1, &error));
  g_assert_true (usher_error_is_not_found (error));
  g_clear_error (&error);
  g_assert_null (usher_templates_get (db->conn, 1, &error));
  g_assert_true (usher_error_is_not_found (error));
  g_clear_error (&error);
  {
    g_autoptr (UsherTemplateText) text = make_text ("1", "change", USHER_CHANNEL_EMAIL, FALSE);

    g_assert_cmpint (usher_templates_put (db->conn, text, &error), ==, 0);
    g_assert_true (usher_error_is_not_found (error));
  }
}

static void
test_settings (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autofree char *none = usher_settings_get (db->conn, "colour", NULL);
  g_autofree char *one = NULL, *two = NULL, *after = NULL;

  g_assert_null (none);
  g_assert_true (usher_settings_set (db->conn, "colour", "green", NULL));
  one = usher_settings_get (db->conn, "colour", NULL);
  g_assert_cmpstr (one, ==, "green");
  g_assert_true (usher_settings_set (db->conn, "colour", "", NULL));
  two = usher_settings_get (db->conn, "colour", NULL);
  g_assert_cmpstr (two, ==, "");
  g_assert_true (usher_settings_set (db->conn, "colour", NULL, NULL));
  g_assert_true (usher_settings_set (db->conn, "colour", NULL, NULL));
  after = usher_settings_get (db->conn, "colour", NULL);
  g_assert_null (after);
}

static void
test_provider_state (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherProviderState) fresh = usher_provider_state_get (db->conn, "mailgun", NULL);
  g_autoptr (UsherProviderState) there = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (fresh->provider, ==, "mailgun");
  g_assert_cmpstr (fresh->state, ==, "unknown");
  g_assert_null (fresh->reason);
  g_assert_null (fresh->cursor);
  g_assert_cmpint (fresh->retry_at, ==, USHER_NEVER);
  g_assert_cmpint (fresh->checked_at, ==, USHER_NEVER);
  g_set_str (&fresh->state, "open");
  g_set_str (&fresh->reason, "The key was refused");
  g_set_str (&fresh->cursor, "page-7");
  fresh->retry_at = T0 + 1;
  fresh->checked_at = T0 + 2;
  g_assert_true (usher_provider_state_put (db->conn, fresh, NULL));
  g_assert_true (usher_provider_state_put (db->conn, fresh, NULL));
  there = usher_provider_state_get (db->conn, "mailgun", NULL);
  g_assert_cmpstr (there->state, ==, "open");
  g_assert_cmpstr (there->reason, ==, "The key was refused");
  g_assert_cmpstr (there->cursor, ==, "page-7");
  g_assert_cmpint (there->retry_at, ==, T0 + 1);
  g_assert_cmpint (there->checked_at, ==, T0 + 2);
  g_set_str (&fresh->state, "confused");
  g_assert_false (usher_provider_state_put (db->conn, fresh, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
}

static void
test_webhook_tokens (void)
{
  static const struct {
    const char *provider, *token;
    int         at, forget;
    gboolean    fresh;
  } cases[] = {
    { "mailgun", "a", 10, 0, TRUE },
    { "mailgun", "a", 11, 0, FALSE },
    { "mux", "a", 12, 0, TRUE },
    { "mailgun", "b", 13, 0, TRUE },
    { "mailgun", "a", 14, 10, FALSE },   /* used at 10, which is not before 10 */
    { "mailgun", "b", 15, 12, FALSE },
    { "mailgun", "a", 16, 12, TRUE },    /* forgotten: its signature is too old anyway */
  };
  g_autoptr (TestDb) db = test_db_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean fresh = !cases[i].fresh;

      g_test_message ("case %d", (int) i);
      g_assert_true (usher_webhook_tokens_use (db->conn, cases[i].provider, cases[i].token, cases[i].at, cases[i].forget, &fresh,
                                               NULL));
      g_assert_cmpint (fresh, ==, cases[i].fresh);
    }
}

static void
test_audit (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autofree char *rows = NULL;

  g_assert_true (usher_audit_add (db->conn, 5, "api", "event.start", 7, "event:7", "by hand", NULL));
  g_assert_true (usher_audit_add (db->conn, 6, "app", "setting", 0, NULL, NULL, NULL));
  rows = test_dump (db->conn, "SELECT * FROM audit");
  g_assert_cmpstr (rows, ==, "1|5|api|event.start|7|event:7|by hand\n2|6|app|setting|NULL|NULL|NULL");
}

static void
test_outbox (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherOutboxBatch) batch = usher_outbox_batch_new ();
  g_autoptr (UsherOutboxBatch) there = NULL;
  g_autoptr (GArray) ids = NULL, never = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *recipient = NULL, *variables = NULL;

  test_add_event (db->conn, "Show");
  test_exec (db->conn, "INSERT INTO delivery (event_id, kind, channel, address, status, next_attempt_at, created_at) "
             "VALUES (1, 'test', 'sms', '+491', 'queued', 1, 1), (1, 'test', 'sms', '+492', 'queued', 1, 1)");
  g_set_str (&batch->batch_id, "b-1");
  batch->channel = USHER_CHANNEL_SMS;
  g_set_str (&batch->sender, "Usher <u@x.org>");
  g_set_str (&batch->reply_to, "me@x.org");
  g_set_str (&batch->subject, "Soon");
  g_set_str (&batch->html, "<b>%recipient.first_name_h%</b>");
  g_set_str (&batch->text, "%recipient.first_name%");
  g_set_str (&batch->headers, "{\"List-Unsubscribe\":\"<x>\"}");
  g_set_str (&batch->attachment_name, "show.ics");
  g_set_str (&batch->attachment, "BEGIN:VCALENDAR\r\n");
  batch->sent_at = T0;
  g_assert_true (usher_outbox_insert_batch (db->conn, batch, &error));
  g_assert_true (usher_outbox_insert_message (db->conn, "b-1", 1, "+491", "{\"a\":\"1\"}", &error));
  g_assert_true (usher_outbox_insert_message (db->conn, "b-1", 2, "+492", NULL, &error));
  g_assert_false (usher_outbox_insert_batch (db->conn, batch, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_clear_error (&error);

  there = usher_outbox_get (db->conn, 1, &recipient, &variables, &error);
  g_assert_cmpstr (recipient, ==, "+491");
  g_assert_cmpstr (variables, ==, "{\"a\":\"1\"}");
  g_assert_cmpstr (there->batch_id, ==, "b-1");
  g_assert_cmpint (there->channel, ==, USHER_CHANNEL_SMS);
  g_assert_cmpstr (there->sender, ==, batch->sender);
  g_assert_cmpstr (there->reply_to, ==, batch->reply_to);
  g_assert_cmpstr (there->subject, ==, batch->subject);
  g_assert_cmpstr (there->html, ==, batch->html);
  g_assert_cmpstr (there->text, ==, batch->text);
  g_assert_cmpstr (there->headers, ==, batch->headers);
  g_assert_cmpstr (there->attachment_name, ==, batch->attachment_name);
  g_assert_cmpstr (there->attachment, ==, batch->attachment);
  g_assert_cmpint (there->sent_at, ==, T0);
  g_assert_null (usher_outbox_get (db->conn, 4711, NULL, NULL, &error));
  g_assert_no_error (error);

  ids = usher_outbox_find_batch (db->conn, "b-1", &error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpint (g_array_index (ids, gint64, 1), ==, 2);
  never = usher_outbox_find_batch (db->conn, "b-2", &error);
  g_assert_cmpuint (never->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/misc-tables/streams", test_streams);
  g_test_add_func ("/misc-tables/address-hash", test_address_hash);
  g_test_add_func ("/misc-tables/suppressions", test_suppressions);
  g_test_add_func ("/misc-tables/templates", test_templates);
  g_test_add_func ("/misc-tables/settings", test_settings);
  g_test_add_func ("/misc-tables/provider-state", test_provider_state);
  g_test_add_func ("/misc-tables/webhook-tokens", test_webhook_tokens);
  g_test_add_func ("/misc-tables/audit", test_audit);
  g_test_add_func ("/misc-tables/outbox", test_outbox);
  return g_test_run ();
}
