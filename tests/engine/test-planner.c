/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include "usher-error.h"
#include "usher-time.h"

/* The plan of usher_fixture_draft(): two weeks ahead, so all eight fit. */
#define ALL_EIGHT                              \
  "P14D 2026-11-01T19:00:00Z scheduled\n"      \
  "P7D 2026-11-08T19:00:00Z scheduled\n"       \
  "P3D 2026-11-12T19:00:00Z scheduled\n"       \
  "P1D 2026-11-14T19:00:00Z scheduled\n"       \
  "PT12H 2026-11-15T07:00:00Z scheduled\n"     \
  "PT1H 2026-11-15T18:00:00Z scheduled\n"      \
  "PT15M 2026-11-15T18:45:00Z scheduled\n"     \
  "PT0S 2026-11-15T19:00:00Z scheduled"

static void
list_intervals (UsherEventDraft *draft, const char *words)
{
  g_auto (GStrv) intervals = g_strsplit (words, " ", -1);

  g_clear_pointer (&draft->intervals, g_ptr_array_unref);
  draft->intervals = g_ptr_array_new_with_free_func (g_free);
  for (char **interval = intervals; *interval != NULL; interval++)
    if (**interval != '\0')
      g_ptr_array_add (draft->intervals, g_strdup (*interval));
}

static UsherEvent *
create_with (UsherEngineFixture *f, const char *intervals)
{
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();

  list_intervals (draft, intervals);
  return usher_fixture_create (f, draft);
}

static void
assert_plan (UsherEngineFixture *f, gint64 event_id, const char *expected)
{
  g_autofree char *plan = usher_fixture_plan (f, event_id, FALSE);

  g_assert_cmpstr (plan, ==, expected);
}

static void
assert_error (GError **error, UsherErrorCode code, const char *field)
{
  g_assert_error (*error, USHER_ERROR, (int) code);
  g_assert_cmpstr (usher_error_get_field (*error), ==, field);
  g_clear_error (error);
}

/* --- create -------------------------------------------------------------------------------------------------------- */

static void
test_create (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autofree char *all = usher_fixture_plan (f, event->id, TRUE);
  g_autofree char *audit = usher_fixture_query_text (f, "SELECT actor || ' ' || action FROM audit");

  g_assert_cmpint (event->version, ==, 1);
  g_assert_cmpint (event->sequence, ==, 0);
  g_assert_cmpstr (event->slug, ==, "show");
  g_assert_cmpstr (event->language, ==, "en");
  g_assert_cmpint (event->status, ==, USHER_EVENT_SCHEDULED);
  g_assert_true (g_uuid_string_is_valid (event->uid));
  assert_plan (f, event->id, ALL_EIGHT);
  g_assert_true (g_str_has_prefix (all, "confirmation - sending\n"));
  g_assert_cmpstr (audit, ==, "app event.create");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM analytics"), ==, 1);
  usher_settle ();
  g_assert_true (g_ptr_array_find_with_equal_func (f->changes, "event 1", g_str_equal, NULL));
  /* The confirmation and eight steps, each told once */
  g_assert_cmpint (f->changes->len, ==, 10);
}

static void
test_slugs (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) first = usher_fixture_event (f);
  g_autoptr (UsherEvent) second = usher_fixture_event (f);

  g_assert_cmpstr (first->slug, ==, "show");
  g_assert_cmpstr (second->slug, ==, "show-2");
  g_assert_cmpstr (first->uid, !=, second->uid);
}

/* What of the recommended steps fits at which distance */
static void
test_recommended (void)
{
  static const struct {
    const char *starts_at;
    const char *steps;
  } rows[] = {
    { "2026-11-15T13:00", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },   /* exactly two weeks */
    { "2026-11-15T12:56", "P14D P7D P3D P1D PT12H PT1H PT15M PT0S" },   /* four minutes of grace */
    { "2026-11-15T12:54", "P7D P3D P1D PT12H PT1H PT15M PT0S" },
    { "2026-11-01T23:00", "PT1H PT15M PT0S" },                          /* in ten hours */
    { "2026-11-01T13:10", "PT0S" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
      g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
      g_autoptr (UsherEvent) event = NULL;
      g_autofree char *steps = NULL;

      g_set_str (&draft->starts_at, rows[i].starts_at);
      event = usher_fixture_create (f, draft);
      steps = usher_fixture_query_text (f, "SELECT group_concat(interval, ' ') FROM "
                                        "(SELECT interval FROM notification WHERE kind = 'reminder' ORDER BY due_at)");
      g_assert_cmpstr (steps, ==, rows[i].steps);
    }
}

static void
test_create_refused (void)
{
  static const struct {
    const char *field;
    const char *title;
    const char *starts_at;
    const char *time_zone;
    const char *intervals;   /* NULL: recommended */
  } rows[] = {
    { "title", " ", "2026-11-15T20:00", "Europe/Berlin", NULL },
    { "starts_at", "Show", "2026-11-01T12:59", "Europe/Berlin", NULL },
    { "starts_at", "Show", "tomorrow", "Europe/Berlin", NULL },
    { "starts_at", "Show", "2027-03-28T02:30", "Europe/Berlin", NULL },
    { "time_zone", "Show", "2026-11-15T20:00", "Mars/Olympus", NULL },
    { "intervals", "Show", "2026-11-15T20:00", "Europe/Berlin", "P1D tomorrow" },
    { "intervals", "Show", "2026-11-15T20:00", "Europe/Berlin", "P15D" },
    { "intervals", "Show", "2026-11-15T20:00", "Europe/Berlin", "P1D PT24H" },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_set_str (&draft->title, rows[i].title);
      g_set_str (&draft->starts_at, rows[i].starts_at);
      g_set_str (&draft->time_zone, rows[i].time_zone);
      if (rows[i].intervals != NULL)
        list_intervals (draft, rows[i].intervals);
      usher_engine_create_event_async (f->engine, draft, "key", "app", NULL, usher_await_callback, &result);
      g_assert_null (usher_engine_create_event_finish (f->engine, usher_await (&result), &error));
      assert_error (&error, USHER_ERROR_INVALID, rows[i].field);
    }
  g_assert_cmpint (usher_fixture_query (f, "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM notification) "
                                        "+ (SELECT count(*) FROM audit) + (SELECT count(*) FROM idempotency)"), ==, 0);
  usher_settle ();
  g_assert_cmpint (f->changes->len, ==, 0);
}

static UsherEvent *
create_keyed (UsherEngineFixture *f, const UsherEventDraft *draft, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_create_event_async (f->engine, draft, key, "api", NULL, usher_await_callback, &result);
  return usher_engine_create_event_finish (f->engine, usher_await (&result), error);
}

static void
test_idempotency (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEventDraft) other = usher_fixture_draft ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) first = create_keyed (f, draft, "k1", &error);
  g_autoptr (UsherEvent) again = create_keyed (f, draft, "k1", &error);
  g_autoptr (UsherEvent) second = create_keyed (f, draft, "k2", &error);

  g_assert_no_error (error);
  g_assert_cmpint (first->id, ==, again->id);
  g_assert_cmpint (first->id, !=, second->id);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM event"), ==, 2);

  /* Recommended steps are not the same request as an empty list. */
  list_intervals (other, "");
  g_assert_null (create_keyed (f, other, "k1", &error));
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
}

/* The same key from many at once makes one event. */
static void
test_idempotency_at_once (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  GAsyncResult *results[20] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    usher_engine_create_event_async (f->engine, draft, "key", "api", NULL, usher_await_callback, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherEvent) event = usher_engine_create_event_finish (f->engine, usher_await (&results[i]), &error);

      g_assert_no_error (error);
      g_assert_cmpint (event->id, ==, 1);
      g_object_unref (results[i]);
    }
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM event"), ==, 1);
}

static void
test_cancelled_before (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  usher_engine_create_event_async (f->engine, draft, NULL, "app", cancellable, usher_await_callback, &result);
  g_assert_null (usher_engine_create_event_finish (f->engine, usher_await (&result), &error));
  g_assert_true (usher_error_is_cancelled (error));
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM event"), ==, 0);
}

/* --- edit ---------------------------------------------------------------------------------------------------------- */

typedef void (*DraftChange) (UsherEventDraft *draft);

static void change_nothing (UsherEventDraft *d) { }
static void change_title (UsherEventDraft *d) { g_set_str (&d->title, "Late show"); }
static void change_words (UsherEventDraft *d) { g_set_str (&d->description, "More."); g_set_str (&d->custom_message, "Hi"); }
static void change_capacity (UsherEventDraft *d) { d->capacity = 5; }
static void change_registration (UsherEventDraft *d) { d->registration_enabled = FALSE; }
static void change_start (UsherEventDraft *d) { g_set_str (&d->starts_at, "2026-11-15T21:00"); }
static void change_zone (UsherEventDraft *d) { g_set_str (&d->time_zone, "Europe/London"); }
static void change_same_instant (UsherEventDraft *d)
{
  g_set_str (&d->starts_at, "2026-11-15T19:00");
  g_set_str (&d->time_zone, "Europe/London");
}
static void change_duration (UsherEventDraft *d) { d->duration_minutes = 90; }
static void change_channels (UsherEventDraft *d) { d->channels = USHER_CHANNELS_EMAIL; }
static void change_seconds (UsherEventDraft *d) { g_set_str (&d->starts_at, "2026-11-15T20:00:00"); }
static void change_intervals (UsherEventDraft *d) { list_intervals (d, "P1D"); }
static void change_same_intervals (UsherEventDraft *d) { list_intervals (d, "P14D P7D P3D P1D PT12H PT1H PT15M PT0S"); }

typedef struct {
  const char *name;
  DraftChange change;
  gboolean    changes;    /* anything, so the version */
  gboolean    schedule;   /* so SEQUENCE */
  gboolean    notice;     /* so viewers are told */
  gboolean    live;       /* allowed while the event is live */
} EditRow;

static const EditRow edit_rows[] = {
  { "nothing", change_nothing, FALSE, FALSE, FALSE, TRUE },
  { "whole-minute", change_seconds, FALSE, FALSE, FALSE, TRUE },
  { "same-intervals", change_same_intervals, FALSE, FALSE, FALSE, TRUE },
  { "title", change_title, TRUE, FALSE, FALSE, TRUE },
  { "words", change_words, TRUE, FALSE, FALSE, TRUE },
  { "capacity", change_capacity, TRUE, FALSE, FALSE, TRUE },
  { "registration", change_registration, TRUE, FALSE, FALSE, TRUE },
  { "start", change_start, TRUE, TRUE, TRUE, FALSE },
  { "zone", change_zone, TRUE, TRUE, TRUE, FALSE },
  { "zone-same-instant", change_same_instant, TRUE, TRUE, FALSE, FALSE },
  { "duration", change_duration, TRUE, TRUE, FALSE, FALSE },
  { "channels", change_channels, TRUE, FALSE, FALSE, FALSE },
  { "intervals", change_intervals, TRUE, FALSE, FALSE, FALSE },
};

static void
test_edit (gconstpointer data)
{
  const EditRow *row = data;
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) before = usher_fixture_create (f, draft);
  g_autoptr (UsherRegistration) viewer = usher_fixture_viewer (f, before->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherEvent) after = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_fixture_advance (f, USHER_MINUTE);
  row->change (draft);
  after = usher_fixture_update (f, before->id, draft, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->version - before->version, ==, row->changes ? 1 : 0);
  g_assert_cmpint (after->sequence - before->sequence, ==, row->schedule ? 1 : 0);
  g_assert_cmpint (after->updated_at != before->updated_at, ==, row->changes);
  g_assert_cmpstr (after->slug, ==, before->slug);
  g_assert_cmpstr (after->uid, ==, before->uid);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE kind = 'change'"), ==, row->notice ? 1 : 0);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action = 'event.update'"), ==, row->changes ? 1 : 0);
}

static void
test_edit_live (gconstpointer data)
{
  const EditRow *row = data;
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) before = usher_fixture_create (f, draft);
  g_autoptr (UsherEvent) after = NULL;
  g_autoptr (GError) error = NULL;

  usher_fixture_execute (f, "UPDATE event SET status = 'live', started_at = starts_at");
  usher_clock_set (f->clock, before->starts_at + 10 * USHER_MINUTE);
  row->change (draft);
  after = usher_fixture_update (f, before->id, draft, &error);
  if (row->live)
    {
      g_assert_no_error (error);
      g_assert_cmpint (after->status, ==, USHER_EVENT_LIVE);
      g_assert_cmpint (after->version - before->version, ==, row->changes ? 1 : 0);
      return;
    }
  g_assert_null (after);
  /* A start that has passed is wrong in itself. */
  if (!g_error_matches (error, USHER_ERROR, USHER_ERROR_INVALID))
    assert_error (&error, USHER_ERROR_CONFLICT, NULL);
  g_assert_cmpint (usher_fixture_query (f, "SELECT version FROM event"), ==, 1);
}

/* What is over stays as it is, even for an edit that changes nothing. */
static void
test_edit_over (void)
{
  static const char * const statements[] = {
    "UPDATE event SET status = 'completed'",
    "UPDATE event SET status = 'cancelled'",
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (GError) error = NULL;

      usher_fixture_execute (f, statements[i]);
      g_assert_null (usher_fixture_update (f, event->id, draft, &error));
      assert_error (&error, USHER_ERROR_CONFLICT, NULL);
    }
}

static void
test_edit_refused (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_fixture_update (f, 99, draft, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);

  g_set_str (&draft->starts_at, "2026-10-01T20:00");
  g_assert_null (usher_fixture_update (f, event->id, draft, &error));
  assert_error (&error, USHER_ERROR_INVALID, "starts_at");

  g_set_str (&draft->starts_at, "2026-11-16T20:00");
  list_intervals (draft, "P40D");
  g_assert_null (usher_fixture_update (f, event->id, draft, &error));
  assert_error (&error, USHER_ERROR_INVALID, "intervals");

  g_clear_pointer (&draft->intervals, g_ptr_array_unref);
  usher_engine_update_event_async (f->engine, event->id, draft, 7, "app", NULL, usher_await_callback, &result);
  g_assert_null (usher_engine_update_event_finish (f->engine, usher_await (&result), &error));
  assert_error (&error, USHER_ERROR_STALE, NULL);
  assert_plan (f, event->id, ALL_EIGHT);
  g_assert_cmpint (usher_fixture_query (f, "SELECT version FROM event"), ==, 1);
}

static void
test_intervals (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = create_with (f, "P7D P1D PT0S");
  g_autoptr (UsherEvent) changed = NULL;
  g_autoptr (UsherEvent) back = NULL;
  g_autoptr (GError) error = NULL;
  gint64 day = usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P1D'");

  /* The moment of P1D in other words is one reminder too many. */
  list_intervals (draft, "P1D PT24H");
  g_assert_null (usher_fixture_update (f, event->id, draft, &error));
  assert_error (&error, USHER_ERROR_INVALID, "intervals");

  /* P2W is another way to write P14D. */
  list_intervals (draft, "P2W P1D PT90M");
  changed = usher_fixture_update (f, event->id, draft, &error);
  g_assert_no_error (error);
  assert_plan (f, event->id,
               "P14D 2026-11-01T19:00:00Z scheduled\n"
               "P7D 2026-11-08T19:00:00Z cancelled\n"
               "P1D 2026-11-14T19:00:00Z scheduled\n"
               "PT1H30M 2026-11-15T17:30:00Z scheduled\n"
               "PT0S 2026-11-15T19:00:00Z cancelled");
  g_assert_cmpint (usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P1D'"), ==, day);

  /* Planned again: a new row, and the old one stays as history. */
  list_intervals (draft, "P2W P1D PT90M P7D");
  back = usher_fixture_update (f, event->id, draft, &error);
  g_assert_no_error (error);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE interval = 'P7D'"), ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE interval = 'P7D' AND status = 'scheduled'"), ==, 1);
}

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
  g_autoptr (UsherEvent) event = create_with (f, "P1D");
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
  assert_plan (f, event->id, row->plan);
}

/* What is queued would say the wrong time; what a provider has cannot be taken back. */
static void
test_move_while_sending (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = create_with (f, "P1D");
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
      assert_error (&error, rows[i].code, NULL);
    }
  assert_plan (f, event->id, ALL_EIGHT);
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

  list_intervals (draft, "P7D P3D PT0S");
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
  assert_plan (f, copy->id, "PT0S 2026-11-03T19:00:00Z scheduled");

  g_assert_null (duplicate (f, event->id, "2026-10-03T20:00", &error));
  assert_error (&error, USHER_ERROR_INVALID, "starts_at");
  g_assert_null (duplicate (f, event->id, NULL, &error));
  assert_error (&error, USHER_ERROR_INVALID, "starts_at");
  g_assert_null (duplicate (f, 77, "2026-12-03T20:00", &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
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
  list_intervals (draft, "P7D P1D PT36H PT0S");
  event = usher_fixture_create (f, draft);
  assert_plan (f, event->id,
               "P7D 2027-03-22T19:00:00Z scheduled\n"
               "PT36H 2027-03-28T06:00:00Z scheduled\n"
               "P1D 2027-03-28T18:00:00Z scheduled\n"
               "PT0S 2027-03-29T18:00:00Z scheduled");
  move_to (f, event->id, "2027-03-20T20:00");
  assert_plan (f, event->id,
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
  assert_plan (f, event->id,
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
  for (gsize i = 0; i < G_N_ELEMENTS (edit_rows); i++)
    {
      g_autofree char *scheduled = g_strdup_printf ("/engine/planner/edit/%s", edit_rows[i].name);
      g_autofree char *live = g_strdup_printf ("/engine/planner/edit-live/%s", edit_rows[i].name);

      g_test_add_data_func (scheduled, &edit_rows[i], test_edit);
      g_test_add_data_func (live, &edit_rows[i], test_edit_live);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (move_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/planner/move/%s", move_rows[i].name);

      g_test_add_data_func (path, &move_rows[i], test_move);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/planner/create", test_create);
  g_test_add_func ("/engine/planner/slugs", test_slugs);
  g_test_add_func ("/engine/planner/recommended", test_recommended);
  g_test_add_func ("/engine/planner/create-refused", test_create_refused);
  g_test_add_func ("/engine/planner/idempotency", test_idempotency);
  g_test_add_func ("/engine/planner/idempotency-at-once", test_idempotency_at_once);
  g_test_add_func ("/engine/planner/cancelled-before", test_cancelled_before);
  g_test_add_func ("/engine/planner/edit-over", test_edit_over);
  g_test_add_func ("/engine/planner/edit-refused", test_edit_refused);
  g_test_add_func ("/engine/planner/intervals", test_intervals);
  g_test_add_func ("/engine/planner/move-while-sending", test_move_while_sending);
  g_test_add_func ("/engine/planner/notices", test_notices);
  g_test_add_func ("/engine/planner/notice-half-sent", test_notice_half_sent);
  g_test_add_func ("/engine/planner/notice-spares", test_notice_spares);
  g_test_add_func ("/engine/planner/cancel", test_cancel);
  g_test_add_func ("/engine/planner/cancel-nobody", test_cancel_nobody);
  g_test_add_func ("/engine/planner/cancel-refused", test_cancel_refused);
  g_test_add_func ("/engine/planner/duplicate", test_duplicate);
  g_test_add_func ("/engine/planner/clock-change", test_clock_change);
  g_test_add_func ("/engine/planner/zone-data", test_zone_data);
  add_rows ();
  return g_test_run ();
}
