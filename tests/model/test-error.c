/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"

#include <gio/gio.h>

static void
test_field (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  usher_set_error_invalid (&error, "registration.max", "at most %d", 5);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "at most 5");
  g_assert_cmpstr (usher_error_get_field (error), ==, "registration.max");

  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_cmpstr (usher_error_get_field (copy), ==, "registration.max");

  g_prefix_error (&copy, "row %d: ", 3);
  g_assert_cmpstr (copy->message, ==, "row 3: at most 5");
  g_assert_cmpstr (usher_error_get_field (copy), ==, "registration.max");
}

static void
test_ignored (void)
{
  usher_set_error_invalid (NULL, "title", "nobody listens");
}

static void
test_no_field (void)
{
  g_autoptr (GError) plain = g_error_new_literal (USHER_ERROR, USHER_ERROR_FULL, "full");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no");

  g_assert_null (usher_error_get_field (plain));
  g_assert_null (usher_error_get_field (foreign));
  g_assert_null (usher_error_get_field (NULL));
}

/* There is no catalogue here, so the local message is the message; tests/desktop has one. */
static void
test_local_message (void)
{
  g_autoptr (GError) one = NULL;
  g_autoptr (GError) literal = NULL;
  g_autoptr (GError) about = NULL;
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no");

  usher_set_error (&one, USHER_ERROR_FULL, "%d of %s", 5, "five");
  g_assert_error (one, USHER_ERROR, USHER_ERROR_FULL);
  g_assert_cmpstr (one->message, ==, "5 of five");
  g_assert_cmpstr (usher_error_get_local_message (one), ==, "5 of five");
  g_assert_null (usher_error_get_field (one));

  usher_set_error_literal (&literal, USHER_ERROR_STALE, "100 %s");
  g_assert_error (literal, USHER_ERROR, USHER_ERROR_STALE);
  g_assert_cmpstr (usher_error_get_local_message (literal), ==, "100 %s");
  g_assert_cmpstr (usher_error_get_local_message (foreign), ==, "no");

  usher_set_error_about (&about, "title", "The title", "%s is too long: at most %d.", 200);
  g_assert_error (about, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (about->message, ==, "The title is too long: at most 200.");
  g_assert_cmpstr (usher_error_get_local_message (about), ==, about->message);
  g_assert_cmpstr (usher_error_get_field (about), ==, "title");

  usher_set_error (NULL, USHER_ERROR_FULL, "nobody listens");
  usher_set_error_literal (NULL, USHER_ERROR_FULL, "");
}

static void
test_predicates (void)
{
  g_autoptr (GError) missing = g_error_new_literal (USHER_ERROR, USHER_ERROR_NOT_FOUND, "no such event");
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  g_autoptr (GError) no_file = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such file");

  g_assert_true (usher_error_is_not_found (missing));
  g_assert_false (usher_error_is_not_found (no_file));   /* a missing file is not a missing event */
  g_assert_false (usher_error_is_not_found (NULL));
  g_assert_true (usher_error_is_cancelled (cancelled));
  g_assert_false (usher_error_is_cancelled (missing));
  g_assert_false (usher_error_is_cancelled (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/field", test_field);
  g_test_add_func ("/error/ignored", test_ignored);
  g_test_add_func ("/error/no-field", test_no_field);
  g_test_add_func ("/error/local-message", test_local_message);
  g_test_add_func ("/error/predicates", test_predicates);
  return g_test_run ();
}
