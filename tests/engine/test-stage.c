/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"

#include "usher-draft-event.h"
#include "usher-engine-private.h"
#include "usher-error.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* GO LIVE never sends anything: not a request, not a row. */
typedef struct {
  int requests;
  int deliveries;
} Quiet;

static Quiet
listen (UsherHouse *house)
{
  return (Quiet) { usher_fake_requests (house->mail) + usher_fake_requests (house->text),
                   usher_house_count (house, 0, -1) };
}

static void
assert_quiet (UsherHouse *house, Quiet before)
{
  Quiet now = listen (house);

  g_assert_cmpint (now.requests, ==, before.requests);
  g_assert_cmpint (now.deliveries, ==, before.deliveries);
}

static UsherHouse *
house_before_show (gint64 *event_id)
{
  UsherHouse *house = usher_house_new (HOUSE_START - 30 * (gint64) USHER_MINUTE);

  *event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, NULL);
  usher_house_register (house, *event_id, "Ada", "ada@example.com", "+4915112345678", NULL);
  usher_house_run_due (house);
  usher_clock_set (house->clock, HOUSE_START - 10 * (gint64) USHER_MINUTE);
  usher_house_run_due (house);
  return house;
}

static void
test_show (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_before_show (&event_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) live = NULL, again = NULL, over = NULL, over_again = NULL;
  g_autoptr (UsherStream) stream = NULL;
  g_autoptr (UsherAnalytics) analytics = NULL;
  g_autoptr (UsherNotification) at_start = NULL;
  Quiet before = listen (house);

  live = usher_house_start (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (live->status, ==, USHER_EVENT_LIVE);
  g_assert_cmpint (live->started_at, ==, HOUSE_START - 10 * (gint64) USHER_MINUTE);
  usher_house_run_due (house);
  assert_quiet (house, before);
  stream = usher_engine_get_stream (house->engine, event_id, &error);
  g_assert_cmpstr (stream->stream_key, ==, "key");
  again = usher_house_start (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->started_at, ==, live->started_at);
  g_assert_cmpint (house->stage->creates, ==, 1);

  /* Over before its planned start: the reminder of the start is not sent any more. */
  usher_clock_set (house->clock, HOUSE_START - 5 * (gint64) USHER_MINUTE);
  over = usher_house_end (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (over->status, ==, USHER_EVENT_COMPLETED);
  g_assert_cmpint (over->ended_at, ==, HOUSE_START - 5 * (gint64) USHER_MINUTE);
  g_assert_cmpint (house->stage->completes, ==, 1);
  g_assert_cmpint (house->stage->disables, ==, 1);
  usher_house_go_to (house, HOUSE_START);
  assert_quiet (house, before);
  at_start = usher_house_find (house, event_id, "PT0S");
  g_assert_cmpint (at_start->status, ==, USHER_NOTIFICATION_SKIPPED);
  analytics = usher_engine_get_analytics (house->engine, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (analytics->duration_seconds, ==, 300);
  g_assert_cmpint (analytics->registrations, ==, 1);
  g_assert_cmpint (analytics->computed_at, !=, USHER_NEVER);

  over_again = usher_house_end (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (over_again->ended_at, ==, over->ended_at);
  g_assert_cmpint (house->stage->disables, ==, 1);
  g_clear_pointer (&again, usher_event_unref);
  again = usher_house_start (house, event_id, &error);
  g_assert_null (again);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
}

static void
test_two_starts (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_before_show (&event_id);
  g_autoptr (GAsyncResult) first = NULL, second = NULL;
  g_autoptr (UsherEvent) one = NULL, two = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_start_event_async (house->engine, event_id, "app", NULL, usher_house_take, &first);
  usher_engine_start_event_async (house->engine, event_id, "api", NULL, usher_house_take, &second);
  one = usher_engine_start_event_finish (house->engine, usher_house_wait (&first), &error);
  g_assert_no_error (error);
  two = usher_engine_start_event_finish (house->engine, usher_house_wait (&second), &error);
  g_assert_no_error (error);
  g_assert_cmpint (one->started_at, ==, two->started_at);
  g_assert_cmpint (house->stage->creates, ==, 1);
  g_assert_cmpint (house->stage->streams, ==, 1);
}

/* What happens at the first create; how many streams exist after the second start */
static const struct {
  int      error;
  gboolean lost;
  gboolean first_works;
  int      creates;
} failures[] = {
  { USHER_ERROR_REFUSED, FALSE, FALSE, 2 },
  { USHER_ERROR_UNAUTHORIZED, FALSE, FALSE, 2 },
  { USHER_ERROR_LATER, FALSE, FALSE, 2 },
  { USHER_ERROR_UNKNOWN_OUTCOME, FALSE, FALSE, 2 },
  { USHER_ERROR_UNKNOWN_OUTCOME, TRUE, TRUE, 1 },
};

static void
test_failures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      gint64 event_id;
      g_autoptr (UsherHouse) house = house_before_show (&event_id);
      g_autoptr (UsherEvent) first = NULL, second = NULL, between = NULL;
      g_autoptr (GError) error = NULL;
      Quiet before = listen (house);

      house->stage->create_error = failures[i].error;
      house->stage->lost = failures[i].lost;
      first = usher_house_start (house, event_id, &error);
      g_assert_true ((first != NULL) == failures[i].first_works);
      if (first == NULL)
        g_assert_error (error, USHER_ERROR, failures[i].error);
      g_clear_error (&error);
      between = usher_house_get_event (house, event_id);
      g_assert_cmpint (between->status, ==, failures[i].first_works ? USHER_EVENT_LIVE : USHER_EVENT_SCHEDULED);
      house->stage->lost = FALSE;
      second = usher_house_start (house, event_id, &error);
      g_assert_no_error (error);
      g_assert_cmpint (second->status, ==, USHER_EVENT_LIVE);
      g_assert_cmpint (house->stage->creates, ==, failures[i].creates);
      g_assert_cmpint (house->stage->streams, ==, 1);
      assert_quiet (house, before);
    }
}

static void
test_prepared (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_before_show (&event_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) prepared = NULL, live = NULL;
  g_autoptr (UsherStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_prepare_stream_async (house->engine, event_id, NULL, usher_house_take, &result);
  prepared = usher_engine_prepare_stream_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (prepared->status, ==, USHER_EVENT_SCHEDULED);
  stream = usher_engine_get_stream (house->engine, event_id, &error);
  g_assert_nonnull (stream);
  /* Somebody disabled it in the meantime: it is enabled and used again. */
  g_set_str (&house->stage->status, "disabled");
  live = usher_house_start (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (house->stage->creates, ==, 1);
  g_assert_cmpint (house->stage->enables, ==, 1);
}

static void
test_not_prepared (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_before_show (&event_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  house->stage->create_error = USHER_ERROR_REFUSED;
  usher_engine_prepare_stream_async (house->engine, event_id, NULL, usher_house_take, &result);
  event = usher_engine_prepare_stream_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->status, ==, USHER_EVENT_SCHEDULED);
  g_assert_null (usher_engine_get_stream (house->engine, event_id, NULL));
}

/* The provider fails at the end: the event is over all the same, and the stream is closed as soon as it can be. */
static void
test_end_fails (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_before_show (&event_id);
  g_autoptr (UsherEvent) live = NULL, over = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (UsherStream) stream = NULL;

  live = usher_house_start (house, event_id, &error);
  house->stage->end_error = USHER_ERROR_LATER;
  usher_clock_set (house->clock, HOUSE_START + USHER_HOUR);
  over = usher_house_end (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (over->status, ==, USHER_EVENT_COMPLETED);
  state = usher_house_provider_state (house, "fake-stream", &reason);
  g_assert_cmpstr (state, ==, "troubled");
  g_assert_cmpstr (reason, ==, "The streamer said no.");
  house->stage->end_error = -1;
  /* Also the next start of the program takes it up. */
  usher_house_restart (house);
  usher_house_wait_until (house->stage->disables == 1);
  usher_house_run_due (house);
  g_clear_pointer (&state, g_free);
  usher_engine_stop (house->engine, 5);
  state = usher_house_provider_state (house, "fake-stream", NULL);
  g_assert_cmpstr (state, ==, "ok");
  stream = usher_engine_get_stream (house->engine, event_id, &error);
  g_assert_cmpstr (stream->status, ==, "completed");
}

static void
test_wrong_state (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = house_before_show (&event_id);
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  event = usher_house_end (house, event_id, &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_clear_error (&error);
  event = usher_house_start (house, 4711, &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  usher_engine_cancel_event_async (house->engine, event_id, 0, "app", NULL, usher_house_take, &result);
  event = usher_engine_cancel_event_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  g_clear_pointer (&event, usher_event_unref);
  event = usher_house_start (house, event_id, &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_assert_cmpint (house->stage->creates, ==, 0);
}

static UsherEvent *
quick_start (UsherHouse *house, const char *title, const char *zone, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_quick_start_async (house->engine, title, zone, "app", NULL, usher_house_take, &result);
  return usher_engine_quick_start_finish (house->engine, usher_house_wait (&result), error);
}

/* It has no wall time that was planned; its words may change nevertheless, and its start not. */
static void
assert_renamed (UsherHouse *house, const UsherEvent *event)
{
  g_autoptr (UsherEventDraft) draft = usher_draft_from_event (event);
  g_autoptr (UsherEvent) renamed = NULL, moved = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) first = NULL, second = NULL;

  g_assert_cmpstr (draft->starts_at, ==, "");
  g_set_str (&draft->title, "Spätere Show");
  usher_engine_update_event_async (house->engine, event->id, draft, 0, "app", NULL, usher_house_take, &first);
  renamed = usher_engine_update_event_finish (house->engine, usher_house_wait (&first), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (renamed->title, ==, "Spätere Show");
  g_assert_cmpint (renamed->starts_at, ==, event->starts_at);
  g_assert_cmpstr (renamed->local_start, ==, "");
  g_set_str (&draft->starts_at, "2027-01-01T20:00");
  usher_engine_update_event_async (house->engine, event->id, draft, 0, "app", NULL, usher_house_take, &second);
  moved = usher_engine_update_event_finish (house->engine, usher_house_wait (&second), &error);
  g_assert_null (moved);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
}

static void
test_quick_start (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  g_autoptr (UsherEvent) event = NULL, over = NULL, none = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  UsherEventQuery query = { .status = -1, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 };

  none = quick_start (house, " ", "Europe/Berlin", &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (usher_error_get_field (error), ==, "title");
  g_clear_error (&error);
  none = quick_start (house, "Now", "Mars/Olympus", &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (usher_error_get_field (error), ==, "time_zone");
  g_clear_error (&error);
  house->stage->create_error = USHER_ERROR_REFUSED;
  none = quick_start (house, "Now", "Europe/Berlin", &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_REFUSED);
  g_clear_error (&error);
  list = usher_engine_list_events (house->engine, &query, &error);
  g_assert_cmpint (list->len, ==, 0);

  event = quick_start (house, "Späte Show", "Europe/Berlin", &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->status, ==, USHER_EVENT_LIVE);
  g_assert_cmpint (event->starts_at, ==, HOUSE_BEGIN);
  g_assert_false (event->registration_enabled);
  usher_house_go_to (house, HOUSE_BEGIN + USHER_HOUR);
  assert_renamed (house, event);
  over = usher_house_end (house, event->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (over->ended_at - over->started_at, ==, USHER_HOUR);
  assert_quiet (house, (Quiet) { 0, 0 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/stage/show", test_show);
  g_test_add_func ("/engine/stage/two-starts", test_two_starts);
  g_test_add_func ("/engine/stage/failures", test_failures);
  g_test_add_func ("/engine/stage/prepared", test_prepared);
  g_test_add_func ("/engine/stage/not-prepared", test_not_prepared);
  g_test_add_func ("/engine/stage/end-fails", test_end_fails);
  g_test_add_func ("/engine/stage/wrong-state", test_wrong_state);
  g_test_add_func ("/engine/stage/quick-start", test_quick_start);
  return g_test_run ();
}
