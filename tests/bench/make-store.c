/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-store FOLDER EVENTS REGISTRATIONS: a store as a busy streamer has it after years, for measuring by hand and for the
 * benches: EVENTS events, one a day, half of them over, each with its eight reminders and REGISTRATIONS registrations whose
 * confirmations were sent. The folder must not hold a store yet. */

#include <sqlite3.h>
#include <stdlib.h>

#include "usher-store.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define DAY    (24 * 3600 * SECOND)

static const char * const first_names[] = {
  "Ada", "Grace", "Alan", "Änne", "Björn", "Chloé", "Dmitri", "Edsger", "Fatima", "Gōichi", "Hedy", "Ivan", "Joan", "Katherine",
  "Linus", "Mary", "Niklaus", "Olga", "Pelé", "Radia", "Sophie", "Tim", "Ursula", "Vint", "Wang", "Xin", "Yukihiro", "Zoë",
};
static const char * const last_names[] = {
  "Lovelace", "Hopper", "Turing", "Müller", "Østergård", "Dubois", "Ivanov", "Dijkstra", "Al-Fihri", "Suzuki", "Lamarr", "Petrov",
  "Clarke", "Johnson", "Torvalds", "Shelley", "Wirth", "Perlman", "Wilson", "Berners-Lee", "Franklin", "Cerf", "Matsumoto",
};
static const char * const titles[] = {
  "Sunday Jazz", "Späte Show", "Speedrun Marathon", "Piano Requests", "Code & Coffee", "Retro Night", "Painting Hour", "Chess Club",
};
static const char * const intervals[] = { "P14D", "P7D", "P3D", "P1D", "PT12H", "PT1H", "PT15M", "PT0S" };
static const gint64 seconds_before[] = { 14 * 86400, 7 * 86400, 3 * 86400, 86400, 12 * 3600, 3600, 900, 0 };

typedef struct {
  sqlite3      *db;
  sqlite3_stmt *event, *reminder, *confirmation, *person, *message;
  gint64        now;
  int           people;   /* so far: addresses are unique */
} Maker;

static void
check (sqlite3 *db, int code)
{
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
    g_error ("SQLite: %s", sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (Maker *self, const char *sql)
{
  sqlite3_stmt *stmt = NULL;

  check (self->db, sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL));
  return stmt;
}

static gint64
run (Maker *self, sqlite3_stmt *stmt)
{
  check (self->db, sqlite3_step (stmt));
  check (self->db, sqlite3_reset (stmt));
  return sqlite3_last_insert_rowid (self->db);
}

static void
bind_text (sqlite3_stmt *stmt, int parameter, const char *text)
{
  sqlite3_bind_text (stmt, parameter, text, -1, SQLITE_TRANSIENT);
}

static gint64
add_event (Maker *self, int number, gint64 starts_at, gboolean over)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (starts_at / G_USEC_PER_SEC);
  g_autofree char *wall = g_date_time_format (start, "%Y-%m-%dT%H:%M");
  g_autofree char *title = g_strdup_printf ("%s #%d", titles[number % (int) G_N_ELEMENTS (titles)], number);
  g_autofree char *slug = g_strdup_printf ("show-%d", number);
  g_autofree char *uid = g_uuid_string_random ();

  bind_text (self->event, 1, uid);
  bind_text (self->event, 2, slug);
  bind_text (self->event, 3, title);
  bind_text (self->event, 4, wall);
  sqlite3_bind_int64 (self->event, 5, starts_at);
  bind_text (self->event, 6, over ? "completed" : "scheduled");
  sqlite3_bind_int64 (self->event, 7, starts_at - 30 * DAY);
  if (over)
    sqlite3_bind_int64 (self->event, 8, starts_at + 3600 * SECOND);
  else
    sqlite3_bind_null (self->event, 8);
  return run (self, self->event);
}

static gint64
add_notifications (Maker *self, gint64 event_id, gint64 starts_at)
{
  for (gsize i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      gint64 due = starts_at - seconds_before[i] * SECOND;

      sqlite3_bind_int64 (self->reminder, 1, event_id);
      bind_text (self->reminder, 2, intervals[i]);
      sqlite3_bind_int64 (self->reminder, 3, due);
      bind_text (self->reminder, 4, due > self->now ? "scheduled" : "sent");
      if (due > self->now)
        sqlite3_bind_null (self->reminder, 5);
      else
        sqlite3_bind_int64 (self->reminder, 5, due + 60 * SECOND);
      run (self, self->reminder);
    }
  sqlite3_bind_int64 (self->confirmation, 1, event_id);
  return run (self, self->confirmation);
}

static void
add_person (Maker *self, gint64 event_id, gint64 confirmation_id, gint64 at)
{
  int n = ++self->people;
  const char *first = first_names[(guint) n * 2654435761u % G_N_ELEMENTS (first_names)];
  const char *last = last_names[(guint) n * 2246822519u % G_N_ELEMENTS (last_names)];
  g_autofree char *email = g_strdup_printf ("viewer%d.%s@example.org", (int) ((gint64) n * 7919 % 1000003), n % 2 != 0 ? "a" : "b");
  g_autofree char *token = g_strdup_printf ("token-%016d", n);
  gint64 person;

  sqlite3_bind_int64 (self->person, 1, event_id);
  bind_text (self->person, 2, token);
  bind_text (self->person, 3, first);
  bind_text (self->person, 4, last);
  bind_text (self->person, 5, email);
  sqlite3_bind_int (self->person, 6, n % 50 != 0);
  sqlite3_bind_int64 (self->person, 7, at);
  person = run (self, self->person);
  sqlite3_bind_int64 (self->message, 1, event_id);
  sqlite3_bind_int64 (self->message, 2, confirmation_id);
  sqlite3_bind_int64 (self->message, 3, person);
  bind_text (self->message, 4, email);
  bind_text (self->message, 5, n % 1000 == 0 ? "failed" : "delivered");
  sqlite3_bind_int64 (self->message, 6, at);
  if (n % 1000 == 0)
    bind_text (self->message, 7, "The mailbox is full");
  else
    sqlite3_bind_null (self->message, 7);
  run (self, self->message);
}

static void
prepare_all (Maker *self)
{
  self->event = prepare (self, "INSERT INTO event (uid, slug, title, local_start, time_zone, starts_at, duration_minutes, status, email, "
                         "sms, registration_enabled, created_at, updated_at, ended_at) "
                         "VALUES (?1, ?2, ?3, ?4, 'UTC', ?5, 60, ?6, 1, 0, 1, ?7, ?7, ?8)");
  self->reminder = prepare (self, "INSERT INTO notification (event_id, kind, interval, due_at, status, email, sms, complete, "
                            "opened_at, closed_at, created_at) VALUES (?1, 'reminder', ?2, ?3, ?4, 1, 0, 1, ?5, ?5, ?3)");
  self->confirmation = prepare (self, "INSERT INTO notification (event_id, kind, status, email, sms, created_at) "
                                "VALUES (?1, 'confirmation', 'sending', 1, 0, 1)");
  self->person = prepare (self, "INSERT INTO registration (event_id, token, first_name, last_name, email, email_key, email_opt_in, "
                          "sms_opt_in, time_zone, language, registered_at, updated_at) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, 0, 'Europe/Berlin', 'en', ?7, ?7)");
  self->message = prepare (self, "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, "
                           "provider, attempts, next_attempt_at, created_at, settled_at, reason) "
                           "VALUES (?1, ?2, ?3, 'confirmation', 'email', ?4, ?5, 'sandbox', 1, ?6, ?6, ?6, ?7)");
}

/* (element-type utf8): what is made again when all rows are there, which is several times as fast */
static GPtrArray *
drop_helpers (Maker *self)
{
  GPtrArray *saved = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) drops = g_string_new (NULL);
  sqlite3_stmt *stmt = prepare (self, "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') "
                                "AND sql IS NOT NULL AND name <> 'event_tally'");

  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      g_string_append_printf (drops, "DROP %s %s;", (const char *) sqlite3_column_text (stmt, 0),
                              (const char *) sqlite3_column_text (stmt, 1));
      g_ptr_array_add (saved, g_strdup ((const char *) sqlite3_column_text (stmt, 2)));
    }
  sqlite3_finalize (stmt);
  check (self->db, sqlite3_exec (self->db, drops->str, NULL, NULL, NULL));
  return saved;
}

static void
make_helpers (Maker *self, GPtrArray *saved)
{
  for (guint i = 0; i < saved->len; i++)
    check (self->db, sqlite3_exec (self->db, g_ptr_array_index (saved, i), NULL, NULL, NULL));
  check (self->db, sqlite3_exec (self->db, "INSERT OR REPLACE INTO registration_tally SELECT event_id, count(*), sum(email_opt_in), 0, "
                                 "sum(1 - email_opt_in), 0 FROM registration GROUP BY event_id; "
                                 "INSERT INTO delivery_tally SELECT event_id, notification_id, channel, status, count(*) "
                                 "FROM delivery GROUP BY 1, 2, 3, 4", NULL, NULL, NULL));
}

static void
make (Maker *self, int events, int registrations)
{
  g_autoptr (GPtrArray) helpers = NULL;

  check (self->db, sqlite3_exec (self->db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN", NULL, NULL, NULL));
  helpers = drop_helpers (self);
  prepare_all (self);
  for (int i = 0; i < events; i++)
    {
      gint64 starts_at = self->now + (i - events / 2) * DAY + 5 * 3600 * SECOND;
      gboolean over = starts_at < self->now;
      gint64 event_id = add_event (self, i + 1, starts_at, over), confirmation_id = add_notifications (self, event_id, starts_at);

      for (int j = 0; j < registrations; j++)
        add_person (self, event_id, confirmation_id, starts_at - 20 * DAY + j * SECOND);
    }
  make_helpers (self, helpers);
  check (self->db, sqlite3_exec (self->db, "INSERT INTO analytics (event_id, registrations, computed_at) "
                                 "SELECT e.id, t.total, e.ended_at FROM event e JOIN registration_tally t ON t.event_id = e.id; "
                                 "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_autoptr (UsherStore) store = NULL;
  g_autoptr (GError) error = NULL;
  Maker maker = { .now = g_get_real_time () };

  if (argc != 4 || atoi (argv[2]) <= 0 || atoi (argv[3]) < 0)
    {
      g_printerr ("make-store FOLDER EVENTS REGISTRATIONS\n");
      return 2;
    }
  store = usher_store_open (argv[1], &error);
  if (store == NULL)
    g_error ("%s", error->message);
  check (maker.db, sqlite3_open_v2 (usher_store_get_path (store), &maker.db, SQLITE_OPEN_READWRITE, NULL));
  make (&maker, atoi (argv[2]), atoi (argv[3]));
  sqlite3_finalize (maker.event);
  sqlite3_finalize (maker.reminder);
  sqlite3_finalize (maker.confirmation);
  sqlite3_finalize (maker.person);
  sqlite3_finalize (maker.message);
  sqlite3_close (maker.db);
  usher_store_close (store);
  g_print ("%s events with %s registrations each in %.1f s\n", argv[2], argv[3],
           (double) (g_get_real_time () - maker.now) / G_USEC_PER_SEC);
  return 0;
}
