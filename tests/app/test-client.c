/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-error.h"

/* --- queries ------------------------------------------------------------------------------------------------------- */

static gpointer
ask_thread (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  g_assert_true (USHER_IS_ENGINE (engine));
  return g_thread_self () == input ? NULL : g_strdup ("elsewhere");
}

static gpointer
ask_failing (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, USHER_ERROR, USHER_ERROR_NOT_FOUND, "nothing");
  return NULL;
}

static void
test_query (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (GAsyncResult) first = NULL, second = NULL, third = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *where = NULL;
  GAsyncResult *pending = NULL;

  usher_client_query_async (house->client, ask_thread, g_thread_self (), NULL, g_free, NULL, usher_app_callback, &pending);
  first = usher_app_await (&pending);
  where = usher_client_query_finish (house->client, first, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (where, ==, "elsewhere");

  usher_client_query_async (house->client, ask_failing, NULL, NULL, g_free, NULL, usher_app_callback, &pending);
  second = usher_app_await (&pending);
  g_assert_null (usher_client_query_finish (house->client, second, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  usher_client_stop (house->client);
  usher_client_query_async (house->client, ask_thread, NULL, NULL, g_free, NULL, usher_app_callback, &pending);
  third = usher_app_await (&pending);
  g_assert_null (usher_client_query_finish (house->client, third, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
}

/* --- changes ------------------------------------------------------------------------------------------------------- */

typedef struct {
  GThread *thread;
  guint    many, single;
  gint64   last;
} Seen;

static void
changed (UsherClient *client, const char *kind, gint64 id, Seen *seen)
{
  g_assert_true (g_thread_self () == seen->thread);
  if (g_str_equal (kind, "event"))
    seen->last = id;
  if (g_str_equal (kind, "registration"))
    *(id == 0 ? &seen->many : &seen->single) += 1;
}

static void
test_changes (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = NULL;
  Seen seen = { g_thread_self () };
  gulong handler = g_signal_connect (house->client, "changed", G_CALLBACK (changed), &seen);

  event = usher_app_fixture_event (house, "Show");
  usher_app_wait_for (seen.last == event->id);

  for (int i = 0; i < 200; i++)
    {
      g_autofree char *email = g_strdup_printf ("viewer%d@example.org", i);
      g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Viewer", email);
    }
  usher_app_wait_for (seen.many + seen.single > 0);
  usher_app_settle (200);
  g_test_message ("200 registrations were told as %u single and %u many", seen.single, seen.many);
  g_assert_cmpuint (seen.single + seen.many, <, 200);
  g_signal_handler_disconnect (house->client, handler);
}

/* Commands come from the window's thread while the engine's own looks after what is due. */
static void
test_run_due_from_here (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  UsherEngine *engine = usher_app_fixture_engine (house);

  for (int i = 0; i < 150; i++)
    {
      g_autofree char *email = g_strdup_printf ("viewer%d@example.org", i);
      g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Viewer", email);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      GAsyncResult *pending = NULL;

      usher_engine_run_due_async (engine, NULL, usher_app_callback, &pending);
      result = usher_app_await (&pending);
      g_assert_cmpint (usher_engine_run_due_finish (engine, result, &error), >=, 0);
      g_assert_no_error (error);
    }
}

/* --- starting, stopping ------------------------------------------------------------------------------------------- */

static void
test_restart (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  UsherEngine *before = usher_app_fixture_engine (house);

  g_object_add_weak_pointer (G_OBJECT (before), (gpointer *) &before);
  usher_client_restart (house->client);
  g_assert_null (usher_client_get_engine (house->client));
  g_assert_cmpint (usher_client_get_state (house->client), ==, USHER_CLIENT_STARTING);
  usher_app_wait_for (usher_client_is_running (house->client));
  usher_app_wait_for (before == NULL);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (UsherEvent) found = usher_engine_get_event (usher_app_fixture_engine (house), event->id, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (found->title, ==, "Show");
  }
  /* Stopped while it starts */
  usher_client_restart (house->client);
  usher_client_stop (house->client);
  usher_app_settle (300);
  g_assert_cmpint (usher_client_get_state (house->client), ==, USHER_CLIENT_STOPPED);
}

/* A second account is saved while the engine still starts with the first: it starts again, and with both. */
static void
test_restart_again (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  UsherEngine *engine;
  g_autofree char *url = NULL;

  usher_client_stop (house->client);
  usher_client_start (house->client);
  g_usleep (G_USEC_PER_SEC / 2);      /* it has started by now, but has not told us */
  g_assert_cmpint (usher_client_get_state (house->client), ==, USHER_CLIENT_STARTING);
  g_set_str (&((UsherOptions *) house->options)->public_url, "https://second.example.com");
  usher_client_restart (house->client);
  g_assert_cmpint (usher_client_get_state (house->client), ==, USHER_CLIENT_STARTING);
  usher_app_wait_for (usher_client_is_running (house->client));
  engine = usher_app_fixture_engine (house);
  url = usher_engine_dup_public_url (engine);
  g_assert_cmpstr (url, ==, "https://second.example.com");
}

static void
test_folder_taken (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherClient) second = usher_client_new (house->options);

  usher_client_start (second);
  usher_app_wait_for (usher_client_get_state (second) == USHER_CLIENT_FAILED);
  g_assert_nonnull (usher_client_get_error (second));
  g_test_message ("%s", usher_client_get_error (second)->message);
  g_assert_null (usher_client_get_engine (second));

  usher_client_stop (house->client);
  usher_client_start (second);
  usher_app_wait_for (usher_client_is_running (second));
  g_assert_null (usher_client_get_error (second));
  usher_client_stop (second);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/client/query", test_query);
  g_test_add_func ("/client/changes", test_changes);
  g_test_add_func ("/client/run-due-from-here", test_run_due_from_here);
  g_test_add_func ("/client/restart", test_restart);
  g_test_add_func ("/client/restart-again", test_restart_again);
  g_test_add_func ("/client/folder-taken", test_folder_taken);
  return g_test_run ();
}
