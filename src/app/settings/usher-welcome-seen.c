/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-welcome-seen.h"

#include <gio/gio.h>

static char *
path (void)
{
  return g_build_filename (g_get_user_state_dir (), "usher", "welcomed", NULL);
}

gboolean
usher_welcome_seen (void)
{
  g_autofree char *file = path ();

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

static void
write_it (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *file = path ();
  g_autofree char *folder = g_path_get_dirname (file);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents (file, "", 0, NULL);
  g_task_return_boolean (task, TRUE);
}

void
usher_welcome_seen_remember (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_run_in_thread (task, write_it);
}
