/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"

#include "usher-error.h"
#include "usher-stage-private.h"

static void
count_streams (UsherEngine *engine, const char *kind, gint64 id, int *count)
{
  *count += g_str_equal (kind, "stream");
}

static gboolean
has_status (UsherHouse *house, gint64 event_id, const char *status)
{
  g_autoptr (UsherStream) stream = usher_engine_get_stream (house->engine, event_id, NULL);

  return stream != NULL && g_strcmp0 (stream->status, status) == 0;
}

static UsherHouse *
live_house (gint64 *event_id)
{
  UsherHouse *house = usher_house_new (HOUSE_START - 10 * (gint64) USHER_MINUTE);
  g_autoptr (UsherEvent) live = NULL;
  g_autoptr (GError) error = NULL;

  *event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);
  live = usher_house_start (house, *event_id, &error);
  g_assert_no_error (error);
  return house;
}

static gboolean
was_looked_at (UsherHouse *house, gint64 event_id, UsherInstant when)
{
  UsherStreamLook look;

  return usher_engine_get_stream_look (house->engine, event_id, &look) && look.looked_at >= when;
}

static void
pass (UsherHouse *house, gint64 event_id, gint64 microseconds)
{
  UsherInstant when = usher_clock_now (house->clock) + microseconds;

  usher_clock_set (house->clock, when);
  usher_house_wait_until (was_looked_at (house, event_id, when));
}

/* While it is live the stream is looked at; only what is different is told. */
static void
test_changes (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = live_house (&event_id);
  int told = 0;

  g_signal_connect (house->engine, "changed", G_CALLBACK (count_streams), &told);
  pass (house, event_id, USHER_STREAM_POLL);
  pass (house, event_id, USHER_STREAM_POLL);
  g_assert_cmpint (told, ==, 0);
  g_set_str (&house->stage->status, "active");
  usher_clock_set (house->clock, usher_clock_now (house->clock) + USHER_STREAM_POLL);
  usher_house_wait_until (has_status (house, event_id, "active") && told == 1);
  pass (house, event_id, USHER_STREAM_POLL);
  g_assert_cmpint (told, ==, 1);
}

static void
test_no_answer (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = live_house (&event_id);
  UsherStreamLook look;
  UsherInstant answered;

  pass (house, event_id, USHER_STREAM_POLL);
  answered = usher_clock_now (house->clock);
  house->stage->streams = 0;     /* nobody knows it */
  pass (house, event_id, USHER_STREAM_POLL);
  g_assert_true (usher_engine_get_stream_look (house->engine, event_id, &look));
  g_assert_cmpint (look.answered_at, ==, answered);
  g_assert_cmpint (look.looked_at, >, answered);
  g_assert_true (has_status (house, event_id, "idle"));
}

static void
test_not_live (void)
{
  gint64 event_id;
  g_autoptr (UsherHouse) house = live_house (&event_id);
  g_autoptr (UsherEvent) over = NULL;
  UsherInstant looked;
  int gets;

  pass (house, event_id, USHER_STREAM_POLL);
  over = usher_house_end (house, event_id, NULL);
  g_assert_nonnull (over);
  looked = usher_clock_now (house->clock);
  usher_clock_set (house->clock, looked + USHER_STREAM_POLL);
  usher_house_run_due (house);
  gets = house->stage->gets;
  usher_clock_set (house->clock, looked + 10 * USHER_STREAM_POLL);
  usher_house_run_due (house);
  g_assert_cmpint (house->stage->gets, ==, gets);
  g_assert_false (was_looked_at (house, event_id, looked + 1));
}

/* Who gives up before the stream is there has a scheduled event, and the next try finds that stream. */
static void
test_given_up (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_START - 10 * (gint64) USHER_MINUTE);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) none = NULL, event = NULL, live = NULL;
  g_autoptr (GError) error = NULL;

  house->stage->hang = TRUE;
  usher_engine_start_event_async (house->engine, event_id, "app", cancellable, usher_house_take, &result);
  usher_house_wait_until (house->stage->creates == 1);
  g_cancellable_cancel (cancellable);
  none = usher_engine_start_event_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_null (none);
  g_assert_true (usher_error_is_cancelled (error));
  event = usher_house_get_event (house, event_id);
  g_assert_cmpint (event->status, ==, USHER_EVENT_SCHEDULED);
  house->stage->hang = FALSE;
  g_clear_error (&error);
  live = usher_house_start (house, event_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (house->stage->creates, ==, 1);
  g_assert_cmpint (house->stage->streams, ==, 1);
  g_assert_cmpint (usher_house_count (house, event_id, -1), ==, 0);
}

/* Who gives up a quick start has no event at all, and may begin again. */
static void
test_quick_given_up (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_START - 10 * (gint64) USHER_MINUTE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL, again = NULL;
  g_autoptr (UsherEvent) none = NULL, live = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  house->stage->hang = TRUE;
  usher_engine_quick_start_async (house->engine, "Now", "Europe/Berlin", "app", cancellable, usher_house_take, &result);
  usher_house_wait_until (house->stage->creates == 1);
  g_cancellable_cancel (cancellable);
  none = usher_engine_quick_start_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_null (none);
  g_assert_true (usher_error_is_cancelled (error));
  events = usher_engine_list_events (house->engine,
                                     &(UsherEventQuery) { .status = -1, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 }, NULL);
  g_assert_cmpuint (events->len, ==, 0);

  house->stage->hang = FALSE;
  g_clear_error (&error);
  usher_engine_quick_start_async (house->engine, "Now", "Europe/Berlin", "app", NULL, usher_house_take, &again);
  live = usher_engine_quick_start_finish (house->engine, usher_house_wait (&again), &error);
  g_assert_no_error (error);
  g_assert_cmpint (live->status, ==, USHER_EVENT_LIVE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/stage-poll/changes", test_changes);
  g_test_add_func ("/engine/stage-poll/no-answer", test_no_answer);
  g_test_add_func ("/engine/stage-poll/not-live", test_not_live);
  g_test_add_func ("/engine/stage-poll/given-up", test_given_up);
  g_test_add_func ("/engine/stage-poll/quick-given-up", test_quick_given_up);
  return g_test_run ();
}
