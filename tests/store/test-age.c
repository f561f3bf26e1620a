/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-table-misc.h"

static int
count (UsherConn *conn, const char *table)
{
  return test_int (conn, "SELECT count(*) FROM %s", table);
}

/* Old ones go, page by page; the moment itself and what is younger stays. */
static void
test_forget (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (GError) error = NULL;
  int gone;

  for (int i = 0; i < 5; i++)
    test_exec (db->conn,
               "INSERT INTO idempotency VALUES ('k%d', 'f', 1, %d);"
               "INSERT INTO feedback (provider, provider_event_id, type, at, received_at) VALUES ('mailgun', 'e%d', 'opened', 0, %d);",
               i, i * 10, i, i * 10);
  g_assert_true (usher_age_forget (db->conn, 30, 2, &gone, &error));
  g_assert_no_error (error);
  g_assert_cmpint (gone, ==, 4);
  g_assert_true (usher_age_forget (db->conn, 30, 2, &gone, &error));
  g_assert_cmpint (gone, ==, 2);
  g_assert_true (usher_age_forget (db->conn, 30, 2, &gone, &error));
  g_assert_cmpint (gone, ==, 0);
  g_assert_cmpint (count (db->conn, "idempotency"), ==, 2);
  g_assert_cmpint (count (db->conn, "feedback WHERE received_at >= 30"), ==, 2);
  g_assert_cmpint (count (db->conn, "feedback"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/age/forget", test_forget);
  return g_test_run ();
}
