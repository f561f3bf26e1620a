/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Four senders at one queue, with every kind of answer, while people register, change their mind and go: at the end nobody was
 * written to twice. */

#include "store-fixture.h"
#include "usher-table-deliveries.h"
#include "usher-table-registrations.h"

#define N_SENDERS    4
#define N_RECIPIENTS 2000
#define BATCH        37

typedef struct {
  UsherStore *store;
  GMutex      mutex;
  GHashTable *letters;    /* delivery id → how often a provider took it */
  int         n_batches;
} World;

typedef struct {
  char      *batch_id;
  GPtrArray *deliveries;
  int        answer;
} Batch;

static gboolean
claim_batch (UsherConn *conn, gpointer data, GError **error)
{
  Batch *batch = data;

  batch->deliveries = usher_deliveries_claim (conn, USHER_CHANNEL_EMAIL, batch->batch_id, "sandbox", BATCH, T0 * 2, error);
  return batch->deliveries != NULL;
}

static gboolean
settle_batch (UsherConn *conn, gpointer data, GError **error)
{
  const Batch *batch = data;
  const UsherDelivery *first = batch->deliveries->pdata[0];

  switch (batch->answer)
    {
    case 0:   /* not now */
      return usher_deliveries_requeue (conn, batch->batch_id, 0, "later", T0, FALSE, error);
    case 1:   /* no answer, and then it turns out that it was taken */
      return usher_deliveries_unknown (conn, batch->batch_id, 0, "no answer", T0, error) &&
             usher_deliveries_accept (conn, batch->batch_id, 0, NULL, 0, T0, error);
    case 2:   /* no answer, and then it turns out that it never came */
      return usher_deliveries_unknown (conn, batch->batch_id, 0, "no answer", T0, error) &&
             usher_deliveries_requeue (conn, batch->batch_id, 0, "it never left", T0, TRUE, error);
    case 3:   /* one is no good */
      return usher_deliveries_fail (conn, batch->batch_id, first->id, "no such mailbox", T0, error) &&
             usher_deliveries_accept (conn, batch->batch_id, 0, NULL, 0, T0, error);
    default:
      return usher_deliveries_accept (conn, batch->batch_id, 0, NULL, 0, T0, error);
    }
}

static void
deliver (World *world, const Batch *batch)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&world->mutex);

  world->n_batches++;
  if (batch->answer == 0 || batch->answer == 2)
    return;
  for (guint i = batch->answer == 3 ? 1 : 0; i < batch->deliveries->len; i++)
    {
      gpointer id = GINT_TO_POINTER ((int) ((UsherDelivery *) batch->deliveries->pdata[i])->id);

      g_hash_table_insert (world->letters, id,
                           GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (world->letters, id)) + 1));
    }
}

static gpointer
send_all (gpointer data)
{
  World *world = data;
  g_autoptr (GRand) random = g_rand_new ();

  /* Every second round ends well at the latest, so this is far from being reached. */
  for (int round = 0; round < 10000; round++)
    {
      g_autoptr (GError) error = NULL;
      Batch batch = { g_uuid_string_random (), NULL, g_rand_int_range (random, 0, 10) };
      guint length;

      g_assert_true (usher_store_write (world->store, claim_batch, &batch, NULL, &error));
      length = batch.deliveries->len;
      if (length > 0)
        {
          deliver (world, &batch);
          g_assert_true (usher_store_write (world->store, settle_batch, &batch, NULL, &error));
          g_assert_no_error (error);
        }
      g_ptr_array_unref (batch.deliveries);
      g_free (batch.batch_id);
      if (length == 0)
        break;
    }
  return NULL;
}

static gboolean
disturb (UsherConn *conn, gpointer data, GError **error)
{
  int number = GPOINTER_TO_INT (data);

  if (number % 3 == 0)
    return usher_registrations_delete (conn, number, error);
  return usher_conn_exec (conn, "UPDATE registration SET email_opt_in = 0 WHERE id = 1999", error) &&
         usher_deliveries_cancel (conn, 0, number, -1, "changed their mind", T0, error);
}

static void
prepare (UsherStore *store)
{
  g_autoptr (UsherConn) conn = usher_conn_open (usher_store_get_path (store), USHER_CONN_WRITER, NULL);
  g_autoptr (UsherNotification) n = NULL;
  gint64 event_id;

  test_exec (conn, "BEGIN IMMEDIATE");
  event_id = test_add_event (conn, "Show");
  n = test_add_reminder (conn, event_id, "PT1H");
  for (int i = 0; i < N_RECIPIENTS; i++)
    {
      g_autofree char *email = g_strdup_printf ("%d@x.org", i);

      test_add_registration (conn, event_id, email, NULL);
    }
  g_assert_cmpint (test_fill (conn, n), ==, N_RECIPIENTS);
  test_exec (conn, "COMMIT");
}

static void
check (World *world)
{
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_store_acquire_reader (world->store, &error);
  GHashTableIter iter;
  gpointer id, count;

  g_hash_table_iter_init (&iter, world->letters);
  while (g_hash_table_iter_next (&iter, &id, &count))
    {
      g_assert_cmpint (GPOINTER_TO_INT (count), ==, 1);
      g_assert_cmpint (test_int (conn, "SELECT status = 'accepted' FROM delivery WHERE id = %d", GPOINTER_TO_INT (id)), ==, 1);
    }
  g_assert_cmpint (test_int (conn, "SELECT count(*) FROM delivery WHERE status = 'accepted'"), ==,
                   g_hash_table_size (world->letters));
  g_assert_cmpint (test_int (conn, "SELECT count(*) FROM delivery"), ==, N_RECIPIENTS);
  g_assert_cmpint (test_int (conn, "SELECT count(*) FROM delivery WHERE status NOT IN "
                             "('accepted', 'failed', 'cancelled', 'skipped')"), ==, 0);
  usher_store_release_reader (world->store, conn);
}

static void
test_once (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  World world = { .letters = g_hash_table_new (NULL, NULL) };
  GThread *threads[N_SENDERS];

  world.store = usher_store_open (folder, &error);
  g_assert_no_error (error);
  prepare (world.store);
  for (int i = 0; i < N_SENDERS; i++)
    threads[i] = g_thread_new ("sender", send_all, &world);
  for (int number = 1; number <= 200; number++)
    g_assert_true (usher_store_write (world.store, disturb, GINT_TO_POINTER (number), NULL, &error));
  for (int i = 0; i < N_SENDERS; i++)
    g_thread_join (threads[i]);
  /* A sender that found the queue empty for a moment may have left before others put something back. */
  send_all (&world);
  check (&world);
  g_assert_cmpint (world.n_batches, >=, N_RECIPIENTS / BATCH / 2);
  usher_store_close (world.store);
  g_object_unref (world.store);
  g_hash_table_unref (world.letters);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hammer/once", test_once);
  return g_test_run ();
}
