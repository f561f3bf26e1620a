/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast deliveries go through the store, each step as rows per second and next to a bare loop of INSERTs in one transaction.
 * Twice, with a tenth and with all of the rows: what is linear keeps its pace. Every page and batch is a job of the
 * writer of its own, so each is committed to the disk.
 *
 *   bench-store [ROWS]      (100000) */

#include <stdlib.h>

#include "store-fixture.h"
#include "usher-table-deliveries.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"

#define PAGE 1000

typedef struct {
  UsherStore        *store;
  int                rows;
  UsherNotification *notification;
  gboolean           complete;
  int                n;         /* rows of the last page or batch */
  char              *batch_id;
  gint64             began;
} Bench;

static void
begin (Bench *bench)
{
  bench->began = g_get_monotonic_time ();
}

static double
end (Bench *bench, const char *name, double bare)
{
  double seconds = (double) (g_get_monotonic_time () - bench->began) / G_USEC_PER_SEC;
  double pace = bench->rows / seconds;

  if (bare > 0)
    g_print ("%-24s %8d rows  %9.0f rows/s  %4.1f times a bare row\n", name, bench->rows, pace, bare / pace);
  else
    g_print ("%-24s %8d rows  %9.0f rows/s\n", name, bench->rows, pace);
  return pace;
}

static void
write_job (Bench *bench, UsherStoreJob job)
{
  g_autoptr (GError) error = NULL;

  if (!usher_store_write (bench->store, job, bench, NULL, &error))
    g_error ("%s", error->message);
}

static gboolean
insert_bare (UsherConn *conn, gpointer data, GError **error)
{
  const Bench *bench = data;
  sqlite3_stmt *stmt;

  test_exec (conn, "CREATE TABLE bare (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, address TEXT, status TEXT, at INTEGER) "
             "STRICT");
  sqlite3_prepare_v2 (conn->db, "INSERT INTO bare (a, b, address, status, at) "
                      "VALUES (1, ?, 'recipient@example.com', 'queued', 7)", -1, &stmt, NULL);
  for (int i = 0; i < bench->rows; i++)
    {
      sqlite3_bind_int (stmt, 1, i);
      sqlite3_step (stmt);
      sqlite3_reset (stmt);
    }
  return sqlite3_finalize (stmt) == SQLITE_OK;
}

static gboolean
prepare (UsherConn *conn, gpointer data, GError **error)
{
  Bench *bench = data;
  gint64 event_id = test_add_event (conn, "Show");

  test_exec (conn, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
             "INSERT INTO registration (event_id, token, email, email_key, email_opt_in, sms_opt_in, registered_at, updated_at) "
             "SELECT %d, 'token-' || i, 'r' || i || '@example.com', 'r' || i || '@example.com', 1, 0, 1, 1 FROM n",
             bench->rows, (int) event_id);
  bench->notification = test_add_reminder (conn, event_id, "PT1H");
  return TRUE;
}

static gboolean
fill (UsherConn *conn, gpointer data, GError **error)
{
  Bench *bench = data;

  return usher_deliveries_fill (conn, bench->notification, PAGE, bench->notification->due_at, &bench->complete, &bench->n, error);
}

static gboolean
claim (UsherConn *conn, gpointer data, GError **error)
{
  Bench *bench = data;
  g_autoptr (GPtrArray) batch = usher_deliveries_claim (conn, USHER_CHANNEL_EMAIL, bench->batch_id, "sandbox", PAGE,
                                                        bench->notification->due_at, error);

  bench->n = batch != NULL ? (int) batch->len : 0;
  return batch != NULL;
}

static gboolean
accept_batch (UsherConn *conn, gpointer data, GError **error)
{
  const Bench *bench = data;

  return usher_deliveries_accept (conn, bench->batch_id, 0, NULL, 0, bench->notification->due_at, error);
}

/* Claims and accepts in turn, each committed, and tells both apart. */
static void
send_all (Bench *bench, double bare)
{
  gint64 claiming = 0, accepting = 0;

  for (bench->n = 1; bench->n > 0;)
    {
      gint64 t0 = g_get_monotonic_time (), t1;

      bench->batch_id = g_uuid_string_random ();
      write_job (bench, claim);
      t1 = g_get_monotonic_time ();
      write_job (bench, accept_batch);
      claiming += t1 - t0;
      accepting += g_get_monotonic_time () - t1;
      g_free (bench->batch_id);
    }
  bench->began = g_get_monotonic_time () - claiming;
  end (bench, "claim, pages of 1,000", bare);
  bench->began = g_get_monotonic_time () - accepting;
  end (bench, "accept, by batch", bare);
}

static gboolean
add_row (UsherConn *conn, gpointer data, GError **error)
{
  return usher_audit_add (conn, 1, "bench", "row", 0, NULL, NULL, error);
}

static void
row_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  int *left = user_data;

  if (!usher_store_write_finish (USHER_STORE (source), result, NULL))
    g_error ("A row was not written");
  --*left;
}

/* Jobs of one row each, as many in flight as a busy server has: the group commit */
static void
write_rows (Bench *bench, double bare)
{
  int left = 0;

  begin (bench);
  for (int i = 0; i < bench->rows; i++)
    {
      usher_store_write_async (bench->store, add_row, NULL, NULL, NULL, row_added, &left);
      for (left++; left >= 200 || (i == bench->rows - 1 && left > 0);)
        g_main_context_iteration (NULL, TRUE);
    }
  end (bench, "jobs of one row", bare);
}

static void
read_counts (Bench *bench)
{
  UsherConn *conn = usher_store_acquire_reader (bench->store, NULL);
  gint64 t0 = g_get_monotonic_time ();
  g_autoptr (GPtrArray) list = usher_notifications_list (conn, bench->notification->event_id, TRUE, NULL);

  g_print ("%-24s %8d rows  %9.1f ms\n", "counts of the event", bench->rows, (double) (g_get_monotonic_time () - t0) / 1000);
  usher_store_release_reader (bench->store, conn);
}

static void
run (int rows)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  Bench bench = { .rows = rows };
  double bare;

  bench.store = usher_store_open (folder, &error);
  if (bench.store == NULL)
    g_error ("%s", error->message);
  begin (&bench);
  write_job (&bench, insert_bare);
  bare = end (&bench, "bare INSERT", 0);
  begin (&bench);
  write_job (&bench, prepare);
  end (&bench, "registrations (one job)", bare);
  begin (&bench);
  while (!bench.complete)
    write_job (&bench, fill);
  end (&bench, "fill, pages of 1,000", bare);
  send_all (&bench, bare);
  write_rows (&bench, bare);
  read_counts (&bench);

  usher_store_close (bench.store);
  g_object_unref (bench.store);
  begin (&bench);
  bench.store = usher_store_open (folder, &error);
  g_print ("%-24s %8d rows  %9.1f ms\n", "check and open", rows, (double) (g_get_monotonic_time () - bench.began) / 1000);
  usher_store_close (bench.store);
  g_object_unref (bench.store);
  usher_notification_unref (bench.notification);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  int rows = argc > 1 ? atoi (argv[1]) : 100000;

  run (MAX (rows / 10, 1));
  g_print ("\n");
  run (MAX (rows, 1));
  return 0;
}
