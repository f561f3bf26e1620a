/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-migration.h"
#include "usher-store-private.h"

/* A folder with a database that was closed well and has some rows in it */
static char *
make_database (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);
  g_autoptr (UsherConn) conn = NULL;

  g_assert_no_error (error);
  usher_store_close (store);
  conn = usher_conn_open (usher_store_get_path (store), USHER_CONN_WRITER, &error);
  g_assert_no_error (error);
  test_exec (conn, "PRAGMA synchronous = OFF; BEGIN");
  for (int i = 0; i < 50; i++)
    test_add_event (conn, "A show with a title of some length, so that pages fill up");
  test_exec (conn, "COMMIT");
  return folder;
}

/* Every file of the folder but the lock, with its contents, by name */
static char *
take_picture (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      g_autofree char *sum = NULL;
      gsize length;

      if (g_str_equal (name, "usher.lock"))
        continue;
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) bytes, length);
      g_ptr_array_add (lines, g_strdup_printf ("%s %s", name, sum));
    }
  g_ptr_array_sort_values (lines, (GCompareFunc) g_strcmp0);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
assert_refused (const char *folder, UsherErrorCode code)
{
  g_autofree char *before = take_picture (folder);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherStore) store = usher_store_open (folder, &error);
      g_autofree char *after = NULL;

      g_assert_error (error, USHER_ERROR, (int) code);
      g_assert_null (store);
      after = take_picture (folder);
      g_assert_cmpstr (after, ==, before);
    }
}

static void
change_file (const char *folder, void (*change) (GByteArray *bytes))
{
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_byte_array_append (bytes, (guint8 *) contents, (guint) length);
  change (bytes);
  g_file_set_contents_full (path, (char *) bytes->data, bytes->len, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
cut_to_nothing (GByteArray *bytes)
{
  g_byte_array_set_size (bytes, 0);
}

static void
cut_header (GByteArray *bytes)
{
  g_byte_array_set_size (bytes, 60);
}

static void
cut_page (GByteArray *bytes)
{
  g_byte_array_set_size (bytes, 512);
}

static void
cut_half (GByteArray *bytes)
{
  g_byte_array_set_size (bytes, bytes->len / 2);
}

static void
cut_last_page (GByteArray *bytes)
{
  g_byte_array_set_size (bytes, bytes->len - 4096);
}

static void
fill_with_garbage (GByteArray *bytes)
{
  for (guint i = 0; i < bytes->len; i++)
    bytes->data[i] = (guint8) (i * 7919 >> 3);
}

static void
write_text (GByteArray *bytes)
{
  memset (bytes->data, 'x', bytes->len);
}

/* In the middle: the head of a page */
static void
flip_page_header (GByteArray *bytes)
{
  bytes->data[bytes->len / 4096 / 2 * 4096] ^= 0x40;
}

static void
wipe_pages (GByteArray *bytes)
{
  memset (bytes->data + 2 * 4096, 0, 4 * 4096);
}

static void
flip_magic (GByteArray *bytes)
{
  bytes->data[3] ^= 1;
}

static void
test_damaged (void)
{
  static const struct {
    const char *name;
    void      (*change) (GByteArray *bytes);
  } cases[] = {
    { "cut to nothing", cut_to_nothing },
    { "header cut", cut_header },
    { "page cut", cut_page },
    { "half", cut_half },
    { "last page missing", cut_last_page },
    { "garbage", fill_with_garbage },
    { "text", write_text },
    { "page header", flip_page_header },
    { "wiped pages", wipe_pages },
    { "magic", flip_magic },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = make_database ();

      g_test_message ("%s", cases[i].name);
      change_file (folder, cases[i].change);
      assert_refused (folder, USHER_ERROR_CORRUPT);
      test_folder_remove (folder);
    }
}

static void
note_damage (UsherStore *store, gpointer data)
{
  g_atomic_int_set ((int *) data, 1);
}

static gboolean
do_nothing (UsherConn *conn, gpointer data, GError **error)
{
  return TRUE;
}

/* A large file is looked through after the start. What its header tells is noticed at once; the rest soon, and then nothing
 * is written any more. */
static void
test_damaged_large (void)
{
  static const struct {
    const char *name;
    void      (*change) (GByteArray *bytes);
    gboolean    at_once;
  } cases[] = {
    { "cut to nothing", cut_to_nothing, TRUE },
    { "header cut", cut_header, TRUE },
    { "page cut", cut_page, TRUE },
    { "half", cut_half, TRUE },
    { "last page missing", cut_last_page, TRUE },
    { "garbage", fill_with_garbage, TRUE },
    { "magic", flip_magic, TRUE },
    { "page header", flip_page_header, FALSE },
    { "wiped pages", wipe_pages, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = make_database ();
      g_autofree char *before = NULL, *after = NULL, *words = NULL;
      g_autoptr (UsherStore) store = NULL;
      g_autoptr (GError) error = NULL;
      int noticed = 0;

      g_test_message ("%s", cases[i].name);
      change_file (folder, cases[i].change);
      before = take_picture (folder);
      store = usher_store_open_later (folder, 0, 50 * G_TIME_SPAN_MILLISECOND, &error);
      if (store != NULL)
        {
          g_assert_false (cases[i].at_once);
          g_signal_connect (store, "damaged", G_CALLBACK (note_damage), &noticed);
          for (int tries = 0; tries < 5000 && (words = usher_store_dup_damage (store)) == NULL; tries++)
            g_usleep (1000);
          g_assert_nonnull (words);
          g_assert_false (usher_store_write (store, do_nothing, NULL, NULL, &error));
          usher_store_close (store);
          g_assert_cmpint (noticed, ==, 1);
        }
      g_assert_error (error, USHER_ERROR, USHER_ERROR_CORRUPT);
      after = take_picture (folder);
      g_assert_cmpstr (after, ==, before);
      test_folder_remove (folder);
    }
}

/* A good one is found good, and closing does not wait for the look. */
static void
test_good_large (void)
{
  g_autofree char *folder = make_database ();

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherStore) store = usher_store_open_later (folder, 0, i == 0 ? 0 : G_TIME_SPAN_HOUR, &error);

      g_assert_no_error (error);
      g_usleep (20000);
      g_assert_null (usher_store_dup_damage (store));
      g_assert_true (usher_store_write (store, do_nothing, NULL, NULL, &error));
      usher_store_close (store);
    }
  test_folder_remove (folder);
}

/* One bit somewhere: either it is noticed and nothing changes, or what can be read is still a database. Never a crash. */
static void
test_single_bits (void)
{
  g_autofree char *folder = make_database ();
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autofree char *contents = NULL;
  gsize length;
  int refused = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize at = 16; at < length; at += length / 60)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherStore) store = NULL;

      contents[at] ^= 0x10;
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
      contents[at] ^= 0x10;
      store = usher_store_open (folder, &error);
      if (store == NULL)
        {
          g_autofree char *left = NULL;
          gsize left_length;

          refused++;
          g_assert_nonnull (error);
          g_assert_true (g_file_get_contents (path, &left, &left_length, NULL));
          contents[at] ^= 0x10;
          g_assert_cmpmem (left, left_length, contents, length);
          contents[at] ^= 0x10;
        }
    }
  g_assert_cmpint (refused, >, 0);
  test_folder_remove (folder);
}

static void
on_connection (const char *folder, const char *sql)
{
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConn) conn = usher_conn_open (path, USHER_CONN_WRITER, &error);

  g_assert_no_error (error);
  test_exec (conn, "%s", sql);
}

static void
test_future (void)
{
  g_autofree char *folder = make_database ();

  on_connection (folder, "PRAGMA user_version = 9999");
  assert_refused (folder, USHER_ERROR_FROM_FUTURE);
  test_folder_remove (folder);
}

static void
test_foreign (void)
{
  static const char * const cases[] = {
    "PRAGMA application_id = 7",
    "PRAGMA application_id = 0",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = -1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = make_database ();

      on_connection (folder, cases[i]);
      assert_refused (folder, USHER_ERROR_CORRUPT);
      test_folder_remove (folder);
    }
}

/* Copies a database with its log while it is in use: what a crash leaves. */
static char *
make_crashed (const char *sql)
{
  static const char * const names[] = { "usher.db", "usher.db-wal" };
  g_autofree char *folder = make_database ();
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  char *crashed = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConn) conn = usher_conn_open (path, USHER_CONN_WRITER, &error);

  g_assert_no_error (error);
  test_exec (conn, "%s", sql);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *from = g_build_filename (folder, names[i], NULL);
      g_autofree char *to = g_build_filename (crashed, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (to, bytes, (gssize) length, NULL));
    }
  g_clear_pointer (&conn, usher_conn_free);
  test_folder_remove (folder);
  return crashed;
}

/* The newest version is in the log alone. */
static void
test_future_in_log (void)
{
  g_autofree char *folder = make_crashed ("PRAGMA user_version = 9999");

  assert_refused (folder, USHER_ERROR_FROM_FUTURE);
  test_folder_remove (folder);
}

static void
test_crashed (void)
{
  g_autofree char *folder = make_crashed ("INSERT INTO setting VALUES ('colour', 'green')");
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = usher_store_open (folder, &error);
  UsherConn *conn;

  g_assert_no_error (error);
  conn = usher_store_acquire_reader (store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test_int (conn, "SELECT count(*) FROM setting WHERE value = 'green'"), ==, 1);
  usher_store_release_reader (store, conn);
  usher_store_close (store);
  test_folder_remove (folder);
}

/* An index that lost a row: found after a crash, when the check is thorough. */
static void
test_crashed_and_damaged (void)
{
  g_autofree char *folder =
    make_crashed ("PRAGMA journal_mode = WAL; INSERT INTO setting VALUES ('a', 'b')");

  change_file (folder, wipe_pages);
  assert_refused (folder, USHER_ERROR_CORRUPT);
  test_folder_remove (folder);
}

/* A log without its database would be taken for the log of a new one. */
static void
test_log_alone (void)
{
  g_autofree char *folder = make_crashed ("INSERT INTO setting VALUES ('a', 'b')");
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_refused (folder, USHER_ERROR_CORRUPT);
  test_folder_remove (folder);
}

/* The power went while a new database was made: what is left of it is thrown away. */
static void
test_left_over (void)
{
  static const char * const names[] = { "usher.db.new", "usher.db.new-wal", "usher.db.new-journal" };
  g_autofree char *crashed = make_crashed ("INSERT INTO setting VALUES ('a', 'b')");
  g_autofree char *folder = test_folder_new ();
  g_autofree char *log = g_build_filename (crashed, "usher.db-wal", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStore) store = NULL;
  UsherConn *conn;
  gsize length;

  g_assert_true (g_file_get_contents (log, &bytes, &length, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
    }
  store = usher_store_open (folder, &error);
  g_assert_no_error (error);
  conn = usher_store_acquire_reader (store, NULL);
  g_assert_cmpint (test_int (conn, "SELECT count(*) FROM setting"), ==, 0);
  usher_store_release_reader (store, conn);
  g_clear_object (&store);
  test_folder_remove (folder);
  test_folder_remove (crashed);
}

static void
test_directory_in_place (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "usher.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_null (usher_store_open (folder, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CORRUPT);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/damage/damaged", test_damaged);
  g_test_add_func ("/damage/damaged-large", test_damaged_large);
  g_test_add_func ("/damage/good-large", test_good_large);
  g_test_add_func ("/damage/single-bits", test_single_bits);
  g_test_add_func ("/damage/future", test_future);
  g_test_add_func ("/damage/foreign", test_foreign);
  g_test_add_func ("/damage/future-in-log", test_future_in_log);
  g_test_add_func ("/damage/crashed", test_crashed);
  g_test_add_func ("/damage/crashed-and-damaged", test_crashed_and_damaged);
  g_test_add_func ("/damage/log-alone", test_log_alone);
  g_test_add_func ("/damage/left-over", test_left_over);
  g_test_add_func ("/damage/directory-in-place", test_directory_in_place);
  return g_test_run ();
}
