/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "usher-error.h"
#include "usher-house.h"
#include "usher-store-restore.h"

static gboolean
back_up (UsherHouse *house, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_backup_async (house->engine, path, NULL, usher_house_take, &result);
  return usher_engine_backup_finish (house->engine, usher_house_wait (&result), error);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_remove (file);
    }
  g_rmdir (path);
}

/* A backup from before the step of a week, with a confirmation that waits for the provider; restored a day before the show, when all
 * of that has long been sent. Nothing of it leaves again, and the steps that are still to come do. */
static void
test_no_flood (void)
{
  g_autofree char *folder = g_dir_make_tmp ("usher-backup-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "backup", NULL);
  UsherHouse *house = usher_house_new_in (folder, HOUSE_BEGIN - USHER_MINUTE);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, NULL);
  UsherInstant restored = HOUSE_START - 23 * USHER_HOUR;
  g_autoptr (UsherRestoreInfo) info = NULL;
  g_autoptr (UsherNotification) week = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  usher_fake_set_fault (house->mail, FAULT_UNREACHABLE, -1);
  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  g_assert_true (back_up (house, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_false (back_up (house, usher_store_get_path (house->store), &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  usher_house_free (house);

  info = usher_store_restore (folder, path, restored, NULL, NULL);
  g_assert_nonnull (info);
  g_assert_cmpint (info->events, ==, 1);
  g_assert_cmpint (info->registrations, ==, 1);
  g_assert_cmpint (info->held_back, ==, 1 + 4);   /* the confirmation, and P14D P7D P3D P1D */

  house = usher_house_new_in (folder, restored + USHER_MINUTE);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_requests (house->mail), ==, 0);
  week = usher_house_find (house, event_id, "P7D");
  g_assert_cmpint (week->status, ==, USHER_NOTIFICATION_SKIPPED);
  g_assert_nonnull (strstr (week->reason, "backup"));
  usher_house_go_to (house, HOUSE_START - 12 * USHER_HOUR);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);

  /* A later start heeds nothing any more, and new viewers get their confirmation. */
  usher_house_restart (house);
  usher_house_register (house, event_id, "Bo", "bo@example.com", NULL, NULL);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 2);
  usher_house_free (house);
  remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup/no-flood", test_no_flood);
  return g_test_run ();
}
