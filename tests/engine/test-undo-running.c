/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message is taken back while it leaves, and put back: everybody gets it, and nobody twice. */
#include "usher-house.h"

#define MANY 5500

static void
cancel (UsherHouse *house, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherNotification) n = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_cancel_notification_async (house->engine, 0, id, "app", NULL, usher_house_take, &result);
  n = usher_engine_cancel_notification_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

static void
restore (UsherHouse *house, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherNotification) n = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_restore_notification_async (house->engine, 0, id, "app", NULL, usher_house_take, &result);
  n = usher_engine_restore_notification_finish (house->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

static void
assert_each_once (UsherHouse *house, int count)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpint (usher_fake_count (house->mail), ==, count);
  for (int i = 0; i < count; i++)
    g_assert_true (g_hash_table_add (seen, usher_fake_nth (house->mail, (guint) i)->to));
}

/* Its deliveries are made in pages: the ones after the cancellation are made when it is put back. */
static void
test_between_pages (void)
{
  static const char * const steps[] = { "P1D", NULL };
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, steps);
  g_autoptr (UsherNotification) n = NULL;
  int made;

  usher_house_run_due (house);
  usher_house_fill (house, event_id, MANY);
  n = usher_house_find (house, event_id, "P1D");
  usher_clock_set (house->clock, HOUSE_START - USHER_DAY);
  usher_house_wait_until (usher_house_count (house, event_id, -1) > 0);
  cancel (house, n->id);
  usher_house_run_due (house);
  made = usher_house_count (house, event_id, -1);
  g_test_message ("%d were made before it was cancelled", made);
  g_assert_cmpint (made, <, MANY);
  restore (house, n->id);
  usher_house_run_due (house);
  assert_each_once (house, MANY);
}

/* It waits for the end of the quiet hours, is taken back and put back: it waits on, and leaves once. */
static void
test_held (void)
{
  static const char * const steps[] = { "PT21H", NULL };   /* 23:00 in Berlin */
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_SMS, steps);
  g_autoptr (UsherSettings) settings = usher_engine_get_settings (house->engine, NULL), saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherNotification) n = NULL;

  settings->quiet_enabled = TRUE;
  usher_engine_save_settings_async (house->engine, settings, "app", NULL, usher_house_take, &result);
  saved = usher_engine_save_settings_finish (house->engine, usher_house_wait (&result), NULL);
  usher_house_register (house, event_id, "Ada", NULL, "+4915112345678", NULL);
  usher_house_run_due (house);
  n = usher_house_find (house, event_id, "PT21H");
  usher_house_go_to (house, n->due_at);
  cancel (house, n->id);
  usher_house_go_to (house, n->due_at + USHER_MINUTE);
  restore (house, n->id);
  usher_house_go_to (house, n->due_at + 2 * USHER_MINUTE);
  g_assert_cmpint (usher_fake_count (house->text), ==, 1);
  usher_house_go_to (house, HOUSE_START - 12 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
  usher_house_go_to (house, HOUSE_START);
  g_assert_cmpint (usher_fake_count (house->text), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo-running/between-pages", test_between_pages);
  g_test_add_func ("/undo-running/held", test_held);
  return g_test_run ();
}
