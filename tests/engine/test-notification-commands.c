/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include "usher-error.h"

static void
assert_error (GError **error, UsherErrorCode code, const char *field)
{
  g_assert_error (*error, USHER_ERROR, (int) code);
  g_assert_cmpstr (usher_error_get_field (*error), ==, field);
  g_clear_error (error);
}

static UsherEvent *
event_with (UsherEngineFixture *f, const char * const *intervals)
{
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();

  draft->intervals = g_ptr_array_new_with_free_func (g_free);
  for (; *intervals != NULL; intervals++)
    g_ptr_array_add (draft->intervals, g_strdup (*intervals));
  return usher_fixture_create (f, draft);
}

static gboolean
add (UsherEngineFixture *f, gint64 event_id, const char *interval, const char *more, GError **error)
{
  const char *intervals[] = { interval, more, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_add_intervals_async (f->engine, event_id, intervals, "api", NULL, usher_await_callback, &result);
  return usher_engine_add_intervals_finish (f->engine, usher_await (&result), error);
}

static UsherNotification *
send (UsherEngineFixture *f, gint64 event_id, gint64 id, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_send_now_async (f->engine, event_id, id, key, "api", NULL, usher_await_callback, &result);
  return usher_engine_send_now_finish (f->engine, usher_await (&result), error);
}

static UsherNotification *
take_back (UsherEngineFixture *f, gint64 event_id, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_cancel_notification_async (f->engine, event_id, id, "api", NULL, usher_await_callback, &result);
  return usher_engine_cancel_notification_finish (f->engine, usher_await (&result), error);
}

static gint64
send_test (UsherEngineFixture *f, gint64 event_id, const char *key, UsherChannel channel, const char *address, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_send_test_async (f->engine, event_id, key, channel, address, "app", NULL, usher_await_callback, &result);
  return usher_engine_send_test_finish (f->engine, usher_await (&result), error);
}

static void
test_add (void)
{
  static const char * const intervals[] = { "P7D", "PT0S", NULL };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = event_with (f, intervals);
  g_autofree char *plan = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (add (f, event->id, "P1W", "PT90M", &error));   /* the first is planned already */
  g_assert_no_error (error);
  plan = usher_fixture_plan (f, event->id, FALSE);
  g_assert_cmpstr (plan, ==,
                   "P7D 2026-11-08T19:00:00Z scheduled\n"
                   "PT1H30M 2026-11-15T17:30:00Z scheduled\n"
                   "PT0S 2026-11-15T19:00:00Z scheduled");
  g_assert_cmpint (usher_fixture_query (f, "SELECT version FROM event"), ==, 2);
  g_assert_true (add (f, event->id, "P7D", NULL, &error));
  g_assert_cmpint (usher_fixture_query (f, "SELECT version FROM event"), ==, 2);

  g_assert_false (add (f, event->id, "PT5M", "P20D", &error));   /* all or nothing */
  assert_error (&error, USHER_ERROR_INVALID, "intervals");
  g_assert_false (add (f, event->id, "soon", NULL, &error));
  assert_error (&error, USHER_ERROR_INVALID, "intervals");
  g_assert_false (add (f, 9, "PT5M", NULL, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
  usher_fixture_execute (f, "UPDATE event SET status = 'live'");
  g_assert_false (add (f, event->id, "PT5M", NULL, &error));
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
}

static void
test_add_too_many (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (GError) error = NULL;

  for (int i = 8; i < USHER_INTERVALS_MAX; i++)
    {
      g_autofree char *interval = g_strdup_printf ("PT%dM", i * 17);

      g_assert_true (add (f, event->id, interval, NULL, &error));
    }
  g_assert_false (add (f, event->id, "PT1M", NULL, &error));
  assert_error (&error, USHER_ERROR_INVALID, "intervals");
}

/* Days before its moment a step's own words would be wrong, and whoever is registered by now gets it. */
static void
test_send_now (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherNotification) next = NULL;
  g_autoptr (UsherNotification) again = NULL;
  g_autoptr (UsherNotification) day = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P1D'");

  day = send (f, event->id, id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (day->status, ==, USHER_NOTIFICATION_SENDING);
  g_assert_cmpint (day->due_at, ==, USHER_FIXTURE_NOW);
  g_assert_true (day->late);
  g_assert_null (send (f, event->id, id, NULL, &error));   /* once */
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);

  /* On its moment it keeps its own words. */
  usher_clock_set (f->clock, event->starts_at - 14 * USHER_DAY - USHER_MINUTE);
  next = send (f, event->id, 0, "key", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (next->interval, ==, "P14D");
  g_assert_false (next->late);
  again = send (f, event->id, 0, "key", &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->id, ==, next->id);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'reminder' AND status = 'sending'"), ==, 2);
  g_assert_null (send (f, event->id, id, "key", &error));   /* the key stood for something else */
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action = 'notification.send'"), ==, 2);
}

static void
test_send_refused (void)
{
  static const struct {
    const char    *prepare;
    gint64         event_id;
    const char    *id;         /* SQL */
    UsherErrorCode code;
  } rows[] = {
    { "UPDATE event SET status = 'scheduled'", 5, "SELECT 2", USHER_ERROR_NOT_FOUND },
    { "UPDATE event SET status = 'scheduled'", 1, "SELECT 99", USHER_ERROR_NOT_FOUND },
    { "UPDATE event SET status = 'scheduled'", 2, "SELECT id FROM notification WHERE interval = 'P7D' AND event_id = 1", USHER_ERROR_NOT_FOUND },
    { "UPDATE event SET status = 'scheduled'", 1, "SELECT id FROM notification WHERE kind = 'confirmation'", USHER_ERROR_CONFLICT },
    { "UPDATE notification SET status = 'sent' WHERE interval = 'P7D'", 1, "SELECT id FROM notification WHERE interval = 'P7D'", USHER_ERROR_CONFLICT },
    { "UPDATE notification SET status = 'failed' WHERE interval = 'P7D'", 1, "SELECT id FROM notification WHERE interval = 'P7D'", USHER_ERROR_CONFLICT },
    { "UPDATE notification SET status = 'skipped' WHERE interval = 'P7D'", 1, "SELECT id FROM notification WHERE interval = 'P7D'", USHER_ERROR_CONFLICT },
    { "UPDATE notification SET status = 'cancelled' WHERE interval = 'P7D'", 1, "SELECT id FROM notification WHERE interval = 'P7D'", USHER_ERROR_CONFLICT },
    { "UPDATE event SET status = 'completed'", 1, "SELECT id FROM notification WHERE interval = 'P1D'", USHER_ERROR_CONFLICT },
    { "UPDATE event SET status = 'cancelled'", 1, "SELECT id FROM notification WHERE interval = 'P1D'", USHER_ERROR_CONFLICT },
    { "UPDATE notification SET status = 'sent' WHERE kind = 'reminder'", 1, "SELECT 0", USHER_ERROR_CONFLICT },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherEvent) other = usher_fixture_event (f);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      usher_fixture_execute (f, rows[i].prepare);
      g_assert_null (send (f, rows[i].event_id, usher_fixture_query (f, rows[i].id), "key", &error));
      assert_error (&error, rows[i].code, NULL);
    }
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM idempotency"), ==, 0);
}

static void
test_take_back (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherNotification) planned = NULL;
  g_autoptr (UsherNotification) again = NULL;
  g_autoptr (UsherNotification) running = NULL;
  g_autoptr (GError) error = NULL;
  gint64 day = usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P1D'");
  gint64 week = usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P7D'");

  planned = take_back (f, event->id, day, &error);
  g_assert_no_error (error);
  g_assert_cmpint (planned->status, ==, USHER_NOTIFICATION_CANCELLED);
  g_assert_nonnull (planned->reason);
  again = take_back (f, event->id, day, &error);
  g_assert_no_error (error);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action = 'notification.cancel'"), ==, 1);

  usher_fixture_execute (f, "UPDATE notification SET status = 'sending' WHERE interval = 'P7D'");
  usher_fixture_execute (f, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "next_attempt_at, created_at) SELECT r.event_id, n.id, r.id, 'reminder', 'email', r.email, 'queued', 0, 0 "
                         "FROM registration r JOIN notification n ON n.interval = 'P7D'");
  running = take_back (f, event->id, week, &error);
  g_assert_no_error (error);
  g_assert_cmpint (running->status, ==, USHER_NOTIFICATION_CANCELLED);
  g_assert_cmpint (running->cancelled, ==, 1);

  usher_fixture_execute (f, "UPDATE notification SET status = 'sent' WHERE interval = 'P3D'");
  g_assert_null (take_back (f, event->id, usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P3D'"), &error));
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
  g_assert_null (take_back (f, event->id, usher_fixture_query (f, "SELECT id FROM notification WHERE kind = 'confirmation'"), &error));
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
  g_assert_null (take_back (f, event->id + 1, day, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
}

static void
test_send_test (void)
{
  static const struct {
    const char    *key;
    UsherChannel   channel;
    const char    *address;
    UsherErrorCode code;
    const char    *field;
  } rows[] = {
    { "nonsense", USHER_CHANNEL_EMAIL, "me@example.org", USHER_ERROR_INVALID, "template" },
    { NULL, USHER_CHANNEL_EMAIL, "me@example.org", USHER_ERROR_INVALID, "template" },
    { "reminder", USHER_CHANNEL_EMAIL, "me", USHER_ERROR_INVALID, "to" },
    { "reminder", USHER_CHANNEL_EMAIL, NULL, USHER_ERROR_INVALID, "to" },
    { "reminder", USHER_CHANNEL_SMS, "me@example.org", USHER_ERROR_INVALID, "to" },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherDelivery) sent = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (send_test (f, event->id, rows[i].key, rows[i].channel, rows[i].address, &error), ==, 0);
      assert_error (&error, rows[i].code, rows[i].field);
    }
  g_assert_cmpint (send_test (f, 9, "reminder", USHER_CHANNEL_EMAIL, "me@example.org", &error), ==, 0);
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);

  id = send_test (f, event->id, "reminder-P1D", USHER_CHANNEL_SMS, "0151 12345678", &error);
  g_assert_no_error (error);
  sent = usher_engine_get_delivery (f->engine, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sent->kind, ==, USHER_NOTIFICATION_TEST);
  g_assert_cmpint (sent->notification_id, ==, 0);
  g_assert_cmpint (sent->registration_id, ==, 0);
  g_assert_cmpstr (sent->address, ==, "+4915112345678");

  usher_engine_unsubscribe_async (f->engine, ann->token, USHER_CHANNELS_EMAIL, "link", NULL, usher_await_callback, &result);
  g_assert_true (usher_engine_unsubscribe_finish (f->engine, usher_await (&result), &error));
  g_assert_cmpint (send_test (f, event->id, "reminder", USHER_CHANNEL_EMAIL, "ann@example.org", &error), ==, 0);
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/notifications/add", test_add);
  g_test_add_func ("/engine/notifications/add-too-many", test_add_too_many);
  g_test_add_func ("/engine/notifications/send-now", test_send_now);
  g_test_add_func ("/engine/notifications/send-refused", test_send_refused);
  g_test_add_func ("/engine/notifications/take-back", test_take_back);
  g_test_add_func ("/engine/notifications/send-test", test_send_test);
  return g_test_run ();
}
