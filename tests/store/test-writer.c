/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-misc.h"

typedef struct {
  char       *folder;
  UsherStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = test_folder_new ();
  f->store = usher_store_open (f->folder, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  usher_store_close (f->store);
  g_assert_finalize_object (f->store);
  test_folder_remove (f->folder);
  g_free (f->folder);
}

static gint64
ask (UsherStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_store_acquire_reader (store, &error);
  gint64 value;

  g_assert_no_error (error);
  value = test_int (conn, "%s", sql);
  usher_store_release_reader (store, conn);
  return value;
}

/* Adds a row, and fails afterwards where it is told to */
typedef struct {
  int      number;
  gboolean fails;
  gboolean wrongly;    /* without an error */
} Row;

static gboolean
add_row (UsherConn *conn, gpointer data, GError **error)
{
  const Row *row = data;

  if (!usher_audit_add (conn, row->number, "test", "row", 0, NULL, NULL, error))
    return FALSE;
  if (row->wrongly)
    return FALSE;
  if (row->fails)
    g_set_error (error, USHER_ERROR, USHER_ERROR_FULL, "no room for %d", row->number);
  return !row->fails;
}

/* Holds the writer until it is let go, so that what is queued meanwhile is one group. */
typedef struct {
  GMutex   mutex;
  GCond    cond;
  gboolean entered, open;
} Gate;

static gboolean
pass_gate (UsherConn *conn, gpointer data, GError **error)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->entered = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->open)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  return TRUE;
}

static void
gate_wait_entered (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->entered)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->open = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

typedef struct {
  GMainContext *context;
  GArray       *order;       /* of int: numbers as the callbacks came; -number for a failure */
  int           pending;
  int           freed;
  GThread      *thread;
} Answers;

typedef struct {
  Row      row;
  Answers *answers;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_assert_true (g_thread_self () == asked->answers->thread);
  asked->answers->freed++;
  g_free (asked);
}

static gboolean
run_asked (UsherConn *conn, gpointer data, GError **error)
{
  Asked *asked = data;

  g_assert_true (g_thread_self () != asked->answers->thread);
  return add_row (conn, &asked->row, error);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (GError) error = NULL;
  int number = asked->row.number;

  g_assert_true (g_thread_self () == asked->answers->thread);
  g_assert_true (g_main_context_is_owner (asked->answers->context));
  if (!usher_store_write_finish (USHER_STORE (source), result, &error))
    {
      g_assert_nonnull (error);
      number = -number;
    }
  g_array_append_val (asked->answers->order, number);
  asked->answers->pending--;
}

static void
write_row (UsherStore *store, Answers *answers, Row row, GCancellable *cancellable)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->row = row;
  asked->answers = answers;
  answers->pending++;
  usher_store_write_async (store, run_asked, asked, asked_free, cancellable, answered, asked);
}

static void
answers_init (Answers *answers)
{
  *answers = (Answers) { g_main_context_new (), g_array_new (FALSE, FALSE, sizeof (int)), 0, 0, g_thread_self () };
  g_main_context_push_thread_default (answers->context);
}

static void
answers_wait (Answers *answers)
{
  while (answers->pending > 0)
    g_main_context_iteration (answers->context, TRUE);
}

static void
answers_clear (Answers *answers)
{
  while (g_main_context_iteration (answers->context, FALSE))
    continue;
  g_main_context_pop_thread_default (answers->context);
  g_main_context_unref (answers->context);
  g_array_unref (answers->order);
}

static void
gate_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_store_write_finish (USHER_STORE (source), result, &error));
  g_assert_no_error (error);
}

/* One group: some fail, their neighbours do not, and all are told in order, on the caller's context. */
static void
test_group (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answers answers;
  Gate gate = { 0 };

  answers_init (&answers);
  usher_store_write_async (f->store, pass_gate, &gate, NULL, NULL, gate_done, NULL);
  gate_wait_entered (&gate);
  for (int i = 1; i <= 120; i++)
    write_row (f->store, &answers, (Row) { i, i % 10 == 3, i % 10 == 4 }, i % 10 == 5 ? cancellable : NULL);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), ==, 0);
  gate_open (&gate);
  answers_wait (&answers);

  g_assert_cmpuint (answers.order->len, ==, 120);
  for (int i = 1; i <= 120; i++)
    {
      gboolean fails = i % 10 >= 3 && i % 10 <= 5;

      g_assert_cmpint (g_array_index (answers.order, int, i - 1), ==, fails ? -i : i);
    }
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), ==, 120 - 36);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit WHERE at % 10 IN (3, 4, 5)"), ==, 0);
  /* first in, first out */
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit a JOIN audit b ON b.id = a.id + 1 AND b.at <= a.at"), ==, 0);
  answers_clear (&answers);
  g_assert_cmpint (answers.freed, ==, 120);
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Row good = { 1, FALSE, FALSE }, bad = { 2, TRUE, FALSE }, silent = { 3, FALSE, TRUE };

  g_assert_false (usher_store_write (f->store, add_row, &bad, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FULL);
  g_assert_cmpstr (error->message, ==, "no room for 2");
  g_clear_error (&error);
  g_assert_false (usher_store_write (f->store, add_row, &silent, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (usher_store_write (f->store, add_row, &good, cancellable, &error));
  g_assert_true (usher_error_is_cancelled (error));
  g_clear_error (&error);
  g_assert_true (usher_store_write (f->store, add_row, &good, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (f->store, "SELECT group_concat(at) FROM audit"), ==, 1);
}

/* Cancelled when it is on the disk already: it happened, and that is what is told. */
static void
test_cancelled_late (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answers answers;

  answers_init (&answers);
  write_row (f->store, &answers, (Row) { 7, FALSE, FALSE }, cancellable);
  while (ask (f->store, "SELECT count(*) FROM audit") == 0)
    g_thread_yield ();
  g_cancellable_cancel (cancellable);
  answers_wait (&answers);
  g_assert_cmpint (g_array_index (answers.order, int, 0), ==, 7);
  answers_clear (&answers);
}

static gboolean
break_off (UsherConn *conn, gpointer data, GError **error)
{
  test_exec (conn, "ROLLBACK");
  return TRUE;
}

/* A job that ends the transaction takes its group with it; nobody is told a lie. */
static void
test_lost_transaction (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Row row = { 9, FALSE, FALSE };

  g_assert_false (usher_store_write (f->store, break_off, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (usher_store_write (f->store, add_row, &row, NULL, &error));
  g_assert_no_error (error);
}

/* Deferred to the commit, so that it is the commit which fails */
static gboolean
break_commit (UsherConn *conn, gpointer data, GError **error)
{
  return usher_conn_exec (conn, "PRAGMA defer_foreign_keys = ON; INSERT INTO analytics (event_id) VALUES (4711)", error);
}

static void
write_broken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *told = user_data;

  g_assert_false (usher_store_write_finish (USHER_STORE (source), result, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  *told = TRUE;
}

/* It may be of the same group or of the one before. */
static void
gate_any (GObject *source, GAsyncResult *result, gpointer user_data)
{
  usher_store_write_finish (USHER_STORE (source), result, NULL);
}

static void
test_failed_commit (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Row row = { 9, FALSE, FALSE };
  gboolean told = FALSE;
  Answers answers;
  Gate gate = { 0 };

  answers_init (&answers);
  usher_store_write_async (f->store, pass_gate, &gate, NULL, NULL, gate_any, NULL);
  gate_wait_entered (&gate);
  write_row (f->store, &answers, (Row) { 1, FALSE, FALSE }, NULL);
  usher_store_write_async (f->store, break_commit, NULL, NULL, NULL, write_broken, &told);
  write_row (f->store, &answers, (Row) { 2, TRUE, FALSE }, NULL);
  gate_open (&gate);
  answers_wait (&answers);
  g_assert_true (told);
  g_assert_cmpint (g_array_index (answers.order, int, 0), ==, -1);
  g_assert_cmpint (g_array_index (answers.order, int, 1), ==, -2);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), ==, 0);
  g_assert_true (usher_store_write (f->store, add_row, &row, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), ==, 1);
  answers_clear (&answers);
}

/* Closing does what is queued; what comes later is refused. */
static void
test_close (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Row row = { 99, FALSE, FALSE };
  Answers answers;

  answers_init (&answers);
  for (int i = 1; i <= 70; i++)
    write_row (f->store, &answers, (Row) { i, FALSE, FALSE }, NULL);
  usher_store_close (f->store);
  usher_store_close (f->store);
  write_row (f->store, &answers, (Row) { 71, FALSE, FALSE }, NULL);
  answers_wait (&answers);
  g_assert_cmpint (g_array_index (answers.order, int, 69), ==, 70);
  g_assert_cmpint (g_array_index (answers.order, int, 70), ==, -71);
  answers_clear (&answers);
  g_assert_cmpint (answers.freed, ==, 71);

  g_assert_false (usher_store_write (f->store, add_row, &row, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (usher_store_acquire_reader (f->store, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);

  g_object_unref (f->store);
  f->store = usher_store_open (f->folder, NULL);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), ==, 70);
}

#define N_THREADS 4
#define N_WRITES  100

static gpointer
write_many (gpointer data)
{
  for (int i = 0; i < N_WRITES; i++)
    {
      g_autoptr (GError) error = NULL;
      Row row = { i, FALSE, FALSE };

      g_assert_true (usher_store_write (data, add_row, &row, NULL, &error));
      g_assert_no_error (error);
    }
  return NULL;
}

static void
test_threads (Fixture *f, gconstpointer data)
{
  GThread *threads[N_THREADS];

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("test", write_many, f->store);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), ==, N_THREADS * N_WRITES);
}

/* In a child: writes, and says after each callback that it was told. Then it is killed in the middle of more. */
static void
child_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  int number = GPOINTER_TO_INT (user_data);

  if (!usher_store_write_finish (USHER_STORE (source), result, NULL) ||
      write (STDOUT_FILENO, &number, sizeof number) != (gssize) sizeof number)
    _exit (2);
}

static gboolean
add_number (UsherConn *conn, gpointer data, GError **error)
{
  return usher_audit_add (conn, GPOINTER_TO_INT (data), "test", "row", 0, NULL, NULL, error);
}

static void
run_child (const char *folder)
{
  UsherStore *store = usher_store_open (folder, NULL);

  for (int i = 1; store != NULL; i++)
    {
      gpointer number = GINT_TO_POINTER (i);

      usher_store_write_async (store, add_number, number, NULL, NULL, child_told, number);
      if (i % 7 == 0)
        g_main_context_iteration (NULL, TRUE);
    }
  _exit (3);
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  const char *arguments[] = { "/proc/self/exe", "--child", f->folder, NULL };
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  GInputStream *output;
  int last = 0;

  usher_store_close (f->store);
  child = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  output = g_subprocess_get_stdout_pipe (child);
  while (last < 500)
    g_assert_true (g_input_stream_read_all (output, &last, sizeof last, NULL, NULL, &error));
  g_subprocess_force_exit (child);
  for (gsize length = sizeof last; length == sizeof last;)
    {
      int number = 0;

      g_input_stream_read_all (output, &number, sizeof number, &length, NULL, &error);
      last = MAX (last, number);
    }
  g_assert_true (g_subprocess_wait (child, NULL, &error));

  g_object_unref (f->store);
  f->store = usher_store_open (f->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask (f->store, "SELECT count(*) FROM audit"), >=, last);
  g_assert_cmpint (ask (f->store, "SELECT max(at) = count(*) AND min(at) = 1 FROM audit"), ==, 1);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2]);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/writer/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("group", test_group);
  ADD ("errors", test_errors);
  ADD ("cancelled-late", test_cancelled_late);
  ADD ("lost-transaction", test_lost_transaction);
  ADD ("failed-commit", test_failed_commit);
  ADD ("close", test_close);
  ADD ("threads", test_threads);
  ADD ("killed", test_killed);
  return g_test_run ();
}
