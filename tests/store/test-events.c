/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-events.h"
#include "usher-table-notifications.h"

static UsherEvent *
make_full (void)
{
  UsherEvent *e = usher_event_new ();

  g_set_str (&e->uid, "3e0d3c2c-1111-4222-8333-444444444444");
  g_set_str (&e->slug, "late-show");
  g_set_str (&e->title, "Späte Show \"1\"; DROP TABLE event; --");
  g_set_str (&e->description, "# Hello\n*all*");
  g_set_str (&e->local_start, "2026-12-06T20:00");
  g_set_str (&e->time_zone, "Europe/Berlin");
  e->starts_at = T0 + 1;
  e->duration_minutes = 95;
  e->status = USHER_EVENT_LIVE;
  e->channels = USHER_CHANNELS_SMS;
  g_set_str (&e->custom_message, "Bring tea");
  e->registration_enabled = TRUE;
  e->capacity = 12;
  e->opens_at = T0 + 2;
  e->closes_at = T0 + 3;
  g_set_str (&e->privacy_url, "https://example.com/privacy");
  g_set_str (&e->language, "de-AT");
  e->sequence = 4;
  e->started_at = T0 + 5;
  e->ended_at = T0 + 6;
  e->created_at = T0 + 7;
  e->updated_at = T0 + 8;
  return e;
}

static void
assert_equal (const UsherEvent *a, const UsherEvent *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpstr (a->uid, ==, b->uid);
  g_assert_cmpstr (a->slug, ==, b->slug);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->description, ==, b->description);
  g_assert_cmpstr (a->local_start, ==, b->local_start);
  g_assert_cmpstr (a->time_zone, ==, b->time_zone);
  g_assert_cmpint (a->starts_at, ==, b->starts_at);
  g_assert_cmpint (a->duration_minutes, ==, b->duration_minutes);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpint (a->channels, ==, b->channels);
  g_assert_cmpstr (a->custom_message, ==, b->custom_message);
  g_assert_cmpint (a->registration_enabled, ==, b->registration_enabled);
  g_assert_cmpint (a->capacity, ==, b->capacity);
  g_assert_cmpint (a->opens_at, ==, b->opens_at);
  g_assert_cmpint (a->closes_at, ==, b->closes_at);
  g_assert_cmpstr (a->privacy_url, ==, b->privacy_url);
  g_assert_cmpstr (a->language, ==, b->language);
  g_assert_cmpint (a->sequence, ==, b->sequence);
  g_assert_cmpint (a->version, ==, b->version);
  g_assert_cmpint (a->started_at, ==, b->started_at);
  g_assert_cmpint (a->ended_at, ==, b->ended_at);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->updated_at, ==, b->updated_at);
}

static void
test_round_trip (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherEvent) e = make_full ();
  g_autoptr (UsherEvent) bare = usher_event_new ();
  g_autoptr (UsherEvent) by_id = NULL, by_slug = NULL, by_uid = NULL, bare_again = NULL;

  g_assert_true (usher_events_insert (db->conn, e, NULL));
  g_assert_cmpint (e->id, >, 0);
  g_assert_cmpint (e->version, ==, 1);
  by_id = usher_events_get (db->conn, e->id, NULL);
  by_slug = usher_events_get_by_slug (db->conn, "late-show", NULL);
  by_uid = usher_events_get_by_uid (db->conn, e->uid, NULL);
  assert_equal (by_id, e);
  assert_equal (by_slug, e);
  assert_equal (by_uid, e);

  g_set_str (&bare->uid, "u");
  g_set_str (&bare->slug, "s");
  bare->duration_minutes = 1;
  bare->created_at = bare->updated_at = T0;
  g_assert_true (usher_events_insert (db->conn, bare, NULL));
  bare_again = usher_events_get (db->conn, bare->id, NULL);
  assert_equal (bare_again, bare);
  g_assert_null (bare_again->privacy_url);
  g_assert_cmpint (bare_again->opens_at, ==, USHER_NEVER);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM analytics"), ==, 2);
}

static void
test_not_found (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (GError) a = NULL, b = NULL, c = NULL, d = NULL;

  g_assert_null (usher_events_get (db->conn, 1, &a));
  g_assert_null (usher_events_get_by_slug (db->conn, "nothing", &b));
  g_assert_null (usher_events_get_by_uid (db->conn, "nothing", &c));
  g_assert_false (usher_events_delete (db->conn, 1, &d));
  g_assert_true (usher_error_is_not_found (a));
  g_assert_true (usher_error_is_not_found (b));
  g_assert_true (usher_error_is_not_found (c));
  g_assert_true (usher_error_is_not_found (d));
}

static void
test_slugs (void)
{
  static const char * const expected[] = { "show", "show-2", "show-3", "show-4" };
  g_autoptr (TestDb) db = test_db_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (UsherEvent) e = usher_events_get (db->conn, test_add_event (db->conn, "Show"), NULL);

      g_assert_cmpstr (e->slug, ==, expected[i]);
    }
  /* A gap is filled: what counts is that nobody has it. */
  test_exec (db->conn, "DELETE FROM event WHERE slug = 'show-2'");
  {
    g_autoptr (UsherEvent) e = usher_events_get (db->conn, test_add_event (db->conn, "Show"), NULL);

    g_assert_cmpstr (e->slug, ==, "show-2");
  }
}

static void
test_update (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 id = test_add_event (db->conn, "Show");
  g_autoptr (UsherEvent) e = make_full ();
  g_autoptr (UsherEvent) there = NULL;
  g_autoptr (GError) error = NULL;

  e->id = id;
  g_assert_true (usher_events_update (db->conn, e, 1, &error));
  g_assert_cmpint (e->version, ==, 2);
  there = usher_events_get (db->conn, id, NULL);
  assert_equal (there, e);

  /* Somebody else was first. */
  g_set_str (&e->title, "Another");
  g_assert_false (usher_events_update (db->conn, e, 1, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STALE);
  g_clear_error (&error);
  g_clear_pointer (&there, usher_event_unref);
  there = usher_events_get (db->conn, id, NULL);
  g_assert_cmpstr (there->title, !=, "Another");
  g_assert_cmpint (there->version, ==, 2);

  g_assert_true (usher_events_update (db->conn, e, 0, &error));
  g_assert_cmpint (e->version, ==, 3);
  e->id = 4711;
  g_assert_false (usher_events_update (db->conn, e, 0, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Another one's slug */
  e->id = test_add_event (db->conn, "Show");
  g_set_str (&e->uid, "other");
  g_assert_false (usher_events_update (db->conn, e, 0, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
}

static void
test_refused_values (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherEvent) e = make_full ();
  g_autoptr (GError) error = NULL;

  e->duration_minutes = 0;
  g_assert_false (usher_events_insert (db->conn, e, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM event"), ==, 0);
}

/* Titles and starts; two start at the same time */
static void
add_listed (UsherConn *conn)
{
  static const struct {
    const char      *title;
    int              hours;
    UsherEventStatus status;
  } shows[] = {
    { "Späte Show", 5, USHER_EVENT_SCHEDULED },
    { "Morning tea", 1, USHER_EVENT_COMPLETED },
    { "100% Jazz", 3, USHER_EVENT_SCHEDULED },
    { "100 Jazz tunes", 3, USHER_EVENT_CANCELLED },
    { "tea_time", 4, USHER_EVENT_LIVE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shows); i++)
    {
      g_autoptr (UsherEvent) e = usher_events_get (conn, test_add_event (conn, shows[i].title), NULL);

      e->starts_at = T0 + shows[i].hours * USHER_HOUR;
      e->status = shows[i].status;
      g_assert_true (usher_events_update (conn, e, 0, NULL));
    }
}

static void
test_list (void)
{
  static const struct {
    UsherEventQuery  query;
    const char      *ids;
  } cases[] = {
    { { NULL, -1, USHER_NEVER, USHER_NEVER, 0, 100 }, "2 3 4 5 1" },
    { { NULL, -1, USHER_NEVER, USHER_NEVER, 0, 2 }, "2 3" },
    { { NULL, -1, USHER_NEVER, USHER_NEVER, 3, 2 }, "4 5" },
    { { NULL, -1, USHER_NEVER, USHER_NEVER, 5, 2 }, "1" },
    { { NULL, -1, USHER_NEVER, USHER_NEVER, 1, 2 }, "" },
    { { NULL, USHER_EVENT_SCHEDULED, USHER_NEVER, USHER_NEVER, 0, 9 }, "3 1" },
    { { NULL, USHER_EVENT_LIVE, USHER_NEVER, USHER_NEVER, 0, 9 }, "5" },
    { { NULL, -1, T0 + 3 * USHER_HOUR, USHER_NEVER, 0, 9 }, "3 4 5 1" },
    { { NULL, -1, USHER_NEVER, T0 + 3 * USHER_HOUR, 0, 9 }, "2" },
    { { NULL, -1, T0 + 3 * USHER_HOUR, T0 + 4 * USHER_HOUR, 0, 9 }, "3 4" },
    { { "SPÄTE", -1, USHER_NEVER, USHER_NEVER, 0, 9 }, "1" },
    { { "tea", -1, USHER_NEVER, USHER_NEVER, 0, 9 }, "2 5" },
    { { "%", -1, USHER_NEVER, USHER_NEVER, 0, 9 }, "3" },
    { { "_", -1, USHER_NEVER, USHER_NEVER, 0, 9 }, "5" },
    { { "\\", -1, USHER_NEVER, USHER_NEVER, 0, 9 }, "" },
    { { "", -1, USHER_NEVER, USHER_NEVER, 0, 9 }, "2 3 4 5 1" },
    { { "jazz", USHER_EVENT_CANCELLED, USHER_NEVER, USHER_NEVER, 0, 9 }, "4" },
    { { NULL, -1, USHER_NEVER, USHER_NEVER, 0, 0 }, "" },
  };
  g_autoptr (TestDb) db = test_db_new ();

  add_listed (db->conn);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) events = usher_events_list (db->conn, &cases[i].query, NULL);
      g_autoptr (GString) ids = g_string_new (NULL);

      for (guint j = 0; j < events->len; j++)
        g_string_append_printf (ids, "%s%d", j > 0 ? " " : "", (int) ((UsherEvent *) events->pdata[j])->id);
      g_test_message ("case %d", (int) i);
      g_assert_cmpstr (ids->str, ==, cases[i].ids);
    }
}

static void
test_idempotency (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (GError) error = NULL;
  gint64 id = 7;

  g_assert_true (usher_idempotency_find (db->conn, "key", "print", &id, &error));
  g_assert_cmpint (id, ==, 0);
  g_assert_true (usher_idempotency_insert (db->conn, "key", "print", 42, T0, &error));
  g_assert_true (usher_idempotency_find (db->conn, "key", "print", &id, &error));
  g_assert_cmpint (id, ==, 42);
  g_assert_false (usher_idempotency_find (db->conn, "key", "other print", &id, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (usher_idempotency_insert (db->conn, "key", "print", 43, T0, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/events/round-trip", test_round_trip);
  g_test_add_func ("/events/not-found", test_not_found);
  g_test_add_func ("/events/slugs", test_slugs);
  g_test_add_func ("/events/update", test_update);
  g_test_add_func ("/events/refused-values", test_refused_values);
  g_test_add_func ("/events/list", test_list);
  g_test_add_func ("/events/idempotency", test_idempotency);
  return g_test_run ();
}
