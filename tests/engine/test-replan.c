/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a plan: moved, cancelled, copied, overtaken by new zone data. */
#include "usher-plan-asserts.h"

#include "usher-error.h"
#include "usher-time.h"

/* --- reschedule ---------------------------------------------------------------------------------------------------- */

/* One step of each status, and where the start goes: what becomes of the step P1D (moment 2026-11-14T19:00Z). */
typedef struct {
  const char *name;
  const char *prepare;      /* SQL, or NULL: as planned */
  const char *starts_at;
  const char *now;
  const char *plan;         /* of P1D: all rows */
} MoveRow;

static const MoveRow move_rows[] = {
  { "planned-later", NULL, "2026-11-20T20:00", "2026-11-10T12:00:00Z",
    "P1D 2026-11-19T19:00:00Z scheduled" },
  { "planned-earlier", NULL, "2026-11-12T20:00", "2026-11-10T12:00:00Z",
    "P1D 2026-11-11T19:00:00Z scheduled" },
  { "planned-within-grace", NULL, "2026-11-11T12:57", "2026-11-10T12:00:00Z",
    "P1D 2026-11-10T11:57:00Z scheduled" },
  { "planned-passed", NULL, "2026-11-11T10:00", "2026-11-10T12:00:00Z",
    "P1D 2026-11-10T09:00:00Z skipped" },
  { "sent-later", "UPDATE notification SET status = 'sent' WHERE interval = 'P1D'", "2026-11-20T20:00", "2026-11-15T10:00:00Z",
    "P1D 2026-11-14T19:00:00Z sent\nP1D 2026-11-19T19:00:00Z scheduled" },
  { "sent-not-again", "UPDATE notification SET status = 'sent' WHERE interval = 'P1D'", "2026-11-15T22:00", "2026-11-15T10:00:00Z",
    "P1D 2026-11-14T19:00:00Z sent" },
  { "failed-later", "UPDATE notification SET status = 'failed' WHERE interval = 'P1D'", "2026-11-20T20:00", "2026-11-15T10:00:00Z",
    "P1D 2026-11-14T19:00:00Z failed\nP1D 2026-11-19T19:00:00Z scheduled" },
  { "skipped-later", "UPDATE notification SET status = 'skipped' WHERE interval = 'P1D'", "2026-11-20T20:00", "2026-11-15T10:00:00Z",
    "P1D 2026-11-14T19:00:00Z skipped\nP1D 2026-11-19T19:00:00Z scheduled" },
  { "cancelled-stays", "UPDATE notification SET status = 'cancelled' WHERE interval = 'P1D'", "2026-11-20T20:00", "2026-11-15T10:00:00Z",
    "P1D 2026-11-14T19:00:00Z cancelled" },
  { "sending-later", "UPDATE notification SET status = 'sending' WHERE interval = 'P1D'", "2026-11-20T20:00", "2026-11-14T19:01:00Z",
    "P1D 2026-11-14T19:00:00Z cancelled\nP1D 2026-11-19T19:00:00Z scheduled" },
  { "sending-soon", "UPDATE notification SET status = 'sending' WHERE interval = 'P1D'", "2026-11-15T19:00", "2026-11-14T19:01:00Z",
    "P1D 2026-11-14T19:00:00Z cancelled" },
};

static void
test_move (gconstpointer data)
{
  const MoveRow *row = data;
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_plan_create_with (f, "P1D");
  g_autoptr (UsherEvent) moved = NULL;
  g_autoptr (GError) error = NULL;
  UsherInstant now;

  if (row->prepare != NULL)
    usher_fixture_execute (f, row->prepare);
  g_assert_true (usher_time_from_rfc3339 (row->now, &now, "now", NULL));
  usher_clock_set (f->clock, now);
  g_set_str (&draft->starts_at, row->starts_at);
  moved = usher_fixture_update (f, event->id, draft, &error);
  g_assert_no_error (error);
  usher_plan_assert_plan (f, event->id, row->plan);
}

/* What is queued would say the wrong time; what a provider has cannot be taken back. */
static void
test_move_while_sending (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_plan_create_with (f, "P1D");
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherRegistration) bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", NULL);
  g_autoptr (UsherEvent) moved = NULL;
  g_autoptr (GError) error = NULL;

  usher_fixture_deliver_all (f);
  usher_clock_set (f->clock, event->starts_at - USHER_DAY + USHER_MINUTE);
  usher_fixture_execute (f, "UPDATE notification SET status = 'sending' WHERE interval = 'P1D'");
  usher_fixture_execute (f, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "next_attempt_at, created_at) SELECT r.event_id, n.id, r.id, 'reminder', 'email', r.email, "
                         "iif(r.first_name = 'Ann', 'accepted', 'queued'), 0, 0 FROM registration r JOIN notification n "
                         "ON n.interval = 'P1D'");
  g_set_str (&draft->starts_at, "2026-11-22T20:00");
  moved = usher_fixture_update (f, event->id, draft, &error);
  g_assert_no_error (error);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'reminder' AND status = 'accepted'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'reminder' AND status = 'cancelled'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'reminder' AND status = 'queued'"), ==, 0);
}

/* --- change notices ------------------------------------------------------------------------------------------------ */

static void
move_to (UsherEngineFixture *f, gint64 id, const char *starts_at)
{
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&draft->starts_at, starts_at);
  event = usher_fixture_update (f, id, draft, &error);
  g_assert_no_error (error);
}

static char *
old_start_of_planned_notice (UsherEngineFixture *f)
{
  UsherInstant old = usher_fixture_query (f, "SELECT old_starts_at FROM notification WHERE kind = 'change' AND status = 'scheduled'");

  return old != -1 ? usher_time_to_rfc3339 (old) : g_strdup ("none");
}

/* Nobody registered: nobody is told. Moved twice: one notice, from the first start. Moved back: none. */
static void
test_notices (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  move_to (f, event->id, "2026-11-15T21:00");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'change'"), ==, 0);

  ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  usher_fixture_deliver_all (f);
  move_to (f, event->id, "2026-11-15T22:00");
  first = old_start_of_planned_notice (f);
  g_assert_cmpstr (first, ==, "2026-11-15T20:00:00Z");
  move_to (f, event->id, "2026-11-15T23:00");
  second = old_start_of_planned_notice (f);
  g_assert_cmpstr (second, ==, "2026-11-15T20:00:00Z");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'change' AND status = 'scheduled'"), ==, 1);

  move_to (f, event->id, "2026-11-15T21:00");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'change' AND status = 'scheduled'"), ==, 0);
}

/* Of a notice that has begun to leave some know already: moving back must be told, too. */
static void
test_notice_half_sent (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherRegistration) bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", NULL);
  g_autofree char *old = NULL;

  usher_fixture_deliver_all (f);
  move_to (f, event->id, "2026-11-15T22:00");
  usher_fixture_execute (f, "UPDATE notification SET status = 'sending' WHERE kind = 'change'");
  usher_fixture_execute (f, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                         "next_attempt_at, created_at) SELECT r.event_id, n.id, r.id, 'change', 'email', r.email, "
                         "iif(r.first_name = 'Ann', 'accepted', 'queued'), 0, 0 FROM registration r JOIN notification n "
                         "ON n.kind = 'change'");
  move_to (f, event->id, "2026-11-15T20:00");
  old = old_start_of_planned_notice (f);
  g_assert_cmpstr (old, ==, "2026-11-15T21:00:00Z");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'change' AND status = 'queued'"), ==, 0);
}

/* Whose confirmation has not left reads the new start there. */
static void
test_notice_spares (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", "+4915112345678");

  usher_fixture_execute (f, "UPDATE delivery SET status = 'accepted' WHERE channel = 'sms'");
  move_to (f, event->id, "2026-11-15T22:00");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'change'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'change' AND channel = 'email' "
                                        "AND status = 'skipped'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE kind = 'confirmation' AND status = 'queued'"), ==, 1);
}

/* --- cancel -------------------------------------------------------------------------------------------------------- */

static void
test_cancel (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherRegistration) bob = NULL;
  g_autoptr (UsherEvent) cancelled = NULL;
  g_autoptr (UsherEvent) again = NULL;
  g_autoptr (GError) error = NULL;

  usher_fixture_deliver_all (f);
  bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", NULL);
  cancelled = usher_fixture_cancel (f, event->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cancelled->status, ==, USHER_EVENT_CANCELLED);
  g_assert_cmpint (cancelled->sequence, ==, 1);
  g_assert_cmpint (cancelled->version, ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind IN ('reminder', 'confirmation') "
                                        "AND status = 'cancelled'"), ==, 9);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'cancellation' AND status = 'scheduled'"), ==, 1);
  /* Bob was never told, so there is nothing to take back. */
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery d JOIN registration r ON r.id = d.registration_id "
                                        "WHERE r.first_name = 'Bob' AND d.kind = 'confirmation' AND d.status = 'cancelled'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery d JOIN registration r ON r.id = d.registration_id "
                                        "WHERE r.first_name = 'Bob' AND d.kind = 'cancellation' AND d.status = 'skipped'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE status = 'queued'"), ==, 0);

  again = usher_fixture_cancel (f, event->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->version, ==, cancelled->version);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'cancellation'"), ==, 1);
}

static void
test_cancel_nobody (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherEvent) cancelled = usher_fixture_cancel (f, event->id, NULL);

  g_assert_nonnull (cancelled);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'cancellation'"), ==, 0);
}

static void
test_cancel_refused (void)
{
  static const struct {
    const char    *prepare;
    UsherErrorCode code;
    gint64         id;
    int            if_version;
  } rows[] = {
    { "UPDATE event SET status = 'live'", USHER_ERROR_CONFLICT, 1, 0 },
    { "UPDATE event SET status = 'completed'", USHER_ERROR_CONFLICT, 1, 0 },
    { "UPDATE event SET status = 'scheduled'", USHER_ERROR_NOT_FOUND, 2, 0 },
    { "UPDATE event SET version = 3", USHER_ERROR_STALE, 1, 2 },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      usher_fixture_execute (f, rows[i].prepare);
      usher_engine_cancel_event_async (f->engine, rows[i].id, rows[i].if_version, "api", NULL, usher_await_callback, &result);
      g_assert_null (usher_engine_cancel_event_finish (f->engine, usher_await (&result), &error));
      usher_plan_assert_error (&error, rows[i].code, NULL);
    }
  usher_plan_assert_plan (f, event->id, ALL_EIGHT);
}

/* --- duplicate ----------------------------------------------------------------------------------------------------- */

static UsherEvent *
duplicate (UsherEngineFixture *f, gint64 id, const char *starts_at, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_duplicate_event_async (f->engine, id, starts_at, "app", NULL, usher_await_callback, &result);
  return usher_engine_duplicate_event_finish (f->engine, usher_await (&result), error);
}

static void
test_duplicate (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) ann = NULL;
  g_autoptr (UsherEvent) copy = NULL;
  g_autoptr (GError) error = NULL;

  usher_plan_list_intervals (draft, "P7D P3D PT0S");
  draft->capacity = 12;
  g_set_str (&draft->description, "Long.");
  event = usher_fixture_create (f, draft);
  /* Closes an hour before the start, whenever that is */
  draft->closes_at = event->starts_at - USHER_HOUR;
  g_clear_pointer (&event, usher_event_unref);
  event = usher_fixture_update (f, 1, draft, &error);
  g_assert_no_error (error);
  ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  usher_fixture_execute (f, "UPDATE event SET status = 'completed'");
  usher_fixture_execute (f, "UPDATE notification SET status = 'cancelled' WHERE interval = 'P7D'");

  /* In two days: of P3D and PT0S only the latter still fits. */
  copy = duplicate (f, event->id, "2026-11-03T20:00", &error);
  g_assert_no_error (error);
  g_assert_cmpint (copy->id, !=, event->id);
  g_assert_cmpstr (copy->uid, !=, event->uid);
  g_assert_cmpstr (copy->slug, ==, "show-2");
  g_assert_cmpint (copy->status, ==, USHER_EVENT_SCHEDULED);
  g_assert_cmpint (copy->capacity, ==, 12);
  g_assert_cmpstr (copy->description, ==, "Long.");
  g_assert_cmpint (copy->closes_at, ==, copy->starts_at - USHER_HOUR);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM registration WHERE event_id = 2"), ==, 0);
  usher_plan_assert_plan (f, copy->id, "PT0S 2026-11-03T19:00:00Z scheduled");

  g_assert_null (duplicate (f, event->id, "2026-10-03T20:00", &error));
  usher_plan_assert_error (&error, USHER_ERROR_INVALID, "starts_at");
  g_assert_null (duplicate (f, event->id, NULL, &error));
  usher_plan_assert_error (&error, USHER_ERROR_INVALID, "starts_at");
  g_assert_null (duplicate (f, 77, "2026-12-03T20:00", &error));
  usher_plan_assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
}

/* --- zone data ----------------------------------------------------------------------------------------------------- */

/* Days are calendar days: across the clock change of 28 March 2027 the wall clock stays at 20:00. */
static void
test_clock_change (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;

  g_set_str (&draft->starts_at, "2027-03-29T20:00");
  usher_plan_list_intervals (draft, "P7D P1D PT36H PT0S");
  event = usher_fixture_create (f, draft);
  usher_plan_assert_plan (f, event->id,
               "P7D 2027-03-22T19:00:00Z scheduled\n"
               "PT36H 2027-03-28T06:00:00Z scheduled\n"
               "P1D 2027-03-28T18:00:00Z scheduled\n"
               "PT0S 2027-03-29T18:00:00Z scheduled");
  move_to (f, event->id, "2027-03-20T20:00");
  usher_plan_assert_plan (f, event->id,
               "P7D 2027-03-13T19:00:00Z scheduled\n"
               "PT36H 2027-03-19T07:00:00Z scheduled\n"
               "P1D 2027-03-19T19:00:00Z scheduled\n"
               "PT0S 2027-03-20T19:00:00Z scheduled");
}

/* As if the zone's rules had been others when the event was made: at the next start instant and steps follow the wall time. */
static void
test_zone_data (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherEvent) after = NULL;
  g_autoptr (GError) error = NULL;

  usher_fixture_execute (f, "UPDATE event SET starts_at = starts_at + 3600000000");
  usher_fixture_execute (f, "UPDATE notification SET due_at = due_at + 3600000000");
  usher_fixture_execute (f, "UPDATE notification SET status = 'sent' WHERE interval = 'P14D'");
  usher_engine_fixture_restart (f);
  g_assert_true (usher_engine_start (f->engine, &error));
  g_assert_no_error (error);
  after = usher_engine_get_event (f->engine, event->id, &error);
  g_assert_cmpint (after->starts_at, ==, event->starts_at);
  g_assert_cmpint (after->sequence, ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'change'"), ==, 0);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action = 'event.zone-data'"), ==, 1);
  usher_plan_assert_plan (f, event->id,
               "P14D 2026-11-01T20:00:00Z sent\n"
               "P7D 2026-11-08T19:00:00Z scheduled\n"
               "P3D 2026-11-12T19:00:00Z scheduled\n"
               "P1D 2026-11-14T19:00:00Z scheduled\n"
               "PT12H 2026-11-15T07:00:00Z scheduled\n"
               "PT1H 2026-11-15T18:00:00Z scheduled\n"
               "PT15M 2026-11-15T18:45:00Z scheduled\n"
               "PT0S 2026-11-15T19:00:00Z scheduled");
}

/* --- */

static void
add_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (move_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/replan/move/%s", move_rows[i].name);

      g_test_add_data_func (path, &move_rows[i], test_move);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/replan/move-while-sending", test_move_while_sending);
  g_test_add_func ("/engine/replan/notices", test_notices);
  g_test_add_func ("/engine/replan/notice-half-sent", test_notice_half_sent);
  g_test_add_func ("/engine/replan/notice-spares", test_notice_spares);
  g_test_add_func ("/engine/replan/cancel", test_cancel);
  g_test_add_func ("/engine/replan/cancel-nobody", test_cancel_nobody);
  g_test_add_func ("/engine/replan/cancel-refused", test_cancel_refused);
  g_test_add_func ("/engine/replan/duplicate", test_duplicate);
  g_test_add_func ("/engine/replan/clock-change", test_clock_change);
  g_test_add_func ("/engine/replan/zone-data", test_zone_data);
  add_rows ();
  return g_test_run ();
}
