/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creating and editing. */
#include "usher-plan-asserts.h"

#include "usher-error.h"
#include "usher-time.h"

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
  usher_plan_assert_plan (f, event->id, ALL_EIGHT);
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
        usher_plan_list_intervals (draft, rows[i].intervals);
      usher_engine_create_event_async (f->engine, draft, "key", "app", NULL, usher_await_callback, &result);
      g_assert_null (usher_engine_create_event_finish (f->engine, usher_await (&result), &error));
      usher_plan_assert_error (&error, USHER_ERROR_INVALID, rows[i].field);
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
  usher_plan_list_intervals (other, "");
  g_assert_null (create_keyed (f, other, "k1", &error));
  usher_plan_assert_error (&error, USHER_ERROR_CONFLICT, NULL);
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
static void change_intervals (UsherEventDraft *d) { usher_plan_list_intervals (d, "P1D"); }
static void change_same_intervals (UsherEventDraft *d) { usher_plan_list_intervals (d, "P14D P7D P3D P1D PT12H PT1H PT15M PT0S"); }

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
    usher_plan_assert_error (&error, USHER_ERROR_CONFLICT, NULL);
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
      usher_plan_assert_error (&error, USHER_ERROR_CONFLICT, NULL);
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
  usher_plan_assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);

  g_set_str (&draft->starts_at, "2026-10-01T20:00");
  g_assert_null (usher_fixture_update (f, event->id, draft, &error));
  usher_plan_assert_error (&error, USHER_ERROR_INVALID, "starts_at");

  g_set_str (&draft->starts_at, "2026-11-16T20:00");
  usher_plan_list_intervals (draft, "P40D");
  g_assert_null (usher_fixture_update (f, event->id, draft, &error));
  usher_plan_assert_error (&error, USHER_ERROR_INVALID, "intervals");

  g_clear_pointer (&draft->intervals, g_ptr_array_unref);
  usher_engine_update_event_async (f->engine, event->id, draft, 7, "app", NULL, usher_await_callback, &result);
  g_assert_null (usher_engine_update_event_finish (f->engine, usher_await (&result), &error));
  usher_plan_assert_error (&error, USHER_ERROR_STALE, NULL);
  usher_plan_assert_plan (f, event->id, ALL_EIGHT);
  g_assert_cmpint (usher_fixture_query (f, "SELECT version FROM event"), ==, 1);
}

static void
test_intervals (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_plan_create_with (f, "P7D P1D PT0S");
  g_autoptr (UsherEvent) changed = NULL;
  g_autoptr (UsherEvent) back = NULL;
  g_autoptr (GError) error = NULL;
  gint64 day = usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P1D'");

  /* The moment of P1D in other words is one reminder too many. */
  usher_plan_list_intervals (draft, "P1D PT24H");
  g_assert_null (usher_fixture_update (f, event->id, draft, &error));
  usher_plan_assert_error (&error, USHER_ERROR_INVALID, "intervals");

  /* P2W is another way to write P14D. */
  usher_plan_list_intervals (draft, "P2W P1D PT90M");
  changed = usher_fixture_update (f, event->id, draft, &error);
  g_assert_no_error (error);
  usher_plan_assert_plan (f, event->id,
               "P14D 2026-11-01T19:00:00Z scheduled\n"
               "P7D 2026-11-08T19:00:00Z cancelled\n"
               "P1D 2026-11-14T19:00:00Z scheduled\n"
               "PT1H30M 2026-11-15T17:30:00Z scheduled\n"
               "PT0S 2026-11-15T19:00:00Z cancelled");
  g_assert_cmpint (usher_fixture_query (f, "SELECT id FROM notification WHERE interval = 'P1D'"), ==, day);

  /* Planned again: a new row, and the old one stays as history. */
  usher_plan_list_intervals (draft, "P2W P1D PT90M P7D");
  back = usher_fixture_update (f, event->id, draft, &error);
  g_assert_no_error (error);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE interval = 'P7D'"), ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM notification WHERE interval = 'P7D' AND status = 'scheduled'"), ==, 1);
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
  add_rows ();
  return g_test_run ();
}
