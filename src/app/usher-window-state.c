/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-window-state.h"

#define GROUP "Window"
/* A file that says more than the largest screens is broken. */
#define SIZE_MAX_SANE 16384

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "usher", "window.ini", NULL);
}

void
usher_window_state_restore (GtkWindow *window)
{
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autofree char *path = state_file ();
  int width, height;

  g_return_if_fail (GTK_IS_WINDOW (window));

  if (!g_key_file_load_from_file (state, path, G_KEY_FILE_NONE, NULL))
    return;
  width = g_key_file_get_integer (state, GROUP, "Width", NULL);
  height = g_key_file_get_integer (state, GROUP, "Height", NULL);
  if (width > 0 && height > 0 && width <= SIZE_MAX_SANE && height <= SIZE_MAX_SANE)
    gtk_window_set_default_size (window, width, height);
  if (g_key_file_get_boolean (state, GROUP, "Maximized", NULL))
    gtk_window_maximize (window);
}

void
usher_window_state_save (GtkWindow *window)
{
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autofree char *path = state_file ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  int width, height;

  g_return_if_fail (GTK_IS_WINDOW (window));

  gtk_window_get_default_size (window, &width, &height);
  g_key_file_set_integer (state, GROUP, "Width", width);
  g_key_file_set_integer (state, GROUP, "Height", height);
  g_key_file_set_boolean (state, GROUP, "Maximized", gtk_window_is_maximized (window));
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (state, path, &error))
    g_info ("The window's size could not be kept: %s", error ? error->message : folder);
}
