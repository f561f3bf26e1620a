/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a value is written so that it stays a value: for the template engine, and for who checks links. */

#include "usher-template-html.h"
#include "usher-template.h"

G_BEGIN_DECLS

/* Personal variables travel through the renderer between these two, which no text can contain. */
#define USHER_MARK_OPEN  '\x01'
#define USHER_MARK_CLOSE '\x02'

gboolean usher_url_is_safe      (const char *url);
void     usher_escape_append    (GString *out, const char *value, UsherPlace place);
void     usher_escape_link      (GString *out, const char *value, gsize value_start, gboolean whole_link);
char    *usher_escape_finish    (const char *text, UsherSyntax syntax);

G_END_DECLS
