/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-time.h"

static UsherInstant
moment (const char *text)
{
  UsherInstant instant;

  g_assert_true (usher_time_from_rfc3339 (text, &instant, "t", NULL));
  return instant;
}

/* Two weeks before the start, to the second. */
#define NOW (moment ("2026-11-22T19:00:00Z"))

static UsherEventDraft *
good_draft (void)
{
  UsherEventDraft *draft = usher_event_draft_new ();

  g_set_str (&draft->title, "Late show");
  g_set_str (&draft->starts_at, "2026-12-06T20:00");
  g_set_str (&draft->time_zone, "Europe/Berlin");
  return draft;
}

static void
set_intervals (UsherEventDraft *draft, const char *list)
{
  g_auto (GStrv) texts = g_strsplit (list, " ", -1);

  draft->intervals = g_ptr_array_new_with_free_func (g_free);
  for (char **text = texts; *text != NULL; text++)
    g_ptr_array_add (draft->intervals, g_strdup (*text));
}

static void
test_defaults (void)
{
  g_autoptr (UsherEventDraft) draft = good_draft ();
  g_autoptr (GError) error = NULL;
  UsherInstant start;

  g_assert_cmpint (draft->duration_minutes, ==, 60);
  g_assert_cmpint (draft->channels, ==, USHER_CHANNELS_EMAIL);
  g_assert_true (draft->registration_enabled);
  g_assert_cmpint (draft->capacity, ==, 0);
  g_assert_null (draft->intervals);
  g_assert_true (usher_event_draft_check (draft, NOW, &start, &error));
  g_assert_no_error (error);
  g_assert_cmpint (start, ==, moment ("2026-12-06T19:00:00Z"));
  g_assert_true (usher_event_draft_check (draft, NOW, NULL, NULL));
}

/* --- text fields ------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *field;
  gsize       offset;
  int         max;
  gboolean    lines;
} TextField;

static const TextField text_fields[] = {
  { "title", G_STRUCT_OFFSET (UsherEventDraft, title), USHER_TITLE_MAX, FALSE },
  { "description", G_STRUCT_OFFSET (UsherEventDraft, description), USHER_DESCRIPTION_MAX, TRUE },
  { "custom_message", G_STRUCT_OFFSET (UsherEventDraft, custom_message), USHER_CUSTOM_MESSAGE_MAX, TRUE },
};

static void
check_text (const TextField *field, const char *text, gboolean good)
{
  g_autoptr (UsherEventDraft) draft = good_draft ();
  g_autoptr (GError) error = NULL;
  UsherInstant start = 42;

  g_set_str (&G_STRUCT_MEMBER (char *, draft, field->offset), text);
  g_assert_cmpint (usher_event_draft_check (draft, NOW, &start, &error), ==, good);
  if (good)
    return;
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (usher_error_get_field (error), ==, field->field);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (start, ==, 42);
}

static void
test_texts (void)
{
  static const char * const never[] = { "a\001b", "a\033[0m", "a\177", "a\302\205b", "\377", "a\300\200b", "\355\240\200" };

  for (gsize i = 0; i < G_N_ELEMENTS (text_fields); i++)
    {
      const TextField *field = &text_fields[i];
      g_autoptr (GString) text = g_string_new (NULL);

      for (gsize k = 0; k < G_N_ELEMENTS (never); k++)
        check_text (field, never[k], FALSE);
      check_text (field, "first\nsecond", field->lines);
      check_text (field, "first\r\nsecond", field->lines);
      check_text (field, "first\tsecond", field->lines);
      check_text (field, "Späte Show 🎬 قصة", TRUE);
      while (g_utf8_strlen (text->str, -1) < field->max)   /* characters count, not bytes */
        g_string_append (text, "ä");
      check_text (field, text->str, TRUE);
      g_string_append (text, "x");
      check_text (field, text->str, FALSE);
    }
  check_text (&text_fields[0], "a\342\200\250b", FALSE);   /* LINE SEPARATOR */
  check_text (&text_fields[0], "\342\200\256wohs", FALSE);   /* RIGHT-TO-LEFT OVERRIDE */
  check_text (&text_fields[0], "\342\201\247show", FALSE);   /* RIGHT-TO-LEFT ISOLATE */
  check_text (&text_fields[0], "قصة\342\200\217!", TRUE);    /* RIGHT-TO-LEFT MARK */
  check_text (&text_fields[0], "x", TRUE);
  check_text (&text_fields[0], "", FALSE);
  check_text (&text_fields[0], NULL, FALSE);
  check_text (&text_fields[0], "  \302\240 \342\200\213", FALSE);
  check_text (&text_fields[1], NULL, TRUE);
  check_text (&text_fields[2], "", TRUE);
}

/* --- start ------------------------------------------------------------------------------------------------------- */

static void
test_start (void)
{
  static const struct { const char *zone, *start, *now, *field, *words; } cases[] = {
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:00:00Z", NULL, NULL },
    { "Europe/Berlin", "2026-12-06T20:00:30", "2026-11-22T19:00:00Z", NULL, NULL },
    { "Europe/Berlin", "2026-12-06T20:00", "2026-12-06T19:00:00.000001Z", "starts_at", "past" },
    { "Europe/Berlin", "2025-12-06T20:00", "2026-11-22T19:00:00Z", "starts_at", "past" },
    { "Europe/Berlin", "2036-11-21T20:00", "2026-11-22T19:00:00Z", NULL, NULL },
    { "Europe/Berlin", "2036-11-22T20:00", "2026-11-22T19:00:00Z", NULL, NULL },
    { "Europe/Berlin", "2036-11-23T20:00", "2026-11-22T19:00:00Z", "starts_at", "ten years" },
    { "Europe/Berlin", "9999-12-31T23:59", "2026-11-22T19:00:00Z", "starts_at", "ten years" },
    { "Europe/Berlin", "", "2026-11-22T19:00:00Z", "starts_at", "2026-12-06T20:00" },
    { "Europe/Berlin", NULL, "2026-11-22T19:00:00Z", "starts_at", "2026-12-06T20:00" },
    { "Europe/Berlin", "2026-12-06T20:00Z", "2026-11-22T19:00:00Z", "starts_at", "2026-12-06T20:00" },
    { "Europe/Berlin", "2027-02-29T20:00", "2026-11-22T19:00:00Z", "starts_at", "2027-02-29T20:00" },
    { "Europe/Berlin", "\377", "2026-11-22T19:00:00Z", "starts_at", "This" },
    /* the gap: the words say what can be chosen; both its borders can */
    { "Europe/Berlin", "2027-03-28T02:30", "2026-11-22T19:00:00Z", "starts_at",
      "02:30 on 2027-03-28 does not exist in Europe/Berlin: the clocks are put forward from 02:00 to 03:00. "
      "Choose a time before 02:00, or from 03:00 on." },
    { "Europe/Berlin", "2027-03-28T01:59", "2026-11-22T19:00:00Z", NULL, NULL },
    { "Europe/Berlin", "2027-03-28T02:00", "2026-11-22T19:00:00Z", "starts_at", "02:00 to 03:00" },
    { "Europe/Berlin", "2027-03-28T03:00", "2026-11-22T19:00:00Z", NULL, NULL },
    { "Australia/Lord_Howe", "2027-10-03T02:15", "2026-11-22T19:00:00Z", "starts_at", "from 02:00 to 02:30" },
    { "Africa/Cairo", "2027-04-30T00:30", "2026-11-22T19:00:00Z", "starts_at", "from 00:00 to 01:00" },
    { "Europe/Berlin", "2027-10-31T02:30", "2026-11-22T19:00:00Z", NULL, NULL },   /* twice: the first one */
    /* zone */
    { "Europe/Atlantis", "2026-12-06T20:00", "2026-11-22T19:00:00Z", "time_zone", "“Europe/Atlantis”" },
    { "", "2026-12-06T20:00", "2026-11-22T19:00:00Z", "time_zone", "This" },
    { NULL, "2026-12-06T20:00", "2026-11-22T19:00:00Z", "time_zone", "This" },
    { "+01:00", "2026-12-06T20:00", "2026-11-22T19:00:00Z", "time_zone", "+01:00" },
    { "../../etc/passwd", "2026-12-06T20:00", "2026-11-22T19:00:00Z", "time_zone", "time zone" },
    { "Asia/Calcutta", "2026-12-06T20:00", "2026-11-22T19:00:00Z", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;
      UsherInstant start = 42;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_set_str (&draft->time_zone, cases[i].zone);
      g_set_str (&draft->starts_at, cases[i].start);
      if (usher_event_draft_check (draft, moment (cases[i].now), &start, &error))
        {
          g_assert_null (cases[i].field);
          continue;
        }
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, cases[i].field);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_cmpint (start, ==, 42);
    }
}

/* --- numbers ----------------------------------------------------------------------------------------------------- */

static void
check_number (const char *field, gsize offset, int number, gboolean good)
{
  g_autoptr (UsherEventDraft) draft = good_draft ();
  g_autoptr (GError) error = NULL;

  G_STRUCT_MEMBER (int, draft, offset) = number;
  g_assert_cmpint (usher_event_draft_check (draft, NOW, NULL, &error), ==, good);
  if (!good)
    g_assert_cmpstr (usher_error_get_field (error), ==, field);
}

static void
test_numbers (void)
{
  const gsize duration = G_STRUCT_OFFSET (UsherEventDraft, duration_minutes);
  const gsize capacity = G_STRUCT_OFFSET (UsherEventDraft, capacity);

  check_number ("duration_minutes", duration, G_MININT, FALSE);
  check_number ("duration_minutes", duration, 0, FALSE);
  check_number ("duration_minutes", duration, 1, TRUE);
  check_number ("duration_minutes", duration, USHER_DURATION_MAX, TRUE);
  check_number ("duration_minutes", duration, USHER_DURATION_MAX + 1, FALSE);
  check_number ("duration_minutes", duration, G_MAXINT, FALSE);
  check_number ("registration.max", capacity, -1, FALSE);
  check_number ("registration.max", capacity, 0, TRUE);
  check_number ("registration.max", capacity, 1, TRUE);
  check_number ("registration.max", capacity, USHER_CAPACITY_MAX, TRUE);
  check_number ("registration.max", capacity, USHER_CAPACITY_MAX + 1, FALSE);
}

static void
test_channels (void)
{
  static const struct { int channels; gboolean registration, good; } cases[] = {
    { USHER_CHANNELS_EMAIL, TRUE, TRUE },
    { USHER_CHANNELS_SMS, TRUE, TRUE },
    { USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, TRUE, TRUE },
    { USHER_CHANNELS_NONE, TRUE, FALSE },
    { USHER_CHANNELS_NONE, FALSE, TRUE },
    { 4, FALSE, FALSE },
    { 5, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;

      draft->channels = (UsherChannels) cases[i].channels;
      draft->registration_enabled = cases[i].registration;
      g_assert_cmpint (usher_event_draft_check (draft, NOW, NULL, &error), ==, cases[i].good);
      if (!cases[i].good)
        g_assert_cmpstr (usher_error_get_field (error), ==, "channels");
    }
}

/* --- intervals --------------------------------------------------------------------------------------------------- */

static void
test_intervals (void)
{
  static const struct { const char *intervals, *now, *words; } cases[] = {
    { "", "2026-11-22T19:00:00Z", "This" },
    { "P14D P7D P3D P1D PT12H PT1H PT15M PT0S", "2026-11-22T19:00:00Z", NULL },
    { "PT0S PT15M P14D", "2026-11-22T19:00:00Z", NULL },   /* in any order */
    { "P1DT2H PT90M PT30S", "2026-11-22T19:00:00Z", NULL },
    { "P14D", "2026-11-22T19:04:59Z", NULL },              /* within the grace */
    { "P14D", "2026-11-22T19:05:00Z", "P14D (2 weeks before the start) has already passed" },
    { "PT1H P30D", "2026-11-22T19:00:00Z", "P30D (30 days before the start) has already passed" },
    { "P366D", "2025-11-22T19:00:00Z", NULL },
    { "P367D", "2025-11-22T19:00:00Z", "366 days" },
    { "PT8784H", "2025-11-22T19:00:00Z", NULL },           /* 366 days of 24 hours */
    { "PT8784H1S", "2025-11-22T19:00:00Z", "366 days" },
    { "P366DT1S", "2025-11-22T19:00:00Z", "366 days" },
    { "P2147483647D", "2025-11-22T19:00:00Z", "366 days" },
    { "P2147483648D", "2025-11-22T19:00:00Z", "too large" },
    { "P1D P1D", "2026-11-22T19:00:00Z", "P1D and P1D are the same moment" },
    { "P1D PT0S PT24H", "2026-11-22T19:00:00Z", "P1D and PT24H are the same moment" },
    { "P7D P1W", "2026-11-22T19:00:00Z", "P7D and P1W are the same moment" },
    { "P1D soon", "2026-11-22T19:00:00Z", "“soon”" },
    { "\377", "2026-11-22T19:00:00Z", "This" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;
      gboolean good;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      set_intervals (draft, cases[i].intervals);
      if (cases[i].intervals[0] == '\0')
        g_ptr_array_add (draft->intervals, g_strdup (""));
      good = usher_event_draft_check (draft, moment (cases[i].now), NULL, &error);
      g_assert_cmpint (good, ==, cases[i].words == NULL);
      if (good)
        continue;
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "intervals");
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

/* On the day of a clock change a calendar day and 24 hours are two moments. */
static void
test_day_and_24_hours (void)
{
  g_autoptr (UsherEventDraft) draft = good_draft ();
  g_autoptr (GError) error = NULL;

  g_set_str (&draft->starts_at, "2027-03-28T20:00");
  set_intervals (draft, "P1D PT24H");
  g_assert_true (usher_event_draft_check (draft, NOW, NULL, &error));
  g_assert_no_error (error);
}

static void
test_how_many_intervals (void)
{
  for (int n = 0; n <= USHER_INTERVALS_MAX + 1; n++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;

      draft->intervals = g_ptr_array_new_with_free_func (g_free);
      for (int i = 0; i < n; i++)
        g_ptr_array_add (draft->intervals, g_strdup_printf ("PT%dM", i));
      g_assert_cmpint (usher_event_draft_check (draft, NOW, NULL, &error), ==, n <= USHER_INTERVALS_MAX);
      if (error != NULL)
        g_assert_cmpstr (usher_error_get_field (error), ==, "intervals");
    }
}

/* --- registration ------------------------------------------------------------------------------------------------ */

static void
test_registration_times (void)
{
  static const struct { const char *opens, *closes, *field; } cases[] = {
    { NULL, NULL, NULL },
    { "2026-12-01T00:00:00Z", NULL, NULL },
    { NULL, "2026-12-01T00:00:00Z", NULL },
    { "2026-12-01T00:00:00Z", "2026-12-01T00:00:01Z", NULL },
    { "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z", "registration.closes_at" },
    { "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", "registration.closes_at" },
    { "2026-12-06T19:59:59Z", NULL, NULL },
    { "2026-12-06T20:00:00Z", NULL, "registration.opens_at" },
    { NULL, "2020-01-01T00:00:00Z", NULL },   /* closed already */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;

      draft->opens_at = cases[i].opens != NULL ? moment (cases[i].opens) : USHER_NEVER;
      draft->closes_at = cases[i].closes != NULL ? moment (cases[i].closes) : USHER_NEVER;
      g_assert_cmpint (usher_event_draft_check (draft, NOW, NULL, &error), ==, cases[i].field == NULL);
      g_assert_cmpstr (usher_error_get_field (error), ==, cases[i].field);
    }
}

static void
test_privacy_url (void)
{
  static const struct { const char *url; gboolean good; } cases[] = {
    { NULL, TRUE }, { "", TRUE }, { "https://example.org/privacy", TRUE }, { "http://localhost:8080/", TRUE },
    { "https://example.org/?a=b#c", TRUE }, { "javascript:alert(1)", FALSE }, { "data:text/html,x", FALSE },
    { "//example.org", FALSE }, { "example.org/privacy", FALSE }, { "ftp://example.org/", FALSE }, { "https://", FALSE },
    { "https:///path", FALSE }, { "mailto:a@example.org", FALSE }, { "https://exa mple.org/", FALSE },
    { "https://example.org/\r\nX: y", FALSE }, { "\377", FALSE }, { "file:///etc/passwd", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_set_str (&draft->privacy_url, cases[i].url);
      g_assert_cmpint (usher_event_draft_check (draft, NOW, NULL, &error), ==, cases[i].good);
      if (!cases[i].good)
        g_assert_cmpstr (usher_error_get_field (error), ==, "registration.privacy_url");
    }
}

static void
test_language (void)
{
  static const struct { const char *language; gboolean good; } cases[] = {
    { NULL, TRUE }, { "", TRUE }, { "en", TRUE }, { "de-AT", TRUE }, { "not a language", FALSE }, { "\377", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherEventDraft) draft = good_draft ();
      g_autoptr (GError) error = NULL;

      g_set_str (&draft->language, cases[i].language);
      g_assert_cmpint (usher_event_draft_check (draft, NOW, NULL, &error), ==, cases[i].good);
      if (!cases[i].good)
        g_assert_cmpstr (usher_error_get_field (error), ==, "language");
    }
}

static void
test_copy (void)
{
  g_autoptr (UsherEventDraft) draft = good_draft ();
  g_autoptr (UsherEventDraft) copy = NULL;
  g_autoptr (UsherEventDraft) without = NULL;

  without = usher_event_draft_copy (draft);
  g_assert_null (without->intervals);
  set_intervals (draft, "P1D PT0S");
  copy = usher_event_draft_copy (draft);
  g_clear_pointer (&draft, usher_event_draft_free);
  g_assert_cmpstr (copy->title, ==, "Late show");
  g_assert_cmpuint (copy->intervals->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (copy->intervals, 1), ==, "PT0S");
}

/* --- slug -------------------------------------------------------------------------------------------------------- */

static void
test_slug (void)
{
  static const struct { const char *title, *slug; } cases[] = {
    { "Späte Show, Teil 2!", "spate-show-teil-2" },
    { "Late show", "late-show" },
    { "  --  Late  --  show  --  ", "late-show" },
    { "Don't panic", "dont-panic" },
    { "ÅNGSTRÖM Æther Straße Łódź Øre", "angstrom-aether-strasse-lodz-oere" },
    { "日本の番組", "event" },
    { "🎬", "event" },
    { "🎬 Film 🎬", "film" },
    { "", "event" },
    { NULL, "event" },
    { "!!!", "event" },
    { "../../etc/passwd", "etc-passwd" },
    { "a\r\nb\tc", "a-b-c" },
    { "\377\376x", "x" },
    { "ﬁnale ２", "finale-2" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *slug = usher_slug_from_title (cases[i].title);

      g_assert_cmpstr (slug, ==, cases[i].slug);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-draft/defaults", test_defaults);
  g_test_add_func ("/event-draft/texts", test_texts);
  g_test_add_func ("/event-draft/start", test_start);
  g_test_add_func ("/event-draft/numbers", test_numbers);
  g_test_add_func ("/event-draft/channels", test_channels);
  g_test_add_func ("/event-draft/intervals", test_intervals);
  g_test_add_func ("/event-draft/day-and-24-hours", test_day_and_24_hours);
  g_test_add_func ("/event-draft/how-many-intervals", test_how_many_intervals);
  g_test_add_func ("/event-draft/registration-times", test_registration_times);
  g_test_add_func ("/event-draft/privacy-url", test_privacy_url);
  g_test_add_func ("/event-draft/language", test_language);
  g_test_add_func ("/event-draft/copy", test_copy);
  g_test_add_func ("/event-draft/slug", test_slug);
  return g_test_run ();
}
