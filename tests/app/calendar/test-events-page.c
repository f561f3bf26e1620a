/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-season.h"

#include "usher-csv.h"
#include "usher-event-export.h"
#include "usher-event-list.h"
#include "usher-event-row.h"
#include "usher-page.h"

static void
choose_filter (GtkWidget *page, const char *name)
{
  AdwToggleGroup *filter = ADW_TOGGLE_GROUP (usher_app_find (page, ADW_TYPE_TOGGLE_GROUP));

  adw_toggle_group_set_active_name (filter, name);
}

static void
test_filters (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page;

  usher_season_mix (house);
  page = usher_season_open (house, "events", 1000, 760, "Winter Show");
  usher_app_picture (GTK_WIDGET (house->window), "events-upcoming");
  g_assert_true (usher_app_sees (page, "Asia/Tokyo"));
  g_assert_false (usher_app_sees (page, "Rained Off"));
  g_assert_false (usher_app_sees (page, "Rehearsal"));
  g_assert_nonnull (usher_app_find_label (page, "12"));
  choose_filter (page, "cancelled");
  usher_app_wait_for (usher_app_sees (page, "Rained Off"));
  g_assert_false (usher_app_sees (page, "Winter Show"));
  choose_filter (page, "live");
  usher_app_wait_for (usher_app_sees (page, "On the Roof"));
  usher_app_picture (GTK_WIDGET (house->window), "events-live");
  choose_filter (page, "past");
  usher_app_wait_for (usher_app_sees (page, "Rehearsal"));
  choose_filter (page, "upcoming");
  usher_app_wait_for (usher_app_sees (page, "Winter Show"));
}

static void
test_search (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *entry;

  usher_season_mix (house);
  page = usher_season_open (house, "events", 1000, 760, "Winter Show");
  g_assert_true (usher_page_search (USHER_PAGE (page)));
  usher_app_settle (100);
  entry = usher_app_find (page, GTK_TYPE_SEARCH_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "tokyo");
  usher_app_wait_for (!usher_app_sees (page, "Winter Show") && usher_app_sees (page, "Good Morning"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "nothing of the kind");
  usher_app_wait_for (usher_app_sees (page, "No Results"));
  usher_app_picture (GTK_WIDGET (house->window), "events-no-results");
  gtk_widget_activate (usher_app_find_button (page, "Clear Search"));
  usher_app_wait_for (usher_app_sees (page, "Winter Show"));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (gtk_widget_get_root (page)), entry)
                 || gtk_root_get_focus (gtk_widget_get_root (page)) == entry);
}

static void
test_empty (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = NULL;
  GtkWidget *page = usher_season_open (house, "events", 360, 640, "Fill the House");

  usher_app_picture (GTK_WIDGET (house->window), "events-empty");
  g_assert_nonnull (usher_app_find_button (page, "Schedule Event…"));
  event = usher_season_event (house, "First Night", "2026-11-15T20:00", "Europe/Berlin");
  usher_app_wait_for (usher_app_sees (page, "First Night"));
  usher_season_cancel (house, event->id);
  usher_app_wait_for (usher_app_sees (page, "Nothing Scheduled"));
  usher_app_picture (GTK_WIDGET (house->window), "events-nothing");
}

/* A row that has the focus keeps it while what it shows changes. */
static void
test_live_rows (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_season_event (house, "Winter Show", "2026-11-15T20:00", "Europe/Berlin");
  g_autoptr (UsherRegistration) viewer = NULL;
  GtkWidget *page = usher_season_open (house, "events", 900, 640, "Winter Show");
  GtkWidget *list = usher_app_find (page, USHER_TYPE_EVENT_LIST);
  GtkWidget *row = usher_app_find (page, USHER_TYPE_EVENT_ROW);
  GtkWidget *focus;

  usher_event_list_scroll_to (USHER_EVENT_LIST (list), 0, TRUE);
  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
  focus = gtk_root_get_focus (gtk_widget_get_root (page));
  g_assert_true (focus == gtk_widget_get_parent (row) || gtk_widget_is_ancestor (focus, row));
  viewer = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.org");
  usher_app_wait_for (usher_app_find_label (row, "1"));
  g_assert_true (gtk_root_get_focus (gtk_widget_get_root (page)) == focus);
  g_assert_true (usher_app_find_label (row, "Scheduled") != NULL);
  /* Time alone changes it, too. */
  usher_app_fixture_advance (house, 14 * USHER_DAY + 6 * USHER_HOUR + 30 * USHER_MINUTE);
  usher_app_wait_for (usher_app_find_label (row, "Soon"));
  gtk_test_accessible_assert_property (gtk_widget_get_parent (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Winter Show, Soon, Sun 15 Nov, 20:00 (Europe/Berlin), 1 registration");
  g_assert_true (gtk_root_get_focus (gtk_widget_get_root (page)) == focus);
}

static void
test_menu_key (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_season_event (house, "Winter Show", "2026-11-15T20:00", "Europe/Berlin");
  GtkWidget *page = usher_season_open (house, "events", 900, 640, "Winter Show");
  GtkWidget *list = usher_app_find (page, USHER_TYPE_EVENT_LIST);
  GtkWidget *popover;

  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
  g_assert_true (usher_season_key (gtk_root_get_focus (gtk_widget_get_root (page)), GDK_KEY_Menu, 0));
  usher_app_settle (200);
  popover = usher_app_find (page, GTK_TYPE_POPOVER_MENU);
  g_assert_nonnull (popover);
  g_assert_true (usher_app_sees (popover, "Copy Registration Link"));
  g_assert_true (usher_app_sees (popover, "Move to…"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  usher_app_wait_for (!usher_app_find (page, GTK_TYPE_POPOVER_MENU));
}

static int
count_waiting (UsherAppFixture *house)
{
  UsherOutboxQuery query = { .group = USHER_DELIVERY_GROUP_WAITING };

  return usher_engine_count_outbox (usher_app_fixture_engine (house), &query, NULL);
}

static void
test_several (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *list, *dialog;

  usher_season_mix (house);
  page = usher_season_open (house, "events", 1000, 760, "Winter Show");
  list = usher_app_find (page, USHER_TYPE_EVENT_LIST);
  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
  g_assert_true (usher_season_key (gtk_root_get_focus (gtk_widget_get_root (page)), GDK_KEY_space, GDK_CONTROL_MASK));
  usher_app_wait_for (usher_app_find_label (page, "1 selected"));
  /* Now activating a row chooses it. */
  g_signal_emit_by_name (usher_event_list_get_view (USHER_EVENT_LIST (list)), "activate", 1);
  usher_app_wait_for (usher_app_find_label (page, "2 selected"));
  usher_app_settle (200);
  usher_app_picture (GTK_WIDGET (house->window), "events-selecting");
  g_assert_true (usher_season_key (page, GDK_KEY_Escape, 0));
  usher_app_wait_for (!usher_app_find_label (page, "2 selected"));

  g_assert_true (usher_season_key (gtk_root_get_focus (gtk_widget_get_root (page)), GDK_KEY_a, GDK_CONTROL_MASK));
  usher_app_wait_for (usher_app_find_label (page, "11 selected"));
  usher_app_wait_for (count_waiting (house) == 0);   /* who has no confirmation yet is told nothing */
  gtk_widget_activate_action (page, "events.cancel-chosen", NULL);
  usher_app_wait_for (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)) != NULL);
  dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)));
  g_assert_true (ADW_IS_ALERT_DIALOG (dialog));
  g_assert_cmpstr (adw_alert_dialog_get_heading (ADW_ALERT_DIALOG (dialog)), ==, "Cancel 11 Events?");
  g_assert_cmpstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (dialog)), ==,
                   "12 cancellation notices will be sent. This cannot be undone.");
  usher_app_picture (GTK_WIDGET (house->window), "events-cancel");
  g_signal_emit_by_name (dialog, "response::cancel-events", "cancel-events");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "11 events cancelled"));
  usher_app_wait_for (usher_app_sees (page, "Nothing Scheduled"));
  g_assert_false (usher_app_sees (page, "selected"));
}

static void
test_csv (void)
{
  g_autoptr (GPtrArray) overviews = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_event_overview_unref);
  g_autofree char *csv = NULL;
  UsherEvent *event = usher_event_new ();
  UsherEventOverview *overview = usher_event_overview_new (event);

  g_set_str (&event->title, "=Sum, \"quoted\"");
  g_set_str (&event->slug, "sum");
  g_set_str (&event->local_start, "2026-11-15T20:00");
  g_set_str (&event->time_zone, "Europe/Berlin");
  event->starts_at = USHER_APP_NOW + USHER_DAY;
  event->duration_minutes = 90;
  event->registration_enabled = TRUE;
  overview->registrations = 12;
  overview->email = 11;
  overview->failed = 2;
  g_ptr_array_add (overviews, overview);
  csv = usher_event_export_csv (overviews, "https://example.org", USHER_APP_NOW);
  g_assert_cmpstr (csv, ==, USHER_CSV_BOM
                   "Title,Start,Time Zone,Minutes,State,Registrations,By E-mail,By SMS,Messages Sent,Messages Failed,Registration Link\r\n"
                   "\"'=Sum, \"\"quoted\"\"\",2026-11-15T20:00,Europe/Berlin,90,Scheduled,12,11,0,0,2,https://example.org/register/sum\r\n");
}

/* Thousands: read in pages, and only the rows that are seen exist. */
static void
test_many (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *list;
  GListModel *model;

  usher_season_fill (house, 450, "2026-11-02T08:00", 60);
  page = usher_season_open (house, "events", 900, 640, "Event 1");
  list = usher_app_find (page, USHER_TYPE_EVENT_LIST);
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (usher_event_list_get_view (USHER_EVENT_LIST (list)))));
  g_assert_cmpuint (g_list_model_get_n_items (model), <=, 100);
  g_assert_nonnull (usher_app_find_label (page, "450"));
  for (guint n = g_list_model_get_n_items (model); n < 450; n = g_list_model_get_n_items (model))
    {
      usher_event_list_scroll_to (USHER_EVENT_LIST (list), n - 1, FALSE);
      usher_app_wait_for (g_list_model_get_n_items (model) > n);
      g_assert_cmpuint (g_list_model_get_n_items (model), <=, n + 100);
    }
  usher_event_list_scroll_to (USHER_EVENT_LIST (list), 449, FALSE);
  usher_app_wait_for (usher_app_sees (page, "Event 450"));
}

static void
test_gone (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *row;

  usher_season_mix (house);
  page = usher_season_open (house, "events", 900, 640, "Winter Show");
  row = usher_app_find (page, USHER_TYPE_EVENT_ROW);
  gtk_widget_activate_action (page, "events.select-all", NULL);
  usher_app_settle (200);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &row);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&house->window)));
  usher_app_wait_for (!page && !row);
}

static void
test_narrow (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page;
  int minimum;

  usher_season_mix (house);
  page = usher_season_open (house, "events", 360, 640, "Winter Show");
  usher_app_picture (GTK_WIDGET (house->window), "events-narrow");
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_widget_activate_action (page, "events.select-all", NULL);
  usher_app_wait_for (usher_app_find_label (page, "11 selected"));
  usher_app_settle (300);
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  usher_app_picture (GTK_WIDGET (house->window), "events-narrow-selecting");
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/events/filters", test_filters);
  g_test_add_func ("/events/search", test_search);
  g_test_add_func ("/events/empty", test_empty);
  g_test_add_func ("/events/live-rows", test_live_rows);
  g_test_add_func ("/events/menu-key", test_menu_key);
  g_test_add_func ("/events/several", test_several);
  g_test_add_func ("/events/csv", test_csv);
  g_test_add_func ("/events/many", test_many);
  g_test_add_func ("/events/gone", test_gone);
  g_test_add_func ("/events/narrow", test_narrow);
  return g_test_run ();
}
