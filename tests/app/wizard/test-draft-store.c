/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-draft-store.h"

#include <glib/gstdio.h>

#include "usher-app-fixture.h"
#include "usher-error.h"

typedef struct {
  char            *top;
  char            *folder;
  UsherDraftStore *store;
} Fixture;

static void
setup (Fixture *self, gconstpointer unused)
{
  self->top = g_dir_make_tmp ("usher-drafts-XXXXXX", NULL);
  self->folder = g_build_filename (self->top, "made", "by", "it", NULL);
  self->store = usher_draft_store_new (self->folder);
}

static void
teardown (Fixture *self, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", self->top);

  g_clear_object (&self->store);
  g_assert_cmpint (system (command), ==, 0);
  g_free (self->folder);
  g_free (self->top);
}

static char *
load (Fixture *self, const char *key, UsherInstant *saved_at, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  usher_draft_store_load_async (self->store, key, NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  return usher_draft_store_load_finish (self->store, result, saved_at, error);
}

static void
test_round_trip (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *nothing = NULL, *text = NULL, *other = NULL, *gone = NULL;
  UsherInstant saved_at;

  nothing = load (self, "new", &saved_at, &error);
  g_assert_no_error (error);
  g_assert_null (nothing);
  g_assert_cmpint (saved_at, ==, USHER_NEVER);

  /* What is asked for later sees what was asked for before. */
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *draft = g_strdup_printf ("draft %d 🎭", i);

      usher_draft_store_save (self->store, "new", draft);
    }
  usher_draft_store_save (self->store, "event-7", "another");
  text = load (self, "new", &saved_at, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "draft 99 🎭");
  g_assert_cmpint (ABS (saved_at - g_get_real_time ()), <, USHER_MINUTE);
  other = load (self, "event-7", NULL, &error);
  g_assert_cmpstr (other, ==, "another");

  usher_draft_store_save (self->store, "new", NULL);
  gone = load (self, "new", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (gone);
}

/* Freeing it waits for what is under way. */
static void
test_last_words (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->folder, "new.ini", NULL);
  g_autofree char *text = NULL;
  GStatBuf info;

  usher_draft_store_save (self->store, "new", "the last words");
  g_clear_object (&self->store);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "the last words");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
}

static void
test_damaged (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->folder, "new.ini", NULL);
  g_autofree char *large = g_strnfill (USHER_DRAFT_MAX_BYTES + 1, 'x');
  const struct { const char *data; gssize length; } cases[] = { { "a\0b", 3 }, { "\xff\xfe", 2 }, { large, -1 } };
  g_autofree char *text = NULL;

  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, cases[i].data, cases[i].length, NULL));
      g_assert_null (load (self, "new", NULL, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_CORRUPT);
    }
  /* A folder where the file should be */
  {
    g_autoptr (GError) error = NULL;

    g_unlink (path);
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    g_assert_null (load (self, "new", NULL, &error));
    g_assert_error (error, USHER_ERROR, USHER_ERROR_CORRUPT);
    g_rmdir (path);
  }
  usher_draft_store_save (self->store, "new", "good again");
  text = load (self, "new", NULL, NULL);
  g_assert_cmpstr (text, ==, "good again");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/draft-store/round-trip", Fixture, NULL, setup, test_round_trip, teardown);
  g_test_add ("/draft-store/last-words", Fixture, NULL, setup, test_last_words, teardown);
  g_test_add ("/draft-store/damaged", Fixture, NULL, setup, test_damaged, teardown);
  return g_test_run ();
}
