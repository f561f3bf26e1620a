/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-model.h"

#include <string.h>

#include "usher-error.h"
#include "usher-notification.h"

/* 2026-11-01 12:00 UTC */
#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

static UsherWizardModel *
new_model (const char *zone)
{
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  UsherWizardModel *model = usher_wizard_model_new (USHER_WIZARD_NEW);

  usher_wizard_model_begin (model, settings, zone, "en", NULL, NOW);
  usher_wizard_model_set_text (model, USHER_WIZARD_TITLE, "Show");
  return model;
}

static UsherEvent *
new_event (const char *start, UsherInstant starts_at)
{
  UsherEvent *event = usher_event_new ();

  event->id = 7;
  event->version = 3;
  g_set_str (&event->title, "Show");
  g_set_str (&event->local_start, start);
  g_set_str (&event->time_zone, "Europe/Berlin");
  g_set_str (&event->language, "de");
  event->starts_at = starts_at;
  event->duration_minutes = 90;
  event->channels = USHER_CHANNELS_EMAIL;
  event->registration_enabled = TRUE;
  event->capacity = 40;
  event->opens_at = event->closes_at = USHER_NEVER;
  return event;
}

static void
add_reminder (GPtrArray *list, const char *interval, UsherNotificationStatus status)
{
  UsherNotification *n = usher_notification_new ();

  n->kind = USHER_NOTIFICATION_REMINDER;
  g_set_str (&n->interval, interval);
  n->status = status;
  g_ptr_array_add (list, n);
}

/* --- every field, one table ---------------------------------------------------------------------------------------- */

static const struct {
  UsherWizardText which;
  const char     *text;
  int             times;     /* the text so often; 0: once */
  const char     *field;     /* NULL: it is fine */
} fields[] = {
  { USHER_WIZARD_TITLE, "Späte Show — Teil 2", 0, NULL },
  { USHER_WIZARD_TITLE, "🎭🎭🎭", 0, NULL },
  { USHER_WIZARD_TITLE, "عرض المساء", 0, NULL },
  { USHER_WIZARD_TITLE, "🎭", USHER_TITLE_MAX, NULL },
  { USHER_WIZARD_TITLE, "🎭", USHER_TITLE_MAX + 1, "title" },
  { USHER_WIZARD_TITLE, "x", 1024 * 1024, "title" },
  { USHER_WIZARD_TITLE, "", 0, "title" },
  { USHER_WIZARD_TITLE, " \t ", 0, "title" },
  { USHER_WIZARD_TITLE, "two\nlines", 0, "title" },
  { USHER_WIZARD_TITLE, "bell\a", 0, "title" },
  { USHER_WIZARD_DESCRIPTION, "# Much\n\n- to\n- see <script>", 0, NULL },
  { USHER_WIZARD_DESCRIPTION, "x", USHER_DESCRIPTION_MAX + 1, "description" },
  { USHER_WIZARD_DESCRIPTION, "escape \x1b[31m", 0, "description" },
  { USHER_WIZARD_DATE, "2026-12-06", 0, NULL },
  { USHER_WIZARD_DATE, "2026-02-30", 0, "starts_at.date" },
  { USHER_WIZARD_DATE, "", 0, "starts_at.date" },
  { USHER_WIZARD_DATE, "🎭", 0, "starts_at.date" },
  { USHER_WIZARD_DATE, "9", 1024 * 1024, "starts_at.date" },
  { USHER_WIZARD_DATE, "2026-10-31", 0, "starts_at" },
  { USHER_WIZARD_DATE, "2126-10-31", 0, "starts_at" },
  { USHER_WIZARD_TIME, "8 pm", 0, NULL },
  { USHER_WIZARD_TIME, "25:61", 0, "starts_at.time" },
  { USHER_WIZARD_TIME, "", 0, "starts_at.time" },
  { USHER_WIZARD_TIME, "٢٠:٠٠", 0, "starts_at.time" },
  { USHER_WIZARD_ZONE, "Asia/Tokyo", 0, NULL },
  { USHER_WIZARD_ZONE, "Mars/Base", 0, "time_zone" },
  { USHER_WIZARD_ZONE, "../../etc/passwd", 0, "time_zone" },
  { USHER_WIZARD_DURATION, "1:30", 0, NULL },
  { USHER_WIZARD_DURATION, "0", 0, "duration_minutes" },
  { USHER_WIZARD_DURATION, "20000", 0, "duration_minutes" },
  { USHER_WIZARD_DURATION, "long", 0, "duration_minutes" },
  { USHER_WIZARD_MESSAGE, "Bring a friend.\nAnd cake 🍰", 0, NULL },
  { USHER_WIZARD_MESSAGE, "x", USHER_CUSTOM_MESSAGE_MAX + 1, "custom_message" },
  { USHER_WIZARD_MESSAGE, "bell\a", 0, "custom_message" },
  { USHER_WIZARD_CAPACITY, "200", 0, NULL },
  { USHER_WIZARD_CAPACITY, "0", 0, "registration.max" },
  { USHER_WIZARD_CAPACITY, "", 0, "registration.max" },
  { USHER_WIZARD_CAPACITY, "-5", 0, "registration.max" },
  { USHER_WIZARD_CAPACITY, "many", 0, "registration.max" },
  { USHER_WIZARD_CAPACITY, "1000001", 0, "registration.max" },
  { USHER_WIZARD_CAPACITY, "9", 1024 * 1024, "registration.max" },
  { USHER_WIZARD_PRIVACY, " https://example.org/privacy ", 0, NULL },
  { USHER_WIZARD_PRIVACY, "", 0, NULL },
  { USHER_WIZARD_PRIVACY, "javascript:alert(1)", 0, "registration.privacy_url" },
  { USHER_WIZARD_PRIVACY, "x", 1024 * 1024, "registration.privacy_url" },
  { USHER_WIZARD_OPENS_DATE, "2026-02-30", 0, "registration.opens_at.date" },
  { USHER_WIZARD_OPENS_DATE, "2027-01-01", 0, "registration.opens_at" },
  { USHER_WIZARD_OPENS_TIME, "25:61", 0, "registration.opens_at.time" },
  { USHER_WIZARD_CLOSES_DATE, "never", 0, "registration.closes_at.date" },
  { USHER_WIZARD_CLOSES_DATE, "2026-11-01", 0, "registration.closes_at" },
  { USHER_WIZARD_CLOSES_TIME, "🎭", 0, "registration.closes_at.time" },
};

static char *
repeat (const char *text, int times)
{
  GString *string = g_string_new (NULL);

  for (int i = 0; i < MAX (times, 1); i++)
    g_string_append (string, text);
  return g_string_free (string, FALSE);
}

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (UsherWizardModel) model = new_model ("Europe/Berlin");
      g_autofree char *text = repeat (fields[i].text, fields[i].times);
      g_autoptr (UsherEventDraft) draft = NULL;
      g_autoptr (GError) error = NULL;

      usher_wizard_model_set_flag (model, USHER_WIZARD_LIMITED, TRUE);
      usher_wizard_model_set_flag (model, USHER_WIZARD_OPENS, TRUE);
      usher_wizard_model_set_flag (model, USHER_WIZARD_CLOSES, TRUE);
      usher_wizard_model_set_text (model, USHER_WIZARD_CAPACITY, "10");
      usher_wizard_model_set_text (model, USHER_WIZARD_OPENS_DATE, "2026-11-02");
      usher_wizard_model_set_text (model, USHER_WIZARD_OPENS_TIME, "9:00");
      usher_wizard_model_set_text (model, USHER_WIZARD_CLOSES_DATE, "2026-11-08");
      usher_wizard_model_set_text (model, USHER_WIZARD_CLOSES_TIME, "18:00");
      usher_wizard_model_set_text (model, fields[i].which, text);
      g_test_message ("%d: “%.30s” × %d → %s", fields[i].which, fields[i].text, fields[i].times, fields[i].field);
      draft = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, &error);
      g_assert_true ((draft == NULL) == (error != NULL));
      g_assert_cmpstr (usher_error_get_field (error), ==, fields[i].field);
      /* What the step before does not ask for is not looked at; each field has its step. */
      if (error && usher_wizard_step_of_field (fields[i].field) > USHER_WIZARD_STEP_DETAILS)
        {
          g_autoptr (UsherEventDraft) before =
            usher_wizard_model_make_draft (model, usher_wizard_step_of_field (fields[i].field) - 1, NOW, NULL);

          g_assert_nonnull (before);
        }
    }
}

/* --- clock changes ------------------------------------------------------------------------------------------------- */

static void
test_clock_changes (void)
{
  static const struct {
    const char *date, *time;
    gboolean    good;
  } cases[] = {
    { "2027-03-28", "01:59", TRUE }, { "2027-03-28", "02:00", FALSE }, { "2027-03-28", "02:30", FALSE },
    { "2027-03-28", "03:00", TRUE }, { "2027-10-31", "02:30", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherWizardModel) model = new_model ("Europe/Berlin");
      g_autoptr (GError) error = NULL;
      UsherInstant start;

      usher_wizard_model_set_text (model, USHER_WIZARD_DATE, cases[i].date);
      usher_wizard_model_set_text (model, USHER_WIZARD_TIME, cases[i].time);
      g_assert_true (usher_wizard_model_check_start (model, NOW, &start, &error) == cases[i].good);
      if (cases[i].good)
        continue;
      g_assert_cmpstr (usher_error_get_field (error), ==, "starts_at");
      g_assert_nonnull (g_strstr_len (error->message, -1, "03:00"));
    }
}

/* --- reminders ----------------------------------------------------------------------------------------------------- */

static void
test_reminders (void)
{
  g_autoptr (UsherWizardModel) model = new_model ("Europe/Berlin");
  g_autoptr (UsherEventDraft) week = NULL, month = NULL, own = NULL;
  g_autoptr (GError) error = NULL;

  /* A week away: two weeks before has passed, but it is still wanted when the start moves on. */
  g_assert_false (usher_wizard_model_fits (model, "P14D", NOW, NULL));
  week = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, NULL);
  g_assert_cmpuint (week->intervals->len, ==, 7);
  usher_wizard_model_set_text (model, USHER_WIZARD_DATE, "2026-12-06");
  usher_wizard_model_set_wanted (model, "P3D", FALSE);
  month = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, NULL);
  g_assert_cmpuint (month->intervals->len, ==, 7);
  g_assert_cmpstr (g_ptr_array_index (month->intervals, 0), ==, "P14D");

  g_assert_true (usher_wizard_model_add_interval (model, "3", 'W', NOW, &error));
  g_assert_no_error (error);
  g_assert_true (usher_wizard_model_is_wanted (model, "P21D"));
  /* The same again is not another one. */
  g_assert_true (usher_wizard_model_add_interval (model, "21", 'D', NOW, &error));
  own = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, NULL);
  g_assert_cmpuint (own->intervals->len, ==, 8);
  g_assert_cmpstr (g_ptr_array_index (own->intervals, 0), ==, "P21D");
}

static void
test_bad_intervals (void)
{
  static const struct { const char *number; char unit; } cases[] = {
    { "", 'H' }, { "-1", 'H' }, { "1.5", 'H' }, { "two", 'D' }, { "🎭", 'D' }, { "367", 'D' }, { "99999999999", 'M' },
    { "60", 'D' },     /* passed */
    { "24", 'H' },     /* the same moment as a day */
  };
  g_autoptr (UsherWizardModel) model = new_model ("Europe/Berlin");
  g_autofree char *before = usher_wizard_model_to_text (model);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      g_test_message ("%s %c", cases[i].number, cases[i].unit);
      g_assert_false (usher_wizard_model_add_interval (model, cases[i].number, cases[i].unit, NOW, &error));
      g_assert_cmpstr (usher_error_get_field (error), ==, "intervals");
      after = usher_wizard_model_to_text (model);
      g_assert_cmpstr (after, ==, before);
    }
}

/* --- events -------------------------------------------------------------------------------------------------------- */

static void
test_edit (void)
{
  g_autoptr (UsherWizardModel) model = usher_wizard_model_new (USHER_WIZARD_EDIT);
  g_autoptr (GPtrArray) reminders = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_notification_unref);
  /* An hour ago: an event that nobody started */
  g_autoptr (UsherEvent) event = new_event ("2026-11-01T12:00:30", NOW - USHER_HOUR);
  g_autoptr (UsherEventDraft) same = NULL, moved = NULL;
  g_autoptr (GError) error = NULL;

  add_reminder (reminders, "P1D", USHER_NOTIFICATION_SENT);
  add_reminder (reminders, "P2D", USHER_NOTIFICATION_CANCELLED);
  add_reminder (reminders, "PT0S", USHER_NOTIFICATION_SKIPPED);
  usher_wizard_model_begin_event (model, event, reminders, NOW);
  g_assert_cmpint (usher_wizard_model_get_version (model), ==, 3);
  g_assert_false (usher_wizard_model_is_moved (model));
  /* Its words may change though its start is past; seconds and steps stay. */
  usher_wizard_model_set_text (model, USHER_WIZARD_TITLE, "Another");
  same = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (same->starts_at, ==, "2026-11-01T12:00:30");
  g_assert_cmpstr (same->language, ==, "de");
  g_assert_cmpint (same->capacity, ==, 40);
  g_assert_cmpuint (same->intervals->len, ==, 2);
  /* But another start may not be past. */
  usher_wizard_model_set_start (model, "2026-11-01T11:00");
  g_assert_true (usher_wizard_model_is_moved (model));
  moved = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, &error);
  g_assert_null (moved);
  g_assert_cmpstr (usher_error_get_field (error), ==, "starts_at");
}

/* A quick start was never planned: untouched, it has no start to ask for. */
static void
test_edit_quick (void)
{
  g_autoptr (UsherWizardModel) model = usher_wizard_model_new (USHER_WIZARD_EDIT);
  g_autoptr (GPtrArray) reminders = g_ptr_array_new ();
  g_autoptr (UsherEvent) event = new_event ("", NOW - USHER_HOUR + 12345);
  g_autoptr (UsherEventDraft) draft = NULL, sketch = NULL;
  g_autoptr (GError) error = NULL;

  event->status = USHER_EVENT_LIVE;
  usher_wizard_model_begin_event (model, event, reminders, NOW);
  g_assert_cmpstr (usher_wizard_model_get_text (model, USHER_WIZARD_TIME), ==, "12:00");
  g_assert_false (usher_wizard_model_is_moved (model));
  draft = usher_wizard_model_make_draft (model, USHER_WIZARD_STEP_REVIEW, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (draft->starts_at, ==, "");
  sketch = usher_wizard_model_sketch (model, NOW);
  g_assert_cmpstr (sketch->starts_at, ==, "2026-11-01T12:00");
  usher_wizard_model_set_text (model, USHER_WIZARD_TIME, "12:01");
  g_assert_true (usher_wizard_model_is_moved (model));
}

static void
test_duplicate (void)
{
  static const struct { const char *start; UsherInstant at; const char *copy; } cases[] = {
    { "2026-11-15T20:00", NOW + 14 * USHER_DAY + 7 * USHER_HOUR, "2026-11-22T20:00" },
    /* Long ago: the same weekday that comes next, at the same time on the clock, though summer was between */
    { "2026-06-07T20:00", NOW - 147 * USHER_DAY + 6 * USHER_HOUR, "2026-11-01T20:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherWizardModel) model = usher_wizard_model_new (USHER_WIZARD_DUPLICATE);
      g_autoptr (GPtrArray) reminders = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_notification_unref);
      g_autoptr (UsherEvent) event = new_event (cases[i].start, cases[i].at);
      g_autofree char *start = NULL;

      event->closes_at = cases[i].at;
      add_reminder (reminders, "P1D", USHER_NOTIFICATION_SENT);
      usher_wizard_model_begin_event (model, event, reminders, NOW);
      start = usher_wizard_model_dup_start (model);
      g_assert_cmpstr (start, ==, cases[i].copy);
      g_assert_cmpint (usher_wizard_model_get_event_id (model), ==, 0);
      g_assert_true (usher_wizard_model_is_wanted (model, "P1D"));
      g_assert_false (usher_wizard_model_get_flag (model, USHER_WIZARD_CLOSES));
    }
}

/* --- kept ---------------------------------------------------------------------------------------------------------- */

static void
test_kept (void)
{
  g_autoptr (UsherWizardModel) model = new_model ("Europe/Berlin");
  g_autoptr (UsherWizardModel) again = new_model ("UTC");
  g_autofree char *text = NULL, *restored = NULL;

  usher_wizard_model_set_text (model, USHER_WIZARD_TITLE, "Half a \\ titl; 🎭\t");
  usher_wizard_model_set_text (model, USHER_WIZARD_DESCRIPTION, " leading\n\nlines\r\n[Group]\nKey=Value");
  usher_wizard_model_set_text (model, USHER_WIZARD_DATE, "2026-02-30");
  usher_wizard_model_set_flag (model, USHER_WIZARD_SMS, TRUE);
  usher_wizard_model_set_wanted (model, "P3D", FALSE);
  g_assert_false (usher_wizard_model_add_interval (model, "2", 'H', NOW, NULL));   /* the date is none */
  text = usher_wizard_model_to_text (model);
  g_assert_true (usher_wizard_model_from_text (again, text));
  restored = usher_wizard_model_to_text (again);
  g_assert_cmpstr (restored, ==, text);
  g_assert_cmpstr (usher_wizard_model_get_text (again, USHER_WIZARD_TITLE), ==, "Half a \\ titl; 🎭\t");
  g_assert_false (usher_wizard_model_is_wanted (again, "P3D"));
}

static void
test_damaged (void)
{
  g_autoptr (UsherWizardModel) model = new_model ("Europe/Berlin");
  g_autofree char *good = usher_wizard_model_to_text (model);
  g_autofree char *zone = g_strdup (good);
  const char *cases[] = { "", "[Draft]\nFormat=1\n", "no key file", "[Draft]\nFormat=2\n", NULL };
  g_autofree char *after = NULL;

  cases[4] = zone;
  memcpy (g_strstr_len (zone, -1, "Europe/Berlin"), "Europe/Berlim", 13);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_false (usher_wizard_model_from_text (model, cases[i]));
  /* Cut off anywhere: nothing, or all that counts */
  for (gsize length = 0; length < strlen (good); length += 7)
    {
      g_autofree char *part = g_strndup (good, length);
      g_autoptr (UsherEventDraft) draft = NULL;

      usher_wizard_model_from_text (model, part);
      draft = usher_wizard_model_sketch (model, NOW);
      g_assert_nonnull (draft);
    }
  after = usher_wizard_model_to_text (model);
  g_assert_nonnull (after);
}

/* Of an older version of the event: what is not known any more would be overwritten. */
static void
test_other_version (void)
{
  g_autoptr (UsherWizardModel) model = usher_wizard_model_new (USHER_WIZARD_EDIT);
  g_autoptr (GPtrArray) reminders = g_ptr_array_new ();
  g_autoptr (UsherEvent) event = new_event ("2026-11-15T20:00", NOW + 14 * USHER_DAY);
  g_autoptr (UsherEvent) newer = NULL;
  g_autofree char *text = NULL;

  usher_wizard_model_begin_event (model, event, reminders, NOW);
  text = usher_wizard_model_to_text (model);
  g_assert_true (usher_wizard_model_from_text (model, text));
  newer = usher_event_copy (event);
  newer->version = 4;
  usher_wizard_model_begin_event (model, newer, reminders, NOW);
  g_assert_false (usher_wizard_model_from_text (model, text));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wizard-model/fields", test_fields);
  g_test_add_func ("/wizard-model/clock-changes", test_clock_changes);
  g_test_add_func ("/wizard-model/reminders", test_reminders);
  g_test_add_func ("/wizard-model/bad-intervals", test_bad_intervals);
  g_test_add_func ("/wizard-model/edit", test_edit);
  g_test_add_func ("/wizard-model/edit-quick", test_edit_quick);
  g_test_add_func ("/wizard-model/duplicate", test_duplicate);
  g_test_add_func ("/wizard-model/kept", test_kept);
  g_test_add_func ("/wizard-model/damaged", test_damaged);
  g_test_add_func ("/wizard-model/other-version", test_other_version);
  return g_test_run ();
}
