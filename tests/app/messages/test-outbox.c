/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-letter.h"
#include "usher-message-detail.h"
#include "usher-outbox-item.h"
#include "usher-outbox-model.h"
#include "usher-outbox-page.h"

#define MANY 250

static GtkWidget *
open_outbox (UsherAppFixture *house, int width, int height)
{
  UsherWindow *window = usher_app_fixture_open_window (house, width, height);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-outbox", "x", (gint64) 0);
  usher_app_settle (100);
  return GTK_WIDGET (usher_window_get_page (window));
}

static void
register_many (UsherAppFixture *house, gint64 event_id, int count)
{
  for (int i = 0; i < count; i++)
    {
      g_autofree char *name = g_strdup_printf ("Viewer%03d", i);
      g_autofree char *email = g_strdup_printf ("viewer%03d@example.com", i);
      g_autoptr (UsherRegistration) viewer = usher_app_fixture_viewer (house, event_id, name, email);

      g_assert_nonnull (viewer);
    }
}

static const UsherOutboxRow *
row_at (GListModel *model, guint place)
{
  g_autoptr (UsherOutboxItem) item = g_list_model_get_item (model, place);

  return item ? usher_outbox_item_get_row (item) : NULL;
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

typedef struct {
  guint places;
} Told;

static void
items_changed (GListModel *model, guint position, guint removed, guint added, Told *told)
{
  told->places = told->places - removed + added;
}

/* Only what is looked at is read; what comes in goes to the top, and the same items are further down then. */
static void
test_model (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherOutboxModel) list = usher_outbox_model_new (house->client);
  g_autoptr (UsherRegistration) late = NULL;
  g_autoptr (UsherOutboxItem) top = NULL, again = NULL;
  GListModel *model = G_LIST_MODEL (list);
  UsherOutboxFilter filter = { 0 };
  Told told = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed), &told);
  register_many (house, event->id, MANY);
  usher_app_settle (300);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  usher_outbox_model_set_active (list, TRUE);
  usher_app_wait_for (g_list_model_get_n_items (model) == MANY);
  usher_app_wait_for (row_at (model, 0) != NULL && row_at (model, MANY - 1) != NULL);
  g_assert_cmpstr (row_at (model, MANY - 1)->recipient, ==, "Viewer000");
  g_assert_null (g_list_model_get_item (model, MANY));

  row_at (model, 0);
  top = g_list_model_get_item (model, 0);
  again = g_list_model_get_item (model, 0);
  g_assert_true (top == again);
  late = usher_app_fixture_viewer (house, event->id, "Late", "late@example.com");
  usher_app_wait_for (g_list_model_get_n_items (model) == MANY + 1);
  usher_app_wait_for (row_at (model, 0) != NULL);
  g_assert_cmpstr (row_at (model, 0)->recipient, ==, "Late");
  g_clear_object (&again);
  again = g_list_model_get_item (model, 1);
  g_assert_true (top == again);

  filter.search = "viewer12";
  usher_outbox_model_set_filter (list, &filter);
  usher_app_wait_for (g_list_model_get_n_items (model) == 10);
  filter = (UsherOutboxFilter) { .channels = USHER_CHANNELS_SMS };
  usher_outbox_model_set_filter (list, &filter);
  usher_app_settle (300);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  filter = (UsherOutboxFilter) { .group = USHER_DELIVERY_GROUP_SENT, .event_id = event->id };
  usher_outbox_model_set_filter (list, &filter);
  usher_app_wait_for (g_list_model_get_n_items (model) == MANY + 1);
  g_assert_cmpuint (told.places, ==, MANY + 1);
}

/* --- the page ------------------------------------------------------------------------------------------------------ */

static void
test_empty (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *page = open_outbox (house, 1100, 760);

  usher_app_wait_for (usher_app_sees (page, "Nothing Sent Yet"));
  g_assert_nonnull (usher_app_find_button (page, "Schedule Event"));
  usher_app_picture (GTK_WIDGET (house->window), "outbox-empty");
}

static void
search_for (GtkWidget *page, const char *words)
{
  g_assert_true (usher_page_search (USHER_PAGE (page)));
  usher_app_settle (100);
  gtk_editable_set_text (GTK_EDITABLE (usher_app_find (page, GTK_TYPE_SEARCH_ENTRY)), words);
}

static void
test_appears_and_found (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherEvent) other = usher_app_fixture_event (house, "Other");
  GtkWidget *page = open_outbox (house, 1100, 760);
  g_autoptr (UsherRegistration) ada = NULL, grace = NULL;

  usher_app_wait_for (usher_app_sees (page, "Nothing Sent Yet"));
  ada = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.com");
  grace = usher_app_fixture_viewer (house, other->id, "Grace", "grace@example.com");
  usher_app_wait_for (usher_app_find_label (page, "Ada") && usher_app_find_label (page, "Grace"));
  usher_app_wait_for (usher_app_sees (page, "2 messages"));

  search_for (page, "grace");
  usher_app_wait_for (!usher_app_find_label (page, "Ada") && usher_app_find_label (page, "Grace"));
  gtk_editable_set_text (GTK_EDITABLE (usher_app_find (page, GTK_TYPE_SEARCH_ENTRY)), "nobody\xf0\x9f\x8e\xb7");
  usher_app_wait_for (usher_app_sees (page, "No Message Found"));
  usher_app_settle (100);
  usher_app_picture (GTK_WIDGET (house->window), "outbox-not-found");
  gtk_widget_activate (usher_app_find_button (page, "Show All Messages"));
  usher_app_wait_for (usher_app_find_label (page, "Ada") && usher_app_find_label (page, "Grace"));

  gtk_widget_activate_action (page, "win.show-outbox", "x", event->id);
  usher_app_wait_for (usher_app_find_label (page, "Ada") && !usher_app_find_label (page, "Grace"));
  usher_app_wait_for (usher_app_find_button (page, "Show messages of all events"));
  gtk_widget_activate (usher_app_find_button (page, "Show messages of all events"));
  usher_app_wait_for (usher_app_find_label (page, "Grace"));
}

static gint64
find_notification (UsherAppFixture *house, gint64 event_id, UsherNotificationKind kind)
{
  g_autoptr (GPtrArray) list = usher_engine_list_notifications (usher_app_fixture_engine (house), event_id, TRUE, NULL);

  for (guint i = 0; i < list->len; i++)
    if (((UsherNotification *) list->pdata[i])->kind == kind)
      return ((UsherNotification *) list->pdata[i])->id;
  return 0;
}

/* Those of one notification, though a search of before would hide them; and none of another. */
static void
test_one_notification (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherEvent) other = usher_app_fixture_event (house, "Other");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.com");
  g_autoptr (UsherRegistration) grace = usher_app_fixture_viewer (house, other->id, "Grace", "grace@example.com");
  GtkWidget *page = open_outbox (house, 1100, 760);

  usher_app_wait_for (usher_app_find_label (page, "Ada") && usher_app_find_label (page, "Grace"));
  search_for (page, "grace");
  usher_app_wait_for (!usher_app_find_label (page, "Ada"));
  gtk_widget_activate_action (page, "win.show-notification", "(xx)", event->id,
                              find_notification (house, event->id, USHER_NOTIFICATION_CONFIRMATION));
  usher_app_wait_for (usher_app_find_label (page, "Ada") && !usher_app_find_label (page, "Grace"));
  usher_app_wait_for (usher_app_find_label (page, "Confirmation · Show"));
  gtk_widget_activate_action (page, "win.show-notification", "(xx)", event->id,
                              find_notification (house, event->id, USHER_NOTIFICATION_REMINDER));
  usher_app_wait_for (usher_app_sees (page, "No Message Found"));
  gtk_widget_activate_action (page, "win.show-outbox", "x", event->id);
  usher_app_wait_for (usher_app_find_label (page, "Ada") && !usher_app_find_label (page, "Grace"));
}

/* --- one message --------------------------------------------------------------------------------------------------- */

static gint64
newest_delivery (UsherAppFixture *house)
{
  UsherOutboxQuery query = { .limit = 1 };
  g_autoptr (GPtrArray) rows = usher_engine_list_outbox (usher_app_fixture_engine (house), &query, NULL);

  return rows && rows->len == 1 ? ((UsherOutboxRow *) rows->pdata[0])->delivery->id : 0;
}

static void
press (GtkWidget *root, const char *name)
{
  GtkWidget *button = usher_app_find_button (root, name);

  g_assert_nonnull (button);
  gtk_widget_activate (button);
  usher_app_settle (400);
}

static void
remember (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_set_str ((char **) data, g_variant_get_string (parameter, NULL));
}

/* In place of the browser */
static void
watch_links (UsherAppFixture *house, char **link)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new ("open-uri", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (remember), link);
  g_action_map_add_action (G_ACTION_MAP (house->window), G_ACTION (action));
}

static void
test_read (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "Show");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.com");
  GtkWidget *page = open_outbox (house, 1100, 760), *letter;
  g_autofree char *link = NULL;

  usher_app_wait_for (usher_app_find_label (page, "Delivered") || usher_app_find_label (page, "Sent"));
  watch_links (house, &link);
  gtk_widget_activate_action (page, "win.open-message", "x", newest_delivery (house));
  usher_app_wait_for ((letter = usher_app_find (page, USHER_TYPE_LETTER)) != NULL);
  usher_app_wait_for (usher_letter_is_loaded (USHER_LETTER (letter)));
  usher_app_settle (600);
  usher_app_picture (GTK_WIDGET (house->window), "outbox-message");
  g_assert_true (usher_app_sees (page, "You are in: Show"));
  g_assert_true (usher_app_sees (page, "Ada, ada@example.com"));
  g_signal_emit_by_name (letter, "link", "http://127.0.0.1/watch/show");
  g_assert_cmpstr (link, ==, "http://127.0.0.1/watch/show");

  press (page, "Details");
  usher_app_wait_for (usher_app_sees (page, "List-Unsubscribe"));
  usher_app_picture (GTK_WIDGET (house->window), "outbox-details");
  g_assert_nonnull (usher_app_find_button (page, "Save Calendar File…"));

  gtk_widget_activate_action (page, "win.open-message", "x", G_GINT64_CONSTANT (987654));
  usher_app_wait_for (usher_app_sees (page, "No Longer Here"));
}

static void
test_narrow (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherEvent) event = usher_app_fixture_event (house, "A Long Evening of Songs for a Small Screen");
  g_autoptr (UsherRegistration) ada = usher_app_fixture_viewer (house, event->id, "Ada", "ada@example.com");
  GtkWidget *page = open_outbox (house, 360, 700), *list;

  usher_app_wait_for (usher_app_find_label (page, "Ada"));
  usher_app_picture (GTK_WIDGET (house->window), "outbox-narrow");
  list = usher_app_find (page, GTK_TYPE_LIST_VIEW);
  for (int i = 0; i < 2; i++)
    {
      AdwNavigationSplitView *split = ADW_NAVIGATION_SPLIT_VIEW (usher_app_find (page, ADW_TYPE_NAVIGATION_SPLIT_VIEW));

      gtk_selection_model_select_item (gtk_list_view_get_model (GTK_LIST_VIEW (list)), 0, TRUE);
      usher_app_wait_for (adw_navigation_split_view_get_show_content (split));
      usher_app_wait_for (usher_app_sees (page, "ada@example.com"));
      adw_navigation_split_view_set_show_content (split, i != 0);
      usher_app_settle (100);
    }
  usher_app_settle (1200);
  usher_app_picture (GTK_WIDGET (house->window), "outbox-narrow-message");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (house->window)), <=, 372);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/outbox/model", test_model);
  g_test_add_func ("/outbox/empty", test_empty);
  g_test_add_func ("/outbox/appears-and-found", test_appears_and_found);
  g_test_add_func ("/outbox/one-notification", test_one_notification);
  g_test_add_func ("/outbox/read", test_read);
  g_test_add_func ("/outbox/narrow", test_narrow);
  return g_test_run ();
}
