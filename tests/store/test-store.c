/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-migration.h"
#include "usher-table-misc.h"

static UsherStore *
open_store (const char *folder)
{
  g_autoptr (GError) error = NULL;
  UsherStore *store = usher_store_open (folder, &error);

  g_assert_no_error (error);
  return store;
}

static gboolean
set_value (UsherConn *conn, gpointer data, GError **error)
{
  return usher_settings_set (conn, "colour", data, error);
}

static void
set_colour (UsherStore *store, const char *colour)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_store_write (store, set_value, (gpointer) colour, NULL, &error));
  g_assert_no_error (error);
}

static char *
get_colour (UsherConn *conn)
{
  g_autoptr (GError) error = NULL;
  char *colour = usher_settings_get (conn, "colour", &error);

  g_assert_no_error (error);
  return colour;
}

static UsherConn *
borrow (UsherStore *store)
{
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_store_acquire_reader (store, &error);

  g_assert_no_error (error);
  return conn;
}

static void
test_open_and_reopen (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (UsherStore) store = open_store (folder);
      UsherConn *conn = borrow (store);
      g_autofree char *colour = get_colour (conn);

      g_assert_cmpstr (usher_store_get_path (store), ==, path);
      g_assert_cmpstr (colour, ==, i == 0 ? NULL : "green");
      g_assert_cmpint (test_int (conn, "PRAGMA user_version"), ==, usher_store_schema_version ());
      g_assert_cmpint (test_int (conn, "PRAGMA application_id"), ==, USHER_APPLICATION_ID);
      usher_store_release_reader (store, conn);
      set_colour (store, "green");
      usher_store_close (store);
      g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));   /* written back */
    }
  test_folder_remove (folder);
}

static gboolean
check_settings (UsherConn *conn, gpointer data, GError **error)
{
  static const struct {
    const char *pragma;
    gint64      value;
  } cases[] = {
    { "PRAGMA foreign_keys", 1 },
    { "PRAGMA synchronous", 2 },      /* FULL */
    { "PRAGMA trusted_schema", 0 },
    { "PRAGMA cell_size_check", 1 },
    { "PRAGMA temp_store", 2 },       /* memory */
    { "PRAGMA secure_delete", 2 },    /* fast */
    { "PRAGMA busy_timeout", 5000 },
    { "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'", 1 },
    { "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].pragma);
      g_assert_cmpint (test_int (conn, "%s", cases[i].pragma), ==, cases[i].value);
    }
  return TRUE;
}

static void
test_settings (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (UsherStore) store = open_store (folder);
  UsherConn *conn = borrow (store);

  g_assert_true (usher_store_write (store, check_settings, NULL, NULL, NULL));
  g_assert_cmpint (test_int (conn, "PRAGMA trusted_schema"), ==, 0);
  g_assert_cmpint (test_int (conn, "PRAGMA foreign_keys"), ==, 1);
  usher_store_release_reader (store, conn);
  g_clear_object (&store);
  test_folder_remove (folder);
}

/* Each reader has one picture: that of the moment at which it was borrowed. */
static void
test_readers (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (UsherStore) store = open_store (folder);
  UsherConn *early, *late, *again;
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  set_colour (store, "green");
  early = borrow (store);
  set_colour (store, "blue");
  late = borrow (store);
  g_assert_true (early != late);
  first = get_colour (early);
  second = get_colour (late);
  g_assert_cmpstr (first, ==, "green");
  g_assert_cmpstr (second, ==, "blue");
  usher_store_release_reader (store, early);
  again = borrow (store);
  g_assert_true (again == early);
  third = get_colour (again);
  g_assert_cmpstr (third, ==, "blue");
  usher_store_release_reader (store, again);
  usher_store_release_reader (store, late);
  usher_store_release_reader (store, NULL);
  g_clear_object (&store);
  test_folder_remove (folder);
}

static void
test_reader_cannot_write (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (UsherStore) store = open_store (folder);
  g_autoptr (GError) error = NULL;
  UsherConn *conn = borrow (store);

  g_assert_false (usher_settings_set (conn, "colour", "red", &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
  usher_store_release_reader (store, conn);
  g_clear_object (&store);
  test_folder_remove (folder);
}

/* Many borrowed at once, and some still out when the store closes */
static void
test_many_readers (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (UsherStore) store = open_store (folder);
  UsherConn *conns[20];

  set_colour (store, "green");
  for (gsize i = 0; i < G_N_ELEMENTS (conns); i++)
    conns[i] = borrow (store);
  for (gsize i = 0; i < G_N_ELEMENTS (conns); i += 2)
    usher_store_release_reader (store, conns[i]);
  usher_store_close (store);
  for (gsize i = 1; i < G_N_ELEMENTS (conns); i += 2)
    {
      g_autofree char *colour = get_colour (conns[i]);

      g_assert_cmpstr (colour, ==, "green");
      usher_store_release_reader (store, conns[i]);
    }
  g_clear_object (&store);
  store = open_store (folder);
  g_clear_object (&store);
  test_folder_remove (folder);
}

static void
test_backup (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *place = test_folder_new ();
  g_autofree char *copy = g_build_filename (place, "usher.db", NULL);
  g_autofree char *nowhere = g_build_filename (place, "no", "usher.db", NULL);
  g_autoptr (UsherStore) store = open_store (folder);
  g_autoptr (UsherStore) other = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *colour = NULL;
  UsherConn *conn;

  set_colour (store, "red");
  g_assert_true (usher_store_backup (store, copy, NULL, &error));
  set_colour (store, "green");
  g_assert_true (usher_store_backup (store, copy, NULL, &error));
  g_assert_no_error (error);
  set_colour (store, "blue");

  g_assert_false (usher_store_backup (store, nowhere, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
  g_clear_error (&error);

  other = open_store (place);
  conn = borrow (other);
  colour = get_colour (conn);
  g_assert_cmpstr (colour, ==, "green");
  usher_store_release_reader (other, conn);
  g_clear_object (&other);
  g_clear_object (&store);
  test_folder_remove (folder);
  test_folder_remove (place);
}

static gboolean
add_weight (UsherConn *conn, gpointer data, GError **error)
{
  return usher_conn_exec (conn, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) "
                          "INSERT INTO audit (at, actor, action, detail) SELECT i, 'test', 'row', hex(randomblob(500)) FROM n", error);
}

static void
test_backup_cancelled (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *place = test_folder_new ();
  g_autofree char *copy = g_build_filename (place, "copy.db", NULL);
  g_autoptr (UsherStore) store = open_store (folder);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  g_assert_true (usher_store_write (store, add_weight, NULL, NULL, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (usher_store_backup (store, copy, cancellable, &error));
  g_assert_true (usher_error_is_cancelled (error));
  dir = g_dir_open (place, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  g_clear_object (&store);
  test_folder_remove (folder);
  test_folder_remove (place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/open-and-reopen", test_open_and_reopen);
  g_test_add_func ("/store/settings", test_settings);
  g_test_add_func ("/store/readers", test_readers);
  g_test_add_func ("/store/reader-cannot-write", test_reader_cannot_write);
  g_test_add_func ("/store/many-readers", test_many_readers);
  g_test_add_func ("/store/backup", test_backup);
  g_test_add_func ("/store/backup-cancelled", test_backup_cancelled);
  return g_test_run ();
}
