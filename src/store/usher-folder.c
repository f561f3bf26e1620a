/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-folder.h"

#include <errno.h>
#include <inttypes.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "usher-error.h"

#define LOCK_NAME "usher.lock"

G_GNUC_PRINTF (2, 3)
static gboolean
fail_errno (GError **error, const char *format, ...)
{
  int saved_errno = errno;
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  usher_set_error (error, USHER_ERROR_STORAGE, "%s: %s", what, g_strerror (saved_errno));
  return FALSE;
}

/* Is the folder empty, or ours already? Anything else may be somebody's home or /tmp, whose rights we leave alone. */
static gboolean
is_for_us (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *lock = g_build_filename (folder, LOCK_NAME, NULL);

  if (dir == NULL)
    return FALSE;
  return g_dir_read_name (dir) == NULL || g_file_test (lock, G_FILE_TEST_EXISTS);
}

/**
 * usher_folder_prepare:
 * @folder: the path
 * @error: return location
 *
 * Makes the folder, readable by its owner only. An existing one that others can read is closed to them when it is empty or was
 * used by Usher before; else it is refused, since it may be shared for a reason.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_folder_prepare (const char *folder, GError **error)
{
  GStatBuf status;

  g_return_val_if_fail (folder != NULL, FALSE);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (error, "The folder “%s” cannot be made", folder);
  if (g_stat (folder, &status) != 0)
    return fail_errno (error, "The folder “%s” cannot be read", folder);
  if (status.st_uid != geteuid ())
    {
      usher_set_error (error, USHER_ERROR_STORAGE, "The folder “%s” belongs to another user", folder);
      return FALSE;
    }
  if ((status.st_mode & 0077) == 0)
    return TRUE;
  if (!is_for_us (folder))
    {
      usher_set_error (error, USHER_ERROR_STORAGE,
                       "Other users can read the folder “%s”, and other files are in it. "
                       "Give Usher a folder of its own, or close this one with: chmod 700", folder);
      return FALSE;
    }
  if (g_chmod (folder, 0700) != 0)
    return fail_errno (error, "The folder “%s” cannot be closed to other users", folder);
  return TRUE;
}

static void
set_error_locked (int fd, const char *folder, GError **error)
{
  char buffer[32] = "";
  gssize length = pread (fd, buffer, sizeof buffer - 1, 0);
  gint64 pid = length > 0 ? g_ascii_strtoll (buffer, NULL, 10) : 0;

  if (pid > 0)
    usher_set_error (error, USHER_ERROR_CONFLICT,
                     "Usher already runs with the folder “%s” (process %" PRId64 ")", folder, pid);
  else
    usher_set_error (error, USHER_ERROR_CONFLICT, "Usher already runs with the folder “%s”", folder);
}

/**
 * usher_folder_lock:
 * @folder: a prepared folder
 * @error: return location
 *
 * Locks the folder and writes the process id into its lock file. The kernel gives the lock up with the process, however
 * it ends, so a left-over file locks nobody out.
 *
 * Returns: a descriptor to be closed when done; -1 on error, %USHER_ERROR_CONFLICT when another process has the lock
 */
int
usher_folder_lock (const char *folder, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *pid = NULL;
  g_autofd int fd = -1;

  g_return_val_if_fail (folder != NULL, -1);

  path = g_build_filename (folder, LOCK_NAME, NULL);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      fail_errno (error, "The lock file “%s” cannot be opened", path);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EWOULDBLOCK)
        set_error_locked (fd, folder, error);
      else
        fail_errno (error, "The folder “%s” cannot be locked", folder);
      return -1;
    }
  pid = g_strdup_printf ("%ld\n", (long) getpid ());
  /* Only for the message to a second one: the lock holds without it, even on a full disk. */
  if (fchmod (fd, 0600) != 0 || ftruncate (fd, 0) != 0 || pwrite (fd, pid, strlen (pid), 0) < 0)
    g_debug ("The lock file could not be written: %s", g_strerror (errno));
  return g_steal_fd (&fd);
}

/**
 * usher_folder_create_file:
 * @path: the file
 * @error: return location
 *
 * SQLite gives its side files the mode of the main one, so this is all that is needed for all of them.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_folder_create_file (const char *path, GError **error)
{
  g_autofd int fd = -1;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_unlink (path) != 0 && errno != ENOENT)
    return fail_errno (error, "The file “%s” cannot be replaced", path);
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 || fchmod (fd, 0600) != 0)
    return fail_errno (error, "The file “%s” cannot be made", path);
  return TRUE;
}

/**
 * usher_folder_protect_file:
 * @path: a file
 * @error: return location
 *
 * Returns: %FALSE on error; a file that is not there is no error
 */
gboolean
usher_folder_protect_file (const char *path, GError **error)
{
  GStatBuf status;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_stat (path, &status) != 0)
    return errno == ENOENT || fail_errno (error, "The file “%s” cannot be read", path);
  if ((status.st_mode & 0177) != 0 && g_chmod (path, 0600) != 0)
    return fail_errno (error, "The file “%s” cannot be closed to other users", path);
  return TRUE;
}

/**
 * usher_folder_sync:
 * @folder: the folder
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_folder_sync (const char *folder, GError **error)
{
  g_autofd int fd = -1;

  g_return_val_if_fail (folder != NULL, FALSE);

  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || fsync (fd) != 0)
    return fail_errno (error, "The folder “%s” cannot be synchronised", folder);
  return TRUE;
}
