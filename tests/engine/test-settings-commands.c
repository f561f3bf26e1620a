/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-plan-asserts.h"

#include "usher-error.h"

static UsherSettings *
save (UsherEngineFixture *f, const UsherSettings *settings, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_save_settings_async (f->engine, settings, "app", NULL, usher_await_callback, &result);
  return usher_engine_save_settings_finish (f->engine, usher_await (&result), error);
}

static void
test_life (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherSettings) settings = usher_engine_get_settings (f->engine, NULL);
  g_autoptr (UsherSettings) saved = NULL;
  g_autoptr (UsherSettings) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *audit = NULL;

  g_set_str (&settings->sender_name, " Studio Nord ");
  g_set_str (&settings->reply_to, "");
  settings->retention_days = 30;
  saved = save (f, settings, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (saved->sender_name, ==, "Studio Nord");
  g_assert_null (saved->reply_to);
  usher_settle ();
  g_assert_true (g_ptr_array_find_with_equal_func (f->changes, "settings 0", g_str_equal, NULL));

  usher_engine_fixture_restart (f);
  read = usher_engine_get_settings (f->engine, &error);
  g_assert_no_error (error);
  g_assert_true (usher_settings_equal (read, saved));
  audit = usher_fixture_query_text (f, "SELECT group_concat(coalesce(actor, '') || action || coalesce(subject, '') || "
                                    "coalesce(detail, '')) FROM audit");
  g_assert_cmpstr (audit, ==, "appsettings.save");   /* and none of what was written */
}

static void
test_wrong (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (GError) error = NULL;

  g_set_str (&settings->sender_name, "Nord");
  g_set_str (&settings->sender_address, "nobody");
  g_assert_null (save (f, settings, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (usher_error_get_field (error), ==, "sender_address");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM setting WHERE key = 'settings'"), ==, 0);
  g_assert_cmpstr (usher_engine_get_config (f->engine)->sender_name, !=, "Nord");
}

/* What was configured before stays good for whoever holds it; accounts stay as they are. */
static void
test_config_follows (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  const UsherConfig *before = usher_engine_get_config (f->engine);
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (UsherSettings) saved = NULL;
  g_autofree char *public_url = NULL;
  const UsherConfig *after;

  g_set_str (&settings->sender_name, "Nord");
  g_set_str (&settings->public_url, "https://live.example.org/");
  g_set_str (&settings->mailgun_domain, "mg.example.com");
  settings->sms_price_micros = 1;
  saved = save (f, settings, NULL);
  after = usher_engine_get_config (f->engine);
  g_assert_cmpstr (before->sender_name, !=, "Nord");
  g_assert_cmpstr (after->sender_name, ==, "Nord");
  g_assert_cmpint (after->sms_price_micros, ==, 1);
  g_assert_null (after->mailgun_domain);
  public_url = usher_engine_dup_public_url (f->engine);
  g_assert_cmpstr (public_url, ==, "https://live.example.org");
}

/* What a new event gets whose draft lists no intervals: of the defaults those that fit, and none twice */
static void
test_default_intervals (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (UsherSettings) saved = NULL;
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;

  settings->default_intervals = g_ptr_array_new_with_free_func (g_free);
  for (const char * const *text = (const char * const[]) { "P21D", "P2D", "PT48H", "PT30M", NULL }; *text != NULL; text++)
    g_ptr_array_add (settings->default_intervals, g_strdup (*text));
  saved = save (f, settings, NULL);
  g_assert_nonnull (saved);
  event = usher_fixture_create (f, draft);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'reminder'"), ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE interval IN ('P2D', 'PT30M')"), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings-commands/life", test_life);
  g_test_add_func ("/settings-commands/wrong", test_wrong);
  g_test_add_func ("/settings-commands/config-follows", test_config_follows);
  g_test_add_func ("/settings-commands/default-intervals", test_default_intervals);
  return g_test_run ();
}
