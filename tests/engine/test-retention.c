/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"
#include "usher-retention.h"

static void
keep_for (UsherHouse *house, int days)
{
  g_autoptr (UsherSettings) settings = usher_engine_get_settings (house->engine, NULL);
  g_autoptr (UsherSettings) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  settings->retention_days = days;
  usher_engine_save_settings_async (house->engine, settings, "app", NULL, usher_house_take, &result);
  saved = usher_engine_save_settings_finish (house->engine, usher_house_wait (&result), NULL);
  g_assert_nonnull (saved);
}

/* As the alarm does while there is more to erase */
static void
look (UsherHouse *house, int times)
{
  for (int i = 0; i < times; i++)
    usher_house_go_to (house, usher_clock_now (house->clock) + USHER_RETENTION_PAUSE);
}

static int
count (UsherHouse *house, gint64 event_id)
{
  return usher_engine_count_registrations (house->engine, event_id, NULL);
}

static int
figure (UsherHouse *house, gint64 event_id)
{
  g_autoptr (UsherAnalytics) figures = usher_engine_get_analytics (house->engine, event_id, NULL);

  return figures->registrations;
}

/* The event is over, the days are over, and page by page they go; the figures stay. One to come keeps its own. */
static void
test_completed (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, (const char * const[]) { "PT0S", NULL });
  gint64 other = usher_house_create_id (house, USHER_CHANNELS_EMAIL, (const char * const[]) { "PT0S", NULL });
  UsherInstant end = HOUSE_START + USHER_HOUR;
  g_autoptr (UsherEvent) event = NULL;

  keep_for (house, 30);
  usher_house_fill (house, event_id, USHER_RETENTION_PAGE + 5);
  usher_house_register (house, other, "Ada", "ada@example.com", NULL, NULL);
  usher_house_go_to (house, HOUSE_START);
  event = usher_house_start (house, event_id, NULL);
  g_clear_pointer (&event, usher_event_unref);
  usher_clock_set (house->clock, end);
  event = usher_house_end (house, event_id, NULL);
  g_assert_nonnull (event);

  usher_house_go_to (house, end + 30 * USHER_DAY);
  look (house, 1);
  g_assert_cmpint (count (house, event_id), ==, USHER_RETENTION_PAGE + 5);
  usher_house_go_to (house, end + 30 * USHER_DAY + USHER_HOUR + USHER_MINUTE);
  g_assert_cmpint (count (house, event_id), ==, 5);
  look (house, 1);
  g_assert_cmpint (count (house, event_id), ==, 0);
  g_assert_cmpint (figure (house, event_id), ==, USHER_RETENTION_PAGE + 5);
  usher_house_go_to (house, end + 300 * USHER_DAY);
  look (house, 2);
  g_assert_cmpint (count (house, other), ==, 1);   /* never went live: still to come, for all that is known */
}

/* A cancelled one counts from its cancellation; its figures are fixed first. Nothing goes while registrations are kept for ever. */
static void
test_cancelled (void)
{
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, (const char * const[]) { "PT0S", NULL });
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) cancelled = NULL;
  g_autoptr (GPtrArray) list = NULL;
  UsherDeliveryQuery query = { .event_id = event_id, .channel = -1, .status = -1, .limit = 10 };

  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  usher_engine_cancel_event_async (house->engine, event_id, 0, "app", NULL, usher_house_take, &result);
  cancelled = usher_engine_cancel_event_finish (house->engine, usher_house_wait (&result), NULL);
  g_assert_nonnull (cancelled);
  usher_house_run_due (house);
  usher_house_go_to (house, HOUSE_BEGIN + 100 * USHER_DAY);
  look (house, 2);
  g_assert_cmpint (count (house, event_id), ==, 1);

  keep_for (house, 7);
  look (house, 2);
  g_assert_cmpint (count (house, event_id), ==, 0);
  g_assert_cmpint (figure (house, event_id), ==, 1);
  list = usher_engine_list_deliveries (house->engine, &query, NULL);
  g_assert_cmpuint (list->len, ==, 2);   /* confirmation and cancellation, without saying to whom */
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpstr (((UsherDelivery *) list->pdata[i])->address, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retention/completed", test_completed);
  g_test_add_func ("/retention/cancelled", test_cancelled);
  return g_test_run ();
}
