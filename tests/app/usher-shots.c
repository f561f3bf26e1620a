/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-shots.h"

#include <string.h>

#define SETTLE 500

const UsherShot usher_shots[] = {
  { "today", "win.show-section", "'today'" },
  { "calendar", "win.show-section", "'calendar'" },
  { "events", "win.show-section", "'events'" },
  { "templates", "win.show-section", "'templates'", TRUE },
  { "analytics", "win.show-section", "'analytics'" },
  { "outbox", "win.show-section", "'outbox'", TRUE },
  { "event", "win.open-event", "int64 %next" },
  { "event-later", "win.open-event", "int64 %later" },
  { "event-cancelled", "win.open-event", "int64 %cancelled" },
  { "summary", "win.open-summary", "int64 %past" },
  { "wizard", "win.schedule-event", "''" },
  { "wizard-edit", "win.edit-event", "int64 %later" },
  { "wizard-edit-2", "win.edit-event", "int64 %later", TRUE, 1 },
  { "wizard-edit-3", "win.edit-event", "int64 %later", FALSE, 2 },
  { "wizard-edit-4", "win.edit-event", "int64 %later", FALSE, 3 },
  { "reschedule", "win.reschedule", "(int64 %later, '2026-12-09T20:00')" },
  { "quick-start", "win.quick-start", NULL },
  { "preview-mail", "win.preview", "(int64 %later, 'P1D', 'email')", TRUE },
  { "preview-sms", "win.preview", "(int64 %later, 'P1D', 'sms')", TRUE },
  { "preferences", "win.preferences", "''" },
  { "preferences-accounts", "win.preferences", "'accounts'" },
  { "preferences-notifications", "win.preferences", "'notifications'" },
  { "welcome", "win.welcome", NULL },
  { "go-live", "win.go-live", "int64 %next" },
  { "cancel", "win.cancel-event", "int64 %later" },
};
const guint usher_n_shots = G_N_ELEMENTS (usher_shots);

const UsherShot usher_shots_live[] = {
  { "studio", "win.open-studio", "int64 %next" },
  { "today-live", "win.show-section", "'today'" },
};
const guint usher_n_shots_live = G_N_ELEMENTS (usher_shots_live);

static GVariant *
parameter_of (const UsherShot *shot, const UsherSampleHouse *house)
{
  const struct { const char *word; gint64 id; } ids[] = {
    { "%next", house->next }, { "%later", house->later }, { "%past", house->past }, { "%cancelled", house->cancelled },
  };
  g_autoptr (GString) text = g_string_new (shot->parameter);
  g_autoptr (GError) error = NULL;
  GVariant *parameter;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, ids[i].id);

      g_string_replace (text, ids[i].word, number, 0);
    }
  parameter = g_variant_parse (NULL, text->str, NULL, NULL, &error);
  g_assert_no_error (error);
  return parameter;   /* not floating */
}

void
usher_shots_close_dialogs (UsherWindow *window)
{
  AdwDialog *dialog;

  while ((dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))))
    {
      adw_dialog_force_close (dialog);
      usher_app_settle (200);
    }
}

void
usher_shots_open (UsherAppFixture *fixture, const UsherSampleHouse *house, const UsherShot *shot)
{
  g_autoptr (GVariant) parameter = shot->parameter ? parameter_of (shot, house) : NULL;
  const char *action = shot->action + strlen ("win.");

  usher_shots_close_dialogs (fixture->window);
  usher_window_show_section (fixture->window, "today");
  usher_app_settle (100);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, parameter);
  usher_app_settle (SETTLE);
  if (shot->step)
    {
      AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));

      gtk_widget_activate_action (GTK_WIDGET (dialog), "wizard.go-to", "i", shot->step);
      usher_app_settle (SETTLE);
    }
}

void
usher_shots_go_live (UsherAppFixture *fixture, const UsherSampleHouse *house)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_start_event_async (engine, house->next, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_start_event_finish (engine, result, &error);
  g_assert_no_error (error);
  usher_app_fixture_advance (fixture, 754 * G_USEC_PER_SEC);
}
