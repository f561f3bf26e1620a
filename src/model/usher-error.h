/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherErrorCode:
 * @USHER_ERROR_FAILED: anything that has no better name
 * @USHER_ERROR_INVALID: the caller's input is wrong; usher_error_get_field() names the field
 * @USHER_ERROR_NOT_FOUND: there is no such thing
 * @USHER_ERROR_CONFLICT: the thing's state does not allow it (starting a cancelled event)
 * @USHER_ERROR_STALE: somebody else changed the thing first (If-Match)
 * @USHER_ERROR_FULL: the event has no place left
 * @USHER_ERROR_CLOSED: registration is not open (yet, or any more)
 * @USHER_ERROR_FORBIDDEN: never allowed (deleting a default template)
 * @USHER_ERROR_REFUSED: a provider said no, for good; the message says why
 * @USHER_ERROR_UNAUTHORIZED: a provider does not accept the account's key
 * @USHER_ERROR_LATER: a provider says not now
 * @USHER_ERROR_UNKNOWN_OUTCOME: the request left, but no answer tells what became of it
 * @USHER_ERROR_NOT_CONFIGURED: the account or address that this needs was never set up
 * @USHER_ERROR_STORAGE: the database could not be read or written
 * @USHER_ERROR_CORRUPT: the database is damaged
 * @USHER_ERROR_FROM_FUTURE: the database was written by a newer Usher
 *
 * The one error domain of Usher. Cancellation stays %G_IO_ERROR_CANCELLED.
 */
typedef enum {
  USHER_ERROR_FAILED,
  USHER_ERROR_INVALID,
  USHER_ERROR_NOT_FOUND,
  USHER_ERROR_CONFLICT,
  USHER_ERROR_STALE,
  USHER_ERROR_FULL,
  USHER_ERROR_CLOSED,
  USHER_ERROR_FORBIDDEN,
  USHER_ERROR_REFUSED,
  USHER_ERROR_UNAUTHORIZED,
  USHER_ERROR_LATER,
  USHER_ERROR_UNKNOWN_OUTCOME,
  USHER_ERROR_NOT_CONFIGURED,
  USHER_ERROR_STORAGE,
  USHER_ERROR_CORRUPT,
  USHER_ERROR_FROM_FUTURE,
} UsherErrorCode;

#define USHER_ERROR (usher_error_quark ())
GQuark      usher_error_quark             (void);

/* The format of these is found by xgettext; words that come from elsewhere are marked there with N_(). */
void        usher_set_error               (GError        **error,
                                           UsherErrorCode  code,
                                           const char     *format,
                                           ...) G_GNUC_PRINTF (3, 4);
void        usher_set_error_literal       (GError        **error,
                                           UsherErrorCode  code,
                                           const char     *words);
void        usher_set_error_invalid       (GError        **error,
                                           const char     *field,
                                           const char     *format,
                                           ...) G_GNUC_PRINTF (3, 4);
/* @format: of @name, and perhaps @number: "%s is too long: at most %d characters."; @name: marked with N_() */
void        usher_set_error_about         (GError        **error,
                                           const char     *field,
                                           const char     *name,
                                           const char     *format,
                                           int             number);
const char *usher_error_get_field         (const GError *error);
const char *usher_error_get_local_message (const GError *error);
gboolean    usher_error_is_not_found      (const GError *error);
gboolean    usher_error_is_cancelled      (const GError *error);

G_END_DECLS
