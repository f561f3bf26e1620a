/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *usher_markdown_to_html (const char *markdown);   /* cmark, safe mode: no raw HTML, no javascript: links */
char *usher_markdown_to_text (const char *markdown);   /* for the plain part of mails */
char *usher_markdown_to_pango (const char *markdown);  /* for labels */

G_END_DECLS
