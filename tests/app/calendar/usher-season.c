/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-season.h"

#include "usher-time.h"

static void
start_creating (UsherAppFixture *house, const char *title, const char *start, const char *zone, GAsyncResult **pending)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();

  g_set_str (&draft->title, title);
  g_set_str (&draft->starts_at, start);
  g_set_str (&draft->time_zone, zone);
  draft->channels = USHER_CHANNELS_EMAIL;
  usher_engine_create_event_async (usher_app_fixture_engine (house), draft, NULL, "app", NULL, usher_app_callback, pending);
}

static UsherEvent *
finish_creating (UsherAppFixture *house, GAsyncResult **pending)
{
  g_autoptr (GAsyncResult) result = usher_app_await (pending);
  g_autoptr (GError) error = NULL;
  UsherEvent *event = usher_engine_create_event_finish (usher_app_fixture_engine (house), result, &error);

  g_assert_no_error (error);
  return event;
}

UsherEvent *
usher_season_event (UsherAppFixture *house, const char *title, const char *start, const char *zone)
{
  GAsyncResult *pending = NULL;

  start_creating (house, title, start, zone, &pending);
  return finish_creating (house, &pending);
}

/* Many at once: the store commits them in groups. */
void
usher_season_fill (UsherAppFixture *house, int n, const char *first, int minutes)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autofree GAsyncResult **pending = g_new0 (GAsyncResult *, (gsize) n);
  UsherInstant at;

  g_assert_true (usher_time_from_wall (first, zone, &at, NULL, "first", NULL));
  for (int i = 0; i < n; i++, at += minutes * (gint64) USHER_MINUTE)
    {
      g_autofree char *title = g_strdup_printf ("Event %d", i + 1);
      g_autofree char *start = usher_time_to_wall (at, zone);

      start_creating (house, title, start, "Europe/Berlin", &pending[i]);
      if (i >= 200)
        {
          g_autoptr (UsherEvent) event = finish_creating (house, &pending[i - 200]);
        }
    }
  for (int i = MAX (n - 200, 0); i < n; i++)
    {
      g_autoptr (UsherEvent) event = finish_creating (house, &pending[i]);
    }
}

void
usher_season_cancel (UsherAppFixture *house, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_cancel_event_async (usher_app_fixture_engine (house), id, 0, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_cancel_event_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
}

static UsherEvent *
quick_start (UsherAppFixture *house, const char *title)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  UsherEvent *event;

  usher_engine_quick_start_async (usher_app_fixture_engine (house), title, "Europe/Berlin", "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_quick_start_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
  return event;
}

static void
end (UsherAppFixture *house, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_end_event_async (usher_app_fixture_engine (house), id, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_end_event_finish (usher_app_fixture_engine (house), result, &error);
  g_assert_no_error (error);
}

void
usher_season_mix (UsherAppFixture *house)
{
  g_autoptr (UsherEvent) winter = usher_season_event (house, "Winter Show", "2026-11-15T20:00", "Europe/Berlin");
  g_autoptr (UsherEvent) soon = usher_season_event (house, "Warm-Up", "2026-11-01T13:40", "Europe/Berlin");
  g_autoptr (UsherEvent) tokyo = usher_season_event (house, "Good Morning, Tokyo", "2026-11-20T04:00", "Asia/Tokyo");
  g_autoptr (UsherEvent) late = usher_season_event (house, "Long Night of the Synthesizers", "2026-11-15T22:30", "Europe/Berlin");
  g_autoptr (UsherEvent) far = usher_season_event (house, "New Year’s Eve", "2026-12-31T23:00", "Europe/Berlin");
  g_autoptr (UsherEvent) off = usher_season_event (house, "Rained Off", "2026-11-10T18:00", "Europe/Berlin");
  g_autoptr (UsherEvent) live = NULL;
  g_autoptr (UsherEvent) over = quick_start (house, "Rehearsal");

  end (house, over->id);
  live = quick_start (house, "On the Roof");
  usher_season_cancel (house, off->id);
  for (int i = 0; i < 12; i++)
    {
      g_autofree char *email = g_strdup_printf ("viewer%d@example.org", i);
      g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, winter->id, "Viewer", email);
    }
  /* Parallel ones, for a full day */
  usher_season_fill (house, 6, "2026-11-21T16:00", 20);
}

GtkWidget *
usher_season_open (UsherAppFixture *house, const char *section, int width, int height, const char *title)
{
  UsherWindow *window = usher_app_fixture_open_window (house, width, height);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-section", "s", section);
  if (title)
    usher_app_wait_for (usher_app_sees (GTK_WIDGET (window), title));
  usher_app_settle (300);
  return GTK_WIDGET (usher_window_get_page (window));
}

static gboolean
shortcuts_take (GtkWidget *widget, GListModel *shortcuts, guint keyval, GdkModifierType modifiers)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

      if (GTK_IS_KEYVAL_TRIGGER (trigger) && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval
          && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers
          && gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget, gtk_shortcut_get_arguments (shortcut)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
takes (GtkWidget *widget, GtkPropagationPhase phase, guint keyval, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (gtk_event_controller_get_propagation_phase (controller) == phase && GTK_IS_SHORTCUT_CONTROLLER (controller)
          && shortcuts_take (widget, G_LIST_MODEL (controller), keyval, modifiers))
        return TRUE;
    }
  return FALSE;
}

static gboolean
capture (GtkWidget *widget, guint keyval, GdkModifierType modifiers)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return (parent && capture (parent, keyval, modifiers)) || takes (widget, GTK_PHASE_CAPTURE, keyval, modifiers);
}

/* The way of a key press: from the window to the widget, and back */
gboolean
usher_season_key (GtkWidget *widget, guint keyval, GdkModifierType modifiers)
{
  if (capture (widget, keyval, modifiers))
    return TRUE;
  for (GtkWidget *at = widget; at; at = gtk_widget_get_parent (at))
    if (takes (at, GTK_PHASE_BUBBLE, keyval, modifiers))
      return TRUE;
  return FALSE;
}
