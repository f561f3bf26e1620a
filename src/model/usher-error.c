/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"

#include <gio/gio.h>

typedef struct {
  char *field;
} UsherErrorPrivate;

static void
usher_error_private_init (UsherErrorPrivate *priv)
{
  priv->field = NULL;
}

static void
usher_error_private_copy (const UsherErrorPrivate *src, UsherErrorPrivate *dest)
{
  dest->field = g_strdup (src->field);
}

static void
usher_error_private_clear (UsherErrorPrivate *priv)
{
  g_free (priv->field);
}

G_DEFINE_EXTENDED_ERROR (UsherError, usher_error)

/**
 * usher_set_error_invalid:
 * @error: (nullable): where the error goes
 * @field: (nullable): the input field, named as in the JSON of the API ("registration.max"); %NULL for the input as a whole
 * @format: what is wrong, as a sentence for the person who typed it, without the field's name
 *
 * Sets %USHER_ERROR_INVALID with the name of the field, so that a form can show the message where it belongs.
 */
void
usher_set_error_invalid (GError **error, const char *field, const char *format, ...)
{
  g_autoptr (GError) made = NULL;
  va_list args;

  g_return_if_fail (format != NULL);

  va_start (args, format);
  made = g_error_new_valist (USHER_ERROR, USHER_ERROR_INVALID, format, args);
  va_end (args);
  usher_error_get_private (made)->field = g_strdup (field);
  g_propagate_error (error, g_steal_pointer (&made));
}

/**
 * usher_error_get_field:
 * @error: (nullable): an error of any domain
 *
 * Returns: (nullable): the input field that the error is about, valid as long as @error
 */
const char *
usher_error_get_field (const GError *error)
{
  if (error == NULL || error->domain != USHER_ERROR)
    return NULL;
  return usher_error_get_private (error)->field;
}

/**
 * usher_error_is_not_found:
 * @error: (nullable): an error of any domain
 *
 * Returns: whether @error says that there is no such thing
 */
gboolean
usher_error_is_not_found (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

/**
 * usher_error_is_cancelled:
 * @error: (nullable): an error of any domain
 *
 * Returns: whether somebody called the operation off: nothing to report to anybody
 */
gboolean
usher_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}
