/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include <string.h>

#include "usher-error.h"

static const UsherPreviewVariable *
find (const UsherPreview *preview, const char *name)
{
  for (guint i = 0; i < preview->variables->len; i++)
    {
      const UsherPreviewVariable *variable = g_ptr_array_index (preview->variables, i);

      if (g_str_equal (variable->name, name))
        return variable;
    }
  return NULL;
}

/* An event that nobody stored, read at the moment of the reminder */
static void
test_draft (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherPreview) day = NULL, own = NULL, text = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&draft->title, "Späte Show");
  day = usher_engine_preview_draft (f->engine, draft, 0, "P1D", USHER_CHANNEL_EMAIL, 0, USHER_PREVIEW_PLAIN, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (day->template_key, ==, "reminder-P1D");
  g_assert_nonnull (strstr (day->html, "Späte Show"));
  g_assert_null (strstr (day->html, "<mark"));
  g_assert_cmpuint (day->text_marks->len, ==, 0);
  own = usher_engine_preview_draft (f->engine, draft, 0, "PT30M", USHER_CHANNEL_EMAIL, 0, USHER_PREVIEW_PLAIN, &error);
  g_assert_cmpstr (own->template_key, ==, "reminder");
  g_assert_cmpstr (find (own, "starts_in")->value, ==, "in 30 minutes");
  text = usher_engine_preview_draft (f->engine, draft, 0, "PT1H", USHER_CHANNEL_SMS, 0, USHER_PREVIEW_PLAIN, &error);
  g_assert_null (text->html);
  g_assert_cmpint (text->segments, >=, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM event"), ==, 0);
}

/* A draft that is only half written has a preview; one without a start says what is missing. */
static void
test_half_draft (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&draft->title, g_free);
  draft->duration_minutes = 0;
  preview = usher_engine_preview_draft (f->engine, draft, 0, "confirmation", USHER_CHANNEL_EMAIL, 0, USHER_PREVIEW_MARK, &error);
  g_assert_no_error (error);
  g_assert_nonnull (preview);
  g_set_str (&draft->time_zone, "Mars/Base");
  g_assert_null (usher_engine_preview_draft (f->engine, draft, 0, "P1D", USHER_CHANNEL_SMS, 0, USHER_PREVIEW_PLAIN, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "time_zone");
  g_clear_error (&error);
  g_clear_pointer (&draft->time_zone, g_free);
  g_assert_null (usher_engine_preview_draft (f->engine, draft, 0, "P1D", USHER_CHANNEL_SMS, 0, USHER_PREVIEW_PLAIN, &error));
  g_assert_cmpstr (usher_error_get_field (error), ==, "time_zone");
}

/* An edit's change notice names the start that is stored. */
static void
test_change (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = usher_fixture_create (f, draft);
  g_autoptr (UsherPreview) preview = NULL;

  g_set_str (&draft->starts_at, "2026-11-16T21:15");
  preview = usher_engine_preview_draft (f->engine, draft, event->id, "change", USHER_CHANNEL_EMAIL, 0, USHER_PREVIEW_PLAIN, NULL);
  g_assert_nonnull (strstr (preview->text, "20:00"));
  g_assert_nonnull (strstr (preview->text, "21:15"));
}

static void
test_sources (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", "ann@example.org", NULL);
  g_autoptr (UsherPreview) real = usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_EMAIL, event->id, ann->id, NULL);
  g_autoptr (UsherPreview) nobody = usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_EMAIL, event->id, 0, NULL);
  g_autoptr (UsherPreview) sample = usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_EMAIL, 0, 0, NULL);

  g_assert_cmpint (find (real, "event_title")->source, ==, USHER_SOURCE_EVENT);
  g_assert_cmpstr (find (real, "event_title")->value, ==, "Show");
  g_assert_cmpint (find (real, "first_name")->source, ==, USHER_SOURCE_REGISTRANT);
  g_assert_cmpstr (find (real, "first_name")->value, ==, "Ann");
  g_assert_cmpint (find (real, "starts_in")->source, ==, USHER_SOURCE_REMINDER);
  g_assert_cmpint (find (nobody, "first_name")->source, ==, USHER_SOURCE_SAMPLE);
  g_assert_cmpint (find (nobody, "event_title")->source, ==, USHER_SOURCE_EVENT);
  g_assert_cmpint (find (sample, "event_title")->source, ==, USHER_SOURCE_SAMPLE);
  g_assert_null (find (real, "old_date"));
  g_assert_cmpstr (usher_variable_source_words (USHER_SOURCE_SETTINGS), ==, "your settings");
}

/* Marked and not marked are the same message. */
static void
test_marks (void)
{
  static const char * const keys[] = { "confirmation", "change", "cancellation", "P1D", "PT0S", "PT45M" };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Änne “A” <b>", "ann@example.org", NULL);
  g_autoptr (GRegex) marks = g_regex_new ("<mark class=\"usher-variable\" data-name=\"[a-z_]+\">|</mark>", 0, 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
      {
        UsherPreviewRequest request = {
          .key = keys[i], .channel = (UsherChannel) channel, .event_id = event->id, .registration_id = ann->id,
        };
        g_autoptr (UsherPreview) plain = usher_engine_preview_full (f->engine, &request, NULL);
        g_autoptr (UsherPreview) marked = NULL;
        g_autofree char *bare = NULL;

        request.flags = USHER_PREVIEW_MARK;
        marked = usher_engine_preview_full (f->engine, &request, NULL);
        g_assert_cmpstr (marked->text, ==, plain->text);
        g_assert_cmpstr (marked->subject, ==, plain->subject);
        g_assert_cmpint (marked->segments, ==, plain->segments);
        g_assert_cmpuint (marked->text_marks->len, >, 0);
        for (guint j = 0; j < marked->text_marks->len; j++)
          {
            const UsherTemplateMark *mark = &g_array_index (marked->text_marks, UsherTemplateMark, j);

            g_assert_cmpuint (mark->offset + mark->length, <=, strlen (marked->text));
            g_assert_nonnull (find (marked, mark->name));
            g_assert_true (g_utf8_validate_len (marked->text + mark->offset, mark->length, NULL));
          }
        if (channel == USHER_CHANNEL_SMS)
          continue;
        g_assert_nonnull (strstr (marked->html, "<mark class=\"usher-variable\" data-name=\"event_title\">Show</mark>"));
        bare = g_regex_replace_literal (marks, marked->html, -1, 0, "", 0, NULL);
        g_assert_cmpstr (bare, ==, plain->html);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/preview/draft", test_draft);
  g_test_add_func ("/engine/preview/half-draft", test_half_draft);
  g_test_add_func ("/engine/preview/change", test_change);
  g_test_add_func ("/engine/preview/sources", test_sources);
  g_test_add_func ("/engine/preview/marks", test_marks);
  return g_test_run ();
}
