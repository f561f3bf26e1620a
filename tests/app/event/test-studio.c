/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-app-fixture.h"
#include "usher-queries.h"
#include "usher-secret-row.h"
#include "usher-summary-export.h"

static gint64
start_show (UsherAppFixture *fixture)
{
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "Late Show");
  g_autoptr (UsherEvent) live = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_start_event_async (usher_app_fixture_engine (fixture), event->id, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  live = usher_engine_start_event_finish (usher_app_fixture_engine (fixture), result, NULL);
  g_assert_nonnull (live);
  return event->id;
}

/* The Studio, End Event with its question, the summary; what nothing measured is not called zero. */
static void
test_show (void)
{
  g_autoptr (UsherAppFixture) fixture = usher_app_fixture_new ();
  gint64 id = start_show (fixture);
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (fixture, 1100, 760));
  AdwDialog *dialog;

  gtk_widget_activate_action (window, "win.open-studio", "x", id);
  usher_app_wait_for (usher_app_find_button (window, "End Event…") != NULL);
  g_assert_true (usher_app_sees (window, "Not known"));
  g_assert_true (usher_app_sees (window, "Viewers are not measured"));
  usher_app_fixture_advance (fixture, 125 * G_USEC_PER_SEC);
  usher_app_wait_for (usher_app_find_label (window, "02:05") != NULL);
  usher_app_picture (window, "studio");
  gtk_widget_activate (usher_app_find_button (window, "End Event…"));
  usher_app_wait_for (usher_app_sees (window, "This cannot be undone"));
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  g_signal_emit_by_name (dialog, "response", "end");
  adw_dialog_force_close (dialog);
  usher_app_wait_for (usher_app_find_button (window, "Schedule Next…") != NULL);
  g_assert_true (usher_app_sees (window, "could not be measured"));
  g_assert_true (usher_app_sees (window, "02:05"));
  g_assert_false (usher_app_sees (window, "At the Peak"));
  usher_app_settle (200);
  usher_app_picture (window, "summary");
}

typedef struct {
  GtkWidget      *window;
  UsherSecretRow *row;
} Stand;

static gboolean
shows_secret (Stand *stand)
{
  return usher_app_sees (stand->window, "geheim");
}

/* A key is pressed and let go by the widget's own controllers. */
static void
send_key (GtkWidget *button, const char *signal)
{
  GListModel *controllers = gtk_widget_observe_controllers (button);
  gboolean handled;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, signal, GDK_KEY_space, 65, 0, &handled);
    }
  g_object_unref (controllers);
}

static void
test_reveal_on_hold (void)
{
  Stand stand = { 0 };
  GtkWidget *list = gtk_list_box_new (), *button;

  stand.window = gtk_window_new ();
  stand.row = USHER_SECRET_ROW (usher_secret_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (stand.row), "Stream key");
  usher_secret_row_set_secret (stand.row, "geheim-123");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (stand.row));
  gtk_window_set_child (GTK_WINDOW (stand.window), list);
  gtk_window_present (GTK_WINDOW (stand.window));
  gtk_test_widget_wait_for_draw (stand.window);
  g_assert_false (shows_secret (&stand));
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (stand.row)), "geheim"));
  button = usher_app_find_button (stand.window, "Hold to Show the Stream Key");
  g_assert_nonnull (button);
  send_key (button, "key-pressed");
  g_assert_true (usher_secret_row_is_revealed (stand.row));
  g_assert_true (shows_secret (&stand));
  send_key (button, "key-released");
  g_assert_false (shows_secret (&stand));
  /* A new key while one is held is the one that is shown; a window that goes away hides it. */
  send_key (button, "key-pressed");
  gtk_widget_set_visible (stand.window, FALSE);
  g_assert_false (usher_secret_row_is_revealed (stand.row));
  gtk_window_destroy (GTK_WINDOW (stand.window));
}

static void
run_xdotool (const char *words, int x, int y)
{
  g_autofree char *command = g_strdup_printf ("xdotool mousemove %d %d %s 1", x, y, words);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

/* Where a pointer meets the middle of the button: the window stands at the corner of the screen, without a frame */
static void
find_middle (GtkWidget *button, graphene_point_t *point)
{
  GtkNative *native = gtk_widget_get_native (button);
  double dx, dy;

  gtk_native_get_surface_transform (native, &dx, &dy);
  g_assert_true (gtk_widget_compute_point (button, GTK_WIDGET (native),
                                           &GRAPHENE_POINT_INIT (gtk_widget_get_width (button) / 2.f, gtk_widget_get_height (button) / 2.f),
                                           point));
  point->x += (float) dx;
  point->y += (float) dy;
}

/* A finger that stays down longer than a double click takes still shows it; nothing that is read aloud, hovered or pasted has it. */
static void
test_held_long (void)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  Stand stand = { .window = gtk_window_new (), .row = USHER_SECRET_ROW (usher_secret_row_new ()) };
  GtkWidget *list = gtk_list_box_new (), *button;
  graphene_point_t point;

  usher_secret_row_set_secret (stand.row, "geheim-123");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (stand.row));
  gtk_window_set_child (GTK_WINDOW (stand.window), list);
  gtk_window_set_decorated (GTK_WINDOW (stand.window), FALSE);
  gtk_window_present (GTK_WINDOW (stand.window));
  gtk_test_widget_wait_for_draw (stand.window);
  usher_app_settle (300);
  button = usher_app_find_button (stand.window, "Hold to Show the Stream Key");
  find_middle (button, &point);
  if (!xdotool)
    {
      gtk_window_destroy (GTK_WINDOW (stand.window));
      g_test_skip ("xdotool is not here");
      return;
    }
  run_xdotool ("mousedown", (int) point.x, (int) point.y);
  usher_app_wait_for (shows_secret (&stand));
  usher_app_settle (900);
  g_assert_true (shows_secret (&stand));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Hold to Show the Stream Key");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Hold to Show the Stream Key");
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (stand.row)));
  run_xdotool ("mouseup", (int) point.x, (int) point.y);
  usher_app_wait_for (!shows_secret (&stand));
  g_assert_false (gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (stand.row))));
  gtk_widget_activate (usher_app_find_button (stand.window, "Copy Stream Key"));
  usher_app_wait_for (gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (stand.row))));
  g_assert_false (shows_secret (&stand));
  gtk_window_destroy (GTK_WINDOW (stand.window));
}

static void
test_export (void)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_autoptr (UsherAnalytics) analytics = usher_analytics_new ();
  g_autoptr (GBytes) csv = NULL, json = NULL, measured = NULL;

  g_set_str (&event->title, "=1+1");
  analytics->registrations = 12;
  csv = usher_summary_to_csv (event, analytics);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (csv, NULL), (gssize) g_bytes_get_size (csv), "title,'=1+1\r\n"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (csv, NULL), (gssize) g_bytes_get_size (csv), "registrations,12\r\n"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (csv, NULL), (gssize) g_bytes_get_size (csv), "viewers_total,\r\n"));
  json = usher_summary_to_json (event, analytics);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (json, NULL), (gssize) g_bytes_get_size (json), "\"viewers_total\" : null"));
  analytics->viewers_total = 7;
  measured = usher_summary_to_json (event, analytics);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (measured, NULL), (gssize) g_bytes_get_size (measured), "\"viewers_total\" : 7"));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/studio/show", test_show);
  g_test_add_func ("/studio/reveal-on-hold", test_reveal_on_hold);
  g_test_add_func ("/studio/held-long", test_held_long);
  g_test_add_func ("/studio/export", test_export);
  return g_test_run ();
}
