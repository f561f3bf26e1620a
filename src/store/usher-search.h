/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Searching as people expect it: upper and lower case of every script are the same, and no character is special. */

#include <glib.h>

G_BEGIN_DECLS

char    *usher_search_key       (const char *text);                       /* what is compared */
gboolean usher_search_matches   (const char *text, const char *needle);   /* @needle: a search key */
char    *usher_search_phone_key (const char *text);                       /* NULL: does not look like a phone number */

G_END_DECLS
