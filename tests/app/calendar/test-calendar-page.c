/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-season.h"

#include "usher-day-cell.h"
#include "usher-event-chip.h"
#include "usher-event-list.h"
#include "usher-month-view.h"
#include "usher-page.h"
#include "usher-week-view.h"

typedef gboolean (*Fits) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
search (GtkWidget *widget, Fits fits, gconstpointer data)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (fits (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = search (child, fits, data);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
is_day (GtkWidget *widget, gconstpointer date)
{
  return USHER_IS_DAY_CELL (widget) && usher_day_cell_get_day (USHER_DAY_CELL (widget)) == usher_day_parse (date);
}

static gboolean
is_chip (GtkWidget *widget, gconstpointer title)
{
  return USHER_IS_EVENT_CHIP (widget) && usher_event_chip_get_item (USHER_EVENT_CHIP (widget))
         && g_strcmp0 (usher_overview_item_get_event (usher_event_chip_get_item (USHER_EVENT_CHIP (widget)))->title, title) == 0;
}

#define find_day(page, date)   search (page, is_day, date)
#define find_chip(page, title) search (page, is_chip, title)

static const char *
spoken_of (GtkWidget *chip)
{
  g_autofree char *spoken = usher_event_chip_describe (USHER_EVENT_CHIP (chip));

  gtk_test_accessible_assert_property (chip, GTK_ACCESSIBLE_PROPERTY_LABEL, spoken);
  return g_intern_string (spoken);
}

static GtkWidget *
focus_of (GtkWidget *widget)
{
  return gtk_root_get_focus (gtk_widget_get_root (widget));
}

static void
press (GtkWidget *page, guint keyval, GdkModifierType modifiers)
{
  GtkWidget *focus = focus_of (page);

  g_assert_nonnull (focus);
  g_assert_true (usher_season_key (focus, keyval, modifiers));
  usher_app_settle (30);
}

static void
assert_focused (GtkWidget *page, const char *date)
{
  GtkWidget *focus = focus_of (page);
  g_autofree char *day = NULL;

  g_assert_true (USHER_IS_DAY_CELL (focus));
  day = usher_day_format (usher_day_cell_get_day (USHER_DAY_CELL (focus)));
  g_assert_cmpstr (day, ==, date);
}

static void
choose_view (GtkWidget *page, const char *name)
{
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (usher_app_find (page, ADW_TYPE_TOGGLE_GROUP)), name);
  usher_app_settle (200);
}

/* --- actions of the window, seen instead of done ------------------------------------------------------------------- */

static char *asked;

static void
take (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *printed = g_variant_print (parameter, FALSE);

  g_free (asked);
  asked = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), printed);
}

static void
watch (UsherAppFixture *house, const char *name, const char *type)
{
  g_autoptr (GVariantType) variant_type = g_variant_type_new (type);
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, variant_type);

  g_signal_connect (action, "activate", G_CALLBACK (take), NULL);
  g_action_map_add_action (G_ACTION_MAP (house->window), G_ACTION (action));
}

static void
watch_all (UsherAppFixture *house)
{
  watch (house, "schedule-event", "s");
  watch (house, "open-event", "x");
  watch (house, "reschedule", "(xs)");
}

static void
assert_asked (const char *expected)
{
  g_assert_cmpstr (asked, ==, expected);
  g_clear_pointer (&asked, g_free);
}

/* --- the tests ----------------------------------------------------------------------------------------------------- */

static void
test_month (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autofree char *spoken = NULL;
  GtkWidget *page, *chip;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 1100, 800, "November 2026");
  usher_app_wait_for (find_chip (page, "Winter Show"));
  usher_app_settle (200);
  usher_app_picture (GTK_WIDGET (house->window), "calendar-month");
  spoken = usher_day_cell_describe (USHER_DAY_CELL (find_day (page, "2026-11-15")));
  g_assert_cmpstr (spoken, ==, "Sunday, 15 November 2026, 2 events");
  gtk_test_accessible_assert_role (find_day (page, "2026-11-15"), GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_test_accessible_assert_property (find_day (page, "2026-11-15"), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken);
  chip = find_chip (page, "Winter Show");
  g_assert_true (gtk_widget_is_ancestor (chip, find_day (page, "2026-11-15")));
  g_assert_true (strstr (spoken_of (chip), "Winter Show, Scheduled, ") != NULL);
  g_assert_true (strstr (spoken_of (chip), "12 registrations") != NULL);
  /* 04:00 in Tokyo is the day before here, and both times are said. */
  chip = find_chip (page, "Good Morning, Tokyo");
  g_assert_true (gtk_widget_is_ancestor (chip, find_day (page, "2026-11-19")));
  g_assert_true (strstr (spoken_of (chip), "there Fri 20 Nov, 04:00 (Asia/Tokyo)") != NULL);
}

static void
test_keys (void)
{
  static const struct { guint keyval; const char *day; } steps[] = {
    { GDK_KEY_Right, "2026-11-02" }, { GDK_KEY_Down, "2026-11-09" }, { GDK_KEY_Left, "2026-11-08" }, { GDK_KEY_Up, "2026-11-01" },
    { GDK_KEY_Left, "2026-10-31" },      /* another month, and the focus goes along */
    { GDK_KEY_Up, "2026-10-24" }, { GDK_KEY_Page_Up, "2026-09-24" }, { GDK_KEY_Page_Down, "2026-10-24" },
    { GDK_KEY_Page_Down, "2026-11-24" }, { GDK_KEY_Page_Down, "2026-12-24" }, { GDK_KEY_Down, "2026-12-31" },
    { GDK_KEY_Right, "2027-01-01" }, { GDK_KEY_Left, "2026-12-31" },
  };
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 1000, 760, "November 2026");
  watch_all (house);
  gtk_widget_grab_focus (find_day (page, "2026-11-01"));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%s", steps[i].day);
      press (page, steps[i].keyval, 0);
      assert_focused (page, steps[i].day);
    }
  g_assert_true (usher_app_sees (page, "December 2026"));
  press (page, GDK_KEY_Return, 0);
  assert_asked ("schedule-event '2026-12-31'");
  press (page, GDK_KEY_t, GDK_CONTROL_MASK);
  assert_focused (page, "2026-11-01");
  /* Only the selected day can be tabbed to. */
  g_assert_false (gtk_widget_get_focusable (find_day (page, "2026-11-02")));
}

static void
test_chips (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) first = usher_season_event (house, "First", "2026-11-15T20:00", "Europe/Berlin");
  g_autoptr (UsherEvent) second = usher_season_event (house, "Second", "2026-11-15T22:00", "Europe/Berlin");
  g_autofree char *opened = g_strdup_printf ("open-event %" G_GINT64_FORMAT, first->id);
  g_autofree char *moved = g_strdup_printf ("reschedule (%" G_GINT64_FORMAT ", '2026-11-17T22:00')", second->id);
  GtkWidget *page = usher_season_open (house, "calendar", 1000, 760, "November 2026");

  watch_all (house);
  usher_app_wait_for (find_chip (page, "Second"));
  gtk_widget_grab_focus (find_day (page, "2026-11-01"));
  press (page, GDK_KEY_Down, 0);
  press (page, GDK_KEY_Down, 0);
  assert_focused (page, "2026-11-15");
  /* Tab goes into the day */
  gtk_widget_child_focus (GTK_WIDGET (house->window), GTK_DIR_TAB_FORWARD);
  g_assert_true (focus_of (page) == find_chip (page, "First"));
  press (page, GDK_KEY_Return, 0);
  assert_asked (opened);
  press (page, GDK_KEY_Down, 0);
  g_assert_true (focus_of (page) == find_chip (page, "Second"));
  /* Its menu, by keyboard */
  press (page, GDK_KEY_F10, GDK_SHIFT_MASK);
  usher_app_settle (150);
  g_assert_true (usher_app_sees (page, "Cancel Event…"));
  gtk_popover_popdown (GTK_POPOVER (usher_app_find (page, GTK_TYPE_POPOVER_MENU)));
  usher_app_settle (150);
  /* Cut, two days on, paste */
  gtk_widget_grab_focus (find_chip (page, "Second"));
  press (page, GDK_KEY_x, GDK_CONTROL_MASK);
  press (page, GDK_KEY_Right, 0);
  press (page, GDK_KEY_Right, 0);
  assert_focused (page, "2026-11-17");
  press (page, GDK_KEY_v, GDK_CONTROL_MASK);
  assert_asked (moved);
  g_assert_false (usher_season_key (focus_of (page), GDK_KEY_v, GDK_CONTROL_MASK));
}

/* “Move to…”: for whoever neither drags nor cuts */
static void
test_move_to (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_season_event (house, "Winter Show", "2026-11-15T20:00", "Europe/Berlin");
  g_autofree char *moved = g_strdup_printf ("reschedule (%" G_GINT64_FORMAT ", '2026-11-20T20:00')", event->id);
  g_autoptr (GDateTime) past = g_date_time_new_local (2026, 10, 20, 12, 0, 0);
  g_autoptr (GDateTime) later = g_date_time_new_local (2026, 11, 20, 12, 0, 0);
  GtkWidget *page = usher_season_open (house, "calendar", 1000, 760, "November 2026");
  AdwAlertDialog *dialog;
  GtkWidget *calendar;

  watch_all (house);
  usher_app_wait_for (find_chip (page, "Winter Show"));
  gtk_widget_activate_action (find_chip (page, "Winter Show"), "event.move", NULL);
  usher_app_settle (150);
  dialog = ADW_ALERT_DIALOG (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window)));
  calendar = usher_app_find (GTK_WIDGET (dialog), GTK_TYPE_CALENDAR);
  usher_app_picture (GTK_WIDGET (house->window), "calendar-move");
  g_assert_false (adw_alert_dialog_get_response_enabled (dialog, "move"));
  gtk_calendar_select_day (GTK_CALENDAR (calendar), past);
  g_assert_false (adw_alert_dialog_get_response_enabled (dialog, "move"));
  g_assert_true (usher_app_sees (GTK_WIDGET (dialog), "That day has passed"));
  gtk_calendar_select_day (GTK_CALENDAR (calendar), later);
  g_assert_true (adw_alert_dialog_get_response_enabled (dialog, "move"));
  g_signal_emit_by_name (dialog, "response::move", "move");
  assert_asked (moved);
  adw_dialog_force_close (ADW_DIALOG (dialog));
  usher_app_settle (50);
}

/* Nothing of the page outlives its window. */
static void
test_gone (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *chip;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 1000, 760, "November 2026");
  usher_app_wait_for (find_chip (page, "Winter Show"));
  chip = find_chip (page, "Winter Show");
  choose_view (page, "week");
  choose_view (page, "agenda");
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  g_object_add_weak_pointer (G_OBJECT (chip), (gpointer *) &chip);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&house->window)));
  usher_app_wait_for (!page && !chip);
}

static GtkDropTarget *
drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  g_assert_not_reached ();
}

static void
drop (GtkWidget *onto, UsherOverviewItem *item, double x, double y)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, USHER_TYPE_OVERVIEW_ITEM);
  g_value_set_object (&value, item);
  g_signal_emit_by_name (drop_target (onto), "drop", &value, x, y, &taken);
  usher_app_settle (50);
}

static void
test_drops (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_season_event (house, "Winter Show", "2026-11-15T20:00", "Europe/Berlin");
  g_autofree char *moved = g_strdup_printf ("reschedule (%" G_GINT64_FORMAT ", '2026-11-18T20:00')", event->id);
  GtkWidget *page = usher_season_open (house, "calendar", 1000, 760, "November 2026");
  UsherOverviewItem *item;

  watch_all (house);
  usher_app_wait_for (find_chip (page, "Winter Show"));
  item = usher_event_chip_get_item (USHER_EVENT_CHIP (find_chip (page, "Winter Show")));
  drop (find_day (page, "2026-11-18"), item, 10, 10);
  assert_asked (moved);
  /* Where it is already: nothing. What has passed: a word. */
  drop (find_day (page, "2026-11-15"), item, 10, 10);
  g_assert_null (asked);
  gtk_widget_activate_action (page, "calendar.step", "i", -1);
  usher_app_settle (50);
  drop (find_day (page, "2026-10-31"), item, 10, 10);
  g_assert_null (asked);
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (house->window), "That time has passed"));
}

static void
test_week (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *winter, *late, *week;
  graphene_rect_t a, b;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 1100, 800, "November 2026");
  watch_all (house);
  gtk_widget_grab_focus (find_day (page, "2026-11-01"));
  press (page, GDK_KEY_Down, 0);
  press (page, GDK_KEY_Down, 0);
  press (page, GDK_KEY_Right, 0);
  press (page, GDK_KEY_Right, 0);
  choose_view (page, "week");
  week = usher_app_find (page, USHER_TYPE_WEEK_VIEW);
  g_assert_nonnull (week);
  usher_app_settle (200);
  usher_app_picture (GTK_WIDGET (house->window), "calendar-week");
  /* Those at the same time lie side by side. */
  winter = find_chip (week, "Event 1");
  late = find_chip (week, "Event 2");
  g_assert_nonnull (winter);
  g_assert_nonnull (late);
  g_assert_true (gtk_widget_compute_bounds (winter, week, &a));
  g_assert_true (gtk_widget_compute_bounds (late, week, &b));
  g_assert_false (graphene_rect_intersection (&a, &b, NULL));
  g_assert_cmpfloat (a.origin.y, <, b.origin.y);
  gtk_widget_activate_action (page, "calendar.step", "i", 1);
  usher_app_settle (100);
  usher_app_wait_for (usher_app_sees (page, "22 – 28 November 2026") || usher_app_sees (page, "23 – 29 November 2026"));
}

static void
test_agenda (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 1000, 760, "November 2026");
  choose_view (page, "agenda");
  usher_app_wait_for (usher_app_sees (page, "Winter Show"));
  g_assert_true (usher_app_sees (page, "Sunday, 15 November 2026"));
  usher_app_picture (GTK_WIDGET (house->window), "calendar-agenda");
  for (int i = 0; i < 3; i++)
    gtk_widget_activate_action (page, "calendar.step", "i", 1);
  usher_app_wait_for (usher_app_sees (page, "Nothing Scheduled from 1 February 2027 On"));
}

static void
test_more (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page, *more;

  usher_season_mix (house);
  usher_season_fill (house, 20, "2026-11-25T08:00", 30);
  page = usher_season_open (house, "calendar", 1000, 700, "November 2026");
  usher_app_wait_for (find_chip (page, "Winter Show"));
  usher_app_settle (200);
  more = usher_app_find (find_day (page, "2026-11-25"), GTK_TYPE_BUTTON);
  g_assert_nonnull (more);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (more)), "+"));
  gtk_widget_activate (more);
  usher_app_wait_for (usher_app_sees (page, "Wednesday, 25 November 2026"));
}

static void
test_empty (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page = usher_season_open (house, "calendar", 1000, 700, "Nothing scheduled in November");
  AdwBanner *banner = ADW_BANNER (usher_app_find (page, ADW_TYPE_BANNER));

  watch_all (house);
  usher_app_picture (GTK_WIDGET (house->window), "calendar-empty");
  g_signal_emit_by_name (banner, "button-clicked");
  assert_asked ("schedule-event '2026-11-01'");
  gtk_widget_activate_action (page, "calendar.step", "i", 1);
  usher_app_wait_for (usher_app_sees (page, "Nothing scheduled in December"));
  g_signal_emit_by_name (banner, "button-clicked");
  assert_asked ("schedule-event '2026-12-01'");
  /* What has passed leads nowhere. */
  gtk_widget_activate_action (page, "calendar.step", "i", -2);
  usher_app_settle (200);
  g_assert_false (adw_banner_get_revealed (banner));
}

static void
test_narrow (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page;
  int minimum;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 360, 640, "November 2026");
  usher_app_settle (300);
  gtk_widget_grab_focus (find_day (page, "2026-11-01"));
  press (page, GDK_KEY_Down, 0);
  press (page, GDK_KEY_Down, 0);
  usher_app_wait_for (usher_app_sees (page, "Winter Show"));
  usher_app_picture (GTK_WIDGET (house->window), "calendar-narrow-month");
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 350);
  choose_view (page, "week");
  usher_app_picture (GTK_WIDGET (house->window), "calendar-narrow-week");
  choose_view (page, "agenda");
  usher_app_wait_for (usher_app_sees (page, "Winter Show"));
  usher_app_picture (GTK_WIDGET (house->window), "calendar-narrow-agenda");
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 350);
}

/* At midnight another day is today. */
static void
test_midnight (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page;

  usher_season_mix (house);
  page = usher_season_open (house, "calendar", 1000, 760, "November 2026");
  g_assert_true (gtk_widget_has_css_class (find_day (page, "2026-11-01"), "today"));
  usher_app_fixture_advance (house, USHER_DAY);
  usher_app_wait_for (gtk_widget_has_css_class (find_day (page, "2026-11-02"), "today"));
  g_assert_true (gtk_widget_has_css_class (find_day (page, "2026-11-02"), "selected"));
  g_assert_false (gtk_widget_has_css_class (find_day (page, "2026-11-01"), "today"));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/calendar/month", test_month);
  g_test_add_func ("/calendar/keys", test_keys);
  g_test_add_func ("/calendar/chips", test_chips);
  g_test_add_func ("/calendar/move-to", test_move_to);
  g_test_add_func ("/calendar/gone", test_gone);
  g_test_add_func ("/calendar/drops", test_drops);
  g_test_add_func ("/calendar/week", test_week);
  g_test_add_func ("/calendar/agenda", test_agenda);
  g_test_add_func ("/calendar/more", test_more);
  g_test_add_func ("/calendar/empty", test_empty);
  g_test_add_func ("/calendar/narrow", test_narrow);
  g_test_add_func ("/calendar/midnight", test_midnight);
  return g_test_run ();
}
