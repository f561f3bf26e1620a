/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-draft-plan.h"
#include "usher-engine-fixture.h"

#include "usher-error.h"

static char *
in_words (const UsherReaders *readers)
{
  return g_strdup_printf ("%d: %d e-mail, %d SMS", readers->people, readers->by_channel[USHER_CHANNEL_EMAIL],
                          readers->by_channel[USHER_CHANNEL_SMS]);
}

static gint64
find_notification (UsherEngineFixture *f, const char *what)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max(id) FROM notification WHERE %s", what);

  return usher_fixture_query (f, sql);
}

static void
assert_gets (UsherEngineFixture *f, gint64 notification_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  UsherReaders readers;

  g_assert_true (usher_engine_count_readers (f->engine, notification_id, NULL, &readers, &error));
  g_assert_no_error (error);
  words = in_words (&readers);
  g_assert_cmpstr (words, ==, expected);
}

static void
assert_told (UsherEngineFixture *f, gint64 event_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  UsherReaders readers;

  g_assert_true (usher_engine_count_cancellation_readers (f->engine, event_id, NULL, &readers, &error));
  g_assert_no_error (error);
  words = in_words (&readers);
  g_assert_cmpstr (words, ==, expected);
}

static void
assert_moved (UsherEngineFixture *f, gint64 event_id, const char *expected)
{
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherDraftPlan) plan = NULL;
  g_autofree char *words = NULL;

  g_set_str (&draft->starts_at, "2026-11-16T20:00");
  usher_engine_plan_draft_async (f->engine, draft, event_id, 0, NULL, usher_await_callback, &result);
  plan = usher_engine_plan_draft_finish (f->engine, usher_await (&result), &error);
  g_assert_no_error (error);
  words = in_words (&plan->readers);
  g_assert_cmpstr (words, ==, expected);
  g_assert_true (plan->change_notice == (plan->readers.people > 0));
}

/* What each of them does to who is told. The first confirmations have left but for what a row says. */
static const struct {
  const char *name, *email, *phone;
  const char *sql;             /* (nullable): what became of them */
  const char *reminder, *cancellation;
} cases[] = {
  { "Ann", "ann@example.org", NULL, NULL, "1: 1 e-mail, 0 SMS", "1: 1 e-mail, 0 SMS" },
  { "Both", "both@example.org", "+4915112345678", NULL, "1: 1 e-mail, 1 SMS", "1: 1 e-mail, 1 SMS" },
  { "Phone", NULL, "+4915112345678", NULL, "1: 0 e-mail, 1 SMS", "1: 0 e-mail, 1 SMS" },
  /* agreed to nothing any more */
  { "Silent", "ann@example.org", NULL, "UPDATE registration SET email_opt_in = 0", "0: 0 e-mail, 0 SMS", "0: 0 e-mail, 0 SMS" },
  /* an address that must not be written to: the other channel still does */
  { "Bounced", "ann@example.org", NULL, "INSERT INTO suppression SELECT 'email', usher_address_hash('email', email), 'bounce', "
    "'test', 1 FROM registration", "0: 0 e-mail, 0 SMS", "0: 0 e-mail, 0 SMS" },
  { "Stop", "both@example.org", "+4915112345678", "INSERT INTO suppression SELECT 'sms', usher_address_hash('sms', phone), 'stop', "
    "'test', 1 FROM registration", "1: 1 e-mail, 0 SMS", "1: 1 e-mail, 0 SMS" },
  /* suppressed for several reasons is one person less, not two; another one's address says nothing */
  { "Twice", "ann@example.org", NULL, "INSERT INTO suppression SELECT 'email', usher_address_hash('email', email), reason, 'test', "
    "1 FROM registration, (SELECT 'bounce' AS reason UNION SELECT 'unsubscribe')", "0: 0 e-mail, 0 SMS", "0: 0 e-mail, 0 SMS" },
  { "Other", "ann@example.org", NULL, "INSERT INTO suppression VALUES ('email', usher_address_hash('email', 'bob@example.org'), "
    "'bounce', 'test', 1)", "1: 1 e-mail, 0 SMS", "1: 1 e-mail, 0 SMS" },
  /* the confirmation has not left: it will say it itself; by SMS only: by e-mail there is something to correct */
  { "Waits", "ann@example.org", NULL, "UPDATE delivery SET status = 'queued', settled_at = NULL", "1: 1 e-mail, 0 SMS",
    "0: 0 e-mail, 0 SMS" },
  { "WaitsHalf", "both@example.org", "+4915112345678", "UPDATE delivery SET status = 'queued', settled_at = NULL "
    "WHERE channel = 'sms'", "1: 1 e-mail, 1 SMS", "1: 1 e-mail, 0 SMS" },
};

static void
test_readers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
      g_autoptr (UsherEvent) event = usher_fixture_event (f);
      g_autoptr (UsherRegistration) one = usher_fixture_viewer (f, event->id, cases[i].name, cases[i].email, cases[i].phone);

      g_test_message ("%s", cases[i].name);
      usher_fixture_deliver_all (f);
      if (cases[i].sql != NULL)
        usher_fixture_execute (f, cases[i].sql);
      assert_gets (f, find_notification (f, "interval = 'P1D'"), cases[i].reminder);
      assert_told (f, event->id, cases[i].cancellation);
      assert_moved (f, event->id, cases[i].cancellation);
    }
}

/* By the channels of the event; and when it would be over, nobody waits for it. */
static void
test_event_decides (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) both = usher_fixture_viewer (f, event->id, "Both", "both@example.org", "+4915112345678");
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  gint64 step = find_notification (f, "interval = 'P1D'");
  g_autoptr (GError) error = NULL;
  UsherReaders readers;

  usher_fixture_deliver_all (f);
  assert_told (f, event->id, "2: 2 e-mail, 1 SMS");
  usher_fixture_execute (f, "UPDATE event SET sms = 0");
  assert_told (f, event->id, "2: 2 e-mail, 0 SMS");
  usher_fixture_execute (f, "UPDATE event SET sms = 1, email = 0");
  assert_told (f, event->id, "1: 0 e-mail, 1 SMS");
  /* Who has got it already does not get it again; what waits still leaves. */
  usher_fixture_execute (f, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "next_attempt_at, created_at) SELECT 1, id, 2, 'reminder', 'email', 'ann@example.org', 'accepted', 1, 1 "
                         "FROM notification WHERE interval = 'P1D'");
  assert_gets (f, step, "1: 1 e-mail, 1 SMS");
  usher_fixture_execute (f, "UPDATE delivery SET status = 'queued' WHERE kind = 'reminder'");
  assert_gets (f, step, "2: 2 e-mail, 1 SMS");
  usher_engine_fixture_advance (f, 15 * G_TIME_SPAN_DAY);
  assert_told (f, event->id, "0: 0 e-mail, 0 SMS");
  g_assert_false (usher_engine_count_readers (f->engine, 4711, NULL, &readers, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (usher_engine_count_cancellation_readers (f->engine, 4711, NULL, &readers, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/readers/each", test_readers);
  g_test_add_func ("/engine/readers/event-decides", test_event_decides);
  return g_test_run ();
}
