/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screenshots FOLDER ENDING WIDTH HEIGHT [NAME…] - pictures of every page and dialog over the sample house, one program run for each
 * language and style: build-aux/screenshots */
#include <stdlib.h>
#include <string.h>

#include "usher-i18n.h"
#include "usher-sample-house.h"

/* Long enough for the web engine to draw a mail */
#define SETTLE 900
#define SETTLE_WEB 2500

typedef struct {
  const char *name;
  const char *action;
  const char *parameter;      /* GVariant text; %next %later %past %cancelled stand for ids; NULL: none */
  gboolean    web;            /* has a mail in it */
  int         step;           /* of the wizard, from 0 */
} Shot;

static const Shot shots[] = {
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

static GVariant *
parameter_of (const Shot *shot, const UsherSampleHouse *house)
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
  return g_variant_ref_sink (parameter);
}

static void
close_dialogs (UsherWindow *window)
{
  AdwDialog *dialog;

  while ((dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))))
    {
      adw_dialog_force_close (dialog);
      usher_app_settle (200);
    }
}

static void
take (UsherAppFixture *fixture, const UsherSampleHouse *house, const Shot *shot, const char *ending)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", shot->name, ending);
  g_autoptr (GVariant) parameter = shot->parameter ? parameter_of (shot, house) : NULL;
  const char *action = shot->action + strlen ("win.");

  close_dialogs (fixture->window);
  usher_window_show_section (fixture->window, "today");
  usher_app_settle (100);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, parameter);
  usher_app_settle (SETTLE);
  if (shot->step)
    gtk_widget_activate_action (GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window))),
                                "wizard.go-to", "i", shot->step);
  usher_app_settle (shot->web ? SETTLE_WEB : SETTLE);
  usher_app_picture (GTK_WIDGET (fixture->window), name);
}

static void
take_studio (UsherAppFixture *fixture, const UsherSampleHouse *house, const char *ending)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  const Shot studio = { "studio", "win.open-studio", "int64 %next" };
  const Shot today = { "today-live", "win.show-section", "'today'" };

  usher_engine_start_event_async (engine, house->next, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_start_event_finish (engine, result, &error);
  g_assert_no_error (error);
  usher_app_fixture_advance (fixture, 754 * G_USEC_PER_SEC);
  take (fixture, house, &studio, ending);
  take (fixture, house, &today, ending);
}

static gboolean
is_wanted (const char *name, char **names)
{
  return !*names || g_strv_contains ((const char * const *) names, name);
}

int
main (int argc, char **argv)
{
  UsherSampleHouse house;
  UsherAppFixture *fixture;

  if (argc < 5)
    {
      g_printerr ("usage: screenshots FOLDER ENDING WIDTH HEIGHT [NAME…]\n");
      return 2;
    }
  g_setenv ("USHER_TEST_PICTURES", argv[1], TRUE);
  usher_i18n_init ();
  usher_app_test_init (&argc, &argv);
  fixture = usher_app_fixture_new_at (USHER_SAMPLE_START);
  usher_sample_house_fill (fixture, &house);
  usher_app_fixture_open_window (fixture, atoi (argv[3]), atoi (argv[4]));
  usher_app_settle (SETTLE);
  for (gsize i = 0; i < G_N_ELEMENTS (shots); i++)
    if (is_wanted (shots[i].name, argv + 5))
      take (fixture, &house, &shots[i], argv[2]);
  if (is_wanted ("studio", argv + 5))
    take_studio (fixture, &house, argv[2]);
  close_dialogs (fixture->window);
  usher_app_fixture_free (fixture);
  return 0;
}
