/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"
#include "usher-event-page.h"
#include "usher-queries.h"
#include "usher-registration-model.h"

static void
open_event (UsherAppFixture *fixture, gint64 id)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-event", "x", id);
  usher_app_wait_for (usher_app_find_button (GTK_WIDGET (fixture->window), "GO LIVE") != NULL);
}

static UsherEventStatus
status_of (UsherAppFixture *fixture, gint64 id)
{
  g_autoptr (UsherEvent) event = usher_engine_get_event (usher_app_fixture_engine (fixture), id, NULL);

  return event->status;
}

static UsherNotification *
find_step (UsherAppFixture *fixture, gint64 event_id, const char *interval)
{
  g_autoptr (GPtrArray) list = usher_engine_list_notifications (usher_app_fixture_engine (fixture), event_id, TRUE, NULL);

  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((UsherNotification *) list->pdata[i])->interval, interval) == 0)
      return usher_notification_ref (list->pdata[i]);
  return NULL;
}

static UsherNotificationStatus
step_status (UsherAppFixture *fixture, gint64 event_id, const char *interval)
{
  g_autoptr (UsherNotification) n = find_step (fixture, event_id, interval);

  return n->status;
}

static int
count_messages (UsherAppFixture *fixture, gint64 event_id)
{
  UsherOutboxQuery query = { .event_id = event_id, .limit = 100 };

  return usher_engine_count_outbox (usher_app_fixture_engine (fixture), &query, NULL);
}

static void
answer_dialog (UsherAppFixture *fixture, const char *response)
{
  AdwDialog *dialog;

  usher_app_wait_for (ADW_IS_ALERT_DIALOG (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window))));
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));
  g_signal_emit_by_name (dialog, "response", response);
  adw_dialog_force_close (dialog);
}

static int
count_sent (UsherAppFixture *fixture, gint64 event_id)
{
  UsherOutboxQuery query = { .event_id = event_id, .group = USHER_DELIVERY_GROUP_SENT };

  return usher_engine_count_outbox (usher_app_fixture_engine (fixture), &query, NULL);
}

/* The page shows the event, wide and narrow; who registers appears without anybody asking. */
static void
test_overview (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherRegistration) ada = NULL;
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));

  open_event (fixture, event->id);
  g_assert_true (usher_app_sees (window, "Late Show"));
  g_assert_true (usher_app_sees (window, "Europe/Berlin"));
  g_assert_true (usher_app_sees (window, "1 week before"));
  g_assert_true (usher_app_sees (window, "Confirmation"));
  g_assert_true (usher_page_search (USHER_PAGE (usher_window_get_page (fixture->window))));
  usher_app_wait_for (usher_app_sees (window, "Nobody Yet"));
  ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
  usher_app_wait_for (usher_app_sees (window, "ada@example.org"));
  usher_app_settle (300);
  usher_app_picture (window, "event-registrations");
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 700);
  usher_app_wait_for (usher_app_sees (window, "ada@example.org · "));
  usher_app_picture (window, "event-registrations-narrow");
}

static UsherEvent *
event_without_reminders (UsherAppFixture *fixture)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  UsherEvent *event;

  g_set_str (&draft->title, "Late Show");
  g_set_str (&draft->starts_at, "2026-11-15T20:00");
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->intervals = g_ptr_array_new_with_free_func (g_free);
  usher_engine_create_event_async (usher_app_fixture_engine (fixture), draft, NULL, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_create_event_finish (usher_app_fixture_engine (fixture), result, &error);
  g_assert_no_error (error);
  return event;
}

/* Nothing is sent and nothing changes when a start comes near and passes, but the page says so. */
static void
test_clock (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = event_without_reminders (fixture);
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));

  open_event (fixture, event->id);
  g_assert_nonnull (usher_app_find_label (window, "Scheduled"));
  usher_app_fixture_advance (fixture, event->starts_at - 10 * 60 * (gint64) G_USEC_PER_SEC - USHER_APP_NOW);
  usher_app_wait_for (usher_app_find_label (window, "Soon") != NULL);
  usher_app_fixture_advance (fixture, 20 * 60 * (gint64) G_USEC_PER_SEC);
  usher_app_wait_for (usher_app_find_label (window, "Not Started") != NULL);
}

static double
get_scroll (GtkWidget *inside)
{
  GtkWidget *window = gtk_widget_get_ancestor (inside, GTK_TYPE_SCROLLED_WINDOW);

  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window)));
}

/* The newest stands on top, and is seen there without scrolling. */
static void
test_comes_in_on_top (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 500));
  GtkWidget *label;

  for (int i = 0; i < 30; i++)
    {
      g_autofree char *email = g_strdup_printf ("viewer%d@example.org", i);
      g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (fixture, event->id, "Viewer", email);
    }
  open_event (fixture, event->id);
  usher_page_search (USHER_PAGE (usher_window_get_page (fixture->window)));
  usher_app_wait_for (usher_app_find_label (window, "viewer29@example.org") != NULL);
  usher_registration_unref (usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org"));
  usher_app_wait_for ((label = usher_app_find_label (window, "ada@example.org")) != NULL);
  usher_app_settle (200);
  g_assert_cmpfloat (get_scroll (label), ==, 0);
}

/* Who has scrolled begins at the top of another order and of what a search finds; who comes in above does not move them. */
static void
test_begins_at_top (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 500));
  g_autoptr (GtkColumnViewColumn) by_email = NULL;
  GtkAdjustment *place;
  GtkColumnView *table;

  for (int i = 10; i < 70; i++)
    {
      g_autofree char *email = g_strdup_printf ("viewer%d@example.org", i);
      g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (fixture, event->id, "Viewer", email);
    }
  open_event (fixture, event->id);
  usher_page_search (USHER_PAGE (usher_window_get_page (fixture->window)));
  usher_app_wait_for (usher_app_find_label (window, "viewer69@example.org") != NULL);
  table = GTK_COLUMN_VIEW (usher_app_find (window, GTK_TYPE_COLUMN_VIEW));
  place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table));
  usher_app_wait_for (gtk_adjustment_get_page_size (place) > 0 && gtk_adjustment_get_upper (place) > gtk_adjustment_get_page_size (place));
  gtk_column_view_scroll_to (table, 59, NULL, GTK_LIST_SCROLL_NONE, NULL);
  usher_app_wait_for (gtk_adjustment_get_value (place) > 0);
  usher_registration_unref (usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org"));
  usher_app_settle (200);
  g_assert_cmpfloat (gtk_adjustment_get_value (place), >, 0);
  by_email = g_list_model_get_item (gtk_column_view_get_columns (table), 1);
  gtk_column_view_sort_by_column (table, by_email, GTK_SORT_DESCENDING);
  usher_app_wait_for (gtk_adjustment_get_value (place) == 0);
  gtk_column_view_scroll_to (table, 59, NULL, GTK_LIST_SCROLL_NONE, NULL);
  usher_app_wait_for (gtk_adjustment_get_value (place) > 0);
  gtk_editable_set_text (GTK_EDITABLE (usher_app_find (window, GTK_TYPE_SEARCH_ENTRY)), "viewer");
  usher_app_wait_for (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table))) == 60);
  usher_app_wait_for (gtk_adjustment_get_value (place) == 0);
  usher_app_wait_for (usher_app_find_label (window, "ada@example.org") == NULL);
}

/* The menu of a row is made when it is opened, and is about who stands in the row then. */
static void
test_row_menu (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  g_autoptr (UsherRegistration) bob = NULL;
  const gint64 *people[] = { &ada->id, NULL };
  GtkMenuButton *button;

  open_event (fixture, event->id);
  usher_page_search (USHER_PAGE (usher_window_get_page (fixture->window)));
  usher_app_wait_for (usher_app_find_label (window, "ada@example.org") != NULL);
  bob = usher_app_fixture_viewer (fixture, event->id, "Bob", "bob@example.org");
  people[1] = &bob->id;
  usher_app_wait_for (usher_app_find_label (window, "bob@example.org") != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (GVariant) target = NULL;
      GtkColumnView *table = GTK_COLUMN_VIEW (usher_app_find (window, GTK_TYPE_COLUMN_VIEW));
      g_autoptr (GtkColumnViewColumn) by_name = g_list_model_get_item (gtk_column_view_get_columns (table), 0);

      /* Ada stands in the first row, then Bob does. */
      gtk_column_view_sort_by_column (table, by_name, i == 0 ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
      usher_app_settle (300);
      button = GTK_MENU_BUTTON (usher_app_find_button (GTK_WIDGET (table), "Registration Actions"));
      gtk_menu_button_popup (button);
      usher_app_wait_for (gtk_menu_button_get_menu_model (button) != NULL);
      target = g_menu_model_get_item_attribute_value (gtk_menu_button_get_menu_model (button), 0, "target", G_VARIANT_TYPE_INT64);
      g_assert_cmpint (g_variant_get_int64 (target), ==, *people[i]);
      gtk_menu_button_popdown (button);
      usher_app_settle (100);
    }
}

static gint64
selected_person (GtkColumnView *table)
{
  UsherRegistrationItem *item = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (gtk_column_view_get_model (table)));

  return item ? usher_registration_item_get_id (item) : 0;
}

/* By name, somebody comes in above: the selection goes with the person, or what is pressed next would happen to another one. */
static void
test_selection_follows (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherRegistration) cyd = usher_app_fixture_viewer (fixture, event->id, "Cyd", "cyd@example.org");
  g_autoptr (UsherRegistration) bob = usher_app_fixture_viewer (fixture, event->id, "Bob", "bob@example.org");
  g_autoptr (UsherRegistration) ada = NULL;
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  GtkColumnView *table;
  g_autoptr (GtkColumnViewColumn) by_name = NULL;
  GtkSingleSelection *selection;

  open_event (fixture, event->id);
  usher_page_search (USHER_PAGE (usher_window_get_page (fixture->window)));
  usher_app_wait_for (usher_app_find_label (window, "bob@example.org") != NULL);
  table = GTK_COLUMN_VIEW (usher_app_find (window, GTK_TYPE_COLUMN_VIEW));
  by_name = g_list_model_get_item (gtk_column_view_get_columns (table), 0);
  g_assert_cmpstr (gtk_column_view_column_get_id (by_name), ==, "name");
  gtk_column_view_sort_by_column (table, by_name, GTK_SORT_ASCENDING);
  selection = GTK_SINGLE_SELECTION (gtk_column_view_get_model (table));
  usher_app_wait_for (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 2 && usher_app_find_label (window, "bob@example.org"));
  gtk_single_selection_set_selected (selection, 0);
  usher_app_wait_for (selected_person (table) == bob->id);
  ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
  usher_app_wait_for (usher_app_find_label (window, "ada@example.org") != NULL);
  usher_app_wait_for (selected_person (table) == bob->id);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 1);
  /* In another order the person is found again, in another row. */
  gtk_single_selection_set_selected (selection, 0);
  g_assert_cmpint (selected_person (table), ==, ada->id);
  gtk_column_view_sort_by_column (table, by_name, GTK_SORT_DESCENDING);
  usher_app_wait_for (selected_person (table) == ada->id && gtk_single_selection_get_selected (selection) == 2);
}

/* Taken back at once, and put back with Undo. */
static void
test_timeline (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherNotification) step = find_step (fixture, event->id, "P7D");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  GtkWidget *undo, *label;

  open_event (fixture, event->id);
  label = usher_app_find_label (window, "1 week before");
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_activate_action (label, "timeline.cancel", "x", step->id));
  usher_app_wait_for (step_status (fixture, event->id, "P7D") == USHER_NOTIFICATION_CANCELLED);
  usher_app_wait_for (usher_app_sees (window, "Message cancelled") && usher_app_sees (window, "Cancelled"));
  undo = usher_app_find_button (window, "Undo");
  g_assert_nonnull (undo);
  gtk_widget_activate (undo);
  usher_app_wait_for (step_status (fixture, event->id, "P7D") == USHER_NOTIFICATION_SCHEDULED);

  /* Sending tells how many people that concerns, and does nothing without a yes. */
  g_assert_true (gtk_widget_activate_action (label, "timeline.send-now", "x", step->id));
  usher_app_wait_for (usher_app_sees (window, "Nobody has registered yet"));
  answer_dialog (fixture, "cancel");
  usher_app_settle (100);
  g_assert_cmpint (step_status (fixture, event->id, "P7D"), ==, USHER_NOTIFICATION_SCHEDULED);
}

/* Removing waits for the end of the toast; Undo means that nothing happened. */
static void
test_remove (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  GtkWidget *label, *undo;

  open_event (fixture, event->id);
  usher_page_search (USHER_PAGE (usher_window_get_page (fixture->window)));
  usher_app_wait_for (usher_app_find_label (window, "ada@example.org") != NULL);
  label = usher_app_find_label (window, "ada@example.org");
  gtk_widget_activate_action (label, "registrations.remove", "x", ada->id);
  usher_app_wait_for (gtk_widget_has_css_class (label, "leaving"));
  usher_app_wait_for ((undo = usher_app_find_button (window, "Undo")) != NULL);
  gtk_widget_activate (undo);
  usher_app_wait_for (!gtk_widget_has_css_class (label, "leaving"));
  g_assert_cmpint (usher_engine_count_registrations (usher_app_fixture_engine (fixture), event->id, NULL), ==, 1);
  gtk_widget_activate_action (label, "registrations.remove", "x", ada->id);
  /* The toast goes with its window, and the deed is done. */
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  usher_app_wait_for (usher_engine_count_registrations (usher_app_fixture_engine (fixture), event->id, NULL) == 0);
}

/* Asks, says that nobody is told, starts, opens the Studio; not one message more is there afterwards. */
static void
test_go_live (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  int messages = count_messages (fixture, event->id);

  open_event (fixture, event->id);
  gtk_widget_activate (usher_app_find_button (window, "GO LIVE"));
  usher_app_wait_for (usher_app_sees (window, "Start streaming for “Late Show”?"));
  g_assert_true (usher_app_sees (window, "No notifications will be sent"));
  answer_dialog (fixture, "cancel");
  usher_app_settle (100);
  g_assert_cmpint (status_of (fixture, event->id), ==, USHER_EVENT_SCHEDULED);
  gtk_widget_activate (usher_app_find_button (window, "GO LIVE"));
  answer_dialog (fixture, "start");
  usher_app_wait_for (usher_app_find_label (window, "LIVE") != NULL);
  g_assert_cmpint (status_of (fixture, event->id), ==, USHER_EVENT_LIVE);
  g_assert_cmpint (count_messages (fixture, event->id), ==, messages);
}

/* An account whose key the keyring does not give out: nobody makes a stream. */
static void
set_up_closed_account (UsherAppFixture *fixture)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  g_autoptr (UsherSettings) settings = usher_engine_get_settings (engine, NULL);
  g_autoptr (UsherSettings) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  g_set_str (&settings->mux_token_id, "id");
  usher_engine_save_settings_async (engine, settings, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  saved = usher_engine_save_settings_finish (engine, result, &error);
  g_assert_no_error (error);
  usher_client_restart (fixture->client);
  usher_app_wait_for (usher_client_is_running (fixture->client));
}

/* The event stays scheduled, and the card says why. */
static void
test_go_live_fails (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  GtkWidget *window;

  set_up_closed_account (fixture);
  window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  open_event (fixture, event->id);
  usher_event_page_go_live (USHER_EVENT_PAGE (usher_window_get_page (fixture->window)));
  usher_app_wait_for (usher_app_sees (window, "The event stays scheduled"));
  usher_app_settle (200);
  usher_app_picture (window, "event-go-live-failed");
  g_assert_nonnull (usher_app_find_button (window, "GO LIVE"));
  g_assert_cmpint (status_of (fixture, event->id), ==, USHER_EVENT_SCHEDULED);
}

static void
test_cancel_event (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));

  open_event (fixture, event->id);
  usher_app_wait_for (count_sent (fixture, event->id) == 1);   /* else Ada knows of nothing that is cancelled */
  gtk_widget_activate_action (window, "win.cancel-event", "x", event->id);
  usher_app_wait_for (usher_app_sees (window, "1 person gets a cancellation notice."));
  g_assert_true (usher_app_sees (window, "8 pending reminders are taken back."));
  answer_dialog (fixture, "cancel-event");
  usher_app_wait_for (status_of (fixture, event->id) == USHER_EVENT_CANCELLED);
  usher_app_wait_for (usher_app_sees (window, "Cancellation notice"));
}

/* Nothing holds on to a page whose window was closed. */
static void
test_gone (void)
{
  static const char * const actions[] = { "win.open-event", "win.open-studio", "win.open-summary" };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
      g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
      g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (fixture, event->id, "Ada", "ada@example.org");
      GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
      gpointer page;

      gtk_widget_activate_action (window, actions[i], "x", event->id);
      usher_app_settle (300);
      page = usher_window_get_page (fixture->window);
      if (i == 0)
        usher_page_search (page);
      usher_app_settle (300);
      g_object_add_weak_pointer (page, &page);
      gtk_window_destroy (GTK_WINDOW (fixture->window));
      fixture->window = NULL;
      usher_app_wait_for (page == NULL);
    }
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/event-page/overview", test_overview);
  g_test_add_func ("/event-page/clock", test_clock);
  g_test_add_func ("/event-page/comes-in-on-top", test_comes_in_on_top);
  g_test_add_func ("/event-page/begins-at-top", test_begins_at_top);
  g_test_add_func ("/event-page/row-menu", test_row_menu);
  g_test_add_func ("/event-page/selection-follows", test_selection_follows);
  g_test_add_func ("/event-page/timeline", test_timeline);
  g_test_add_func ("/event-page/remove", test_remove);
  g_test_add_func ("/event-page/go-live", test_go_live);
  g_test_add_func ("/event-page/go-live-fails", test_go_live_fails);
  g_test_add_func ("/event-page/cancel-event", test_cancel_event);
  g_test_add_func ("/event-page/gone", test_gone);
  return g_test_run ();
}
