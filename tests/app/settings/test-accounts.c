/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The app's engine and the keyring. libsecret keeps its backend for the life of a process: here there is none, as on a
 * machine without one. */
#include "usher-app-fixture.h"

#include "usher-accounts.h"
#include "usher-error.h"
#include "usher-queries.h"

static void
save_mailgun (UsherAppFixture *house, const char *domain)
{
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (UsherSettings) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  g_set_str (&settings->mailgun_domain, domain);
  usher_engine_save_settings_async (usher_app_fixture_engine (house), settings, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  saved = usher_engine_save_settings_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
}

static void
restart (UsherAppFixture *house)
{
  usher_client_restart (house->client);
  usher_app_wait_for (usher_client_get_state (house->client) != USHER_CLIENT_STARTING);
  g_assert_no_error (usher_client_get_error (house->client));
}

/* A program whose keys cannot be read starts all the same; it is not the sandbox, nothing is lost, and it says so. */
static void
test_no_keyring (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherToday) today = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) viewer = NULL;
  g_autoptr (UsherStatus) status = NULL;
  g_autoptr (GError) error = NULL;
  const UsherAttention *item;

  g_assert_true (usher_client_get_sandbox (house->client));
  save_mailgun (house, "mg.example.org");
  restart (house);
  g_assert_false (usher_client_get_sandbox (house->client));
  g_assert_nonnull (usher_engine_get_config (usher_app_fixture_engine (house))->mailgun_closed);

  event = usher_app_fixture_event (house, "Show");
  viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  usher_app_settle (300);
  status = usher_engine_get_status (usher_app_fixture_engine (house), &error);
  g_assert_no_error (error);
  g_assert_cmpint (status->queued + status->claimed, ==, 1);   /* the confirmation waits */
  g_assert_cmpint (status->unknown, ==, 0);

  today = usher_engine_get_today (usher_app_fixture_engine (house), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (today->attention->len, ==, 1);
  item = today->attention->pdata[0];
  g_assert_cmpint (item->kind, ==, USHER_ATTENTION_PROVIDER);
  g_assert_cmpstr (item->subject, ==, "mailgun");
  g_test_message ("%s", item->reason);
  g_assert_cmpint (today->sent->len, ==, 0);

  /* The account is removed: back in the sandbox, and what waited leaves (into the outbox). */
  save_mailgun (house, NULL);
  restart (house);
  g_assert_true (usher_client_get_sandbox (house->client));
  g_clear_pointer (&today, usher_today_free);
  today = usher_engine_get_today (usher_app_fixture_engine (house), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (today->attention->len, ==, 0);
}

/* The demo knows no accounts, whatever its folder says. */
static void
test_demo (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();

  save_mailgun (house, "mg.example.org");
  house->options->demo = TRUE;
  restart (house);
  g_assert_true (usher_client_get_sandbox (house->client));
  usher_app_settle (500);   /* its guests arrive */
}

static void
test_cancelled (void)
{
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_set_str (&settings->mux_token_id, "id");
  g_cancellable_cancel (cancellable);
  g_assert_null (usher_accounts_configure (settings, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/accounts/no-keyring", test_no_keyring);
  g_test_add_func ("/accounts/demo", test_demo);
  g_test_add_func ("/accounts/cancelled", test_cancelled);
  return g_test_run ();
}
