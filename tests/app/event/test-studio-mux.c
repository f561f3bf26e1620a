/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Studio beside a stand-in of Mux: server and key, and what it says as the encoder comes and goes. */
#include <string.h>

#include "usher-accounts.h"
#include "usher-app-fixture.h"
#include "usher-secret-row.h"
#include "usher-standin.h"

/* More than the engine waits between two looks, even after a failure */
#define LOOK (31 * (gint64) G_USEC_PER_SEC)

static UsherStandin *standin;

/* The linker puts it in the place of the app’s, which asks the keyring (meson.build). */
UsherConfig *__wrap_usher_accounts_configure (const UsherSettings *settings, gpointer cancellable, GError **error);

UsherConfig *
__wrap_usher_accounts_configure (const UsherSettings *settings, gpointer cancellable, GError **error)
{
  g_autoptr (UsherConfig) accounts = usher_config_new ();

  accounts->mux_base_url = g_strdup (usher_standin_get_url (standin, USHER_STANDIN_MUX));
  accounts->mux_token_id = g_strdup (USHER_STANDIN_MUX_TOKEN_ID);
  accounts->mux_token_secret = g_strdup (USHER_STANDIN_MUX_TOKEN_SECRET);
  return usher_config_with_settings (accounts, settings);
}

static gint64
start_show (UsherAppFixture *fixture)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  g_autoptr (UsherEvent) event = usher_app_fixture_event (fixture, "An Evening of Strange Attractors");
  g_autoptr (UsherEvent) live = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  usher_engine_start_event_async (engine, event->id, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  live = usher_engine_start_event_finish (engine, result, &error);
  g_assert_no_error (error);
  return event->id;
}

/* (transfer full): a member of the one stream that there is */
static char *
get_of_stream (const char *member)
{
  g_autoptr (JsonNode) streams = usher_standin_control (standin, "GET", "/mux/streams", NULL);
  JsonArray *array = json_node_get_array (streams);

  g_assert_cmpint (json_array_get_length (array), ==, 1);
  return g_strdup (json_object_get_string_member (json_array_get_object_element (array, 0), member));
}

static void
set_encoder (gboolean sends)
{
  g_autofree char *id = get_of_stream ("id");
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"active\":%s}", id, sends ? "true" : "false");
  g_autoptr (JsonNode) answer = usher_standin_control (standin, "POST", "/mux/broadcast", body);
}

/* A key is pressed and let go by the widget's own controllers. */
static void
send_space (GtkWidget *button, const char *signal)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (button);
  gboolean handled;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, signal, GDK_KEY_space, 65, 0, &handled);
    }
}

static void
take (GtkWidget *window, const char *name, const char *size)
{
  g_autofree char *whole = g_strdup_printf ("studio-mux-%s-%s", name, size);

  usher_app_settle (200);
  usher_app_picture (window, whole);
}

/* No hyphen comes into what somebody may read off. */
static void
assert_plain (GtkWidget *label)
{
  PangoAttrList *attributes = gtk_label_get_attributes (GTK_LABEL (label));
  g_autoptr (PangoAttrIterator) iterator = NULL;
  PangoAttribute *hyphens;

  g_assert_nonnull (attributes);
  iterator = pango_attr_list_get_iterator (attributes);
  hyphens = pango_attr_iterator_get (iterator, PANGO_ATTR_INSERT_HYPHENS);
  g_assert_nonnull (hyphens);
  g_assert_cmpint (((PangoAttrInt *) hyphens)->value, ==, FALSE);
}

/* Masked until it is held, and masked again; copied without being shown */
static void
check_key (GtkWidget *window, const char *size)
{
  GtkWidget *button = usher_app_find_button (window, "Hold to Show the Stream Key");
  g_autofree char *key = get_of_stream ("stream_key");

  g_assert_true (usher_app_sees (window, "rtmps://"));
  g_assert_false (usher_app_sees (window, key));
  send_space (button, "key-pressed");
  g_assert_true (usher_app_sees (window, key));
  assert_plain (usher_app_find_label (window, key));
  take (window, "held", size);
  send_space (button, "key-released");
  g_assert_false (usher_app_sees (window, key));
  gtk_widget_activate (usher_app_find_button (window, "Copy Stream Key"));
  usher_app_wait_for (gdk_clipboard_is_local (gtk_widget_get_clipboard (window)));
  usher_app_wait_for (usher_app_sees (window, "Stream key copied"));
  g_assert_false (usher_app_sees (window, key));
}

static void
check_health (UsherAppFixture *fixture, GtkWidget *window, const char *size)
{
  static const struct { gboolean sends; const char *name, *words; } turns[] = {
    { TRUE, "active", "Receiving your picture" },
    { FALSE, "disconnected", "The encoder is disconnected" },
    { TRUE, "again", "Receiving your picture" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      set_encoder (turns[i].sends);
      usher_app_fixture_advance (fixture, LOOK);
      usher_app_wait_for (usher_app_sees (window, turns[i].words));
      take (window, turns[i].name, size);
    }
  usher_standin_inject (standin, USHER_STANDIN_MUX, "500", 100, 0);
  usher_app_fixture_advance (fixture, LOOK);
  usher_app_wait_for (usher_app_sees (window, "does not answer just now"));
  g_assert_true (usher_app_sees (window, "Receiving your picture"));
  take (window, "silent", size);
}

static void
test_studio (gconstpointer data)
{
  const char *size = data;
  g_autoptr (UsherStandin) service = usher_standin_new ();
  g_autoptr (UsherAppFixture) fixture = NULL;
  GtkWidget *window;
  gint64 id;

  standin = service;
  fixture = usher_app_fixture_new ();
  id = start_show (fixture);
  window = GTK_WIDGET (usher_app_fixture_open_window (fixture, strcmp (size, "wide") == 0 ? 1100 : 370, 760));
  gtk_widget_activate_action (window, "win.open-studio", "x", id);
  usher_app_wait_for (usher_app_sees (window, "Waiting for the encoder"));
  take (window, "idle", size);
  check_key (window, size);
  check_health (fixture, window, size);
  usher_standin_assert_clean (service);
  g_clear_pointer (&fixture, usher_app_fixture_free);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_data_func ("/studio-mux/wide", "wide", test_studio);
  g_test_add_data_func ("/studio-mux/narrow", "narrow", test_studio);
  return g_test_run ();
}
