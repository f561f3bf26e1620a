/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include "usher-engine-private.h"
#include "usher-time.h"

static guint
count (UsherEngineFixture *f, const char *change)
{
  guint n = 0;

  for (guint i = 0; i < f->changes->len; i++)
    n += g_str_equal (g_ptr_array_index (f->changes, i), change) ? 1 : 0;
  return n;
}

static gpointer
announce_many (gpointer data)
{
  UsherEngineFixture *f = data;

  for (int i = 0; i < 1000; i++)
    usher_engine_announce (f->engine, "delivery", i % 2);
  return NULL;
}

/* From any thread, told on the engine's context, in order, and once for each thing until then */
static void
test_announce (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  GThread *threads[4];

  usher_engine_announce (f->engine, "event", 3);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("announcer", announce_many, f);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (f->changes->len, ==, 0);
  usher_settle ();
  g_assert_cmpint (f->changes->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (f->changes, 0), ==, "event 3");
  g_assert_cmpint (count (f, "delivery 0"), ==, 1);
  g_assert_cmpint (count (f, "delivery 1"), ==, 1);
  usher_engine_announce (f->engine, "delivery", 1);
  usher_settle ();
  g_assert_cmpint (count (f, "delivery 1"), ==, 2);
}

/* An announcement that nobody waits for holds nothing. */
static void
test_announce_then_free (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();

  usher_engine_announce (f->engine, "event", 1);
}

static void
test_public_url (void)
{
  static const struct {
    const char *given;
    const char *kept;
  } rows[] = {
    { "https://a.example", "https://a.example" },
    { "https://a.example/", "https://a.example" },
    { "https://a.example/usher//", "https://a.example/usher" },
    { "", "" },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *kept = NULL;

      usher_engine_set_public_url (f->engine, rows[i].given);
      kept = usher_engine_dup_public_url (f->engine);
      g_assert_cmpstr (kept, ==, rows[i].kept);
    }
}

/* Commands that are on their way when the engine stops still complete. */
static void
test_stop (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_engine_start (f->engine, &error));
  usher_engine_create_event_async (f->engine, draft, NULL, "app", NULL, usher_await_callback, &result);
  usher_engine_stop (f->engine, 5);
  usher_engine_stop (f->engine, 0);
  event = usher_engine_create_event_finish (f->engine, usher_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->id, ==, 1);
}

/* Another context than the one that the engine lives on: the callback comes there, the signal does not. */
static gpointer
create_elsewhere (gpointer data)
{
  UsherEngineFixture *f = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UsherEvent *event;

  g_main_context_push_thread_default (context);
  usher_engine_create_event_async (f->engine, draft, NULL, "api", NULL, usher_await_callback, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  event = usher_engine_create_event_finish (f->engine, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return event;
}

static void
test_other_context (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  GThread *thread = g_thread_new ("elsewhere", create_elsewhere, f);
  g_autoptr (UsherEvent) event = g_thread_join (thread);

  g_assert_cmpint (event->id, ==, 1);
  g_assert_cmpint (f->changes->len, ==, 0);
  usher_settle ();
  g_assert_cmpint (count (f, "event 1"), ==, 1);
}

/* As long as the engine holds a zone, asking for it again gives the same; more than it holds is no trouble. */
static void
test_hold_zone (void)
{
  static const char * const names[] = { "Europe/Berlin", "Asia/Tokyo", "America/New_York" };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  gconstpointer held[G_N_ELEMENTS (names)];

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GTimeZone) zone = usher_time_zone_new (names[i], "time_zone", NULL);

      usher_engine_hold_zone (f->engine, zone);
      held[i] = zone;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GTimeZone) again = usher_time_zone_new (names[i], "time_zone", NULL);

      g_assert_true (again == held[i]);
      usher_engine_hold_zone (f->engine, again);
    }
  for (int i = 0; i < 100; i++)
    {
      g_autoptr (GTimeZone) other = g_time_zone_new_offset (i * 60);

      usher_engine_hold_zone (f->engine, other);
    }
  usher_engine_forget_zones (f->engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/engine/announce", test_announce);
  g_test_add_func ("/engine/engine/announce-then-free", test_announce_then_free);
  g_test_add_func ("/engine/engine/public-url", test_public_url);
  g_test_add_func ("/engine/engine/stop", test_stop);
  g_test_add_func ("/engine/engine/other-context", test_other_context);
  g_test_add_func ("/engine/engine/hold-zone", test_hold_zone);
  return g_test_run ();
}
