/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include "usher-error.h"

static UsherNotification *
take_back (UsherEngineFixture *f, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_cancel_notification_async (f->engine, 0, id, "app", NULL, usher_await_callback, &result);
  return usher_engine_cancel_notification_finish (f->engine, usher_await (&result), error);
}

static UsherNotification *
restore (UsherEngineFixture *f, gint64 event_id, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_restore_notification_async (f->engine, event_id, id, "app", NULL, usher_await_callback, &result);
  return usher_engine_restore_notification_finish (f->engine, usher_await (&result), error);
}

static void
assert_refused (UsherEngineFixture *f, gint64 id)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (restore (f, 0, id, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
}

static gint64
find_step (UsherEngineFixture *f)
{
  return usher_fixture_query (f, "SELECT max(id) FROM notification WHERE interval = 'P1D'");
}

static void
test_planned (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autofree char *before = usher_fixture_plan (f, event->id, TRUE), *after = NULL;
  gint64 id = find_step (f);
  g_autoptr (UsherNotification) gone = take_back (f, id, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherNotification) back = restore (f, event->id, id, &error);
  g_autoptr (UsherNotification) again = restore (f, event->id, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gone->status, ==, USHER_NOTIFICATION_CANCELLED);
  g_assert_cmpint (back->status, ==, USHER_NOTIFICATION_SCHEDULED);
  g_assert_null (back->reason);
  g_assert_cmpint (again->id, ==, id);
  after = usher_fixture_plan (f, event->id, TRUE);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action = 'notification.restore'"), ==, 1);
}

/* The event moved meanwhile: the step goes with it. */
static void
test_moved (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);
  g_autoptr (UsherNotification) gone = take_back (f, find_step (f), NULL);
  g_autoptr (UsherEvent) moved = NULL;
  g_autoptr (UsherNotification) back = NULL;

  g_set_str (&draft->starts_at, "2026-11-20T20:00");
  moved = usher_fixture_update (f, event->id, draft, NULL);
  g_assert_nonnull (moved);
  back = restore (f, event->id, gone->id, NULL);
  g_assert_cmpint (back->due_at, ==, moved->starts_at - USHER_DAY);
}

static void
test_refused (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  gint64 id = find_step (f);
  g_autoptr (UsherNotification) gone = take_back (f, id, NULL);
  g_autoptr (UsherEvent) cancelled = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (restore (f, event->id + 1, id, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (restore (f, 0, 4711, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  /* Too late */
  usher_clock_set (f->clock, gone->due_at + USHER_HOUR);
  assert_refused (f, id);
  usher_clock_set (f->clock, USHER_FIXTURE_NOW);
  /* Something else took it back, or it has left */
  usher_fixture_execute (f, "UPDATE notification SET reason = 'The event was cancelled.' WHERE interval = 'P1D'");
  assert_refused (f, id);
  usher_fixture_execute (f, "UPDATE notification SET status = 'sent' WHERE interval = 'P1D'");
  assert_refused (f, id);
  usher_fixture_execute (f, "UPDATE notification SET status = 'cancelled', reason = 'You cancelled it.' WHERE interval = 'P1D'");
  /* Planned anew */
  usher_fixture_execute (f, "INSERT INTO notification (event_id, kind, interval, due_at, status, email, sms, created_at) "
                         "VALUES (1, 'reminder', 'P1D', 1795000000000000, 'scheduled', 1, 1, 1)");
  assert_refused (f, id);
  usher_fixture_execute (f, "DELETE FROM notification WHERE due_at = 1795000000000000");
  cancelled = usher_fixture_cancel (f, event->id, NULL);
  assert_refused (f, id);
}

/* The same moment was planned meanwhile in other words: two reminders at once would be one too many. */
static void
test_same_moment (void)
{
  static const char * const day[] = { "PT24H", NULL };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherNotification) gone = take_back (f, find_step (f), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_add_intervals_async (f->engine, event->id, day, "app", NULL, usher_await_callback, &result);
  usher_engine_add_intervals_finish (f->engine, usher_await (&result), &error);
  g_assert_no_error (error);
  assert_refused (f, gone->id);
}

/* The event uses SMS no more: what waited on that channel stays taken back. */
static void
test_channel_gone (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL, edited = NULL;
  g_autoptr (UsherRegistration) ann = NULL;
  g_autoptr (UsherNotification) gone = NULL, back = NULL;
  g_autofree char *states = NULL;
  g_autoptr (GError) error = NULL;

  draft->channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  event = usher_fixture_create (f, draft);
  ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", "+4915112345678");
  usher_fixture_execute (f, "UPDATE notification SET status = 'sending', opened_at = 1793534400000000, "
                         "due_at = 1793534400000000 WHERE interval = 'P1D'");
  usher_fixture_execute (f, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "next_attempt_at, created_at) SELECT 1, n.id, 1, 'reminder', c.value, 'x', 'queued', 1, 1 "
                         "FROM notification n, json_each('[\"email\",\"sms\"]') c WHERE interval = 'P1D'");
  gone = take_back (f, find_step (f), NULL);
  draft->channels = USHER_CHANNELS_EMAIL;
  edited = usher_fixture_update (f, event->id, draft, NULL);
  g_assert_nonnull (edited);
  back = restore (f, event->id, gone->id, &error);
  g_assert_no_error (error);
  states = usher_fixture_query_text (f, "SELECT group_concat(channel || ' ' || status, ', ' ORDER BY channel) FROM delivery "
                                     "WHERE kind = 'reminder'");
  g_assert_cmpstr (states, ==, "email queued, sms cancelled");
  g_assert_cmpint (back->channels, ==, USHER_CHANNELS_EMAIL);
}

/* Half of it had left: that half gets nothing twice. */
static void
test_running (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherRegistration) bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", NULL);
  g_autoptr (UsherRegistration) cyd = usher_fixture_viewer (f, event->id, "Cyd", "cyd@example.org", NULL);
  g_autoptr (UsherNotification) gone = NULL, back = NULL;
  g_autofree char *states = NULL;
  g_autoptr (GError) error = NULL;

  usher_fixture_execute (f, "UPDATE notification SET status = 'sending', opened_at = 1793534400000000, "
                         "due_at = 1793534400000000 WHERE interval = 'P1D'");
  usher_fixture_execute (f, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "reason, next_attempt_at, created_at) SELECT 1, n.id, r.id, 'reminder', 'email', r.email, "
                         "CASE r.first_name WHEN 'Ann' THEN 'accepted' WHEN 'Bob' THEN 'queued' ELSE 'cancelled' END, "
                         "iif(r.first_name = 'Cyd', 'Cyd took the consent back', NULL), 1, 1 "
                         "FROM registration r, notification n WHERE n.interval = 'P1D'");
  gone = take_back (f, find_step (f), NULL);
  g_assert_cmpint (gone->cancelled, ==, 2);
  back = restore (f, event->id, gone->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->status, ==, USHER_NOTIFICATION_SENDING);
  g_assert_cmpint (back->pending, ==, 1);
  states = usher_fixture_query_text (f, "SELECT group_concat(status, ' ' ORDER BY registration_id) FROM delivery "
                                     "WHERE kind = 'reminder'");
  g_assert_cmpstr (states, ==, "accepted queued cancelled");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/notification-undo/planned", test_planned);
  g_test_add_func ("/engine/notification-undo/moved", test_moved);
  g_test_add_func ("/engine/notification-undo/refused", test_refused);
  g_test_add_func ("/engine/notification-undo/same-moment", test_same_moment);
  g_test_add_func ("/engine/notification-undo/channel-gone", test_channel_gone);
  g_test_add_func ("/engine/notification-undo/running", test_running);
  return g_test_run ();
}
