/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include <string.h>

static UsherToday *
read_today (UsherEngineFixture *f)
{
  g_autoptr (GError) error = NULL;
  UsherToday *today = usher_engine_get_today (f->engine, &error);

  g_assert_no_error (error);
  return today;
}

static const UsherAttention *
find (const UsherToday *today, UsherAttentionKind kind)
{
  for (guint i = 0; i < today->attention->len; i++)
    if (((UsherAttention *) g_ptr_array_index (today->attention, i))->kind == kind)
      return g_ptr_array_index (today->attention, i);
  return NULL;
}

static void
test_empty (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherToday) today = read_today (f);

  g_assert_cmpint (today->now, ==, USHER_FIXTURE_NOW);
  g_assert_cmpuint (today->events->len + today->attention->len + today->sent->len, ==, 0);
}

/* The live one first, then the soonest; what is over or far is not on the first page. */
static void
test_events (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherToday) today = NULL;

  for (int day = 20; day > 13; day--)
    {
      g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
      g_autoptr (UsherEvent) event = NULL;

      g_free (draft->starts_at);
      draft->starts_at = g_strdup_printf ("2026-11-%dT20:00", day);
      g_free (draft->title);
      draft->title = g_strdup_printf ("Day %d", day);
      event = usher_fixture_create (f, draft);
    }
  usher_fixture_execute (f, "UPDATE event SET status = 'live' WHERE title = 'Day 18'");
  usher_fixture_execute (f, "UPDATE event SET status = 'cancelled' WHERE title = 'Day 14'");
  today = read_today (f);
  g_assert_cmpuint (today->events->len, ==, USHER_TODAY_EVENTS);
  g_assert_cmpstr (((UsherEventOverview *) today->events->pdata[0])->event->title, ==, "Day 18");
  g_assert_cmpstr (((UsherEventOverview *) today->events->pdata[1])->event->title, ==, "Day 15");
  g_assert_cmpint (((UsherEventOverview *) today->events->pdata[1])->next_due_at, !=, USHER_NEVER);
  g_assert_cmpuint (today->attention->len, ==, 0);
}

static void
test_attention (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherToday) today = NULL, soon = NULL, late = NULL;
  const UsherAttention *item;

  draft->registration_enabled = FALSE;
  event = usher_fixture_create (f, draft);
  usher_fixture_execute (f, "UPDATE notification SET status = 'failed', reason = 'Refused', closed_at = 5 WHERE interval = 'P14D'");
  usher_fixture_execute (f, "INSERT INTO provider_state (provider, state, reason) VALUES ('sandbox', 'open', 'The key is wrong')");
  today = read_today (f);
  item = find (today, USHER_ATTENTION_PROVIDER);
  g_assert_cmpstr (item->subject, ==, "sandbox");
  g_assert_cmpstr (item->reason, ==, "The key is wrong");
  item = find (today, USHER_ATTENTION_FAILED);
  g_assert_cmpint (item->event_id, ==, event->id);
  g_assert_cmpstr (item->event_title, ==, "Show");
  g_assert_cmpstr (item->subject, ==, "P14D");
  g_assert_cmpstr (item->reason, ==, "Refused");
  g_assert_null (find (today, USHER_ATTENTION_OVERDUE));
  g_assert_null (find (today, USHER_ATTENTION_CLOSED));
  g_assert_cmpuint (today->sent->len, ==, 1);
  g_assert_cmpstr (((UsherSentItem *) today->sent->pdata[0])->event_title, ==, "Show");

  /* Soon, and nobody can register; then late; then over, and nothing helps any more */
  usher_clock_set (f->clock, event->starts_at - USHER_DAY);
  soon = read_today (f);
  g_assert_cmpint (find (soon, USHER_ATTENTION_CLOSED)->event_id, ==, event->id);
  usher_clock_set (f->clock, event->starts_at + USHER_MINUTE);
  late = read_today (f);
  g_assert_cmpint (find (late, USHER_ATTENTION_OVERDUE)->at, ==, event->starts_at);
  g_assert_null (find (late, USHER_ATTENTION_CLOSED));
  g_clear_pointer (&late, usher_today_free);
  usher_clock_set (f->clock, event->starts_at + 2 * USHER_DAY);
  late = read_today (f);
  g_assert_null (find (late, USHER_ATTENTION_OVERDUE));
  g_assert_null (find (late, USHER_ATTENTION_FAILED));
}

static void
test_results (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) first = usher_fixture_event (f), second = usher_fixture_event (f), third = usher_fixture_event (f);
  g_autoptr (GPtrArray) all = NULL, page = NULL;
  g_autoptr (GError) error = NULL;

  usher_fixture_execute (f, "UPDATE event SET status = 'completed', ended_at = 100 - id WHERE id < 3");
  usher_fixture_execute (f, "UPDATE analytics SET viewers_peak = 40 + event_id, computed_at = 1");
  all = usher_engine_list_results (f->engine, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpint (usher_engine_count_results (f->engine, NULL), ==, 2);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (((UsherEventResult *) all->pdata[0])->event->id, ==, first->id);
  g_assert_cmpint (((UsherEventResult *) all->pdata[0])->analytics->viewers_peak, ==, 41);
  page = usher_engine_list_results (f->engine, 1, 10, &error);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpint (((UsherEventResult *) page->pdata[0])->event->id, ==, second->id);
}

/* The faces of lists: a question that was given up is an error of its own kind. */
static void
test_lists (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  UsherRegistrationQuery people = { .event_id = event->id, .sort = USHER_REGISTRATIONS_BY_NAME, .limit = 5 };
  UsherOutboxQuery messages = { .search = "ann", .limit = 5 };
  UsherEventCounts counts;
  g_autoptr (GPtrArray) list = usher_engine_list_registrations (f->engine, &people, NULL);
  g_autoptr (GPtrArray) outbox = usher_engine_list_outbox (f->engine, &messages, NULL);
  g_autoptr (UsherEventOverview) overview = usher_engine_get_event_overview (f->engine, event->id, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpint (overview->registrations, ==, 1);
  g_assert_cmpint (usher_engine_count_registration_rows (f->engine, &people, NULL), ==, 1);
  g_assert_cmpint (usher_engine_count_outbox (f->engine, &messages, NULL), ==, 1);
  g_assert_true (usher_engine_count_events (f->engine, NULL, &counts, NULL));
  g_assert_cmpint (counts.n[USHER_EVENT_GROUP_UPCOMING], ==, 1);
  g_cancellable_cancel (cancelled);
  messages.cancellable = cancelled;
  g_assert_null (usher_engine_list_outbox (f->engine, &messages, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What the sandbox sent can be opened: an e-mail has a subject and HTML, an SMS is text alone. */
static void
test_bodies (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", "+4915112345678");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  UsherOutboxQuery query = { .limit = 9 };

  g_assert_true (usher_engine_start (f->engine, &error));
  usher_engine_run_due_async (f->engine, NULL, usher_await_callback, &result);
  g_assert_cmpint (usher_engine_run_due_finish (f->engine, usher_await (&result), &error), >=, 0);
  rows = usher_engine_list_outbox (f->engine, &query, &error);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    {
      const UsherOutboxRow *row = g_ptr_array_index (rows, i);
      g_autoptr (UsherOutboxBatch) body = usher_engine_read_outbox (f->engine, row->delivery->id, &error);
      gboolean mail = row->delivery->channel == USHER_CHANNEL_EMAIL;

      g_assert_no_error (error);
      g_assert_cmpint (usher_delivery_group (row->delivery->status), ==, USHER_DELIVERY_GROUP_SENT);
      g_assert_cmpstr (row->recipient, ==, "Ann");
      g_assert_cmpint (body->channel, ==, row->delivery->channel);
      g_assert_nonnull (strstr (body->text, "Show"));
      g_assert_cmpint (*body->html != '\0', ==, mail);
      g_assert_cmpint (*body->subject != '\0', ==, mail);
      g_assert_null (strstr (body->text, "%recipient"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/today/empty", test_empty);
  g_test_add_func ("/engine/today/events", test_events);
  g_test_add_func ("/engine/today/attention", test_attention);
  g_test_add_func ("/engine/today/results", test_results);
  g_test_add_func ("/engine/today/lists", test_lists);
  g_test_add_func ("/engine/today/bodies", test_bodies);
  return g_test_run ();
}
