/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include "usher-error.h"

static UsherDraftPlan *
plan (UsherEngineFixture *f, const UsherEventDraft *draft, gint64 event_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_plan_draft_async (f->engine, draft, event_id, 0, NULL, usher_await_callback, &result);
  return usher_engine_plan_draft_finish (f->engine, usher_await (&result), error);
}

/* "P14D planned, P7D moved" */
static char *
in_words (const UsherDraftPlan *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const UsherPlanStep *step = g_ptr_array_index (self->steps, i);

      g_string_append_printf (words, "%s%s %s", i > 0 ? ", " : "", step->interval, usher_step_state_nick (step->state));
    }
  return g_string_free_and_steal (g_steal_pointer (&words));
}

static void
set_intervals (UsherEventDraft *draft, const char *intervals)
{
  g_auto (GStrv) list = g_strsplit (intervals, " ", -1);

  g_clear_pointer (&draft->intervals, g_ptr_array_unref);
  draft->intervals = g_ptr_array_new_with_free_func (g_free);
  for (char **interval = list; *interval != NULL; interval++)
    g_ptr_array_add (draft->intervals, g_strdup (*interval));
}

/* Everything that a deed would leave behind */
static char *
take_picture (UsherEngineFixture *f)
{
  return usher_fixture_query_text (f, "SELECT (SELECT count(*) FROM event) || ' ' || (SELECT count(*) FROM notification) || ' ' || "
                                   "(SELECT count(*) FROM audit) || ' ' || (SELECT count(*) FROM delivery) || ' ' || "
                                   "coalesce((SELECT sum(version) FROM event), 0) || ' ' || "
                                   "coalesce((SELECT group_concat(name || seq) FROM sqlite_sequence), '')");
}

static void
test_new (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autofree char *before = take_picture (f), *after = NULL, *words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherDraftPlan) planned = plan (f, draft, 0, &error);
  g_autoptr (UsherEvent) event = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (planned->event->id, ==, 0);
  g_assert_cmpstr (planned->event->slug, ==, "show");
  g_assert_cmpint (planned->old_starts_at, ==, USHER_NEVER);
  g_assert_false (planned->change_notice);
  words = in_words (planned);
  g_assert_cmpstr (words, ==, "P14D new, P7D new, P3D new, P1D new, PT12H new, PT1H new, PT15M new, PT0S new");
  after = take_picture (f);
  g_assert_cmpstr (after, ==, before);
  usher_settle ();
  g_assert_cmpuint (f->changes->len, ==, 0);
  /* The id was nobody's. */
  event = usher_fixture_create (f, draft);
  g_assert_cmpint (event->id, ==, 1);
  g_assert_cmpstr (event->slug, ==, "show");
}

static void
test_edit (void)
{
  static const struct {
    const char *starts_at, *intervals, *expected;
  } cases[] = {
    { "2026-11-15T20:00", NULL, "P14D sent, P7D planned, P1D planned, PT1H planned" },
    { "2026-11-15T20:00", "P14D P7D P1D PT1H PT30M", "P14D sent, P7D planned, P1D planned, PT1H planned, PT30M new" },
    { "2026-11-15T20:00", "P14D P7D", "P14D sent, P7D planned, P1D dropped, PT1H dropped" },
    { "2026-11-17T20:00", NULL, "P14D resent, P7D moved, P1D moved, PT1H moved" },
    { "2026-11-05T20:00", NULL, "P14D sent, P7D skipped, P1D moved, PT1H moved" },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;

  set_intervals (draft, "P14D P7D P1D PT1H");
  event = usher_fixture_create (f, draft);
  usher_fixture_execute (f, "UPDATE notification SET status = 'sent' WHERE interval = 'P14D'");
  usher_settle ();
  g_ptr_array_set_size (f->changes, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherDraftPlan) planned = NULL;
      g_autofree char *before = take_picture (f), *after = NULL, *words = NULL;

      g_set_str (&draft->starts_at, cases[i].starts_at);
      g_clear_pointer (&draft->intervals, g_ptr_array_unref);
      if (cases[i].intervals != NULL)
        set_intervals (draft, cases[i].intervals);
      planned = plan (f, draft, event->id, &error);
      g_assert_no_error (error);
      words = in_words (planned);
      g_assert_cmpstr (words, ==, cases[i].expected);
      g_assert_cmpint (planned->old_starts_at, ==, event->starts_at);
      after = take_picture (f);
      g_assert_cmpstr (after, ==, before);
    }
  usher_settle ();
  g_assert_cmpuint (f->changes->len, ==, 0);
}

/* Those whose confirmation has left are told, on the channels to which they agreed. */
static void
test_told (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", "+4915112345678");
  g_autoptr (UsherRegistration) bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", NULL);
  g_autoptr (UsherRegistration) cyd = NULL;
  g_autoptr (UsherDraftPlan) same = NULL, moved = NULL, again = NULL;
  g_autoptr (UsherEvent) done = NULL;

  usher_fixture_deliver_all (f);
  cyd = usher_fixture_viewer (f, event->id, "Cyd", "cyd@example.org", NULL);
  same = plan (f, draft, event->id, NULL);
  g_assert_false (same->change_notice);
  g_set_str (&draft->starts_at, "2026-11-16T20:00");
  moved = plan (f, draft, event->id, NULL);
  g_assert_true (moved->change_notice);
  g_assert_cmpint (moved->readers.by_channel[USHER_CHANNEL_EMAIL], ==, 2);
  g_assert_cmpint (moved->readers.by_channel[USHER_CHANNEL_SMS], ==, 1);
  /* The deed does what was said; then nothing is left to say. */
  done = usher_fixture_update (f, event->id, draft, NULL);
  g_assert_cmpint (done->starts_at, ==, moved->event->starts_at);
  g_assert_cmpint (done->version, ==, moved->event->version);
  again = plan (f, draft, event->id, NULL);
  g_assert_false (again->change_notice);
}

static void
test_errors (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);
  g_autoptr (GError) error = NULL;

  g_assert_null (plan (f, draft, 4711, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_set_str (&draft->title, "");
  g_assert_null (plan (f, draft, event->id, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "title");
  g_clear_error (&error);
  g_set_str (&draft->title, "Show");
  set_intervals (draft, "P30D");
  g_assert_null (plan (f, draft, 0, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "intervals");
}

static void
test_estimate (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (GError) error = NULL;
  g_autofree char *long_title = g_strnfill (190, 'x');
  UsherDraftEstimate estimate;
  int segments;

  g_assert_true (usher_engine_estimate_draft (f->engine, draft, 0, 10, &estimate, &error));
  g_assert_no_error (error);
  g_assert_cmpint (estimate.steps, ==, 8);
  g_assert_cmpint (estimate.segments, >=, 8);
  segments = estimate.segments;
  g_assert_cmpint (estimate.per_100.email_micros, ==, 100 * 8 * 1000);
  g_assert_cmpint (estimate.per_1000.sms_micros, ==, 1000 * (gint64) segments * 7500);
  g_assert_cmpint (estimate.total.both_micros, ==, 10 * estimate.per_registrant.both_micros);
  /* Longer words, more parts; without SMS, none */
  g_set_str (&draft->title, long_title);
  g_assert_true (usher_engine_estimate_draft (f->engine, draft, 0, 10, &estimate, &error));
  g_assert_cmpint (estimate.segments, >, segments);
  draft->channels = USHER_CHANNELS_EMAIL;
  set_intervals (draft, "P1D PT1H P60D");
  g_assert_true (usher_engine_estimate_draft (f->engine, draft, 0, 10, &estimate, &error));
  g_assert_cmpint (estimate.steps, ==, 2);
  g_assert_cmpint (estimate.total.both_micros, ==, 10 * 2 * 1000);
  g_assert_false (usher_engine_estimate_draft (f->engine, draft, 0, -1, &estimate, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "registrants");
  g_clear_error (&error);
  g_set_str (&draft->starts_at, "tomorrow");
  g_assert_false (usher_engine_estimate_draft (f->engine, draft, 0, 1, &estimate, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "starts_at");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/draft-plan/new", test_new);
  g_test_add_func ("/engine/draft-plan/edit", test_edit);
  g_test_add_func ("/engine/draft-plan/told", test_told);
  g_test_add_func ("/engine/draft-plan/errors", test_errors);
  g_test_add_func ("/engine/draft-plan/estimate", test_estimate);
  return g_test_run ();
}
