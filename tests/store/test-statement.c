/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store-fixture.h"
#include "usher-error.h"
#include "usher-statement.h"

static void
test_types (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherStatement) s = usher_statement_new (db->conn, "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", NULL);
  g_autofree char *text = NULL;
  char *member = g_strdup ("before");

  usher_statement_bind_int (s, G_MAXINT64);
  usher_statement_bind_bool (s, 7);
  usher_statement_bind_id (s, 0);
  usher_statement_bind_instant (s, USHER_NEVER);
  usher_statement_bind_instant (s, T0);
  usher_statement_bind_text (s, "Grüße");
  usher_statement_bind_text (s, NULL);
  usher_statement_bind_text (s, "");
  usher_statement_bind_channels (s, USHER_CHANNELS_SMS);
  g_assert_cmpint (usher_statement_step (s, NULL), ==, USHER_STEP_ROW);
  g_assert_cmpint (usher_statement_column_int (s), ==, G_MAXINT64);
  g_assert_true (usher_statement_column_bool (s) == TRUE);
  g_assert_cmpint (usher_statement_column_int (s), ==, 0);
  g_assert_cmpint (usher_statement_column_instant (s), ==, USHER_NEVER);
  g_assert_cmpint (usher_statement_column_instant (s), ==, T0);
  text = usher_statement_column_dup (s);
  g_assert_cmpstr (text, ==, "Grüße");
  usher_statement_column_text (s, &member);
  g_assert_null (member);
  g_assert_cmpstr (usher_statement_column_peek (s), ==, "");
  g_assert_cmpint (usher_statement_column_channels (s), ==, USHER_CHANNELS_SMS);
  g_assert_cmpint (usher_statement_step (s, NULL), ==, USHER_STEP_DONE);
}

/* The same query inside itself, and again afterwards */
static void
test_cache (void)
{
  static const char sql[] = "SELECT column1 FROM (VALUES (1), (2), (3)) WHERE column1 >= ?";
  g_autoptr (TestDb) db = test_db_new ();
  int sum = 0;

  for (int round = 0; round < 2; round++)
    {
      g_autoptr (UsherStatement) outer = usher_statement_new (db->conn, sql, NULL);

      usher_statement_bind_int (outer, 2);
      while (usher_statement_step (outer, NULL) == USHER_STEP_ROW)
        {
          g_autoptr (UsherStatement) inner = usher_statement_new (db->conn, sql, NULL);

          g_assert_true (inner != outer);
          usher_statement_bind_int (inner, usher_statement_column_int (outer));
          while (usher_statement_step (inner, NULL) == USHER_STEP_ROW)
            sum += (int) usher_statement_column_int (inner);
        }
    }
  g_assert_cmpint (sum, ==, 2 * (2 + 3 + 3));
}

/* A statement that was left in the middle is as new when it is taken again. */
static void
test_reset (void)
{
  static const char sql[] = "SELECT 1 UNION ALL SELECT 2";
  g_autoptr (TestDb) db = test_db_new ();

  for (int round = 0; round < 2; round++)
    {
      g_autoptr (UsherStatement) s = usher_statement_new (db->conn, sql, NULL);

      g_assert_cmpint (usher_statement_step (s, NULL), ==, USHER_STEP_ROW);
      g_assert_cmpint (usher_statement_column_int (s), ==, 1);
    }
}

/* Bytes that are no UTF-8 (a damaged disk) do not reach the program. */
static void
test_bad_text (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherStatement) s = usher_statement_new (db->conn, "SELECT CAST(x'41ff42' AS TEXT)", NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (usher_statement_step (s, NULL), ==, USHER_STEP_ROW);
  text = usher_statement_column_dup (s);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_str_has_prefix (text, "A"));
}

static void
test_errors (void)
{
  static const struct {
    const char     *sql;
    UsherErrorCode  code;
  } cases[] = {
    { "SELEKT 1", USHER_ERROR_STORAGE },
    { "SELECT * FROM nowhere", USHER_ERROR_STORAGE },
    { "INSERT INTO setting VALUES ('a', 'again')", USHER_ERROR_CONFLICT },
    { "INSERT INTO setting VALUES ('b', NULL)", USHER_ERROR_INVALID },
    { "INSERT INTO setting VALUES ('b', x'00')", USHER_ERROR_INVALID },
    { "INSERT INTO suppression VALUES ('fax', 'h', 'stop', 's', 1)", USHER_ERROR_INVALID },
    { "INSERT INTO analytics (event_id) VALUES (4711)", USHER_ERROR_NOT_FOUND },
  };
  g_autoptr (TestDb) db = test_db_new ();

  test_exec (db->conn, "INSERT INTO setting VALUES ('a', 'once')");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherStatement) s = usher_statement_new (db->conn, cases[i].sql, &error);

      g_test_message ("%s", cases[i].sql);
      if (s != NULL)
        g_assert_false (usher_statement_run (s, &error));
      g_assert_error (error, USHER_ERROR, (int) cases[i].code);
    }
}

/* Too long for a column: told by the step, since binding returns nothing */
static void
test_bind_error (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStatement) s = usher_statement_new (db->conn, "SELECT ?", NULL);

  sqlite3_limit (db->conn->db, SQLITE_LIMIT_LENGTH, 10);
  usher_statement_bind_text (s, "more than ten bytes");
  g_assert_false (usher_statement_run (s, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_STORAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/types", test_types);
  g_test_add_func ("/statement/cache", test_cache);
  g_test_add_func ("/statement/reset", test_reset);
  g_test_add_func ("/statement/bad-text", test_bad_text);
  g_test_add_func ("/statement/errors", test_errors);
  g_test_add_func ("/statement/bind-error", test_bind_error);
  return g_test_run ();
}
