/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-misc.h"

static gboolean
add_weight (UsherConn *conn, gpointer data, GError **error)
{
  g_autofree char *weight = g_strnfill ((gsize) GPOINTER_TO_INT (data), 'x');

  return usher_audit_add (conn, 1, "test", "first", 0, NULL, NULL, error) &&
         usher_audit_add (conn, 2, "test", "weight", 0, NULL, weight, error);
}

static gboolean
limit_pages (UsherConn *conn, gpointer data, GError **error)
{
  test_exec (conn, "PRAGMA max_page_count = %d", (int) test_int (conn, "PRAGMA page_count") + GPOINTER_TO_INT (data));
  return TRUE;
}

static gint64
count_rows (UsherStore *store)
{
  UsherConn *conn = usher_store_acquire_reader (store, NULL);
  gint64 n = test_int (conn, "SELECT count(*) FROM audit");

  usher_store_release_reader (store, conn);
  return n;
}

/* The database may not grow any more: as SQLite sees a full disk. */
static void
test_page_limit (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (usher_store_write (store, limit_pages, GINT_TO_POINTER (4), NULL, NULL));
  for (int i = 0; i < 2; i++)
    {
      g_assert_false (usher_store_write (store, add_weight, GINT_TO_POINTER (1000000), NULL, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, "disk is full"));
      g_clear_error (&error);
      g_assert_cmpint (count_rows (store), ==, 0);
    }
  g_assert_true (usher_store_write (store, add_weight, GINT_TO_POINTER (100), NULL, &error));
  g_assert_cmpint (count_rows (store), ==, 2);
  g_assert_true (usher_store_write (store, limit_pages, GINT_TO_POINTER (10000), NULL, NULL));
  g_assert_true (usher_store_write (store, add_weight, GINT_TO_POINTER (1000000), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (store), ==, 4);
  g_clear_object (&store);
  test_folder_remove (folder);
}

static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* What the child does under a limit of the kernel; its exit code tells at which line it was surprised. */
#define CHECK(condition) G_STMT_START { if (!(condition)) _exit (__LINE__ & 0x7f ? __LINE__ & 0x7f : 1); } G_STMT_END

static void
run_limited (const char *folder)
{
  g_autoptr (GError) error = NULL;
  UsherStore *store = usher_store_open (folder, &error);

  CHECK (store != NULL);
  signal (SIGXFSZ, SIG_IGN);
  limit_files (500 * 1000);
  CHECK (!usher_store_write (store, add_weight, GINT_TO_POINTER (1000000), NULL, &error));
  CHECK (g_error_matches (error, USHER_ERROR, USHER_ERROR_STORAGE));
  CHECK (strstr (error->message, "disk") != NULL);
  CHECK (count_rows (store) == 0);
  g_clear_error (&error);
  limit_files (RLIM_INFINITY);
  CHECK (usher_store_write (store, add_weight, GINT_TO_POINTER (1000000), NULL, &error));
  CHECK (count_rows (store) == 2);
  usher_store_close (store);
  g_object_unref (store);
  g_clear_error (&error);

  /* Nor can a copy be made, and nothing of it stays. */
  store = usher_store_open (folder, &error);
  CHECK (store != NULL);
  {
    g_autofree char *copy = g_build_filename (folder, "copy.db", NULL);
    g_autofree char *part = g_strconcat (copy, ".part", NULL);

    limit_files (100 * 1000);
    CHECK (!usher_store_backup (store, copy, NULL, &error));
    CHECK (g_error_matches (error, USHER_ERROR, USHER_ERROR_STORAGE));
    CHECK (!g_file_test (copy, G_FILE_TEST_EXISTS) && !g_file_test (part, G_FILE_TEST_EXISTS));
    limit_files (RLIM_INFINITY);
  }
  usher_store_close (store);
  g_object_unref (store);
  _exit (0);
}

/* A new database that does not fit */
static void
run_limited_fresh (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  limit_files (20 * 1000);
  CHECK (usher_store_open (folder, &error) == NULL);
  CHECK (g_error_matches (error, USHER_ERROR, USHER_ERROR_STORAGE));
  CHECK (!g_file_test (path, G_FILE_TEST_EXISTS));
  limit_files (RLIM_INFINITY);
  g_clear_error (&error);
  CHECK (usher_store_open (folder, &error) != NULL);
  _exit (0);
}

static void
run_in_child (const char *argument)
{
  g_autofree char *folder = test_folder_new ();
  const char *arguments[] = { "/proc/self/exe", argument, folder, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_cmpint (g_subprocess_get_status (child), ==, 0);
  test_folder_remove (folder);
}

static void
test_file_limit (void)
{
  run_in_child ("--limited");
}

static void
test_file_limit_fresh (void)
{
  run_in_child ("--limited-fresh");
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--limited") == 0)
    run_limited (argv[2]);
  if (argc == 3 && strcmp (argv[1], "--limited-fresh") == 0)
    run_limited_fresh (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disk-full/page-limit", test_page_limit);
  g_test_add_func ("/disk-full/file-limit", test_file_limit);
  g_test_add_func ("/disk-full/file-limit-fresh", test_file_limit_fresh);
  return g_test_run ();
}
