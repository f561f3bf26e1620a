/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard as somebody sees it: steps, mistakes beside their field, drafts, reschedules. */
#include "usher-app-fixture.h"

#include <string.h>

#include "usher-draft-event.h"
#include "usher-draft-store.h"
#include "usher-error-row.h"
#include "usher-wizard-support.h"

/* Steps forth and back, and an event at the end */
static void
test_walk (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));
  g_autoptr (GPtrArray) events = NULL;
  UsherEvent *event;

  usher_app_picture (GTK_WIDGET (house->window), "wizard-1-details");
  wizard_type (wizard, "Title", "Späte Show — mit 🎭 and العربية");
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 1 of 4"));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (house->window)), wizard_row (wizard, "Title")));
  wizard_next (wizard);
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 2 of 4"));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (house->window)) == wizard_row (wizard, "E-Mail"));
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "everyone registered by then"));
  usher_app_settle (1500);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-2-notifications");
  wizard_next (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "/register/spate-show"));
  usher_app_picture (GTK_WIDGET (house->window), "wizard-3-registration");
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Späte Show — mit 🎭 and العربية");
  wizard_next (wizard);
  wizard_next (wizard);
  wizard_next (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "As many as come"));
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), "$"));
  /* Return does the deed, unless somebody went to another button. */
  g_assert_true (gtk_root_get_focus (GTK_ROOT (house->window)) == usher_app_find_button (GTK_WIDGET (wizard), "Schedule Event"));
  g_assert_true (adw_dialog_get_default_widget (wizard) == usher_app_find_button (GTK_WIDGET (wizard), "Schedule Event"));
  usher_app_settle (300);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-4-review");
  wizard_next (wizard);
  usher_app_wait_for (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)) == NULL);
  events = usher_engine_list_events (usher_app_fixture_engine (house), &(UsherEventQuery) { .status = -1, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 }, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->title, ==, "Späte Show — mit 🎭 and العربية");
  g_assert_cmpstr (event->local_start, ==, "2026-11-08T20:00");
}

/* --- mistakes ------------------------------------------------------------------------------------------------------ */

static const struct {
  int         step;
  const char *expander;  /* (nullable): a row to switch on first */
  const char *title;     /* of the row */
  const char *text;
  int         times;
  const char *words;     /* of the message */
} mistakes[] = {
  { 0, NULL, "Title", "", 1, "needs a title" },
  { 0, NULL, "Title", "x", 1024 * 1024, "at most 200" },
  { 0, NULL, "Title", "🎭", 201, "at most 200" },
  { 0, NULL, "Title", "ring\a", 1, "control character" },
  { 0, NULL, "Date", "2026-02-30", 1, "no such day" },
  { 0, NULL, "Date", "غدا", 1, "no such day" },
  { 0, NULL, "Date", "2", 1024 * 1024, "no such day" },
  { 0, NULL, "Date", "2026-10-01", 1, "in the past" },
  { 0, NULL, "Time", "25:61", 1, "no such time" },
  { 0, NULL, "Time", "🎭", 1, "no such time" },
  { 0, NULL, "Duration (minutes, or like 1:30)", "0", 1, "between 1 and" },
  { 0, NULL, "Duration (minutes, or like 1:30)", "soon", 1, "in minutes" },
  { 2, "Limit the Places", "Places", "many", 1, "how many places" },
  { 2, "Limit the Places", "Places", "0", 1, "how many places" },
  { 2, "Limit the Places", "Places", "9999999", 1, "between 1 and" },
  { 2, "Opens at a Set Time", "Date", "2026-02-30", 1, "no such day" },
  { 2, "Opens at a Set Time", "Time", "25:61", 1, "no such time" },
  { 2, "Opens at a Set Time", "Date", "2027-01-01", 1, "after the event" },
  { 2, "Closes at a Set Time", "Date", "🎭", 1, "no such day" },
  { 2, NULL, "Privacy page of this event, if it has its own", "javascript:alert(1)", 1, "not a web address" },
  { 2, NULL, "Privacy page of this event, if it has its own", "x", 1024 * 1024, "at most" },
};

static char *
repeat (const char *text, int times)
{
  GString *string = g_string_new (NULL);

  for (int i = 0; i < times; i++)
    g_string_append (string, text);
  return g_string_free (string, FALSE);
}

static void
go_to (AdwDialog *wizard, int step)
{
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.go-to", "i", step);
  usher_app_settle (30);
}

static int
count_events (UsherAppFixture *house)
{
  g_autoptr (GPtrArray) events = usher_engine_list_events (
    usher_app_fixture_engine (house), &(UsherEventQuery) { .status = -1, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 10 }, NULL);

  return (int) events->len;
}

/* The message stands beside the field, the focus is in it, and nothing happened; what is right again lets one on. */
static void
test_mistakes (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));

  wizard_type (wizard, "Title", "Show");
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autofree char *text = repeat (mistakes[i].text, mistakes[i].times);
      g_autofree char *before = NULL;
      g_autofree char *name = g_strdup_printf ("wizard-mistake-%02d", (int) i);
      GtkWidget *row, *expander = NULL;

      go_to (wizard, mistakes[i].step);
      if (mistakes[i].expander)
        {
          expander = wizard_row (wizard, mistakes[i].expander);
          adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (expander), TRUE);
          adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
          usher_app_settle (30);
        }
      row = wizard_row (wizard, mistakes[i].title);
      before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));
      gtk_editable_set_text (GTK_EDITABLE (row), text);
      wizard_next (wizard);
      g_test_message ("%s: “%.40s” × %d: %s", mistakes[i].title, mistakes[i].text, mistakes[i].times, wizard_error (wizard));
      g_assert_nonnull (wizard_error (wizard));
      g_assert_nonnull (strstr (wizard_error (wizard), mistakes[i].words));
      g_assert_true (gtk_widget_get_mapped (row));
      /* Day and time of the doors share a message. */
      if (!g_str_equal (mistakes[i].words, "after the event"))
        {
          g_assert_true (gtk_widget_has_css_class (row, "error"));
          g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (house->window)), row));
        }
      if (i % 7 == 0)
        usher_app_picture (GTK_WIDGET (house->window), name);
      gtk_editable_set_text (GTK_EDITABLE (row), *before ? before : "Show");
      if (g_str_has_prefix (mistakes[i].title, "Privacy"))
        gtk_editable_set_text (GTK_EDITABLE (row), "");
      if (expander)
        adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (expander), FALSE);
      usher_app_iterate ();
      g_assert_null (wizard_error (wizard));
      wizard_next (wizard);
      g_assert_null (wizard_error (wizard));
    }
  g_assert_cmpint (count_events (house), ==, 0);
}

/* A megabyte in the texts of many lines goes in as far as can be told that it is too much, and the window lives on. */
static void
test_megabyte (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));
  g_autofree char *large = g_strnfill (1024 * 1024, 'x');
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_TEXT_VIEW)));
  gint64 began = g_get_monotonic_time ();

  wizard_type (wizard, "Title", "Show");
  gtk_text_buffer_set_text (buffer, large, -1);
  wizard_next (wizard);
  g_assert_nonnull (strstr (wizard_error (wizard), "at most 20000"));
  g_test_message ("%d ms", (int) ((g_get_monotonic_time () - began) / 1000));
  gtk_text_buffer_set_text (buffer, "<b>not bold</b> **bold**", -1);
  wizard_next (wizard);
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 2 of 4"));

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_set_text (buffer, large, -1);
  wizard_next (wizard);
  g_assert_nonnull (strstr (wizard_error (wizard), "at most 2000"));
  gtk_text_buffer_set_text (buffer, "ring\a", -1);
  wizard_next (wizard);
  g_assert_nonnull (strstr (wizard_error (wizard), "control character"));
  gtk_text_buffer_set_text (buffer, "Come early", -1);

  adw_switch_row_set_active (ADW_SWITCH_ROW (wizard_row (wizard, "E-Mail")), FALSE);
  wizard_next (wizard);
  g_assert_nonnull (strstr (wizard_error (wizard), "Choose e-mail"));
}

/* Does Tab lead from @from to @to, before it leaves the page? */
static gboolean
tab_reaches (UsherAppFixture *house, GtkWidget *from, GtkWidget *to)
{
  gtk_widget_grab_focus (from);
  for (int i = 0; i < 6; i++)
    {
      gtk_widget_child_focus (GTK_WIDGET (house->window), GTK_DIR_TAB_FORWARD);
      if (gtk_root_get_focus (GTK_ROOT (house->window)) == to)
        return TRUE;
    }
  return FALSE;
}

static void
test_clock_change (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string ("2027-03-28"));

  wizard_type (wizard, "Title", "Early Show");
  g_assert_cmpstr (wizard_read (wizard, "Date"), ==, "2027-03-28");
  gtk_widget_activate (wizard_row (wizard, "Time Zone"));
  usher_app_wait_for (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_LIST_VIEW) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_SEARCH_ENTRY)), "germany");
  wizard_wait (wizard, "Berlin");
  usher_app_settle (200);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-zones");
  g_signal_emit_by_name (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_SEARCH_ENTRY), "activate");
  usher_app_wait_for (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_LIST_VIEW) == NULL);
  wizard_wait (wizard, "Europe/Berlin (CE");

  /* Told as it is typed, with the way out */
  wizard_type (wizard, "Time", "02:30");
  g_assert_nonnull (strstr (wizard_error (wizard), "does not exist"));
  usher_app_settle (50);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-gap");
  /* The day was typed last: it is told at the time all the same, and the way out is found with Tab. */
  wizard_type (wizard, "Date", "2027-03-27");
  g_assert_null (wizard_error (wizard));
  wizard_type (wizard, "Date", "2027-03-28");
  g_assert_true (tab_reaches (house, wizard_row (wizard, "Date"), usher_app_find_button (GTK_WIDGET (wizard), "Use 03:00")));
  wizard_press (GTK_WIDGET (wizard), "Use 03:00");
  g_assert_cmpstr (wizard_read (wizard, "Time"), ==, "03:00");
  g_assert_null (wizard_error (wizard));
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "03:00 in Europe/Berlin"));

  wizard_type (wizard, "Date", "2027-10-31");
  wizard_type (wizard, "Time", "02:30");
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "happens twice"));
  usher_app_settle (50);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-fold");
  wizard_next (wizard);
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 2 of 4"));
}

/* The times of the doors, too: told, with the way out, and not moved; all of it by keyboard. */
static void
test_door_gap (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string ("2027-04-11"));
  static const char * const expanders[] = { "Opens at a Set Time", "Closes at a Set Time" };

  wizard_type (wizard, "Title", "Early Doors");
  gtk_widget_activate (wizard_row (wizard, "Time Zone"));
  usher_app_wait_for (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_LIST_VIEW) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_SEARCH_ENTRY)), "berlin");
  wizard_wait (wizard, "Berlin");
  g_signal_emit_by_name (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_SEARCH_ENTRY), "activate");
  usher_app_wait_for (usher_app_find (GTK_WIDGET (wizard), GTK_TYPE_LIST_VIEW) == NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (expanders); i++)
    {
      GtkWidget *expander, *button;

      go_to (wizard, 2);
      expander = wizard_row (wizard, expanders[i]);
      adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (expander), TRUE);
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
      usher_app_settle (50);
      wizard_type (wizard, "Date", "2027-03-28");
      wizard_type (wizard, "Time", "02:30");
      g_assert_nonnull (strstr (wizard_error (wizard), "does not exist"));
      wizard_next (wizard);
      g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 3 of 4"));
      usher_app_settle (200);
      usher_app_picture (GTK_WIDGET (house->window), i == 0 ? "wizard-gap-opens" : "wizard-gap-closes");
      button = usher_app_find_button (GTK_WIDGET (wizard), "Use 03:00");
      g_assert_nonnull (button);
      g_assert_true (tab_reaches (house, wizard_row (wizard, "Time"), button));
      gtk_widget_activate (button);
      usher_app_wait_for (g_str_equal (wizard_read (wizard, "Time"), "03:00"));
      g_assert_null (wizard_error (wizard));
      adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (expander), FALSE);
    }
}

/* --- drafts -------------------------------------------------------------------------------------------------------- */

static void
test_draft (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));

  /* Nothing typed: nothing kept */
  adw_dialog_close (wizard);
  usher_app_settle (50);
  g_assert_false (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));

  wizard = wizard_open (house, 0, 0, "win.schedule-event", g_variant_new_string (""));
  wizard_type (wizard, "Title", "Half a tit");
  wizard_type (wizard, "Time", "25:6");
  adw_dialog_close (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "Draft kept"));

  wizard = wizard_open (house, 0, 0, "win.schedule-event", g_variant_new_string ("2026-12-24"));
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Half a tit");
  g_assert_cmpstr (wizard_read (wizard, "Time"), ==, "25:6");
  g_assert_cmpstr (wizard_read (wizard, "Date"), ==, "2026-12-24");
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Draft from today"));
  usher_app_settle (300);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-draft");
  wizard_press (GTK_WIDGET (wizard), "Start Over");
  usher_app_settle (50);
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "");
  g_assert_cmpstr (wizard_read (wizard, "Time"), ==, "20:00");
  wizard_type (wizard, "Title", "Another");
  adw_dialog_close (wizard);
  usher_app_settle (50);
  wizard_press (GTK_WIDGET (house->window), "Discard");
  usher_app_settle (50);
  wizard = wizard_open (house, 0, 0, "win.schedule-event", g_variant_new_string (""));
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "");
}

/* The window is closed in the middle of a word: it is there after a restart. */
static void
test_draft_survives (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));

  wizard_type (wizard, "Title", "Before the end");
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&house->window)));
  usher_app_settle (100);
  usher_client_stop (house->client);
  g_clear_object (&house->client);

  house->client = usher_client_new (house->options);
  usher_client_start (house->client);
  usher_app_wait_for (usher_client_is_running (house->client));
  wizard = wizard_open (house, 1000, 800, "win.schedule-event", g_variant_new_string (""));
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Before the end");
}

/* --- events that are there already --------------------------------------------------------------------------------- */

static void
test_edit (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherEvent) after = NULL;
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.edit-event", g_variant_new_int64 (event->id));

  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Show");
  g_assert_cmpstr (wizard_read (wizard, "Time"), ==, "20:00");
  wizard_type (wizard, "Title", "Better Show");
  go_to (wizard, 3);
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (wizard), "Save") != NULL);
  wizard_wait (wizard, "As many as come");
  g_assert_false (usher_app_sees (GTK_WIDGET (wizard), "What Moves"));
  wizard_next (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "Changes saved"));
  after = usher_engine_get_event (usher_app_fixture_engine (house), event->id, NULL);
  g_assert_cmpstr (after->title, ==, "Better Show");
  g_assert_cmpint (after->starts_at, ==, event->starts_at);
}

/* Somebody else was quicker: said, not overwritten; and what is new is there after Reload. */
static void
test_stale (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherEvent) after = NULL;
  g_autoptr (UsherEventDraft) draft = usher_draft_from_event (event);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.edit-event", g_variant_new_int64 (event->id));

  wizard_type (wizard, "Title", "Mine");
  g_set_str (&draft->title, "Theirs");
  usher_engine_update_event_async (usher_app_fixture_engine (house), event->id, draft, 0, "api", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  after = usher_engine_update_event_finish (usher_app_fixture_engine (house), result, NULL);
  g_assert_nonnull (after);
  go_to (wizard, 3);
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (wizard), "Reload") != NULL);
  /* In place, with the way out in focus, and no headings over nothing */
  g_assert_true (gtk_root_get_focus (GTK_ROOT (house->window)) == usher_app_find_button (GTK_WIDGET (wizard), "Reload"));
  g_assert_false (usher_app_sees (GTK_WIDGET (wizard), "Estimated Cost"));
  g_assert_null (usher_app_find_button (GTK_WIDGET (wizard), "Edit"));
  usher_app_picture (GTK_WIDGET (house->window), "wizard-stale");
  wizard_press (GTK_WIDGET (wizard), "Reload");
  wizard_wait (wizard, "Step 1 of 4");
  /* Nothing that was typed is lost, and it is said that it stands over the other's words. */
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "stands over it"));
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Mine");
  wizard_press (GTK_WIDGET (wizard), "Start Over");
  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Theirs");
}

static void
test_reschedule (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  g_autoptr (UsherEvent) after = NULL, untouched = NULL;
  AdwDialog *wizard;

  /* The confirmation leaves, so that the viewer knows the old time. */
  {
    GAsyncResult *pending = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    usher_engine_run_due_async (usher_app_fixture_engine (house), NULL, usher_app_callback, &pending);
    result = usher_app_await (&pending);
    usher_engine_run_due_finish (usher_app_fixture_engine (house), result, NULL);
  }
  wizard = wizard_open (house, 1000, 800, "win.reschedule", g_variant_new ("(xs)", event->id, "2026-11-04T20:00"));
  wizard_wait (wizard, "What Moves");
  wizard_wait (wizard, "Sun 15 Nov, 20:00 → Wed 4 Nov, 20:00");
  wizard_wait (wizard, "1 person gets a change notice by e-mail");
  wizard_wait (wizard, "Moves from");
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (wizard), "Reschedule and Tell Everyone") != NULL);
  usher_app_settle (300);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-reschedule");
  /* Nothing happened yet. */
  untouched = usher_engine_get_event (usher_app_fixture_engine (house), event->id, NULL);
  g_assert_cmpint (untouched->version, ==, event->version);
  wizard_next (wizard);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "Rescheduled: 1 person will be told"));
  after = usher_engine_get_event (usher_app_fixture_engine (house), event->id, NULL);
  g_assert_cmpstr (after->local_start, ==, "2026-11-04T20:00");
}

/* A drag into the past ends at the field that is wrong. */
static void
test_bad_reschedule (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.reschedule", g_variant_new ("(xs)", event->id, "2026-10-04T20:00"));

  wizard_wait (wizard, "Step 1 of 4");
  g_assert_nonnull (strstr (wizard_error (wizard), "in the past"));
}

static void
test_duplicate (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  AdwDialog *wizard = wizard_open (house, 1000, 800, "win.duplicate-event", g_variant_new_int64 (event->id));

  g_assert_cmpstr (wizard_read (wizard, "Title"), ==, "Show");
  g_assert_cmpstr (wizard_read (wizard, "Date"), ==, "2026-11-22");
  go_to (wizard, 3);
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (wizard), "Schedule Event") != NULL);
  wizard_wait (wizard, "As many as come");
  wizard_next (wizard);
  usher_app_wait_for (count_events (house) == 2);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "Event scheduled"));
}

/* What is over or called off takes no edit, in the engine's words; what is live takes some. */
static void
test_over (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  UsherEngine *engine = usher_app_fixture_engine (house);
  g_autoptr (GAsyncResult) started = NULL, ended = NULL;
  GAsyncResult *pending = NULL;
  AdwDialog *wizard;

  usher_engine_start_event_async (engine, event->id, "app", NULL, usher_app_callback, &pending);
  started = usher_app_await (&pending);
  usher_event_unref (usher_engine_start_event_finish (engine, started, NULL));
  wizard = wizard_open (house, 1000, 800, "win.edit-event", g_variant_new_int64 (event->id));
  wizard_wait (wizard, "On air: words and registration can change");
  wizard_type (wizard, "Date", "2026-12-06");
  go_to (wizard, 3);
  usher_app_wait_for (wizard_error (wizard) != NULL);
  usher_app_settle (100);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-live");
  g_assert_nonnull (strstr (wizard_error (wizard), "live"));
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 4 of 4"));
  g_assert_false (usher_app_sees (GTK_WIDGET (wizard), "Estimated Cost"));
  wizard_press (GTK_WIDGET (wizard), "Change Details");
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 1 of 4"));
  wizard_wait (wizard, "can no longer be changed");
  adw_dialog_force_close (wizard);

  usher_engine_end_event_async (engine, event->id, "app", NULL, usher_app_callback, &pending);
  ended = usher_app_await (&pending);
  usher_event_unref (usher_engine_end_event_finish (engine, ended, NULL));
  gtk_widget_activate_action (GTK_WIDGET (house->window), "win.edit-event", "x", event->id);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "is over and can no longer be changed"));
  usher_app_settle (300);
  usher_app_picture (GTK_WIDGET (house->window), "wizard-over");
}

/* --- narrow -------------------------------------------------------------------------------------------------------- */

static void
test_narrow (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  AdwDialog *wizard = wizard_open (house, 360, 640, "win.schedule-event", g_variant_new_string (""));

  wizard_type (wizard, "Title", "A Title That Is Rather Long for a Narrow Window");
  for (int i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("wizard-narrow-%d", i + 1);

      usher_app_settle (600);
      usher_app_picture (GTK_WIDGET (house->window), name);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (house->window)), <=, 372);
      if (i == 1)
        {
          adw_switch_row_set_active (ADW_SWITCH_ROW (wizard_row (wizard, "SMS")), TRUE);
          gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.show-preview", NULL);
          usher_app_settle (1500);
          usher_app_picture (GTK_WIDGET (house->window), "wizard-narrow-preview");
          gtk_widget_activate_action (usher_app_find (GTK_WIDGET (wizard), ADW_TYPE_HEADER_BAR), "navigation.pop", NULL);
          usher_app_settle (50);
        }
      if (i < 3)
        wizard_next (wizard);
    }
  g_assert_true (usher_app_sees (GTK_WIDGET (wizard), "Step 4 of 4"));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/wizard/walk", test_walk);
  g_test_add_func ("/wizard/mistakes", test_mistakes);
  g_test_add_func ("/wizard/megabyte", test_megabyte);
  g_test_add_func ("/wizard/clock-change", test_clock_change);
  g_test_add_func ("/wizard/door-gap", test_door_gap);
  g_test_add_func ("/wizard/draft", test_draft);
  g_test_add_func ("/wizard/draft-survives", test_draft_survives);
  g_test_add_func ("/wizard/edit", test_edit);
  g_test_add_func ("/wizard/stale", test_stale);
  g_test_add_func ("/wizard/reschedule", test_reschedule);
  g_test_add_func ("/wizard/bad-reschedule", test_bad_reschedule);
  g_test_add_func ("/wizard/duplicate", test_duplicate);
  g_test_add_func ("/wizard/over", test_over);
  g_test_add_func ("/wizard/narrow", test_narrow);
  return g_test_run ();
}
