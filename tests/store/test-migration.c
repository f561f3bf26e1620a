/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "store-fixture.h"
#include "test-scripts.h"
#include "usher-error.h"
#include "usher-migration.h"
#include "usher-store-private.h"

/* @n: only the first ones */
static GPtrArray *
load (const char *prefix, guint n)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *scripts = usher_migration_load (test_scripts_get_resource (), prefix, &error);

  g_assert_no_error (error);
  if (n < scripts->len)
    g_ptr_array_set_size (scripts, (int) n);
  return scripts;
}

static void
open_with (const char *folder, const char *prefix, guint n)
{
  g_autoptr (GPtrArray) scripts = load (prefix, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open_scripts (folder, scripts, &error);

  g_assert_no_error (error);
}

static UsherConn *
look (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_conn_open (path, USHER_CONN_WRITER, &error);

  g_assert_no_error (error);
  return conn;
}

static gboolean
exists (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_own_scripts (void)
{
  g_assert_cmpint (usher_store_schema_version (), >=, 1);
  g_assert_cmpuint (usher_migration_scripts ()->len, ==, (guint) usher_store_schema_version ());
}

static void
test_numbers (void)
{
  static const struct {
    const char *prefix;
    const char *missing;
  } cases[] = {
    { "/gap/", "002.sql" },
    { "/from-two/", "001.sql" },
    { "/stray/", "002.sql" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (usher_migration_load (test_scripts_get_resource (), cases[i].prefix, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, cases[i].missing));
    }
}

static void
test_two_steps (void)
{
  g_autofree char *folder = test_folder_new ();

  open_with (folder, "/good/", 1);
  g_assert_false (exists (folder, "usher.db.before-1"));
  {
    g_autoptr (UsherConn) conn = look (folder, "usher.db");

    test_exec (conn, "INSERT INTO shelf VALUES (1, 'poetry'); INSERT INTO book VALUES (1, 1)");
  }
  open_with (folder, "/good/", 3);
  {
    g_autoptr (UsherConn) conn = look (folder, "usher.db");
    g_autoptr (UsherConn) copy = look (folder, "usher.db.before-2");
    g_autofree char *shelf = test_text (conn, "SELECT * FROM shelf");
    g_autofree char *old_shelf = test_text (copy, "SELECT * FROM shelf");

    g_assert_cmpint (test_int (conn, "PRAGMA user_version"), ==, 3);
    g_assert_cmpint (test_int (conn, "SELECT count(*) FROM book"), ==, 1);
    g_assert_cmpstr (shelf, ==, "1|poetry|attic");
    g_assert_cmpint (test_int (copy, "PRAGMA user_version"), ==, 1);
    g_assert_cmpint (test_int (copy, "PRAGMA application_id"), ==, USHER_APPLICATION_ID);
    g_assert_cmpstr (old_shelf, ==, "1|poetry");
  }
  g_assert_false (exists (folder, "usher.db.before-3"));
  /* Nothing is left to do: no second copy */
  open_with (folder, "/good/", 3);
  g_assert_false (exists (folder, "usher.db.before-4"));
  test_folder_remove (folder);
}

static void
test_failing_script (void)
{
  static const struct {
    const char *prefix;
    const char *words;
  } cases[] = {
    { "/fails/", "nowhere" },
    { "/orphans/", "refer to nothing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = test_folder_new ();
      g_autoptr (GPtrArray) scripts = load (cases[i].prefix, 9);
      g_autoptr (GError) error = NULL;

      open_with (folder, "/good/", 1);
      {
        g_autoptr (UsherConn) conn = look (folder, "usher.db");

        test_exec (conn, "INSERT INTO shelf VALUES (1, 'poetry'); INSERT INTO book VALUES (1, 1)");
      }
      g_assert_null (usher_store_open_scripts (folder, scripts, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, "could not be brought to version 2"));
      g_assert_nonnull (strstr (error->message, cases[i].words));
      {
        g_autoptr (UsherConn) conn = look (folder, "usher.db");
        g_autofree char *shelf = test_text (conn, "SELECT * FROM shelf");
        g_autofree char *tables = test_text (conn, "SELECT name FROM sqlite_schema ORDER BY name");

        g_assert_cmpint (test_int (conn, "PRAGMA user_version"), ==, 1);
        g_assert_cmpstr (shelf, ==, "1|poetry");
        g_assert_cmpstr (tables, ==, "book\nshelf");
      }
      g_assert_true (exists (folder, "usher.db.before-2"));
      /* The older program still works with it; so does a mended newer one. */
      open_with (folder, "/good/", 1);
      open_with (folder, "/good/", 3);
      test_folder_remove (folder);
    }
}

static void
test_script_that_commits (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GPtrArray) scripts = load ("/commits/", 9);
  g_autoptr (GError) error = NULL;

  open_with (folder, "/good/", 1);
  g_assert_null (usher_store_open_scripts (folder, scripts, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
  test_folder_remove (folder);
}

/* A new database that fails to be made leaves nothing that looks like one. */
static void
test_failing_first (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GPtrArray) scripts = load ("/fails/", 9);
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_store_open_scripts (folder, scripts, &error));
  g_assert_nonnull (error);
  g_assert_false (exists (folder, "usher.db"));
  g_assert_false (exists (folder, "usher.db.new"));
  g_assert_false (exists (folder, "usher.db.new-wal"));
  open_with (folder, "/good/", 3);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migration/own-scripts", test_own_scripts);
  g_test_add_func ("/migration/numbers", test_numbers);
  g_test_add_func ("/migration/two-steps", test_two_steps);
  g_test_add_func ("/migration/failing-script", test_failing_script);
  g_test_add_func ("/migration/script-that-commits", test_script_that_commits);
  g_test_add_func ("/migration/failing-first", test_failing_first);
  return g_test_run ();
}
