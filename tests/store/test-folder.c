/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-folder.h"
#include "usher-table-misc.h"

static guint
mode_of (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_mode & 07777;
}

static gboolean
set_something (UsherConn *conn, gpointer data, GError **error)
{
  return usher_settings_set (conn, "key", "value", error);
}

static void
assert_private (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  int n = 0;

  g_assert_cmphex (mode_of (folder, "."), ==, 0700);
  for (; (name = g_dir_read_name (dir)) != NULL; n++)
    g_assert_cmphex (mode_of (folder, name), ==, 0600);
  g_assert_cmpint (n, >=, 4);   /* usher.db, -wal, -shm, usher.lock */
}

static void
test_private (void)
{
  g_autofree char *parent = test_folder_new ();
  g_autofree char *folder = g_build_filename (parent, "a", "b", NULL);
  g_autofree char *copy = g_build_filename (folder, "copy.db", NULL);
  g_autoptr (GError) error = NULL;
  mode_t before = umask (0);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (UsherStore) store = usher_store_open (folder, &error);

      g_assert_no_error (error);
      usher_store_write (store, set_something, NULL, NULL, &error);
      g_assert_no_error (error);
      usher_store_backup (store, copy, NULL, &error);
      g_assert_no_error (error);
      assert_private (folder);
    }
  umask (before);
  test_folder_remove (parent);
}

/* Somebody opened the files to all: they are closed again. */
static void
test_closed_again (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);

  g_assert_no_error (error);
  g_clear_object (&store);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  store = usher_store_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmphex (mode_of (folder, "."), ==, 0700);
  g_assert_cmphex (mode_of (folder, "usher.db"), ==, 0600);
  g_clear_object (&store);
  test_folder_remove (folder);
}

/* An open folder with other people's things in it is not ours to close. */
static void
test_shared_folder (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "letter.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "hello", -1, NULL));
  g_assert_null (usher_store_open (folder, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
  g_assert_cmphex (mode_of (folder, "."), ==, 0755);
  g_clear_error (&error);

  /* An empty one is taken. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  {
    g_autoptr (UsherStore) store = usher_store_open (folder, &error);

    g_assert_no_error (error);
    g_assert_cmphex (mode_of (folder, "."), ==, 0700);
  }
  test_folder_remove (folder);
}

static void
test_unusable_folder (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autofree char *inside = g_build_filename (path, "folder", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (usher_store_open (inside, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (usher_store_open (path, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
  test_folder_remove (folder);
}

static void
test_one_at_a_time (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *who = g_strdup_printf ("process %ld", (long) getpid ());
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);

  g_assert_no_error (error);
  g_assert_null (usher_store_open (folder, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, who));
  g_clear_error (&error);
  usher_store_close (store);
  g_clear_object (&store);
  store = usher_store_open (folder, &error);
  g_assert_no_error (error);
  g_clear_object (&store);
  test_folder_remove (folder);
}

/* Locks the folder in another process until that is killed. */
static pid_t
lock_elsewhere (const char *folder)
{
  int ready[2];
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  if (pid == 0)
    {
      if (usher_folder_lock (folder, NULL) >= 0 && write (ready[1], "x", 1) == 1)
        pause ();
      _exit (1);
    }
  g_assert_cmpint (pid, >, 0);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return pid;
}

static void
test_other_process (void)
{
  g_autofree char *folder = test_folder_new ();
  pid_t pid = lock_elsewhere (folder);
  g_autofree char *who = g_strdup_printf ("process %ld", (long) pid);
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_store_open (folder, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, who));
  g_clear_error (&error);

  /* It dies without a word; the lock goes with it, its file stays. */
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  {
    g_autoptr (UsherStore) store = usher_store_open (folder, &error);

    g_assert_no_error (error);
  }
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder/private", test_private);
  g_test_add_func ("/folder/closed-again", test_closed_again);
  g_test_add_func ("/folder/shared", test_shared_folder);
  g_test_add_func ("/folder/unusable", test_unusable_folder);
  g_test_add_func ("/folder/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/folder/other-process", test_other_process);
  return g_test_run ();
}
