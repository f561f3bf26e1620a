/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-token.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "usher-error.h"

#define TOKEN_BYTES      32
#define TOKEN_MIN_LENGTH 16
#define TOKEN_MAX_LENGTH 512

static gboolean
fail (GError **error, const char *path, const char *what)
{
  int saved = errno;

  g_set_error (error, USHER_ERROR, USHER_ERROR_STORAGE, "%s %s: %s", what, path, g_strerror (saved));
  return FALSE;
}

/* Made under its final name with O_EXCL: no moment in which others could read it, and no link to follow. */
static char *
make (const char *path, GError **error)
{
  guint8 bytes[TOKEN_BYTES];
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) < 0)
    return fail (error, folder, "Could not make the folder"), NULL;
  if (getentropy (bytes, sizeof bytes) < 0)
    return fail (error, path, "No random numbers for"), NULL;
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);

  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fail (error, path, "Could not make the token file"), NULL;
  g_string_append_c (hex, '\n');
  if (write (fd, hex->str, hex->len) != (gssize) hex->len || fsync (fd) < 0)
    {
      fail (error, path, "Could not write the token file");
      close (fd);
      unlink (path);
      return NULL;
    }
  close (fd);
  g_string_truncate (hex, hex->len - 1);
  return g_string_free (g_steal_pointer (&hex), FALSE);
}

/* What is checked is what is read: between two looks at a path somebody could put another file there. */
static char *
load (int fd, const char *path, GError **error)
{
  g_autofree char *text = g_malloc0 (TOKEN_MAX_LENGTH + 3);   /* a line's end, and one more to see that it is too long */
  struct stat st;
  gssize n;

  if (fstat (fd, &st) < 0)
    return fail (error, path, "Could not read the token file"), NULL;
  if (S_ISREG (st.st_mode) && ((st.st_mode & 077) != 0 || (st.st_uid != geteuid () && st.st_uid != 0)))
    {
      g_set_error (error, USHER_ERROR, USHER_ERROR_STORAGE,
                   "Others can read or change the token file %s. Say: chmod 600 %s", path, path);
      return NULL;
    }
  n = read (fd, text, TOKEN_MAX_LENGTH + 2);
  if (n < 0)
    return fail (error, path, "Could not read the token file"), NULL;
  g_strstrip (text);
  if (strlen (text) < TOKEN_MIN_LENGTH || strlen (text) > TOKEN_MAX_LENGTH || strpbrk (text, " \t\r\n"))
    {
      g_set_error (error, USHER_ERROR, USHER_ERROR_INVALID,
                   "The token file %s does not hold one word of at least %d characters.", path, TOKEN_MIN_LENGTH);
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* What mktemp leaves, and a power cut between making the file and writing it: nobody's secret */
static gboolean
is_empty_file (int fd)
{
  struct stat st;

  return fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && st.st_size == 0;
}

/**
 * usher_token_load_or_make:
 * @path: file that holds the bearer token of the control API
 *
 * Reads the token, or makes one of 256 random bits in a file that only the user can read, also in place of an empty
 * one. A file that others can read is refused: whoever has the token can write to all registrants.
 *
 * Returns: (transfer full): the token
 */
char *
usher_token_load_or_make (const char *path, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0 && !is_empty_file (fd))
    return load (fd, path, error);
  if (fd >= 0 && unlink (path) < 0)
    return fail (error, path, "Could not write the token file"), NULL;
  if (fd >= 0 || errno == ENOENT)
    return make (path, error);
  return fail (error, path, "Could not read the token file"), NULL;
}
