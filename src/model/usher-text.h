/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What this room asks of any text that somebody typed in. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  USHER_TEXT_LINE,    /* no control characters at all */
  USHER_TEXT_LINES,   /* line ends and tabs, too */
} UsherTextKind;

/* Valid UTF-8, at most @max_chars characters, no control characters; @name begins the sentence of the error. */
gboolean  usher_text_check (const char *text, UsherTextKind kind, int max_chars, const char *field, const char *name,
                            GError **error);
gboolean  usher_text_is_blank (const char *text);   /* NULL, empty, or white space only */
/* “text” for an error message; "This" where it is too long or not fit to be shown. */
char     *usher_text_quote (const char *text);

G_END_DECLS
