/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"

#include <gio/gio.h>

#define DOMAIN "usher"

typedef struct {
  char *field;
  char *local;   /* the message in the language of the process, where that is another one than the message's */
} UsherErrorPrivate;

static void
usher_error_private_init (UsherErrorPrivate *priv)
{
  priv->field = NULL;
  priv->local = NULL;
}

static void
usher_error_private_copy (const UsherErrorPrivate *src, UsherErrorPrivate *dest)
{
  dest->field = g_strdup (src->field);
  dest->local = g_strdup (src->local);
}

static void
usher_error_private_clear (UsherErrorPrivate *priv)
{
  g_free (priv->field);
  g_free (priv->local);
}

G_DEFINE_EXTENDED_ERROR (UsherError, usher_error)

static GError * G_GNUC_PRINTF (2, 0)
error_new_valist (UsherErrorCode code, const char *format, va_list args)
{
  const char *translated = g_dgettext (DOMAIN, format);
  GError *made;
  va_list again;

  va_copy (again, args);
  made = g_error_new_valist (USHER_ERROR, code, format, args);
  if (translated != format)
    usher_error_get_private (made)->local = g_strdup_vprintf (translated, again);
  va_end (again);
  return made;
}

/**
 * usher_set_error:
 * @error: (nullable): where the error goes
 * @code: what kind of error
 * @format: what is wrong and what to do, in English, for the person who sees it
 *
 * Like g_set_error() in %USHER_ERROR, with words that are translated for who sits at this computer. The message itself stays in
 * English: it is what logs, the API and the viewers' pages show. usher_error_get_local_message() has the translation.
 */
void
usher_set_error (GError **error, UsherErrorCode code, const char *format, ...)
{
  va_list args;

  g_return_if_fail (format != NULL);

  va_start (args, format);
  g_propagate_error (error, error_new_valist (code, format, args));
  va_end (args);
}

/**
 * usher_set_error_literal:
 * @error: (nullable): where the error goes
 * @code: what kind of error
 * @words: what is wrong and what to do, in English, marked with N_() where it is written
 *
 * usher_set_error() without a format.
 */
void
usher_set_error_literal (GError **error, UsherErrorCode code, const char *words)
{
  GError *made;
  const char *translated;

  g_return_if_fail (words != NULL);

  made = g_error_new_literal (USHER_ERROR, code, words);
  translated = *words != '\0' ? g_dgettext (DOMAIN, words) : words;
  if (translated != words)
    usher_error_get_private (made)->local = g_strdup (translated);
  g_propagate_error (error, made);
}

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
  made = error_new_valist (USHER_ERROR_INVALID, format, args);
  va_end (args);
  usher_error_get_private (made)->field = g_strdup (field);
  g_propagate_error (error, g_steal_pointer (&made));
}

/**
 * usher_set_error_about:
 * @error: (nullable): where the error goes
 * @field: the input field
 * @name: what the input is, to begin a sentence: "The title"; marked with N_() where it is written, or never translated (a variable)
 * @format: what is wrong with it: one %s for the name, and perhaps one %d behind it
 * @number: for the %d
 *
 * usher_set_error_invalid() for a rule that several inputs share: the name is translated with the sentence.
 */
void
usher_set_error_about (GError **error, const char *field, const char *name, const char *format, int number)
{
  g_autoptr (GError) made = NULL;
  const char *translated;

  g_return_if_fail (name != NULL && format != NULL);

  translated = g_dgettext (DOMAIN, format);
  made = g_error_new (USHER_ERROR, USHER_ERROR_INVALID, format, name, number);
  usher_error_get_private (made)->field = g_strdup (field);
  if (translated != format)
    usher_error_get_private (made)->local = g_strdup_printf (translated, g_dgettext (DOMAIN, name), number);
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
 * usher_error_get_local_message:
 * @error: an error of any domain
 *
 * Returns: what to show to who sits at this computer: the message in the language that the process had when the error was made, or
 *   the message itself where there is no translation; valid as long as @error
 */
const char *
usher_error_get_local_message (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == USHER_ERROR && usher_error_get_private (error)->local != NULL)
    return usher_error_get_private (error)->local;
  return error->message;
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
